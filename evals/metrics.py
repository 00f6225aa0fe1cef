"""What was asked, found and answered → figures.

Ranking metrics come from ir-measures, whose definitions are trec_eval's; a question for which
nothing relevant was found counts with zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import ir_measures
import numpy as np
from ir_measures import RR, Success, nDCG

from evals.cases import Case

_RANKING: Final = {
    "hit@1": Success @ 1,
    "hit@3": Success @ 3,
    "hit@5": Success @ 5,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened with one case.

    Attributes:
        ranking: for each passage found, best first, whether it holds a gold quote.
        relevant: number of passages in the corpus that hold a gold quote.
        covered: whether the answer's citations cover the gold quotes as the case asks.
        first_covered: whether the first sentence alone covers one.
        nearest_covered: whether the sentences shown cover them, also where it abstained.
        seconds: time of ``ask``.
    """

    case: Case
    ranking: tuple[bool, ...]
    relevant: int
    covered: bool
    first_covered: bool
    nearest_covered: bool
    abstained: bool
    confidence: float
    citations: int
    seconds: float


def ranking_metrics(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Means of the ranking metrics over the answerable questions."""
    asked = [outcome for outcome in outcomes if outcome.case.answerable]
    qrels, run = [], []
    for outcome in asked:
        question = outcome.case.id
        found = 0
        for rank, is_relevant in enumerate(outcome.ranking):
            run.append(ir_measures.ScoredDoc(question, f"p{rank}", -float(rank)))
            qrels.append(ir_measures.Qrel(question, f"p{rank}", int(is_relevant)))
            found += is_relevant
        # What is relevant and was not found lowers nDCG; it needs a name of its own.
        missing = range(outcome.relevant - found)
        qrels += [ir_measures.Qrel(question, f"missing{n}", 1) for n in missing]
        if not outcome.ranking:
            run.append(ir_measures.ScoredDoc(question, "nothing", 0.0))
    if not asked:
        return dict.fromkeys(_RANKING, float("nan"))
    values = ir_measures.calc_aggregate(list(_RANKING.values()), qrels, run)
    return {name: float(values[measure]) for name, measure in _RANKING.items()}


def answer_metrics(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Shares of answers that are right, of abstentions that are right, and AUROC.

    AUROC is the chance that a random answerable question gets a higher confidence than a random
    unanswerable one; ties count half.
    """
    asked = [outcome for outcome in outcomes if outcome.case.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.case.answerable]
    others = [outcome for outcome in asked if outcome.case.language != "en"]
    return {
        "answerable": len(asked),
        "unanswerable": len(unanswerable),
        "gold cited": _share(outcome.covered for outcome in asked),
        "gold cited, not English": _share(outcome.covered for outcome in others),
        "gold shown": _share(outcome.nearest_covered for outcome in asked),
        "gold in first sentence": _share(outcome.first_covered for outcome in asked),
        "answered": _share(not outcome.abstained for outcome in asked),
        "unanswerable refused": _share(outcome.abstained for outcome in unanswerable),
        "AUROC of confidence": auroc(
            [outcome.confidence for outcome in asked],
            [outcome.confidence for outcome in unanswerable],
        ),
        "citations": sum(outcome.citations for outcome in outcomes),
        "ask p50, ms": 1000 * float(np.median([outcome.seconds for outcome in outcomes])),
        "ask p95, ms": 1000 * float(np.quantile([outcome.seconds for outcome in outcomes], 0.95)),
    }


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the ROC curve by the Mann–Whitney statistic; NaN without both kinds."""
    if not positive or not negative:
        return float("nan")
    higher = np.asarray(positive)[:, None] - np.asarray(negative)[None, :]
    return float(np.mean((higher > 0) + 0.5 * (higher == 0)))


def _share(values: Iterable[bool]) -> float:
    kept = list(values)
    return sum(kept) / len(kept) if kept else float("nan")
