"""A missed question → the first step at which its answer was lost, and what would have been needed.

The steps of an answer, in order; a question is classed by the step that its gold got furthest to
(by the one that lost most where all gold is needed).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from evals.judge import NOT_IN_CORPUS, Target, is_relevant, overlaps
from evals.outcomes import Failure
from index import Index, Passage, Settings
from qa import Answer, Corpus, Hit
from qa.confidence import load_weights
from qa.retrieve import make_query

NOT_THERE: Final = "not in the corpus"
MASKED: Final = "masked as furniture"
UNRANKED: Final = "not in the top 100 of either ranking"
LOST_IN_FUSION: Final = "lost in fusion"
WRONG_SENTENCE: Final = "right passage but wrong sentence"
REFUSED: Final = "wrongly refused"
ANSWERED: Final = "wrongly answered"
# The order in which an answer comes about.
KINDS: Final = (NOT_THERE, MASKED, UNRANKED, LOST_IN_FUSION, WRONG_SENTENCE, REFUSED, ANSWERED)
_POOL: Final = 100
SEARCHED: Final = 10  # where nothing is asked, a question is missed if the first hits hold no gold


class Looker:
    """Looks a missed question up again, step by step; opens the index with the first one."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        self._corpus = corpus
        self._settings = settings
        self._opened: Index | None = None

    def close(self) -> None:
        """Close the index."""
        if self._opened is not None:
            self._opened.close()

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article."""
        return self._corpus.passages_of(article_id)

    def places(self, question: str, keys: Sequence[int]) -> tuple[int | None, int | None]:
        """The best rank of these passages by vectors, among all, and by words, among 100."""
        if self._opened is None:
            self._opened = Index.open(self._corpus.path, self._settings)
        query = make_query(self._opened, question)
        near = [key for key, _score in self._opened.nearest(query.vector, len(self._opened))]
        words = [key for key, _score in self._opened.matching(query.words, _POOL, query.names)]
        return _first(near, keys), _first(words, keys)

    def read(self, question: str, target: Target) -> tuple[int, bool, int | None, int]:
        """What became of gold that was found.

        Returns:
            Passages that were read, whether one holds it, and the rank of the first sentence
            that holds its beginning, among how many.
        """
        ranked, evidence = self._corpus.evidence(question)
        was_read = any(
            is_relevant(one.passage.article_id, one.passage.start, one.passage.end, [target])
            for one in ranked
        )
        assert target.span is not None
        rank = next(
            (
                rank
                for rank, one in enumerate(evidence, start=1)
                if one.article.article_id == target.gold.article_id
                and overlaps(one.span.start, one.span.end, target.span)
            ),
            None,
        )
        return len(ranked), was_read, rank, len(evidence)


@dataclass(frozen=True, slots=True)
class Miss:
    """A missed question as far as it got.

    Attributes:
        question: as it was asked. needs_all: whether all gold is needed.
        targets: the gold that the answer doesn't prove.
        hits: the fused ranking. answer: None where nothing was asked.
    """

    question: str
    needs_all: bool
    targets: tuple[Target, ...]
    hits: Sequence[Hit]
    answer: Answer | None


def wrongly_answered(answer: Answer, missing: str) -> Failure:
    """The failure of an answer to a question that has none."""
    fact = f" (missing: {missing})" if missing else ""
    needed = f"confidence {answer.confidence:.2f}: a threshold above that{fact}"
    return Failure(ANSWERED, needed)


def class_of(miss: Miss, looker: Looker, settings: Settings) -> Failure:
    """Class a missed question that has an answer."""
    found = [_failure(miss, target, looker, settings) for target in miss.targets]
    choose: Callable[..., Failure] = min if miss.needs_all else max
    return choose(found, key=lambda failure: KINDS.index(failure.kind))


def _failure(miss: Miss, target: Target, looker: Looker, settings: Settings) -> Failure:
    if target.span is None:
        article = looker.passages_of(target.gold.article_id)
        why = "its article no longer holds the gold quote" if article else NOT_IN_CORPUS
        return Failure(NOT_THERE, why)
    keys = [
        passage.key
        for passage in looker.passages_of(target.gold.article_id)
        if overlaps(passage.start, passage.end, target.span)
    ]
    if not keys:
        reasons = sorted({f"“{mask.reason}”" for mask in target.masks}) or ["no passage holds it"]
        where = f"characters {target.span.start}–{target.span.end} of {target.gold.article_id}"
        return Failure(MASKED, f"{where} left visible ({', '.join(reasons)})")
    near, by_words = looker.places(miss.question, keys)
    fused = _first([hit.key for hit in miss.hits], keys)
    told = f"vectors {_rank(near)}, words {_rank(by_words)}, fused {_rank(fused)}"
    if (near is None or near > _POOL) and by_words is None:
        return Failure(UNRANKED, f"a place among the first {_POOL} of vectors or words: {told}")
    if miss.answer is None:
        return Failure(LOST_IN_FUSION, f"a place among the first {SEARCHED}: {told}")
    passages, was_read, sentence, sentences = looker.read(miss.question, target)
    if not was_read:
        return Failure(LOST_IN_FUSION, f"a place among the {passages} passages read: {told}")
    place = "its sentence was not read" if sentence is None else (
        f"its sentence was ranked {sentence} of {sentences}"
    )  # fmt: skip
    if not miss.answer.abstained:
        return Failure(WRONG_SENTENCE, f"a higher place among the sentences: {place}")
    threshold = settings.strictness
    if threshold is None:
        threshold = load_weights().threshold
    return Failure(
        REFUSED, f"confidence {miss.answer.confidence:.2f} below {threshold:.2f}; {place}"
    )


def _rank(rank: int | None) -> str:
    return "nowhere" if rank is None else str(rank)


def _first(ranking: Sequence[int], keys: Sequence[int]) -> int | None:
    wanted = set(keys)
    return next((rank for rank, key in enumerate(ranking, start=1) if key in wanted), None)
