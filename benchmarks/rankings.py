"""Scores → rankings: ways to fuse words and vectors that were tried."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.scores import Floats, Scores
from qa.retrieve import FUSION

_SENTENCES: Final = FUSION.sentence


def fused(
    scores: Scores,
    *,
    words: Floats | None = None,
    weight: float | None = None,
    most: float = FUSION.words,
) -> Floats:
    """The ranking as it is, over all passages instead of a pool, without more weight for names.

    Args:
        words: other scores of the words. weight: the same for all questions, instead of one that
            follows what the words explain, which is ``most`` times it.
    """
    meaning = (1 - _SENTENCES) * _scaled(scores.passages, scores.base)
    meaning += _SENTENCES * _scaled(scores.sentences, scores.base)
    by_words = _by_best(scores.words if words is None else words)
    share = most * scores.explained if weight is None else np.full_like(scores.explained, weight)
    return np.asarray((1 - share[:, None]) * meaning + share[:, None] * by_words)


def _scaled(cosines: Floats, base: Floats) -> Floats:
    best = cosines.max(axis=1, keepdims=True)
    return np.asarray((cosines - base[:, None]) / np.maximum(best - base[:, None], 1e-6))


def _by_best(words: Floats) -> Floats:
    return np.asarray(words / np.maximum(words.max(axis=1, keepdims=True), 1e-9))


def _ranks(scores: Floats) -> NDArray[np.int64]:
    return np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1)


def by_rank(scores: Scores, k: int) -> Floats:
    """Reciprocal ranks, added. Source: Cormack, Clarke, Büttcher (2009)."""
    found = np.where(scores.words > 0, 1 / (k + 1 + _ranks(scores.words)), 0)
    return np.asarray(found + 1 / (k + 1 + _ranks(scores.passages)))


def standardised(scores: Scores, weight: float, hits: int | None = None) -> Floats:
    """Means taken off and divided by deviations: the words' over so many hits or all passages."""
    meaning = (_deviations(scores.passages) + _deviations(scores.sentences)) / 2
    share = weight * scores.explained[:, None]
    return np.asarray((1 - share) * meaning + share * _deviations(scores.words, hits))


def _deviations(values: Floats, best: int | None = None) -> Floats:
    counted = values if best is None else np.sort(values, axis=1)[:, -best:]
    spread = np.maximum(counted.std(axis=1, keepdims=True), 1e-6)
    return np.asarray((values - counted.mean(axis=1, keepdims=True)) / spread)


def by_language(scores: Scores) -> Floats:
    """No words at all where they explain less than a third: most likely another language."""
    same = scores.explained >= 1 / 3
    return np.where(same[:, None], fused(scores, weight=0.4), fused(scores, weight=0.0))


def with_feedback(scores: Scores, passages: int, share: float) -> Floats:
    """Move the question towards its best passages. Source: Rocchio (1971)."""
    best = np.argsort(-fused(scores), axis=1)[:, :passages]
    moved = scores.queries + share * scores.vectors[best].mean(axis=1)
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    base = moved @ scores.vectors.mean(axis=0)
    return fused(replace(scores, passages=moved @ scores.vectors.T, base=base))


def with_article(scores: Scores, share: float, kind: str) -> Floats:
    """Let what the other passages of its article say count for a passage."""
    first, of = articles_of(scores.articles)
    size = np.bincount(of)
    score = fused(scores)
    if kind == "mean score":
        return np.asarray(score + share * (np.add.reduceat(score, first, axis=1) / size)[:, of])
    if kind == "mean vector":
        vectors = np.add.reduceat(scores.vectors, first, axis=0)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(score + share * _scaled(scores.queries @ vectors.T, scores.base)[:, of])
    words = np.add.reduceat(scores.words, first, axis=1)[:, of]
    return fused(scores, words=(1 - share) * _by_best(scores.words) + share * _by_best(words))


def articles_of(names: NDArray[np.str_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First passage of each article, and the article of each passage; articles lie together."""
    starts = np.concatenate([[True], names[1:] != names[:-1]])
    return np.flatnonzero(starts), np.cumsum(starts) - 1
