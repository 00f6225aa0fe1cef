"""A folder in BEIR layout → articles and cases.

``corpus.jsonl`` (_id, title, text), ``queries.jsonl`` (_id, text), and relevance judgements in
``qrels/test.tsv`` or ``qrels.tsv`` (query, article, grade); each plain or ending in .gz. What
BEIR doesn't have is read where a query gives it: ``answers``, ``answerable``, ``lang``, ``tags``.

Source: Thakur et al. (2021), "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of
Information Retrieval Models".
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from evals.cases import UNKNOWN_LANGUAGE, Case, CaseError, Gold, json_object

CORPUS: Final = "corpus.jsonl"
QUERIES: Final = "queries.jsonl"
_QRELS: Final = ("qrels/test.tsv", "qrels.tsv")


def beir_files(folder: Path) -> tuple[Path, Path, Path] | None:
    """Corpus, queries and judgements of a folder; None if it is not in BEIR layout."""
    found = [_either(folder, name) for name in (CORPUS, QUERIES)]
    qrels = next((file for name in _QRELS if (file := _either(folder, name))), None)
    corpus, queries = found
    return (corpus, queries, qrels) if corpus and queries and qrels else None


def read_beir(folder: Path) -> tuple[dict[str, tuple[str, str]], list[Case]]:
    """Read a data set: article id → title and text, and the judged queries.

    A query without a judgement is left out, as BEIR does, unless it says that it is unanswerable.

    Raises:
        CaseError: the folder is not in this layout, or a line can't be used.
    """
    files = beir_files(folder)
    if files is None:
        raise CaseError(
            f"{folder} is not in BEIR layout: it needs {CORPUS}, {QUERIES} and {_QRELS[0]} or "
            f"{_QRELS[1]}, plain or .gz."
        )
    corpus, queries, qrels = files
    articles = {}
    for where, line in _lines(corpus):
        values = json_object(line, where)
        articles[_field(values, "_id", where)] = (
            str(values.get("title") or ""),
            _field(values, "text", where),
        )
    gold = _judgements(qrels)
    cases = []
    for where, line in _lines(queries):
        case = _case(json_object(line, where), gold, where)
        if case:
            cases.append(case)
    return articles, cases


def _case(values: dict[str, Any], gold: dict[str, list[Gold]], where: str) -> Case | None:
    query = _field(values, "_id", where)
    known = gold.get(query, []) if values.get("answerable", True) else []
    if not known and values.get("answerable", True):
        return None
    return Case(
        id=query,
        question=_field(values, "text", where),
        language=str(values.get("lang") or UNKNOWN_LANGUAGE),
        answerable=bool(known),
        gold=tuple(known),
        match="any",
        tags=tuple(values.get("tags") or ()),
        why="",
        answers=tuple(values.get("answers") or ()) if known else (),
    )


def _judgements(file: Path) -> dict[str, list[Gold]]:
    gold: dict[str, list[Gold]] = {}
    for number, (where, line) in enumerate(_lines(file)):
        parts = line.rstrip("\r").split("\t")
        if number == 0 and parts[-1].strip() == "score":
            continue
        try:
            query, article, grade = parts[0], parts[1], int(parts[2])
        except (IndexError, ValueError) as error:
            raise CaseError(
                f"{where}: not a judgement; expected query, article and grade between tabs."
            ) from error
        if grade > 0:
            gold.setdefault(query, []).append(Gold(article, "", grade))
    return gold


def _field(values: dict[str, Any], name: str, where: str) -> str:
    if name not in values:
        raise CaseError(f"{where}: no field {name!r}. Mend the line.")
    return str(values[name])


def _either(folder: Path, name: str) -> Path | None:
    return next((f for f in (folder / name, folder / f"{name}.gz") if f.is_file()), None)


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"{file}:{number}", line.rstrip("\n")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise CaseError(f"{file} can't be read: {error}.") from error
