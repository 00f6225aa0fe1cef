"""A folder → what to read, keep and remove → one transaction → the derived rankings."""

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from index.copies import KnownSignatures, signature_of
from index.cutting import Cutter, Reading, indexed_text, read_article, source_of
from index.derived import Entry, publish
from index.embedding import Embedder, Vectors
from index.errors import DeletionError, FolderError, IndexDamagedError, UnreadableFileError
from index.ids import file_ids, id_in_file
from index.passages import TokenCount
from index.readers import FileReader, FolderListing, Found, list_folder
from index.reading_limits import ReadingLimits
from index.recutting import lent_texts, recut_articles
from index.rows import KnownFile, declared_json, text_digest
from index.store import Store
from index.types import (
    Article,
    FailedFile,
    FailedPart,
    FileCounts,
    FileState,
    Passage,
    RawArticle,
    SyncReport,
)
from index.unfinished import UnfinishedVectors

OnProgress = Callable[[int, int], None]
_MAX_GONE: Final = 0.3  # share of the files that may go unasked
_MAX_TOLD: Final = 100  # unreadable parts of one file that are named


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """What a sync needs to know besides the folder.

    Attributes:
        budget: tokens of a passage. count: counts them. limits: what is read of a file.
        may_delete: whether any number of articles may go, as their files did.
    """

    budget: int
    count: TokenCount
    limits: ReadingLimits
    may_delete: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the folder and the index say of each other.

    Attributes:
        read: files to read, with the ids their articles get.
        renamed: paths of articles whose id changes, with the new one: another file with the
            same name and another ending came or went.
        gone: paths of articles whose file is no longer there.
        unchanged: number of files that are as they were.
    """

    read: tuple[tuple[str, FileState], ...]
    renamed: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    unchanged: int


@dataclass(slots=True)
class _Progress:
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


def sync_folder(
    store: Store,
    embedder: Embedder,
    folder: Path,
    settings: SyncSettings,
    on_progress: OnProgress | None = None,
) -> SyncReport:
    """Make the index a mirror of the folder. The caller holds the writer's lock.

    A file that can't be read is reported; an article that was read from it before stays.

    Args:
        on_progress: called with the files done and the files to read; one that is read, but not
            embedded yet, is half done.

    Raises:
        FolderError: there is nothing to index, or the index follows another folder.
        DeletionError: much of what is indexed is gone from the folder.
        IndexWriteError: the index can't be written; it is as it was.
    """
    started = time.monotonic()
    folder = folder.absolute()
    listing = list_folder(folder)
    _check_folder(store, folder, listing)
    known = store.files()
    plan = _compare(known, listing)
    if not settings.may_delete:
        _check_gone(known, plan)
    progress = _Progress(list(listing.failures), KnownSignatures(*store.signatures()))
    before = store.generation
    with store.transaction(), UnfinishedVectors(store.folder, embedder) as vectors:
        for path in plan.gone:
            _lend(store, vectors, path)
            progress.removed_keys += store.remove_file(path)
        store.rename_files(plan.renamed)
        halves = _Halves(len(plan.read), on_progress)
        run = _Run(store, vectors, folder, known, settings, progress)
        run.read_all(plan.read, halves.read)
        if plan.gone or progress.indexed:
            cutter = Cutter(embedder, settings.budget, settings.count, store.title_prefix)
            recut = recut_articles(store, vectors, cutter, progress.new, halves.embedded)
            progress.removed_keys += recut.removed
            progress.added_keys += recut.added
        halves.done()
        store.set_failed_files(progress.failures)
        counts = FileCounts(
            found=len(listing.files) + len(listing.failures),
            indexed=progress.indexed,
            unchanged=plan.unchanged + progress.same,
            failed=len(progress.failures),
        )
        store.set_file_counts(counts)
        moved = store.meta("folder") not in ("", str(folder))
        store.set_meta("folder", str(folder))
        changed = bool(plan.gone or plan.renamed or progress.indexed or moved)
        if changed:
            store.set_meta("generation", str(before + 1))
            # Before the commit: no reader finds a generation without its rankings.
            _publish_change(store, embedder, before, progress)
    vectors.discard()
    return SyncReport(
        found=counts.found,
        indexed=counts.indexed,
        unchanged=counts.unchanged,
        removed=len(plan.gone),
        failed=counts.failed,
        passed_over=listing.passed_over,
        failures=(*progress.failures, *store.failed_parts()),
        articles=store.count("article"),
        passages=store.count("passage"),
        generation=store.generation,
        seconds=time.monotonic() - started,
    )


def publish_all(store: Store, embedder: Embedder) -> None:
    """Write the derived rankings anew from the database; nothing is embedded."""
    titled = store.title_prefix
    entries = (_entry(passage, vector, titled) for passage, vector in store.all_passages())
    _publish(store, embedder, entries)


def _publish_change(store: Store, embedder: Embedder, before: int, progress: _Progress) -> None:
    """Bring the rankings of the generation before up to date; from nothing if they are unfit."""
    entries = _entries(store, progress.added_keys)
    try:
        _publish(store, embedder, entries, before, progress.removed_keys)
    except IndexDamagedError:
        publish_all(store, embedder)


def _publish(
    store: Store,
    embedder: Embedder,
    entries: Iterable[Entry],
    base: int | None = None,
    removed: Sequence[int] = (),
) -> None:
    publish(
        store.folder,
        store.generation,
        embedder.description.fingerprint,
        embedder.description.dimension,
        entries,
        store.count("passage"),
        store.sample_vectors,
        base=base,
        removed=removed,
    )


def _entries(store: Store, keys: list[int]) -> Iterator[Entry]:
    titled = store.title_prefix
    for passage, vector in store.passages_with_vectors(keys):
        yield _entry(passage, vector, titled)


def _entry(passage: Passage, vector: Vectors, title_prefix: bool) -> Entry:
    text = indexed_text(passage.title, passage.text, title_prefix)
    return Entry(passage.key, passage.article_key, text, vector)


def _lend(store: Store, vectors: UnfinishedVectors, path: str) -> None:
    """Keep the vectors of a file's articles, which may come back."""
    for known in store.articles_of(path).values():
        vectors.lend(lent_texts(store, known.key))


