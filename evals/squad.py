"""A JSON file in SQuAD's format (1.1 or 2.0) → articles and cases.

Each paragraph is an article of its own, as retrieval over SQuAD is usually measured; an answer's
position makes it a gold quote.

Source: Rajpurkar et al. (2016) and (2018), "SQuAD" and "Know What You Don't Know".
"""

import json
from pathlib import Path
from typing import Any

from evals.cases import UNKNOWN_LANGUAGE, Case, CaseError, Gold


def read_squad(file: Path) -> tuple[dict[str, tuple[str, str]], list[Case]]:
    """Read a data set: article id → title and text, and the questions.

    A gold quote's ``start`` counts from the beginning of its paragraph.

    Raises:
        CaseError: the file is not in this format.
    """
    try:
        parts = json.loads(file.read_text(encoding="utf-8"))["data"]
        language = file.stem.rsplit(".", 1)[-1]
        language = language if len(language) == 2 else UNKNOWN_LANGUAGE
        articles: dict[str, tuple[str, str]] = {}
        cases: list[Case] = []
        for number, part in enumerate(parts):
            for at, paragraph in enumerate(part["paragraphs"]):
                name = f"{number:04d}-{at:03d}"
                title = str(part.get("title") or "").replace("_", " ")
                articles[name] = (title, paragraph["context"])
                cases += [_case(asked, name, language) for asked in paragraph["qas"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{file} is not in SQuAD's format: {error!r}.") from error
    return articles, cases


def _case(asked: dict[str, Any], article_id: str, language: str) -> Case:
    answers = [] if asked.get("is_impossible") else asked["answers"]
    places = dict.fromkeys((answer["text"], answer["answer_start"]) for answer in answers)
    return Case(
        id=str(asked["id"]),
        question=asked["question"],
        language=language,
        answerable=bool(answers),
        gold=tuple(Gold(article_id, text, start=start) for text, start in places),
        match="any",
        tags=(),
        why="",
        answers=tuple(dict.fromkeys(answer["text"] for answer in answers)),
    )
