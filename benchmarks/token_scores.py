"""Texts → scores by the model as sentence-transformers runs it: in fp32, and token by token."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.scores import Floats, Scores
from index import Settings, exported_model, open_model


def in_full_precision(
    settings: Settings,
    scores: Scores,
    questions: Sequence[str],
    texts: Sequence[str],
    sentences: Sequence[Sequence[str]],
) -> Scores:
    """The scores with vectors in fp32 in the place of int8."""
    _model, query, passage = _opened(settings)
    asked = _vectors(settings, tuple(query + text for text in questions))
    vectors = _vectors(settings, tuple(passage + text for text in texts))
    told = _vectors(settings, tuple(passage + one for some in sentences for one in some))
    first = np.cumsum([0] + [len(some) for some in sentences[:-1]])
    return replace(
        scores,
        passages=asked @ vectors.T,
        sentences=np.maximum.reduceat(asked @ told.T, first, axis=1),
        base=asked @ vectors.mean(axis=0),
        vectors=vectors,
        queries=asked,
    )


def late_interaction(
    settings: Settings,
    questions: Sequence[str],
    texts: Sequence[str],
    leaders: NDArray[np.int64],
) -> Floats:
    """Mean over the question's tokens of the cosine with the nearest token of the passage.

    Source: Khattab, Zaharia (2020), "ColBERT"; this model was not trained for it.

    Args:
        leaders: the passages to score for each question, shape (questions, k).

    Returns:
        Scaled for each question so that the best is 1 and the worst 0, of the same shape.
    """
    _model, query, passage = _opened(settings)
    rows = {int(row): at for at, row in enumerate(np.unique(leaders))}
    tokens = _tokens(settings, tuple(passage + texts[row] for row in rows))
    found = np.empty(leaders.shape, dtype=np.float32)
    asked = _tokens(settings, tuple(query + text for text in questions))
    for at, (question, some) in enumerate(zip(asked, leaders, strict=True)):
        found[at] = [(question @ tokens[rows[int(row)]].T).max(axis=1).mean() for row in some]
    low, high = found.min(axis=1, keepdims=True), found.max(axis=1, keepdims=True)
    return np.asarray((found - low) / np.maximum(high - low, 1e-6))


# Kept, since several sets ask about the same articles.
@cache
def _vectors(settings: Settings, texts: tuple[str, ...]) -> Floats:
    model, _query, _passage = _opened(settings)
    return np.asarray(model.encode(list(texts), normalize_embeddings=True), dtype=np.float32)


@cache
def _tokens(settings: Settings, texts: tuple[str, ...]) -> list[Floats]:
    model, _query, _passage = _opened(settings)
    vectors = model.encode(list(texts), output_value="token_embeddings")
    return [np.asarray(v / v.norm(dim=1, keepdim=True), dtype=np.float32) for v in vectors]


@cache
def _opened(settings: Settings) -> tuple[Any, str, str]:
    from sentence_transformers import SentenceTransformer

    description = open_model(exported_model(settings.model, settings).name, settings).description
    model = SentenceTransformer(str(settings.models_folder / settings.model), device="cpu")
    return model, description.query_prefix, description.passage_prefix
