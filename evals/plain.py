"""A model by itself: one vector an article, cosine, nothing else.

Published figures are made this way, so it shows whether the instrument is right; and it is the
line that everything added to a model has to beat.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from evals.cases import Case
from evals.data_sets import DataSet
from evals.intervals import Figure, mean_figure
from evals.ranking import Ranked, ranking_values
from evals.vectors import RememberingEmbedder
from index import CitewellError, OnProgress, Settings, Vectors, exported_model, open_model

_CHUNK: Final = 256  # articles that are embedded together
_DEPTH: Final = 100


def plain_figures(
    data: DataSet, settings: Settings, on_progress: OnProgress, seed: int = 1
) -> dict[str, Figure]:
    """Ranking metrics over the answerable questions, with nothing but the settings' model.

    An article is its title and text, cut where the model's sight ends.

    Raises:
        CitewellError: the data set has no articles of its own.
    """
    if not data.texts:
        raise CitewellError("Give a BEIR folder or SQuAD's .json (--data): they hold the articles.")
    model = open_model(exported_model(settings.model, settings).name, settings)
    embedder = RememberingEmbedder(model, settings.home / "evals" / "vectors")
    names = list(data.texts)
    cases = [case for case in data.cases if case.answerable]
    articles = _embedded(embedder, [data.texts[name] for name in names], on_progress)
    questions = model.embed([case.question for case in cases], "query")
    rankings = [
        _ranked(case, names, articles @ question)
        for case, question in zip(cases, questions, strict=True)
    ]
    values = ranking_values(rankings)
    return {name: mean_figure(name, row, seed) for name, row in values.items()}


def _embedded(
    embedder: RememberingEmbedder, texts: Sequence[str], on_progress: OnProgress
) -> Vectors:
    parts = []
    for at in range(0, len(texts), _CHUNK):
        parts.append(embedder.embed(texts[at : at + _CHUNK], "passage"))
        on_progress(min(at + _CHUNK, len(texts)), len(texts))
    return np.concatenate(parts)


def _ranked(case: Case, names: Sequence[str], scores: Vectors) -> Ranked:
    grades = {gold.article_id: gold.grade for gold in case.gold}
    order = np.argsort(-scores, kind="stable")[:_DEPTH]
    return Ranked(
        len(order),
        tuple((n, grades[names[at]]) for n, at in enumerate(order, 1) if names[at] in grades),
        tuple(grades.values()),
    )
