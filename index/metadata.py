"""An article as its file gives it → title, day, publisher, author, language, address.

Only what the file itself says, and for the day also where it says so. What it doesn't say stays
unknown: the time at which a file was saved is no publication date.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from index.dates import day_in_address, find_days
from index.languages import detect_language
from index.types import Declared, Mask, Metadata, RawArticle, Span

_MAX_TITLE: Final = 250  # characters; a longer first line is a paragraph, not a headline
_HEAD_LINES: Final = 6  # in which a byline stands
_MAX_BYLINE: Final = 100  # characters
_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_FRONT_LINE: Final = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)
_FIRST_LINE: Final = re.compile(r"[^\s\ufeff].*")
_LINE: Final = re.compile(r"[^\s\ufeff][^\r\n]*")
_HEADING: Final = re.compile(r"^[ \t]*#{1,6}[ \t]+(\S.*?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_AUTHOR_LINE: Final = re.compile(
    r"^(?:Original author|Author|Автор|Muallif|Автору)[ \t]*:[ \t]*(\S[^\r\n]{0,80}?)[ \t]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
# What stands before the day in a byline: nothing, a label, or something and a separator.
_BEFORE_DAY: Final = re.compile(
    r"(?:^|[|·•—–,:/(]|\b(?:published|posted|date|on|опубликовано|дата|жарияланған|жарияланды|"
    r"жарыяланды|жарыяланган|e[‘’ʻʼ'`]lon qilindi|yayınlanma|tarih))\s*$",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(
    r"updated|modified|обновлено|изменено|жаңартылды|жаңыланды|yangilandi|güncelle", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"[^\W\d_]{4,}[.!?…]$")
# "ASTANA, 14 June 2025 — The ministry …": a place, the day, a dash.
_PLACE: Final = re.compile(r"^[^\W\d_a-zа-я][\w.’'ʻ -]{1,40},\s*(?:[^\W\d_]{3,12}\s*,\s*)?$")
_AFTER_DATELINE: Final = re.compile(r"\s*(?:г\.?\s*)?(?:[—–]|-\s|/)")


def front_matter(text: str, path: str) -> Mask | None:
    """The block of settings that a Markdown file may begin with."""
    match = _FRONT_MATTER.match(text) if path.lower().endswith(".md") else None
    return Mask(0, match.end(), "settings of the file") if match else None


def read_metadata(article: RawArticle, path: str, begin: int = 0) -> Metadata:
    """Find out what the file says of an article.

    The title is the declared one, else a Markdown file's first heading, else the first line if
    it is short enough for a headline, else the file's name. The language is that of the text,
    whatever was declared; the declared one where the text is too short to tell.

    Args:
        begin: where the story begins; what stands before is the site's.
    """
    text = article.text
    block = front_matter(text, path)
    declared = _front_declared(text[: block.end]) if block else article.declared
    body = max(begin, block.end if block else 0)
    span = _declared_span(text, declared.title) if declared.title else _title_span(text, body, path)
    if span and not declared.title:
        title = " ".join(text[span.start : span.end].split())
    else:
        title = declared.title or f"{PurePosixPath(path).stem} {article.part}".strip()
    author = _AUTHOR_LINE.search(text, body)
    place, day = next(_days(declared, text, body, span, path), (None, None))
    return Metadata(
        title=title,
        title_span=span,
        published=day,
        publisher=declared.publisher,
        author=declared.author or (author.group(1) if author else None),
        date_source=place,
        language=detect_language(text[body:]) or _code(declared.language),
        url=declared.url,
    )


def _front_declared(block: str) -> Declared:
    pairs = ((m.group(1).lower(), m.group(2).strip("\"'")) for m in _FRONT_LINE.finditer(block))
    said = {name: value for name, value in pairs if value}
    return Declared(
        title=said.get("title"),
        dates=(("front matter", said["date"]),) if "date" in said else (),
        publisher=said.get("publisher"),
        author=said.get("author"),
        language=said.get("language"),
        url=said.get("url"),
    )


def _declared_span(text: str, title: str) -> Span | None:
    """Where a declared title stands, if the text begins with it."""
    return Span(0, len(title)) if text.startswith(title) else None


def _title_span(text: str, body: int, path: str) -> Span | None:
    first = _FIRST_LINE.search(text, body)
    if path.lower().endswith(".md"):
        heading = _HEADING.search(text, body)
        if heading:
            return Span(*heading.span(1))
    if first is None or len(first.group().rstrip()) > _MAX_TITLE:
        return None
    if not text[first.end() :].strip():
        return None  # the only line is the story
    return Span(first.start(), first.start() + len(first.group().rstrip()))


def _days(
    declared: Declared, text: str, body: int, title: Span | None, path: str
) -> Iterator[tuple[str, str]]:
    """Places and the day that stands there, the most explicit first."""
    for place, said in declared.dates:
        days = find_days(said)
        if len(days) == 1:
            yield place, days[0].day
    day = _day_in_head(text, body, title)
    if day:
        yield "byline", day
    for place, address in (("URL", declared.url), ("file name", path)):
        day = day_in_address(address) if address else None
        if day:
            yield place, day


def _day_in_head(text: str, body: int, title: Span | None) -> str | None:
    """The day in a byline or a dateline, in the first lines after the title."""
    start = title.end if title else body
    for number, line in enumerate(_LINE.finditer(text, start)):
        if number == _HEAD_LINES:
            break
        said = line.group().rstrip()
        days = find_days(said[: 2 * _MAX_BYLINE])
        if not days:
            continue
        first, before = days[0], said[: days[0].start]
        if _CHANGED.search(before):
            continue
        byline = len(said) <= _MAX_BYLINE and not _SENTENCE_END.search(said)
        if byline and _BEFORE_DAY.search(before):
            return first.day
        if _PLACE.match(before) and _AFTER_DATELINE.match(said, first.end):
            return first.day
    return None


def _code(language: str | None) -> str | None:
    """The ISO 639 code in what a file declares ("ru-RU"); None if there is none."""
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", language or "")
    return match.group(1).lower() if match else None
