"""Lines → lists of other headlines and of links, by their shape and the line above them."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

from index.furniture.headings import is_list_heading
from index.furniture.lines import Line

_MIN_ITEMS: Final = 3  # of a list that nothing announces
_MAX_ITEM: Final = 180  # characters
_MIN_WORDS: Final = 4  # of a headline that nothing announces, on average
_MIN_WORDS_PLAIN: Final = 6  # the same where no bullet, time or link marks the items
_PARAGRAPH: Final = 80  # characters; a longer line that ends a sentence is the story

Style = Callable[[Line], bool]
_STYLES: Final[tuple[Style, ...]] = (
    lambda line: line.bulleted,
    lambda line: line.timed,
    lambda line: line.linked,
)


def find_lists(lines: Sequence[Line], furniture: Sequence[bool]) -> list[range]:
    """Runs of lines that list other stories, with their headings.

    A heading such as "Read also" makes a list of whatever headline-like lines follow. Without
    one, at least three bulleted, timed or linked lines are a list if they end the page and
    read as headlines; lists of links are furniture wherever they stand.

    Args:
        furniture: for each line, whether its own words say that it is no story.
    """
    found = []
    closing = _Closing(lines, furniture)
    at = 0
    while at < len(lines):
        run = headed_list(lines, at) or _links(lines, at) or closing.list_at(at)
        if run:
            found.append(run)
        at = run.stop if run else at + 1
    return found


def headed_list(lines: Sequence[Line], at: int) -> range | None:
    """The list that a line such as "Read also" stands over, with that line; None if it doesn't."""
    if not is_list_heading(lines[at]) or at + 1 == len(lines):
        return None
    stop = _items(lines, at + 1, _style_of(lines[at + 1]))
    return range(at, stop) if stop > at + 1 else None


def _style_of(line: Line) -> Style | None:
    """What the items of a list have in common with its first; None: no more than their length."""
    return next((style for style in _STYLES if style(line)), None)


def _items(lines: Sequence[Line], first: int, style: Style | None) -> int:
    """Where the items that begin at ``first`` stop."""
    stop = first
    while stop < len(lines) and _is_item(lines[stop], style):
        # Items that follow each other closely don't go on after a blank line.
        if style is None and stop > first + 1 and lines[stop].gap and not lines[first + 1].gap:
            break
        stop += 1
    # The last of several loose lines is the story's own heading if a paragraph follows it.
    loose = style is None and stop > first + 1 and lines[stop - 1].gap
    return stop - 1 if loose and stop < len(lines) and _is_paragraph(lines[stop]) else stop


def _is_item(line: Line, style: Style | None) -> bool:
    if len(line.text) > _MAX_ITEM and not line.linked:
        return False
    if line.dated:
        return True
    asks = line.text.rstrip("\"'”’»)").endswith(("?", "!"))
    if line.ends_sentence and not asks and not line.linked:
        return False
    if style:
        return style(line)
    if _style_of(line) or is_list_heading(line):
        return False
    return line.begins_with_capital or line.text[0] in "\"'“«„"


def _is_paragraph(line: Line) -> bool:
    return line.ends_sentence and len(line.text) > _PARAGRAPH


def _links(lines: Sequence[Line], at: int) -> range | None:
    stop = at
    while stop < len(lines) and lines[stop].linked:
        stop += 1
    return range(at, stop) if stop - at >= 2 else None


class _Closing:
    """Finds the list without a heading that ends a page, but for furniture.

    What is counted is counted once, from the page's end: a page may be all headlines.
    """

    def __init__(self, lines: Sequence[Line], furniture: Sequence[bool]) -> None:
        self._lines = lines
        self._stop = len(lines)  # of a list: after it comes nothing but furniture
        while self._stop and furniture[self._stop - 1]:
            self._stop -= 1
        self._furniture = furniture
        self._begins: dict[Style | None, int] = {}
        headlines = [
            line if len(line.text) <= _MAX_ITEM and not line.dated else None
            for line in lines[: self._stop]
        ]
        self._items = _rest(headlines, lambda _line: 1)
        self._capitals = _rest(headlines, lambda line: line.begins_with_capital)
        self._words = _rest(headlines, lambda line: len(line.words))
        self._questions = _rest(headlines, lambda line: line.text.endswith("?"))

    def list_at(self, at: int) -> range | None:
        """The list that begins here; None if none does."""
        lines, stop = self._lines, self._stop
        if at >= stop or len(lines[at].text) > _MAX_ITEM:
            return None
        if at and (lines[at - 1].text.endswith(":") or not _is_bounded(lines, at)):
            return None
        style = _style_of(lines[at])
        if at < self._begin(style) or stop - at < (_MIN_ITEMS if style else _MIN_ITEMS + 1):
            return None
        least = _MIN_WORDS if style else _MIN_WORDS_PLAIN
        return range(at, stop) if self._are_headlines(at, least) else None

    def _begin(self, style: Style | None) -> int:
        """From where on all lines up to the stop are items of one style."""
        if style not in self._begins:
            at = self._stop
            while at and not self._furniture[at - 1] and _is_item(self._lines[at - 1], style):
                at -= 1
            self._begins[style] = at
        return self._begins[style]

    def _are_headlines(self, at: int, least: int) -> bool:
        """They begin with capitals, are as long as headlines and mostly no questions."""
        items = self._items[at]
        enough = self._words[at] >= least * items and self._capitals[at] >= 0.9 * items
        return items > 0 and enough and self._questions[at] <= 0.4 * items


def _rest(lines: Sequence[Line | None], count: Callable[[Line], int]) -> list[int]:
    """For each line, what it and those after it count together."""
    counts = (0 if line is None else count(line) for line in reversed(lines))
    return list(accumulate(counts))[::-1]


def _is_bounded(lines: Sequence[Line], at: int) -> bool:
    """The line before is no part of the list: another kind of line."""
    return lines[at].gap or lines[at - 1].ends_sentence or _style_of(lines[at]) is not None
