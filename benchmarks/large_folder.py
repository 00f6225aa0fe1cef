"""How Citewell behaves with a folder of 100,000 files.

    python -m benchmarks.large_folder --files 100000

Makes short articles out of our own sentences, indexes them, syncs the unchanged folder three times,
and then does what a user does with the index: `articles`, `report`, the page's view of it. Vectors
are drawn at random instead of embedded: `benchmarks.speed` measures embedding. With --place the
files and the index stay, and are used again.
"""

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.own import own_passages, peak_mb
from index import Embedder, Settings, exported_model, load_settings, open_model
from index.coverage import read_coverage
from index.embedding import Role, Vectors
from index.index import create_index, sync_index
from index.readers import list_folder
from ui.coverage import render_coverage

_PUBLISHERS: Final = 40
_IN_A_FOLDER: Final = 500
_AGAIN: Final = 3


def main() -> None:
    """Make, index, sync again, and look at what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--place", type=Path, help="keep files and index below this folder")
    given = parser.parse_args()
    if given.place:
        _measure(given.place.absolute(), given.files)
        return
    with tempfile.TemporaryDirectory() as place:
        _measure(Path(place), given.files)


def _measure(place: Path, files: int) -> None:
    folder, path, settings = place / "articles", place / "index", load_settings()
    if not folder.exists():
        with _timed("write the files"):
            _write(folder, files)
    with _timed("list the folder"):
        list_folder(folder)
    model = _Drawn(open_model(exported_model(settings.model, settings).name, settings))
    if not path.exists():
        create_index(path, settings.model, settings)
        with _timed("index it, vectors drawn"):
            report = sync_index(path, folder, settings, model=model)
        _say(f"  {report.indexed:,} indexed, {report.passages:,} passages, peak {peak_mb():.0f} MB")
    for _ in range(_AGAIN):
        with _timed("sync it unchanged", files):
            sync_index(path, folder, settings, model=model)
    _look(path, settings)
    _say(f"peak of this process: {peak_mb():.0f} MB")


def _look(path: Path, settings: Settings) -> None:
    for command in ("articles", "report"):
        with _timed(f"citewell {command}"):
            done = subprocess.run(  # noqa: S603 - our own words
                [sys.executable, "-m", "qa.cli", command, "--index", str(path)],
                stdout=subprocess.PIPE,
                check=True,
            )
        lines = done.stdout.splitlines()
        _say(f"  {len(done.stdout):,} bytes, {len(lines):,} lines")
    with _timed("the page: read what is in it"):
        coverage = read_coverage(path)
    for wanted in ("", "bridge"):
        with _timed(f"the page: show it, filter {wanted!r}"):
            shown = render_coverage(coverage, wanted)
        _say(f"  {len(shown.encode()):,} bytes")


class _Drawn:
    """A model's description, with vectors that a text's digest draws."""

    def __init__(self, model: Embedder) -> None:
        self._model = model
        self.description = model.description

    def embed(
        self, texts: Sequence[str], role: Role, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        drawn = np.empty((len(texts), self.description.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
            drawn[row] = np.random.default_rng(seed).standard_normal(self.description.dimension)
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        return drawn

    def fits(self, text: str) -> bool:
        """As the model says."""
        return self._model.fits(text)


def _write(folder: Path, files: int) -> None:
    draw = random.Random(0)  # noqa: S311 - no secret
    sentences = [line for passage in own_passages() for line in passage.split("\n")[1:]]
    for number in range(files):
        file = folder / f"{number // _IN_A_FOLDER:03}" / f"{number:06}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        day = f"{draw.randint(2015, 2025)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        front = f"date: {day}\npublisher: The Paper {draw.randrange(_PUBLISHERS)}"
        body = "\n\n".join(draw.sample(sentences, 2))
        text = f"---\ntitle: Report {number} of the day\n{front}\n---\n\n{body}\n"
        file.write_text(text, encoding="utf-8")


@contextmanager
def _timed(what: str, files: int = 0) -> Iterator[None]:
    started, processor = time.perf_counter(), time.process_time()
    yield
    seconds, own = time.perf_counter() - started, time.process_time() - processor
    rate = f", {files / seconds:,.0f} files a second" if files else ""
    _say(f"{what}: {seconds:.2f} s ({own:.2f} s of a processor){rate}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
