"""Vectors of a sync that has not finished yet: one that was killed goes on where it was.

    INDEX/unfinished.sqlite: digest of a text → its vector

Also lends the vectors of articles that are about to go, so that a renamed file, or an edited one's
unchanged sentences, are not embedded again. Nothing here is the truth: it can be deleted.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Self

import numpy as np

from index.embedding import Embedder, Vectors

FILE: Final = "unfinished.sqlite"
_VECTOR: Final = np.dtype("<f2")  # as the database keeps them
_BATCH: Final = 500  # keys in one statement


class UnfinishedVectors:
    """An embedder that remembers what it has embedded until the sync is done.

    Use it in a ``with`` and ``discard`` it once the sync is committed.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Open what an earlier sync left in the index's folder; damaged remains are deleted."""
        self._file = folder / FILE
        self._embedder = embedder
        self._fingerprint = embedder.description.fingerprint.encode()
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._delete()
            self._connection = self._open()

    def __enter__(self) -> Self:
        """Open already."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file; what is in it stays for the next sync."""
        self._connection.close()

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

    def discard(self) -> None:
        """Forget everything: the sync is committed."""
        self._connection.close()
        self._delete()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=30)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vector (digest BLOB PRIMARY KEY, vector BLOB NOT NULL,"
                " checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID"
            )
        except BaseException:
            connection.close()
            raise
        return connection

    def _delete(self) -> None:
        for ending in ("", "-journal"):
            self._file.with_name(FILE + ending).unlink(missing_ok=True)

    def _digest(self, text: str) -> bytes:
        return hashlib.sha256(self._fingerprint + b"\0" + text.encode()).digest()

    def _known(self, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        for at in range(0, len(digests), _BATCH):
            some = digests[at : at + _BATCH]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(
                f"SELECT digest, vector, checksum FROM vector WHERE digest IN ({marks})",  # noqa: S608
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
        self._connection.execute("BEGIN")
        try:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)",
                ((digest, blob, zlib.crc32(digest + blob)) for digest, blob in blobs),
            )
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
