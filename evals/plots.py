"""Runs → plots as SVG: no script, no font, no file beside the page."""

import io
from collections.abc import Callable, Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

from evals.calibration import BINS, reliability, risk_coverage
from evals.metrics import confidences
from evals.outcomes import Outcome

Floats = NDArray[np.float64]
Run = tuple[str, Sequence[Outcome]]  # what the legend says, and its outcomes
_KS: Final = np.arange(1, 21)
_SIZE: Final = (5.2, 3.6)  # inches
_COLOURS: Final = ("#1f5fa8", "#c4541a", "#3c7d3c", "#7d3c78")
_STYLES: Final = ("-", "--", ":", "-.")
_STYLE: Final[dict[str, Any]] = {
    "svg.fonttype": "none",  # words stay words: small, searchable, read aloud
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
}


def plots_of(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """Title and SVG of each plot that the runs have something for."""
    asked = any(outcome.reply for _name, outcomes in runs for outcome in outcomes)
    wanted: list[tuple[str, Callable[[Axes, Sequence[Run]], None]]] = [
        ("Found among the first k", _curves),
        *([("Reliability of the confidence", _reliability)] if asked else []),
        *([("Risk and coverage", _risk_coverage)] if asked else []),
        ("Latency", _latency),
    ]
    return [(title, _svg(title, runs, draw)) for title, draw in wanted]


def risk_coverage_plot(curves: Sequence[tuple[str, Floats, Floats]], threshold: float) -> str:
    """SVG of risk–coverage curves; a dot where a confidence under the threshold is refused.

    Args:
        curves: for each, what the legend says, the confidences, and 1 where the answer is right.
    """

    def draw(axes: Axes, _runs: Sequence[Run]) -> None:
        for (name, confidence, correct), colour in zip(curves, _COLOURS):
            coverage, risk = risk_coverage(confidence, correct)
            axes.plot(coverage, risk, color=colour, label=name)
            at = int((confidence >= threshold).sum()) - 1
            if at >= 0:
                axes.plot([coverage[at]], [risk[at]], "o", color=colour)
        axes.set_xlabel(f"share of questions answered (the dot: at strictness {threshold:.2f})")
        axes.set_ylabel("share of these that are wrong")
        axes.set_ylim(bottom=0)
        axes.legend(fontsize=7)

    return _svg("Risk and coverage", (), draw)


def pareto(points: Sequence[tuple[str, float, float]], quality: str) -> str:
    """SVG of settings by latency (milliseconds) and quality; the best at each price joined."""

    def draw(axes: Axes, _runs: Sequence[Run]) -> None:
        best = pareto_front(points)
        for name, time, value in points:
            colour = _COLOURS[1] if (name, time, value) in best else _COLOURS[0]
            axes.plot([time], [value], "o", color=colour)
            axes.annotate(name, (time, value), (4, 4), textcoords="offset points", fontsize=7)
        axes.plot([p[1] for p in best], [p[2] for p in best], "--", color=_COLOURS[1], lw=1)
        axes.set_xlabel("milliseconds a question (p50)")
        axes.set_ylabel(quality)
        axes.margins(0.15)

    return _svg("Pareto", (), draw)


def pareto_front(points: Sequence[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """The points (name, price, value) that none beats in both, cheapest first."""
    front: list[tuple[str, float, float]] = []
    for point in sorted(points, key=lambda p: (p[1], -p[2])):
        if not front or point[2] > front[-1][2]:
            front.append(point)
    return front


def _svg(title: str, runs: Sequence[Run], draw: Callable[[Axes, Sequence[Run]], None]) -> str:
    # The salt keeps ids apart where several plots stand in one page, and the same each time.
    options: Any = {**_STYLE, "svg.hashsalt": title}
    with mpl.rc_context(options):
        canvas = Canvas(figsize=_SIZE, layout="tight")
        axes = canvas.add_subplot()
        draw(axes, runs)
        stream = io.StringIO()
        canvas.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    return text[text.index("<svg") :]


def _curves(axes: Axes, runs: Sequence[Run]) -> None:
    for (name, outcomes), style in zip(runs, _STYLES):
        asked = [outcome for outcome in outcomes if outcome.case.answerable]
        quoted = [o for o in asked if any(gold.quote for gold in o.case.gold)]
        first = [min((rank for rank, _ in o.article_ranks), default=None) for o in asked]
        lines = {
            "gold article": first,
            "gold passage": [min(o.passage_ranks, default=None) for o in quoted],
            "gold quote covered": [o.covered_at for o in quoted],
        }
        for (what, ranks), colour in zip(lines.items(), _COLOURS):
            if ranks:
                found = np.array([np.inf if rank is None else rank for rank in ranks])
                shares = [(found <= k).mean() for k in _KS]
                axes.plot(_KS, shares, style, color=colour, label=_label(name, what, runs))
    axes.set_xlabel("k")
    axes.set_ylabel("share of the answerable questions")
    axes.set_ylim(top=1.01)
    axes.set_xticks(_KS[[0, 2, 4, 9, 14, 19]])
    axes.legend(fontsize=7)


def _reliability(axes: Axes, runs: Sequence[Run]) -> None:
    axes.plot([0, 1], [0, 1], color="#888888", lw=1)
    for (name, outcomes), colour in zip(runs, _COLOURS):
        confidence, correct, _answerable = confidences(outcomes)
        if len(confidence):
            bins = reliability(confidence, correct)
            x, y = [one.confidence for one in bins], [one.correct for one in bins]
            axes.plot(x, y, "o-", color=colour, label=name)
            for one in bins:
                where = (one.confidence, one.correct)
                axes.annotate(
                    str(one.questions), where, (3, -9), textcoords="offset points", fontsize=6
                )
    axes.set_xlabel(f"confidence ({BINS} bins; the numbers count questions)")
    axes.set_ylabel("share of right sentences")
    axes.legend(fontsize=7)


def _risk_coverage(axes: Axes, runs: Sequence[Run]) -> None:
    for (name, outcomes), colour in zip(runs, _COLOURS):
        confidence, correct, _answerable = confidences(outcomes)
        if len(confidence):
            coverage, risk = risk_coverage(confidence, correct)
            axes.plot(coverage, risk, color=colour, label=name)
            assert outcomes
            answered = np.mean([not o.reply.abstained for o in outcomes if o.reply])
            at = max(round(float(answered) * len(coverage)) - 1, 0)
            axes.plot([coverage[at]], [risk[at]], "o", color=colour)
    axes.set_xlabel("share of questions answered (the dot: with this threshold)")
    axes.set_ylabel("share of these that are wrong")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7)


def _latency(axes: Axes, runs: Sequence[Run]) -> None:
    for (name, outcomes), style in zip(runs, _STYLES):
        times = {
            "search": [1000 * o.search_seconds for o in outcomes],
            "ask": [1000 * o.reply.seconds for o in outcomes if o.reply],
        }
        for (what, values), colour in zip(times.items(), _COLOURS):
            if values:
                shares = np.arange(1, len(values) + 1) / len(values)
                axes.plot(
                    np.sort(values), shares, style, color=colour, label=_label(name, what, runs)
                )
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds")
    axes.set_ylabel("share of questions within")
    axes.legend(fontsize=7)


def _label(name: str, what: str, runs: Sequence[Run]) -> str:
    return what if len(runs) == 1 else f"{what}, {name}"
