"""A folder → what to read, keep and remove → one transaction → the derived rankings."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.copies import KnownSignatures
from index.cutting import Cutter, indexed_text
from index.derived import Entry, publish
from index.embedding import Embedder, Vectors
from index.errors import IndexDamagedError
from index.intake import Intake, SyncProgress, lend_file
from index.passages import TokenCount
from index.plan import check_folder, check_gone, make_plan
from index.readers import list_folder
from index.reading_limits import ReadingLimits
from index.recutting import recut_articles
from index.store import Store
from index.types import (
    FileCounts,
    Passage,
    SyncReport,
)
from index.unfinished import Unfinished
from index.unfinished_readings import UnfinishedReadings
from index.unfinished_vectors import UnfinishedVectors

OnProgress = Callable[[int, int], None]


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
    check_folder(store, folder, listing)
    known = store.files()
    plan = make_plan(known, listing)
    if not settings.may_delete:
        check_gone(known, plan)
    progress = SyncProgress(list(listing.failures), KnownSignatures(*store.signatures()))
    before = store.generation
    with store.transaction(), Unfinished(store.folder) as unfinished:
        vectors = UnfinishedVectors(unfinished, embedder)
        readings = UnfinishedReadings(unfinished, settings.limits)
        for path in plan.gone:
            lend_file(store, vectors, path)
            progress.removed_keys += store.remove_file(path)
        store.rename_files(plan.renamed)
        halves = _Halves(len(plan.read), on_progress)
        intake = Intake(store, vectors, readings, folder, known, settings.limits, progress)
        intake.read_all(plan.read, halves.read)
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
    unfinished.discard()
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


def _publish_change(store: Store, embedder: Embedder, before: int, progress: SyncProgress) -> None:
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
