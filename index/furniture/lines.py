"""A text → its lines that hold something, and what a line looks like."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_SENTENCE_END: Final = re.compile(r"[.!?…;:,][\"'”’»)\]]*$")
_BULLET: Final = re.compile(r"^[ \t]*(?:[-*•·–—▪►«»›←→]|\d{1,2}[.)])[ \t]+(?=\S)")
_CLOCK: Final = re.compile(r"^\W*(?:\d{1,2}[:.]\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\W+(?=\S)")
# An address may hold one pair of brackets. No part can be tried at more than one length.
_LINK: Final = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?\)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[‘’ʻʼ'`-][^\W\d_]+)*")
_DATE_LENGTH: Final = 32  # characters; longer holds more than a date
_FOLDED: Final = str.maketrans({"İ": "i", "ı": "i"})
_DATE: Final = re.compile(r"\d{1,2}[:.]\d{2}|\d{1,2}[./ ]|\b(?:19|20)\d\d\b")


def fold(text: str) -> str:
    """A text or pattern with one letter for the Turkish i with and without a dot.

    Without regard to case, neither is the other's capital for Python.
    """
    return text.translate(_FOLDED)


@dataclass(frozen=True)  # with a place to keep what is asked many times
class Line:
    """A line without the white space around it.

    Attributes:
        start, end: its place in the text. gap: whether a blank line stands before it.
    """

    start: int
    end: int
    text: str
    gap: bool

    @cached_property
    def bulleted(self) -> bool:
        """It begins with a bullet or a number."""
        return _BULLET.match(self.text) is not None

    @cached_property
    def timed(self) -> bool:
        """It begins with a time of day or a date in figures, as in a news ticker."""
        return _CLOCK.match(self.text) is not None

    @cached_property
    def ends_sentence(self) -> bool:
        """It ends as a sentence, or a part of one, does."""
        return _SENTENCE_END.search(self.text) is not None

    @cached_property
    def linked(self) -> bool:
        """Most of it is the text of Markdown links."""
        links = sum(len(match.group()) for match in _LINK.finditer(self.text))
        bullet = _BULLET.match(self.text)
        rest = len(self.text) - (bullet.end() if bullet else 0)
        return links > 0 and links >= 0.8 * rest

    @cached_property
    def dated(self) -> bool:
        """It holds a date or a time and hardly more."""
        short = len(self.text) <= _DATE_LENGTH and len(self.words) <= 3
        return short and _DATE.search(self.text) is not None

    @cached_property
    def content(self) -> str:
        """Its text without bullet, leading time and Markdown around links."""
        text = _LINK.sub(r"\1", self.text)
        text = _BULLET.sub("", text)
        return _CLOCK.sub("", text).strip("#*_ \t")

    @property
    def folded(self) -> str:
        """Its content as patterns are matched with it, see ``fold``."""
        return fold(self.content)

    @property
    def words(self) -> list[str]:
        """Its words in small letters."""
        return [word.casefold() for word in _WORD.findall(self.content)]

    @cached_property
    def begins_with_capital(self) -> bool:
        """Its first letter is a capital one, or it begins with a figure."""
        first = next((c for c in self.content if c.isalnum()), "")
        return first.isupper() or first.isdigit()


def cut_lines(text: str) -> list[Line]:
    """The lines that hold anything visible, in order of position."""
    lines = []
    end = 0
    for match in re.finditer(r"\S[^\r\n]*", text):
        line = match.group().rstrip()
        gap = len(re.findall(r"\r\n|\r|\n", text[end : match.start()])) > 1
        end = match.start() + len(line)
        lines.append(Line(match.start(), end, line, gap))
    return lines
