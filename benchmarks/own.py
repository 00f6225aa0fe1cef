"""Passages of the project's own texts, for measuring."""

import json
import sys
from pathlib import Path
from typing import Final

_LESSONS: Final = Path(__file__).parent.parent / "evals" / "training"
_SENTENCES: Final = 5  # of a passage
# ru_maxrss is in bytes on macOS and in kilobytes elsewhere.
RSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024


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
