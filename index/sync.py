"""A folder → what to read, keep and remove → one transaction → the derived rankings."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from index.copies import KnownSignatures, Signature, signature_of
from index.derived import Entry, publish
from index.embedding import Embedder, Vectors
from index.errors import FolderError, IndexDamagedError, UnreadableFileError
from index.furniture import find_masks
from index.metadata import front_matter, read_metadata
from index.passages import TokenCount, cut_passages
from index.readers import FolderListing, list_folder, read_text
from index.store import EmbeddedPassage, Store
from index.types import (
    Article,
    FailedFile,
    FileState,
    Mask,
    Passage,
    PassagePlan,
    Span,
    SyncReport,
)

OnProgress = Callable[[int, int], None]
_CHUNK_PASSAGES: Final = 256  # embedded together, sorted by length; bounds the memory
_MAX_TITLE_PREFIX: Final = 200  # characters of a title that travel with each passage


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """What a sync needs to know besides the folder.

    Attributes:
        budget: tokens of a passage. count: counts them. max_file_bytes: larger is not read.
    """

    budget: int
    count: TokenCount
    max_file_bytes: int


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
class _Cut:
    """An article cut into passages, not yet embedded."""

    article: Article
    state: FileState
    plans: list[PassagePlan]
    signature: Signature


def indexed_text(title: str, passage: str) -> str:
    """What is embedded and searched for a passage: its title goes with it, once."""
    prefix = title[:_MAX_TITLE_PREFIX]
    return passage if passage.startswith(prefix) else f"{prefix}\n{passage}"


def article_ids(paths: Iterable[str]) -> dict[str, str]:
    """Path → article id: the path without its ending; with it where two would be the same."""
    bare = {path: str(PurePosixPath(path).with_suffix("")) for path in paths}
    counts: dict[str, int] = {}
    for article_id in bare.values():
        counts[article_id] = counts.get(article_id, 0) + 1
    return {path: path if counts[bare[path]] > 1 else bare[path] for path in bare}


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
    """
    started = time.monotonic()
    folder = folder.absolute()
    listing = list_folder(folder)
    _check_folder(store, folder, listing)
    known = store.files()
    plan = _compare(known, listing)
    progress = _Progress(list(listing.failures), KnownSignatures(*store.signatures()))
    before = store.generation
    with store.transaction():
        for path in plan.gone:
            progress.removed_keys += store.remove_article(path)
        store.rename_articles(plan.renamed)
        _read_and_store(store, embedder, folder, plan, known, settings, progress, on_progress)
        moved = store.meta("folder") not in ("", str(folder))
        store.set_meta("folder", str(folder))
        changed = bool(plan.gone or plan.renamed or progress.indexed or moved)
        if changed:
            store.set_meta("generation", str(before + 1))
    if changed:
        _publish_change(store, embedder, before, progress)
    failed = len(progress.failures)
    return SyncReport(
        found=len(listing.files) + len(listing.failures),
        indexed=progress.indexed,
        unchanged=plan.unchanged + progress.same,
        removed=len(plan.gone),
        failed=failed,
        passed_over=listing.passed_over,
        failures=tuple(progress.failures),
        articles=store.count("article"),
        passages=store.count("passage"),
        generation=store.generation,
        seconds=time.monotonic() - started,
    )


def publish_all(store: Store, embedder: Embedder) -> None:
    """Write the derived rankings anew from the database; nothing is embedded."""
    description = embedder.description
    entries = (_entry(passage, vector) for passage, vector in store.all_passages())
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
    for passage, vector in store.passages_with_vectors(keys):
        yield _entry(passage, vector)


def _entry(passage: Passage, vector: Vectors) -> Entry:
    text = indexed_text(passage.title, passage.text)
    return Entry(passage.key, passage.article_key, text, vector)


def _check_folder(store: Store, folder: Path, listing: FolderListing) -> None:
    followed = store.meta("folder")
    if followed and Path(followed) != folder and Path(followed).is_dir():
        raise FolderError(
            f"The index at {store.folder} follows {followed}. Give {folder} an index of its own "
            "(--index PATH)."
        )
    if not listing.files and not listing.failures:
        others = f" ({listing.passed_over} files of other kinds)" if listing.passed_over else ""
        raise FolderError(f"There are no .txt or .md files in {folder}{others}. Nothing changed.")


