"""A data set indexed with a kill -9 every so often: at the end every article must be there.

    python -m benchmarks.kills CORPUS.jsonl.gz --work FOLDER --kills 5

CORPUS has a line of JSON an article, with `_id`, `title` and `text` (BEIR's layout). Each article
becomes a .txt file below FOLDER. Run it again with the same FOLDER to go on where it was stopped.
"""

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from index import load_settings, problems
from qa import Corpus


def main() -> None:
    """Sync, kill, sync again; then compare every text with its file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--least", type=float, default=20.0, help="seconds before a kill")
    parser.add_argument("--most", type=float, default=60.0, help="seconds before a kill")
    given = parser.parse_args()
    folder, path = given.work / "articles", given.work / "index"
    _write(given.corpus, folder)
    log = given.work / "kills.txt"
    killed = len(log.read_text("utf-8").splitlines()) if log.exists() else 0
    draw = random.Random(killed)  # noqa: S311 - no secret
    command = [sys.executable, "-m", "qa.cli", "index", str(folder), "--index", str(path)]
    started = time.monotonic()
    while killed < given.kills:
        patience = draw.uniform(given.least, given.most)
        running = subprocess.Popen(command)  # noqa: S603 - our own words
        with suppress(subprocess.TimeoutExpired):
            running.wait(patience)
            break  # it was done before
        running.kill()
        running.wait()
        killed += 1
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"{patience:.1f} s\n")
    subprocess.run(command, check=False)  # noqa: S603
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    _say(f"killed {killed} times; {seconds:.0f} s in this run; at most {peak:.0f} MB")
    sys.exit(0 if _all_there(folder, path) else 1)


def _write(corpus: Path, folder: Path) -> None:
    if folder.exists():
        return
    folder.mkdir(parents=True)
    for number, article in enumerate(_articles(corpus)):
        text = f"{article.get('title', '')}\n\n{article['text']}\n".lstrip()
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8", newline="")


def _articles(corpus: Path) -> Iterator[dict[str, str]]:
    with ExitStack() as opened:
        raw = opened.enter_context(corpus.open("rb"))
        lines = opened.enter_context(gzip.open(raw)) if corpus.suffix == ".gz" else raw
        for line in lines:
            yield json.loads(line)


def _all_there(folder: Path, path: Path) -> bool:
    """Whether the index is sound and holds the text of every file."""
    files = sorted(folder.iterdir())
    opened = Corpus.open(path)
    missing = [
        file.name
        for file in files
        if (article := opened.article(file.stem)) is None
        or article.text.encode(article.encoding) != file.read_bytes()
    ]
    found = opened.state.articles
    opened.close()
    wrong = problems(path, load_settings())
    _say(
        f"{len(files)} files, {found} articles, {len(missing)} missing; problems: {wrong or 'none'}"
    )
    return not missing and not wrong


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
