"""A run with everything that is needed to repeat and to question it ↔ one JSON file."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from evals.intervals import Figure
from evals.outcomes import Outcome, outcome_of
from index import CitewellError

FORMAT: Final = 1


class RunFileError(CitewellError):
    """A file is not the record of a run, or can't be used as one here."""


@dataclass(frozen=True)
class RunOptions:
    """What was asked for.

    Attributes:
        set: name of a project set; None if ``data`` names a data set.
        data: path of a data set. articles: folder of its articles, where it needs one.
        search_only: whether nothing was asked.
        sample: number of questions that were drawn; None means all.
        seed: of the sample and of the intervals.
        held_out: whether only questions were asked that nothing was fitted on.
    """

    set: str | None
    data: str | None
    articles: str | None
    search_only: bool
    sample: int | None
    seed: int
    held_out: bool = False


@dataclass(frozen=True)
class Run:
    """A run.

    Attributes:
        name: of the data set. made: when it began, ISO 8601.
        data: kind, digest, number of questions. settings: those that figures follow from.
        index: model, fingerprint, articles, passages, digest.
        code, versions, machine: see ``evals.provenance``.
        figures: by name, over all questions. outcomes: one a question, in order.
    """

    name: str
    made: str
    options: RunOptions
    data: dict[str, str]
    settings: dict[str, str]
    index: dict[str, str]
    code: dict[str, str]
    versions: dict[str, str]
    machine: dict[str, str]
    figures: dict[str, Figure]
    outcomes: tuple[Outcome, ...]

    def write(self, file: Path) -> None:
        """Write the run."""
        values = {"format": FORMAT, **asdict(self), "figures": as_json(self.figures)}
        text = json.dumps(values, ensure_ascii=False, allow_nan=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> "Run":
        """Read a run.

        Raises:
            RunFileError: the file can't be read, or is no run.
        """
        try:
            values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if values.pop("format") != FORMAT:
                raise RunFileError(f"{file} has another format. Run the evals again.")
            values["options"] = RunOptions(**values["options"])
            values["figures"] = {name: _figure(one) for name, one in values["figures"].items()}
            values["outcomes"] = tuple(outcome_of(one) for one in values["outcomes"])
            return cls(**values)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RunFileError(f"{file} is not the file of a run: {error}.") from error


def _figure(values: dict[str, Any]) -> Figure:
    number = {name: math.nan if value is None else value for name, value in values.items()}
    return Figure(number["value"], number["low"], number["high"], values["questions"])


def as_json(figures: dict[str, Figure]) -> dict[str, dict[str, float | None]]:
    """Figures as JSON has them: no NaN."""
    return {
        name: {k: None if math.isnan(v) else v for k, v in asdict(figure).items()}
        for name, figure in figures.items()
    }
