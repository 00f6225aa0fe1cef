"""What a reader is given: bytes, the path to tell in errors, and the limits to keep."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.errors import UnreadableFileError
from index.readers.encodings import decode
from index.reading_limits import ReadingLimits
from index.types import FailedPart, RawArticle


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a member of an archive, open for reading.

    Attributes:
        path: its ending says the format; told in errors.
        stream: bytes from their beginning; can be wound back.
    """

    path: Path
    stream: BinaryIO
    limits: ReadingLimits

    def whole(self) -> bytes:
        """All bytes of a file that is one article.

        Raises:
            UnreadableFileError: there are too many.
        """
        raw = self.stream.read(self.limits.max_file_bytes + 1)
        if len(raw) > self.limits.max_file_bytes:
            raise too_large(self.path, self.limits.max_file_bytes, "max_file_bytes")
        return raw

    def lines(self) -> tuple[Iterator[str], str]:
        """Lines with their ends, one at a time, and the codec that decodes them.

        Raises:
            UnreadableFileError: it is no text, or a large file is not in UTF-8.
        """
        raw = self.stream.read(self.limits.max_file_bytes + 1)
        if len(raw) <= self.limits.max_file_bytes:
            text, codec = decode(raw, self.path)
            return iter(io.StringIO(text, newline="")), codec
        # Too large to guess an encoding from the whole of it.
        self.stream.seek(0)
        return self._utf8_lines(), "utf-8-sig"

    def _utf8_lines(self) -> Iterator[str]:
        text = io.TextIOWrapper(self.stream, "utf-8-sig", newline="")
        try:
            while line := text.readline(self.limits.max_file_bytes):
                yield line
        except UnicodeDecodeError as error:
            reason = f"a file of more than {self.limits.max_file_bytes:,} bytes must be in UTF-8"
            raise UnreadableFileError(self.path, reason) from error
        finally:
            text.detach()


Found = RawArticle | FailedPart
Reader = Callable[[Source], Iterator[Found]]


def too_large(file: Path, limit: int, setting: str) -> UnreadableFileError:
    """The error of a file over a limit."""
    return UnreadableFileError(file, f"it is larger than {limit:,} bytes ({setting})")