def _compare(known: dict[str, tuple[str, FileState, str]], listing: FolderListing) -> _Plan:
    ids = article_ids([state.path for state in listing.files])
    read = []
    for state in listing.files:
        before = known.get(state.path)
        if before is None or before[1] != state:
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
        (path, ids[path]) for path in known if ids.get(path, known[path][0]) != known[path][0]
    )
    return _Plan(tuple(read), renamed, gone, len(listing.files) - len(read))


def _read_and_store(
    store: Store,
    embedder: Embedder,
    folder: Path,
    plan: _Plan,
    known: dict[str, tuple[str, FileState, str]],
    settings: SyncSettings,
    progress: _Progress,
    on_progress: OnProgress | None,
) -> None:
    waiting: list[_Cut] = []
    for done, (article_id, state) in enumerate(plan.read, start=1):
        try:
            cut = _read(folder, article_id, state, known, settings, embedder)
        except UnreadableFileError as error:
            progress.failures.append(FailedFile(state.path, error.reason))
            continue
        if cut is None:
            store.set_file_state(state)
            progress.same += 1
        else:
            waiting.append(cut)
        if sum(len(one.plans) for one in waiting) >= _CHUNK_PASSAGES:
            _embed_and_store(store, embedder, waiting, progress)
            waiting = []
            if on_progress:
                on_progress(done, len(plan.read))
    _embed_and_store(store, embedder, waiting, progress)
    if on_progress:
        on_progress(len(plan.read), len(plan.read))


def _read(
    folder: Path,
    article_id: str,
    state: FileState,
    known: dict[str, tuple[str, FileState, str]],
    settings: SyncSettings,
    embedder: Embedder,
) -> _Cut | None:
    """Read and cut one file; None if its bytes are those that are indexed already."""
    file = read_text(folder / state.path, settings.max_file_bytes)
    before = known.get(state.path)
    if before and before[2] == file.sha256:
        return None
    metadata = read_metadata(file.text, state.path)
    masks = _masks(file.text, state.path, metadata.title_span)
    fits = partial(_fits, embedder, metadata.title)
    plans = cut_passages(file.text, masks, settings.budget, settings.count, fits)
    if not plans:
        raise UnreadableFileError(folder / state.path, "it holds nothing but page furniture")
    article = Article(
        article_id, state.path, metadata, file.text, file.encoding, file.sha256, masks
    )
    shown = " ".join(file.text[plan.span.start : plan.span.end] for plan in plans)
    return _Cut(article, state, plans, signature_of(shown))


def _masks(text: str, path: str, title: Span | None) -> tuple[Mask, ...]:
    front = front_matter(text, path)
    found = find_masks(text, title)
    return (front, *(mask for mask in found if mask.start >= front.end)) if front else found


def _fits(embedder: Embedder, title: str, passage: str) -> bool:
    return embedder.fits(indexed_text(title, passage))


def _embed_and_store(
    store: Store, embedder: Embedder, waiting: list[_Cut], progress: _Progress
) -> None:
    passages = [
        indexed_text(cut.article.metadata.title, cut.article.text[plan.span.start : plan.span.end])
        for cut in waiting
        for plan in cut.plans
    ]
    sentences = [
        cut.article.text[span.start : span.end]
        for cut in waiting
        for plan in cut.plans
        for span in plan.sentences
    ]
    vectors = embedder.embed([*passages, *sentences], "passage")
    passage_row, sentence_row = 0, len(passages)
    for cut in waiting:
        embedded = []
        for plan in cut.plans:
            stop = sentence_row + len(plan.sentences)
            embedded.append(EmbeddedPassage(plan, vectors[passage_row], vectors[sentence_row:stop]))
            passage_row, sentence_row = passage_row + 1, stop
        progress.removed_keys += store.remove_article(cut.article.path)
        copies = progress.signatures.copies_of(cut.signature)
        article, keys = store.add_article(cut.article, cut.state, embedded, cut.signature, copies)
        progress.signatures.add(article, cut.signature)
        progress.added_keys += keys
        progress.indexed += 1
