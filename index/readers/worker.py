"""The process in which files are taken apart: requests as lines of JSON in, articles out.

Parsers of PDF, HTML and the like meet hostile files here. One that crashes, hangs or wants too
much memory takes this process with it, and nothing else.
"""

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TextIO

from index.errors import UnreadableFileError
from index.readers.files import read_here
from index.readers.source import Found
from index.reading_limits import ReadingLimits
from index.types import RawArticle

_PARSERS: Final = ("trafilatura", "pypdfium2", "docx")
READY: Final = "ready"
ENDING: Final = "ending"


def main() -> None:
    """Answer requests until standard input ends."""
    limits = ReadingLimits(**json.loads(sys.argv[1]))
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a parser prints is no answer
    for name in _PARSERS:
        importlib.import_module(name)  # now, so that the first file's time is its own
    _limit_memory(limits.max_memory_bytes)
    _say(answers, {READY: True})
    for request in sys.stdin:
        asked = json.loads(request)
        _answer(answers, Path(asked["path"]), limits, asked["known"])


def _answer(answers: TextIO, file: Path, limits: ReadingLimits, known: str | None) -> None:
    try:
        sha256, found = read_here(file, limits, known)
        _say(answers, {"sha256": sha256})
        for one in found:
            _say(answers, _as_json(one))
        _say(answers, {"end": True})
    except UnreadableFileError as error:
        _say(answers, {"error": error.reason})
    except MemoryError:
        limit = f"{limits.max_memory_bytes:,} bytes of memory (max_memory_bytes)"
        _say(answers, {"error": f"reading it needs more than {limit}", ENDING: True})
        sys.exit(1)  # what the file has left behind would fail the next one
    except RecursionError:
        _say(answers, {"error": "it is nested too deeply"})
    except Exception as error:  # noqa: BLE001 - the surface of this process; the file is hostile
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        _say(answers, {"error": f"it is damaged ({said})"})


def _as_json(found: Found) -> dict[str, Any]:
    return {"article" if isinstance(found, RawArticle) else "failed": asdict(found)}


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


if __name__ == "__main__":
    main()
