"""Settings to try → one row each: quality with its interval, latency, and whether it is luck.

Measures the search alone. What doesn't change between two settings is not done twice: indexes and
vectors are kept on disk, rankings in memory, so that trying weights of the fusion takes seconds.
"""

import itertools
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, TypeVar

import numpy as np

from evals.cases import Case
from evals.compare import holm, randomisation_p
from evals.data_sets import DataSet
from evals.experiment import Progress
from evals.indexing import made_index
from evals.intervals import Figure, generator, mean_figure
from evals.judge import Target, is_relevant, target_of
from evals.ranking import Ranked, ranking_values
from evals.run import DEPTH
from evals.vectors import RememberingEmbedder
from index import (
    Allowed,
    CitewellError,
    Index,
    InvalidQueryError,
    Passage,
    Settings,
    StoredSentence,
    Vectors,
    changed_settings,
    exported_model,
    open_model,
)
from qa.retrieve import FUSION, Fusion, RankedPassage, make_query, rank_passages

_TIMED: Final = 30  # questions that each setting's latency is taken from, with nothing kept
_T = TypeVar("_T")
_OF_FUSION: Final = tuple(field.name for field in fields(Fusion))
_OF_INDEX: Final = ("model", "passage_tokens", "title_prefix")
DIMENSIONS: Final = (*_OF_INDEX, *_OF_FUSION)


@dataclass(frozen=True, slots=True)
class Trial:
    """A combination of settings to try.

    Attributes:
        settings: what the index is made with.
    """

    settings: Settings
    fusion: Fusion

    @property
    def of_index(self) -> tuple[Any, ...]:
        """The values that the index follows from; with others, another one is needed."""
        return tuple(getattr(self.settings, name) for name in _OF_INDEX)

    @property
    def values(self) -> dict[str, Any]:
        """Name → value of all that a sweep can vary."""
        return dict(zip(_OF_INDEX, self.of_index, strict=True)) | asdict(self.fusion)

    def named(self, varied: Sequence[str]) -> str:
        """What sets it apart: the settings that vary, with its values."""
        values = self.values
        return ", ".join(f"{name} {values[name]}" for name in varied) or "as it is"


@dataclass(frozen=True, slots=True)
class Row:
    """What a trial gave.

    Attributes:
        figures: by name of the metric.
        p: probability that its difference to the first row is luck, by the first metric,
            corrected for all rows (Holm); NaN for the first row.
        milliseconds: p50 of a search.
    """

    trial: Trial
    figures: dict[str, Figure]
    p: float
    milliseconds: float


def trials_of(grid: Mapping[str, Sequence[str]], settings: Settings) -> list[Trial]:
    """Every combination of the values given, the settings as they are first.

    Raises:
        CitewellError: a setting is unknown, or a value can't be used.
    """
    for name in grid:
        if name not in DIMENSIONS:
            raise CitewellError(f"There is no setting {name!r} to sweep: {', '.join(DIMENSIONS)}.")
    default = Trial(settings, FUSION)
    found = [default]
    for values in itertools.product(*grid.values()):
        trial = _changed(default, dict(zip(grid, values, strict=True)))
        if trial not in found:
            found.append(trial)
    # Those on the same index one after the other: it is opened once for them.
    return sorted(found, key=lambda trial: _distance(trial, default))


def sweep(
    data: DataSet,
    cases: Sequence[Case],
    trials: Sequence[Trial],
    metrics: Sequence[str],
    settings: Settings,
    progress: Progress,
    seed: int = 1,
) -> list[Row]:
    """Try each combination on the same answerable questions.

    Args:
        metrics: those of ``evals.ranking``, over passages with "passage " before the name; the
            first one is compared.

    Raises:
        CitewellError: data, model or a metric can't be used.
    """
    asked = [case for case in cases if case.answerable]
    values: list[dict[str, list[float]]] = []
    times: list[float] = []
    with progress("trying") as on_progress:
        for made in _opened(data, trials, progress):
            values.append(_values(made, asked))
            times.append(made.milliseconds(asked))
            on_progress(len(values), len(trials))
    known = values[0]
    for name in metrics:
        if name not in known:
            raise CitewellError(f"A sweep has no metric {name!r}; it has {', '.join(known)}.")
    ps = [_p(known[metrics[0]], row[metrics[0]], f"trial {n}", seed) for n, row in
          enumerate(values[1:])]  # fmt: skip
    corrected = [math.nan, *holm(ps)]
    figures = [{name: mean_figure(name, row[name], seed) for name in metrics} for row in values]
    return [Row(*row) for row in zip(trials, figures, corrected, times, strict=True)]


@dataclass(frozen=True, slots=True)
class _Opened:
    """An index opened twice: with a memory, for the figures; without, for the latency."""

    trial: Trial
    index: Index
    fresh: Index
    targets: dict[str, list[Target]]

    def ranked(self, case: Case) -> list[RankedPassage]:
        return self._rank(self.index, case)

    def milliseconds(self, cases: Sequence[Case]) -> float:
        seconds = []
        for case in cases[:_TIMED]:
            started = time.perf_counter()
            self._rank(self.fresh, case)
            seconds.append(time.perf_counter() - started)
        return 1000 * float(np.median(seconds)) if seconds else math.nan

    def _rank(self, index: Index, case: Case) -> list[RankedPassage]:
        try:
            query = make_query(index, case.question)
        except InvalidQueryError:
            return []
        return rank_passages(index, query, DEPTH, fusion=self.trial.fusion)


