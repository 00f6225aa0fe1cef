"""What measurements share: passages of the project's own texts, memory of a process."""

import json
import resource
import sys
from pathlib import Path
from typing import Final

_LESSONS: Final = Path(__file__).parent.parent / "evals" / "training"
_SENTENCES: Final = 5  # of a passage


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


def peak_mb() -> float:
    """The most memory that this process had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says there begins with what the parent process had.
        lines = status.read_text(encoding="utf-8").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)
