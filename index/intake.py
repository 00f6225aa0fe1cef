"""The files of a plan → their articles in the database, without passages yet."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from index.copies import KnownSignatures, signature_of
from index.cutting import Reading, read_article, source_of
from index.errors import UnreadableFileError
from index.ids import id_in_file
from index.readers import FileReader, Found
from index.reading_limits import ReadingLimits
from index.recutting import lent_texts
from index.rows import KnownFile, declared_json, text_digest
from index.store import Store
from index.types import Article, FailedFile, FailedPart, FileState, RawArticle
from index.unfinished import UnfinishedVectors

_MAX_TOLD: Final = 100  # unreadable parts of one file that are named
_NOTHING_SHOWN: Final = "it holds nothing but page furniture"


@dataclass(slots=True)
class SyncProgress:
    """The counts of a running sync, and what its derived rankings must learn.

    Attributes:
        new: keys of articles that have no passages yet.
    """

    failures: list[FailedFile]
    signatures: KnownSignatures
    indexed: int = 0
    same: int = 0
    new: list[int] = field(default_factory=list)
    removed_keys: list[int] = field(default_factory=list)
    added_keys: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An article as its file gives it, what is seen in it, and its text without the masks."""

    raw: RawArticle
    reading: Reading
    shown: str


def lend_file(store: Store, vectors: UnfinishedVectors, path: str) -> None:
    """Keep the vectors of a file's articles, which may come back."""
    for known in store.articles_of(path).values():
        vectors.lend(lent_texts(store, known.key))


class Intake:
    """Reads the files of a plan and stores their articles, without passages."""

    def __init__(
        self,
        store: Store,
        vectors: UnfinishedVectors,
        folder: Path,
        known: dict[str, KnownFile],
        limits: ReadingLimits,
        progress: SyncProgress,
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._folder = folder
        self._known = known
        self._limits = limits
        self._clean = store.clean
        self._progress = progress

    def read_all(
        self, files: Sequence[tuple[str, FileState]], on_read: Callable[[int], None]
    ) -> None:
        """Read the files; one that can't be read is noted, its articles of before stay."""
        with FileReader(self._limits) as reader:
            for done, (file_id, state) in enumerate(files):
                on_read(done)
                try:
                    self._read_file(reader, file_id, state)
                except UnreadableFileError as error:
                    self._progress.failures.append(FailedFile(state.path, error.reason))

    def _read_file(self, reader: FileReader, file_id: str, state: FileState) -> None:
        before = self._known.get(state.path)
        reading = reader.read(self._folder / state.path, before.sha256 if before else None)
        file = KnownFile(file_id, state, reading.sha256)
        if before and before.sha256 == reading.sha256:
            self._store.put_file(file)
            self._progress.same += 1
            return
        seen = self._see_all(reading.found, state.path)
        first = next(seen)
        if isinstance(first, _Seen) and not (first.raw.part or first.shown):
            # The file is one article: it is read, or the file isn't.
            raise UnreadableFileError(self._folder / state.path, _NOTHING_SHOWN)
        self._take(file, itertools.chain([first], seen))
        self._progress.indexed += 1

    def _see_all(self, found: Iterable[Found], path: str) -> "Iterator[_Seen | FailedPart]":
        """See each article once: much of a sync's time goes here."""
        for one in found:
            if isinstance(one, FailedPart):
                yield one
            else:
                reading = read_article(one, path, clean=self._clean)
                yield _Seen(one, reading, reading.shown(one.text))

    def _take(self, file: KnownFile, found: "Iterable[_Seen | FailedPart]") -> None:
        """Store a file's articles in place of those that it had before.

        An article of before whose part can't be read any more stays; one that is word for word
        the same is not embedded again.
        """
        had = self._store.articles_of(file.state.path)
        if had:
            lend_file(self._store, self._vectors, file.state.path)
        key = self._store.put_file(file)
        failures: list[FailedPart] = []
        for one in found:
            if isinstance(one, FailedPart):
                had.pop(one.part, None)
                failures.append(one)
                continue
            raw = one.raw
            known = had.pop(raw.part, None)
            article = _article(raw, one.reading, file)
            same = (text_digest(raw.text), declared_json(raw.declared))
            if known and (known.text_sha256, known.declared) == same:
                self._store.keep_article(known.key, article)
            elif one.shown:
                if known:
                    self._progress.removed_keys += self._store.remove_article(known.key)
                self._add(key, one, article)
            else:
                failures.append(FailedPart(raw.part, _NOTHING_SHOWN))
        for gone in had.values():
            self._progress.removed_keys += self._store.remove_article(gone.key)
        self._store.set_failed_parts(key, _told(failures))

    def _add(self, file: int, seen: "_Seen", article: Article) -> None:
        raw, reading = seen.raw, seen.reading
        signature = signature_of(seen.shown)
        source = source_of(reading.metadata, article.path, raw.part)
        copies = self._progress.signatures.copies_of(signature)
        key = self._store.add_article(
            file, raw.part, article, raw.declared, source, reading.lines, signature, copies
        )
        self._progress.signatures.add(key, signature)
        self._progress.new.append(key)


def _article(raw: RawArticle, seen: Reading, file: KnownFile) -> Article:
    return Article(
        id_in_file(file.file_id, raw.part),
        file.state.path,
        seen.metadata,
        raw.text,
        raw.encoding,
        file.sha256,
        seen.masks,
        text_digest(raw.text) if raw.extracted else None,
    )


def _told(failures: list[FailedPart]) -> list[FailedPart]:
    if len(failures) <= _MAX_TOLD:
        return failures
    rest = len(failures) - _MAX_TOLD
    return [*failures[:_MAX_TOLD], FailedPart("others", f"{rest:,} more could not be read")]
