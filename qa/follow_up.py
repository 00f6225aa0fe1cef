"""A question in a conversation → a question that can be searched for alone, without a model.

What is carried over, only where the question leans on it: the subject of the last question that
stood alone, its names and dates first; and where "he" or "she" is asked about, the persons that
the sentence cited last names. Nothing is reworded beyond that, so "searched for" stays readable.
"""

import re
from collections.abc import Sequence
from typing import Final

from index import word_forms
from qa.bylines import is_byline
from qa.language import is_small
from qa.leaning import leaning_of, subject_of
from qa.types import Answer

_MAX_PERSONS: Final = 2
_CAPITAL: Final = r"[^\W\d_a-zа-яёәіңғүұқөһўҳ]"
# Two or three capitalised words in a row, or an initial and one: a person far more often than a
# place.
_PERSON: Final = re.compile(
    rf"(?<!-)\b(?:{_CAPITAL}\.\s*{_CAPITAL}\w+|{_CAPITAL}\w+(?:\s{_CAPITAL}\w+){{1,2}})"
)
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
    r"(?:killed|injured|wounded|hurt|detained|arrested|deported|rescued|missing|released|fined)\b",
    r"(?:погиб|пострада|ранен|задержа|арестова|выдвор|спас|пропа|отпу|освобо|оштрафова)\w+",
)


_PLACE: Final = re.compile(r"\b(?P<at>at|in|on|from|of|by|near|during) [^,;()?]*\??$")


def stand_alone(question: str, history: Sequence[Answer | str]) -> str:
    """The text to search for: the question, with what it needs of those before it.

    Args:
        history: earlier answers or questions, oldest first.
    """
    spoken = [turn for turn in history if isinstance(turn, str) or turn.kind != "chat"]
    asked_before = [one for one in map(_asked, spoken) if one]
    leaning = leaning_of(question)
    if not (leaning.leans and asked_before):
        return question
    root = _root(asked_before)
    if leaning.fragment:
        return _with_fragment(root, leaning.fragment)
    subject = subject_of(root)
    persons = _persons(spoken[-1]) if leaning.person else []
    carried = [*(one for one in persons if not _is_named(one, subject)), subject]
    asked = f"{leaning.rest[:1].upper()}{leaning.rest[1:]}"
    needed = "; ".join(part for part in carried if part)
    return f"{asked} ({needed})" if needed else asked


def _asked(turn: Answer | str) -> str:
    """What a turn was about: its question, or the headline of an article that was summed up."""
    if isinstance(turn, str) or turn.kind == "answer":
        return turn if isinstance(turn, str) else turn.question
    titles = {citation.title for one in turn.sentences for citation in one.citations}
    return titles.pop() if len(titles) == 1 else ""


def _root(asked: Sequence[str]) -> str:
    """The last question that stood alone; the first one if none did."""
    return next((one for one in reversed(asked) if not leaning_of(one).leans), asked[0]).strip()


def _with_fragment(root: str, fragment: str) -> str:
    """The earlier question about something else: in place of its own kind, else added."""
    for kind in _KINDS:
        new, old = re.search(kind, fragment), re.search(kind, root)
        if new and old and len(re.findall(kind, root)) == 1:
            return f"{root[: old.start()]}{new.group()}{root[old.end() :]}"
    # "… killed at the arena?" – "What about the bus?": the place goes, its preposition stays.
    place = _PLACE.search(root)
    if place and fragment.startswith("the "):
        return f"{root[: place.end('at')]} {fragment}?"
    return f"{root} ({fragment})"


def _persons(turn: Answer | str) -> list[str]:
    """Persons named in the sentence that a turn's answer quotes first."""
    if isinstance(turn, str) or not turn.sentences or is_byline(turn.sentences[0].text):
        return []
    text = turn.sentences[0].text
    found = []
    for one in _PERSON.finditer(text):
        named = one.group().split()
        named = named[1:] if is_small(named[0]) else named  # "When Asel Tokto …"
        is_office = _INSTITUTION.search(text[one.start() : one.end() + 12])
        if len(named) > 1 and not is_office and all(map(_is_name, named)):
            found.append(" ".join(named))
    return list(dict.fromkeys(found))[:_MAX_PERSONS]


def _is_name(word: str) -> bool:
    """A capital, and no small word at the beginning of a sentence nor an abbreviation."""
    return word[0].isupper() and not word[1:2].isupper() and not is_small(word)


def _is_named(person: str, subject: str) -> bool:
    """Whether the subject has the person's last name too, in any inflection."""
    last = [form for _word, form in word_forms(person)][-1:]
    forms = [form for _word, form in word_forms(subject)]
    return any(f.startswith(form) or form.startswith(f) for form in last for f in forms)
