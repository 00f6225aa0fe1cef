"""Decoded text → masks over page furniture. Nothing is deleted: the text stays as it is.

``lines`` cuts the text; ``headings``, ``labels``, ``sharing``, ``appeals`` and, over them,
``phrases`` know the words that furniture is made of; ``lists`` finds lists of other headlines by
their shape, ``repetition`` knows what the pages of one source have in common, ``masks`` puts the
evidence together.
"""

from index.furniture.headlines import Headline, find_headlines
from index.furniture.masks import Page, read_page
from index.furniture.reasons import REASON_LIST, REASON_REPEATED
from index.furniture.repetition import LISTS, Keys, PageLines, repeated_keys

__all__ = [
    "LISTS",
    "REASON_LIST",
    "REASON_REPEATED",
    "Headline",
    "Keys",
    "Page",
    "PageLines",
    "find_headlines",
    "read_page",
    "repeated_keys",
]
