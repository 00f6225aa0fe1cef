"""A folder of articles → drafted questions → those that a person accepts, in a case file.

Unanswerable questions are accepted ones, asked of a copy of the folder without their article.
"""

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from evals.cases import Case, CaseError, case_of, json_lines, json_object, read_cases
from evals.data_sets import DataSet
from evals.drafts import Draft, drafts_of, is_told, without_known
from evals.experiment import Progress
from evals.indexing import made_index
from index import Settings
from qa import Corpus

Verdict = Literal["accept", "edit", "reject", "stop"]
# Shows a draft and its number; returns what a person decides, and the question as mended.
Review = Callable[[int, int, Draft], tuple[Verdict, str]]
_DEFAULTS: Final[dict[str, Any]] = {"why": "", "answers": (), "provenance": "", "match": "any"}


def drafted(
    folder: Path, out: Path, settings: Settings, progress: Progress, *, number: int, seed: int
) -> list[Draft]:
    """So many drafts drawn from a folder's articles, without what was asked or rejected before.

    Raises:
        CitewellError: the folder can't be indexed, or a file of cases can't be read.
    """
    known = [case.question for case in _kept(out)]
    known += [json_object(line, where)["question"] for _, where, line in _lines(_rejected(out))]
    data = DataSet("drafts", "jsonl", folder, (), folder.absolute(), {}, _names(folder))
    made = made_index(data, settings, lambda: progress("indexing"))
    corpus = Corpus.open(made.path, settings)
    try:
        found = list(without_known(_all_drafts(corpus, folder), known))
    finally:
        corpus.close()
    order = np.random.default_rng(seed).permutation(len(found))[:number]
    return [found[n] for n in sorted(order)]


def review_drafts(drafts: Sequence[Draft], out: Path, review: Review, today: dt.date) -> list[Case]:
    """Ask a person about each draft; what is decided is kept at once, so stopping loses nothing."""
    taken = {case.id for case in _kept(out)}
    accepted: list[Case] = []
    for number, draft in enumerate(drafts, start=1):
        verdict, question = review(number, len(drafts), draft)
        if verdict == "stop":
            break
        if verdict == "reject":
            _append(_rejected(out), {"question": draft.question, "article_id": draft.article_id})
            continue
        made = f"drafted from a pattern ({draft.kind}), {verdict}ed {today.isoformat()}"
        case = replace(draft, question=question).case(_free_name(taken), made)
        taken.add(case.id)
        _append(out, as_line(case))
        accepted.append(case)
    return accepted


def without_articles(cases: Sequence[Case], folder: Path, out: Path) -> tuple[Path, int]:
    """Write a copy of the folder without the cases' articles, and the cases as unanswerable.

    A case that another article tells, too, is left out: it would still have an answer.

    Returns:
        The case file and how many cases it holds.
    """
    gone = {gold.article_id for case in cases for gold in case.gold}
    copy = out.with_name(f"{out.stem}-without")
    shutil.rmtree(copy, ignore_errors=True)
    left: list[str] = []
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.is_file() and str(name.with_suffix("").as_posix()) not in gone:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy / name)
            left += (
                file.read_text(encoding="utf-8", errors="replace").replace("\n", ". ").split(".")
            )
    target = out.with_name(f"{out.stem}-without.jsonl")
    target.unlink(missing_ok=True)
    moved = 0
    for case in cases:
        gold = case.gold[0]
        told = Draft("said", case.language, case.question, "", gold.quote, 0, "")
        if not is_told(told, left):
            why = f"its article {gold.article_id} was taken out"
            unanswerable = replace(case, answerable=False, gold=(), answers=(), why=why)
            _append(target, as_line(unanswerable))
            moved += 1
    return target, moved


def as_line(case: Case) -> dict[str, Any]:
    """A case as its line of a file holds it: what has its default is left out."""
    values = {k: v for k, v in asdict(case).items() if k not in _DEFAULTS or _DEFAULTS[k] != v}
    values["gold"] = [
        {k: v for k, v in asdict(gold).items() if v not in (None, 1) or k == "quote"}
        for gold in case.gold
    ]
    case_of(json.loads(json.dumps(values)), "a draft")  # what is written can be read
    return values


def _all_drafts(corpus: Corpus, folder: Path) -> Iterator[Draft]:
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).with_suffix("").as_posix()
        article = corpus.article(name) if file.is_file() else None
        if article is not None:
            yield from drafts_of(article, corpus.sentences_of(name))


def _names(folder: Path) -> str:
    """Names the state of a folder: paths, sizes and times of its files."""
    if not folder.is_dir():
        raise CaseError(f"There is no folder {folder}. Check the path.")
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return "\n".join(f"{f} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files)


def _kept(out: Path) -> list[Case]:
    return read_cases(out) if out.exists() else []


def _rejected(out: Path) -> Path:
    return out.with_name(f"{out.stem}.rejected.jsonl")


def _lines(file: Path) -> Iterator[tuple[int, str, str]]:
    return json_lines(file) if file.exists() else iter(())


def _free_name(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"d{number:04d}" in taken:
        number += 1
    return f"d{number:04d}"


def _append(file: Path, values: dict[str, Any]) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(values, ensure_ascii=False) + "\n")
