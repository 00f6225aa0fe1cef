"""A data set's questions and an index of its articles → every score of every passage, as arrays.

Made once and kept, so that another way to rank takes seconds.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.beir import id_of
from index import Index, Passage, Settings
from index.cutting import indexed_text
from qa.retrieve import FUSION, Query, make_query, rank_passages

Floats = NDArray[np.float32]
_VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Scores:
    """What both rankings say of every passage, for every question.

    Attributes:
        articles: the data set's id of each passage's article, shape (passages,).
        passages: cosines with the passages, shape (questions, passages).
        sentences: cosines with each passage's best sentence, of the same shape.
        words: BM25, of the same shape.
        base: cosine with the mean of all vectors, shape (questions,).
        explained: share of the question's IDF mass that the best passage by that measure holds,
            shape (questions,).
        vectors: of the passages, shape (passages, dimension).
        queries: of the questions, shape (questions, dimension).
    """

    articles: NDArray[np.str_]
    passages: Floats
    sentences: Floats
    words: Floats
    base: Floats
    explained: Floats
    vectors: Floats
    queries: Floats


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as it is searched, and its sentences."""

    text: str
    sentences: tuple[str, ...]


def scores_of(
    path: Path, settings: Settings, questions: Sequence[str], cache: Path
) -> tuple[Scores, list[Text]]:
    """The scores of questions in the index at ``path``, and the texts that it searches.

    Scores are those made before from the same, else made now.
    """
    index = Index.open(path, settings)
    try:
        passages = [p for a in index.articles() for p in index.passages_of(a.article_id)]
        texts = _texts(index, passages, settings)
        digest = hashlib.sha256(f"{_VERSION}\0{index.model.description.fingerprint}".encode())
        for text in (*questions, *(text.text for text in texts)):
            digest.update(text.encode() + b"\0")
        file = cache / f"scores-{digest.hexdigest()[:16]}.npz"
        if not file.is_file():
            made = _made(index, passages, [make_query(index, question) for question in questions])
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, **{one.name: getattr(made, one.name) for one in fields(Scores)})
        with np.load(file, allow_pickle=False) as kept:
            return Scores(**{one.name: kept[one.name] for one in fields(Scores)}), texts
    finally:
        index.close()


def _texts(index: Index, passages: Sequence[Passage], settings: Settings) -> list[Text]:
    sentences: dict[int, list[str]] = {passage.key: [] for passage in passages}
    texts = {passage.key: passage for passage in passages}
    for sentence in index.sentences(list(sentences)):
        passage, span = texts[sentence.passage], sentence.span
        told = passage.text[span.start - passage.start : span.end - passage.start]
        sentences[passage.key].append(told)
    return [
        Text(
            indexed_text(passage.title, passage.text, settings.title_prefix),
            tuple(sentences[passage.key]),
        )
        for passage in passages
    ]


def _made(index: Index, passages: Sequence[Passage], queries: Sequence[Query]) -> Scores:
    keys = [passage.key for passage in passages]
    row = {key: at for at, key in enumerate(keys)}
    vectors = index.vectors(keys)
    asked = np.array([query.vector for query in queries], dtype=np.float32)
    sentences = index.sentences(keys)
    told = np.array([sentence.vector for sentence in sentences], dtype=np.float32)
    of = np.array([row[sentence.passage] for sentence in sentences])
    best = np.full((len(keys), len(queries)), -1, dtype=np.float32)
    np.maximum.at(best, of, told @ asked.T)
    words = np.zeros((len(queries), len(keys)), dtype=np.float32)
    for at, query in enumerate(queries):
        for key, score in index.matching(query.words, len(keys), query.names):
            words[at, row[key]] = score
    return Scores(
        articles=np.array([id_of(passage.article_id) for passage in passages]),
        passages=asked @ vectors.T,
        sentences=np.ascontiguousarray(best.T),
        words=words,
        base=asked @ index.mean_vector,
        explained=np.array([_explained(index, query) for query in queries], dtype=np.float32),
        vectors=vectors,
        queries=asked,
    )


def _explained(index: Index, query: Query) -> float:
    return max(one.explained for one in rank_passages(index, query, FUSION.pool))
