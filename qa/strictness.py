"""A strictness → what to expect of the answers, as counted on questions with known answers.

``strictness.json`` holds the counts; ``python -m evals.risk`` writes it, from questions of the
project's own that neither the reader nor the confidence was fitted on.
"""

import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

STRICTNESS_FILE: Final = Path(__file__).with_name("strictness.json")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What abstaining below a confidence means.

    Attributes:
        strictness: the confidence, 0 to 1.
        answered: share of the questions that the articles answer which get an answer.
        right: share of them whose answer quotes what answers them; at most ``answered``.
        fooled: share of the questions that the articles don't answer which get one all the same.
    """

    strictness: float
    answered: float
    right: float
    fooled: float


@dataclass(frozen=True, slots=True)
class Expectations:
    """Expectations for rising strictness, and over how many questions they were counted."""

    questions: int
    levels: tuple[Expectation, ...]

    def at(self, strictness: float) -> Expectation:
        """What to expect at a strictness, on the straight line between the two counted levels."""
        for low, high in pairwise(self.levels):
            if low.strictness <= strictness <= high.strictness:
                share = (strictness - low.strictness) / (high.strictness - low.strictness)
                return Expectation(
                    strictness,
                    low.answered + share * (high.answered - low.answered),
                    low.right + share * (high.right - low.right),
                    low.fooled + share * (high.fooled - low.fooled),
                )
        raise ValueError(f"strictness is {strictness!r}; it must be from 0 to 1.")


@cache
def load_expectations(file: Path = STRICTNESS_FILE) -> Expectations:
    """Read the counts."""
    values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    levels = tuple(Expectation(**level) for level in values["levels"])
    return Expectations(values["questions"], levels)
