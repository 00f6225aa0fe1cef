"""A data set → the questions of it that neither the reader nor the confidence was fitted on.

The reader learns from six tenths of a data set's articles (``evals.lessons``), the confidence from
some of the questions about the rest (``evals.fit --beir``). What is left measures both fairly. All
articles stay in the corpus.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from evals.beir import beir_files, read_beir
from evals.cases import Case, CaseError
from evals.data_sets import DataSet, read_data
from evals.lessons import Embed, is_held_out, nearest_texts
from index import load_settings
from qa.confidence import WEIGHTS_FILE

_MOST: Final = 400  # questions of a data set that the confidence is fitted on


def held_out(folder: Path) -> DataSet:
    """A data set with those questions only that are about articles the reader didn't learn from.

    An unanswerable question is about the article that is nearest to it.

    Raises:
        CaseError: the folder is not in BEIR layout; of other data all or nothing is learnt.
    """
    if beir_files(folder) is None:
        raise CaseError(
            f"{folder} is not in BEIR layout, so no part of it was held out from training. "
            "Measure it without --held-out."
        )
    articles, cases = read_beir(folder)
    embed = Embed(load_settings())
    about = nearest_texts(articles, [case.question for case in cases], embed)
    kept = {
        case.id
        for case, nearest in zip(cases, about, strict=True)
        if is_held_out(articles[case.gold[0].article_id if case.gold else nearest][1])
    }
    data = read_data(folder)
    return replace(data, cases=tuple(case for case in data.cases if case.id in kept))


def fitted_part(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The held-out questions that the confidence may be fitted on: at most every second one."""
    return tuple(cases[:: max(2, -(-len(cases) // _MOST))])


def unseen(folder: Path) -> DataSet:
    """A data set with the questions only that nothing was fitted on.

    Raises:
        CaseError: as in ``held_out``.
    """
    data = held_out(folder)
    weights: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    if data.name not in weights["fitted"]["sets, 10-fold"]:
        return data
    taken = {case.id for case in fitted_part(data.cases)}
    return replace(data, cases=tuple(case for case in data.cases if case.id not in taken))
