"""``python -m evals.risk``: what strictness costs and brings, on the project's own questions.

Every question is answered, however unsure, and the answer held against its gold. Writes
``qa/strictness.json``, which the page's slider reads, from the sets that nothing was fitted on,
and ``docs/risk-coverage.svg`` with the curve of each set.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from evals.calibration import Floats, aurc, auroc
from evals.data_sets import DataSet, project_set
from evals.experiment import sampled
from evals.indexing import made_index
from evals.judge import is_covered, target_of
from evals.plots import risk_coverage_plot
from index import CitewellError, InvalidQueryError, load_settings
from qa import Corpus
from qa.confidence import load_weights
from qa.strictness import STRICTNESS_FILE, Expectation

PLOT: Final = Path(__file__).parent.parent / "docs" / "risk-coverage.svg"
# Neither the reader nor the confidence was fitted on these.
UNSEEN: Final = ("seeds", "near-misses-test")
FITTED: Final = ("fictional-dev", "fictional-test")
_STEPS: Final = 20


@dataclass(frozen=True)
class Answered:
    """A set's questions, each answered however unsure; float64, shape (questions,) each.

    Attributes:
        differing: 1 where the answer says that its sources differ.
        right: 1 where the sentences shown prove the gold. answerable: 1 where there is gold.
    """

    name: str
    confidence: Floats
    right: Floats
    answerable: Floats
    differing: Floats


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask all sets; writes the two files and prints a line for each set."""
    parser = argparse.ArgumentParser(prog="evals.risk", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="draw so many questions a set")
    sample = parser.parse_args(arguments).sample
    try:
        sets = {name: answer_all(project_set(name), sample) for name in (*UNSEEN, *FITTED)}
    except CitewellError as error:
        print(f"evals.risk: {error}", file=sys.stderr)
        return 2
    unseen = [sets[name] for name in UNSEEN]
    levels = levels_of(unseen)
    values = {
        "command": "python -m evals.risk" + (f" --sample {sample}" if sample else ""),
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "sets": list(UNSEEN),
        "questions": sum(len(one.confidence) for one in unseen),
        "levels": [{k: round(v, 3) for k, v in asdict(level).items()} for level in levels],
    }
    STRICTNESS_FILE.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    threshold = load_weights().threshold
    curves = [
        (f"{name}{'' if name in UNSEEN else ' (fitted on)'}", one.confidence, one.right)
        for name, one in sets.items()
    ]
    PLOT.write_text(risk_coverage_plot(curves, threshold), encoding="utf-8")
    for name, one in sets.items():
        known = one.answerable == 1
        area = auroc(one.confidence[known], one.confidence[~known])
        print(f"{name}: {len(known)} questions, AUROC {area:.3f}, "
              f"AURC {aurc(one.confidence, one.right):.3f}, "
              f"sources said to differ {int(one.differing.sum())}")  # fmt: skip
    print(f"written: {STRICTNESS_FILE.name}, {PLOT.name}")
    return 0


def answer_all(data: DataSet, sample: int | None = None) -> Answered:
    """Ask the questions of a set, or so many drawn from them, at strictness 0."""
    settings = load_settings()
    corpus = Corpus.open(made_index(data, settings).path, settings)
    rows = []
    try:
        for case in sampled(data.cases, sample, seed=1):
            targets = [target_of(corpus.article(gold.article_id), gold) for gold in case.gold]
            try:
                answer = corpus.ask(case.question, strictness=0.0)
            except InvalidQueryError:
                continue
            right = is_covered(answer.sentences, targets, case)
            rows.append((answer.confidence, right, case.answerable, bool(answer.differing)))
            if answer.differing:
                print(f"{data.name}: {case.question} {answer.lead}")
    finally:
        corpus.close()
    values = np.array(rows, dtype=np.float64).reshape(len(rows), 4)
    return Answered(data.name, *values.T)


def levels_of(sets: Sequence[Answered]) -> list[Expectation]:
    """Expectations at 0, .05, … 1; every set weighs the same, however many questions it has."""
    return [
        Expectation(
            strictness=number / _STEPS,
            answered=_mean([_share(one, number / _STEPS, answerable=1) for one in sets]),
            right=_mean([_share(one, number / _STEPS, answerable=1, right=True) for one in sets]),
            fooled=_mean([_share(one, number / _STEPS, answerable=0) for one in sets]),
        )
        for number in range(_STEPS + 1)
    ]


def _share(one: Answered, strictness: float, *, answerable: int, right: bool = False) -> float:
    asked = one.answerable == answerable
    shown = (one.confidence >= strictness) & ((one.right == 1) if right else True)
    return float(shown[asked].mean())


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares)


if __name__ == "__main__":
    sys.exit(main())
