"""The FAISS and tantivy indexes of one generation: published whole, checked on opening, rebuilt
from the database whenever they are missing, older, foreign or damaged.

    INDEX/derived/00000012/{dense.faiss, words/…, manifest.json}
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
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
_DENSE: Final = "dense.faiss"
_WORDS: Final = "words"
_KEPT: Final = 2  # a reader may be about to open the generation before the newest
_BATCH: Final = 4096


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
class Manifest:
    """What was published: the files' SHA-256 digests by path below the folder."""

    generation: int
    fingerprint: str
    dimension: int
    passages: int
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Derived:
    """The two rankings of one generation, open for searching."""

    dense: DenseIndex
    keywords: KeywordIndex


def open_derived(index_folder: Path, generation: int, fingerprint: str) -> Derived:
    """Open the rankings of a generation after checking every file.

    Raises:
        IndexDamagedError: they are not there, or not as they were published.
    """
    folder = index_folder / _FOLDER / f"{generation:08d}"
    manifest = _read_manifest(folder)
    if (manifest.generation, manifest.fingerprint) != (generation, fingerprint):
        raise IndexDamagedError(f"{folder} belongs to another index")
    if _digests(folder) != manifest.files:
        raise IndexDamagedError(f"files in {folder} are not as they were written")
    dense = DenseIndex.read(folder / _DENSE, manifest.dimension)
    keywords = KeywordIndex(folder / _WORDS)
    if not len(dense) == len(keywords) == manifest.passages:
        raise IndexDamagedError(
            f"{folder} holds {len(dense)} vectors and {len(keywords)} texts, "
            f"expected {manifest.passages}"
        )
    return Derived(dense, keywords)


def publish(
    index_folder: Path,
    generation: int,
    fingerprint: str,
    dimension: int,
    entries: Iterable[Entry],
    *,
    base: int | None = None,
    removed: Sequence[int] = (),
) -> None:
    """Write the rankings of a new generation and put them in place with one rename.

    Args:
        entries: what is added, to nothing or to ``base``.
        base: the generation to start from; None starts from nothing.
        removed: keys that ``base`` holds and the new generation doesn't.

    Raises:
        IndexDamagedError: ``base`` is given and can't be used. OSError: the disk is full or fails.
    """
    parent = index_folder / _FOLDER
    parent.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    try:
        dense = DenseIndex(dimension)
        if base is not None:
            dense = open_derived(index_folder, base, fingerprint).dense
            shutil.copytree(parent / f"{base:08d}" / _WORDS, work / _WORDS)
            dense.remove(removed)
        keywords = KeywordIndex(work / _WORDS)
        keywords.update(removed, _fill(dense, entries))
        dense.write(work / _DENSE)
        manifest = Manifest(generation, fingerprint, dimension, len(dense), _digests(work))
        (work / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        _flush(work)
        target = parent / f"{generation:08d}"
        shutil.rmtree(target, ignore_errors=True)  # a damaged one that is being replaced
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _remove_old(parent, generation)


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


def _flush(folder: Path) -> None:
    """Have the disk confirm every file; what it loses nevertheless, the digests find out."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb+") as stream:
                os.fsync(stream.fileno())


def _read_manifest(folder: Path) -> Manifest:
    try:
        return Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamagedError(f"{folder} has no readable manifest") from error


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        # tantivy leaves empty lock files behind; they say nothing.
        if file.is_file() and name != _MANIFEST and not name.endswith(".lock"):
            with file.open("rb") as stream:
                found[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


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
