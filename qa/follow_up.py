"""A question in a conversation → a question that can be searched for alone, without a model.

What is carried over, only where the question leans on it: the subject of the last question that
stood alone, its names and dates first; and where "he" or "she" is asked about, the persons that
the sentence cited last names. Nothing is reworded beyond that, so "searched for" stays readable.
"""

import re
from collections.abc import Sequence
from typing import Final

from qa.leaning import leaning_of, subject_of
from qa.types import Answer

_MAX_PERSONS: Final = 2
# Two capitalised words in a row, or an initial and one: a person far more often than a place.
_PERSON: Final = re.compile(r"\b(?:[^\W\d_a-zа-яё]\.\s*|[^\W\d_]+\s)[^\W\d_]+")
# Words that make a name an institution's: in it, or right after it.
_INSTITUTION: Final = re.compile(
    r"Ministr|Department|Agency|Service|Committee|Embassy|Consulate|Republic|Federation|Court|"
    r"Region|District|Council|Министерств|Департамент|Комитет|Посольств|Консульств|Республик|"
    r"Федераци|Суд\b|Област|Район|Совет",
)
# What a fragment takes the place of: "How did Uzbekistan respond?" – "What about Kyrgyzstan?"
_KINDS: Final = (
    r"(?:Uzbeki|Kyrgyz|Kazakh|Tajiki|Turkmeni|Afghani|Kazakhi)stan|Russia|China|Turkey|South Korea",
    r"Узбекистан\w*|К[ыи]рг[ыи]зстан\w*|Казахстан\w*|Таджикистан\w*|Туркмени\w*|Росси\w+|Кита\w+",
    r"January|February|March|April|May|June|July|August|September|October|November|December",
    r"(?:19|20)\d\d",
    r"first|second|third|fourth",
    r"перв\w+|втор\w+|трет\w+",
    r"бірінші|екінші|үшінші|биринчи|экинчи|үчүнчү|birinchi|ikkinchi|uchinchi",
)


def stand_alone(question: str, history: Sequence[Answer | str]) -> str:
    """The text to search for: the question, with what it needs of those before it.

    Args:
        history: earlier answers or questions, oldest first.
    """
    spoken = [turn for turn in history if isinstance(turn, str) or turn.kind != "chat"]
    leaning = leaning_of(question)
    if not (leaning.leans and spoken):
        return question
    root = _root(spoken)
    if leaning.fragment:
        return _with_fragment(root, leaning.fragment)
    carried = [subject_of(root)]
    if leaning.person:
        carried = [*_persons(spoken[-1]), *carried]
    asked = f"{leaning.rest[:1].upper()}{leaning.rest[1:]}"
    needed = "; ".join(part for part in carried if part)
    return f"{asked} ({needed})" if needed else asked


def _root(history: Sequence[Answer | str]) -> str:
    """The last question that stood alone; the first one if none did."""
    asked = [turn.question if isinstance(turn, Answer) else turn for turn in history]
    return next((one for one in reversed(asked) if not leaning_of(one).leans), asked[0]).strip()


def _with_fragment(root: str, fragment: str) -> str:
    """The earlier question about something else: in place of its own kind, else added."""
    for kind in _KINDS:
        new, old = re.search(kind, fragment), re.search(kind, root)
        if new and old and len(re.findall(kind, root)) == 1:
            return f"{root[: old.start()]}{new.group()}{root[old.end() :]}"
    return f"{root} ({fragment})"


def _persons(turn: Answer | str) -> list[str]:
    """Persons named in the sentence that a turn's answer quotes first."""
    if isinstance(turn, str) or not turn.sentences:
        return []
    text = turn.sentences[0].text
    found = (
        one.group().strip()
        for one in _PERSON.finditer(text)
        if not _INSTITUTION.search(text[one.start() : one.end() + 12])
    )
    named = [one for one in found if all(word[0].isupper() for word in one.split())]
    return list(dict.fromkeys(named))[:_MAX_PERSONS]
