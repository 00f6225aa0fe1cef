"""Question and sentences → log odds that each sentence answers the question.

A small model that reads question, title and a passage's sentences together. It was tuned from
multilingual-e5-small on texts and questions that we wrote (see docs/reader.md); its transformer
is shipped here in int8, its word vectors are those of multilingual-e5-small, read from disk row
by row. It writes no text: it can only point at sentences that stand in the articles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index import (
    ReaderFiles,
    TokenIds,
    Tokenizer,
    open_session,
    open_tokenizer,
    side_by_side,
    token_ids,
)

MODEL_FILE: Final = Path(__file__).with_name("reader.onnx")
MAX_TOKENS: Final = 384  # a longer passage is read in several windows
_MAX_QUESTION: Final = 64
_MAX_TITLE: Final = 40
_MAX_SENTENCE: Final = 160
_BEGIN, _END = 0, 2  # XLM-RoBERTa's <s> and </s>


@dataclass(frozen=True, slots=True)
class ReaderText:
    """A passage as the reader sees it: its article's title and its sentences in order."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens of one reading, and where its sentences stand in them.

    Attributes:
        text: which passage. sentences: number in the passage, first token, one past the last.
    """

    tokens: TokenIds
    text: int
    sentences: tuple[tuple[int, int, int], ...]


class Reader:
    """The opened model."""

    def __init__(self, files: ReaderFiles, model: Path = MODEL_FILE) -> None:
        """Open the model.

        Raises:
            ModelFileError: a file is not there or damaged.
        """
        self._tokenizer = open_tokenizer(files.tokenizer)
        self._rows = np.load(files.word_rows, mmap_mode="r", allow_pickle=False)
        self._scales = np.load(files.word_scales, allow_pickle=False)
        self._session = open_session(model)

    def read(self, question: str, texts: Sequence[ReaderText]) -> list[list[float]]:
        """Score each sentence of each text.

        Returns:
            For each text, one log odds for each of its sentences.
        """
        logits = [[0.0] * len(text.sentences) for text in texts]
        windows = windows_of(self._tokenizer, question, texts)
        windows.sort(key=lambda window: -len(window.tokens))  # no core is left with a long one
        # One by one: what is read with a window would change its rounding to eight bits.
        read = side_by_side(lambda window: self._run(window.tokens), windows)
        for window, tokens in zip(windows, read, strict=True):
            for number, start, end in window.sentences:
                logits[window.text][number] = _pooled(tokens[start:end])
        return logits

    def pieces(self, words: Sequence[str]) -> int:
        """How many pieces the tokenizer cuts words into, each word by itself."""
        return sum(len(ids) for ids in token_ids(self._tokenizer, words, special=False))

    def _run(self, tokens: TokenIds) -> NDArray[np.float32]:
        """Value and weight of each token, shape (tokens, 2)."""
        ids = np.asarray([tokens], dtype=np.int64)
        vectors = self._rows[ids].astype(np.float32) * self._scales[ids][..., None]
        inputs = {"word_vectors": vectors, "attention_mask": np.ones_like(ids)}
        return np.asarray(self._session.run(["tokens"], inputs)[0][0], dtype=np.float32)


def _pooled(tokens: NDArray[np.float32]) -> float:
    """A sentence's log odds: its tokens' values, weighed by the softmax of their weights."""
    weights = np.exp(tokens[:, 1] - tokens[:, 1].max())
    return float(tokens[:, 0] @ weights / weights.sum())


def windows_of(tokenizer: Tokenizer, question: str, texts: Sequence[ReaderText]) -> list[Window]:
    """What the model reads: question, title and sentences of each text, in windows that fit."""
    parts = [f"query: {question}", *(f"passage: {text.title}" for text in texts)]
    head, *titles = token_ids(tokenizer, parts, special=False)
    every = [sentence for text in texts for sentence in text.sentences]
    rows = iter(token_ids(tokenizer, every, special=False))
    windows = []
    for number, (text, title) in enumerate(zip(texts, titles, strict=True)):
        start = [_BEGIN, *head[:_MAX_QUESTION], _END, _END, *title[:_MAX_TITLE], _END]
        windows += _fill(number, start, [next(rows)[:_MAX_SENTENCE] for _ in text.sentences])
    return windows


def _fill(number: int, start: TokenIds, rows: list[TokenIds]) -> list[Window]:
    """Put a passage's sentences into as few windows as they fit in."""
    windows = []
    tokens, places = list(start), list[tuple[int, int, int]]()
    for sentence, row in enumerate(rows):
        if places and len(tokens) + len(row) + 1 > MAX_TOKENS:
            windows.append(Window([*tokens, _END], number, tuple(places)))
            tokens, places = list(start), []
        places.append((sentence, len(tokens), len(tokens) + max(len(row), 1)))
        tokens += row or [_END]
    if places:
        windows.append(Window([*tokens, _END], number, tuple(places)))
    return windows
