"""Text files → decoded text, word for word."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.errors import UnreadableFileError, reason_of
from index.readers.encodings import decode


@dataclass(frozen=True, slots=True)
class DecodedFile:
    """A file's text, the codec that made it, and the digest of the bytes."""

    text: str
    encoding: str
    sha256: str


def read_text(file: Path, max_bytes: int) -> DecodedFile:
    """Read and decode one file.

    Raises:
        UnreadableFileError: the file can't be opened, is too large, empty, or no text.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableFileError(file, reason_of(error)) from error
    if len(raw) > max_bytes:
        raise UnreadableFileError(file, f"it is larger than {max_bytes:,} bytes (max_file_bytes)")
    text, encoding = decode(raw, file)
    if not text.strip():
        raise UnreadableFileError(file, "it holds no text")
    return DecodedFile(text, encoding, hashlib.sha256(raw).hexdigest())