class _Remembering(Index):
    """An index that looks nothing up twice."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._kept: dict[tuple[str, object], Any] = {}

    def nearest(
        self, query: Vectors, k: int, allowed: Allowed | None = None
    ) -> list[tuple[int, float]]:
        key = (query.tobytes(), k, repr(allowed))
        return self._once("nearest", key, lambda: Index.nearest(self, query, k, allowed))

    def matching(self, *arguments: Any, **named: Any) -> list[tuple[int, float]]:
        key = repr((arguments, named))
        return self._once("matching", key, lambda: Index.matching(self, *arguments, **named))

    def vectors(self, keys: Sequence[int]) -> Vectors:
        return self._once("vectors", tuple(keys), lambda: Index.vectors(self, keys))

    def passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        return self._once("passages", tuple(keys), lambda: Index.passages(self, keys))

    def sentences(self, passage_keys: Sequence[int]) -> list[StoredSentence]:
        key = tuple(passage_keys)
        return self._once("sentences", key, lambda: Index.sentences(self, passage_keys))

    def _once(self, what: str, key: object, look_up: Callable[[], _T]) -> _T:
        if (what, key) not in self._kept:
            self._kept[what, key] = look_up()
        found: _T = self._kept[what, key]
        return found


def _opened(data: DataSet, trials: Sequence[Trial], progress: Progress) -> Iterator[_Opened]:
    """The index of each trial; opened once for all trials that follow each other on it."""
    last: tuple[object, _Remembering, Index, dict[str, list[Target]]] | None = None
    try:
        for trial in trials:
            if last is None or last[0] != trial.of_index:
                if last is not None:
                    last[1].close()
                    last[2].close()
                last = (trial.of_index, *_open(data, trial.settings, progress))
            yield _Opened(trial, last[1], last[2], last[3])
    finally:
        if last is not None:
            last[1].close()
            last[2].close()


def _open(
    data: DataSet, settings: Settings, progress: Progress
) -> tuple[_Remembering, Index, dict[str, list[Target]]]:
    made = made_index(data, settings, lambda: progress("indexing"))
    model = open_model(exported_model(settings.model, settings).name, settings)
    remembering = RememberingEmbedder(model, settings.home / "evals" / "vectors")
    index = _Remembering.open(made.path, settings, remembering)
    targets = {
        case.id: [target_of(index.article(gold.article_id), gold) for gold in case.gold]
        for case in data.cases
    }
    return index, Index.open(made.path, settings, model), targets


def _values(made: _Opened, cases: Sequence[Case]) -> dict[str, list[float]]:
    """Ranking metrics over articles and, where quotes are known, over passages."""
    articles, passages = [], []
    for case in cases:
        ranked = [one.passage for one in made.ranked(case)]
        grades = {gold.article_id: gold.grade for gold in case.gold}
        order = list(dict.fromkeys(passage.article_id for passage in ranked))
        found = tuple((n, grades[name]) for n, name in enumerate(order, 1) if name in grades)
        articles.append(Ranked(len(order), found, tuple(grades.values())))
        if all(gold.quote for gold in case.gold):
            passages.append(_ranked_passages(made, case, ranked))
    values = dict(ranking_values(articles))
    if len(passages) == len(cases):
        values |= {f"passage {name}": row for name, row in ranking_values(passages).items()}
    return values


def _ranked_passages(made: _Opened, case: Case, ranked: Sequence[Passage]) -> Ranked:
    targets = made.targets[case.id]
    inside = {
        passage.key
        for target in targets
        for passage in made.index.passages_of(target.gold.article_id)
        if is_relevant(passage.article_id, passage.start, passage.end, targets)
    }
    found = tuple((n, 1) for n, passage in enumerate(ranked, 1) if passage.key in inside)
    return Ranked(len(ranked), found, (1,) * max(len(inside), 1))


def _p(first: Sequence[float], other: Sequence[float], name: str, seed: int) -> float:
    return randomisation_p(np.array(first), np.array(other), generator(name, seed))


def _distance(trial: Trial, default: Trial) -> tuple[tuple[bool, str], ...]:
    pairs = zip(trial.of_index, default.of_index, strict=True)
    return tuple((value != usual, str(value)) for value, usual in pairs)


def _changed(trial: Trial, values: Mapping[str, str]) -> Trial:
    of_index = {name: values[name] for name in _OF_INDEX if name in values}
    try:
        of_fusion: dict[str, Any] = {
            name: type(getattr(FUSION, name))(value)
            for name, value in values.items()
            if name in _OF_FUSION
        }
        return Trial(
            changed_settings(trial.settings, of_index, "the sweep"),
            replace(trial.fusion, **of_fusion),
        )
    except ValueError as error:
        raise CitewellError(f"A value to sweep can't be used: {error}.") from error
