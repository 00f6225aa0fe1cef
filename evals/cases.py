"""Case files (JSON lines) → questions with what is known about their answers."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index import CitewellError


class CaseError(CitewellError):
    """A case file, or a case in it, can't be used."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A quote that proves an answer; independent of how passages are cut."""

    article_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known about its answer.

    Attributes:
        gold: quotes that prove the answer; empty for an unanswerable question.
        match: whether any one of them is enough, or all are needed.
        tags: kinds that results are broken down by; the first is the kind of question.
        why: for an unanswerable question, which fact is missing.
    """

    id: str
    question: str
    language: str
    answerable: bool
    gold: tuple[Gold, ...]
    match: Literal["any", "all"]
    tags: tuple[str, ...]
    why: str


def read_cases(file: Path) -> list[Case]:
    """Read the cases of a file.

    Raises:
        CaseError: a line can't be read, an id comes twice, or gold and answerable disagree.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(f"{file} can't be read: {error}.") from error
    cases = [_case(line, f"{file}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    if len({case.id for case in cases}) != len(cases):
        raise CaseError(f"{file}: an id stands there twice. Give each case an id of its own.")
    return cases


def _case(line: str, where: str) -> Case:
    try:
        values = json.loads(line)
        gold = tuple(Gold(one["article_id"], one["quote"]) for one in values.pop("gold"))
        case = Case(gold=gold, tags=tuple(values.pop("tags")), **values)
    except (ValueError, TypeError, KeyError) as error:
        raise CaseError(f"{where}: not a case: {error}.") from error
    if case.answerable != bool(case.gold):
        raise CaseError(f"{where}: an answerable case needs gold quotes, an unanswerable one none.")
    return case
