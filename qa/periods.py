"""A question → the time that it names ("in June 2025", "last week", "до 2024 года"), if it does.

Knows English, Russian, Turkish, Kazakh, Kyrgyz and Uzbek. What it finds is shown with the answer;
a question's time says when something happened, so it favours articles and never excludes one.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from index import Filters, find_days, month_of


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a question names.

    Attributes:
        start: first day; None reaches back without end. end: last day; None has none.
        words: the question's own words for it.
    """

    start: date | None
    end: date | None
    words: str

    def __str__(self) -> str:
        """The words and the days: "in June 2025 (2025-06-01 – 2025-06-30)"."""
        start = self.start.isoformat() if self.start else "…"
        end = self.end.isoformat() if self.end else "…"
        return f"{self.words} ({start} – {end})"

    @property
    def filters(self) -> Filters:
        """Which articles are of that time."""
        return Filters(
            published_from=self.start.isoformat() if self.start else None,
            published_to=self.end.isoformat() if self.end else None,
        )


@dataclass(frozen=True, slots=True)
class _Time:
    """A stretch of days, and where in the question it stands."""

    first: date
    last: date
    start: int
    end: int


# -- words ------------------------------------------------------------------------------------

_TODAY: Final = r"today|сегодня|bug[uü]n|бүгін|бүгүн|бугун"
_YESTERDAY: Final = r"yesterday|вчера|d[uü]n|kecha|кеше|кечээ|кеча"
_UNITS: Final = {
    "day": r"days?|дн(?:ей|я|ей)|день|сут(?:ок|ки)|g[uü]n\w*|k[uü]n\w*|күн\w*|кун\w*",
    "week": r"weeks?|недел\w+|hafta\w*|апта\w*|жума\w*|ҳафта\w*|хафта\w*",
    "month": r"months?|месяц\w*|ay(?:da|da|ın|i|ı|lar\w*)?|oy\w*|ай(?:да|ы|лар\w*)?|ой(?:да)?",
    "year": r"years?|год\w*|лет|y[iı]l\w*|жыл\w*|йил\w*",
}
_LAST: Final = (
    r"last|past|previous|прошл\w+|последн\w+|минувш\w+|geçen|son|o[ʻʼ'‘’`]?tgan|so[ʻʼ'‘’`]?nggi|"
    r"өткен|соңғы|өткөн|акыркы|ўтган|сўнгги"
)
_THIS: Final = r"this|current|эт(?:от|ой|ом|у|а)|текущ\w+|bu|shu|бұл|осы|бул|ушул|бу|шу"
_NUMBER: Final = r"(?P<n>\d{1,3})"
# Between a year and what follows it: "2025 жылдың маусымы", "2025-yil iyun oyida".
_YEAR_WORD: Final = r"(?:\s*-?\s*(?:жыл|yil|y[ıi]l|йил|год)\w*)?"
_YEAR: Final = r"(?P<y>(?:19|20)\d\d)"
# A bare number is a year only beside a word or an ending that says so.
_IN_YEAR: Final = re.compile(
    r"(?:\b(?P<before>in|during|since|before|after|until|till|by|of|from|between|and|to|"
    r"в|с|до|после|между|и|по)\s+)?"
    rf"(?<![\w.,-]){_YEAR}"
    r"(?P<after>\s*-?\s*(?:жыл|yil|y[ıi]l|йил|год)\w*|['’]?(?:t[ea]|d[ea])\b)?"
    r"(?![\w%]|[.,:]\d)",
    re.IGNORECASE,
)
_MONTH_YEAR: Final = (
    re.compile(rf"(?P<m>[^\W\d_]{{3,12}})\.?(?:\s+of)?,?\s+{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}{_YEAR_WORD}\s+(?P<m>[^\W\d_]{{3,14}})"),
)
# A month without its year is one only where a word says so: "May I ask", "the march".
_MONTH_ALONE: Final = re.compile(
    r"\b(?:in|during|since|before|after|until|by|last|this|of|в|с|до|после|за)\s+"
    r"(?P<m>[^\W\d_]{3,12})\b(?!\s+\d)|\b(?P<m2>[^\W\d_]{3,12})\s+(?:ay[ıi]\w*|oy\w*|ай\w*|ой\w*)\b",
    re.IGNORECASE,
)
_BEFORE_WORD: Final = re.compile(
    r"\b(?:before|until|till|by|up to|earlier than|до|раньше|ранее|к)\s+(?:the\s+)?$", re.IGNORECASE
)
_AFTER_WORD: Final = re.compile(
    r"\b(?:since|after|later than|starting|из|с|со|после|начиная с)\s+(?:the\s+)?$", re.IGNORECASE
)
# In Turkic languages they follow: "2024 жылға дейін", "2024-yildan beri", "2024'ten önce".
_BEFORE_ENDING: Final = re.compile(
    r"^\w*['’]?\w*\s+(?:dek|kadar|[oö]nce|qadar|oldin|дейін|бұрын|чейин|мурун|қадар|олдин)\b",
    re.IGNORECASE,
)
_AFTER_ENDING: Final = re.compile(
    r"^\w*['’]?\w*\s+(?:beri|sonra|keyin|boshlab|бері|кейін|бери|кийин|бошлаб)\b", re.IGNORECASE
)
_FROM: Final = re.compile(r"\b(?:from|between|с|со|между)\s+(?:the\s+)?$", re.IGNORECASE)
_TO: Final = re.compile(r"^\w*\s*(?:to|till|until|and|по|до|и|[-–—])\s*(?:the\s+)?$", re.IGNORECASE)


