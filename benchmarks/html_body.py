"""How much of a page's story the html reader finds, and how much else it takes for the story.

    python -m benchmarks.html_body FOLDER

FOLDER is ``tests`` of a checkout of trafilatura: ``evaldata.json`` names pages below ``cache`` and
``eval``, and for each some pieces of text that its story has, and some that it must not have. A
piece found is right or wrong by that, white space aside. Prints precision, recall and F1 over all
pieces, and the share of their characters, of trafilatura as it comes and of our reader over it.

Source: the measure is that of trafilatura's own evaluation (tests/README.rst in its repository).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index import RawArticle, UnreadableFileError, load_settings, open_reader


@dataclass(slots=True)
class Counts:
    """Pieces that are there and should be (right), shouldn't be (wrong), should be (missing).

    Attributes:
        body, kept: characters of the pieces that a story has, and of those that were found.
        unread: pages of which nothing was read.
    """

    right: int = 0
    wrong: int = 0
    missing: int = 0
    body: int = 0
    kept: int = 0
    unread: int = 0

    def add(self, text: str | None, wanted: list[str], unwanted: list[str]) -> None:
        """Count a page's pieces; all that is wanted is missing of a page that wasn't read."""
        shown = _flat(text or "")
        found = [piece for piece in map(_flat, wanted) if piece in shown]
        self.right += len(found)
        self.missing += len(wanted) - len(found)
        self.wrong += sum(_flat(piece) in shown for piece in unwanted)
        self.body += sum(len(_flat(piece)) for piece in wanted)
        self.kept += sum(map(len, found))
        self.unread += text is None

    def __str__(self) -> str:
        """Precision, recall, F1, characters of body kept, pages that weren't read."""
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missing)
        f1 = 2 * self.right / max(1, 2 * self.right + self.wrong + self.missing)
        return (
            f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}, "
            f"{self.kept / max(1, self.body):.1%} of {self.body:,} characters, "
            f"{self.unread} pages not read"
        )


def main() -> None:
    """Read every page both ways and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, help="so many pages only")
    given = parser.parse_args()
    pages = json.loads((given.folder / "evaldata.json").read_text("utf-8"))
    chosen = list(pages.values())[: given.first]
    files = [_file(given.folder, page["file"]) for page in chosen]
    with open_reader(load_settings()) as reader:

        def ours(file: Path) -> str | None:
            try:
                found = next(reader.read(file).found)
            except UnreadableFileError:
                return None
            return found.text if isinstance(found, RawArticle) else None

        for name, read in (("trafilatura as it comes", _plain), ("Citewell's reader", ours)):
            _measure(name, read, files, chosen)


def _measure(
    name: str,
    read: Callable[[Path], str | None],
    files: list[Path],
    pages: list[dict[str, list[str]]],
) -> None:
    counts = Counts()
    started = time.monotonic()
    for file, page in zip(files, pages, strict=True):
        counts.add(read(file), page["with"], page["without"])
    seconds = time.monotonic() - started
    sys.stdout.write(f"{name}: {counts}; {len(pages)} pages in {seconds:.0f} s\n")


def _plain(file: Path) -> str | None:
    import trafilatura

    found: str | None = trafilatura.extract(file.read_bytes(), include_comments=False)
    return found


def _file(folder: Path, name: str) -> Path:
    found = [folder / below / name for below in ("cache", "eval")]
    return next((file for file in found if file.is_file()), found[-1])


def _flat(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
