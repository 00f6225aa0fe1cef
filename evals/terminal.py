"""Runs, figures and comparisons → tables on a terminal; progress goes to the error stream."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.progress import TimeRemainingColumn as Remaining
from rich.table import Table

from evals.compare import Change, Comparison
from evals.drafts import Draft
from evals.failures import KINDS
from evals.gates import Gate
from evals.generate import Verdict
from evals.intervals import Figure
from evals.metrics import breakdowns, is_time
from evals.outcomes import Outcome
from evals.run_file import Run
from evals.sweep import Row
from index import OnProgress
from qa.console import printable

_VERDICTS: Final[dict[str, Verdict]] = {"a": "accept", "r": "reject", "s": "stop"}
_PIPE_WIDTH: Final = 160
_IN_LANGUAGES: Final = ("nDCG@10", "gold cited", "gold shown", "unanswerable refused")


@contextmanager
def progress(what: str) -> Iterator[OnProgress]:
    """A progress bar on a terminal; a line for each tenth elsewhere."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        yield _plain_lines(console, what)
        return
    columns = (
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), Remaining(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def stdout() -> Console:
    """The terminal; a file or a pipe gets lines as long as the tables need."""
    console = Console(highlight=False, markup=False, emoji=False)
    return console if console.is_terminal else Console(
        highlight=False, markup=False, emoji=False, width=_PIPE_WIDTH
    )  # fmt: skip


def print_run(run: Run, gates: Sequence[Gate], *, misses: bool) -> None:
    """Print a run's figures, where it failed, and its languages."""
    console = stdout()
    facts = f"{run.index['articles']} articles, {run.index['passages']} passages"
    console.print(f"{run.name}: {len(run.outcomes)} questions, {facts}, {run.index['model']}")
    console.print(figures_table(run.figures, gates))
    failed = Counter(o.failure.kind for o in run.outcomes if o.failure)
    if failed:
        table = Table("missed", "questions")
        for kind in sorted(failed, key=_order):
            table.add_row(kind, str(failed[kind]))
        console.print(table)
    _print_languages(console, run)
    if misses:
        _print_misses(console, run.outcomes)


def print_comparisons(names: Sequence[str], rows: Sequence[Sequence[Comparison]]) -> None:
    """Print what each further run gives against the first one."""
    console = stdout()
    for name, comparisons in zip(names[1:], rows, strict=True):
        console.print(f"{names[0]} → {name}")
        table = Table(
            "figure", "first", "second", "difference", "95 % interval", "d", "p", "p (Holm)",
            "can show", "won/lost/same",
        )  # fmt: skip
        for one in comparisons:
            table.add_row(
                one.metric, f"{one.first:.3f}", f"{one.second:.3f}", f"{one.difference.value:+.3f}",
                interval(one.difference), f"{one.effect:+.2f}", f"{one.p:.4f}",
                f"{one.corrected_p:.4f}" + (" *" if one.is_shown else ""),
                f"{one.smallest:.3f}", f"{one.wins}/{one.losses}/{one.ties}",
            )  # fmt: skip
        console.print(table)
    console.print(
        "* more than luck (5 %, paired randomisation test, Holm's correction over all rows). "
        "d: difference in standard deviations. can show: the smallest difference that so many "
        "questions find in four of five trials; a smaller one that is not found may still be there."
    )


def print_sweep(rows: Sequence[Row], varied: Sequence[str]) -> None:
    """Print a row for each setting tried."""
    metrics = list(rows[0].figures)
    table = Table("settings", *metrics, f"p, {metrics[0]}", "search p50, ms")
    for row in rows:
        figures = [f"{row.figures[name].value:.3f}" for name in metrics]
        figures[0] += f" ({interval(row.figures[metrics[0]])})"
        p = "" if math.isnan(row.p) else f"{row.p:.4f}"
        table.add_row(row.trial.named(varied), *figures, p, f"{row.milliseconds:.1f}")
    stdout().print(table)
    stdout().print("The first row is what is set now; p is against it, after Holm's correction.")


def review_draft(number: int, total: int, draft: Draft) -> tuple[Verdict, str]:
    """Show a draft and ask what to do with it; the end of the input stops."""
    console = stdout()
    console.print(f"\n{number} of {total}  {draft.article_id}  ({draft.kind}, {draft.language})")
    console.print(f"  {printable(draft.sentence)}", style="dim", soft_wrap=True)
    console.print(f"  {printable(draft.question)}", style="bold", soft_wrap=True)
    if draft.answer != draft.sentence:
        console.print(f"  answer: {printable(draft.answer)}", soft_wrap=True)
    try:
        while True:
            said = input("[a]ccept, [e]dit, [r]eject, [s]top? ").strip().lower()
            if said in ("e", "edit"):
                question = input("the question: ").strip()
                if question:
                    return "edit", question
            elif said and said[0] in _VERDICTS and _VERDICTS[said[0]].startswith(said):
                return _VERDICTS[said[0]], draft.question
    except EOFError:
        return "stop", draft.question


def print_changes(metric: str, changed: Sequence[Change]) -> None:
    """Print the questions that came out differently."""
    console = stdout()
    console.print(f"{metric}: {len(changed)} questions came out differently")
    for one in changed:
        verdict = "won " if one.second > one.first else "lost"
        console.print(
            f"{verdict} {one.first:.3f} → {one.second:.3f}  {one.case_id}  "
            f"{printable(one.question)}",
            soft_wrap=True,
        )  # fmt: skip


def shown(figure: Figure, name: str) -> str:
    """A figure as people read it: times in whole units, the rest with three decimals."""
    return f"{figure.value:.0f}" if is_time(name) else f"{figure.value:.3f}"


def interval(figure: Figure) -> str:
    """A figure's interval, or nothing."""
    return "" if math.isnan(figure.low) else f"{figure.low:.3f}–{figure.high:.3f}"


def figures_table(figures: dict[str, Figure], gates: Sequence[Gate]) -> Table:
    """Figures with their intervals and gates."""
    table = Table("figure", "value", "95 % interval", "n", "gate")
    verdicts = {gate.name: gate for gate in gates}
    for name, figure in figures.items():
        gate = verdicts.get(name)
        verdict = "" if gate is None else f"{gate.bound:g} {'met' if gate.met else 'MISSED'}"
        table.add_row(
            name, shown(figure, name), interval(figure), str(figure.questions), verdict
        )  # fmt: skip
    return table


def _print_languages(console: Console, run: Run) -> None:
    found = breakdowns(run.outcomes, run.options.seed).get("language", {})
    if len(found) < 2:
        return
    names = [name for name in _IN_LANGUAGES if any(name in kind for kind in found.values())]
    table = Table("language", *names)
    for kind, figures in found.items():
        cells = [
            f"{figures[name].value:.3f} ({figures[name].questions})" if name in figures else ""
            for name in names
        ]
        table.add_row(kind, *cells)
    console.print(table)


def _print_misses(console: Console, outcomes: Sequence[Outcome]) -> None:
    missed = [outcome for outcome in outcomes if outcome.failure]
    for outcome in sorted(missed, key=lambda o: _order(o.failure.kind if o.failure else "")):
        assert outcome.failure is not None
        console.print(
            f"{outcome.case.id} {outcome.failure.kind}: {printable(outcome.case.question)}",
            soft_wrap=True,
        )
        console.print(f"    {printable(outcome.failure.needed)}", style="dim", soft_wrap=True)


def _order(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)


def _plain_lines(console: Console, what: str) -> OnProgress:
    said = {0}

    def say(done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        if tenth not in said:
            said.add(tenth)
            console.print(f"{what}: {done} of {total}")

    return say
