"""Decoded text → masks over page furniture. Nothing is deleted: the text stays as it is.

Knows lists of other stories' headlines, by their shape; sees one article at a time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from index.types import Mask

_BULLET: Final = re.compile(r"^[ \t]*(?:[-*•·–—▪►»]|\d{1,2}[.)])[ \t]+(?=\S)")
_SENTENCE_END: Final = re.compile(r"[.!?…;:,][\"'”’»)\]]*$")
_MIN_ITEMS: Final = 3
_MAX_ITEM: Final = 160  # characters
# Line above a list that says "other stories", whatever the shape of the items.
_LIST_HEADING: Final = re.compile(
    r"^\W*(?:latest(?: news| stories)?|more (?:news|stories|on this)|most (?:read|popular)|"
    r"related(?: \w+)?|read (?:also|more|next)|see also|also read|recommended|top stories|"
    r"читайте (?:также|ещё|еще)|последние новости|главные новости|новости|популярное|"
    r"по теме|ещё по теме|другие новости|соңғы жаңалықтар|тағы оқыңыз|акыркы жаңылыктар|"
    r"дагы окуңуз|so[‘’ʻʼ'`]nggi yangiliklar|o[‘’ʻʼ'`]qing ham|mavzuga oid)\W*$",
    re.IGNORECASE,
)
REASON_LIST: Final = "list of other headlines"


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def find_masks(text: str) -> tuple[Mask, ...]:
    """Find lists of headlines: a run of at least three bulleted, title-like lines without
    sentence ends that either follows a heading such as "Latest news" or ends the article.

    Returns:
        Masks in order of position that don't overlap.
    """
    lines = list(_lines(text))
    masks = []
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and _is_headline_item(lines[stop].text):
            stop += 1
        if stop - at >= _MIN_ITEMS:
            headed = at > 0 and _LIST_HEADING.match(lines[at - 1].text) is not None
            if headed or (stop == len(lines) and _are_title_cased(lines[at:stop])):
                first = lines[at - 1] if headed else lines[at]
                masks.append(Mask(first.start, lines[stop - 1].end, REASON_LIST))
        at = max(stop, at + 1)
    return tuple(masks)


def _lines(text: str) -> Iterator[_Line]:
    for match in re.finditer(r"\S[^\r\n]*", text):
        line = match.group().rstrip()
        yield _Line(match.start(), match.start() + len(line), line)


def _is_headline_item(line: str) -> bool:
    bullet = _BULLET.match(line)
    if bullet is None or len(line) > _MAX_ITEM:
        return False
    return not _SENTENCE_END.search(line)


def _are_title_cased(lines: list[_Line]) -> bool:
    """Most long words begin with a capital in most lines: headlines, not a list of facts."""
    words = [word for line in lines for word in re.findall(r"[^\W\d_]{4,}", line.text)]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.6 * len(words)
