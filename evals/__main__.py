"""``python -m evals`` or ``citewell eval``: measure, compare, repeat, report."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from evals.cases import read_cases
from evals.compare import changes, compare_runs
from evals.data_sets import SETS
from evals.experiment import check_same_data, data_of, differences, run_experiment, sampled
from evals.gates import check_gates
from evals.generate import drafted, review_drafts, without_articles
from evals.plain import plain_figures
from evals.run_file import Run, RunOptions, as_json
from evals.sweep import DIMENSIONS, sweep, trials_of
from evals.terminal import (
    figures_table,
    print_changes,
    print_comparisons,
    print_run,
    print_sweep,
    progress,
    review_draft,
    stdout,
)
from index import CitewellError, Settings, load_settings

_SWEPT: Final = ("nDCG@10", "hit@1", "hit@3", "hit@5", "hit@10")  # k is swept by the last four
_DESCRIPTION: Final = "Retrieval evals. Without a command: run a set of questions and judge."


def main(arguments: Sequence[str] | None = None) -> int:
    """Do a command; returns 1 if a figure is under its gate, 2 if it was not possible."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0] not in _COMMANDS and given[0] not in ("-h", "--help")):
        given = ["run", *given]
    parsed = _parser().parse_args(given)
    try:
        run: Callable[[argparse.Namespace], int] = parsed.run
        return run(parsed)
    except CitewellError as error:
        print(f"citewell eval: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("citewell eval: stopped; the same command goes on from here.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="citewell eval", description=_DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (help_text, add_options, run) in _COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        add_options(command)
        command.set_defaults(run=run)
    return parser


def _run_options(parser: argparse.ArgumentParser) -> None:
    _add_data_options(parser)
    parser.add_argument("--search-only", action="store_true", help="measure the search alone")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to keep the run")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list what was missed, and why")
    parser.add_argument("--model", help="sentence-transformers model, a name or a folder")
    parser.add_argument("--passage-tokens", type=int, metavar="N", help="budget of a passage")
    parser.add_argument("--strictness", type=float, help="abstain below this confidence, 0 to 1")


def _add_data_options(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--set", choices=sorted(SETS), help="a set of the project (seeds)")
    what.add_argument(
        "--data", metavar="PATH", help="a BEIR-layout folder, SQuAD-format .json, or .jsonl"
    )
    parser.add_argument("--articles", metavar="FOLDER", help="the articles of a .jsonl")
    parser.add_argument("--sample", type=int, metavar="N", help="draw so many questions")
    parser.add_argument("--seed", type=int, default=1, help="of samples and intervals (1)")


def _options(parsed: argparse.Namespace, *, search_only: bool) -> RunOptions:
    is_set = parsed.data is None
    return RunOptions(
        set=(parsed.set or "seeds") if is_set else None,
        data=None if is_set else str(Path(parsed.data).absolute()),
        articles=str(Path(parsed.articles).absolute()) if parsed.articles else None,
        search_only=search_only,
        sample=parsed.sample,
        seed=parsed.seed,
    )


def _run(parsed: argparse.Namespace) -> int:
    settings = load_settings(
        model=parsed.model, passage_tokens=parsed.passage_tokens, strictness=parsed.strictness
    )
    run = run_experiment(_options(parsed, search_only=parsed.search_only), settings, progress)
    file = parsed.out or _run_file(run, settings)
    run.write(file)
    gates = check_gates(run.name, run.figures) if run.options.set else []
    failed = [gate.name for gate in gates if not gate.met]
    if parsed.json:
        found = {"set": run.name, "figures": as_json(run.figures), "gates_failed": failed}
        print(json.dumps({**found, "run": str(file)}, ensure_ascii=False))
    else:
        print_run(run, gates, misses=parsed.misses)
        stdout().print(f"kept: {file}", soft_wrap=True)
    return 1 if failed else 0


def _run_file(run: Run, settings: Settings) -> Path:
    stamp = run.made.replace(":", "").replace("+0000", "Z")
    return settings.home / "evals" / "runs" / f"{run.name}-{stamp}.json"


def _rerun_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="RUN.json")


def _rerun(parsed: argparse.Namespace) -> int:
    before = Run.read(parsed.file)
    check_same_data(before, data_of(before.options))
    strictness = before.settings["strictness"]
    settings = load_settings(
        model=before.settings["model"],
        passage_tokens=int(before.settings["passage_tokens"]),
        title_prefix=before.settings["title_prefix"],
        max_file_bytes=int(before.settings["max_file_bytes"]),
        strictness=None if strictness == "None" else float(strictness),
    )
    now = run_experiment(before.options, settings, progress)
    found = differences(before, now)
    if before.code["sha256"] != now.code["sha256"]:
        print("The code has changed since the run, so its figures may, too.")
    if before.versions != now.versions:
        print("Versions of packages have changed since the run.")
    for line in found:
        print(f"differs: {line}")
    print("The same to the last digit." if not found else f"{len(found)} things differ.")
    return 1 if found else 0


