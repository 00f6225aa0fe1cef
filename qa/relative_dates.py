"""A quote and its article's publication day → the days that its words ("yesterday") mean.

For display beside the quote only; a quote is never changed. Knows English and Russian, and "today"
and "yesterday" in Kazakh, Kyrgyz and Turkish. Where it isn't sure it says nothing: of words inside
direct speech, which was spoken on a day of its own, and of a weekday that may be still to come.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class DatedWords:
    """Words of a quote that count from its publication, and the days that they mean.

    Attributes:
        start, end: where they stand, ``quote[start:end]``.
        first, last: the days, both included; equal for a single day.
    """

    start: int
    end: int
    first: date
    last: date

    @property
    def days(self) -> str:
        """The day, or the first and the last, as ISO 8601 writes them."""
        first, last = self.first.isoformat(), self.last.isoformat()
        return first if first == last else f"{first} – {last}"


_Days = Callable[[re.Match[str], date], tuple[date, date]]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)


def _shift(days: int) -> _Days:
    def shifted(_match: re.Match[str], published: date) -> tuple[date, date]:
        return (published + timedelta(days=days),) * 2

    return shifted


# -- counted from the day ----------------------------------------------------------------------

_SHIFTS: Final = (
    (_words(r"the day before yesterday|позавчера"), _shift(-2)),
    (_words(r"yesterday|вчера|кеше|кечээ|dün"), _shift(-1)),
    (
        _words(r"today|tonight|this (?:morning|afternoon|evening)|сегодня|бүгін|бүгүн|bugün"),
        _shift(0),
    ),
    (_words(r"tomorrow|завтра"), _shift(1)),
    (_words(r"the day after tomorrow|послезавтра"), _shift(2)),
)
_COUNTS: Final = {
    word: number
    for number, words in enumerate(
        ("two два", "three три", "four четыре", "five пять", "six шесть", "seven семь"), start=2
    )
    for word in words.split()
}
_AGO: Final = _words(rf"(?P<n>\d{{1,2}}|{'|'.join(_COUNTS)}) (?:days ago|дня назад|дней назад)")

# -- calendar weeks, months, years --------------------------------------------------------------

_STEPS: Final = {"last": -1, "this": 0, "next": 1, "прошл": -1, "эт": 0, "следующ": 1}
_UNITS: Final = {"week": "week", "month": "month", "year": "year"}
_UNITS_RU: Final = {"неделе": "week", "месяце": "month", "году": "year"}
_CALENDAR: Final = (
    # "the last week of the campaign" is another week.
    _words(r"(?<!the )(?<!of )(?P<step>last|this|next) (?P<unit>week|month|year)(?! of\b)"),
    _words(r"(?:на|в) (?P<step>прошл|эт|следующ)(?:ой|ом|ей|ем) (?P<unit>неделе|месяце|году)"),
)

# -- weekdays -----------------------------------------------------------------------------------

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_RU: Final = (
    *("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"),
)
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_WEEKDAY: Final = (
    # A weekday with its date beside it needs no help.
    _words(rf"(?:on|early|late) (?P<day>{'|'.join(_DAYS)})(?!,? (?:the )?(?:\d|{_MONTHS}))"),
    _words(rf"во? (?P<day>{'|'.join(_DAYS_RU)})(?!,? \d)"),
)
_PAST: Final = _words(
    r"said|told|was|were|had|did|took|came|went|met|held|began|found|saw|gave|made|left|struck|"
    r"won|lost|sent|\w{2,}ed|\w{2,}(?:л|ла|ло|ли|лся|лась|лось|лись)"
)
_NOT_PAST: Final = re.compile(
    r"(?<!\w)(?:will|won['’]t|would|shall|going to|to be|plan\w*|scheduled|due|expect\w*|set to|"
    r"next|upcoming|until|if|may|might|could|should|can|must|every|"
    r"буд(?:ет|ут|у|ем|ете)|следующ\w+|предстоящ\w+|заплан\w+|планир\w+|намер\w+|собира\w+|"
    r"ожида\w+|долж\w+|если|бы|чтобы|кажд\w+|до|\w+(?:[её]тся|утся|ются|ится|ятся))(?!\w)"
    r"|['’]ll\b",
    re.IGNORECASE,
)


def dated_words(quote: str, published: str | None) -> list[DatedWords]:
    """The words of a quote that count from its article's publication, in order of position.

    Args:
        published: the day, as ISO 8601 writes it; without one nothing is known.
    """
    day = _day(published)
    if day is None:
        return []
    spoken = _direct_speech(quote)
    found = [
        one
        for one in _found(quote, day)
        if not any(start < one.end and one.start < end for start, end in spoken)
    ]
    # "the day before yesterday" is not yesterday.
    return [
        one
        for one in sorted(found, key=lambda one: one.start)
        if not any(
            other is not one and other.start <= one.start and one.end <= other.end
            for other in found
        )
    ]


def _found(quote: str, day: date) -> Iterator[DatedWords]:
    places: list[tuple[re.Pattern[str], _Days]] = [*_SHIFTS, (_AGO, _ago)]
    places += [(pattern, _calendar) for pattern in _CALENDAR]
    if _PAST.search(quote) and not _NOT_PAST.search(quote):
        places += [(pattern, _weekday) for pattern in _WEEKDAY]
    for pattern, days_of in places:
        for match in pattern.finditer(quote):
            try:
                yield DatedWords(*match.span(), *days_of(match, day))
            except (OverflowError, ValueError):
                continue  # before the first day of the calendar, or after its last


def _ago(match: re.Match[str], published: date) -> tuple[date, date]:
    said = match["n"].lower()
    number = int(said) if said.isdecimal() else _COUNTS[said]
    return _shift(-number)(match, published)


def _calendar(match: re.Match[str], published: date) -> tuple[date, date]:
    step = _STEPS[match["step"].lower()]
    unit = match["unit"].lower()
    kind = _UNITS.get(unit) or _UNITS_RU[unit]
    if kind == "week":
        first = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
        return first, first + timedelta(days=6)
    if kind == "year":
        return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
    first, after = (_month(published, step + more) for more in (0, 1))
    return first, after - timedelta(days=1)


def _month(day: date, step: int) -> date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _weekday(match: re.Match[str], published: date) -> tuple[date, date]:
    """The last such day up to the publication."""
    said = match["day"].lower()
    names: Sequence[str] = _DAYS if said in _DAYS else _DAYS_RU
    day = published - timedelta(days=(published.weekday() - names.index(said)) % 7)
    return day, day


def _direct_speech(quote: str) -> list[tuple[int, int]]:
    """Where somebody is quoted; to the beginning or the end where only one mark stands."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    straight = False
    for at, character in enumerate(quote):
        closes = character in "”»" or (character == '"' and straight)
        opens = character in "“„«" or (character == '"' and not straight)
        straight ^= character == '"'
        if opens:
            opened.append(at)
        elif closes:
            spans.append((opened.pop() if opened else 0, at + 1))
    return spans + [(at, len(quote)) for at in opened]


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