def _check_gone(known: dict[str, KnownFile], plan: _Plan) -> None:
    """Ask before a large part of the corpus goes; a moved file has not gone."""
    new = {(state.size, state.mtime_ns) for _id, state in plan.read if state.path not in known}
    states = [known[path].state for path in plan.gone]
    gone = sum((state.size, state.mtime_ns) not in new for state in states)
    if gone > 1 and gone > _MAX_GONE * len(known):
        raise DeletionError(
            f"{gone} of the {len(known)} indexed files are no longer in the folder. Nothing "
            "changed. If their articles are to be removed from the index, say so with --yes."
        )


def _check_folder(store: Store, folder: Path, listing: FolderListing) -> None:
    followed = store.meta("folder")
    if followed and Path(followed) != folder and Path(followed).is_dir():
        raise FolderError(
            f"The index at {store.folder} follows {followed}. Give {folder} an index of its own "
            "(--index PATH)."
        )
    if not listing.files and not listing.failures:
        others = f" ({listing.passed_over} files of other kinds)" if listing.passed_over else ""
        raise FolderError(f"There are no articles in {folder}{others}. Nothing changed.")


def _compare(known: dict[str, KnownFile], listing: FolderListing) -> _Plan:
    ids = file_ids([state.path for state in listing.files])
    read = []
    for state in listing.files:
        before = known.get(state.path)
        if before is None or before.state != state:
            read.append((ids[state.path], state))
    found = {state.path for state in listing.files}
    # What can't be listed or opened today is not gone.
    unlisted = tuple(failure.path for failure in listing.failures)
    gone = tuple(
        path
        for path in known
        if path not in found
        and not any(path == failed or path.startswith(failed + "/") for failed in unlisted)
    )
    renamed = tuple(
        (path, ids[path])
        for path in known
        if ids.get(path, known[path].file_id) != known[path].file_id
    )
    return _Plan(tuple(read), renamed, gone, len(listing.files) - len(read))


class _Halves:
    """Tells the progress of both halves of a sync, in files."""

    def __init__(self, files: int, on_progress: OnProgress | None) -> None:
        self._files = files
        self._tell = on_progress or (lambda _done, _files: None)

    def read(self, files: int) -> None:
        self._tell(files // 2, self._files)

    def embedded(self, articles: int, all_articles: int) -> None:
        done = self._files // 2 + (self._files - self._files // 2) * articles // all_articles
        self._tell(min(done, self._files), self._files)

    def done(self) -> None:
        self._tell(self._files, self._files)


class _Run:
    """Reads the files of a plan and stores their articles, without passages."""

    def __init__(
        self,
        store: Store,
        vectors: UnfinishedVectors,
        folder: Path,
        known: dict[str, KnownFile],
        settings: SyncSettings,
        progress: _Progress,
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._folder = folder
        self._known = known
        self._limits = settings.limits
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
        first = next(reading.found)
        if isinstance(first, RawArticle) and not first.part:
            # The file is one article: it is read, or the file isn't.
            seen = self._seen(first, state.path)
            if not seen.shown(first.text):
                reason = "it holds nothing but page furniture"
                raise UnreadableFileError(self._folder / state.path, reason)
        self._take(file, itertools.chain([first], reading.found))
        self._progress.indexed += 1

    def _take(self, file: KnownFile, found: Iterable[Found]) -> None:
        """Store a file's articles in place of those that it had before.

        An article of before whose part can't be read any more stays; one that is word for word
        the same is not embedded again.
        """
        had = self._store.articles_of(file.state.path)
        if had:
            _lend(self._store, self._vectors, file.state.path)
        key = self._store.put_file(file)
        failures: list[FailedPart] = []
        for one in found:
            known = had.pop(one.part, None)
            if isinstance(one, FailedPart):
                failures.append(one)
                continue
            seen = self._seen(one, file.state.path)
            article = _article(one, seen, file)
            same = (text_digest(one.text), declared_json(one.declared))
            if known and (known.text_sha256, known.declared) == same:
                self._store.keep_article(known.key, article)
            elif seen.shown(one.text):
                if known:
                    self._progress.removed_keys += self._store.remove_article(known.key)
                self._add(key, one, seen, article)
            else:
                failures.append(FailedPart(one.part, "it holds nothing but page furniture"))
        for gone in had.values():
            self._progress.removed_keys += self._store.remove_article(gone.key)
        self._store.set_failed_parts(key, _told(failures))

    def _seen(self, raw: RawArticle, path: str) -> Reading:
        return read_article(raw, path, clean=self._clean)

    def _add(self, file: int, raw: RawArticle, seen: Reading, article: Article) -> None:
        signature = signature_of(seen.shown(raw.text))
        source = source_of(seen.metadata, article.path, raw.part)
        copies = self._progress.signatures.copies_of(signature)
        key = self._store.add_article(
            file, raw.part, article, raw.declared, source, seen.lines, signature, copies
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
