"""One run, or several side by side → a page in one file, and the same as JSON and Markdown."""

import itertools
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.compare import Comparison, compare_runs
from evals.failures import KINDS
from evals.intervals import Figure
from evals.metrics import IN_BREAKDOWNS, breakdowns, is_time
from evals.outcomes import FoundHit, Outcome
from evals.plots import pareto, pareto_front, plots_of
from evals.run_file import Run, as_json
from evals.sweep import Row

_TEMPLATE: Final = "report.html.jinja"
_SWEEP_TEMPLATE: Final = "sweep.html.jinja"


@dataclass(frozen=True, slots=True)
class Named:
    """A run and what it is called in the report."""

    name: str
    run: Run


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what became of it in each run; None where a run didn't ask it."""

    outcomes: tuple[Outcome | None, ...]

    @property
    def case(self) -> Any:
        """The case."""
        return next(outcome.case for outcome in self.outcomes if outcome)

    @property
    def is_missed(self) -> bool:
        """Whether a run missed it."""
        return any(outcome and outcome.failure for outcome in self.outcomes)

    @property
    def has_changed(self) -> bool:
        """Whether the runs disagree on it."""
        return len({outcome.failure is None for outcome in self.outcomes if outcome}) > 1


def write_report(runs: Sequence[Named], folder: Path) -> list[Path]:
    """Write ``report.html``, ``report.json`` and ``report.md``; returns their paths.

    Raises:
        RunFileError: the runs are about different data.
    """
    facts = _facts(runs)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "report.html": _html(facts),
        "report.json": json.dumps(_json(facts), ensure_ascii=False, indent=1, allow_nan=False),
        "report.md": _markdown(facts),
    }
    for name, text in texts.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return [folder / name for name in texts]


def write_sweep(title: str, rows: Sequence[Row], varied: Sequence[str], folder: Path) -> list[Path]:
    """Write ``sweep.html`` and ``sweep.json``; returns their paths."""
    metrics = list(rows[0].figures)
    points = [
        (row.trial.named(varied), row.milliseconds, row.figures[metrics[0]].value) for row in rows
    ]
    best = {name for name, *_ in pareto_front(points)}
    page = _environment().get_template(_SWEEP_TEMPLATE)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "sweep.html": page.render(
            title=title, rows=rows, varied=varied, metrics=metrics, best=best,
            plot=Markup(pareto(points, metrics[0])),  # noqa: S704 - our own plot
        ),
        "sweep.json": json.dumps(
            [
                {
                    "settings": row.trial.values,
                    "figures": as_json(row.figures),
                    "p": None if math.isnan(row.p) else row.p,
                    "milliseconds": row.milliseconds,
                }
                for row in rows
            ],
            indent=1,
            allow_nan=False,
        ),
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return [folder / name for name in texts]


def marked(hit: FoundHit) -> list[tuple[str, bool]]:
    """A hit's text in pieces, each with whether it is gold; together they are the text."""
    cuts = {0, len(hit.text)} | {edge for span in hit.gold for edge in span}
    edges = sorted(edge for edge in cuts if 0 <= edge <= len(hit.text))
    return [
        (hit.text[a:b], any(start <= a and b <= end for start, end in hit.gold))
        for a, b in itertools.pairwise(edges)
    ]


def _facts(runs: Sequence[Named]) -> dict[str, Any]:
    names = list(dict.fromkeys(name for one in runs for name in one.run.figures))
    first, *others = runs
    compared: list[list[Comparison]] = (
        compare_runs(first.run, [one.run for one in others]) if others else []
    )
    return {
        "runs": runs,
        "figures": {name: [one.run.figures.get(name) for one in runs] for name in names},
        "comparisons": list(zip((one.name for one in others), compared, strict=True)),
        "failures": _failures(runs),
        "breakdowns": [breakdowns(one.run.outcomes, one.run.options.seed) for one in runs],
        "questions": _questions(runs),
    }


def _failures(runs: Sequence[Named]) -> dict[str, list[int]]:
    counts = [Counter(o.failure.kind for o in one.run.outcomes if o.failure) for one in runs]
    kinds = sorted({k for c in counts for k in c}, key=lambda k: (*_place(k), k))
    return {kind: [count[kind] for count in counts] for kind in kinds}


def _place(kind: str) -> tuple[int]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS),)


def _questions(runs: Sequence[Named]) -> list[Question]:
    by_run = [{outcome.case.id: outcome for outcome in one.run.outcomes} for one in runs]
    ids = list(dict.fromkeys(name for known in by_run for name in known))
    return [Question(tuple(known.get(name) for known in by_run)) for name in ids]


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = _shown
    environment.filters["interval"] = _interval
    environment.filters["marked"] = marked
    return environment


