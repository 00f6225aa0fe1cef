"""Options → a run: read the data, make or reuse the index, run every question, keep the record."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from evals.cases import Case
from evals.data_sets import DataSet, project_set, read_data
from evals.indexing import MadeIndex, made_index
from evals.metrics import figures, is_time
from evals.outcomes import Outcome, outcome_of
from evals.provenance import code_facts, machine, versions
from evals.run import outcomes_of
from evals.run_file import Run, RunFileError, RunOptions
from index import OnProgress, Settings
from qa import Corpus

Progress = Callable[[str], AbstractContextManager[OnProgress]]
# What figures follow from, of all that can be set.
_SETTINGS: Final = ("model", "passage_tokens", "title_prefix", "max_file_bytes", "strictness")


def run_experiment(options: RunOptions, settings: Settings, progress: Progress) -> Run:
    """Do a run. One that was stopped goes on with the question that it had come to.

    Raises:
        CitewellError: data, model or settings can't be used.
    """
    data = data_of(options)
    made = made_index(data, settings, lambda: progress("indexing"))
    cases = sampled(data.cases, options.sample, options.seed)
    code = code_facts()
    asks = data.asks and not options.search_only
    facts = {
        "options": asdict(options),
        "data": {"kind": data.kind, "sha256": data.sha256, "questions": str(len(data.cases))},
        "settings": {name: str(getattr(settings, name)) for name in _SETTINGS},
        "index": _index_facts(made),
        "code": code,
        "versions": versions(),
    }
    begun = dt.datetime.now(dt.UTC)
    identity = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
    journal = settings.home / "evals" / "unfinished" / f"{data.name}-{identity}.jsonl"
    with progress("asking" if asks else "searching") as on_progress:
        outcomes = tuple(_resumed(journal, cases, asks, made, settings, on_progress))
    journal.unlink(missing_ok=True)
    return Run(
        name=data.name,
        made=begun.isoformat(timespec="seconds"),
        options=options,
        data={**facts["data"], "articles failed": str(len(made.failures))},
        settings=dict(facts["settings"]),
        index=dict(facts["index"]),
        code=code,
        versions=versions(),
        machine=machine(),
        figures=figures(outcomes, options.seed),
        outcomes=outcomes,
    )


def data_of(options: RunOptions) -> DataSet:
    """The data set that the options name.

    Raises:
        CaseError: it can't be used.
    """
    if options.data is None:
        return project_set(options.set or "seeds")
    return read_data(Path(options.data), Path(options.articles) if options.articles else None)


def sampled(cases: tuple[Case, ...], number: int | None, seed: int) -> tuple[Case, ...]:
    """So many cases drawn without putting back, in their order; all if there are fewer."""
    if number is None or number >= len(cases):
        return cases
    chosen = np.random.default_rng(seed).choice(len(cases), number, replace=False)
    return tuple(cases[n] for n in sorted(chosen))


def differences(before: Run, now: Run) -> list[str]:
    """What a repeated run gives otherwise, a sentence each; times are not compared."""
    found = [
        f"{name}: {figure.value!r} before, "
        + (f"{now.figures[name].value!r} now" if name in now.figures else "missing now")
        for name, figure in before.figures.items()
        if not is_time(name) and repr(figure) != repr(now.figures.get(name))
    ]
    found += [f"{name}: missing before" for name in now.figures if name not in before.figures]
    for one, other in zip(before.outcomes, now.outcomes, strict=False):
        if _timeless(one) != _timeless(other):
            found.append(f"question {one.case.id} came out differently")
    return found


def check_same_data(before: Run, data: DataSet) -> None:
    """Make sure that a data set is the one that a run was made with.

    Raises:
        RunFileError: it has changed since.
    """
    if data.sha256 != before.data["sha256"]:
        raise RunFileError(
            f"{data.source} has changed since the run: its digest is {data.sha256[:12]}, not "
            f"{before.data['sha256'][:12]}. Bring back the data of the run, or make a new run."
        )


def _resumed(
    journal: Path,
    cases: tuple[Case, ...],
    asks: bool,
    made: MadeIndex,
    settings: Settings,
    on_progress: OnProgress,
) -> Iterator[Outcome]:
    known = _known(journal)
    journal.parent.mkdir(parents=True, exist_ok=True)
    rest = [case for case in cases if case.id not in known]
    corpus = Corpus.open(made.path, settings)
    try:
        with journal.open("a", encoding="utf-8") as lines:
            for done, outcome in enumerate(outcomes_of(corpus, rest, asks, settings), start=1):
                known[outcome.case.id] = outcome
                lines.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
                lines.flush()
                on_progress(len(cases) - len(rest) + done, len(cases))
    finally:
        corpus.close()
    yield from (known[case.id] for case in cases)


def _known(journal: Path) -> dict[str, Outcome]:
    """What a stopped run has left behind; its last line may be torn."""
    found: dict[str, Outcome] = {}
    if journal.is_file():
        for line in journal.read_text(encoding="utf-8").splitlines():
            try:
                outcome = outcome_of(json.loads(line))
            except (ValueError, KeyError, TypeError):
                break
            found[outcome.case.id] = outcome
        kept = "".join(json.dumps(asdict(o), ensure_ascii=False) + "\n" for o in found.values())
        journal.write_text(kept, encoding="utf-8")
    return found


def _index_facts(made: MadeIndex) -> dict[str, str]:
    return {
        "model": made.model,
        "fingerprint": made.fingerprint,
        "articles": str(made.articles),
        "passages": str(made.passages),
        "sha256": made.sha256,
    }


def _timeless(outcome: Outcome) -> dict[str, Any]:
    values = asdict(outcome)
    values["search_seconds"] = 0.0
    if values["reply"]:
        values["reply"]["seconds"] = 0.0
    return values
