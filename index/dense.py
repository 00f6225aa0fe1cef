"""Vectors → the nearest passages, by FAISS. Higher scores are better: cosines, −1 to 1."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.errors import IndexDamagedError

# One question is one search, which FAISS runs on one thread anyway; waiting for the others of its
# pool costs milliseconds on a busy machine.
faiss.omp_set_num_threads(1)


class DenseIndex:
    """Unit vectors under the keys of their passages; exact search by inner product.

    FAISS takes wrong widths with an empty AssertionError and other dtypes silently, and fills
    up with −1 where fewer than k exist: all of that ends here.
    """

    def __init__(self, dimension: int) -> None:
        """Make an empty index for vectors of this length."""
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def read(cls, file: Path, dimension: int) -> "DenseIndex":
        """Read an index from a file.

        Raises:
            IndexDamagedError: the file is not an index of this dimension.
        """
        opened = cls(dimension)
        try:
            opened._index = faiss.read_index(str(file))
        except RuntimeError as error:
            raise IndexDamagedError(f"{file} is damaged") from error
        if not isinstance(opened._index, faiss.IndexIDMap2) or opened._index.d != dimension:
            raise IndexDamagedError(f"{file} is not an index of {dimension} dimensions")
        return opened

    def write(self, file: Path) -> None:
        """Write the index to a file.

        Raises:
            OSError: it can't be written.
        """
        try:
            faiss.write_index(self._index, str(file))
        except RuntimeError as error:
            raise OSError(f"{file.name} can't be written") from error

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    def add(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, shape (len(keys), dimension)."""
        if len(keys):
            self._index.add_with_ids(self._checked(vectors), np.asarray(keys, dtype=np.int64))

    def remove(self, keys: Sequence[int]) -> None:
        """Take vectors out; unknown keys are ignored."""
        if len(keys):
            self._index.remove_ids(np.asarray(keys, dtype=np.int64))

    def search(
        self, query: Vectors, k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Find the k nearest passages.

        Args:
            query: a unit vector, shape (dimension,).
            allowed: keys of the passages to search among, shape (n,); None searches all.

        Returns:
            Keys and cosines, best first, each of shape (min(k, passages searched),).
        """
        k = min(k, len(self) if allowed is None else len(allowed))
        if k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        params = None
        if allowed is not None:
            parameters: Any = faiss.SearchParameters  # its own types don't know its arguments
            params = parameters(sel=faiss.IDSelectorBatch(allowed))
        scores, keys = self._index.search(self._checked(query[None, :]), k, params=params)
        found = keys[0] >= 0
        return keys[0][found], scores[0][found]

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """The vectors of passages that are in the index, shape (len(keys), dimension)."""
        if not keys:
            return np.empty((0, self._index.d), dtype=np.float32)
        found = self._index.reconstruct_batch(np.asarray(keys, dtype=np.int64))
        return np.asarray(found, dtype=np.float32)

    def mean(self) -> Vectors:
        """Mean of all vectors, shape (dimension,); zeros for an empty index."""
        if not len(self):
            return np.zeros(self._index.d, dtype=np.float32)
        flat: Any = faiss.downcast_index(self._index.index)
        stored = faiss.rev_swig_ptr(flat.get_xb(), len(self) * self._index.d)
        return np.asarray(stored.reshape(len(self), -1).mean(axis=0), dtype=np.float32)

    def _checked(self, vectors: Vectors) -> Vectors:
        if vectors.ndim != 2 or vectors.shape[1] != self._index.d:
            raise ValueError(f"vectors of shape {vectors.shape}, expected (n, {self._index.d})")
        return np.ascontiguousarray(vectors, dtype=np.float32)
