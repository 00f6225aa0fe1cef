"""A folder → what to read, keep and remove → one transaction → the derived rankings."""

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from index.copies import KnownSignatures, signature_of
from index.cutting import CutArticle, Cutter, indexed_text
from index.derived import Entry, publish
from index.embedding import Embedder, Vectors
from index.errors import DeletionError, FolderError, IndexDamagedError, UnreadableFileError
from index.ids import file_ids, id_in_file
from index.passages import TokenCount
from index.readers import FileReader, FolderListing, Found, list_folder
from index.reading_limits import ReadingLimits
from index.rows import EmbeddedPassage, KnownFile, text_digest
from index.store import Store
from index.types import (
    Article,
    FailedFile,
    FailedPart,
    FileCounts,
    FileState,
    Passage,
    PassagePlan,
    RawArticle,
    SyncReport,
)
from index.unfinished import UnfinishedVectors

OnProgress = Callable[[int, int], None]
_MAX_GONE: Final = 0.3  # share of the files that may go unasked
_CHUNK_PASSAGES: Final = 256  # embedded together, sorted by length; bounds the memory
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
    """The counts of a running sync, and what its derived rankings must learn."""

    failures: list[FailedFile]
    signatures: KnownSignatures
    indexed: int = 0
    same: int = 0
    removed_keys: list[int] = field(default_factory=list)
    added_keys: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article to be embedded and stored.

    Attributes:
        file: key of its file. replaces: key of the article that it takes the place of.
    """

    cut: CutArticle
    file: int
    part: str
    replaces: int | None


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
        on_progress: called with the files done and the files to read.

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
            vectors.lend(_embedded_texts(store, path))
            progress.removed_keys += store.remove_file(path)
        store.rename_files(plan.renamed)
        run = _Run(store, embedder, vectors, folder, known, settings, progress)
        run.read_all(plan.read, on_progress)
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
    description = embedder.description
    titled = store.title_prefix
    entries = (_entry(passage, vector, titled) for passage, vector in store.all_passages())
    publish(store.folder, store.generation, description.fingerprint, description.dimension, entries)


def _publish_change(store: Store, embedder: Embedder, before: int, progress: _Progress) -> None:
    """Bring the rankings of the generation before up to date; from nothing if they are unfit."""
    description = embedder.description
    try:
        publish(
            store.folder,
            store.generation,
            description.fingerprint,
            description.dimension,
            _entries(store, progress.added_keys),
            base=before,
            removed=progress.removed_keys,
        )
    except IndexDamagedError:
        publish_all(store, embedder)


def _entries(store: Store, keys: list[int]) -> Iterator[Entry]:
    titled = store.title_prefix
    for passage, vector in store.passages_with_vectors(keys):
        yield _entry(passage, vector, titled)


def _entry(passage: Passage, vector: Vectors, title_prefix: bool) -> Entry:
    text = indexed_text(passage.title, passage.text, title_prefix)
    return Entry(passage.key, passage.article_key, text, vector)


def _embedded_texts(store: Store, path: str) -> Iterator[tuple[str, Vectors]]:
    titled = store.title_prefix
    for text, vector in store.embedded_texts(path):
        embedded = text if isinstance(text, str) else indexed_text(text.title, text.text, titled)
        yield embedded, vector


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


class _Run:
    """Reads the files of a plan and stores their articles."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
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
        self._title_prefix = store.title_prefix
        self._cutter = Cutter(embedder, settings.budget, settings.count, self._title_prefix)
        self._progress = progress
        self._waiting: list[_Waiting] = []

    def read_all(
        self, files: Sequence[tuple[str, FileState]], on_progress: OnProgress | None
    ) -> None:
        """Read the files; one that can't be read is noted, its articles of before stay."""
        with FileReader(self._limits) as reader:
            for done, (file_id, state) in enumerate(files):
                if on_progress:
                    on_progress(done, len(files))
                try:
                    self._read_file(reader, file_id, state)
                except UnreadableFileError as error:
                    self._progress.failures.append(FailedFile(state.path, error.reason))
        self._flush()
        if on_progress:
            on_progress(len(files), len(files))

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
            cut = self._cut(first, file)
            if not cut.plans:
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
            self._vectors.lend(_embedded_texts(self._store, file.state.path))
        key = self._store.put_file(file)
        failures: list[FailedPart] = []
        for one in found:
            known = had.pop(one.part, None)
            if isinstance(one, FailedPart):
                failures.append(one)
                continue
            cut = self._cut(one, file)
            if known and (known.text_sha256, known.metadata) == (
                text_digest(one.text),
                cut.article.metadata,
            ):
                self._store.keep_article(known.key, cut.article)
            elif cut.plans:
                self._waiting.append(_Waiting(cut, key, one.part, known.key if known else None))
            else:
                failures.append(FailedPart(one.part, "it holds nothing but page furniture"))
            if sum(len(waiting.cut.plans) for waiting in self._waiting) >= _CHUNK_PASSAGES:
                self._flush()
        for gone in had.values():
            self._progress.removed_keys += self._store.remove_article(gone.key)
        self._store.set_failed_parts(key, _told(failures))

    def _cut(self, raw: RawArticle, file: KnownFile) -> CutArticle:
        article_id = id_in_file(file.file_id, raw.part)
        digest = text_digest(raw.text)
        return self._cutter.cut(raw, article_id, file.state.path, file.sha256, digest)

    def _flush(self) -> None:
        """Embed and store what waits."""
        articles = [waiting.cut.article for waiting in self._waiting]
        plans = [waiting.cut.plans for waiting in self._waiting]
        cuts = list(zip(articles, plans, strict=True))
        embedded = _embed(self._vectors, cuts, self._title_prefix)
        for waiting, passages in zip(self._waiting, embedded, strict=True):
            if waiting.replaces is not None:
                self._progress.removed_keys += self._store.remove_article(waiting.replaces)
            signature = signature_of(waiting.cut.shown)
            copies = self._progress.signatures.copies_of(signature)
            article, keys = self._store.add_article(
                waiting.file, waiting.part, waiting.cut.article, passages, signature, copies
            )
            self._progress.signatures.add(article, signature)
            self._progress.added_keys += keys
        self._waiting = []


def _told(failures: list[FailedPart]) -> list[FailedPart]:
    if len(failures) <= _MAX_TOLD:
        return failures
    rest = len(failures) - _MAX_TOLD
    return [*failures[:_MAX_TOLD], FailedPart("others", f"{rest:,} more could not be read")]


def _embed(
    vectors_of: UnfinishedVectors,
    cuts: Sequence[tuple[Article, list[PassagePlan]]],
    title_prefix: bool,
) -> list[list[EmbeddedPassage]]:
    """Embed the passages and sentences of articles, all at once."""
    passages = [
        indexed_text(
            article.metadata.title, article.text[plan.span.start : plan.span.end], title_prefix
        )
        for article, plans in cuts
        for plan in plans
    ]
    sentences = [
        article.text[span.start : span.end]
        for article, plans in cuts
        for plan in plans
        for span in plan.sentences
    ]
    vectors = vectors_of.embed([*passages, *sentences])
    passage_row, sentence_row = 0, len(passages)
    embedded: list[list[EmbeddedPassage]] = []
    for _article, plans in cuts:
        embedded.append([])
        for plan in plans:
            stop = sentence_row + len(plan.sentences)
            vector, own = vectors[passage_row], vectors[sentence_row:stop]
            embedded[-1].append(EmbeddedPassage(plan, vector, own))
            passage_row, sentence_row = passage_row + 1, stop
    return embedded
