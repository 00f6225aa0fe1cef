"""Texts and questions → BM25 under any analyser: what tantivy's one analyser is compared with."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import tantivy
from sklearn.feature_extraction.text import CountVectorizer

from benchmarks.scores import Floats

# What questions are made of in English and Russian, and says nothing of their subject.
_FUNCTION_WORDS: Final = (
    "a an and are at be been by can could did do does for from had has have how in is it its kind "
    "many much name of on or that the their there these this to type was were what when where "
    "which who whom whose why will with would "
    "был была были было в где для за и из из-за как какая какие каким какими каких какого какое "
    "какой каком какую когда кого ком кому который кто куда ли на о от откуда по почему при с "
    "сколько у чего чем что чём это"
)


def bm25(
    texts: Sequence[str],
    questions: Sequence[str],
    analyse: Callable[[str], list[str]],
    k1: float = 1.2,
    b: float = 0.75,
) -> Floats:
    """Scores of all texts for all questions, shape (questions, texts).

    Source: Robertson et al. (1994), by default with Lucene's constants, which are tantivy's.
    """
    counter = CountVectorizer(analyzer=analyse)
    counts: Any = counter.fit_transform(texts).astype(np.float32).tocsc()
    length = np.asarray(counts.sum(axis=1)).ravel()
    holding = np.diff(counts.indptr)
    idf = np.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
    floor = k1 * (1 - b + b * length / length.mean())
    weights = counts.copy()
    terms = np.repeat(np.arange(len(holding)), holding)
    weights.data = idf[terms] * counts.data * (k1 + 1) / (counts.data + floor[counts.indices])
    asked: Any = counter.transform(questions)
    asked.data[:] = 1
    return np.asarray((asked @ weights.T).todense(), dtype=np.float32)


def stems(*languages: str) -> Callable[[str], list[str]]:
    """Words in lower case, stemmed by the stemmers of these languages one after the other."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
    for language in languages:
        builder = builder.filter(tantivy.Filter.stemmer(language))
    return builder.build().analyze


def letters(text: str) -> list[str]:
    """Each four letters of each word, with a blank before and behind it."""
    padded = [f" {word} " for word in text.lower().split()]
    return [word[at : at + 4] for word in padded for at in range(max(1, len(word) - 3))]


def without_function_words(question: str) -> str:
    """The words that a question is about; all of them if there are no such words."""
    words = question.replace("?", " ").split()
    left_out = set(_FUNCTION_WORDS.split())
    return " ".join(word for word in words if word.lower() not in left_out) or question
