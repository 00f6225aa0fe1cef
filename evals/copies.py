"""Our texts, edited → whether the edited ones, and no others, are taken for copies of one story.

``python -m evals.copies`` edits each text of the seeds and of the articles that we wrote several
times, as a newsroom edits an agency's report: up to 30 % of the words replaced, deleted or
inserted, or of the sentences deleted, moved, or brought in from elsewhere. Same seed, same set.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from evals.data_sets import SETS
from evals.gates import check_gates
from evals.intervals import Figure, Floats, paired_figure
from evals.terminal import figures_table, stdout
from index import CitewellError
from index.copies import SIGNATURE_LENGTH, KnownSignatures, signature_of
from index.sentences import sentence_spans

_SETS: Final = ("seeds", "fictional-dev", "near-misses", "near-misses-test")
# Reports that one agency wrote and two papers reworked; they are one story as they stand.
_ONE_STORY: Final = {
    "02-sorting-centre-detentions": "01-warehouse-raid",
    "54-terrakota-strike": "53-tile-plant-wages",
}
_MOST: Final = 0.3  # share of a text that is edited
_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Version:
    """A text as it was, or edited.

    Attributes:
        story: name of the text it was made from; versions of one story are copies.
    """

    story: str
    text: str


def make_versions(seed: int) -> list[Version]:
    """Each text as it is, twice with its words edited, once to the most, once by sentences."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    texts = _texts()
    versions = []
    for name, text in texts.items():
        others = [other for title, other in texts.items() if title != name]
        story = _ONE_STORY.get(name, name)
        edited = [
            edit_words(text, draw.uniform(0, _MOST), draw, others),
            edit_words(text, draw.uniform(0, _MOST), draw, others),
            edit_words(text, _MOST, draw, others),
            edit_sentences(text, draw.uniform(0, _MOST), draw, others),
        ]
        versions += [Version(story, one) for one in (text, *edited)]
    return versions


def edit_words(text: str, share: float, draw: random.Random, others: Sequence[str]) -> str:
    """Replace, delete and insert words, each as often; new ones are from other texts."""
    strange = draw.choice(others).split()

    def edited(word: re.Match[str]) -> str:
        if draw.random() >= share:
            return word.group()
        return draw.choice(["", draw.choice(strange), f"{word.group()} {draw.choice(strange)}"])

    return _WORD.sub(edited, text)


def edit_sentences(text: str, share: float, draw: random.Random, others: Sequence[str]) -> str:
    """Delete and move sentences, and bring in those of other texts, each as often."""
    sentences = _sentences(text)
    strange = _sentences(draw.choice(others))
    for _ in range(round(share * len(sentences))):
        at, to = draw.randrange(len(sentences)), draw.randrange(len(sentences))
        match draw.randrange(3):
            case 0 if len(sentences) > 1:
                del sentences[at]
            case 1:
                sentences.insert(to, sentences.pop(at))
            case _:
                sentences.insert(to, draw.choice(strange))
    return " ".join(sentences)


def group(texts: Sequence[str]) -> list[int]:
    """Group texts as a sync does; returns the number of each one's group."""
    known = KnownSignatures([], np.zeros((0, SIGNATURE_LENGTH), dtype=np.uint16))
    groups: list[int] = []
    for row, text in enumerate(texts):
        signature = signature_of(text)
        joined = {groups[other] for other in known.copies_of(signature)}
        groups = [row if number in joined else number for number in groups]
        groups.append(row)
        known.add(row, signature)
    return groups


def figures_of(stories: Sequence[str], groups: Sequence[int], seed: int = 1) -> dict[str, Figure]:
    """Precision, recall and F1 of the pairs in one group, with intervals over resampled stories."""
    right, grouped, copies = Counter[str](), Counter[str](), Counter[str]()
    for one, other in combinations(range(len(stories)), 2):
        same, together = stories[one] == stories[other], groups[one] == groups[other]
        # A wrong pair counts half against either story.
        for story in (stories[one], stories[other]):
            right[story] += same and together
            grouped[story] += together
            copies[story] += same
    names = list(dict.fromkeys(stories))
    found, said, true = (
        np.array([count[name] for name in names], dtype=np.float64)
        for count in (right, grouped, copies)
    )
    return {
        name: paired_figure(name, _ratio, found, whole, seed)
        for name, whole in (
            ("pairs, precision", said),
            ("pairs, recall", true),
            ("pairs, F1", (said + true) / 2),
        )
    }


def _ratio(part: Floats, whole: Floats) -> float:
    return float(part.sum() / whole.sum()) if whole.sum() else 1.0


def _texts() -> dict[str, str]:
    folders = dict.fromkeys(SETS[name][1] for name in _SETS)
    files = [file for folder in folders for file in sorted(folder.rglob("*.txt"))]
    return {_name(file): file.read_text(encoding="utf-8") for file in files}


def _name(file: Path) -> str:
    return file.stem if file.stem[:1].isdigit() else f"{file.parent.name}/{file.stem}"


def _sentences(text: str) -> list[str]:
    blocks = sentence_spans(text, ())
    return [text[span.start : span.end] for spans in blocks for span in spans]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; returns 1 if a figure is under its gate, 2 if it was not possible."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.copies",
        description="Whether edited copies of a text are found to be one story.",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the edits")
    seed: int = parser.parse_args(arguments).seed
    try:
        versions = make_versions(seed)
        figures = figures_of([v.story for v in versions], group([v.text for v in versions]))
        gates = check_gates("copies", figures)
    except (CitewellError, OSError) as error:
        print(f"evals.copies: {error}", file=sys.stderr)
        return 2
    stories = len({version.story for version in versions})
    print(f"copies: {len(versions)} texts of {stories} stories, edited by up to {_MOST:.0%}")
    stdout().print(figures_table(figures, gates))
    return 0 if all(gate.met for gate in gates) else 1


if __name__ == "__main__":
    sys.exit(main())
