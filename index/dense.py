"""Vectors → the nearest passages, by FAISS. Higher scores are better: cosines, −1 to 1.

Few vectors are compared one by one, in the 16 bits a number that the database has, which is exact;
many lie in lists around centroids in eight bits, of which a question reads the nearest. Which, and
from what size on, was measured: docs/scale.md.

    DENSE/{main.faiss, mean.npy, tail.faiss, gone.npy}

Lists are not written again for a few passages: what is added goes into a tail that is compared one
by one, what is removed from the lists is noted, until both together are worth new lists.
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

_MAIN: Final = "main.faiss"
_MEAN: Final = "mean.npy"
_TAIL: Final = "tail.faiss"
_GONE: Final = "gone.npy"
FLAT_UP_TO: Final = 50_000  # vectors that are compared one by one in a few milliseconds
_LEAST_LISTS: Final = 512
_OF_LISTS: Final = 8  # one in so many lists is read
_LEAST_READ: Final = 224
_SAMPLE_OF_LIST: Final = 40  # vectors for each centroid to be fitted to
_ROUNDS: Final = 6  # of k-means
_MERGED: Final = 0.02  # of the lists' vectors: more in the tail or gone, and they are written anew
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
        self._main: Any = _flat(dimension)
        self._lists = 0
        self._dimension = dimension
        self._tail: Any = _flat(dimension)
        self._gone = np.empty(0, dtype=np.int64)
        self._alive: Any = None  # what the lists hold and has not gone; None is all
        self._mean = np.zeros(dimension, dtype=np.float32)  # of the lists' vectors
        self._read_from: Path | None = None  # where the lists are written already

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
            made._main = _fitted(dimension, made._lists, sample(made._lists * _SAMPLE_OF_LIST))
        return made

    @classmethod
    def read(cls, folder: Path, dimension: int) -> "DenseIndex":
        """Read an index from a folder; lists stay on the disk.

        Raises:
            IndexDamagedError: the folder does not hold an index of this dimension.
        """
        opened = cls(dimension)
        opened._main = _read(folder / _MAIN, dimension)
        opened._lists = getattr(opened._main, "nlist", 0)
        if opened._lists:
            opened._read_from = folder / _MAIN
            opened._tail = _read(folder / _TAIL, dimension)
            try:
                opened._mean = np.load(folder / _MEAN)
                opened._forget(np.load(folder / _GONE))
            except (OSError, ValueError) as error:
                raise IndexDamagedError(f"{folder} is damaged") from error
        return opened

    def write(self, folder: Path) -> None:
        """Write into a folder what has changed since it was read from there, or all.

        Other names of files that are in the folder keep what they hold.

        Raises:
            OSError: it can't be written.
        """
        folder.mkdir(exist_ok=True)
        if not self._lists:
            _write(self._main, folder / _MAIN)
            return
        if self._read_from and self._tail.ntotal + len(self._gone) > _MERGED * self._main.ntotal:
            self._merge(self._read_from)
        if self._read_from is None:
            self._mean = _mean_of_lists(self._main)
            _write(self._main, folder / _MAIN)
            _save(self._mean, folder / _MEAN)
            self._read_from = folder / _MAIN
        _write(self._tail, folder / _TAIL)
        _save(self._gone, folder / _GONE)

    def __len__(self) -> int:
        """Number of vectors."""
        return int(self._main.ntotal) - len(self._gone) + int(self._tail.ntotal)

    @property
    def exact(self) -> bool:
        """Whether searches are exact, and ``vectors`` can be asked."""
        return not self._lists

    def suits(self, passages: int) -> bool:
        """Whether the index is of the kind and size that so many vectors want, or nearly so."""
        fewer, more = int(passages / _SLACK), int(passages * _SLACK)
        return lists_for(fewer) <= self._lists <= lists_for(more)

    def add(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, shape (len(keys), dimension), under keys that were never used before."""
        if len(keys):
            into = self._tail if self._read_from else self._main
            into.add_with_ids(self._checked(vectors), np.asarray(keys, dtype=np.int64))

    def remove(self, keys: Sequence[int]) -> None:
        """Take vectors out; unknown keys are ignored."""
        if not len(keys):
            return
        wanted = np.asarray(keys, dtype=np.int64)
        if self._read_from is None:
            self._main.remove_ids(wanted)
            return
        self._tail.remove_ids(wanted)
        self._forget(np.union1d(self._gone, wanted[np.isin(wanted, _keys_of_lists(self._main))]))

    def search(
        self, query: Vectors, k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Find the k nearest passages.

        Args:
            query: a unit vector, shape (dimension,).
            allowed: keys of the passages to search among, ascending, shape (n,), none of them
                removed; None searches all. All lists are read then, so that k come back where
                k exist.

        Returns:
            Keys and cosines, best first, each of shape (min(k, passages searched),); an index
            that isn't exact may miss some and gives cosines of rounded vectors.
        """
        k = min(k, len(self) if allowed is None else len(allowed))
        if k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        row = self._checked(query[None, :])
        chosen = None if allowed is None else _selector(allowed)
        if not self._lists:
            return _found(self._main, row, k, faiss.SearchParameters, chosen)
        read = self._lists if allowed is not None else self._read_lists(k)
        among = self._alive if chosen is None else chosen
        keys, scores = _found(self._main, row, k, faiss.SearchParametersIVF, among, nprobe=read)
        if self._tail.ntotal:
            others, theirs = _found(self._tail, row, k, faiss.SearchParameters, chosen)
            keys, scores = np.append(keys, others), np.append(scores, theirs)
            best = np.lexsort((keys, -scores))[:k]
            keys, scores = keys[best], scores[best]
        return keys, scores

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """The vectors of passages in an exact index, shape (len(keys), dimension)."""
        if not len(keys):
            return np.empty((0, self._dimension), dtype=np.float32)
        found = self._main.reconstruct_batch(np.asarray(keys, dtype=np.int64))
        return np.asarray(found, dtype=np.float32)

    def mean(self) -> Vectors:
        """Mean of all vectors, shape (dimension,); zeros for an empty index.

        What was removed from written lists counts until they are written again.
        """
        if not self._lists:
            return _mean_of_flat(self._main)
        if self._read_from is None:
            return _mean_of_lists(self._main)
        share = self._tail.ntotal / max(1, self._tail.ntotal + self._main.ntotal)
        mean = (1 - share) * self._mean + share * _mean_of_flat(self._tail)
        return np.asarray(mean, dtype=np.float32)

    def _merge(self, file: Path) -> None:
        """Take the tail into the lists and what has gone out of them, in memory."""
        self._main = _read(file, self._dimension, mapped=False)
        self._main.remove_ids(self._gone)
        if self._tail.ntotal:
            keys = faiss.vector_to_array(self._tail.id_map)
            self._main.add_with_ids(self._tail.reconstruct_batch(keys), keys)
        self._tail = _flat(self._dimension)
        self._forget(np.empty(0, dtype=np.int64))
        self._read_from = None

    def _forget(self, gone: NDArray[np.int64]) -> None:
        self._gone = gone
        selector: Any = faiss.IDSelectorNot  # its own types don't know its arguments
        self._alive = selector(_selector(gone)) if len(gone) else None

    def _read_lists(self, k: int) -> int:
        """How many lists a search for k reads: all that it takes to find k several times over."""
        enough = 4 * k * self._lists // max(1, len(self))
        return min(self._lists, max(_LEAST_READ, self._lists // _OF_LISTS) + enough)

    def _checked(self, vectors: Vectors) -> Vectors:
        if vectors.ndim != 2 or vectors.shape[1] != self._dimension:
            raise ValueError(f"vectors of shape {vectors.shape}, expected (n, {self._dimension})")
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _flat(dimension: int) -> Any:
    """An empty index that compares all; in 32 bits they would take twice the memory and time."""
    kind, metric = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    return faiss.IndexIDMap2(faiss.IndexScalarQuantizer(dimension, kind, metric))


def _found(
    index: Any, row: Vectors, k: int, parameters: Any, among: Any, **chosen: int
) -> tuple[NDArray[np.int64], Vectors]:
    """What FAISS finds for one query, shape (1, dimension): keys and scores, best first."""
    if among is not None:
        chosen["sel"] = among
    params = parameters(**chosen) if chosen else None
    scores, keys = index.search(row, k, params=params)
    found = keys[0] >= 0
    return keys[0][found], scores[0][found]


def _read(file: Path, dimension: int, *, mapped: bool = True) -> Any:
    # FAISS maps lists on POSIX systems only.
    flags = faiss.IO_FLAG_MMAP if mapped and os.name == "posix" else 0
    try:
        index: Any = faiss.read_index(str(file), flags)
    except RuntimeError as error:
        raise IndexDamagedError(f"{file} is damaged") from error
    kinds = (faiss.IndexIDMap2, faiss.IndexIVFScalarQuantizer)
    if not isinstance(index, kinds) or index.d != dimension:
        raise IndexDamagedError(f"{file} is not an index of {dimension} dimensions")
    return index


def _write(index: Any, file: Path) -> None:
    """Write an index in place of a file, which may have other names."""
    file.unlink(missing_ok=True)
    try:
        faiss.write_index(index, str(file))
    except RuntimeError as error:
        raise OSError(f"{file.name} can't be written") from error


def _save(array: NDArray[Any], file: Path) -> None:
    """Write an array in place of a file, which may have other names."""
    file.unlink(missing_ok=True)
    np.save(file, array)


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


def _keys_of_lists(index: Any) -> NDArray[np.int64]:
    lists = index.invlists
    sizes = [(number, lists.list_size(number)) for number in range(index.nlist)]
    keys = [faiss.rev_swig_ptr(lists.get_ids(number), size) for number, size in sizes if size]
    return np.concatenate(keys) if keys else np.empty(0, dtype=np.int64)


def _mean_of_flat(index: Any) -> Vectors:
    if not index.ntotal:
        return np.zeros(index.d, dtype=np.float32)
    stored = index.index.reconstruct_n(0, index.ntotal)
    return np.asarray(stored.mean(axis=0), dtype=np.float32)


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
    mean = low + (total / max(1, index.ntotal) + 0.5) / 255 * span
    return np.asarray(mean, dtype=np.float32)