def _html(facts: dict[str, Any]) -> str:
    runs: Sequence[Named] = facts["runs"]
    plots = plots_of([(one.name, one.run.outcomes) for one in runs])
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            **facts,
            # The plots are our own; every other text is escaped by the template.
            plots=[(title, Markup(svg)) for title, svg in plots],  # noqa: S704
            shown=IN_BREAKDOWNS,
        )
    )


def _json(facts: dict[str, Any]) -> dict[str, Any]:
    runs: Sequence[Named] = facts["runs"]
    return {
        "runs": [
            {
                "name": one.name,
                **{
                    part: getattr(one.run, part)
                    for part in ("made", "data", "settings", "index", "code", "versions", "machine")
                },
                "options": asdict(one.run.options),
                "figures": as_json(one.run.figures),
                "breakdowns": {
                    by: {kind: as_json(found) for kind, found in kinds.items()}
                    for by, kinds in broken.items()
                },
            }
            for one, broken in zip(runs, facts["breakdowns"], strict=True)
        ],
        "comparisons": [
            {"with": name, "rows": [_comparison_json(row) for row in rows]}
            for name, rows in facts["comparisons"]
        ],
        "failures": facts["failures"],
        "questions": [
            [None if outcome is None else asdict(outcome) for outcome in question.outcomes]
            for question in facts["questions"]
        ],
    }


def _comparison_json(comparison: Comparison) -> dict[str, Any]:
    values = {name: getattr(comparison, name) for name in Comparison.__slots__}
    values["difference"] = as_json({"": comparison.difference})[""]
    return {
        name: None if isinstance(v, float) and math.isnan(v) else v for name, v in values.items()
    }


def _markdown(facts: dict[str, Any]) -> str:
    runs: Sequence[Named] = facts["runs"]
    lines = [f"# Evals: {runs[0].run.name}", ""]
    lines += [
        f"- **{_plain(one.name)}**: {one.run.made}, {len(one.run.outcomes)} questions, "
        f"{one.run.index['articles']} articles, {one.run.index['passages']} passages, model "
        f"{_plain(one.run.index['model'])}, commit {one.run.code['commit'][:12]}, "
        f"data {one.run.data['sha256'][:12]}, seed {one.run.options.seed}"
        for one in runs
    ]
    names = [_plain(one.name) for one in runs]
    rows = [
        [name, *("" if f is None else f"{_shown(f, name)} {_interval(f)}" for f in figures)]
        for name, figures in facts["figures"].items()
    ]
    lines += ["", "## Figures with 95 % intervals", "", *_table(["figure", *names], rows)]
    for name, compared in facts["comparisons"]:
        head = ["figure", "difference", "p (Holm)", "can show", "won/lost/same"]
        body = [
            [c.metric, f"{c.difference.value:+.3f} {_interval(c.difference)}",
             f"{c.corrected_p:.4f}", f"{c.smallest:.3f}", f"{c.wins}/{c.losses}/{c.ties}"]
            for c in compared
        ]  # fmt: skip
        lines += ["", f"## {names[0]} → {_plain(name)}", "", *_table(head, body)]
    failures = [[kind, *map(str, counts)] for kind, counts in facts["failures"].items()]
    lines += ["", "## Missed", "", *_table(["lost at", *names], failures)]
    for by in facts["breakdowns"][0]:
        for name, broken in zip(names, facts["breakdowns"], strict=True):
            body = [
                [_plain(kind), *(_cell(found.get(figure)) for figure in IN_BREAKDOWNS)]
                for kind, found in broken.get(by, {}).items()
            ]
            lines += ["", f"## By {by}: {name}", "", *_table([by, *IN_BREAKDOWNS], body)]
    lines += ["", "## Missed questions", ""]
    for question in facts["questions"]:
        for name, outcome in zip(names, question.outcomes, strict=True):
            if outcome and outcome.failure:
                told = f"{outcome.failure.kind}: {outcome.failure.needed}"
                asked = f"{outcome.case.id} {outcome.case.question}"
                lines.append(f"- {_plain(asked)} ({name}) — {_plain(told)}")
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _plain(text: str) -> str:
    """A text that means nothing to Markdown and stays on its line."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>#|!" else c for c in kept)


def _cell(figure: Figure | None) -> str:
    return "" if figure is None else f"{figure.value:.3f} ({figure.questions})"


def _shown(figure: Figure, name: str = "") -> str:
    return f"{figure.value:.0f}" if is_time(name) else f"{figure.value:.3f}"


def _interval(figure: Figure) -> str:
    return "" if math.isnan(figure.low) else f"{figure.low:.3f}–{figure.high:.3f}"
