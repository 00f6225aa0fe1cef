"""How fast and how large, in one table: `make bench`.

    python -m benchmarks.speed [--texts 400] [--repeats 3] [--articles 3000] [--folder 3000]

The texts are the project's own (evals/training), for the folder their sentences, recombined.
Ratios are to be read, not seconds: other work on the machine slows all columns alike, and they take
turns. LangChain and txtai are measured where they are installed (`pip install "citewell[peers]"`,
in an environment of their own). --memory measures only what indexing the folder takes.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.own import own_passages
from benchmarks.peers import PEERS, Peer, open_peer
from benchmarks.scale import make_corpus
from index import exported_model, load_settings, open_model, open_tokenizer, token_ids
from index.embedding import TOKENIZER_FILE, OnnxEmbedder
from qa import Corpus

_ROOT: Final = Path(__file__).parent.parent
_PASSAGES: Final = 10  # of a made article
_SENTENCES: Final = 4  # of an article of the folder
_QUESTIONS: Final = 100
_QUESTION: Final = "Which district of Moscow was raided?"
_OURS: Final = "Citewell"
_COLD: Final = (
    "from qa import Corpus; corpus = Corpus.open({path!r}); {use};"
    "from benchmarks.own import peak_mb; print(peak_mb())"
)
_INDEXED: Final = (
    "from qa import Corpus; corpus = Corpus.create({path!r}); corpus.sync({folder!r});"
    "from benchmarks.own import peak_mb; print(peak_mb())"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--texts", type=int, default=400, help="passages to embed (400)")
    parser.add_argument("--repeats", type=int, default=3, help="of each measurement (3)")
    parser.add_argument("--articles", type=int, default=3000, help="of the warm question (3000)")
    parser.add_argument("--folder", type=int, default=3000, help="articles to index (3000)")
    parser.add_argument("--memory", action="store_true", help="only what indexing the folder takes")
    parsed = parser.parse_args(arguments)
    if parsed.memory:
        with tempfile.TemporaryDirectory() as made:
            _print_memory(Path(made), parsed.folder)
        return 0
    settings = load_settings()
    export = exported_model(settings.model, settings)
    model = settings.models_folder / settings.model
    embedder = open_model(export.name, settings)
    texts = own_passages()[: parsed.texts]
    prefixed = [embedder.description.passage_prefix + text for text in texts]
    tokens = sum(map(len, token_ids(open_tokenizer(export / TOKENIZER_FILE), prefixed)))
    print(f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        peers = _peers(model, place, prefixed)
        _print_row("", {name: PEERS.get(name, name) for name in [_OURS, *peers]})
        _print_row("---", dict.fromkeys([_OURS, *peers], "---"))
        runs: dict[str, Callable[[], object]] = {_OURS: lambda: embedder.embed(texts, "passage")}
        runs |= {name: _embedding_of(peer, prefixed) for name, peer in peers.items()}
        seconds = _in_turn(runs, parsed.repeats)
        rates = {name: tokens / took for name, took in seconds.items()}
        _print_ratios("embedding, tokens/s", rates, higher=True)
        path = _print_memory(place, parsed.folder)
        _print_cold(path, parsed.repeats, peers, model, place)
        make_corpus(parsed.articles * _PASSAGES, place / "made", settings)
        _print_warm(place / "made" / "index", peers, embedder, parsed.articles)
    return 0


def _peers(model: Path, place: Path, texts: Sequence[str]) -> dict[str, Peer]:
    """The other programs that are installed, over the same texts."""
    found = {}
    for name, title in PEERS.items():
        (place / name).mkdir()
        try:
            found[name] = open_peer(name, model, place / name, texts)
        except ImportError as error:
            print(f"{title} is left out: {error}", file=sys.stderr)
    return found


def _embedding_of(peer: Peer, texts: Sequence[str]) -> Callable[[], object]:
    return lambda: peer.embed(texts)


def _print_memory(place: Path, articles: int) -> Path:
    """Peak memory of indexing a folder and a tenth of it; returns the whole one's index."""
    peaks = {}
    for name, count in (("tenth", articles // 10), ("whole", articles)):
        folder, path = place / name, place / f"{name}-index"
        folder.mkdir()
        for number, text in enumerate(_recombined(count)):
            (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
        peaks[name] = _peak(_python("-c", _INDEXED.format(path=str(path), folder=str(folder))))
    ratio = peaks["whole"] / peaks["tenth"]
    _print_row(f"indexing {articles:,} articles, peak MB", {_OURS: f"{peaks['whole']:.0f}"})
    _print_row("… against a tenth of them", {_OURS: f"{ratio:.2f} x"})
    return place / "whole-index"


def _recombined(articles: int) -> Iterator[str]:
    """Articles of a few of our own sentences, no two of them alike."""
    rng = np.random.default_rng(0)
    real = [passage.splitlines() for passage in own_passages()]
    for _ in range(articles):
        drawn = [real[row] for row in rng.integers(len(real), size=_SENTENCES)]
        yield "\n\n".join([drawn[0][0], *(lines[rng.integers(1, len(lines))] for lines in drawn)])


def _print_cold(
    path: Path, repeats: int, peers: Mapping[str, Peer], model: Path, place: Path
) -> None:
    """A question in a new process: wall time with the interpreter's start, and peak memory."""
    for use in ("search", "ask"):
        code = _COLD.format(path=str(path), use=f"corpus.{use}({_QUESTION!r})")
        peaks: dict[str, float] = {}
        runs: dict[str, Callable[[], object]] = {_OURS: _noting(peaks, _OURS, "-c", code)}
        if use == "search":
            for name in peers:
                command = ("-m", "benchmarks.peers", name, str(model), str(place / name), _QUESTION)
                runs[name] = _noting(peaks, name, *command)
        _print_ratios(f"cold {use}, s", _in_turn(runs, repeats), digits=2)
        _print_ratios("… its peak memory, MB", peaks)


def _print_warm(
    path: Path, peers: Mapping[str, Peer], embedder: OnnxEmbedder, articles: int
) -> None:
    """A question to an open corpus, and the share that isn't the model."""
    corpus = Corpus.open(path)
    took: dict[str, list[float]] = {name: [] for name in [_OURS, "rest", "ran", *peers]}
    for passage in own_passages()[:_QUESTIONS]:
        question = passage.splitlines()[0]  # a title: as long as a question
        ran = time.thread_time()
        whole = _seconds(lambda q=question: corpus.search(q))  # type: ignore[misc]
        ran = time.thread_time() - ran
        busy = time.thread_time()
        model = _seconds(lambda q=question: embedder.embed([q], "query"))  # type: ignore[misc]
        took["ran"].append(ran - (time.thread_time() - busy))
        took[_OURS].append(whole)
        took["rest"].append(whole - model)
        for name, peer in peers.items():
            took[name].append(_seconds(lambda q=question, p=peer: p.search(q)))  # type: ignore[misc]
    corpus.close()
    p50 = {name: 1000 * statistics.median(seconds) for name, seconds in took.items()}
    rest, ran = p50.pop("rest"), p50.pop("ran")
    _print_ratios(
        f"warm search p50, ms ({articles:,} articles; the others: the texts)", p50, digits=1
    )
    _print_row("… of which not the embedding", {_OURS: f"{rest:.1f}"})
    _print_row("… of which its thread ran", {_OURS: f"{ran:.1f}"})


def _noting(peaks: dict[str, float], name: str, *arguments: str) -> Callable[[], object]:
    def run() -> None:
        peaks[name] = _peak(_python(*arguments))

    return run


def _python(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=_ROOT)  # noqa: S603
    return done.stdout


def _peak(said: str) -> float:
    """Megabytes, from the last line of what a process said."""
    return float(said.splitlines()[-1])


def _in_turn(runs: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of several things done in turn, so that all meet the same other load."""
    took = [{name: _seconds(run) for name, run in runs.items()} for _ in range(repeats)]
    return {name: statistics.median(one[name] for one in took) for name in runs}


def _print_ratios(
    what: str, figures: Mapping[str, float], *, higher: bool = False, digits: int = 0
) -> None:
    """A row of figures, the others' with how many times better ours is."""
    ours = figures[_OURS]
    row = {_OURS: f"{ours:,.{digits}f}"}
    for name, figure in figures.items():
        if name != _OURS:
            ratio = ours / figure if higher else figure / ours
            row[name] = f"{figure:,.{digits}f} ({ratio:.1f} x)"
    _print_row(what, row)


def _print_row(what: str, cells: Mapping[str, str]) -> None:
    print(f"| {what} | {' | '.join(cells.values())} |", flush=True)


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
