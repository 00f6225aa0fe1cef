"""Vectors of a sync that has not finished yet, under the digests of their texts.

Also lends the vectors of articles that are about to go, so that a renamed file, or an edited one's
unchanged sentences, are not embedded again.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from index.embedding import Embedder, Vectors
from index.unfinished import Unfinished

_VECTOR: Final = np.dtype("<f2")  # as the database keeps them
_BATCH: Final = 500  # keys in one statement


class UnfinishedVectors:
    """An embedder that remembers what it has embedded until the sync is done."""

    def __init__(self, unfinished: Unfinished, embedder: Embedder) -> None:
        """Take from a file, and keep in it, what the embedder makes."""
        self._unfinished = unfinished
        self._embedder = embedder
        self._fingerprint = embedder.description.fingerprint.encode()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages or sentences, shape (len(texts), dimension)."""
        digests = [self._digest(text) for text in texts]
        known = self._known(digests)
        missing = {d: text for d, text in zip(digests, texts, strict=True) if d not in known}
        if missing:
            made = self._embedder.embed(list(missing.values()), "passage")
            self._keep(zip(missing, made, strict=True))
            known |= dict(zip(missing, made, strict=True))
        shape = (len(texts), self._embedder.description.dimension)
        return np.array([known[digest] for digest in digests], dtype=np.float32).reshape(shape)

    def lend(self, vectors: Iterable[tuple[str, Vectors]]) -> None:
        """Remember vectors, shape (dimension,), that are known from elsewhere."""
        self._keep((self._digest(text), vector) for text, vector in vectors)

    def _digest(self, text: str) -> bytes:
        return hashlib.sha256(self._fingerprint + b"\0" + text.encode()).digest()

    def _known(self, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        for at in range(0, len(digests), _BATCH):
            some = digests[at : at + _BATCH]
            marks = ",".join("?" * len(some))
            rows = self._unfinished.rows(
                f"SELECT digest, vector, checksum FROM vector WHERE digest IN ({marks})",  # noqa: S608 - question marks
                some,
            )
            known |= {
                digest: np.frombuffer(blob, dtype=_VECTOR).astype(np.float32)
                for digest, blob, checksum in rows
                if zlib.crc32(digest + blob) == checksum
            }
        return known

    def _keep(self, vectors: Iterable[tuple[bytes, Vectors]]) -> None:
        blobs = ((digest, vector.astype(_VECTOR).tobytes()) for digest, vector in vectors)
        self._unfinished.write(
            "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)",
            ((digest, blob, zlib.crc32(digest + blob)) for digest, blob in blobs),
        )