def _compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", type=Path, metavar="RUN.json")
    parser.add_argument("others", type=Path, nargs="+", metavar="RUN.json")
    parser.add_argument("--metric", action="append", help="a figure to compare (may be repeated)")
    parser.add_argument("--seed", type=int, default=1, help="of the random swaps (1)")


def _compare(parsed: argparse.Namespace) -> int:
    first, others = Run.read(parsed.first), [Run.read(file) for file in parsed.others]
    rows = compare_runs(first, others, parsed.metric, parsed.seed)
    names = [file.stem for file in (parsed.first, *parsed.others)]
    print_comparisons(names, rows)
    for other, comparisons in zip(others, rows, strict=True):
        for comparison in comparisons:
            if comparison.wins or comparison.losses:
                print_changes(comparison.metric, changes(first, other, comparison.metric))
    return 0


def _plain_options(parser: argparse.ArgumentParser) -> None:
    _add_data_options(parser)
    parser.add_argument("--model", help="sentence-transformers model, a name or a folder")


def _plain(parsed: argparse.Namespace) -> int:
    settings = load_settings(model=parsed.model)
    data = data_of(_options(parsed, search_only=True))
    data = replace(data, cases=sampled(data.cases, parsed.sample, parsed.seed))
    with progress("embedding") as on_progress:
        found = plain_figures(data, settings, on_progress, parsed.seed)
    stdout().print(f"{data.name}: {settings.model} alone, one vector an article")
    stdout().print(figures_table(found, []))
    return 0


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="RUN.json")
    parser.add_argument("--out", type=Path, default=Path("report"), metavar="FOLDER")


def _report(parsed: argparse.Namespace) -> int:
    from evals.report import Named, write_report  # plots are slow to import

    runs = [Named(file.stem, Run.read(file)) for file in parsed.files]
    for file in write_report(runs, parsed.out):
        print(f"written: {file}")
    return 0


def _sweep_options(parser: argparse.ArgumentParser) -> None:
    _add_data_options(parser)
    parser.add_argument(
        "--vary", action="append", required=True, metavar="NAME=VALUE,VALUE",
        help=f"a setting and its values (may be repeated): {', '.join(DIMENSIONS)}",
    )  # fmt: skip
    parser.add_argument("--metric", action="append", help="may be repeated; the first is compared")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write sweep.html and .json")


def _sweep(parsed: argparse.Namespace) -> int:
    settings = load_settings()
    grid: dict[str, list[str]] = {}
    for given in parsed.vary:
        name, _, values = given.partition("=")
        grid[name] = [value for value in values.split(",") if value]
    data = data_of(_options(parsed, search_only=True))
    cases = sampled(data.cases, parsed.sample, parsed.seed)
    quoted = all(gold.quote for case in cases for gold in case.gold)
    unit = "passage " if quoted else ""
    metrics = parsed.metric or [unit + name for name in _SWEPT]
    trials = trials_of(grid, settings)
    rows = sweep(data, cases, trials, metrics, settings, progress, parsed.seed)
    print_sweep(rows, list(grid))
    if parsed.out:
        from evals.report import write_sweep  # plots are slow to import

        for file in write_sweep(f"{data.name}, seed {parsed.seed}", rows, list(grid), parsed.out):
            print(f"written: {file}")
    return 0


def _generate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="your articles")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    parser.add_argument("--number", type=int, default=20, metavar="N", help="drafts (20)")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn (1)")
    parser.add_argument(
        "--without", action="store_true",
        help="don't draft: ask the accepted questions of a copy without their articles",
    )  # fmt: skip


def _generate(parsed: argparse.Namespace) -> int:
    folder, out = parsed.folder, parsed.out
    if parsed.without:
        cases = read_cases(out)
        file, number = without_articles(cases, folder, out)
        print(f"written: {file}, {number} unanswerable questions of {len(cases)}")
        print(f"try: python -m evals --data {file} --articles {file.with_suffix('')}")
        return 0
    drafts = drafted(folder, out, load_settings(), progress, number=parsed.number, seed=parsed.seed)
    today = dt.datetime.now(dt.UTC).date()
    accepted = review_drafts(drafts, out, review_draft, today)
    print(f"\n{len(drafts)} drafts, {len(accepted)} accepted into {out}")
    return 0


_COMMANDS: Final = {
    "run": ("run a set or a data set (the default)", _run_options, _run),
    "compare": ("tell whether a run is better, or luck", _compare_options, _compare),
    "plain": ("measure a model by itself, one vector an article", _plain_options, _plain),
    "report": ("write runs as a page, JSON and Markdown", _report_options, _report),
    "sweep": ("try settings of the search and compare them", _sweep_options, _sweep),
    "generate": ("draft questions from your articles", _generate_options, _generate),
    "rerun": ("repeat a run and compare every figure", _rerun_options, _rerun),
}


if __name__ == "__main__":
    sys.exit(main())
