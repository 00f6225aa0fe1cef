"""How well passages are found: any data set in BEIR's layout, through ``Corpus.search``.

    python -m benchmarks.retrieval DATA/scifact DATA/squad2 … [--txtai]

Prints for each data set the article's hit@1 and hit@5, nDCG@10 and, where the questions come with
answers, how often one stands in the five best passages: for the words alone, the vectors alone
and both fused, as a user gets them; with ``--txtai`` also for txtai's hybrid of all-MiniLM-L6-v2
and BM25 over the same passages. Brackets are 95 % bootstrap intervals; the last lines are the
differences between fused and each other ranking on the same questions.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import ir_measures
import numpy as np
from ir_measures import Success, nDCG
from numpy.typing import NDArray

from benchmarks.beir import Question, corpus_name, id_of, read_questions, write_articles
from benchmarks.txtai_hybrid import txtai_hybrid
from index import Filters, Index, Settings, load_settings
from qa import Corpus
from qa.retrieve import make_query

_MEASURES: Final = {"hit@1": Success @ 1, "hit@5": Success @ 5, "nDCG@10": nDCG @ 10}
_ANSWER: Final = "answer@5"
_DEPTH: Final = 50  # passages asked for; they come from fewer articles
_RESAMPLES: Final = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a ranking: the data set's id of its article, and its text."""

    article: str
    text: str


Ranking = Callable[[str], list[Found]]
Values = dict[str, NDArray[np.float64]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--articles", type=int, help="at most so many, relevant ones first")
    parser.add_argument("--among", type=int, help="of all articles' index, search in so many")
    parser.add_argument("--every", type=int, default=1, help="ask one of so many questions")
    parser.add_argument("--txtai", action="store_true", help="compare with txtai, if installed")
    parser.add_argument("--cache", type=Path, help="where indexes are kept for the next run")
    parsed = parser.parse_args(arguments)
    settings = load_settings()
    cache = parsed.cache or settings.home / "benchmarks"
    kept = cache / "txtai.sqlite"
    print("| data set | ranking | " + " | ".join([*_MEASURES, _ANSWER]) + " | ms |")
    print("|---" * (len(_MEASURES) + 4) + "|")
    for folder in parsed.folders:
        corpus = indexed(folder, cache, settings, parsed.articles, parsed.every)
        try:
            among = parsed.among or parsed.articles
            questions = read_questions(folder, parsed.every, among)
            filters = Filters()
            if parsed.among:
                relevant = {article for one in questions for article in one.relevant}
                filters = Filters(articles=tuple(quote(one, safe="") for one in sorted(relevant)))
            txtai = kept if parsed.txtai else None
            _print_set(folder.name, corpus, questions, settings, filters, txtai)
        finally:
            corpus.close()
    return 0


def indexed(
    folder: Path, cache: Path, settings: Settings, articles: int | None = None, every: int = 1
) -> Corpus:
    """A data set's articles as a corpus, kept below ``cache`` for the next run; close it."""
    place = cache / corpus_name(folder, articles, every)
    path = place / "index"
    if not (place / "texts").is_dir():
        write_articles(folder, place / "texts", articles, every)
    corpus = Corpus.open(path, settings) if path.exists() else Corpus.create(path, None, settings)
    corpus.sync(place / "texts", lambda done, total: _tell(f"{folder.name}: {done}/{total}"))
    _tell("")
    return corpus


def _print_set(
    name: str,
    corpus: Corpus,
    questions: list[Question],
    settings: Settings,
    filters: Filters,
    txtai: Path | None,
) -> None:
    opened = Index.open(corpus.path, settings)
    rankings: dict[str, Ranking] = {
        "words": lambda text: _found(opened, _by_words(opened, text, filters)),
        "vectors": lambda text: _found(opened, _by_vectors(opened, text, filters)),
        "fused": lambda text: [
            Found(id_of(hit.article_id), hit.text) for hit in corpus.search(text, _DEPTH, filters)
        ],
    }
    if txtai and (peer := txtai_hybrid(opened, settings, _DEPTH, txtai, filters)):
        rankings["txtai"] = lambda text: _found(opened, peer(text))
    measured: dict[str, Values] = {}
    for ranking, search in rankings.items():
        started = time.monotonic()
        measured[ranking] = _values(questions, search)
        each = 1000 * (time.monotonic() - started) / max(1, len(questions))
        cells = [mean_with_interval(values) for values in measured[ranking].values()]
        print(f"| {name} | {ranking} | {' | '.join(cells)} | {each:.0f} |", flush=True)
    for ranking in [one for one in rankings if one != "fused"]:
        cells = [
            mean_with_interval(measured["fused"][measure] - values, sign="+")
            for measure, values in measured[ranking].items()
        ]
        print(f"| {name} | fused − {ranking} | {' | '.join(cells)} | |", flush=True)
    opened.close()


def _by_words(opened: Index, text: str, filters: Filters) -> list[int]:
    asked, allowed = make_query(opened, text).words, opened.allowed(filters)
    return [key for key, _score in opened.matching(asked, _DEPTH, (), allowed)]


def _by_vectors(opened: Index, text: str, filters: Filters) -> list[int]:
    asked, allowed = make_query(opened, text).vector, opened.allowed(filters)
    return [key for key, _score in opened.nearest(asked, _DEPTH, allowed)]


def _found(opened: Index, keys: Sequence[int]) -> list[Found]:
    passages = opened.passages(keys)
    return [Found(id_of(passages[key].article_id), passages[key].text) for key in keys]


def _values(questions: Sequence[Question], search: Ranking) -> Values:
    """Each measure's value for each question, shape (questions,)."""
    qrels, run, answered = [], [], []
    for question in questions:
        found = search(question.text)
        articles = list(dict.fromkeys(one.article for one in found)) or ["nothing"]
        run += [ir_measures.ScoredDoc(question.id, a, -float(n)) for n, a in enumerate(articles)]
        qrels += [ir_measures.Qrel(question.id, a, g) for a, g in question.relevant.items()]
        shown = "\n".join(one.text for one in found[:5]).casefold()
        held = any(answer.casefold() in shown for answer in question.answers)
        answered.append(float(held) if question.answers else np.nan)
    row = {question.id: n for n, question in enumerate(questions)}
    values = {name: np.zeros(len(questions)) for name in _MEASURES}
    names = {str(measure): name for name, measure in _MEASURES.items()}
    for value in ir_measures.iter_calc(list(_MEASURES.values()), qrels, run):
        values[names[str(value.measure)]][row[value.query_id]] = value.value
    return {**values, _ANSWER: np.array(answered)}


def mean_with_interval(values: NDArray[np.float64], sign: str = "") -> str:
    """The mean of the questions' values with its 95 % bootstrap interval, to print."""
    if not values.size or np.isnan(values).any():
        return "–"
    rows = np.random.default_rng(0).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.quantile(values[rows].mean(axis=1), [0.025, 0.975])
    return f"{values.mean():{sign}.3f} [{low:{sign}.3f}, {high:{sign}.3f}]"


def _tell(line: str) -> None:
    print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
