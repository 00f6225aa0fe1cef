"""``python -m evals.fit``: fit how evidence is ranked and how sure an answer is.

Reads the fictional sets and, with ``--beir``, some held-out questions of data sets in BEIR layout:
nothing of them was shown to the reader in training, and the seeds set stays unseen. Writes
``qa/weights.json``: coefficients small enough to read, with the data and figures of the fit.
"""

import argparse
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from evals.calibration import auroc, expected_calibration_error
from evals.cases import Case
from evals.data_sets import DataSet, project_set
from evals.held_out import fitted_part, held_out
from evals.indexing import made_index
from evals.judge import Target, proves, target_of
from index import Settings, load_settings
from qa import Corpus
from qa.answer import cite
from qa.confidence import WEIGHTS_FILE, Signals, signals_of
from qa.evidence import Evidence, EvidenceWeights
from qa.groups import MAX_SENTENCES
from qa.retrieve import RankedPassage

Floats = NDArray[np.float64]
_SMALL: Final = "near-misses"  # the set that is also asked in small corpora
_SETS: Final = ("fictional-dev", "fictional-test", "near-misses")
# Share of the questions whose evidence is right that may be refused: it sets the threshold.
_REFUSED: Final = 0.08
# A further sentence is shown if it has at least this share of the best one's odds.
_COMPANION: Final = 0.08


@dataclass(frozen=True)
class Observed:
    """A question with its ranked passages, its sentences, and which of them are gold."""

    source: str
    case: Case
    ranked: Sequence[RankedPassage]
    evidence: list[Evidence]
    gold: list[bool]


def main() -> int:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description="Fit ranking of evidence, confidence, threshold.")
    parser.add_argument("--beir", type=Path, action="append", default=[], help="BEIR-layout folder")
    parsed = parser.parse_args()
    data = [project_set(name) for name in _SETS]
    for folder in parsed.beir:
        part = held_out(folder)
        data.append(replace(part, cases=fitted_part(part.cases)))
    observed = [one for some in data for one in _observe(some, load_settings())]
    small = _pairs(project_set(_SMALL), [one for one in observed if one.source == _SMALL])
    weights = fit(observed + [one for some in small for one in _observe(some, load_settings())])
    WEIGHTS_FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(weights, indent=2))
    return 0


def fit(observed: Sequence[Observed]) -> dict[str, object]:
    """The content of ``weights.json``; every data set weighs the same, however large."""
    evidence = _fit_evidence(observed)
    reranked = [_rerank(one, evidence) for one in observed]
    features = np.array([astuple(signals_of(o.evidence)) for o in reranked])
    answered = np.array([any(one.gold[:MAX_SENTENCES]) for one in reranked])
    share = _equal_shares([one.source for one in reranked])
    model = LogisticRegression(C=0.3, max_iter=2000)
    held_out = cross_val_predict(
        model, features, answered, cv=10, method="predict_proba", params={"sample_weight": share}
    )[:, 1]
    model.fit(features, answered, sample_weight=share)
    threshold = float(np.quantile(held_out[answered], _REFUSED))
    return {
        "evidence": dict(zip((f.name for f in fields(EvidenceWeights)), evidence, strict=True)),
        "confidence": _named(model.coef_[0]),
        "intercept": round(float(model.intercept_[0]), 4),
        "threshold": round(threshold, 3),
        "companion": _COMPANION,
        "fitted": {
            "command": "python -m evals.fit",
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
            "right evidence refused, 10-fold": _REFUSED,
            "sets, 10-fold": {
                source: _figures(
                    [one for one in reranked if one.source == source],
                    held_out[[one.source == source for one in reranked]],
                    threshold,
                )
                for source in dict.fromkeys(one.source for one in reranked)
            },
        },
    }


