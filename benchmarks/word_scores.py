"""Texts and questions → BM25 under any analyser: what tantivy's one analyser is compared with."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import tantivy
from sklearn.feature_extraction.text import CountVectorizer

from benchmarks.scores import Floats

_K1: Final = 1.2
_B: Final = 0.75


def bm25(
    texts: Sequence[str], questions: Sequence[str], analyse: Callable[[str], list[str]]
) -> Floats:
    """Scores of all texts for all questions, shape (questions, texts).

    Source: Robertson et al. (1994), with Lucene's constants, which are tantivy's.
    """
    counter = CountVectorizer(analyzer=analyse)
    counts: Any = counter.fit_transform(texts).astype(np.float32).tocsc()
    length = np.asarray(counts.sum(axis=1)).ravel()
    holding = np.diff(counts.indptr)
    idf = np.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
    floor = _K1 * (1 - _B + _B * length / length.mean())
    weights = counts.copy()
    terms = np.repeat(np.arange(len(holding)), holding)
    weights.data = idf[terms] * counts.data * (_K1 + 1) / (counts.data + floor[counts.indices])
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
