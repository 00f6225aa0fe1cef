"""Ranked passages → ranked sentences: which of them answer the question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index import Article, Index, Span, StoredSentence
from qa.reader import Reader, ReaderText
from qa.retrieve import Query, RankedPassage


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a ranked passage, and what speaks for it.

    Attributes:
        logit: the reader's log odds that the sentence answers the question.
        similarity: cosine to the question, scaled so that the best sentence has 1 and the
            average passage 0.
        passage_score: fused score of its passage.
        score: all of these together; higher is better.
    """

    article: Article
    span: Span
    logit: float
    similarity: float
    passage_score: float
    score: float
    vector: np.ndarray[tuple[int], np.dtype[np.float32]]

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.article.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """How much each signal counts towards a sentence's score (see ``qa/weights.json``)."""

    logit: float
    similarity: float
    passage_score: float


def rank_sentences(
    index: Index,
    reader: Reader,
    query: Query,
    ranked: Sequence[RankedPassage],
    weights: EvidenceWeights,
) -> list[Evidence]:
    """All sentences of the passages, best first; ties in order of position."""
    articles = {one.passage.article_id: index.article(one.passage.article_id) for one in ranked}
    stored = index.sentences([one.passage.key for one in ranked])
    by_passage = {one.passage.key: one for one in ranked}
    base = float(index.mean_vector @ query.vector)
    cosines = [float(sentence.vector @ query.vector) for sentence in stored]
    reach = max([cosine - base for cosine in cosines], default=1.0)
    logits = _read(reader, query, ranked, articles, stored)
    found = []
    for sentence, cosine, logit in zip(stored, cosines, logits, strict=True):
        one = by_passage[sentence.passage]
        article = articles[one.passage.article_id]
        if article is None:
            continue
        similarity = (cosine - base) / max(reach, 1e-6)
        score = (
            weights.logit * logit
            + weights.similarity * similarity
            + weights.passage_score * one.score
        )
        span = sentence.span
        found.append(Evidence(article, span, logit, similarity, one.score, score, sentence.vector))
    found.sort(key=lambda e: (-e.score, e.article.article_id, e.span.start))
    return found


def _read(
    reader: Reader,
    query: Query,
    ranked: Sequence[RankedPassage],
    articles: dict[str, Article | None],
    stored: Sequence[StoredSentence],
) -> list[float]:
    texts = []
    for one in ranked:
        article = articles[one.passage.article_id]
        spans = [s.span for s in stored if s.passage == one.passage.key]
        text = article.text if article else ""
        texts.append(
            ReaderText(one.passage.title, tuple(text[span.start : span.end] for span in spans))
        )
    logits = reader.read(query.text, texts)
    by_passage = {one.passage.key: iter(row) for one, row in zip(ranked, logits, strict=True)}
    return [next(by_passage[sentence.passage]) for sentence in stored]
