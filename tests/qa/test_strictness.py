"""What the slider promises is counted, and moves the way it says."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.strictness import load_expectations


def test_a_stricter_answer_is_given_less_often() -> None:
    levels = load_expectations().levels
    assert (levels[0].strictness, levels[-1].strictness) == (0, 1)
    assert (levels[0].answered, levels[0].fooled) == (1, 1)
    for low, high in pairwise(levels):
        assert low.strictness < high.strictness
        assert low.answered >= high.answered
        assert low.right >= high.right
        assert low.fooled >= high.fooled
        assert high.right <= high.answered


@given(st.floats(0, 1), st.floats(0, 1))
def test_between_two_levels_lies_what_is_between(one: float, other: float) -> None:
    known = load_expectations()
    low, high = known.at(min(one, other)), known.at(max(one, other))
    assert low.answered >= high.answered - 1e-9
    assert low.fooled >= high.fooled - 1e-9


@pytest.mark.parametrize("strictness", [-0.1, 1.1, float("nan")])
def test_no_strictness(strictness: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        load_expectations().at(strictness)
