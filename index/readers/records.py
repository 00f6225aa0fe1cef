"""A record (an object of JSON, a row of CSV) → an article, by the usual names of fields."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from index.ids import part_id
from index.readers.cleaning import clean, one_line, with_title
from index.readers.html import markup_text
from index.readers.source import Found
from index.reading_limits import FIELDS, ReadingLimits
from index.types import Declared, FailedPart, RawArticle

_MARKUP: Final = re.compile(
    r"</?(?:p|div|br|span|a|b|i|em|strong|ul|li|h[1-6]|img)(?:\s[^>]*)?/?>|&(?:#\d+|[a-z]{2,8});",
    re.IGNORECASE,
)
_MAX_NAME: Final = 40  # characters of a field's name that are told
_MAX_SECONDS: Final = 253_402_300_799  # the end of the year 9999


class RecordReader:
    """Turns the records of one file into articles with ids of their own."""

    def __init__(self, limits: ReadingLimits, encoding: str) -> None:
        self._limits = limits
        self._encoding = encoding
        self._taken: set[str] = set()

    def read(self, records: Iterable[object]) -> Iterator[Found]:
        """Yield an article, or why there is none, for each record; numbers count from 1."""
        for number, record in enumerate(records, start=1):
            if number > self._limits.max_records:
                limit = (
                    f"only the first {self._limits.max_records:,} records are read (max_records)"
                )
                yield FailedPart("", limit)
                return
            yield self.one(record, number)

    def one(self, record: object, number: int) -> Found:
        """The article of a record, or why there is none."""
        if isinstance(record, FailedPart):
            return record
        named = (
            {str(name).strip().lower(): value for name, value in record.items()}
            if isinstance(record, Mapping)
            else {}
        )
        part = part_id(self._said(named, "id"), number, self._taken)
        if not named:
            return FailedPart(part, "it is not a record with named fields")
        text, declared = self.article(named)
        if not text:
            return FailedPart(part, self._no_text(named))
        return RawArticle(part, text, self._encoding, declared, extracted=True)

    def article(self, named: Mapping[str, object]) -> tuple[str, Declared]:
        """Text and metadata of a record; the text is "" if it has none."""
        title = one_line(self._said(named, "title"))
        body = _text(self._value(named, "text")) or _text(self._value(named, "excerpt"))
        said = self._said(named, "date")
        declared = Declared(
            title=title,
            dates=((f"field {self._name(named, 'date')}", said),) if said else (),
            publisher=one_line(self._said(named, "publisher")),
            author=one_line(self._said(named, "author")),
            language=one_line(self._said(named, "language")),
            url=one_line(self._said(named, "url")),
        )
        return (with_title(title, body) if body else ""), declared

    def has_text(self, record: object) -> bool:
        """Whether a value is a record with a field of text."""
        return (
            isinstance(record, Mapping)
            and self._name(
                {str(name).strip().lower(): value for name, value in record.items()}, "text"
            )
            is not None
        )

    def _name(self, named: Mapping[str, object], meaning: str) -> str | None:
        given = self._limits.fields.get(meaning)
        names = (given.lower(),) if given else FIELDS[meaning]
        return next((name for name in names if named.get(name) not in (None, "", [], {})), None)

    def _value(self, named: Mapping[str, object], meaning: str) -> object:
        name = self._name(named, meaning)
        return None if name is None else named[name]

    def _said(self, named: Mapping[str, object], meaning: str) -> str | None:
        value = self._value(named, meaning)
        if meaning == "date" and isinstance(value, int | float):
            return _of_seconds(value)
        return _words(value)

    def _no_text(self, named: Mapping[str, object]) -> str:
        filled = self._name(named, "text")
        if filled:
            return f"its field {filled} holds no text"
        given = self._limits.fields.get("text")
        known = given or ", ".join(FIELDS["text"][:4]) + ", …"
        has = ", ".join(name[:_MAX_NAME] for name in sorted(named)[:6])
        return f"it has no text (looked for {known}; it has {has}; see record_fields)"


def _text(value: object) -> str:
    """Text of a field: a text, HTML, a list of paragraphs, or WordPress's {"rendered": …}."""
    if isinstance(value, list):
        return clean("\n\n".join(filter(None, map(_text, value))))
    if isinstance(value, Mapping):
        return _text(value.get("rendered") or value.get("text") or value.get("value"))
    if not isinstance(value, str):
        return ""
    return clean(markup_text(value) if _MARKUP.search(value) else value)


def _words(value: object) -> str | None:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value[:10]))) or None
    if isinstance(value, Mapping):
        return _words(value.get("name") or value.get("rendered") or value.get("$oid"))
    if isinstance(value, bool) or value is None:
        return None
    said = str(value).strip() if isinstance(value, str | int) else ""
    return (markup_text(said) if _MARKUP.search(said) else said) or None


def _of_seconds(value: float) -> str | None:
    """The day (UTC) of a count of seconds or milliseconds since 1970."""
    if not 0 < value < _MAX_SECONDS * 1000:
        return None
    if value < 10_000:  # a year
        return None
    seconds = value / 1000 if value > 100_000_000_000 else value
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
