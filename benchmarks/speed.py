"""How fast and how large, in one table: `make bench`.

    python -m benchmarks.speed [--texts 400] [--repeats 3]

The texts are the project's own (evals/training). Ratios are to be read, not seconds: other work
on the machine slows all rows alike, and each row alternates with the row it is compared with.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import faiss
import numpy as np

from index import Settings, exported_model, load_settings, open_model, open_tokenizer, token_ids
from index.embedding import TOKENIZER_FILE, OnnxEmbedder
from index.export import load_sentence_transformer
from qa import Corpus

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_ROOT: Final = Path(__file__).parent.parent
_LESSONS: Final = _ROOT / "evals" / "training"
_SENTENCES: Final = 5  # of a passage
_QUESTION: Final = "Which district of Moscow was raided?"
_COLD: Final = (
    "import resource; from qa import Corpus; corpus = Corpus.open({path!r});"
    "{use}; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)
# ru_maxrss is in bytes on macOS and in kilobytes elsewhere.
RSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--texts", type=int, default=400, help="passages to embed (400)")
    parser.add_argument("--repeats", type=int, default=3, help="of each measurement (3)")
    parsed = parser.parse_args(arguments)
    settings = load_settings()
    texts = own_passages()[: parsed.texts]
    print("| what | Citewell | bare SentenceTransformer + FAISS flat | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        path = _indexed(texts, Path(place), settings)
        bare = load_sentence_transformer(settings.models_folder / settings.model)
        _print_embedding(texts, bare, parsed.repeats, settings)
        _print_warm(path, texts, bare, parsed.repeats, settings)
        _print_cold(path, parsed.repeats)
    return 0


def own_passages() -> list[str]:
    """Passages of a few sentences from the texts that were written for the reader."""
    found = []
    for file in sorted(_LESSONS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            lesson = json.loads(line)
            sentences: list[str] = lesson["sentences"]
            found += [
                "\n".join([lesson["title"], *sentences[at : at + _SENTENCES]])
                for at in range(0, len(sentences), _SENTENCES)
            ]
    return found


def _indexed(texts: Sequence[str], place: Path, settings: Settings) -> Path:
    """An index of the texts, a file each."""
    folder = place / "texts"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
    corpus = Corpus.create(place / "index", None, settings)
    corpus.sync(folder)
    corpus.close()
    return place / "index"


def _print_embedding(
    texts: Sequence[str], bare: "SentenceTransformer", repeats: int, settings: Settings
) -> None:
    """Tokens per second of the same passages: the export against the model in fp32."""
    export = exported_model(settings.model, settings)
    embedder = open_model(export.name, settings)
    prefixed = [embedder.description.passage_prefix + text for text in texts]
    tokens = sum(map(len, token_ids(open_tokenizer(export / TOKENIZER_FILE), prefixed)))
    ours, theirs = _alternating(
        lambda: embedder.embed(texts, "passage"), lambda: bare.encode(prefixed), repeats
    )
    rates = f"{tokens / ours:,.0f} | {tokens / theirs:,.0f}"
    print(f"| embedding, tokens/s | {rates} | {theirs / ours:.2f} |", flush=True)


def _print_warm(
    path: Path,
    texts: Sequence[str],
    bare: "SentenceTransformer",
    repeats: int,
    settings: Settings,
) -> None:
    """A question to an open corpus, and the share that isn't the model."""
    flat: Any = faiss.IndexFlatIP(bare.get_embedding_dimension())
    flat.add(bare.encode(list(texts)))
    corpus = Corpus.open(path, settings)
    embedder = open_model(exported_model(settings.model, settings).name, settings)
    corpus.search(_QUESTION)
    whole, model, theirs = [], [], []
    for lesson in own_passages()[: 50 * repeats]:
        question = lesson.splitlines()[0]  # a title: as long as a question
        whole.append(_seconds(lambda q=question: corpus.search(q)))  # type: ignore[misc]
        model.append(_embedding_seconds(embedder, question))
        theirs.append(_seconds(lambda q=question: flat.search(bare.encode([q]), 10)))  # type: ignore[misc]
    corpus.close()
    p50, rest = statistics.median(whole), statistics.median(np.subtract(whole, model).tolist())
    other = statistics.median(theirs)
    print(f"| warm search p50, ms | {1000 * p50:.1f} | {1000 * other:.1f} | {other / p50:.2f} |")
    print(f"| … of which not the embedding | {1000 * rest:.1f} | | |", flush=True)


def _embedding_seconds(embedder: OnnxEmbedder, question: str) -> float:
    return _seconds(lambda: embedder.embed([question], "query"))


def _print_cold(path: Path, repeats: int) -> None:
    """A question in a new process: wall time with the interpreter's start, and peak memory."""
    for use in ("search", "ask"):
        code = _COLD.format(path=str(path), use=f"corpus.{use}({_QUESTION!r})")
        seconds, peaks = [], []
        for _ in range(repeats):
            started = time.perf_counter()
            done = subprocess.run(  # noqa: S603 - our own words only
                [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_ROOT
            )
            seconds.append(time.perf_counter() - started)
            peaks.append(int(done.stdout) * RSS_UNIT / 1e6)
        print(f"| cold {use}, s | {statistics.median(seconds):.2f} | | |")
        print(f"| … its peak memory, MB | {statistics.median(peaks):.0f} | | |", flush=True)


def _alternating(
    first: Callable[[], object], second: Callable[[], object], repeats: int
) -> tuple[float, float]:
    """Median seconds of two things done in turn, so that both meet the same other load."""
    pairs = [(_seconds(first), _seconds(second)) for _ in range(repeats)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
