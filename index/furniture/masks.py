"""Lines, by their words and their shape → masks, each with its reason."""

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
    """Find what a page carries besides its story.

    Args:
        title: where the title stands; it is never masked.

    Returns:
        Masks in order of position that don't overlap. Neighbouring lines with the same reason
        are one mask.
    """
    lines = cut_lines(text)
    own = [bool(title and line.start < title.end and title.start < line.end) for line in lines]
    reasons: list[str | None] = [
        None if own[at] else reason_for(line) for at, line in enumerate(lines)
    ]
    for run in find_lists(lines, [reason is not None for reason in reasons]):
        for at in run:
            reasons[at] = None if own[at] else reasons[at] or REASON_LIST
    for at in _menus(lines, reasons, own):
        reasons[at] = REASON_FOOTER
    return tuple(_joined(lines, reasons))


def _menus(lines: Sequence[Line], reasons: Sequence[str | None], own: Sequence[bool]) -> list[int]:
    """Rows of short names at the page's beginning or end: sections of the site."""
    found: list[int] = []
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        row: list[int] = []
        for at in order:
            if reasons[at] is not None or (own[at] and not row):
                continue
            if not _is_menu_item(lines[at]) or own[at]:
                break
            row.append(at)
        if len(row) >= _MIN_ROW and len(row) < len(lines) - len(found):
            found += row
    return found


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
