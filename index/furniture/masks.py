"""A text → masks over what is not its story, each with its reason."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from index.furniture.lines import Line, cut_lines
from index.furniture.lists import find_lists
from index.furniture.phrases import REASON_FOOTER, REASON_LIST, reason_for
from index.types import Mask, Span

_MIN_ROW: Final = 4  # short lines in a row that make a menu
_MAX_MENU_ITEM: Final = 28  # characters


def find_masks(text: str, title: Span | None = None) -> tuple[Mask, ...]:
    """Mask what a page carries besides its story, by its words and its shape.

    Args:
        title: where the title stands; it is never masked.

    Returns:
        Masks in order of position that don't overlap; neighbouring lines with the same reason are
        one mask.
    """
    lines = cut_lines(text)
    by_words = [reason_for(line) for line in lines]
    own = _title_line(lines, title)
    reasons = [None if at == own else reason for at, reason in enumerate(by_words)]
    for run in find_lists(lines, [reason is not None for reason in reasons]):
        for at in run:
            reasons[at] = None if at == own else reasons[at] or REASON_LIST
    for at in _menus(lines, reasons, own):
        reasons[at] = REASON_FOOTER
    return tuple(_joined(lines, reasons))


def _title_line(lines: Sequence[Line], title: Span | None) -> int | None:
    if title is None:
        return None
    inside = (
        n for n, line in enumerate(lines) if line.start < title.end and title.start < line.end
    )
    return next(inside, None)


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
