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
    model, query, passage = _opened(settings)
    asked = model.encode([query + text for text in questions], normalize_embeddings=True)
    vectors = model.encode([passage + text for text in texts], normalize_embeddings=True)
    told = model.encode(
        [passage + one for some in sentences for one in some], normalize_embeddings=True
    )
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
    model, query, passage = _opened(settings)
    rows = {int(row): at for at, row in enumerate(np.unique(leaders))}
    tokens = _tokens(model, [passage + texts[row] for row in rows])
    found = np.empty(leaders.shape, dtype=np.float32)
    asked = _tokens(model, [query + text for text in questions])
    for at, (question, some) in enumerate(zip(asked, leaders, strict=True)):
        found[at] = [(question @ tokens[rows[int(row)]].T).max(axis=1).mean() for row in some]
    low, high = found.min(axis=1, keepdims=True), found.max(axis=1, keepdims=True)
    return np.asarray((found - low) / np.maximum(high - low, 1e-6))


def _tokens(model: Any, texts: Sequence[str]) -> list[Floats]:
    vectors = model.encode(list(texts), output_value="token_embeddings")
    return [np.asarray(v / v.norm(dim=1, keepdim=True), dtype=np.float32) for v in vectors]


@cache
def _opened(settings: Settings) -> tuple[Any, str, str]:
    from sentence_transformers import SentenceTransformer

    description = open_model(exported_model(settings.model, settings).name, settings).description
    model = SentenceTransformer(str(settings.models_folder / settings.model), device="cpu")
    return model, description.query_prefix, description.passage_prefix
