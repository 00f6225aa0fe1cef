"""``gates.toml`` and figures → which gates are missed. A gate holds the lower bound of a figure's
interval, so that luck doesn't pass it; for a figure where less is better, the upper one.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evals.intervals import Figure
from index import CitewellError

GATES: Final = Path(__file__).with_name("gates.toml")
LESS_IS_BETTER: Final = frozenset({"AURC", "calibration error"})


class GateError(CitewellError):
    """The file of gates can't be used."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound that a figure must keep, and whether it does."""

    name: str
    bound: float
    reached: float
    met: bool


def check_gates(name: str, figures: Mapping[str, Figure], file: Path = GATES) -> list[Gate]:
    """The gates of a set; none for a set without gates.

    Raises:
        GateError: the file can't be read, or names a figure that the run doesn't have.
    """
    try:
        bounds = tomllib.loads(file.read_text(encoding="utf-8")).get(name, {})
    except (OSError, ValueError) as error:
        raise GateError(f"{file} can't be read: {error}.") from error
    gates = []
    for figure, bound in bounds.items():
        if figure not in figures:
            known = ", ".join(figures)
            raise GateError(f"{file}: [{name}] has no figure {figure!r}; known are {known}.")
        gates.append(_gate(figure, float(bound), figures[figure]))
    return gates


def _gate(name: str, bound: float, figure: Figure) -> Gate:
    if name in LESS_IS_BETTER or name.endswith(", ms"):
        reached = figure.value if math.isnan(figure.high) else figure.high
        return Gate(name, bound, reached, reached <= bound)
    # Not "not below": a figure that is not a number passes no gate.
    return Gate(name, bound, figure.low, figure.low >= bound)
