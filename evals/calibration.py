"""Confidences and what came true → how well a confidence ranks, and how far it can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score

Floats = NDArray[np.float64]
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies between two bounds.

    Attributes:
        confidence: their mean confidence. correct: share of them that came true.
    """

    low: float
    high: float
    questions: int
    confidence: float
    correct: float


def auroc(positive: Sequence[float] | Floats, negative: Sequence[float] | Floats) -> float:
    """Chance that a random positive has the higher value than a random negative; ties count half.

    The Mann–Whitney statistic divided by the number of pairs: (R − p(p + 1)/2) / (p·n), with R
    the sum of the positives' ranks among all. NaN without both kinds.

    Source: Hanley, McNeil (1982).
    """
    p, n = len(positive), len(negative)
    if not p or not n:
        return float("nan")
    ranks = rankdata(np.concatenate([np.asarray(positive), np.asarray(negative)]))
    return float((ranks[:p].sum() - p * (p + 1) / 2) / (p * n))


def auprc(positive: Floats, negative: Floats) -> float:
    """Average precision, Σ (Rᵢ − Rᵢ₋₁)·Pᵢ over the thresholds; NaN without both kinds.

    Source: scikit-learn's ``average_precision_score``.
    """
    if not len(positive) or not len(negative):
        return float("nan")
    truth = np.concatenate([np.ones(len(positive)), np.zeros(len(negative))])
    return float(average_precision_score(truth, np.concatenate([positive, negative])))


def risk_coverage(confidence: Floats, correct: Floats) -> tuple[Floats, Floats]:
    """Coverage and risk if only the n most confident questions were answered, for each n.

    Risk is the share of wrong ones among them. Questions of equal confidence come in together,
    at their mean.

    Source: El-Yaniv, Wiener (2010), "On the Foundations of Noise-free Selective Classification".

    Returns:
        Two arrays of shape (questions,).
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = 1 - correct[order]
    _values, group, sizes = np.unique(-confidence[order], return_inverse=True, return_counts=True)
    shared = np.bincount(group, weights=wrong) / sizes
    answered = np.arange(1, len(order) + 1)
    return answered / len(order), np.cumsum(shared[group]) / answered


def aurc(confidence: Floats, correct: Floats) -> float:
    """Area under the risk–coverage curve: the mean risk over all coverages; 0 is best.

    Source: Geifman, El-Yaniv (2017), "Selective Classification for Deep Neural Networks".
    """
    return float(risk_coverage(confidence, correct)[1].mean())


def reliability(confidence: Floats, correct: Floats) -> list[Bin]:
    """Questions in ten bins of equal width by their confidence; empty bins are left out."""
    number = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(
            n / BINS,
            (n + 1) / BINS,
            int((number == n).sum()),
            float(confidence[number == n].mean()),
            float(correct[number == n].mean()),
        )
        for n in range(BINS)
        if (number == n).any()
    ]


def expected_calibration_error(confidence: Floats, correct: Floats) -> float:
    """Σ (questions in the bin / all) · |share correct − mean confidence|, over ten bins.

    Source: Naeini, Cooper, Hauskrecht (2015); Guo et al. (2017).
    """
    bins = reliability(confidence, correct)
    off = sum(one.questions * abs(one.correct - one.confidence) for one in bins)
    return float(off / len(confidence))
