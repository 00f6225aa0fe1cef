"""Vectors → the nearest passages, by FAISS. Higher scores are better: cosines, −1 to 1.

Few vectors are compared one by one, which is exact; many lie in lists around centroids in eight
bits a number, of which a question reads the nearest lists. Which, and from what size on, was
measured: docs/scale.md.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.errors import IndexDamagedError

# One question is one search, which FAISS runs on one thread anyway; waiting for the others of its
# pool costs milliseconds on a busy machine.
faiss.omp_set_num_threads(1)

FLAT_UP_TO: Final = 50_000  # vectors that are compared one by one in a few milliseconds
_LEAST_LISTS: Final = 512
_OF_LISTS: Final = 3  # one in so many lists is read
_LEAST_READ: Final = 224
_SAMPLE_OF_LIST: Final = 40  # vectors for each centroid to be fitted to
_ROUNDS: Final = 6  # of k-means
_SLACK: Final = 1.4  # by how much a corpus may outgrow or undercut what its index was made for


def lists_for(passages: int) -> int:
    """Into how many lists so many vectors are put: about 2 · √n, a power of two; 0 is flat."""
    if passages <= FLAT_UP_TO:
        return 0
    return max(_LEAST_LISTS, 1 << round(float(np.log2(2 * np.sqrt(passages)))))


class DenseIndex:
    """Unit vectors under the keys of their passages; search by inner product.

    FAISS takes wrong widths with an empty AssertionError and other dtypes silently, and fills
    up with −1 where fewer than k exist: all of that ends here.
    """

    def __init__(self, dimension: int) -> None:
        """Make an empty index for vectors of this length, to be searched exactly."""
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._lists = 0

    @classmethod
    def made_for(
        cls, dimension: int, passages: int, sample: Callable[[int], Vectors]
    ) -> "DenseIndex":
        """Make an empty index that suits so many vectors.

        Args:
            sample: gives so many of the vectors, drawn evenly, shape (n, dimension).
        """
        made = cls(dimension)
        made._lists = lists_for(passages)
        if made._lists:
            made._index = _fitted(dimension, made._lists, sample(made._lists * _SAMPLE_OF_LIST))
        return made

    @classmethod
    def read(cls, file: Path, dimension: int, *, for_writing: bool = False) -> "DenseIndex":
        """Read an index from a file; lists stay on the disk unless it is to be written to.

        Raises:
            IndexDamagedError: the file is not an index of this dimension.
        """
        opened = cls(dimension)
        # FAISS maps lists on POSIX systems only.
        mapped = not for_writing and os.name == "posix"
        try:
            opened._index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP if mapped else 0)
        except RuntimeError as error:
            raise IndexDamagedError(f"{file} is damaged") from error
        kinds = (faiss.IndexIDMap2, faiss.IndexIVFScalarQuantizer)
        if not isinstance(opened._index, kinds) or opened._index.d != dimension:
            raise IndexDamagedError(f"{file} is not an index of {dimension} dimensions")
        opened._lists = getattr(opened._index, "nlist", 0)
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

    @property
    def exact(self) -> bool:
        """Whether searches are exact, and ``vectors`` can be asked."""
        return not self._lists

    def suits(self, passages: int) -> bool:
        """Whether the index is of the kind and size that so many vectors want, or nearly so."""
        fewer, more = int(passages / _SLACK), int(passages * _SLACK)
        return lists_for(fewer) <= self._lists <= lists_for(more)

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
            allowed: keys of the passages to search among, ascending, shape (n,); None searches
                all. All lists are read then, so that k come back where k exist.

        Returns:
            Keys and cosines, best first, each of shape (min(k, passages searched),); an index
            that isn't exact may miss some and gives cosines of rounded vectors.
        """
        k = min(k, len(self) if allowed is None else len(allowed))
        if k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        chosen = {} if allowed is None else {"sel": _selector(allowed)}
        # Their own types don't know their arguments.
        parameters: Any = faiss.SearchParameters
        if self._lists:
            parameters = faiss.SearchParametersIVF
            chosen["nprobe"] = self._lists if allowed is not None else self._read_lists(k)
        params = parameters(**chosen) if chosen else None
        scores, keys = self._index.search(self._checked(query[None, :]), k, params=params)
        found = keys[0] >= 0
        return keys[0][found], scores[0][found]

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """The vectors of passages in an exact index, shape (len(keys), dimension)."""
        if not len(keys):
            return np.empty((0, self._index.d), dtype=np.float32)
        found = self._index.reconstruct_batch(np.asarray(keys, dtype=np.int64))
        return np.asarray(found, dtype=np.float32)

    def mean(self) -> Vectors:
        """Mean of all vectors, shape (dimension,); zeros for an empty index."""
        if not len(self):
            return np.zeros(self._index.d, dtype=np.float32)
        if self._lists:
            return _mean_of_lists(self._index)
        flat: Any = faiss.downcast_index(self._index.index)
        stored = faiss.rev_swig_ptr(flat.get_xb(), len(self) * self._index.d)
        return np.asarray(stored.reshape(len(self), -1).mean(axis=0), dtype=np.float32)

    def _read_lists(self, k: int) -> int:
        """How many lists a search for k reads: all that it takes to find k several times over."""
        enough = 4 * k * self._lists // max(1, len(self))
        return min(self._lists, max(_LEAST_READ, self._lists // _OF_LISTS) + enough)

    def _checked(self, vectors: Vectors) -> Vectors:
        if vectors.ndim != 2 or vectors.shape[1] != self._index.d:
            raise ValueError(f"vectors of shape {vectors.shape}, expected (n, {self._index.d})")
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _fitted(dimension: int, lists: int, sample: Vectors) -> Any:
    """An empty index of lists around centroids, eight bits a number.

    Source: Jégou, Douze, Schmid (2011), "Product quantization for nearest neighbor search", for
    the inverted file; FAISS's scalar quantiser.
    """
    index: Any = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
        False,  # of the vectors themselves, not of what they differ by from their centroid
    )
    index.cp.niter = _ROUNDS
    index.cp.min_points_per_centroid = 1
    index.train(np.ascontiguousarray(sample, dtype=np.float32))
    return index


def _selector(allowed: NDArray[np.int64]) -> Any:
    """A bit for each key up to the last one: a set of half a million would take seconds to make."""
    chosen = np.zeros(int(allowed.max()) + 1, dtype=np.bool_)
    chosen[allowed] = True
    selector: Any = faiss.IDSelectorBitmap  # its own types don't know its arguments
    return selector(np.packbits(chosen, bitorder="little"))


def _mean_of_lists(index: Any) -> Vectors:
    total = np.zeros(index.d, dtype=np.float64)
    lists = index.invlists
    for number in range(index.nlist):
        size = lists.list_size(number)
        if size:
            codes = faiss.rev_swig_ptr(lists.get_codes(number), size * index.code_size)
            total += codes.reshape(size, index.code_size).sum(axis=0, dtype=np.uint32)
    # Decoding is linear: half a step below the mean code lies what it decodes to.
    low, span = np.split(faiss.vector_to_array(index.sq.trained).astype(np.float64), 2)
    mean = low + (total / index.ntotal + 0.5) / 255 * span
    return np.asarray(mean, dtype=np.float32)
