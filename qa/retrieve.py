"""A question → ranked passages: two rankings, fused by how much the words have to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index import Index, InvalidQueryError, Passage, Vectors, words

MAX_QUESTION: Final = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two rankings become one; the defaults were measured in docs/retrieval.md.

    Attributes:
        pool: passages that each ranking proposes.
        reread: passages whose sentences are compared with the question.
        words: weight of the words, where they explain the whole question.
        sentence: weight of a passage's best sentence against the whole passage.
    """

    pool: int = 100
    reread: int = 24
    words: float = 0.6
    sentence: float = 0.5


FUSION: Final = Fusion()


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched for.

    Attributes:
        vector: unit vector, shape (dimension,). words: stemmed, in order.
    """

    text: str
    vector: Vectors
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score.

    Attributes:
        score: 1 is as near as the best of both rankings, 0 as far as the average passage.
        meaning: the dense part of the score, on the same scale.
        explained: share of the question's IDF mass that stands in the passage, 0 to 1.
    """

    passage: Passage
    score: float
    meaning: float
    explained: float


def make_query(index: Index, question: str) -> Query:
    """Check a question and embed it.

    Raises:
        InvalidQueryError: it is empty, too long, or holds no word.
    """
    # Lone surrogates and null characters come from broken input; neither can be searched for.
    text = question.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
    if not text:
        raise InvalidQueryError("The question is empty. Type a question.")
    if len(text) > MAX_QUESTION:
        raise InvalidQueryError(
            f"The question has {len(text):,} characters; at most {MAX_QUESTION:,} can be searched "
            "for. Shorten it."
        )
    stems = tuple(words(text))
    if not stems:
        raise InvalidQueryError("The question holds no word or number to search for. Rephrase it.")
    return Query(text, index.embed_query(text), stems)


def rank_passages(
    index: Index, query: Query, k: int, fusion: Fusion = FUSION
) -> list[RankedPassage]:
    """The k best passages, best first.

    Each ranking's scores are scaled to 0…1, and the words weigh as much as they explain of the
    question: a Russian question about an English article shares no words with it, and BM25's
    list for it is noise.

    Source: Bruch, Gai, Ingber (2023), "An Analysis of Fusion Functions for Hybrid Retrieval",
    for convex sums of scaled scores; the weight by explained IDF mass is ours.

    Raises:
        InvalidQueryError: k is not a positive whole number.
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise InvalidQueryError(f"k is {k!r}; it must be a whole number from 1 up.")
    pool = max(fusion.pool, min(k, len(index)))
    near = index.nearest(query.vector, pool)
    matches = dict(index.matching(query.words, pool))
    keys = sorted({key for key, _ in near} | matches.keys())
    if not keys:
        return []
    passages = index.passages(keys)
    explained = _explained(index, query.words, [passages[key] for key in keys], matches)
    weight = fusion.words * max(explained)
    by_words = np.array([matches.get(key, 0.0) for key in keys], dtype=np.float32)
    by_words = by_words / max(float(by_words.max()), 1e-9)
    # A vector that stands for no passage in particular: what an unrelated passage scores.
    base = float(index.mean_vector @ query.vector)
    meaning = _scaled(index.vectors(keys) @ query.vector, base)
    first = (1 - weight) * meaning + weight * by_words
    meaning = _with_sentences(index, query, keys, meaning, first, base, fusion)
    score = (1 - weight) * meaning + weight * by_words
    order = sorted(range(len(keys)), key=lambda row: (-score[row], keys[row]))[:k]
    return [
        RankedPassage(
            passages[keys[row]], float(score[row]), float(meaning[row]), float(explained[row])
        )
        for row in order
    ]


def _scaled(cosines: Vectors, base: float) -> Vectors:
    """Scale cosines so that the best is 1 and the average passage 0.

    e5's cosines lie between .7 and .9, other models' elsewhere: only differences within a
    question mean something.
    """
    return np.asarray((cosines - base) / max(float(cosines.max()) - base, 1e-6), dtype=np.float32)


def _with_sentences(
    index: Index,
    query: Query,
    keys: Sequence[int],
    meaning: Vectors,
    first: Vectors,
    base: float,
    fusion: Fusion,
) -> Vectors:
    """Let the best sentence of each leading passage speak for it too.

    A passage's vector averages what its sentences say; one that answers can drown in it.
    """
    leaders = np.argsort(-first, kind="stable")[: fusion.reread]
    best: dict[int, float] = {}
    for sentence in index.sentences([keys[row] for row in leaders]):
        cosine = float(sentence.vector @ query.vector)
        best[sentence.passage] = max(best.get(sentence.passage, -1.0), cosine)
    rows = [row for row in leaders if keys[row] in best]
    if not rows:
        return meaning
    scaled = _scaled(np.array([best[keys[row]] for row in rows], dtype=np.float32), base)
    # What was not reread keeps its place behind: half of its score and nothing added.
    together = (1 - fusion.sentence) * meaning
    together[rows] += fusion.sentence * scaled
    return together


def _explained(
    index: Index, stems: Sequence[str], passages: Sequence[Passage], matches: dict[int, float]
) -> list[float]:
    """Share of the question's IDF mass that each passage and its title hold."""
    idf = {word: index.idf(word) for word in set(stems)}
    total = sum(idf.values()) or 1.0
    shares = []
    for passage in passages:
        held = set(words(f"{passage.title}\n{passage.text}")) if passage.key in matches else set()
        shares.append(sum(idf[word] for word in held & idf.keys()) / total)
    return shares
