"""Extracted text → text that can be stored, shown and found again.

What is extracted is ours to set down (its own digest stands beside the file's), so line ends are
made one kind and characters that no text needs are left out. Never used on .txt and .md.
"""

import re
from typing import Final

_LINE_END: Final = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_UNWANTED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACES: Final = re.compile(r"[ \t]+(?=\n)")
_GAP: Final = re.compile(r"\n{3,}")
_MAX_SAID: Final = 500  # characters of a title or a name; more is no title and no name


def clean(text: str) -> str:
    """Text without control characters, lone surrogates, and blank lines in a row."""
    text = _UNWANTED.sub("", _LINE_END.sub("\n", text))
    text = _SURROGATE.sub("\ufffd", text)
    return _GAP.sub("\n\n", _SPACES.sub("", text)).strip()


def one_line(said: object) -> str | None:
    """A title or a name on one line; None if it is empty, no text, or too long to be one."""
    if not isinstance(said, str):
        return None
    line = " ".join(clean(said).split())
    return line if 0 < len(line) <= _MAX_SAID else None


def with_title(title: str | None, body: str) -> str:
    """A text that begins with its title, once."""
    if not title or " ".join(body[: 2 * len(title)].split()).startswith(title):
        return body
    return f"{title}\n\n{body}"
