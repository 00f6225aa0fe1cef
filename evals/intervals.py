"""Values of single questions → how far their mean could lie off by luck."""

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
LEVEL: Final = 0.95
RESAMPLES: Final = 2000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval.

    Attributes:
        low, high: bounds of the interval; NaN where there is none.
        questions: how many questions it is taken over.
    """

    value: float
    low: float
    high: float
    questions: int


def mean_figure(
    name: str, values: Sequence[float], seed: int, *, is_difference: bool = False
) -> Figure:
    """The mean of the values that are numbers, with its bootstrap interval (percentiles).

    Where all questions have the same value there is nothing to resample; a share's interval is
    then Wilson's, which doesn't claim that 50 of 50 is certainty.

    Args:
        is_difference: whether the values are differences, whose 0 is no share.

    Source: Efron (1979); Sakai (2006), "Evaluating Evaluation Metrics based on the Bootstrap";
    Wilson (1927).
    """
    known = np.array([value for value in values if not math.isnan(value)], dtype=np.float64)
    if not len(known):
        return Figure(math.nan, math.nan, math.nan, 0)
    value = float(known.mean())
    if len(known) == 1:
        return Figure(value, math.nan, math.nan, 1)
    if np.all(known == known[0]):
        if is_difference or value not in (0.0, 1.0):
            return Figure(value, value, value, len(known))
        wilson = stats.binomtest(round(known.sum()), len(known)).proportion_ci(LEVEL, "wilson")
        return Figure(value, float(wilson.low), float(wilson.high), len(known))
    low, high = _resampled((known,), np.mean, name, seed, vectorized=True)
    return Figure(value, low, high, len(known))


def paired_figure(
    name: str, statistic: Callable[[Floats, Floats], float], one: Floats, other: Floats, seed: int
) -> Figure:
    """A statistic of pairs, shape (questions,) each, whose questions are resampled together."""
    if len(one) < 2:
        return Figure(math.nan, math.nan, math.nan, len(one))
    low, high = _resampled((one, other), statistic, name, seed, paired=True, vectorized=False)
    return Figure(statistic(one, other), low, high, len(one))


def two_sample_figure(
    name: str, statistic: Callable[[Floats, Floats], float], one: Floats, other: Floats, seed: int
) -> Figure:
    """A statistic of two groups of questions, each resampled by itself."""
    questions = len(one) + len(other)
    if len(one) < 2 or len(other) < 2:
        return Figure(math.nan, math.nan, math.nan, questions)
    low, high = _resampled((one, other), statistic, name, seed, vectorized=False)
    return Figure(statistic(one, other), low, high, questions)


def generator(name: str, seed: int) -> np.random.Generator:
    """Random numbers of a figure's own: one figure more doesn't change the others."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def _resampled(
    samples: tuple[Floats, ...],
    statistic: Callable[..., Any],
    name: str,
    seed: int,
    **options: bool,
) -> tuple[float, float]:
    found = stats.bootstrap(
        samples,
        statistic,
        n_resamples=RESAMPLES if options.get("vectorized") else RESAMPLES // 4,
        batch=100,
        confidence_level=LEVEL,
        method="percentile",
        rng=generator(name, seed),
        **options,
    )
    interval = found.confidence_interval
    return float(interval.low), float(interval.high)
