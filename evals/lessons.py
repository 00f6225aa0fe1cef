"""Texts with questions → what the reader learns from: a question, sentences, which of them answer.

Three sources: ``training/lessons.jsonl`` (fictional articles written for this, with as many
near misses as answered questions), the fictional dev set, and, if a folder is given, a data set
in BEIR layout with SQuAD 2.0's unanswerable questions.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evals.cases import read_cases
from evals.run import gold_span
from index import Article, Span
from qa import Corpus

LESSONS: Final = Path(__file__).parent / "training" / "lessons.jsonl"
_TRAIN_TENTHS: Final = 7  # of a data set's articles; the rest stays for measuring
_MAX_GOLD: Final = 2  # a short answer that stands in more sentences than this proves nothing


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question and an article's sentences.

    Attributes:
        gold: numbers of the sentences that answer. near: of those that only look like it.
    """

    question: str
    title: str
    sentences: tuple[str, ...]
    gold: frozenset[int]
    near: frozenset[int]


def written_lessons() -> Iterator[Lesson]:
    """The lessons that were written as such."""
    for line in LESSONS.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        sentences = tuple(article["sentences"])
        for asked in article["questions"]:
            gold, near = frozenset(asked["gold"]), frozenset(asked.get("near", ()))
            yield Lesson(asked["q"], article["title"], sentences, gold, near)


def case_lessons(corpus: Corpus, file: Path) -> Iterator[Lesson]:
    """Lessons from a case file; an unanswerable question is put to the article found for it."""
    for case in read_cases(file):
        spans: dict[str, list[Span]] = {}
        for gold in case.gold:
            span = gold_span(corpus.article(gold.article_id), gold)
            spans.setdefault(gold.article_id, []).append(span)
        names = list(spans) or [hit.article_id for hit in corpus.search(case.question, k=1)]
        for name in names:
            article = corpus.article(name)
            if article is not None:
                sentences = corpus.sentences_of(name)
                golden = frozenset(
                    number
                    for number, sentence in enumerate(sentences)
                    if any(sentence.start <= s.start < sentence.end for s in spans.get(name, ()))
                )
                yield _lesson(case.question, article, sentences, golden)


def squad_lessons(corpus: Corpus, folder: Path, excluded: Sequence[str]) -> Iterator[Lesson]:
    """Lessons from a data set in BEIR layout whose articles are in the corpus.

    Args:
        excluded: beginnings of texts that are kept for measuring elsewhere.
    """
    texts = dict(_texts(folder))
    usable = {
        name
        for name, text in texts.items()
        if _tenth(name) < _TRAIN_TENTHS and not text.startswith(tuple(excluded))
    }
    relevant = _relevant(folder)
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        known = relevant.get(query["_id"])
        name = known or next(iter(corpus.search(query["text"], k=1))).article_id
        article = corpus.article(name)
        if name not in usable or article is None:
            continue
        sentences = corpus.sentences_of(name)
        gold = (
            _holding(article, sentences, query["answers"]) if query["answerable"] else frozenset()
        )
        if query["answerable"] and not 1 <= len(gold) <= _MAX_GOLD:
            continue
        yield _lesson(query["text"], article, sentences, gold)


def write_articles(data: Path, folder: Path) -> None:
    """Write a BEIR corpus as files that a corpus can follow."""
    for name, text in _texts(data):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")


def beginnings(data: Path, length: int = 60) -> list[str]:
    """The first characters of each text of a BEIR corpus."""
    return [text[:length] for _name, text in _texts(data)]


def _lesson(
    question: str, article: Article, sentences: Sequence[Span], gold: frozenset[int]
) -> Lesson:
    quoted = tuple(article.text[span.start : span.end] for span in sentences)
    return Lesson(question, article.metadata.title, quoted, gold, frozenset())


def _holding(article: Article, sentences: Sequence[Span], answers: Sequence[str]) -> frozenset[int]:
    quoted = [article.text[span.start : span.end].lower() for span in sentences]
    wanted = [answer.lower() for answer in answers]
    return frozenset(
        number for number, quote in enumerate(quoted) if any(one in quote for one in wanted)
    )


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield article["_id"], article["text"]


def _relevant(folder: Path) -> Mapping[str, str]:
    rows = (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {row.split("\t")[0]: row.split("\t")[1] for row in rows}


def _tenth(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10
