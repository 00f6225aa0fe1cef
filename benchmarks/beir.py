"""A data set in BEIR's layout → articles in files, questions, and what is relevant to them.

corpus.jsonl or corpus.jsonl.gz holds ``_id``, ``title`` and ``text``; queries.jsonl ``_id``,
``text`` and maybe ``answers``; qrels.tsv query, article and grade, with a header line.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the articles that are relevant to it.

    Attributes:
        relevant: article → grade, 1 and up. answers: strings, one of which answers it.
    """

    id: str
    text: str
    relevant: dict[str, int]
    answers: tuple[str, ...]


def read_questions(folder: Path, every: int = 1, articles: int | None = None) -> list[Question]:
    """The questions that have a relevant article, in order of the file.

    Args:
        every: take one of so many.
        articles: only so many articles are there, as ``write_articles`` takes them.
    """
    relevant: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, article, grade = line.split("\t")
        if int(grade) > 0:
            relevant.setdefault(question, {})[article] = int(grade)
    questions = [
        Question(row["_id"], row["text"], relevant[row["_id"]], tuple(row.get("answers", ())))
        for row in _rows(folder / "queries.jsonl")
        if row["_id"] in relevant
    ]
    questions = questions[::every]
    if articles is None:
        return questions
    there = set(_relevant(questions)[:articles])
    left = [
        replace(one, relevant={a: grade for a, grade in one.relevant.items() if a in there})
        for one in questions
    ]
    return [question for question in left if question.relevant]


def _relevant(questions: Sequence[Question]) -> list[str]:
    """The articles that are relevant to any question, in order of the SHA-256 of their id."""
    return sorted({article for one in questions for article in one.relevant}, key=_order)


def corpus_name(folder: Path, articles: int | None, every: int = 1) -> str:
    """A name that is the same for the same articles: data sets share corpora."""
    digest = hashlib.sha256()
    for row in _rows(_corpus_file(folder)):
        digest.update(repr((row["_id"], row.get("title"), row["text"])).encode())
    sample = "" if articles is None else f"{folder.name}-{articles}-{every}"
    return digest.hexdigest()[:12] + sample


def write_articles(folder: Path, target: Path, articles: int | None, every: int = 1) -> None:
    """Write each article into a file of its own: title, empty line, text.

    Args:
        articles: how many at most; those that are relevant to a question, then others, each in
            order of the SHA-256 of their id, so that the same ones are taken everywhere. None
            takes all.
        every: of the questions, only one of so many is asked.
    """
    rows = list(_rows(_corpus_file(folder)))
    if articles is not None:
        kept = set(_relevant(read_questions(folder, every)))
        rows.sort(key=lambda row: (row["_id"] not in kept, _order(row["_id"])))
        rows = rows[:articles]
    target.mkdir(parents=True, exist_ok=True)
    for row in rows:
        title = f"{row['title']}\n\n" if row.get("title") else ""
        file = target / f"{quote(row['_id'], safe='')}.txt"
        file.write_text(title + row["text"], encoding="utf-8", newline="")


def id_of(article_id: str) -> str:
    """The data set's id of an indexed article."""
    return unquote(article_id)


def _order(article: str) -> str:
    return hashlib.sha256(article.encode()).hexdigest()


def _corpus_file(folder: Path) -> Path:
    packed = folder / "corpus.jsonl.gz"
    return packed if packed.is_file() else folder / "corpus.jsonl"


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
