"""Ranks of what is relevant → hit, recall, reciprocal rank, nDCG, average precision.

    hit@k     1 if something relevant is among the first k
    recall@k  share of what is relevant that is among the first k
    MRR@k     1 / rank of the first relevant one, 0 if that is beyond k
    nDCG@k    Σ grade / log2(rank + 1) over the first k, divided by the same of the best order
    MAP       mean over what is relevant of the precision at its rank, 0 for what wasn't found

A question for which nothing was found counts with zero.

Source: ir-measures (MacAvaney et al. 2022) with pytrec_eval, whose definitions are trec_eval's;
nDCG as Järvelin, Kekäläinen (2002) with linear gains.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import ir_measures
from ir_measures import AP, RR, R, Success, nDCG

KS: Final = (1, 3, 5, 10)
_MEASURES: Final = {
    **{f"hit@{k}": Success @ k for k in KS},
    **{f"recall@{k}": R @ k for k in (5, 10, 20)},
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
    "MAP": AP,
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question's ranking.

    Attributes:
        found: number of things ranked.
        relevant: rank (from 1) and grade of the relevant ones among them.
        grades: grades of everything that is relevant, found or not.
    """

    found: int
    relevant: tuple[tuple[int, int], ...]
    grades: tuple[int, ...]


def ranking_values(rankings: Sequence[Ranked]) -> Mapping[str, list[float]]:
    """Each measure's value for each ranking, in their order."""
    qrels, run = [], []
    for number, one in enumerate(rankings):
        question = f"q{number}"
        graded = dict(one.relevant)
        for rank in range(1, one.found + 1):
            run.append(ir_measures.ScoredDoc(question, f"r{rank}", -float(rank)))
            qrels.append(ir_measures.Qrel(question, f"r{rank}", graded.get(rank, 0)))
        if not one.found:
            run.append(ir_measures.ScoredDoc(question, "nothing", 0.0))
        # What is relevant and was not found lowers nDCG; it needs a name of its own.
        missing = list(one.grades)
        for grade in graded.values():
            missing.remove(grade)
        qrels += [ir_measures.Qrel(question, f"missing{n}", g) for n, g in enumerate(missing)]
    values = {name: [0.0] * len(rankings) for name in _MEASURES}
    names = {measure: name for name, measure in _MEASURES.items()}
    for metric in ir_measures.iter_calc(list(_MEASURES.values()), qrels, run):
        values[names[metric.measure]][int(metric.query_id[1:])] = float(metric.value)
    return values
