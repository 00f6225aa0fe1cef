"""Other ways to rank: what each gives on the same questions, one line a way.

    python -m benchmarks.tried fictional-dev DATA/xquad-en DATA/scifact … [--only WORDS]

Prints hit@1 of articles (nDCG@10 for a set whose questions have no answers) on two halves of the
questions: choices were made on the first (every second question), the second tells what they are
worth. A set is a folder in BEIR's layout or the name of one of ours; fictional-dev and
fictional-test if none is given. Indexes and scores are kept, so that a line takes seconds; lines
that embed anew take minutes the first time. ``--differences``
prints what a line gains on all questions, with a 95 % interval of one comparison: with many lines,
some are above zero by luck.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.beir import Question, read_questions
from benchmarks.rankings import (
    articles_of,
    by_language,
    by_rank,
    fused,
    standardised,
    with_article,
    with_feedback,
)
from benchmarks.retrieval import indexed, mean_with_interval
from benchmarks.scores import Floats, Scores, Text, scores_of
from benchmarks.token_scores import in_full_precision, late_interaction
from benchmarks.word_scores import bm25, letters, stems, without_function_words
from evals.data_sets import DataSet, project_set
from evals.indexing import made_index
from index import Settings, load_settings

_OWN: Final = ("fictional-dev", "fictional-test")
_MANY: Final = 700  # questions; of a larger set every fourth is asked


@dataclass(frozen=True, slots=True)
class Asked:
    """A set, ready to be ranked in any way.

    Attributes:
        again: makes the scores anew from articles cut by other settings.
    """

    name: str
    questions: list[Question]
    scores: Scores
    texts: list[Text]
    settings: Settings
    again: Callable[[Settings], Scores]


Line = Callable[[Asked], tuple[Scores, Floats]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tried", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("sets", nargs="*", default=_OWN, metavar="SET")
    parser.add_argument("--articles", type=int, help="at most so many, relevant ones first")
    parser.add_argument("--every", type=int, default=1, help="ask one of so many questions")
    parser.add_argument("--only", default="", metavar="WORDS", help="lines that hold these words")
    parser.add_argument("--slow", action="store_true", help="also lines that embed anew")
    parser.add_argument(
        "--differences",
        action="store_true",
        help="also, on all questions, from the ranking as it is",
    )
    parsed = parser.parse_args(arguments)
    settings = load_settings()
    lines = LINES | SLOW_LINES if parsed.slow else LINES
    lines = {name: line for name, line in lines.items() if parsed.only in name}
    asked = [
        _own(name, settings)
        if name in _OWN
        else _given(Path(name), settings, parsed.articles, parsed.every)
        for name in parsed.sets
    ]
    print(f"| | {' | '.join(one.name for one in asked)} |")
    print("|---" * (len(asked) + 1) + "|")
    for name, line in lines.items():
        print(f"| {name} ", end="", flush=True)
        for one in asked:
            scores, ranking = line(one)
            values = _values(one.questions, scores.articles, ranking)
            cell = f"{values[::2].mean():.3f} {values[1::2].mean():.3f}"
            if parsed.differences:
                before = _values(one.questions, one.scores.articles, fused(one.scores))
                cell += f", {mean_with_interval(values - before, sign='+')}"
            print(f"| {cell} ", end="", flush=True)
        print("|")
    return 0


def _given(folder: Path, settings: Settings, articles: int | None, every: int) -> Asked:
    questions = read_questions(folder, every, articles)
    if len(questions) > _MANY:
        questions = questions[::4]
    cache = settings.home / "benchmarks"

    def scored(cut: Settings) -> tuple[Scores, list[Text]]:
        place = f"cut-{cut.passage_tokens}-{'title' if cut.title_prefix else 'text'}"
        below = cache if cut == settings else cache / place
        corpus = indexed(folder, below, cut, articles, every)
        path = corpus.path
        corpus.close()
        return scores_of(path, cut, [question.text for question in questions], cache / "scores")

    return Asked(folder.name, questions, *scored(settings), settings, lambda cut: scored(cut)[0])


def _own(name: str, settings: Settings) -> Asked:
    data = project_set(name)
    questions = _questions(data)

    def scored(cut: Settings) -> tuple[Scores, list[Text]]:
        path = made_index(data, cut).path
        cache = settings.home / "benchmarks" / "scores"
        return scores_of(path, cut, [question.text for question in questions], cache)

    return Asked(name, questions, *scored(settings), settings, lambda cut: scored(cut)[0])


def _questions(data: DataSet) -> list[Question]:
    return [
        Question(
            case.id,
            case.question,
            {gold.article_id: gold.grade for gold in case.gold},
            tuple(gold.quote for gold in case.gold),
        )
        for case in data.cases
        if case.gold
    ]


def _values(
    questions: Sequence[Question], articles: NDArray[np.str_], ranking: Floats
) -> NDArray[np.float64]:
    """hit@1 of each question, or nDCG@10 if none has an answer, shape (questions,)."""
    first, _of = articles_of(articles)
    best = np.argsort(-np.maximum.reduceat(ranking, first, axis=1), axis=1, kind="stable")[:, :10]
    discount = 1 / np.log2(np.arange(2, 12))
    values = []
    for question, order in zip(questions, best, strict=True):
        grades = np.array([question.relevant.get(str(articles[first[at]]), 0) for at in order])
        ideal = np.sort(list(question.relevant.values()))[::-1][:10]
        gain = float(grades @ discount[: len(grades)] / (ideal @ discount[: len(ideal)]))
        values.append(float(grades[0] > 0) if question.answers else gain)
    return np.array(values)


def _line(ranking: Callable[[Scores], Floats]) -> Line:
    return lambda asked: (asked.scores, ranking(asked.scores))


def _words(
    analyse: Callable[[str], list[str]],
    reword: Callable[[str], str] = str,
    **constants: float,
) -> Line:
    def line(asked: Asked) -> tuple[Scores, Floats]:
        texts = [text.text for text in asked.texts]
        asks = [reword(question.text) for question in asked.questions]
        words = bm25(texts, asks, analyse, **constants)
        return asked.scores, fused(asked.scores, words=words)

    return line


def _cut(**changes: Any) -> Line:
    def line(asked: Asked) -> tuple[Scores, Floats]:
        scores = asked.again(replace(asked.settings, **changes))
        return scores, fused(scores)

    return line


def _precise(asked: Asked) -> tuple[Scores, Floats]:
    texts = [text.text for text in asked.texts]
    sentences = [list(text.sentences) for text in asked.texts]
    asks = [question.text for question in asked.questions]
    scores = in_full_precision(asked.settings, asked.scores, asks, texts, sentences)
    return scores, fused(scores)


def _late(asked: Asked) -> tuple[Scores, Floats]:
    score = fused(asked.scores)
    leaders = np.argsort(-score, axis=1, kind="stable")[:, :20]
    texts = [text.text for text in asked.texts]
    found = late_interaction(asked.settings, [q.text for q in asked.questions], texts, leaders)
    reread = np.take_along_axis(score, leaders, axis=1) + 0.5 * found
    score = score - 2  # what is not reread stays behind, in its order
    np.put_along_axis(score, leaders, reread, axis=1)
    return asked.scores, score


LINES: Final[dict[str, Line]] = {
    "as it is": _line(fused),
    "words alone": _line(lambda s: s.words),
    "passages alone": _line(lambda s: s.passages),
    "sentences alone": _line(lambda s: s.sentences),
    "no words": _line(lambda s: fused(s, weight=0.0)),
    "words 0.3 for every question": _line(lambda s: fused(s, weight=0.3)),
    "words 0.4 for every question": _line(lambda s: fused(s, weight=0.4)),
    "words 0.4 · explained": _line(lambda s: fused(s, most=0.4)),
    "words 0.8 · explained": _line(lambda s: fused(s, most=0.8)),
    "words 0.4 in the articles' language, else none": _line(by_language),
    "rank fusion, k = 10": _line(lambda s: by_rank(s, 10)),
    "rank fusion, k = 60": _line(lambda s: by_rank(s, 60)),
    "standard scores, words 0.4 · explained": _line(lambda s: standardised(s, 0.4)),
    "… the words' over their best 100": _line(lambda s: standardised(s, 0.4, 100)),
    "feedback of the best passage, 0.2": _line(lambda s: with_feedback(s, 1, 0.2)),
    "feedback of three passages, 0.5": _line(lambda s: with_feedback(s, 3, 0.5)),
    "article's mean score, 0.25": _line(lambda s: with_article(s, 0.25, "mean score")),
    "article's mean vector, 0.1": _line(lambda s: with_article(s, 0.1, "mean vector")),
    "article's words, 0.15": _line(lambda s: with_article(s, 0.15, "words")),
    "analysers: English and Russian": _words(stems("english", "russian")),
    "analysers: English": _words(stems("english")),
    "analysers: none": _words(stems()),
    "letters: fours within words": _words(letters),
    "English, function words not asked for": _words(stems("english"), without_function_words),
    "English, k1 = 0.6": _words(stems("english"), k1=0.6),
    "English, k1 = 2": _words(stems("english"), k1=2.0),
    "English, b = 0.3": _words(stems("english"), b=0.3),
    "English, b = 1": _words(stems("english"), b=1.0),
}
SLOW_LINES: Final[dict[str, Line]] = {
    "passages of 80 tokens": _cut(passage_tokens=80),
    "passages of 320 tokens": _cut(passage_tokens=320),
    "title left out": _cut(title_prefix=False),
    "fp32": _precise,
    "MaxSim of tokens, best 20, 0.5": _late,
}


if __name__ == "__main__":
    sys.exit(main())
