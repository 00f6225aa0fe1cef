"""A text and what its source's pages have in common → masks, each with its reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from index.furniture.authors import author_boxes
from index.furniture.lines import Line, cut_lines
from index.furniture.lists import find_lists, headed_list
from index.furniture.phrases import reason_for
from index.furniture.reasons import (
    REASON_AUTHOR,
    REASON_FOOTER,
    REASON_LIST,
    REASON_REPEATED,
)
from index.furniture.repetition import PageLines, find_repeated, line_key, page_lines
from index.types import Mask, Span

_MIN_ROW: Final = 4  # short lines in a row that make a menu
_MAX_MENU_ITEM: Final = 28  # characters


@dataclass(frozen=True, slots=True)
class Page:
    """A text seen as a page of a site.

    Attributes:
        masks: in order of position; they don't overlap. Neighbouring lines with the same reason
            are one mask.
        begin: where the story begins: at the headline, if furniture was taken for it; else where
            the page does.
        lines: what the page is compared with others by.
    """

    masks: tuple[Mask, ...]
    begin: int
    lines: PageLines


def read_page(
    text: str,
    title: Span | None = None,
    repeated: Collection[int] = (),
    after: int = 0,
) -> Page:
    """Find what a page carries besides its story.

    Args:
        title: where the title seems to stand. It is masked only if its own words, or other
            pages, tell that it is the site's and not the story's.
        repeated: keys of the lines that enough stories of the source carry (``repeated_keys``).
        after: where the page begins; what stands before is somebody else's to judge.
    """
    lines = [line for line in cut_lines(text) if line.start >= after]
    own = _title_line(lines, title)
    alone, at_title = _judged(lines, own, ())
    compared = page_lines(lines, alone)
    reasons = alone
    if repeated:
        reasons, at_title = _judged(lines, own, repeated)
        if None not in reasons:
            # Pages have their like in common, but none is nothing but that.
            reasons, at_title = _judged(lines, own, ())
    begin = after if at_title is None or at_title == own else lines[at_title].start
    return Page(tuple(_joined(lines, reasons)), begin, compared)


def _title_line(lines: Sequence[Line], title: Span | None) -> int | None:
    if title is None:
        return None
    inside = (
        n for n, line in enumerate(lines) if line.start < title.end and title.start < line.end
    )
    return next(inside, None)


def _judged(
    lines: Sequence[Line], title: int | None, repeated: Collection[int]
) -> tuple[list[str | None], int | None]:
    """The reason of each line, None for the story's, and the number of the title's line."""
    by_words = [reason_for(line) for line in lines]
    title = _story_title(lines, title, by_words, repeated)
    reasons = [None if at == title else reason for at, reason in enumerate(by_words)]
    for run in find_lists(lines, [reason is not None for reason in reasons]):
        for at in run:
            reasons[at] = None if at == title else reasons[at] or REASON_LIST
    for at in _menus(lines, reasons, title):
        reasons[at] = REASON_FOOTER
    if repeated:
        # A title is passed over on the way from the page's edge to its story.
        known = [reason is not None or at == title for at, reason in enumerate(reasons)]
        for at, is_repeated in enumerate(find_repeated(lines, known, repeated)):
            if is_repeated and at != title:
                reasons[at] = reasons[at] or REASON_REPEATED
    for at in author_boxes(lines, [reason is not None for reason in reasons]):
        reasons[at] = REASON_AUTHOR
    return reasons, title


def _story_title(
    lines: Sequence[Line],
    title: int | None,
    by_words: Sequence[str | None],
    repeated: Collection[int],
) -> int | None:
    """The title's line: the one given, or the next one that is not the site's own."""
    if title is None:
        return None
    at = title
    while at < len(lines):
        if by_words[at] is not None or line_key(lines[at].text) in repeated:
            at += 1
            continue
        listed = headed_list(lines, at)
        row = listed or _menu_row(lines, range(at, len(lines)), by_words)
        if listed or len(row) >= _MIN_ROW:
            at = row[-1] + 1
            continue
        # A column's own name comes back over its stories, and no other headline follows it.
        return at if _is_headline(lines[at]) else title
    return title


def _is_headline(line: Line) -> bool:
    asks = line.text.rstrip("\"'”’»)").endswith(("?", "!"))
    return asks or not (line.ends_sentence or line.dated)


def _menus(lines: Sequence[Line], reasons: Sequence[str | None], title: int | None) -> list[int]:
    """Rows of short names at the page's beginning or end: sections of the site."""
    found: list[int] = []
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        row = _menu_row(lines, order, reasons, title)
        if len(row) >= _MIN_ROW and len(row) < len(lines) - len(found):
            found += row
    return found


def _menu_row(
    lines: Sequence[Line],
    order: Sequence[int],
    reasons: Sequence[str | None],
    title: int | None = None,
) -> list[int]:
    """Short names one after the other; known furniture and a title before them is passed over."""
    row: list[int] = []
    for at in order:
        if reasons[at] is not None or (at == title and not row):
            continue
        if not _is_menu_item(lines[at]) or at == title:
            break
        row.append(at)
    return row


def _is_menu_item(line: Line) -> bool:
    short = len(line.text) <= _MAX_MENU_ITEM and len(line.words) <= 3
    plain = not any(c.isdigit() or c in '"“”«»' for c in line.text)
    return short and plain and not line.ends_sentence and line.begins_with_capital


def _joined(lines: Sequence[Line], reasons: Sequence[str | None]) -> list[Mask]:
    masks = []
    for reason, group in groupby(zip(lines, reasons, strict=True), key=lambda pair: pair[1]):
        if reason is not None:
            members = [line for line, _reason in group]
            masks.append(Mask(members[0].start, members[-1].end, reason))
    return masks
