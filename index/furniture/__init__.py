"""Decoded text → masks over page furniture. Nothing is deleted: the text stays as it is.

``lines`` cuts the text, ``headings`` and ``phrases`` know the words that furniture is made of,
``lists`` finds lists of other headlines by their shape, ``masks`` puts it together. Sees one
article at a time: what a publisher's pages have in common is not compared.
"""

from index.furniture.masks import find_masks
from index.furniture.phrases import REASON_LIST

__all__ = ["REASON_LIST", "find_masks"]
