"""Outcomes → figures with their intervals, over all questions and for each kind of them."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evals.calibration import auprc, aurc, auroc, expected_calibration_error
from evals.cases import Case
from evals.intervals import Figure, mean_figure, paired_figure, two_sample_figure
from evals.outcomes import Outcome, Reply
from evals.ranking import KS, Ranked, ranking_values
from evals.text_match import containment
from qa.groups import MAX_SENTENCES

Floats = NDArray[np.float64]
NOT_ENGLISH: Final = "gold cited, not English"
# Figure → how many of the sentences shown.
_IN_SENTENCES: Final = {"answer in first sentence": 1, "answer in first four": MAX_SENTENCES}
_PASSAGE: Final = ("hit@1", "hit@3", "hit@5", "hit@10", "recall@10", "MRR@10", "nDCG@10")
# What each kind of question is broken down by; more would not fit a page.
IN_BREAKDOWNS: Final = (
    "hit@3",
    "nDCG@10",
    "quote covered@5",
    "gold cited",
    "gold shown",
    "unanswerable refused",
)
_OPENINGS: Final = (
    "how many", "how much", "who", "what", "when", "where", "which", "why", "how",
)  # fmt: skip


def question_values(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """Each metric's value for each question, in the order of the outcomes.

    NaN where a question has none: an unanswerable one has no hit, an answerable one can't be
    rightly refused. Metrics that no question has are left out.

    - hit@k … MAP: articles, each at the rank of its best passage (see ``evals.ranking``).
    - passage hit@k …: passages that overlap a gold quote.
    - quote covered@k: the first k passages together hold the gold quotes as the case asks.
    - answer in top k: one of the first k passages holds a short answer (a gold quote where no
      short answer is known).
    - answer in first sentence, in first four: the sentences shown, also where it abstained, hold
      a short answer, whichever article they are from.
    - gold cited: the answer cites sentences that hold the gold quotes as the case asks; gold
      shown: the sentences shown do, also where it abstained.
    - exact match, token F1, containment: see ``evals.text_match``; an abstention is the empty
      answer. citation precision and recall: see ``evals.judge``.
    """
    values = _ranking(outcomes)
    asked = [outcome.case.answerable for outcome in outcomes]
    for k in KS:
        values[f"quote covered@{k}"] = [
            _within(o.covered_at, k) if _has_quotes(o) else math.nan for o in outcomes
        ]
    for k in KS:
        values[f"answer in top {k}"] = [
            _within(o.answer_at, k) if _has_references(o) else math.nan for o in outcomes
        ]
    for name, sentences in _IN_SENTENCES.items():
        values[name] = [
            float(shows_answer(o.reply, o.case, sentences)) if o.reply and _has_answers(o)
            else math.nan
            for o in outcomes
        ]  # fmt: skip
    replies = [outcome.reply for outcome in outcomes]
    for name, value in _OF_ANSWERABLE.items():
        values[name] = [
            value(reply) if reply and known else math.nan
            for reply, known in zip(replies, asked, strict=True)
        ]
    values["unanswerable refused"] = [
        float(reply.abstained) if reply and not known else math.nan
        for reply, known in zip(replies, asked, strict=True)
    ]
    values[NOT_ENGLISH] = [
        value if outcome.case.language != "en" else math.nan
        for value, outcome in zip(values["gold cited"], outcomes, strict=True)
    ]
    for name, of in _OF_ALL.items():
        values[name] = [math.nan if reply is None else _number(of(reply)) for reply in replies]
    return {name: row for name, row in values.items() if not all(map(math.isnan, row))}


def figures(outcomes: Sequence[Outcome], seed: int) -> dict[str, Figure]:
    """All figures: means of the questions' values, then those that need all questions at once.

    AUROC and AUPRC tell answerable questions from unanswerable ones by confidence. AURC and the
    expected calibration error take an answer for right if the sentences shown prove the gold
    (hold a short answer, where no quote is known): that is what the confidence speaks of.
    Latencies have no interval.
    """
    found = {name: mean_figure(name, row, seed) for name, row in question_values(outcomes).items()}
    confidence, correct, answerable = confidences(outcomes)
    known, unknown = confidence[answerable == 1], confidence[answerable == 0]
    if len(known) and len(unknown):
        two: dict[str, Callable[[Floats, Floats], float]] = {
            "AUROC of confidence": auroc,
            "AUPRC of confidence": auprc,
        }
        for name, of in two.items():
            found[name] = two_sample_figure(name, of, known, unknown, seed)
    if len(confidence):
        paired: dict[str, Callable[[Floats, Floats], float]] = {
            "AURC": aurc,
            "calibration error": expected_calibration_error,
        }
        for name, of in paired.items():
            found[name] = paired_figure(name, of, confidence, correct, seed)
    found |= _latencies("search", [outcome.search_seconds for outcome in outcomes])
    return found | _latencies("ask", [o.reply.seconds for o in outcomes if o.reply])


def is_time(name: str) -> bool:
    """Whether a figure is a time, which no second run repeats."""
    return name.endswith(", ms")


def confidences(outcomes: Sequence[Outcome]) -> tuple[Floats, Floats, Floats]:
    """Of the questions that were asked: confidence, whether the sentences shown prove the gold
    (hold a short answer, where no quote is known), whether the question is answerable; float64,
    shape (questions,) each.
    """
    rows = [
        (o.reply.confidence, _is_right(o.reply, o), o.case.answerable) for o in outcomes if o.reply
    ]
    array = np.array(rows, dtype=np.float64).reshape(len(rows), 3)
    return array[:, 0], array[:, 1], array[:, 2]


def shows_answer(reply: Reply, case: Case, sentences: int) -> bool:
    """Whether one of the first sentences shown holds a short answer of the case."""
    return any(containment(one.text, case.answers) > 0 for one in reply.shown[:sentences])


def breakdowns(outcomes: Sequence[Outcome], seed: int) -> dict[str, dict[str, dict[str, Figure]]]:
    """By → kind → figure: language, kind of question, tag, publisher of the gold article."""
    found: dict[str, dict[str, dict[str, Figure]]] = {}
    values = question_values(outcomes)
    for by, of in _DIMENSIONS.items():
        kinds = sorted({kind for outcome in outcomes for kind in of(outcome)})
        rows = {kind: [n for n, o in enumerate(outcomes) if kind in of(o)] for kind in kinds}
        if kinds:
            found[by] = {kind: _some(values, numbers, seed) for kind, numbers in rows.items()}
    return found


def question_type(outcome: Outcome) -> str:
    """The case's first tag; without tags the English question word, or "other"."""
    case = outcome.case
    if case.tags:
        return case.tags[0]
    words = case.question.lower().split()
    for opening in _OPENINGS:
        length = len(opening.split())
        if any(" ".join(words[at : at + length]) == opening for at in range(min(3, len(words)))):
            return opening.replace(" ", "-")
    return "other"


