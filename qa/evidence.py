"""Ranked passages → ranked sentences: which of them answer the question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from index import Article, Index, Span, StoredSentence
from qa.context import needs_context, with_context
from qa.reader import Reader, ReaderText
from qa.retrieve import Query, RankedPassage

_READ_WHOLE: Final = 4  # passages
_AROUND: Final = 1  # sentences on each side of the nearest one in the passages after these
_WITH_CONTEXT: Final = 12  # leading sentences that get their neighbours where they need them


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a ranked passage, and what speaks for it.

    Attributes:
        span: where the sentence stands. quoted: the same, with its neighbours where it begins
            with a pronoun that would hang in the air or lacks who said the quoted words.
        logit: the reader's log odds that the sentence answers the question.
        similarity: cosine to the question, scaled so that the best sentence has 1 and the
            average passage 0.
        passage_score: fused score of its passage.
        score: all of these together; higher is better.
    """

    article: Article
    span: Span
    quoted: Span
    logit: float
    similarity: float
    passage_score: float
    score: float
    vector: np.ndarray[tuple[int], np.dtype[np.float32]]

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def quote(self) -> str:
        """What is quoted, word for word."""
        return self.article.text[self.quoted.start : self.quoted.end]


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
    """The sentences that were read, best first; ties in order of position."""
    articles = {one.passage.article_id: index.article(one.passage.article_id) for one in ranked}
    read = _to_read(query, ranked, index.sentences([one.passage.key for one in ranked]))
    logits = reader.read(query.text, [_text(one, some, articles) for one, some in read])
    base = float(index.mean_vector @ query.vector)
    cosines = [[float(sentence.vector @ query.vector) for sentence in some] for _, some in read]
    reach = max(max((c - base for row in cosines for c in row), default=1.0), 1e-6)
    found = []
    for (one, some), near, row in zip(read, cosines, logits, strict=True):
        article = articles[one.passage.article_id]
        if article is None:
            continue
        for sentence, cosine, logit in zip(some, near, row, strict=True):
            similarity = (cosine - base) / reach
            score = (
                weights.logit * logit
                + weights.similarity * similarity
                + weights.passage_score * one.score
            )
            span = sentence.span
            found.append(
                Evidence(article, span, span, logit, similarity, one.score, score, sentence.vector)
            )
    found.sort(key=lambda e: (-e.score, e.article.article_id, e.span.start))
    return [_with_context(index, one) for one in found[:_WITH_CONTEXT]] + found[_WITH_CONTEXT:]


def _to_read(
    query: Query, ranked: Sequence[RankedPassage], stored: Sequence[StoredSentence]
) -> list[tuple[RankedPassage, list[StoredSentence]]]:
    """The leading passages whole; of the others what stands around their nearest sentence.

    Reading is what a question waits for: this looks into more passages for the same words.
    """
    by_passage: dict[int, list[StoredSentence]] = {one.passage.key: [] for one in ranked}
    for sentence in stored:
        by_passage[sentence.passage].append(sentence)
    read = []
    for rank, one in enumerate(ranked):
        some = by_passage[one.passage.key]
        if rank >= _READ_WHOLE and some:
            nearest = max(range(len(some)), key=lambda n: float(some[n].vector @ query.vector))
            some = some[max(0, nearest - _AROUND) : nearest + _AROUND + 1]
        read.append((one, some))
    return read


def _text(
    one: RankedPassage, some: Sequence[StoredSentence], articles: dict[str, Article | None]
) -> ReaderText:
    article = articles[one.passage.article_id]
    text = article.text if article else ""
    quoted = tuple(text[sentence.span.start : sentence.span.end] for sentence in some)
    return ReaderText(one.passage.title, quoted)


def _with_context(index: Index, one: Evidence) -> Evidence:
    """Quote its neighbours too, where it needs them."""
    if not needs_context(one.text):
        return one
    keys = [passage.key for passage in index.passages_of(one.article.article_id)]
    spans = sorted((s.span for s in index.sentences(keys)), key=lambda span: span.start)
    return replace(one, quoted=with_context(one.article.text, spans, one.span))