def _figures(
    observed: Sequence[Observed], confidence: Floats, threshold: float
) -> dict[str, float]:
    answerable = np.array([one.case.answerable for one in observed])
    answered = np.array([any(one.gold[:MAX_SENTENCES]) for one in observed])
    figures = {
        "questions": len(observed),
        "AUROC, answerable": auroc(list(confidence[answerable]), list(confidence[~answerable])),
        "AUROC, answered": auroc(list(confidence[answered]), list(confidence[~answered])),
        "calibration error": expected_calibration_error(confidence, answered),
        "gold first": np.mean([one.gold[0] for one in observed if one.case.answerable]),
        "gold in four": np.mean(answered[answerable]),
        "answerable refused": np.mean(confidence[answerable] < threshold),
        "unanswerable refused": np.mean(confidence[~answerable] < threshold),
    }
    return {name: round(float(v), 3) for name, v in figures.items() if not np.isnan(v)}


def _equal_shares(sources: Sequence[str]) -> Floats:
    counts = {source: sources.count(source) for source in set(sources)}
    return np.array([len(sources) / len(counts) / counts[source] for source in sources])


def _observe(data: DataSet, settings: Settings) -> Iterator[Observed]:
    corpus = Corpus.open(made_index(data, settings).path, settings)
    try:
        for case in data.cases:
            targets = [target_of(corpus.article(gold.article_id), gold) for gold in case.gold]
            ranked, evidence = corpus.evidence(case.question)
            if evidence:
                gold = [_is_gold(one, targets, case) for one in evidence]
                yield Observed(data.name, case, ranked, evidence, gold)
    finally:
        corpus.close()


def _pairs(data: DataSet, observed: Sequence[Observed]) -> Iterator[DataSet]:
    """The same questions, put to two articles at a time: a small corpus has fewer near misses."""
    assert data.folder is not None
    about = {
        one.case.id: {gold.article_id for gold in one.case.gold}
        or {one.ranked[0].passage.article_id}
        for one in observed
    }
    names = sorted({name for some in about.values() for name in some})
    for at in range(0, len(names), 2):
        pair = names[at : at + 2]
        texts = {name: (data.folder / f"{name}.txt").read_text(encoding="utf-8") for name in pair}
        cases = [c for c in data.cases if about.get(c.id) and about[c.id] <= set(pair)]
        digest = hashlib.sha256("\n".join([data.sha256, *pair]).encode()).hexdigest()
        yield replace(
            data,
            name=f"{data.name}, two articles",
            cases=tuple(cases),
            folder=None,
            texts=texts,
            sha256=digest,
        )


def _is_gold(evidence: Evidence, targets: Sequence[Target], case: Case) -> bool:
    return any(proves(cite(evidence, Path()), target, case) for target in targets)


def _fit_evidence(observed: Sequence[Observed]) -> list[float]:
    """Log odds that a sentence is gold, as a weighted sum of its three signals."""
    found = [one for one in observed if any(one.gold)]
    features = np.concatenate([_signals(one) for one in found])
    gold = np.concatenate([one.gold for one in found])
    share = np.repeat(_equal_shares([o.source for o in found]), [len(o.gold) for o in found])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(features, gold, sample_weight=share)
    return [round(max(float(c), 0.0), 4) for c in model.coef_[0]]


def _signals(one: Observed) -> Floats:
    return np.array([(e.logit, e.similarity, e.passage_score) for e in one.evidence])


def _rerank(one: Observed, weights: Sequence[float]) -> Observed:
    scores = _signals(one) @ np.array(weights)
    order = sorted(range(len(scores)), key=lambda row: -scores[row])
    evidence = [one.evidence[row] for row in order]
    gold = [one.gold[row] for row in order]
    return replace(one, evidence=evidence, gold=gold)


def _named(coefficients: Floats) -> dict[str, float]:
    names = [field.name for field in fields(Signals)]
    return {name: round(float(c), 4) for name, c in zip(names, coefficients, strict=True)}


if __name__ == "__main__":
    sys.exit(main())
