"""The FAISS and tantivy indexes of one generation: published whole, checked on opening, rebuilt
from the database whenever they are missing, older, foreign or damaged.

    INDEX/derived/00000012/{dense/…, words/…, manifest.json}
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from index.dense import DenseIndex
from index.embedding import Vectors
from index.errors import IndexDamagedError
from index.keywords import KeywordEntry, KeywordIndex

_FOLDER: Final = "derived"
_MANIFEST: Final = "manifest.json"
_DENSE: Final = "dense"
_WORDS: Final = "words"
_KEPT: Final = 2  # a reader may be about to open the generation before the newest
_BATCH: Final = 4096
_LARGE: Final = 1_000_000  # bytes of a file that is only read again if it looks changed
# What tantivy writes anew in place of the old; all its other files stay as they were written.
_REWRITTEN: Final = frozenset({"meta.json", ".managed.json"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as both rankings take it.

    Attributes:
        article: number of its article. text: what is searched, the title included.
        vector: shape (dimension,).
    """

    key: int
    article: int
    text: str
    vector: Vectors


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file as it was when it was published; who writes into it changes its time."""

    sha256: str
    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was published.

    Attributes:
        mean: of all vectors, of length ``dimension``.
        files: by path below the folder.
    """

    generation: int
    fingerprint: str
    dimension: int
    passages: int
    mean: tuple[float, ...]
    files: dict[str, PublishedFile]


@dataclass(frozen=True, slots=True)
class Derived:
    """The two rankings of one generation, open for searching.

    Attributes:
        mean: of all vectors, shape (dimension,).
    """

    dense: DenseIndex
    keywords: KeywordIndex
    mean: Vectors


def open_derived(
    index_folder: Path,
    generation: int,
    fingerprint: str,
    *,
    thorough: bool = False,
) -> Derived:
    """Open the rankings of a generation after checking every file.

    Args:
        thorough: whether large files are read to the end even if their size, time and place on
            the disk say that nobody has written to them since.

    Raises:
        IndexDamagedError: they are not there, or not as they were published.
    """
    folder = index_folder / _FOLDER / f"{generation:08d}"
    manifest = _read_manifest(folder)
    if (manifest.generation, manifest.fingerprint) != (generation, fingerprint):
        raise IndexDamagedError(f"{folder} belongs to another index")
    found = _files(folder, {} if thorough else manifest.files)
    if _digests(found) != _digests(manifest.files):
        raise IndexDamagedError(f"files in {folder} are not as they were written")
    dense = DenseIndex.read(folder / _DENSE, manifest.dimension)
    keywords = KeywordIndex(folder / _WORDS)
    if not len(dense) == len(keywords) == manifest.passages:
        raise IndexDamagedError(
            f"{folder} holds {len(dense)} vectors and {len(keywords)} texts, "
            f"expected {manifest.passages}"
        )
    return Derived(dense, keywords, np.asarray(manifest.mean, dtype=np.float32))