def _some(values: Mapping[str, list[float]], numbers: list[int], seed: int) -> dict[str, Figure]:
    found = {}
    for name in IN_BREAKDOWNS:
        if name in values:
            figure = mean_figure(name, [values[name][n] for n in numbers], seed)
            if figure.questions:
                found[name] = figure
    return found


def _ranking(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """Both units' ranking metrics; NaN for the questions that have none."""
    values: dict[str, list[float]] = {}
    articles = [n for n, outcome in enumerate(outcomes) if outcome.article_grades]
    by_article = ranking_values(
        [
            Ranked(o.articles_found, o.article_ranks, o.article_grades)
            for o in (outcomes[n] for n in articles)
        ]
    )
    passages = [n for n, outcome in enumerate(outcomes) if _has_quotes(outcome)]
    by_passage = ranking_values(
        [
            Ranked(
                o.passages_found,
                tuple((rank, 1) for rank in o.passage_ranks),
                (1,) * max(o.passages_relevant, 1),
            )
            for o in (outcomes[n] for n in passages)
        ]
    )
    for name, row in by_article.items():
        values[name] = _spread(row, articles, len(outcomes))
    for name in _PASSAGE:
        values[f"passage {name}"] = _spread(by_passage[name], passages, len(outcomes))
    return values


def _spread(row: list[float], numbers: list[int], length: int) -> list[float]:
    spread = [math.nan] * length
    for number, value in zip(numbers, row, strict=True):
        spread[number] = value
    return spread


def _latencies(what: str, seconds: Sequence[float]) -> dict[str, Figure]:
    if not seconds:
        return {}
    points = {f"{what} p50, ms": 0.5, f"{what} p95, ms": 0.95}
    return {
        name: Figure(1000 * float(np.quantile(seconds, q)), math.nan, math.nan, len(seconds))
        for name, q in points.items()
    }


def _has_quotes(outcome: Outcome) -> bool:
    return any(gold.quote for gold in outcome.case.gold)


def _has_references(outcome: Outcome) -> bool:
    return outcome.case.answerable and (bool(outcome.case.answers) or _has_quotes(outcome))


def _has_answers(outcome: Outcome) -> bool:
    return outcome.case.answerable and bool(outcome.case.answers)


def _is_right(reply: Reply, outcome: Outcome) -> bool:
    if _has_answers(outcome) and not _has_quotes(outcome):
        return shows_answer(reply, outcome.case, MAX_SENTENCES)
    return reply.shown_covered


def _within(rank: int | None, k: int) -> float:
    return float(rank is not None and rank <= k)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


_OF_ANSWERABLE: Final[dict[str, Callable[[Reply], float]]] = {
    "gold cited": lambda reply: float(reply.covered),
    "gold shown": lambda reply: float(reply.shown_covered),
    "gold in first sentence": lambda reply: float(reply.first_covered),
    "answered": lambda reply: float(not reply.abstained),
}
_OF_ALL: Final[dict[str, Callable[[Reply], float | None]]] = {
    "exact match": lambda reply: reply.exact_match,
    "token F1": lambda reply: reply.token_f1,
    "containment": lambda reply: reply.containment,
    "citation precision": lambda reply: reply.citation_precision,
    "citation recall": lambda reply: reply.citation_recall,
}
_DIMENSIONS: Final[dict[str, Callable[[Outcome], Sequence[str]]]] = {
    "language": lambda outcome: [outcome.case.language],
    "kind of question": lambda outcome: [question_type(outcome)],
    "tag": lambda outcome: outcome.case.tags,
    "publisher": lambda outcome: outcome.publishers,
}