def find_period(question: str, today: date) -> Period | None:
    """The time that a question names; None if it names none, or several that don't belong.

    Args:
        today: what "last week" is counted from; a month without a year is its last one.
    """
    times = _apart(sorted(_times(question, today), key=lambda one: (one.start, -one.end)))
    if len(times) == 2 and _TO.match(question[times[0].end : times[1].start]):
        first, last = times
        opening = _FROM.search(question[: first.start])
        if first.first <= last.last:
            start = opening.start() if opening else first.start
            return Period(first.first, last.last, question[start : last.end].strip())
    if len(times) != 1:
        return None
    return _bounded(question, times[0])


def _bounded(question: str, time: _Time) -> Period:
    """The time itself, or all before or after it, as the words around it say."""
    before, after = question[: time.start], question[time.end :]
    for word, ending, is_end in (
        (_BEFORE_WORD, _BEFORE_ENDING, True),
        (_AFTER_WORD, _AFTER_ENDING, False),
    ):
        opening, closing = word.search(before), ending.match(after)
        if opening or closing:
            start = opening.start() if opening else time.start
            end = time.end + (closing.end() if closing else 0)
            words = question[start:end].strip()
            if is_end:
                return Period(None, time.first - timedelta(days=1), words)
            return Period(time.first, None, words)
    return Period(time.first, time.last, question[time.start : time.end].strip())


def _apart(times: list[_Time]) -> list[_Time]:
    """Of times that overlap, the one that begins first and reaches farthest."""
    kept: list[_Time] = []
    for time in times:
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
    return kept


def _times(question: str, today: date) -> Iterator[_Time]:
    for found in find_days(question):
        day = date.fromisoformat(found.day)
        yield _Time(day, day, found.start, found.end)
    for pattern in _MONTH_YEAR:
        for match in pattern.finditer(question):
            month = month_of(match["m"])
            if month:
                yield _of_month(int(match["y"]), month, match.start(), match.end())
    for match in _IN_YEAR.finditer(question):
        if match["before"] or match["after"]:
            year = int(match["y"])
            yield _Time(date(year, 1, 1), date(year, 12, 31), match.start("y"), match.end())
    for match in _MONTH_ALONE.finditer(question):
        group = "m" if match["m"] else "m2"
        month = month_of(match[group])
        if month:
            year = today.year if month <= today.month else today.year - 1
            yield _of_month(year, month, match.start(group), match.end())
    yield from _relative(question, today)


def _of_month(year: int, month: int, start: int, end: int) -> _Time:
    return _Time(date(year, month, 1), date(year, month, monthrange(year, month)[1]), start, end)


def _relative(question: str, today: date) -> Iterator[_Time]:
    def found(pattern: str) -> Iterator[re.Match[str]]:
        return re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", question, re.IGNORECASE)

    for match in found(_TODAY):
        yield _Time(today, today, *match.span())
    for match in found(_YESTERDAY):
        day = today - timedelta(days=1)
        yield _Time(day, day, *match.span())
    for unit, words in _UNITS.items():
        for match in found(rf"(?:{_LAST})\s+{_NUMBER}\s+(?:{words})"):
            yield _Time(_back(today, unit, int(match["n"])), today, *match.span())
        for match in found(rf"(?:{_LAST})\s+(?:{words})"):
            if unit != "day":
                yield _Time(*_CALENDAR[unit](_back(today, unit, 1)), *match.span())
        for match in found(rf"(?:{_THIS})\s+(?:{words})"):
            if unit != "day":
                yield _Time(*_CALENDAR[unit](today), *match.span())


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


_CALENDAR: Final[dict[str, Callable[[date], tuple[date, date]]]] = {
    "week": _week,
    "month": _month,
    "year": _year,
}


def _back(day: date, unit: str, count: int) -> date:
    """The day so many units earlier; the last of its month where it has no such day."""
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = max(months // 12, 1), months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