def publish(
    index_folder: Path,
    generation: int,
    fingerprint: str,
    dimension: int,
    entries: Iterable[Entry],
    passages: int,
    sample: Callable[[int], Vectors],
    *,
    base: int | None = None,
    removed: Sequence[int] = (),
) -> None:
    """Write the rankings of a new generation and put them in place with one rename.

    Args:
        entries: what is added, to nothing or to ``base``.
        passages: how many the new generation holds.
        sample: gives so many of their vectors, drawn evenly, shape (n, dimension).
        base: the generation to start from; None starts from nothing.
        removed: keys that ``base`` holds and the new generation doesn't.

    Raises:
        IndexDamagedError: ``base`` is given and can't be used. OSError: the disk is full or fails.
    """
    parent = index_folder / _FOLDER
    parent.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    try:
        known: Mapping[str, PublishedFile] = {}
        if base is None:
            dense = DenseIndex.made_for(dimension, passages, sample)
        else:
            before = parent / f"{base:08d}"
            if not open_derived(index_folder, base, fingerprint).dense.suits(passages):
                raise IndexDamagedError(f"{before} was made for another number of passages")
            known = _read_manifest(before).files
            for part in (_DENSE, _WORDS):
                shutil.copytree(before / part, work / part, copy_function=_link_or_copy)
            dense = DenseIndex.read(work / _DENSE, dimension)
            dense.remove(removed)
        keywords = KeywordIndex(work / _WORDS)
        keywords.update(removed, _fill(dense, entries))
        dense.write(work / _DENSE)
        _flush(work)
        mean = tuple(dense.mean().tolist())
        files = _files(work, known)
        manifest = Manifest(generation, fingerprint, dimension, len(dense), mean, files)
        (work / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        _flush(work, _MANIFEST)
        target = parent / f"{generation:08d}"
        shutil.rmtree(target, ignore_errors=True)  # a damaged one that is being replaced
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _remove_old(parent, generation)


def discard(index_folder: Path, generation: int) -> None:
    """Have the rankings of a generation rebuilt when they are opened next."""
    with contextlib.suppress(OSError):  # of an index that may only be read
        (index_folder / _FOLDER / f"{generation:08d}" / _MANIFEST).unlink()


def _fill(dense: DenseIndex, entries: Iterable[Entry]) -> Iterator[KeywordEntry]:
    """Add the vectors to FAISS in batches while the texts pass on to tantivy."""
    keys: list[int] = []
    vectors: list[Vectors] = []
    for entry in entries:
        keys.append(entry.key)
        vectors.append(entry.vector)
        yield KeywordEntry(entry.key, entry.article, entry.text)
        if len(keys) == _BATCH:
            dense.add(keys, np.stack(vectors))
            keys, vectors = [], []
    if keys:
        dense.add(keys, np.stack(vectors))


def _link_or_copy(source: str, target: str) -> None:
    """Give a file a second name where the disk can, so that a million passages are not copied."""
    if Path(source).name not in _REWRITTEN:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


def _flush(folder: Path, pattern: str = "*") -> None:
    """Have the disk confirm files; what it loses nevertheless, the digests find out."""
    for file in folder.rglob(pattern):
        # A file with a second name was confirmed under its first.
        if file.is_file() and file.stat().st_nlink == 1:
            with file.open("rb+") as stream:
                os.fsync(stream.fileno())


def _read_manifest(folder: Path) -> Manifest:
    try:
        said = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        said["files"] = {name: PublishedFile(**facts) for name, facts in said["files"].items()}
        manifest = Manifest(**said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamagedError(f"{folder} has no readable manifest") from error
    if len(manifest.mean) != manifest.dimension:
        raise IndexDamagedError(f"{folder} has no readable manifest")
    return manifest


def _files(folder: Path, known: Mapping[str, PublishedFile]) -> dict[str, PublishedFile]:
    """The files below a folder; large ones that look as they are known to be aren't read."""
    found = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        # tantivy leaves empty lock files behind; they say nothing.
        if file.is_file() and name != _MANIFEST and not name.endswith(".lock"):
            found[name] = _file(file, known.get(name))
    return found


def _file(file: Path, known: PublishedFile | None) -> PublishedFile:
    facts = file.stat()
    seen = (facts.st_size, facts.st_mtime_ns, facts.st_ino)
    if (
        known is not None
        and seen[0] >= _LARGE
        and seen == (known.size, known.mtime_ns, known.inode)
    ):
        return known
    with file.open("rb") as stream:
        return PublishedFile(hashlib.file_digest(stream, "sha256").hexdigest(), *seen)


def _digests(files: Mapping[str, PublishedFile]) -> dict[str, str]:
    return {name: file.sha256 for name, file in files.items()}


def _remove_old(parent: Path, newest: int) -> None:
    """Clear away older generations and what a killed process left behind.

    Only called by the one writer. Windows refuses to delete files that a reader holds open;
    they go the next time.
    """
    kept = {f"{newest - i:08d}" for i in range(_KEPT)}
    for folder in parent.iterdir():
        if folder.name not in kept:
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)
