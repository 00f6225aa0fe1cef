"""Case files (JSON lines) → questions with what is known about their answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from index import CitewellError

UNKNOWN_LANGUAGE: Final = "und"  # ISO 639's own code for it
_KNOWN: Final = frozenset(
    {
        "id",
        "question",
        "language",
        "answerable",
        "gold",
        "match",
        "tags",
        "why",
        "answers",
        "provenance",
    }
)


class CaseError(CitewellError):
    """A case file, or a case in it, can't be used."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What proves an answer; independent of how passages are cut.

    Attributes:
        quote: the characters that prove it; empty where only the article is known.
        grade: how relevant, 1 and up; data sets in BEIR layout may grade.
        start: where the quote begins in the article's text; None means where it stands first.
    """

    article_id: str
    quote: str
    grade: int = 1
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known about its answer.

    Attributes:
        gold: what proves the answer; empty for an unanswerable question.
        match: whether any one of them is enough, or all are needed.
        tags: kinds that results are broken down by; the first is the kind of question.
        why: for an unanswerable question, which fact is missing.
        answers: short answers, each of them right; empty where only quotes are known.
        provenance: who or what made the case, where the file says so.
    """

    id: str
    question: str
    language: str
    answerable: bool
    gold: tuple[Gold, ...]
    match: Literal["any", "all"]
    tags: tuple[str, ...]
    why: str
    answers: tuple[str, ...] = ()
    provenance: str = ""


def read_cases(file: Path) -> list[Case]:
    """Read the cases of a file.

    A line needs ``question`` and ``gold`` (a list of ``article_id`` and ``quote``); the rest has
    a default: ``id`` (``line-N``), ``language`` (und), ``answerable`` (whether there is gold),
    ``match`` (any), ``tags``, ``why``, ``answers`` and ``provenance`` (empty).

    Raises:
        CaseError: a line can't be read, an id comes twice, or gold and answerable disagree.
    """
    cases = [
        case_of(json_object(line, where), where, default_id=f"line-{number}")
        for number, where, line in json_lines(file)
    ]
    check_ids(cases, file)
    return cases


def case_of(values: dict[str, Any], where: str, *, default_id: str = "") -> Case:
    """Make a case of a line's values; ``where`` names the line in messages.

    Raises:
        CaseError: they are no case.
    """
    unknown = sorted(set(values) - _KNOWN)
    if unknown:
        raise CaseError(
            f"{where}: unknown field {unknown[0]!r}; known: {', '.join(sorted(_KNOWN))}."
        )
    try:
        case = Case(
            id=str(values.get("id", default_id)),
            question=str(values["question"]),
            language=str(values.get("language", UNKNOWN_LANGUAGE)),
            answerable=bool(values.get("answerable", values["gold"])),
            gold=tuple(Gold(**one) for one in values["gold"]),
            match=values.get("match", "any"),
            tags=tuple(values.get("tags", ())),
            why=str(values.get("why", "")),
            answers=tuple(values.get("answers", ())),
            provenance=str(values.get("provenance", "")),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise CaseError(f"{where}: not a case: {_reason(error)}. Mend the line.") from error
    if case.match not in ("any", "all"):
        raise CaseError(f"{where}: match is {case.match!r}; it must be 'any' or 'all'.")
    if case.answerable != bool(case.gold):
        raise CaseError(f"{where}: an answerable case needs gold quotes, an unanswerable one none.")
    return case


def check_ids(cases: list[Case], file: Path) -> None:
    """Make sure that no id stands for two cases.

    Raises:
        CaseError: one does.
    """
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{file}: the id {case.id!r} stands there twice. Give each its own.")
        seen.add(case.id)


def json_lines(file: Path) -> Iterator[tuple[int, str, str]]:
    """The lines that aren't empty: number, place for messages, content.

    Raises:
        CaseError: the file can't be read.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file} can't be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, f"{file}:{number}", line


def json_object(line: str, where: str) -> dict[str, Any]:
    """The object that a line of JSON holds.

    Raises:
        CaseError: it holds none.
    """
    try:
        values = json.loads(line)
    except ValueError as error:
        raise CaseError(f"{where}: not JSON: {error}. Mend the line.") from error
    if not isinstance(values, dict):
        raise CaseError(f"{where}: not a JSON object. Mend the line.")
    return values


def _reason(error: Exception) -> str:
    return f"no field {error}" if isinstance(error, KeyError) else str(error)
