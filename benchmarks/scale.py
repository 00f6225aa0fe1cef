"""How a large corpus behaves: `python -m benchmarks.scale 10000 100000 1000000`.

Vectors are those of our own passages (evals/training) with noise added, half of each one's length;
texts are our own sentences, recombined. They are written through the store's own functions without
being embedded, below --place, and stay there for the next run. Every figure is of a process of
its own, those of questions the least of three. Besides seconds there is the time that the asking
thread (search_cpu_…) or the adding process (add_cpu_s) had a processor: what it takes where nothing
else runs. --stage does one step only: "dense" fills and asks a dense index without a corpus around
it, the others are what a run does one after the other. --plot draws docs/scale.svg from
docs/scale.json, which each run adds to.
"""

import argparse
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.own import own_passages, peak_mb
from index import (
    Embedder,
    Filters,
    Metadata,
    Settings,
    Span,
    exported_model,
    load_settings,
    open_model,
)
from index.copies import SIGNATURE, SIGNATURE_LENGTH
from index.dense import DenseIndex
from index.embedding import Role, Vectors
from index.furniture import PageLines
from index.index import SPARE, Index, create_index, sync_index
from index.rows import EmbeddedPassage, KnownFile, text_digest
from index.store import Store
from index.sync import publish_all
from index.types import Article, Declared, FileState, IndexState, PassagePlan
from qa import Corpus

_ROOT: Final = Path(__file__).parent.parent
_NO_LINES: Final = PageLines(0, np.empty(0, dtype=np.int64))  # texts without page furniture
_FIGURES: Final = _ROOT / "docs" / "scale.json"
_PLOT: Final = _ROOT / "docs" / "scale.svg"
_QUESTIONS: Final = _ROOT / "evals" / "cases" / "near-misses.jsonl"
_REAL: Final = 1500  # passages whose vectors are perturbed
_NOISE: Final = 0.5  # length of what is added to a vector of length 1
_PASSAGES: Final = 10  # of an article
_ADDED: Final = 100  # articles
_AT_ONCE: Final = 20_000  # passages of one transaction
_ASKED: Final = 3  # times the questions are asked; the least figures count
_TIE: Final = 1e-6  # of cosines that are added up in another order
_FILE: Final = "made.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("sizes", type=int, nargs="*", help="numbers of passages")
    parser.add_argument("--place", type=Path, default=Path(".citewell/benchmarks/scale"))
    parser.add_argument("--questions", type=int, default=200, help="to ask (200)")
    parser.add_argument("--stage", choices=["make", "rank", "ask", "add", "dense"])
    parser.add_argument("--plot", action="store_true", help="draw docs/scale.svg and stop")
    parsed = parser.parse_args(arguments)
    if parsed.plot:
        _plot(json.loads(_FIGURES.read_text(encoding="utf-8")))
        return 0
    settings = load_settings()
    for size in parsed.sizes:
        place = parsed.place.absolute() / str(size)
        if parsed.stage:
            print(json.dumps(_stage(parsed.stage, size, place, parsed.questions, settings)))
            continue
        figures: dict[str, float] = {}
        for stage in ("make", "rank", "ask", "add"):
            figures |= _in_its_own_process(stage, size, parsed)
            if stage == "ask":
                # Other work on the machine only adds.
                for _ in range(1, _ASKED):
                    again = _in_its_own_process(stage, size, parsed)
                    figures |= {name: min(figures[name], again[name]) for name in again}
        known = json.loads(_FIGURES.read_text(encoding="utf-8")) if _FIGURES.exists() else {}
        known[str(size)] = known.get(str(size), {}) | figures
        known = dict(sorted(known.items(), key=lambda one: int(one[0])))
        _FIGURES.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        print(size, json.dumps(figures), flush=True)
    return 0


