"""The files of a plan → their articles in the database, without passages yet."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from index.copies import KnownSignatures, signature_of
from index.cutting import Reading, read_article, source_of
from index.errors import UnreadableFileError
from index.ids import id_in_file
from index.readers import FileReader
from index.reading_limits import ReadingLimits
from index.recutting import lent_texts
from index.rows import KnownFile, declared_json, text_digest
from index.store import Store
from index.types import Article, FailedFile, FailedPart, FileState, RawArticle
from index.unfinished_readings import Seen, UnfinishedReadings
from index.unfinished_vectors import UnfinishedVectors

_MAX_TOLD: Final = 100  # unreadable parts of one file that are named
_NOTHING_SHOWN: Final = "it holds nothing but page furniture"

_Shown = tuple[Seen | FailedPart, str]  # an article, and its text without the masks


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
        readings: UnfinishedReadings,
        folder: Path,
        known: dict[str, KnownFile],
        limits: ReadingLimits,
        progress: SyncProgress,
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._readings = readings
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
        self._readings.write()

    def _read_file(self, reader: FileReader, file_id: str, state: FileState) -> None:
        known = self._readings.known(state)
        if known:
            sha256, seen = known
        else:
            before = self._known.get(state.path)
            reading = reader.read(self._folder / state.path, before.sha256 if before else None)
            sha256 = reading.sha256
            if before and before.sha256 == sha256:
                self._store.put_file(KnownFile(file_id, state, sha256))
                self._progress.same += 1
                return
            see = partial(read_article, path=state.path, clean=self._clean)
            seen = self._readings.read(state, sha256, reading.found, see)
        found = ((one, _shown(one)) for one in seen)
        first, shown = next(found)
        if isinstance(first, Seen) and not (first.raw.part or shown):
            # The file is one article: it is read, or the file isn't.
            raise UnreadableFileError(self._folder / state.path, _NOTHING_SHOWN)
        self._take(KnownFile(file_id, state, sha256), itertools.chain([(first, shown)], found))
        self._progress.indexed += 1

    def _take(self, file: KnownFile, found: Iterable[_Shown]) -> None:
        """Store a file's articles, with what they show, in place of those that it had before.

        An article of before whose part can't be read any more stays; one that is word for word
        the same is not embedded again.
        """
        had = self._store.articles_of(file.state.path)
        if had:
            lend_file(self._store, self._vectors, file.state.path)
        key = self._store.put_file(file)
        failures: list[FailedPart] = []
        for one, shown in found:
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
            elif shown:
                if known:
                    self._progress.removed_keys += self._store.remove_article(known.key)
                self._add(key, one, shown, article)
            else:
                failures.append(FailedPart(raw.part, _NOTHING_SHOWN))
        for gone in had.values():
            self._progress.removed_keys += self._store.remove_article(gone.key)
        self._store.set_failed_parts(key, _told(failures))

    def _add(self, file: int, seen: Seen, shown: str, article: Article) -> None:
        raw, reading = seen.raw, seen.reading
        signature = signature_of(shown)
        source = source_of(reading.metadata, article.path, raw.part)
        copies = self._progress.signatures.copies_of(signature)
        key = self._store.add_article(
            file, raw.part, article, raw.declared, source, reading.lines, signature, copies
        )
        self._progress.signatures.add(key, signature)
        self._progress.new.append(key)


def _shown(one: Seen | FailedPart) -> str:
    return one.reading.shown(one.raw.text) if isinstance(one, Seen) else ""


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
