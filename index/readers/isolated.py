"""Files → articles; all but plain text is taken apart in a process of its own, which can be
ended when a file makes it hang.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from index.errors import ReaderStartError, UnreadableFileError
from index.readers.files import read_here
from index.readers.source import Found
from index.readers.worker import ENDING
from index.reading_limits import VERBATIM, ReadingLimits
from index.types import Declared, FailedPart, RawArticle

_START: Final = 120.0  # seconds for the process to load its parsers
_IN_MEMORY: Final = 16_000_000  # bytes of articles of one file
_WAITING: Final = 16  # answers that lie ready at most


@dataclass(frozen=True, slots=True)
class FileReading:
    """What was read from a file.

    Attributes:
        found: its articles and unreadable parts, once, and before the next file is read;
            none if the digest was known.
    """

    sha256: str
    found: Iterator[Found]


class FileReader:
    """Reads files one after the other. Use it in a ``with``."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._worker: _Worker | None = None
        self._answers = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed at the end

    def __enter__(self) -> Self:
        """Nothing is started before it is needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process; what it has answered is gone."""
        self._end()
        self._answers.close()

    def read(self, file: Path, known_sha256: str | None = None) -> FileReading:
        """Read a whole file; what it holds lies on the disk if it is much.

        Args:
            known_sha256: a digest for which there is no need to read on.

        Raises:
            UnreadableFileError: it can't be read, or holds no article.
            ReaderStartError: the process can't be started.
        """
        if file.suffix.lower() in VERBATIM:
            sha256, found = read_here(file, self._limits, known_sha256)
            return FileReading(sha256, iter(list(found)))
        if self._worker is None:
            self._worker = _Worker(self._limits)
        try:
            self._worker.ask(file, known_sha256)
        except OSError as error:
            self._end()
            raise UnreadableFileError(file, "its reader has crashed") from error
        sha256 = str(self._answer(file)["sha256"])
        self._answers.seek(0)
        self._answers.truncate()
        while "end" not in (answer := self._answer(file)):
            self._answers.write(json.dumps(answer).encode() + b"\n")
        return FileReading(sha256, _found(self._answers))

    def _answer(self, file: Path) -> dict[str, Any]:
        assert self._worker is not None
        try:
            answer = self._worker.answer(self._limits.max_read_seconds)
        except queue.Empty as error:
            self._end()
            limit = f"{self._limits.max_read_seconds:g} seconds (max_read_seconds)"
            raise UnreadableFileError(file, f"reading it took more than {limit}") from error
        if answer is None:
            self._end()
            raise UnreadableFileError(file, "its reader has crashed or ran out of memory")
        if "error" in answer:
            if ENDING in answer:
                self._end()
            raise UnreadableFileError(file, answer["error"])
        return answer

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _Worker:
    """The process, and a thread that listens to it."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program and numbers
            [sys.executable, "-m", "index.readers.worker", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        )
        self._answers: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._ended = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            ready = self.answer(_START)
        except queue.Empty:
            ready = None
        if ready is None:
            self.end()
            raise ReaderStartError(
                "The process that takes files apart can't be started. "
                f"`{sys.executable} -m index.readers.worker '{{}}'` says why."
            )

    def ask(self, file: Path, known_sha256: str | None) -> None:
        assert self._process.stdin is not None
        request = {"path": str(file), "known": known_sha256}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self, patience: float) -> dict[str, Any] | None:
        """The next answer; None if the process has ended without one."""
        line = self._answers.get(timeout=patience)
        return json.loads(line) if line.endswith(b"\n") else None

    def end(self) -> None:
        self._ended.set()
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(queue.Empty):
            while True:
                self._answers.get_nowait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        line = b"\n"
        while line.endswith(b"\n"):
            line = self._process.stdout.readline()
            while not self._ended.is_set():
                try:
                    self._answers.put(line, timeout=0.1)
                    break
                except queue.Full:
                    continue


def _found(answers: IO[bytes]) -> Iterator[Found]:
    answers.seek(0)
    for line in answers:
        answer = json.loads(line)
        if "failed" in answer:
            yield FailedPart(**answer["failed"])
        else:
            said = answer["article"]
            yield RawArticle(**{**said, "declared": _declared(said["declared"])})


def _declared(said: dict[str, Any]) -> Declared:
    return Declared(**{**said, "dates": tuple((place, text) for place, text in said["dates"])})
