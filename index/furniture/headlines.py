"""Masked lists → the headlines of other stories that stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.furniture.headings import is_list_heading
from index.furniture.lines import cut_lines
from index.furniture.repetition import LISTS
from index.types import Mask, Span

_MIN_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline without its bullet and time, and where it stands."""

    span: Span
    text: str


def find_headlines(text: str, masks: Sequence[Mask]) -> list[Headline]:
    """The headlines of other stories in what is masked, in order of position."""
    found = []
    for mask in masks:
        if mask.reason not in LISTS:
            continue
        for line in cut_lines(text[mask.start : mask.end]):
            said = line.content
            if len(line.words) >= _MIN_WORDS and not is_list_heading(line) and said in line.text:
                start = mask.start + line.start + line.text.index(said)
                found.append(Headline(Span(start, start + len(said)), said))
    return found
