"""Evidence → the calibrated probability that it answers the question.

A logistic model over two signals; more of them, from vectors and words, made it worse on sets
that they were not fitted on (docs/reader.md). Coefficients, data and figures of the fit are in
``weights.json``, which ``python -m evals.fit`` writes.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from qa.evidence import Evidence, EvidenceWeights

WEIGHTS_FILE: Final = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known about a question's best evidence.

    Attributes:
        best_logit: highest log odds that the reader gives to any sentence.
        top_logit: log odds of the sentence ranked first.
    """

    best_logit: float
    top_logit: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers of ``weights.json``.

    Attributes:
        confidence: a coefficient for each signal. intercept: of the same model.
        threshold: confidence below which an answer abstains, unless the user sets another.
        companion: share of the best sentence's odds that a further sentence needs.
    """

    evidence: EvidenceWeights
    confidence: Signals
    intercept: float
    threshold: float
    companion: float


@cache
def load_weights(file: Path = WEIGHTS_FILE) -> Weights:
    """Read the fitted numbers."""
    values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Weights(
        evidence=EvidenceWeights(**values["evidence"]),
        confidence=Signals(**values["confidence"]),
        intercept=values["intercept"],
        threshold=values["threshold"],
        companion=values["companion"],
    )


def signals_of(evidence: Sequence[Evidence]) -> Signals:
    """The signals of a question; ``evidence`` is not empty and best first."""
    return Signals(max(one.logit for one in evidence), evidence[0].logit)


def confidence_of(signals: Signals, weights: Weights) -> float:
    """Probability, 0 to 1, that the evidence answers the question."""
    known, coefficients = asdict(signals), asdict(weights.confidence)
    odds = weights.intercept + sum(
        coefficients[field.name] * known[field.name] for field in fields(Signals)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
