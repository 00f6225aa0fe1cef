"""Stored articles → masks that agree with their source's other pages → passages with vectors.

What the pages of a source have in common depends on all of them, so it is known only once a
sync has read its files. Articles are seen anew from the database; no file is opened for that.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from index.cutting import Cutter, indexed_text, read_article
from index.embedding import Vectors
from index.furniture import find_headlines, repeated_keys
from index.rows import EmbeddedPassage
from index.store import Store
from index.types import Article, PassagePlan
from index.unfinished_vectors import UnfinishedVectors

_CHUNK_PASSAGES: Final = 256  # embedded together, sorted by length, with the last article's rest
_MOST_PASSAGES: Final = 512  # at once, of a long article; both bound the memory
_NOTHING: Final = frozenset[int]()


@dataclass(slots=True)
class Recut:
    """Keys of the passages that went and of those that came."""

    removed: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)


def recut_articles(
    store: Store,
    vectors: UnfinishedVectors,
    cutter: Cutter,
    new: Sequence[int],
    on_progress: Callable[[int, int], None],
) -> Recut:
    """Cut and embed new articles, and those of which other lines are furniture now.

    Args:
        new: keys of the articles that have no passages yet.
        on_progress: called with the articles done and the articles to see.
    """
    changed = {key for source in store.changed_sources() for key in _compare(store, source)}
    work = sorted(changed.union(new))
    run = _Run(store, vectors, cutter, frozenset(new))
    for done, key in enumerate(work):
        on_progress(done, len(work))
        run.see(key)
    run.flush()
    return run.recut


def lent_texts(store: Store, article: int) -> Iterator[tuple[str, Vectors]]:
    """What was embedded for an article, with the vectors."""
    titled = store.title_prefix
    for text, vector in store.embedded_texts(article):
        embedded = text if isinstance(text, str) else indexed_text(text.title, text.text, titled)
        yield embedded, vector


def _compare(store: Store, source: str) -> list[int]:
    """Compare a source's pages; the articles that hold a line that began or ceased to repeat."""
    pages = store.pages_of(source)
    repeated = repeated_keys(page for _key, page in pages)
    moved = np.setxor1d(repeated, store.repeated_lines(source))
    store.set_repeated(source, repeated)
    if not len(moved):
        return []
    return [key for key, page in pages if np.isin(page.keys, moved).any()]


class _Run:
    """Sees articles anew, and embeds those of which it sees something else."""

    def __init__(
        self, store: Store, vectors: UnfinishedVectors, cutter: Cutter, new: frozenset[int]
    ) -> None:
        self.recut = Recut()
        self._store = store
        self._vectors = vectors
        self._cutter = cutter
        self._new = new
        self._clean = store.clean
        self._repeated: dict[str, frozenset[int]] = {}
        self._waiting: list[tuple[int, Article, PassagePlan]] = []

    def see(self, key: int) -> None:
        """See an article with what is known of its source."""
        store = self._store
        article, raw = store.raw_article(key)
        repeated = self._repeated_lines(store.source_of(key))
        if repeated or key not in self._new:
            seen = read_article(raw, article.path, repeated, clean=self._clean)
            same = (seen.metadata, seen.masks) == (article.metadata, article.masks)
        else:
            same = True  # it has just been seen, compared with nothing
        if same and key not in self._new:
            return
        if not same:
            self._vectors.lend(lent_texts(store, key))
            self.recut.removed += store.change_reading(key, seen.metadata, seen.masks)
            article = store.raw_article(key)[0]
        store.set_headlines(key, find_headlines(article.text, article.masks))
        self._waiting += [(key, article, plan) for plan in self._cutter.plans(article)]
        if len(self._waiting) >= _CHUNK_PASSAGES:
            self.flush()

    def flush(self) -> None:
        """Embed and store what waits."""
        for at in range(0, len(self._waiting), _MOST_PASSAGES):
            some = self._waiting[at : at + _MOST_PASSAGES]
            cuts = [(article, plan) for _key, article, plan in some]
            embedded = _embed(self._vectors, cuts, self._cutter.title_prefix)
            for (key, _article, _plan), passage in zip(some, embedded, strict=True):
                self.recut.added += self._store.add_passages(key, [passage])
        self._waiting = []

    def _repeated_lines(self, source: str) -> frozenset[int]:
        if source not in self._repeated:
            # Articles come in order of key, so sources alternate; few have much in common.
            lines = self._store.repeated_lines(source)
            self._repeated[source] = frozenset(lines.tolist()) if len(lines) else _NOTHING
        return self._repeated[source]


def _embed(
    vectors_of: UnfinishedVectors, cuts: Sequence[tuple[Article, PassagePlan]], title_prefix: bool
) -> list[EmbeddedPassage]:
    """Embed passages and their sentences, all at once."""
    passages = [
        indexed_text(
            article.metadata.title, article.text[plan.span.start : plan.span.end], title_prefix
        )
        for article, plan in cuts
    ]
    sentences = [
        article.text[span.start : span.end] for article, plan in cuts for span in plan.sentences
    ]
    vectors = vectors_of.embed([*passages, *sentences])
    embedded = []
    row = len(passages)
    for vector, (_article, plan) in zip(vectors, cuts, strict=False):
        stop = row + len(plan.sentences)
        embedded.append(EmbeddedPassage(plan, vector, vectors[row:stop]))
        row = stop
    return embedded
