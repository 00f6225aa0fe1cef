"""Two runs over the same questions → which is better, by how much, and whether that is luck."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from evals.intervals import LEVEL, Figure, generator, mean_figure
from evals.metrics import question_values
from evals.outcomes import Outcome
from evals.run_file import Run, RunFileError

Floats = NDArray[np.float64]
PERMUTATIONS: Final = 9999
POWER: Final = 0.8
# What a comparison is about unless other figures are named; few, since each one more makes
# the correction harder.
DEFAULT_METRICS: Final = (
    "hit@3",
    "nDCG@10",
    "passage nDCG@10",
    "quote covered@5",
    "gold cited",
    "unanswerable refused",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one metric says of two runs; differences are the second's value minus the first's.

    Attributes:
        first, second: means over the shared questions.
        difference: mean difference with its bootstrap interval.
        effect: mean difference in standard deviations of the differences (Cohen's d_z).
        p: probability of a difference this large if the runs were equally good.
        corrected_p: the same after Holm's correction for all that was compared.
        smallest: the smallest difference that this many questions show in four of five trials.
        wins, losses, ties: questions that the second run does better, worse, the same.
    """

    metric: str
    first: float
    second: float
    difference: Figure
    effect: float
    p: float
    corrected_p: float
    smallest: float
    wins: int
    losses: int
    ties: int

    @property
    def is_shown(self) -> bool:
        """Whether the difference is more than luck, at 5 % after the correction."""
        return self.corrected_p < 1 - LEVEL


@dataclass(frozen=True, slots=True)
class Change:
    """A question that the second run does better or worse."""

    case_id: str
    question: str
    metric: str
    first: float
    second: float


def compare_runs(
    first: Run, others: Sequence[Run], metrics: Sequence[str] | None = None, seed: int = 1
) -> list[list[Comparison]]:
    """Compare runs with the first one, metric by metric, corrected for all of them together.

    Args:
        metrics: names of figures that are means over questions; None takes the usual ones.

    Raises:
        RunFileError: a run is about other data, or knows no such metric.
    """
    pairs = [_paired(first, other) for other in others]
    raw = []
    for one, two in pairs:
        values = question_values(one), question_values(two)
        names = _names(values[0], values[1], metrics)
        raw.append([_compare(name, values[0][name], values[1][name], seed) for name in names])
    corrected = iter(holm([comparison.p for rows in raw for comparison in rows]))
    return [[_with_p(comparison, next(corrected)) for comparison in rows] for rows in raw]


def changes(first: Run, second: Run, metric: str) -> list[Change]:
    """The questions that came out differently by a metric, the largest losses first.

    Raises:
        RunFileError: the runs are about other data, or know no such metric.
    """
    one, two = _paired(first, second)
    before, after = question_values(one), question_values(two)
    _names(before, after, [metric])
    found = [
        Change(outcome.case.id, outcome.case.question, metric, a, b)
        for outcome, a, b in zip(one, before[metric], after[metric], strict=True)
        if not (math.isnan(a) or math.isnan(b)) and a != b
    ]
    return sorted(found, key=lambda change: (change.second - change.first, change.case_id))


def randomisation_p(first: Floats, second: Floats, rng: np.random.Generator) -> float:
    """Two-sided p of the paired randomisation test on the difference of means.

    Swaps the two runs' values of each question at random; exact where all 2ⁿ swaps can be tried.

    Source: Smucker, Allan, Carterette (2007), "A Comparison of Statistical Significance Tests for
    Information Retrieval Evaluation"; scipy's ``permutation_test``.
    """
    if np.array_equal(first, second):
        return 1.0
    found = stats.permutation_test(
        (first, second),
        # Rounded: sums of the same differences must not count as smaller by a last digit.
        lambda x, y, axis: np.round(np.mean(x - y, axis=axis), 12),
        permutation_type="samples",
        n_resamples=PERMUTATIONS,
        batch=500,
        rng=rng,
    )
    return float(found.pvalue)


def smallest_difference(first: Floats, second: Floats) -> float:
    """The mean difference that a two-sided test at 5 % finds with a chance of 80 %.

    (z.975 + z.80) · s / √n, with s the standard deviation of the n differences.

    Source: Cohen (1988), "Statistical Power Analysis"; Sakai (2016) for topics as the sample.
    """
    if len(first) < 2:
        return math.nan
    spread = float(np.std(second - first, ddof=1))
    z = stats.norm.ppf(0.5 + LEVEL / 2) + stats.norm.ppf(POWER)
    return float(z * spread / math.sqrt(len(first)))


def holm(ps: Sequence[float]) -> list[float]:
    """Probabilities corrected so that one false finding among all stays under the level.

    The i-th smallest of m is multiplied by m − i + 1, and none may be under the one before.

    Source: Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure".
    """
    corrected = [0.0] * len(ps)
    least = 0.0
    for rank, at in enumerate(sorted(range(len(ps)), key=lambda n: ps[n])):
        least = max(least, min(1.0, (len(ps) - rank) * ps[at]))
        corrected[at] = least
    return corrected


def _compare(name: str, first: Sequence[float], second: Sequence[float], seed: int) -> Comparison:
    one, two = np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)
    known = ~(np.isnan(one) | np.isnan(two))
    one, two = one[known], two[known]
    gained = two - one
    spread = float(np.std(gained, ddof=1)) if len(gained) > 1 else 0.0
    rng = generator(f"{name}: randomisation", seed)
    return Comparison(
        metric=name,
        first=float(one.mean()) if len(one) else math.nan,
        second=float(two.mean()) if len(two) else math.nan,
        difference=mean_figure(f"{name}: difference", list(gained), seed, is_difference=True),
        effect=float(gained.mean()) / spread if spread else 0.0,
        p=randomisation_p(one, two, rng) if len(one) > 1 else 1.0,
        corrected_p=1.0,
        smallest=smallest_difference(one, two),
        wins=int((gained > 0).sum()),
        losses=int((gained < 0).sum()),
        ties=int((gained == 0).sum()),
    )


def _with_p(comparison: Comparison, p: float) -> Comparison:
    values = {name: getattr(comparison, name) for name in Comparison.__slots__}
    return Comparison(**{**values, "corrected_p": p})


def _paired(first: Run, second: Run) -> tuple[list[Outcome], list[Outcome]]:
    """The outcomes of the questions that both runs asked, in the same order."""
    if first.data["sha256"] != second.data["sha256"]:
        raise RunFileError(
            f"The runs are about different data ({first.name} {first.data['sha256'][:12]} and "
            f"{second.name} {second.data['sha256'][:12]}); only runs over the same can be compared."
        )
    later = {outcome.case.id: outcome for outcome in second.outcomes}
    shared = [outcome for outcome in first.outcomes if outcome.case.id in later]
    if not shared:
        raise RunFileError("The runs share no question; draw both samples with the same seed.")
    return shared, [later[outcome.case.id] for outcome in shared]


def _names(
    first: dict[str, list[float]], second: dict[str, list[float]], metrics: Sequence[str] | None
) -> list[str]:
    both = [name for name in first if name in second]
    if metrics is None:
        return [name for name in DEFAULT_METRICS if name in both]
    for name in metrics:
        if name not in both:
            raise RunFileError(f"The runs share no metric {name!r}; they do: {', '.join(both)}.")
    return list(metrics)
