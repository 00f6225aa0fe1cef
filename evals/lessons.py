"""Texts with questions → what the reader learns from: a question, sentences, which of them answer.

Three sources: ``training/*.jsonl`` (fictional articles written for this, with as many near misses
as answered questions), files in SQuAD's format, and data sets in BEIR layout, of whose articles
six tenths are learnt from and the rest is left for measuring.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from evals.beir import read_beir
from index import Settings, Span, Vectors, exported_model, open_model
from index.sentences import sentence_spans

WRITTEN: Final = Path(__file__).parent / "training"
_TRAIN_TENTHS: Final = 6  # of a data set's articles; the rest stays for measuring
_MAX_GOLD: Final = 2  # a short answer that stands in more sentences than this proves nothing
_LEAD: Final = 800  # characters of an article that are compared with others and with questions


@dataclass(frozen=True, slots=True)
class Text:
    """An article as a lesson sees it: its sentences in order."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question put to an article.

    Attributes:
        gold: numbers of the sentences that answer. near: of those that only look like it.
        answers: the short answers that stand in gold sentences, where the source tells them.
    """

    question: str
    text: Text
    gold: frozenset[int]
    near: frozenset[int] = frozenset()
    answers: tuple[str, ...] = ()


def written_files() -> list[Path]:
    """The files of lessons that were written as such, oldest first."""
    return sorted(WRITTEN.glob("*.jsonl"))


def written_lessons(file: Path) -> Iterator[Lesson]:
    """The lessons of such a file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        text = Text(article["title"], tuple(article["sentences"]))
        for asked in article["questions"]:
            gold, near = frozenset(asked["gold"]), frozenset(asked.get("near", ()))
            yield Lesson(asked["q"], text, gold, near)


def squad_lessons(file: Path) -> Iterator[Lesson]:
    """Lessons from a file in SQuAD's format, 1.1 or 2.0."""
    for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text, spans = _split(article["title"].replace("_", " "), paragraph["context"])
            for asked in paragraph["qas"]:
                answers = [] if asked.get("is_impossible") else asked["answers"]
                starts = [answer["answer_start"] for answer in answers]
                gold = frozenset(
                    number
                    for number, span in enumerate(spans)
                    if any(span.start <= start < span.end for start in starts)
                )
                if bool(gold) == bool(answers):
                    short = tuple(answer["text"] for answer in answers)
                    yield Lesson(asked["question"], text, gold, answers=short)


def beir_lessons(folder: Path, embed: "Embed", *, held_out: bool = False) -> Iterator[Lesson]:
    """Lessons from the six tenths of a data set that are learnt from, or from the held-out rest.

    An unanswerable question is put to the article that is nearest to it.
    """
    articles, cases = read_beir(folder)
    texts = {name: _split(title, text)[0] for name, (title, text) in articles.items()}
    about = nearest_texts(articles, [case.question for case in cases], embed)
    for case, nearest in zip(cases, about, strict=True):
        name = case.gold[0].article_id if case.gold else nearest
        if is_held_out(articles[name][1]) != held_out:
            continue
        gold = _holding(texts[name].sentences, case.answers)
        if not case.answerable or 1 <= len(gold) <= _MAX_GOLD:
            answers = case.answers if case.answerable else ()
            yield Lesson(case.question, texts[name], gold, answers=answers)


def is_held_out(text: str) -> bool:
    """Whether an article is kept for measuring; the same text is, in whichever data set."""
    return int(hashlib.sha256(text[:200].encode()).hexdigest(), 16) % 10 >= _TRAIN_TENTHS


def nearest_texts(
    articles: dict[str, tuple[str, str]], questions: Sequence[str], embed: "Embed"
) -> list[str]:
    """For each question, the id of the article whose beginning is nearest to it."""
    names = list(articles)
    leads = embed.leads([Text(title, (text,)) for title, text in articles.values()])
    return [names[row] for row in np.argmax(embed.questions(questions) @ leads.T, axis=1)]


class Embed:
    """Vectors of questions and texts, from the model that the product embeds with."""

    def __init__(self, settings: Settings) -> None:
        """Open the default model."""
        folder = exported_model(settings.model, settings)
        self._model = open_model(folder.name, settings)

    def questions(self, questions: Sequence[str]) -> Vectors:
        """Unit vectors, shape (questions, dimension)."""
        return self._model.embed(list(questions), "query")

    def leads(self, texts: Sequence[Text]) -> Vectors:
        """Unit vectors of the beginnings of texts, shape (texts, dimension)."""
        leads = [f"{text.title}\n{' '.join(text.sentences)[:_LEAD]}" for text in texts]
        return self._model.embed(leads, "passage")


def _split(title: str, text: str) -> tuple[Text, list[Span]]:
    spans = [span for paragraph in sentence_spans(text, ()) for span in paragraph]
    return Text(title, tuple(text[span.start : span.end] for span in spans)), spans


def _holding(sentences: Sequence[str], answers: Sequence[str]) -> frozenset[int]:
    return frozenset(
        number
        for number, sentence in enumerate(sentences)
        if any(answer.lower() in sentence.lower() for answer in answers)
    )
