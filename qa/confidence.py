"""Evidence → the calibrated probability that it answers the question.

A logistic model over a handful of signals; coefficients, data and figures of the fit are in
``weights.json``, which ``python -m evals.fit`` writes.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from qa.evidence import Evidence, EvidenceWeights
from qa.retrieve import RankedPassage

WEIGHTS_FILE: Final = Path(__file__).with_name("weights.json")
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known about a question's best evidence.

    Attributes:
        best_logit: highest log odds that the reader gives to any sentence.
        top_logit: log odds of the sentence ranked first.
        elsewhere_logit: highest log odds in another article than that of the sentence ranked
            first; its own where there is no other.
        top_similarity: scaled similarity of the sentence ranked first.
        top_passage: fused score of its passage.
        explained: largest share of the question's IDF mass that a passage holds.
        missing_numbers: share of the question's numbers that its article doesn't hold.
    """

    best_logit: float
    top_logit: float
    elsewhere_logit: float
    top_similarity: float
    top_passage: float
    explained: float
    missing_numbers: float


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


def signals_of(
    question: str, evidence: Sequence[Evidence], ranked: Sequence[RankedPassage]
) -> Signals:
    """The signals of a question; ``evidence`` is not empty and best first."""
    top = evidence[0]
    elsewhere = [e.logit for e in evidence if e.article.article_id != top.article.article_id]
    return Signals(
        best_logit=max(one.logit for one in evidence),
        top_logit=top.logit,
        elsewhere_logit=max(elsewhere, default=top.logit),
        top_similarity=top.similarity,
        top_passage=top.passage_score,
        explained=max(one.explained for one in ranked),
        missing_numbers=_missing_numbers(question, top),
    )


def _missing_numbers(question: str, evidence: Evidence) -> float:
    """A question about 2026 is rarely answered by an article that never says 2026."""
    asked = set(_NUMBER.findall(question))
    article = evidence.article
    held = set(_NUMBER.findall(f"{article.metadata.published or ''} {article.text}"))
    return len(asked - held) / max(1, len(asked))


def confidence_of(signals: Signals, weights: Weights) -> float:
    """Probability, 0 to 1, that the evidence answers the question."""
    known, coefficients = asdict(signals), asdict(weights.confidence)
    odds = weights.intercept + sum(
        coefficients[field.name] * known[field.name] for field in fields(Signals)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
