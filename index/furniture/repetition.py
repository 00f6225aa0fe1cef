"""Lines → keys, by which a source's pages are compared: what many of them carry is no story.

A line counts once for each story, so copies of one article make nothing a repetition. A line
that other pages carry in a list of headlines doesn't count: it may be this page's own headline.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.dates import find_days
from index.furniture.lines import Line
from index.furniture.reasons import REASON_LINK, REASON_LIST

LISTS: Final = frozenset({REASON_LINK, REASON_LIST})
Keys = NDArray[np.int64]
MIN_STORIES: Final = 3  # of one source that a line stands in
_MAX_LINE: Final = 300  # characters; longer is a paragraph of the story
_MAX_PLAIN: Final = 120  # characters of a line without a sentence's end, anywhere on the page
_EDGE: Final = 8  # lines at the page's beginning and end that are compared whatever they are
_FIGURES: Final = re.compile(r"\d+")
_CLOCK: Final = re.compile(r"\b\d{1,2}:\d{2}\b")
_BYLINE: Final = re.compile(
    r"^\W*(?:by|(?:original )?author|written by|reporting by|автор|авторы|текст|yazar|yazan|"
    r"авторы|автору|muallif|муаллиф)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageLines:
    """What a page is compared by.

    Attributes:
        told: stands for what the page tells; copies of one story have the same.
        keys: sorted, of the lines that can be furniture if other pages carry them too, shape (n,).
    """

    told: int
    keys: Keys


def line_key(text: str) -> int:
    """63 bits that stand for a line, whatever its figures, case and spaces."""
    plain = _FIGURES.sub("0", " ".join(text.casefold().split()))
    return int.from_bytes(hashlib.blake2b(plain.encode(), digest_size=8).digest()) >> 1


def page_lines(lines: Sequence[Line], furniture: Sequence[str | None]) -> PageLines:
    """What a page is compared by.

    Args:
        furniture: for each line, the reason for which its own words and shape make it furniture.
    """
    story = max(
        (line.text for line, reason in zip(lines, furniture, strict=True) if reason is None),
        key=len,
        default="",
    )
    keys = {line_key(line.text) for at, line in enumerate(lines) if _is_repeatable(lines, at)}
    listed = {
        line_key(line.text)
        for line, reason in zip(lines, furniture, strict=True)
        if reason is not None and reason in LISTS
    }
    return PageLines(line_key(story), np.array(sorted(keys - listed), dtype=np.int64))


def repeated_keys(pages: Iterable[PageLines]) -> Keys:
    """Sorted keys of the lines that stand in enough stories, shape (n,)."""
    known = list(pages)
    if len(known) < MIN_STORIES:
        return np.empty(0, dtype=np.int64)
    keys = np.concatenate([page.keys for page in known])
    stories = np.repeat([page.told for page in known], [len(page.keys) for page in known])
    order = np.lexsort((stories, keys))
    keys, stories = keys[order], stories[order]
    # Each pair of line and story once, then each line as often as it has stories.
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]) | (stories[1:] != stories[:-1])
    distinct, counts = np.unique(keys[first], return_counts=True)
    return np.asarray(distinct[counts >= MIN_STORIES], dtype=np.int64)


def find_repeated(
    lines: Sequence[Line], furniture: Sequence[bool], repeated_lines: Collection[int]
) -> list[bool]:
    """For each line, whether it is furniture since other pages carry it too.

    Repetition alone is no proof: a heading such as a country's name stands over paragraphs of
    many stories, and background comes back word for word. So the line must also stand where
    furniture does: at the page's edge or next to other furniture; a whole sentence must stand
    beyond other furniture, seen from the story.

    Args:
        repeated_lines: keys of the lines that enough of the source's stories carry.
    """
    repeated = [
        _is_repeatable(lines, at)
        and line_key(line.text) in repeated_lines
        and not _BYLINE.match(line.text)
        for at, line in enumerate(lines)
    ]
    kept = [False] * len(lines)
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        _from_edge(lines, furniture, repeated, order, kept)
    for at, line in enumerate(lines):
        if repeated[at] and not line.ends_sentence:
            near = [other for other in (at - 1, at + 1) if 0 <= other < len(lines)]
            if any(furniture[other] or _is_plain(lines, repeated, other) for other in near):
                kept[at] = True
    return kept


def _from_edge(
    lines: Sequence[Line],
    furniture: Sequence[bool],
    repeated: Sequence[bool],
    order: range,
    kept: list[bool],
) -> None:
    """Go from the page's edge inwards as long as every line is furniture."""
    waiting: list[int] = []
    for at in order:
        if furniture[at]:
            _keep(kept, waiting)
        elif not repeated[at]:
            return
        elif lines[at].ends_sentence:
            # Known to be furniture only if some stands between it and the story.
            waiting.append(at)
        else:
            kept[at] = True
            _keep(kept, waiting)


def _keep(kept: list[bool], waiting: list[int]) -> None:
    for at in waiting:
        kept[at] = True
    waiting.clear()


def _is_plain(lines: Sequence[Line], repeated: Sequence[bool], at: int) -> bool:
    return repeated[at] and not lines[at].ends_sentence


def _is_repeatable(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if len(line.text) > _MAX_LINE or _is_dateline(lines, at):
        return False
    if not line.ends_sentence and len(line.text) <= _MAX_PLAIN:
        return True
    return at < _EDGE or at >= len(lines) - _EDGE


def _is_dateline(lines: Sequence[Line], at: int) -> bool:
    """It says when the story was published, or stands right over the line that does."""
    return _is_dated(lines[at]) or (
        at + 1 < len(lines) and not lines[at + 1].gap and _is_dated(lines[at + 1])
    )


def _is_dated(line: Line) -> bool:
    return len(line.text) <= _MAX_PLAIN and bool(
        line.dated or _CLOCK.search(line.text) or find_days(line.text)
    )
