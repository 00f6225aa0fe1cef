"""Texts → signatures → which of them are near copies: one story with a sentence or two changed.

Source: Broder (1997), "On the resemblance and containment of documents"; MinHash by rensa.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from index.keywords import words

Signature = NDArray[np.uint16]
Signatures = NDArray[np.uint16]
SIGNATURE: Final = np.dtype("<u2")  # of each 32-bit hash; two differing ones agree once in 65,536
SIGNATURE_LENGTH: Final = 256
_SEED: Final = 1
_LEAST: Final = 0.25  # estimated share of common shingles; measured in docs/retrieval.md
_FIRST: Final = 64  # hashes of which two near copies have one in common, but for one in 10⁸


def signature_of(text: str) -> Signature:
    """A text's MinHash over pairs of neighbouring words, shape (SIGNATURE_LENGTH,)."""
    stems = words(text)
    hashed = RMinHash(num_perm=SIGNATURE_LENGTH, seed=_SEED)
    # A single word has no neighbour; it stands for itself.
    hashed.update([" ".join(stems[at : at + 2]) for at in range(max(1, len(stems) - 1))])
    return np.asarray(hashed.digest(), dtype=np.uint32).astype(SIGNATURE)


class KnownSignatures:
    """The signatures of articles, to compare a new one with all of them.

    A few hashes tell who may be a near copy, and are kept hash by hash, so that comparing them
    with those of 100,000 articles takes a millisecond; the whole is compared for these only.
    """

    def __init__(self, keys: Sequence[int], signatures: Signatures) -> None:
        """Take the signatures, shape (len(keys), SIGNATURE_LENGTH)."""
        self._keys = list(keys)
        self._signatures = signatures
        self._first = np.ascontiguousarray(signatures[:, :_FIRST].T)

    def copies_of(self, signature: Signature) -> list[int]:
        """Keys of the articles that a text with this signature is a near copy of."""
        count = len(self._keys)
        alike = np.zeros(count, dtype=np.bool_)
        for known, wanted in zip(self._first, signature[:_FIRST], strict=True):
            alike |= known[:count] == wanted
        rows = np.flatnonzero(alike)
        shared = np.count_nonzero(self._signatures[rows] == signature, axis=1)
        return [self._keys[row] for row in rows[shared >= _LEAST * SIGNATURE_LENGTH]]

    def add(self, key: int, signature: Signature) -> None:
        """Know one more article."""
        row = len(self._keys)
        if row == len(self._signatures):
            room = np.zeros((max(64, 2 * row), SIGNATURE_LENGTH), dtype=SIGNATURE)
            room[:row] = self._signatures
            self._signatures = room
            self._first = np.ascontiguousarray(room[:, :_FIRST].T)
        self._signatures[row] = signature
        self._first[:, row] = signature[:_FIRST]
        self._keys.append(key)
