"""An answered question → one that the same text doesn't answer, by changing what it asks about.

The near misses that fool a reader name people, places and years of the same story. Public data
holds few of them, and questions that are all answerable teach a reader to answer.

Source: Yang, Rajpurkar, Liang and others make negatives by rules (Rajpurkar, Jia, Liang 2018, "Know
What You Don't Know", section 3); here the name comes from the same text, in a sentence that
doesn't answer.
"""

import random
import re
from collections.abc import Sequence
from typing import Final

_NUMBER: Final = re.compile(r"(?<![\w.,])\d[\d.,]*(?![\w])")
# A capitalised word, or several, that doesn't begin a sentence; "I" and single letters are none.
_CAPITALISED: Final = r"[^\W\d_a-zа-яёәғқңөұүһіўҳ][\w’'-]+"
_NAME: Final = re.compile(rf"(?<=[\w,;:»”] ){_CAPITALISED}(?: {_CAPITALISED})*")
_POSSESSIVE: Final = ("'s", "’s", "s'", "s’")
_STEM: Final = 4  # letters that two forms of one name share


def swapped(
    question: str, sentences: Sequence[str], gold: frozenset[int], shuffle: random.Random
) -> str | None:
    """The question about another name or number of the text; None if it names none.

    Only what stands in an answering sentence is changed, into what stands in none of them: else
    the question might be answered all the same.
    """
    answering = " ".join(sentences[number] for number in sorted(gold)).lower()
    others = " ".join(s for n, s in enumerate(sentences) if n not in gold)
    for kind in shuffle.sample([_NAME, _NUMBER], 2):
        asked = [m for m in kind.finditer(question) if _stem(m.group()) in answering]
        if not asked:
            continue
        known = (question + " " + answering).lower()
        found = {m.group().rstrip(".,") for m in kind.finditer(others)}
        candidates = sorted(one for one in found if _stem(one) not in known)
        chosen = shuffle.choice(asked)
        alike = [one for one in candidates if _alike(one, chosen.group())]
        if alike:
            other = shuffle.choice(alike)
            return question[: chosen.start()] + other + question[chosen.end() :]
    return None


def _stem(name: str) -> str:
    return name.lower() if name[0].isdigit() else name.lower()[:_STEM]


def _alike(one: str, other: str) -> bool:
    """Numbers of one length, as years are; names of as many words, and of one case."""
    if one[0].isdigit():
        return len(one) == len(other)
    endings = one[-1] == other[-1] or (one + other).isascii()
    possessive = one.endswith(_POSSESSIVE) == other.endswith(_POSSESSIVE)
    return len(one.split()) == len(other.split()) and endings and possessive
