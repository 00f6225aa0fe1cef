"""Pages with their furniture marked by hand → how much of it is masked, how much story is kept.

``python -m evals.furniture`` measures both halves; ``dev`` is for looking at, ``test`` is not. Both
were written as pages of a few dozen sources; the pages of one publisher are compared with each
other, as a sync does.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from rich.table import Table

from evals.gates import check_gates
from evals.intervals import Figure, Floats, paired_figure
from evals.terminal import figures_table, stdout
from index import CitewellError
from index.furniture import PageLines, read_page, repeated_keys
from index.metadata import read_metadata
from index.types import RawArticle, Span
from qa.console import printable

HALVES: Final = ("dev", "test")
BODY: Final = "body"
_PAGES: Final = Path(__file__).with_name("pages")
_KEPT: Final = "story kept"
_MASKED: Final = "furniture masked"


@dataclass(frozen=True, slots=True)
class Block:
    """Characters ``start`` to ``end`` of a page: of the story (``body``) or a kind of furniture."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A text that we wrote in the shape of a scraped page.

    Attributes:
        blocks: in order of position; white space alone stands between them.
    """

    page_id: str
    publisher: str
    language: str
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A block and how many of its characters are masked."""

    page: MarkedPage
    block: Block
    masked: int

    @property
    def right(self) -> int:
        """Characters that are as they should be."""
        size = self.block.end - self.block.start
        return size - self.masked if self.block.kind == BODY else self.masked


def read_pages(half: str) -> list[MarkedPage]:
    """The marked pages of a half; the spans are exact since the text is joined from the blocks."""
    file = _PAGES / f"{half}.jsonl"
    pages = []
    for line in file.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        text = ""
        blocks = []
        for block in values["blocks"]:
            text += block.get("before", "\n") if text else ""
            blocks.append(Block(len(text), len(text) + len(block["text"]), block["kind"]))
            text += block["text"]
        pages.append(
            MarkedPage(values["id"], values["publisher"], values["language"], text, tuple(blocks))
        )
    return pages


def judge(pages: Sequence[MarkedPage]) -> list[Judged]:
    """Mask the pages as a sync of one folder for each publisher does; compare block by block."""
    titles = {page.page_id: _title(page) for page in pages}
    lines: dict[str, list[PageLines]] = defaultdict(list)
    for page in pages:
        lines[page.publisher].append(read_page(page.text, titles[page.page_id]).lines)
    repeated = {publisher: frozenset(repeated_keys(own)) for publisher, own in lines.items()}
    judged = []
    for page in pages:
        covered = np.zeros(len(page.text), dtype=bool)
        seen = read_page(page.text, titles[page.page_id], repeated[page.publisher])
        for mask in seen.masks:
            covered[mask.start : mask.end] = True
        judged += [
            Judged(page, block, int(covered[block.start : block.end].sum()))
            for block in page.blocks
        ]
    return judged


def _title(page: MarkedPage) -> Span | None:
    return read_metadata(RawArticle("", page.text, "utf-8"), f"{page.page_id}.txt").title_span


def figures_of(judged: Sequence[Judged], seed: int = 1) -> dict[str, Figure]:
    """Shares of characters, whole and by language, with intervals over resampled pages."""
    groups: dict[str, list[Judged]] = {_KEPT: [], _MASKED: []}
    languages = dict.fromkeys(one.page.language for one in judged)
    for name in (_KEPT, _MASKED):
        rows = [one for one in judged if (one.block.kind == BODY) == (name == _KEPT)]
        groups[name] = rows
        for language in languages:
            groups[f"{name}, {language}"] = [o for o in rows if o.page.language == language]
    return {name: _share(name, rows, seed) for name, rows in groups.items()}


def _share(name: str, rows: Sequence[Judged], seed: int) -> Figure:
    right: dict[str, int] = defaultdict(int)
    size: dict[str, int] = defaultdict(int)
    for one in rows:
        right[one.page.page_id] += one.right
        size[one.page.page_id] += one.block.end - one.block.start
    return paired_figure(
        name,
        _ratio,
        np.array([right[page] for page in size], dtype=np.float64),
        np.array([size[page] for page in size], dtype=np.float64),
        seed,
    )


def _ratio(right: Floats, size: Floats) -> float:
    return float(right.sum() / size.sum())


def _print_kinds(judged: Sequence[Judged]) -> None:
    table = Table("kind", "blocks", "characters", "as they should be")
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[one.block.kind].append(one)
    for kind, rows in sorted(kinds.items()):
        size = sum(one.block.end - one.block.start for one in rows)
        right = sum(one.right for one in rows)
        table.add_row(kind, str(len(rows)), f"{size:,}", f"{right / size:.3f}")
    stdout().print(table)


def _print_misses(judged: Sequence[Judged]) -> None:
    for one in judged:
        text = printable(one.page.text[one.block.start : one.block.end])
        if one.right < len(text):
            print(f"{one.page.page_id}  {one.block.kind}: {text}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; returns 1 if a figure is under its gate, 2 if it was not possible."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.furniture",
        description="How much page furniture is masked, and how much of the story kept.",
    )
    parser.add_argument("half", nargs="?", choices=HALVES, help="one half only")
    parser.add_argument("--misses", action="store_true", help="list what is not as it should be")
    parsed = parser.parse_args(arguments)
    try:
        met = [
            _measure(half, misses=parsed.misses)
            for half in ([parsed.half] if parsed.half else HALVES)
        ]
    except CitewellError as error:
        print(f"evals.furniture: {error}", file=sys.stderr)
        return 2
    return 0 if all(met) else 1


def _measure(half: str, *, misses: bool) -> bool:
    pages = read_pages(half)
    judged = judge(pages)
    figures = figures_of(judged)
    gates = check_gates(f"furniture-{half}", figures)
    print(f"furniture, {half}: {len(pages)} pages of {len({p.publisher for p in pages})} sources")
    stdout().print(figures_table(figures, gates))
    _print_kinds(judged)
    if misses:
        _print_misses(judged)
    return all(gate.met for gate in gates)


if __name__ == "__main__":
    sys.exit(main())
