"""How fast a sync passes files that have not changed.

    python -m benchmarks.sync_rate --files 5000

Makes short articles, indexes them, and syncs again, three times; prints files a second.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from qa import Corpus


def main() -> None:
    """Index, then sync what has not changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=5000)
    files: int = parser.parse_args().files
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "articles"
        for number in range(files):
            file = folder / f"{number // 500:03}" / f"{number:06}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"Bridge {number}\n\nBridge {number} was opened.\n", encoding="utf-8")
        corpus = Corpus.create(Path(place) / "index")
        corpus.sync(folder)
        for _ in range(3):
            started = time.perf_counter()
            report = corpus.sync(folder)
            seconds = time.perf_counter() - started
            sys.stdout.write(
                f"{report.unchanged} unchanged files in {seconds:.3f} s: "
                f"{report.unchanged / seconds:,.0f} a second\n"
            )
        corpus.close()


if __name__ == "__main__":
    main()
