"""How much of a saved page's story is read, and how much of the page around it, on real pages.

    python -m benchmarks.pages TRAFILATURA/tests --pages 300

TRAFILATURA is a copy of trafilatura's repository: its tests hold 990 pages, each with pieces of
text that belong to the story and pieces that don't. Nothing of them is kept here. Counted as its
own evaluation does: a piece is there if it stands in the text, blanks aside. Next to trafilatura
with the settings of that evaluation: what our reader makes of a page, and what its masks leave.
The reader puts the page's title before the story, which that evaluation often counts as wrong.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import RawArticle, UnreadableFileError, load_settings, open_reader
from index.cutting import masks_of
from index.masked import MaskedText
from index.metadata import read_metadata
from index.readers import FileReader

_SEED = 20251123


@dataclass(slots=True)
class Count:
    """Pieces of all pages: of the story and read or missed, of the rest and read or left out."""

    read: int = 0
    missed: int = 0
    wrong: int = 0
    left_out: int = 0
    seconds: float = 0.0

    def add(self, text: str, page: Mapping[str, Any]) -> None:
        """Count a page's pieces."""
        flat = " ".join(text.split())
        story = [" ".join(piece.split()) in flat for piece in page["with"]]
        rest = [" ".join(piece.split()) in flat for piece in page["without"]]
        self.read += sum(story)
        self.missed += len(story) - sum(story)
        self.wrong += sum(rest)
        self.left_out += len(rest) - sum(rest)

    def __str__(self) -> str:
        """Precision, recall and F."""
        precision = self.read / max(1, self.read + self.wrong)
        recall = self.read / max(1, self.read + self.missed)
        f = 2 * precision * recall / max(1e-9, precision + recall)
        return f"{precision:.3f}      {recall:.3f}   {f:.3f}  {self.seconds:5.0f} s"


def main() -> None:
    """Read the pages in each way and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tests", type=Path)
    parser.add_argument("--pages", type=int, default=990)
    given = parser.parse_args()
    pages = list(json.loads((given.tests / "evaldata.json").read_text("utf-8")).values())
    pages = random.Random(_SEED).sample(pages, min(given.pages, len(pages)))  # noqa: S311
    theirs, ours, searched = Count(), Count(), Count()
    unread: list[str] = []
    with open_reader(load_settings()) as reader:
        for page in pages:
            file = _file(given.tests, page["file"])
            started = time.monotonic()
            theirs.add(_by_trafilatura(file), page)
            between = time.monotonic()
            text, left = _by_us(reader, file, unread)
            ours.seconds += time.monotonic() - between
            theirs.seconds += between - started
            ours.add(text, page)
            searched.add(left, page)
    searched.seconds = ours.seconds
    print(f"{len(pages)} pages\n{'':32}precision  recall  F")
    for name, count in (
        ("trafilatura, its own settings", theirs),
        ("our reader", ours),
        ("our reader, masks left out", searched),
    ):
        print(f"{name:32}{count}")
    print(f"not read: {len(unread)}", *unread, sep="\n  ")
    sys.stdout.flush()


def _file(tests: Path, name: str) -> Path:
    cached = tests / "cache" / name
    return cached if cached.is_file() else tests / "eval" / name


def _by_trafilatura(file: Path) -> str:
    import trafilatura

    return trafilatura.extract(file.read_bytes(), include_comments=False) or ""


def _by_us(reader: FileReader, file: Path, unread: list[str]) -> tuple[str, str]:
    """The text that is stored, and what of it is searched."""
    try:
        found = [one for one in reader.read(file).found if isinstance(one, RawArticle)]
    except UnreadableFileError as error:
        unread.append(error.reason)
        found = []
    kept = []
    for raw in found:
        metadata = read_metadata(raw, file.name)
        masks = masks_of(raw.text, file.name, metadata.title_span)
        pieces = MaskedText(metadata.title, raw.text, masks).pieces()
        kept.append("".join(text for text, reason in pieces if reason is None))
    return "\n".join(raw.text for raw in found), "\n".join(kept)


if __name__ == "__main__":
    main()
