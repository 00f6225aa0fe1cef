"""Run as a program: `citewell index`, which also tells how long each file was read.

The last line of standard error is JSON: path → seconds until its articles were stored, and under ""
the most memory in MB that the program or one of the processes that it started had.
"""

import json
import resource
import sys
import time

from benchmarks.own import peak_mb
from index.intake import Intake
from index.readers import FileReader
from index.readers.isolated import _Worker
from index.types import FileState
from qa.cli import main

_READ = Intake._read_file
_SECONDS: dict[str, float] = {}


def _timed(intake: Intake, reader: FileReader, file_id: str, state: FileState) -> None:
    if reader._worker is None and not state.path.endswith((".txt", ".md")):
        reader._worker = _Worker(reader._limits)  # starting it is no time of the file's
    started = time.monotonic()
    try:
        _READ(intake, reader, file_id, state)
    finally:
        _SECONDS[state.path] = round(time.monotonic() - started, 3)


if __name__ == "__main__":
    setattr(Intake, "_read_file", _timed)  # noqa: B010 - the same, timed
    code = main(["index", *sys.argv[1:]])
    readers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    _SECONDS[""] = max(peak_mb(), readers)
    sys.stderr.write("\n" + json.dumps(_SECONDS) + "\n")
    sys.exit(code)
