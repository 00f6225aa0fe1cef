"""Decoded text → title, date, publisher, author: only what the file itself says."""

import re
from pathlib import PurePosixPath
from typing import Final

from index.types import Mask, Metadata, Span

_MAX_TITLE: Final = 250  # characters; a longer first line is a paragraph, not a headline
_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_FRONT_LINE: Final = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)
_FIRST_LINE: Final = re.compile(r"[^\s\ufeff].*")
_HEADING: Final = re.compile(r"^[ \t]*#{1,6}[ \t]+(\S.*?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_AUTHOR_LINE: Final = re.compile(
    r"^(?:Original author|Author|Автор|Muallif|Автору)[ \t]*:[ \t]*(\S[^\r\n]{0,80}?)[ \t]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)


def front_matter(text: str, path: str) -> Mask | None:
    """The block of settings that a Markdown file may begin with."""
    match = _FRONT_MATTER.match(text) if path.lower().endswith(".md") else None
    return Mask(0, match.end(), "settings of the file") if match else None


def read_metadata(text: str, path: str) -> Metadata:
    """Find out what the file says of itself.

    The title is the front matter's, else a Markdown file's first heading, else the first line
    if it is short enough for a headline, else the file's name.
    """
    block = front_matter(text, path)
    said = _front_values(text[: block.end]) if block else {}
    body = block.end if block else 0
    span = None if "title" in said else _title_span(text, body, path)
    if span:
        title = " ".join(text[span.start : span.end].split())
    else:
        title = said.get("title") or PurePosixPath(path).stem
    author = _AUTHOR_LINE.search(text, body)
    return Metadata(
        title=title,
        title_span=span,
        published=said.get("date"),
        publisher=said.get("publisher"),
        author=said.get("author") or (author.group(1) if author else None),
        language=said.get("language"),
    )


def _front_values(block: str) -> dict[str, str]:
    pairs = ((m.group(1).lower(), m.group(2).strip("\"'")) for m in _FRONT_LINE.finditer(block))
    return {name: value for name, value in pairs if value}


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
