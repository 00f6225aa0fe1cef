"""The index as one thing: where database, rankings, model and lock meet."""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from index.derived import Derived, discard, open_derived
from index.embedding import Embedder, Vectors
from index.errors import (
    IndexDamagedError,
    IndexExistsError,
    IndexLockedError,
    IndexMissingError,
    IndexModelError,
    IndexWriteError,
    ModelMissingError,
    reason_of,
)
from index.keywords import NearName
from index.models import RANKS_FOLDER, exported_model, open_model
from index.rows import StoredSentence
from index.settings import Settings
from index.store import Store
from index.types import Allowed, Article, Filters, IndexState, Passage, Span, SyncReport

if TYPE_CHECKING:
    from index.readers import FileReader

OnProgress = Callable[[int, int], None]
_LOG: Final = logging.getLogger("citewell")
_LOCK: Final = "lock"
_WAIT_FOR_WRITER: Final = 60.0  # seconds that a reader waits for a writer to publish
_COMPARED: Final = 2000  # passages of a large corpus that are read and compared one by one
SPARE: Final = 50  # passages that are compared again beyond those asked for
_ATTEMPTS: Final = 3  # to open a generation while a writer is publishing the next ones


class Index:
    """An open index: the state of one generation, for any number of readers."""

    def __init__(self, store: Store, derived: Derived, embedder: Embedder) -> None:
        """Use ``open`` instead."""
        self._store = store
        self._derived = derived
        self.model = embedder
        self.generation = store.generation
        self.mean_vector = derived.mean
        self.state = _state(store)  # counted once: a reader sees one state
        self._allowed: dict[Filters, Allowed] = {}

    @classmethod
    def open(cls, path: Path, settings: Settings, model: Embedder | None = None) -> Self:
        """Open the index at ``path``; rankings that are unfit are rebuilt from the database.

        Args:
            model: an open model that will do if it is the one that the index was made with.

        Raises:
            IndexStateError: the index can't be used. ModelError: its model can't.
        """
        for attempt in range(_ATTEMPTS):
            store = Store.open(path)
            try:
                if model is None or model.description.fingerprint != store.meta("fingerprint"):
                    model = model_of(store, settings)
                return cls(store, _derived(store), model)
            except IndexDamagedError as error:
                store.close()
                if attempt == _ATTEMPTS - 1:
                    raise
                repair(path, settings, str(error))
            except BaseException:
                store.close()
                raise
        raise AssertionError("the loop returns or raises")

    def close(self) -> None:
        """Close the index."""
        self._store.close()

    def __len__(self) -> int:
        """Number of passages."""
        return len(self._derived.dense)

    def embed_query(self, question: str) -> Vectors:
        """A question's unit vector, shape (dimension,)."""
        return np.asarray(self.model.embed([question], "query")[0], dtype=np.float32)

    def allowed(self, filters: Filters) -> Allowed | None:
        """What filters leave to be searched in; None if that is everything."""
        if filters == Filters():
            return None
        if filters not in self._allowed:
            self._allowed.clear()  # the last one only: a million keys take 8 MB
            self._allowed[filters] = self._store.allowed(filters)
        return self._allowed[filters]

    def copies(self, stories: Sequence[int]) -> dict[int, list[str]]:
        """Story → ids of its articles; only stories of several articles."""
        return self._store.copies(stories)

    def nearest(
        self, query: Vectors, k: int, allowed: Allowed | None = None
    ) -> list[tuple[int, float]]:
        """Keys and cosines of the k passages nearest to a vector, best first.

        In a large corpus the search is approximate, and what it proposes is compared again with
        the vectors as they were stored; among few allowed passages it is exact.
        """
        dense = self._derived.dense
        passages = None if allowed is None else allowed.passages
        if dense.exact:
            keys, scores = dense.search(query, k, passages)
        else:
            if passages is not None and len(passages) <= _COMPARED:
                keys = passages
            else:
                keys, _ = dense.search(query, k + max(SPARE, k // 4), passages)
            if not len(keys):
                return []
            scores = np.asarray(self._store.vectors(keys.tolist()) @ query, dtype=np.float32)
            best = np.lexsort((keys, -scores))[:k]
            keys, scores = keys[best], scores[best]
        return [(int(key), float(score)) for key, score in zip(keys, scores, strict=True)]

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """The vectors of passages, shape (len(keys), dimension)."""
        dense = self._derived.dense
        return dense.vectors(keys) if dense.exact else self._store.vectors(keys)

    def matching(
        self,
        query_words: Sequence[str],
        k: int,
        names: Sequence[NearName] = (),
        allowed: Allowed | None = None,
    ) -> list[tuple[int, float]]:
        """Keys and BM25 scores of the k passages that match words and names best, best first."""
        articles = None if allowed is None else allowed.articles
        return self._derived.keywords.search(query_words, k, names, articles)

    def near_name(self, form: str, boost: float = 1.0) -> NearName | None:
        """A name of the passages in nearly this form; None if there is none."""
        return self._derived.keywords.near_name(form, boost)

    def mass(
        self, weights: Mapping[str, float], names: Sequence[NearName], keys: Sequence[int]
    ) -> dict[int, float]:
        """Sum of the weights of the words and names that each of some passages holds."""
        return self._derived.keywords.mass(weights, names, keys)

    def holds(self, word: str) -> bool:
        """Whether any passage holds a stemmed word."""
        return self._derived.keywords.count(word) > 0

    def idf(self, word: str) -> float:
        """Inverse document frequency of a stemmed word over the passages."""
        return self._derived.keywords.idf(word)

    def headlines(self, stems: Sequence[str], limit: int) -> list[tuple[str, Span]]:
        """Headlines in masked lists, of stories that are not here, that hold some stemmed words.

        Returns:
            Ids of the articles in whose lists they stand, and where; best first.
        """
        return self._store.headlines(stems, limit)

    def passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        """The passages with these keys."""
        return self._store.passages(keys)

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article in order of position."""
        return self._store.passages_of(article_id)

    def sentences(self, passage_keys: Sequence[int]) -> list[StoredSentence]:
        """The sentences of these passages with their vectors."""
        return self._store.sentences(passage_keys)

    def article(self, article_id: str) -> Article | None:
        """One article; None if there is none of that id."""
        return self._store.article(article_id)

    def articles(self) -> Iterator[Article]:
        """All articles in order of id."""
        return self._store.articles()


def create_index(path: Path, model: str, settings: Settings) -> None:
    """Make an empty index at ``path`` for a model.

    Raises:
        IndexExistsError: something is there. ModelError: the model can't be used.
    """
    from index.sync import publish_all

    embedder = open_model(exported_model(model, settings).name, settings)
    about = embedder.description
    store = Store.create(
        path,
        about.name,
        about.fingerprint,
        title_prefix=settings.title_prefix,
        clean=settings.clean,
    )
    try:
        publish_all(store, embedder)
    finally:
        store.close()


def sync_index(
    path: Path,
    folder: Path,
    settings: Settings,
    on_progress: OnProgress | None = None,
    model: Embedder | None = None,
    *,
    may_delete: bool = False,
) -> SyncReport:
    """Bring the index at ``path`` up to date with a folder of articles.

    Args:
        model: an open model that will do if it is the one that the index was made with.
        may_delete: whether any number of articles may go, as their files did.

    Raises:
        FolderError: the folder can't be used. IndexStateError: the index can't.
        DeletionError: many files are gone, and ``may_delete`` is False; nothing has changed.
    """
    # What only indexing needs stays out of a process that only asks.
    from index.sync import SyncSettings, sync_folder
    from index.tokens import count_tokens, passage_counter

    with _writing(path) as store:
        if model is None or model.description.fingerprint != store.meta("fingerprint"):
            model = model_of(store, settings)
        encoding = passage_counter(settings.models_folder / RANKS_FOLDER)
        needs = SyncSettings(
            settings.passage_tokens,
            lambda text: count_tokens(encoding, text),
            settings.reading_limits,
            may_delete,
        )
        return sync_folder(store, model, folder, needs, on_progress)


def open_reader(settings: Settings) -> "FileReader":
    """A reader of articles' files, for a ``with``."""
    from index.readers import FileReader

    return FileReader(settings.reading_limits)


def check_model(path: Path, model: str, settings: Settings) -> None:
    """Make sure that the index at ``path`` was made with this model.

    Raises:
        IndexModelError: it was made with another.
    """
    store = Store.open(path)
    try:
        made_with, fingerprint = store.meta("model"), store.meta("fingerprint")
    finally:
        store.close()
    if exported_model(model, settings).name != fingerprint:
        raise IndexModelError(
            f"The index at {path} was made with the model {made_with}, not with {model}. Leave "
            "out --model, or give another path for the new index (--index PATH)."
        )


def check_unclean(path: Path) -> None:
    """Make sure that the index at ``path`` was made to search page furniture too.

    Raises:
        IndexExistsError: it was made to mask it.
    """
    with contextlib.closing(Store.open(path)) as store:
        if store.clean:
            raise IndexExistsError(
                f"The index at {path} masks page furniture. Leave out --no-clean, or give another "
                "path for the new index (--index PATH)."
            )


def read_state(path: Path) -> IndexState:
    """What the index at ``path`` says of itself; opens no model.

    Raises:
        IndexStateError: the index can't be read.
    """
    store = Store.open(path)
    try:
        return _state(store)
    finally:
        store.close()


def problems(path: Path, settings: Settings) -> list[str]:
    """What is wrong with the index at ``path``, a sentence each; empty if nothing is."""
    store = Store.open(path)
    try:
        found = store.problems()
        model_of(store, settings)
        if not found:
            _derived(store, thorough=True)
    except IndexDamagedError as error:
        # Opening it might not notice: that reads large files only where they look changed.
        discard(path, store.generation)
        found.append(f"{error} (it will be rebuilt from the database)")
    except ModelMissingError as error:
        found.append(str(error))
    finally:
        store.close()
    return found


def repair(path: Path, settings: Settings, reason: str) -> None:
    """Rebuild the rankings from the database unless another process has just done it.

    Raises:
        IndexLockedError: a writer is at work for longer than a reader should wait.
    """
    from index.sync import publish_all

    with _writing(path, _WAIT_FOR_WRITER) as store:
        with contextlib.suppress(IndexDamagedError):
            _derived(store)
            return
        _LOG.warning("Rebuilding the rankings of %s from its database: %s", path, reason)
        publish_all(store, model_of(store, settings))


@contextlib.contextmanager
def _writing(path: Path, patience: float = 0.0) -> Iterator[Store]:
    """Hold the writer's lock, which the system drops when a process ends, however it ends."""
    # A process that only asks does without it.
    from filelock import FileLock, Timeout

    if not path.is_dir():
        raise IndexMissingError(
            f"There is no index at {path}. Make one with `citewell index FOLDER`."
        )
    lock = FileLock(path / _LOCK, timeout=patience)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(
            f"Another process is writing to the index at {path}. Wait until it has finished."
        ) from error
    except OSError as error:
        raise IndexWriteError(path, reason_of(error)) from error
    try:
        with contextlib.closing(Store.open(path, for_writing=True)) as store:
            yield store
    except OSError as error:
        raise IndexWriteError(path, reason_of(error)) from error
    finally:
        lock.release()


def _derived(store: Store, *, thorough: bool = False) -> Derived:
    fingerprint = store.meta("fingerprint")
    return open_derived(store.folder, store.generation, fingerprint, thorough=thorough)


def model_of(store: Store, settings: Settings) -> Embedder:
    """The model that an index was made with.

    Raises:
        ModelMissingError: it is not on this machine.
    """
    name, fingerprint = store.meta("model"), store.meta("fingerprint")
    try:
        return open_model(fingerprint, settings)
    except ModelMissingError as error:
        raise ModelMissingError(
            f"The index at {store.folder} was made with the model {name} ({fingerprint}), which "
            f"is not among the exports in {settings.exports_folder}. Run `citewell setup "
            f"--model {name}`."
        ) from error


def _state(store: Store) -> IndexState:
    folder = store.meta("folder")
    return IndexState(
        path=store.folder,
        folder=Path(folder) if folder else None,
        model=store.meta("model"),
        fingerprint=store.meta("fingerprint"),
        generation=store.generation,
        articles=store.count("article"),
        passages=store.count("passage"),
    )
