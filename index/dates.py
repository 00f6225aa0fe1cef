"""Text → the day that it names, if it names one beyond doubt; nothing is guessed.

Knows days written in numbers, and in words in English, Russian, Kazakh, Kyrgyz, Uzbek, Turkish
and Tajik.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from index.months import month_names

# Spellings in use, and short inflected ones, that CLDR doesn't have.
_MORE_MONTHS: Final = {"sentyabr": 9, "oktyabr": 10, "sept": 9, "мае": 5, "июне": 6, "июле": 7}
_MIN_STEM: Final = 4  # letters of a month's name before an ending ("июнда", "iyunda")
_MAX_ENDING: Final = 4
_YEAR: Final = r"(?P<y>(?:19|20)\d\d)"
_DAY: Final = r"(?P<d>\d{1,2})"
_WORD: Final = r"(?P<w>[^\W\d_]{3,12})\.?"
_NUMBERS: Final = (
    re.compile(rf"(?<!\d){_YEAR}([-/.])(?P<m>\d{{1,2}})\2{_DAY}(?!\d)"),
    re.compile(rf"(?<![\d.]){_DAY}\.(?P<m>\d{{1,2}})\.{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})([/-])(?P<b>\d{{1,2}})\2{_YEAR}(?!\d)"),
)
_WORDS: Final = (
    re.compile(rf"(?<!\d){_DAY}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_WORD},?\s+{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\w){_WORD}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[\s-]*[^\W\d_]{{0,8}}\s+{_DAY}[\s-]+{_WORD}"),
)
_IN_ADDRESS: Final = re.compile(
    rf"(?<!\d){_YEAR}(?P<s>[-/_]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day in ISO 8601 (2025-06-14), and where in the text it stands."""

    day: str
    start: int
    end: int


def find_days(text: str) -> list[FoundDay]:
    """The days that a short text names, in order of position.

    "05/06/2025" names none: it is in May or in June. A day without its year is none either.
    """
    found = sorted(_days(text), key=lambda one: (one.start, -one.end))
    kept: list[FoundDay] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def day_in_address(address: str) -> str | None:
    """The one day that a web address or a path names; None if it names none, or several."""
    days = {_iso(match["y"], match["m"], match["d"]) for match in _IN_ADDRESS.finditer(address)}
    return days.pop() if len(days) == 1 else None


def month_of(word: str) -> int | None:
    """The number of the month, 1 to 12, that a word names; None if it names none."""
    months = _months()
    name = word.casefold()
    if name in months:
        return months[name]
    stems = (name[:-cut] for cut in range(1, _MAX_ENDING + 1) if len(name) - cut >= _MIN_STEM)
    return next((months[stem] for stem in stems if stem in months), None)


def _days(text: str) -> Iterator[FoundDay]:
    for pattern in _NUMBERS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month, day = (parts["m"], parts["d"]) if "m" in parts else _unordered(parts)
            yield from _found(match, month, day)
    for pattern in _WORDS:
        for match in pattern.finditer(text):
            yield from _found(match, month_of(match["w"]), match["d"])


def _found(match: re.Match[str], month: str | int | None, day: str | None) -> Iterator[FoundDay]:
    iso = _iso(match["y"], month, day)
    if iso:
        yield FoundDay(iso, match.start(), match.end())


def _unordered(parts: dict[str, str]) -> tuple[str | None, str | None]:
    """Month and day of two numbers in either order; None where both could be the month."""
    first, second = int(parts["a"]), int(parts["b"])
    if first > 12 or first == second:
        return parts["b"], parts["a"]
    return (parts["a"], parts["b"]) if second > 12 else (None, None)


@cache
def _months() -> dict[str, int]:
    return _MORE_MONTHS | month_names()


def _iso(year: str, month: str | int | None, day: str | None) -> str | None:
    if not month or not day:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
