"""``python -m evals`` or ``citewell eval``: ask the project's questions and judge the answers."""

import argparse
import json
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from evals.cases import CaseError, read_cases
from evals.metrics import Outcome, answer_metrics, ranking_metrics
from evals.run import run_cases
from index import CitewellError, load_settings
from qa import Corpus

_ROOM: Final = Path(__file__).parent
SEEDS: Final = _ROOM.parent / "seeds"
FICTIONAL: Final = _ROOM / "corpora" / "fictional"
NEAR_MISSES: Final = _ROOM / "corpora" / "near-misses"
# name → case file, folder of articles
SETS: Final = {
    "seeds": (_ROOM / "cases" / "seeds.jsonl", SEEDS),
    "fictional-dev": (_ROOM / "cases" / "fictional-dev.jsonl", FICTIONAL),
    "fictional-test": (_ROOM / "cases" / "fictional-test.jsonl", FICTIONAL),
    "near-misses": (_ROOM / "cases" / "near-misses.jsonl", NEAR_MISSES),
}
GATES: Final = _ROOM / "gates.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a set; returns 1 if a figure is under its gate, 2 if the run was not possible."""
    parser = argparse.ArgumentParser(prog="citewell eval", description="Retrieval evals.")
    parser.add_argument("--set", choices=sorted(SETS), default="seeds", help="questions (seeds)")
    parser.add_argument("--json", action="store_true", help="print figures and outcomes as JSON")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parsed = parser.parse_args(arguments)
    try:
        outcomes = _run_set(parsed.set)
        gates = tomllib.loads(GATES.read_text(encoding="utf-8")).get(parsed.set, {})
    except CitewellError as error:
        print(f"citewell eval: {error}", file=sys.stderr)
        return 2
    figures = {**ranking_metrics(outcomes), **answer_metrics(outcomes)}
    # Not "below": a figure that is not a number passes no gate.
    failed = [name for name, least in gates.items() if not figures[name] >= least]
    if parsed.json:
        print(json.dumps(_as_json(parsed.set, figures, failed, outcomes), ensure_ascii=False))
    else:
        _print(parsed.set, figures, gates, outcomes, misses=parsed.misses)
    return 1 if failed else 0


def _run_set(name: str) -> list[Outcome]:
    """Ask a set's questions on an index made for this run, so that nothing old can help."""
    file, folder = SETS[name]
    cases = read_cases(file)
    if not cases:
        raise CaseError(f"{file} holds no cases.")
    with tempfile.TemporaryDirectory(prefix="citewell-evals-") as work:
        corpus = Corpus.create(Path(work) / "index", settings=load_settings())
        try:
            corpus.sync(folder)
            return run_cases(corpus, cases)
        finally:
            corpus.close()


def _print(
    name: str,
    figures: dict[str, float],
    gates: dict[str, float],
    outcomes: Sequence[Outcome],
    *,
    misses: bool,
) -> None:
    console = Console(highlight=False, markup=False)
    table = Table("figure", "value", "gate", title=f"{name}: {len(outcomes)} questions")
    for figure, value in figures.items():
        least = gates.get(figure)
        verdict = "" if least is None else f"≥ {least:g} {'met' if value >= least else 'MISSED'}"
        table.add_row(figure, f"{value:g}" if value > 1 else f"{value:.3f}", verdict)
    console.print(table)
    breakdown = Table("language", "answerable", "gold cited", "unanswerable", "refused")
    for language in sorted({outcome.case.language for outcome in outcomes}):
        some = [outcome for outcome in outcomes if outcome.case.language == language]
        known = answer_metrics(some)
        breakdown.add_row(
            language,
            f"{known['answerable']:g}",
            f"{known['gold cited']:.3f}",
            f"{known['unanswerable']:g}",
            f"{known['unanswerable refused']:.3f}",
        )
    console.print(breakdown)
    if misses:
        for outcome in outcomes:
            problem = _problem(outcome)
            if problem:
                console.print(
                    f"{outcome.case.id} {problem} {outcome.confidence:.2f}: {outcome.case.question}"
                )


def _problem(outcome: Outcome) -> str:
    if not outcome.case.answerable:
        return "" if outcome.abstained else "wrongly answered"
    if outcome.covered:
        return ""
    if outcome.abstained:
        return "wrongly refused" if outcome.nearest_covered else "wrongly refused, not found"
    return "wrong sentence"


def _as_json(
    name: str, figures: dict[str, float], failed: list[str], outcomes: Sequence[Outcome]
) -> dict[str, Any]:
    return {
        "set": name,
        "figures": figures,
        "gates_failed": failed,
        "outcomes": [
            {
                "id": outcome.case.id,
                "language": outcome.case.language,
                "answerable": outcome.case.answerable,
                "abstained": outcome.abstained,
                "confidence": outcome.confidence,
                "covered": outcome.covered,
                "first_relevant_rank": _first_rank(outcome),
            }
            for outcome in outcomes
        ],
    }


def _first_rank(outcome: Outcome) -> int | None:
    return next((rank for rank, hit in enumerate(outcome.ranking, start=1) if hit), None)


if __name__ == "__main__":
    sys.exit(main())