def _in_its_own_process(stage: str, size: int, parsed: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.scale", str(size), "--stage", stage]
    command += ["--place", str(parsed.place), "--questions", str(parsed.questions)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _stage(
    stage: str, size: int, place: Path, questions: int, settings: Settings
) -> dict[str, float]:
    if stage == "make":
        return make_corpus(size, place, settings)
    asked = [json.loads(line)["question"] for line in _QUESTIONS.read_text("utf-8").splitlines()]
    if stage == "rank":
        return _rank(place, asked[:questions], settings)
    if stage == "dense":
        return _dense(size, asked[:questions], place.parent, settings)
    if stage == "ask":
        return _ask(place, asked[:questions], settings)
    return _add(place, settings)


def make_corpus(size: int, place: Path, settings: Settings) -> dict[str, float]:
    """Write a corpus of so many passages below a folder, with its rankings, unless it is there.

    Returns:
        Seconds that it took: to store, to publish.
    """
    if (place / "made").exists():
        return {}
    create_index(place / "index", settings.model, settings)
    embedder = open_model(exported_model(settings.model, settings).name, settings)
    folder = place / "folder"
    folder.mkdir(parents=True)
    (folder / _FILE).write_text("{}", encoding="utf-8")
    facts = (folder / _FILE).stat()
    state = FileState(_FILE, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
    with contextlib.closing(Store.open(place / "index", for_writing=True)) as store:
        with store.transaction():
            file = store.put_file(KnownFile("made", state, text_digest("{}")))
            store.set_meta("folder", str(folder))
            store.set_meta("generation", "1")
        started = time.perf_counter()
        articles = _articles(size, embedder, place.parent)
        for _ in range(0, size, _AT_ONCE):
            with store.transaction():
                _store(store, file, articles, _AT_ONCE // _PASSAGES)
        with store.transaction():
            for source in store.changed_sources():
                store.set_repeated(source, _NO_LINES.keys)
        stored = time.perf_counter()
        print(f"stored {size:,} in {stored - started:.0f} s", file=sys.stderr, flush=True)
        publish_all(store, embedder)
        published = time.perf_counter()
    (place / "made").touch()
    return {"store_s": stored - started, "publish_s": published - stored}


def _store(
    store: Store,
    file: int,
    articles: Iterator[tuple[Article, list[EmbeddedPassage]]],
    count: int,
) -> None:
    rng = np.random.default_rng(store.count("article"))
    for _ in range(count):
        made = next(articles, None)
        if made is None:
            return
        article, passages = made
        # At random: a million texts of some thousand sentences would all be near copies.
        signature = rng.integers(0, 1 << 16, SIGNATURE_LENGTH, dtype=SIGNATURE.type)
        source = str(article.metadata.publisher)
        key = store.add_article(
            file, article.article_id, article, Declared(), source, _NO_LINES, signature
        )
        store.add_passages(key, passages)


def _articles(
    size: int, embedder: Embedder, place: Path
) -> Iterator[tuple[Article, list[EmbeddedPassage]]]:
    """Articles of passages that each hold one sentence of a real passage and one of any other."""
    rng = np.random.default_rng(0)
    real = _real_passages()
    vectors = _embedded(real, embedder, place)
    sentences = [passage.split("\n")[1:] for passage in real]
    numbers = [str(number) for number in range(1000, 10_000)]
    for number in range(-(-size // _PASSAGES)):
        bases = rng.integers(0, len(real), min(_PASSAGES, size - number * _PASSAGES))
        perturbed = _perturbed(np.repeat(vectors[bases], 3, axis=0), rng)
        text, passages = f"Report {number}", []
        for row, base in enumerate(bases.tolist()):
            other = sentences[int(rng.integers(len(real)))]
            pair = sentences[base][int(rng.integers(len(sentences[base])))], other[0]
            # A number of its own, so that texts differ and the words have rare ones among them.
            pair = pair[0], f"{pair[1]} ({numbers[int(rng.integers(len(numbers)))]})"
            start = len(text) + 2
            middle, stop = start + len(pair[0]), start + len(pair[0]) + 1 + len(pair[1])
            text += f"\n\n{pair[0]} {pair[1]}"
            spans = (Span(start, middle), Span(middle + 1, stop))
            plan = PassagePlan(Span(start, stop), spans, len(text[start:stop]) // 4)
            own = perturbed[3 * row : 3 * row + 3]
            passages.append(EmbeddedPassage(plan, own[0], own[1:]))
        metadata = Metadata(f"Report {number}", publisher=f"Paper {number % 97}", language="en")
        yield (
            Article(f"made//{number}", _FILE, metadata, text, "utf-8", text_digest("{}"), ()),
            passages,
        )


def _real_passages() -> list[str]:
    real = own_passages()
    drawn = np.random.default_rng(0).permutation(len(real))[:_REAL]
    return [real[row] for row in sorted(drawn.tolist())]


def _perturbed(vectors: Vectors, rng: np.random.Generator) -> Vectors:
    """Unit vectors with noise of length ``_NOISE`` added, made unit vectors again."""
    noise = rng.standard_normal(size=vectors.shape, dtype=np.float32)
    noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    noise += vectors
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    return noise


def _embedded(texts: Sequence[str], embedder: Embedder, place: Path) -> Vectors:
    """The texts' vectors, kept for the other sizes."""
    kept = place / f"{text_digest(embedder.description.fingerprint + ''.join(texts))[:16]}.npy"
    if not kept.exists():
        np.save(kept, embedder.embed(list(texts), "passage"))
    vectors: Vectors = np.load(kept)
    return vectors


def _rank(place: Path, questions: Sequence[str], settings: Settings) -> dict[str, float]:
    """The dense ranking alone: its recall against every vector, and its time."""
    index = Index.open(place / "index", settings)
    queries = [index.embed_query(question) for question in questions]
    exact = _exact(index.state, queries)
    seconds, shares = [], []
    for query, best in zip(queries, exact, strict=True):
        started = time.perf_counter()
        found = index.nearest(query, 10)
        seconds.append(time.perf_counter() - started)
        # By score: of passages that are alike any will do.
        shares.append(np.mean([score > best - _TIE for _key, score in found]))
    wide = []
    for query in queries:
        started = time.perf_counter()
        index.nearest(query, 100)
        wide.append(time.perf_counter() - started)
    index.close()
    return {
        "recall@10": float(np.mean(shares)),
        "dense_p50_ms": 1000 * float(np.median(seconds)),
        "dense100_p50_ms": 1000 * float(np.median(wide)),
        "dense100_p95_ms": 1000 * float(np.quantile(wide, 0.95)),
    }


def _dense(
    size: int, questions: Sequence[str], place: Path, settings: Settings
) -> dict[str, float]:
    """A dense index alone: what it takes to fill, and what its candidates hold of the best."""
    embedder = open_model(exported_model(settings.model, settings).name, settings)
    real = _embedded(_real_passages(), embedder, place)
    queries = np.asarray(embedder.embed(list(questions), "query"), dtype=np.float32)
    rng = np.random.default_rng(0)
    started = time.perf_counter()
    dense = DenseIndex.made_for(
        real.shape[1],
        size,
        lambda count: _perturbed(real[rng.integers(len(real), size=count)], rng),
    )
    best: list[list[tuple[float, int]]] = [[] for _ in questions]
    for at in range(0, size, _AT_ONCE):
        keys = range(at, min(at + _AT_ONCE, size))
        vectors = _perturbed(real[rng.integers(len(real), size=len(keys))], rng)
        dense.add(keys, vectors)
        _keep_best(best, queries @ vectors.T, keys)
    filled = time.perf_counter() - started
    file = place / f"dense-{size}.faiss"
    dense.write(file)
    del dense
    opened = DenseIndex.read(file, real.shape[1])
    seconds, shares = [], []
    for query, exact in zip(queries, best, strict=True):
        started = time.perf_counter()
        found = opened.search(query, 10 + SPARE)[0].tolist()
        seconds.append(time.perf_counter() - started)
        shares.append(len({key for _score, key in exact} & set(found)) / len(exact))
    return {
        "dense_recall@10": float(np.mean(shares)),
        "dense_fill_s": filled,
        "dense_p50_ms": 1000 * float(np.median(seconds)),
        "dense_p95_ms": 1000 * float(np.quantile(seconds, 0.95)),
        "dense_file_mb": file.stat().st_size / 1e6,
    }


def _keep_best(
    best: Sequence[list[tuple[float, int]]], scores: Vectors, keys: Sequence[int]
) -> None:
    """Add a block's ten best of each question to the best so far, and keep ten."""
    for row, found in zip(scores, best, strict=True):
        near = np.argpartition(-row, 10)[:10].tolist()
        found += [(float(row[one]), keys[one]) for one in near]
        found.sort(reverse=True)
        del found[10:]


def _exact(state: IndexState, queries: Sequence[Vectors]) -> list[float]:
    """The cosine of the tenth nearest by comparing with every stored vector."""
    stacked = np.stack(queries)
    best: list[list[tuple[float, int]]] = [[] for _ in queries]
    with contextlib.closing(Store.open(state.path)) as store:
        stored = store.allowed(Filters()).passages.tolist()
        for at in range(0, len(stored), _AT_ONCE):
            keys = stored[at : at + _AT_ONCE]
            _keep_best(best, stacked @ store.vectors(keys).T, keys)
    return [found[-1][0] for found in best]


def _ask(place: Path, questions: Sequence[str], settings: Settings) -> dict[str, float]:
    """A reader's process: opening, questions through ``Corpus.search``, memory."""
    started = time.perf_counter()
    corpus = Corpus.open(place / "index", settings)
    opened = time.perf_counter() - started
    embedder = open_model(exported_model(settings.model, settings).name, settings)
    corpus.search(questions[0])
    seconds, busy, embedding = [], [], []
    for question in questions:
        started, ran = time.perf_counter(), time.thread_time()
        corpus.search(question)
        seconds.append(time.perf_counter() - started)
        busy.append(time.thread_time() - ran)
        started = time.perf_counter()
        embedder.embed([question], "query")
        embedding.append(time.perf_counter() - started)
    corpus.close()
    return {
        "open_s": opened,
        "search_p50_ms": 1000 * float(np.median(seconds)),
        "search_p95_ms": 1000 * float(np.quantile(seconds, 0.95)),
        "search_cpu_p50_ms": 1000 * float(np.median(busy)),
        "search_cpu_p95_ms": 1000 * float(np.quantile(busy, 0.95)),
        "embedding_p50_ms": 1000 * float(np.median(embedding)),
        "embedding_p95_ms": 1000 * float(np.quantile(embedding, 0.95)),
        # Of what the system takes for the process: pages of mapped files are in it.
        "memory_mb": peak_mb(),
    }


class _Timed:
    """An embedder that counts its seconds."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.description = embedder.description
        self.seconds = 0.0
        self.cpu_seconds = 0.0

    def embed(
        self, texts: Sequence[str], role: Role, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        started, ran = time.perf_counter(), time.process_time()
        vectors = self._embedder.embed(texts, role, on_progress)
        self.seconds += time.perf_counter() - started
        self.cpu_seconds += time.process_time() - ran
        return vectors

    def fits(self, text: str) -> bool:
        return self._embedder.fits(text)


def _add(place: Path, settings: Settings) -> dict[str, float]:
    """A sync that finds 100 new articles."""
    folder = place / "folder"
    for number, text in enumerate(own_passages()[-_ADDED:]):
        (folder / f"{time.time_ns()}-{number}.txt").write_text(text, encoding="utf-8")
    timed = _Timed(open_model(exported_model(settings.model, settings).name, settings))
    timed.embed(["What loads its tables first."], "passage")
    timed.seconds = timed.cpu_seconds = 0.0
    started, ran = time.perf_counter(), time.process_time()
    report = sync_index(place / "index", folder, settings, model=timed)
    seconds, busy = time.perf_counter() - started, time.process_time() - ran
    if report.indexed != _ADDED:
        raise RuntimeError(f"{report.indexed} articles were added instead of {_ADDED}")
    return {
        "add_s": seconds - timed.seconds,
        "add_cpu_s": busy - timed.cpu_seconds,
        "add_embedding_s": timed.seconds,
    }


def _plot(figures: dict[str, dict[str, float]]) -> None:
    """The curve: milliseconds of a question by the number of passages."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "citewell"
    sizes = [int(size) for size in figures]
    drawn, axes = plt.subplots(figsize=(6, 3.6))
    for name, label in (
        ("search_p95_ms", "question, p95"),
        ("search_cpu_p95_ms", "of which its thread ran, p95"),
        ("search_cpu_p50_ms", "of which its thread ran, p50"),
        ("dense100_p50_ms", "dense ranking of 100, p50"),
    ):
        axes.plot(sizes, [figures[str(size)][name] for size in sizes], marker="o", label=label)
    axes.set(xscale="log", xlabel="passages", ylabel="milliseconds", ylim=(0, None))
    axes.legend(frameon=False)
    drawn.tight_layout()
    drawn.savefig(_PLOT, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())
