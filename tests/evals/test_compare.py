import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evals.cases import Case, Gold
from evals.compare import changes, compare_runs, holm, randomisation_p, smallest_difference
from evals.outcomes import Outcome
from evals.run_file import Run, RunFileError, RunOptions


def run_of(ranks: Sequence[int | None], digest: str = "d") -> Run:
    """A run over articles, the gold one at these ranks."""
    outcomes = tuple(
        Outcome(
            case=Case(f"q{n}", f"question {n}", "en", True, (Gold("a", ""),), "any", (), ""),
            hits=(),
            passages_found=20,
            articles_found=20,
            passage_ranks=(),
            passages_relevant=0,
            article_ranks=((rank, 1),) if rank else (),
            article_grades=(1,),
            covered_at=None,
            answer_at=None,
            publishers=(),
            search_seconds=0.01,
            reply=None,
            failure=None,
        )
        for n, rank in enumerate(ranks)
    )
    options = RunOptions("x", None, None, True, None, 1)
    return Run(
        "x", "", options, {"sha256": digest}, {}, {}, {}, {}, {}, figures={}, outcomes=outcomes
    )


def test_a_comparison_by_hand() -> None:
    first = run_of([1, 2, 11, 1, 4])
    second = run_of([1, 1, 1, 3, 4])
    ((found,),) = compare_runs(first, [second], ["MRR@10"])
    gained = np.array([0, 1 / 2, 1, 1 / 3 - 1, 0])
    assert found.first == pytest.approx((1 + 1 / 2 + 0 + 1 + 1 / 4) / 5)
    assert found.difference.value == pytest.approx(gained.mean())
    assert found.effect == pytest.approx(gained.mean() / gained.std(ddof=1))
    assert (found.wins, found.losses, found.ties) == (2, 1, 2)
    # All 2⁵ signs, by hand: how many are at least as far from nothing.
    signs = [[1 if n >> bit & 1 else -1 for bit in range(5)] for n in range(32)]
    means = np.array([np.mean(np.array(sign) * gained) for sign in signs])
    assert found.p == pytest.approx(np.mean(np.abs(means) >= abs(gained.mean()) - 1e-12))
    assert not found.is_shown
    lost, *_rest = changes(first, second, "MRR@10")
    assert (lost.case_id, lost.first) == ("q3", 1)
    assert lost.second == pytest.approx(1 / 3)


def test_a_real_difference_is_shown_and_none_is_not() -> None:
    rng = np.random.default_rng(7)
    bad = [int(n) for n in rng.integers(2, 8, size=60)]
    good = [1 if rng.random() < 0.7 else rank for rank in bad]
    ((worse,),) = compare_runs(run_of(bad), [run_of(good)], ["MRR@10"])
    assert worse.is_shown
    assert worse.difference.low > 0
    assert worse.difference.value > worse.smallest
    ((same,),) = compare_runs(run_of(bad), [run_of(bad)], ["MRR@10"])
    assert (same.p, same.wins, same.difference.low, same.difference.high) == (1, 0, 0, 0)


def test_luck_is_called_a_difference_in_one_of_twenty() -> None:
    """The test keeps its promise: without a difference, p ≤ .05 comes up 5 % of the time."""
    rng = np.random.default_rng(3)
    found = 0
    for _trial in range(100):
        one, two = rng.normal(size=(2, 9))
        found += randomisation_p(one, two, rng) <= 0.05
    assert found <= 14  # 5 expected; more comes up once in 4,000 times


def test_the_smallest_difference_is_found_in_four_of_five_trials() -> None:
    rng = np.random.default_rng(5)
    first = rng.normal(size=60)
    gained = rng.normal(size=60)
    least = smallest_difference(first, first + gained)
    spread = gained.std(ddof=1)
    trials = rng.normal(least, spread, size=(2000, 60))
    shown = stats.ttest_1samp(trials, 0, axis=1).pvalue < 0.05
    assert shown.mean() == pytest.approx(0.8, abs=0.04)
    assert math.isnan(smallest_difference(first[:1], first[:1]))


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1, 1]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(deadline=None)
def test_holm_keeps_order_and_only_raises(ps: list[float]) -> None:
    corrected = holm(ps)
    assert all(a <= b <= 1 for a, b in zip(ps, corrected, strict=True))
    order = sorted(range(len(ps)), key=lambda n: ps[n])
    assert [corrected[n] for n in order] == sorted(corrected)
    assert min(corrected) == pytest.approx(min(1, len(ps) * min(ps)))


def test_what_cant_be_compared_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    one = run_of([1, 2])
    with pytest.raises(RunFileError, match="different data"):
        compare_runs(one, [run_of([1, 2], "other")])
    with pytest.raises(RunFileError, match="no metric 'x'"):
        compare_runs(one, [run_of([1, 2])], ["x"])
    strangers: Any = dataclasses.replace(one, outcomes=())
    with pytest.raises(RunFileError, match="share no question"):
        compare_runs(one, [strangers])
    assert [row.metric for row in compare_runs(one, [one])[0]] == ["hit@3", "nDCG@10"]


def test_two_wins_among_many_ties_are_no_finding() -> None:
    rng = np.random.default_rng(3)
    first = rng.random(110)
    second = first.copy()
    second[[4, 70]] += (0.044, 0.5)
    p = randomisation_p(first, second, rng)
    assert abs(p - 0.5) < 0.03  # two of the four ways to swap them differ by as much
