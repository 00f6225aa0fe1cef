"""``python -m evals.fit``: fit how evidence is ranked and how sure an answer is.

Reads the fictional test set, which the reader was not trained on; the seeds set stays unseen.
Writes ``qa/weights.json``: coefficients small enough to read, with the data and figures of the fit.
"""

import datetime as dt
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from evals.__main__ import SETS
from evals.cases import Case, read_cases
from evals.metrics import auroc
from evals.run import gold_span
from index import load_settings
from qa import Corpus
from qa.confidence import WEIGHTS_FILE, Signals, signals_of
from qa.evidence import Evidence, EvidenceWeights
from qa.retrieve import RankedPassage

Floats = NDArray[np.float64]
_DATA = "fictional-test"
# Share of the answerable questions that may be refused: it sets the threshold.
_REFUSED = 0.10
# A further sentence is shown if it has at least this share of the best one's odds.
_COMPANION = 0.08


@dataclass(frozen=True)
class Observed:
    """A case with its ranked passages, its sentences, and which of them are gold."""

    case: Case
    ranked: list[RankedPassage]
    evidence: list[Evidence]
    gold: list[bool]


def main() -> int:
    """Fit and write the weights."""
    observed = _observe()
    evidence = _fit_evidence(observed)
    reranked = [_rerank(one, evidence) for one in observed]
    features = np.array([astuple(signals_of(one.evidence, one.ranked)) for one in reranked])
    answerable = np.array([one.case.answerable for one in reranked])
    model = LogisticRegression(C=0.3, max_iter=1000).fit(features, answerable)
    held_out = cross_val_predict(model, features, answerable, cv=10, method="predict_proba")[:, 1]
    threshold = float(np.quantile(held_out[answerable], _REFUSED))
    weights = {
        "evidence": dict(zip((f.name for f in fields(EvidenceWeights)), evidence, strict=True)),
        "confidence": _named(model.coef_[0]),
        "intercept": round(float(model.intercept_[0]), 4),
        "threshold": round(threshold, 3),
        "companion": _COMPANION,
        "fitted": {
            "command": "python -m evals.fit",
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
            "data": _DATA,
            "data_sha256": hashlib.sha256(SETS[_DATA][0].read_bytes()).hexdigest(),
            "questions": len(reranked),
            "AUROC, 10-fold": round(
                auroc(list(held_out[answerable]), list(held_out[~answerable])), 3
            ),
            "answerable refused, 10-fold": _REFUSED,
            "unanswerable refused, 10-fold": round(
                float(np.mean(held_out[~answerable] < threshold)), 3
            ),
            "gold first": round(_gold_first(reranked), 3),
        },
    }
    WEIGHTS_FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(weights, indent=2))
    return 0


def _observe() -> list[Observed]:
    file, folder = SETS[_DATA]
    with tempfile.TemporaryDirectory(prefix="citewell-fit-") as work:
        corpus = Corpus.create(Path(work) / "index", settings=load_settings())
        corpus.sync(folder)
        observed = [_observed(corpus, case) for case in read_cases(file)]
        corpus.close()
    return observed


def _observed(corpus: Corpus, case: Case) -> Observed:
    gold = [(g.article_id, gold_span(corpus.article(g.article_id), g)) for g in case.gold]
    ranked, evidence = corpus.evidence(case.question)
    is_gold = [
        any(
            one.article.article_id == name
            and one.span.start <= span.start
            and span.end <= one.span.end
            for name, span in gold
        )
        for one in evidence
    ]
    return Observed(case, ranked, evidence, is_gold)


def _fit_evidence(observed: Sequence[Observed]) -> Floats:
    """Log odds that a sentence is gold, as a weighted sum of its three signals."""
    found = [one for one in observed if any(one.gold)]
    features = np.concatenate([_signals(one) for one in found])
    gold = np.concatenate([one.gold for one in found])
    model = LogisticRegression(C=1.0, max_iter=1000).fit(features, gold)
    return np.asarray(np.round(np.maximum(model.coef_[0], 0.0), 4), dtype=np.float64)


def _signals(one: Observed) -> Floats:
    return np.array([(e.logit, e.similarity, e.passage_score) for e in one.evidence])


def _rerank(one: Observed, weights: Floats) -> Observed:
    scores = _signals(one) @ weights
    order = sorted(range(len(scores)), key=lambda row: -scores[row])
    return Observed(
        one.case, one.ranked, [one.evidence[row] for row in order], [one.gold[row] for row in order]
    )


def _named(coefficients: Floats) -> dict[str, float]:
    names = [field.name for field in fields(Signals)]
    return {name: round(float(c), 4) for name, c in zip(names, coefficients, strict=True)}


def _gold_first(observed: Sequence[Observed]) -> float:
    return float(np.mean([one.gold[0] for one in observed if one.case.answerable]))


if __name__ == "__main__":
    sys.exit(main())
