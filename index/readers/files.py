"""A file → its digest and its articles, read in this process."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from index.errors import UnreadableFileError, reason_of
from index.readers.formats import OF_MANY, reader_of
from index.readers.packed import read_gzip, read_zip
from index.readers.source import Found, Reader, Source, too_large
from index.reading_limits import ReadingLimits
from index.types import FailedPart, RawArticle


def read_here(
    file: Path, limits: ReadingLimits, known_sha256: str | None = None
) -> tuple[str, Iterator[Found]]:
    """Open a file; returns its SHA-256 and what it holds, read as it is asked for.

    Args:
        known_sha256: a digest for which there is no need to read on.

    Raises:
        UnreadableFileError: it can't be opened or is too large; while reading on, also that it
            is not what its ending says, or holds no article.
    """
    try:
        stream = file.open("rb")
    except OSError as error:
        raise UnreadableFileError(file, reason_of(error)) from error
    try:
        source = Source(file, _within(file, stream, limits), limits)
        sha256 = hashlib.file_digest(cast("io.BytesIO", source.stream), "sha256").hexdigest()
    except OSError as error:
        stream.close()
        raise UnreadableFileError(file, reason_of(error)) from error
    except BaseException:
        stream.close()
        raise
    if sha256 == known_sha256:
        stream.close()
        return sha256, iter(())
    source.stream.seek(0)
    return sha256, _read_and_close(source, stream, _reader(file))


def _within(file: Path, stream: BinaryIO, limits: ReadingLimits) -> BinaryIO:
    """The bytes, in memory if they are few: then what is hashed is what is read."""
    size = os.fstat(stream.fileno()).st_size
    if not size:
        raise UnreadableFileError(file, "it is empty")
    if file.suffix.lower() not in OF_MANY:
        raw = stream.read(limits.max_file_bytes + 1)
        if len(raw) > limits.max_file_bytes:
            raise too_large(file, limits.max_file_bytes, "max_file_bytes")
        return io.BytesIO(raw)
    if size > limits.max_archive_bytes:
        raise too_large(file, limits.max_archive_bytes, "max_archive_bytes")
    return stream


def _reader(file: Path) -> Reader:
    packed = {".gz": read_gzip, ".zip": read_zip}.get(file.suffix.lower())
    reader = packed or reader_of(file)
    if reader is None:
        raise UnreadableFileError(file, f"{file.suffix} files are not read")
    return reader


def _read_and_close(source: Source, stream: BinaryIO, reader: Reader) -> Iterator[Found]:
    articles = False
    with stream:
        before = os.fstat(stream.fileno())
        failures = 0
        first = ""
        for one in reader(source):
            found = _not_too_long(one, source)
            is_article = isinstance(found, RawArticle)
            articles, failures = articles or is_article, failures + (not is_article)
            if isinstance(found, FailedPart):
                first = first or f"{found.part}: {found.reason}"
            yield found
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFileError(source.path, "it changed while it was read; index again")
    if not articles:
        what = "it holds no article"
        if failures:
            what = f"none of its {failures} parts could be read (the first: {first})"
        if failures == 1:
            what = f"its only part can't be read ({first})"
        raise UnreadableFileError(source.path, what)


def _not_too_long(found: Found, source: Source) -> Found:
    limit = source.limits.max_article_characters
    if isinstance(found, FailedPart) or len(found.text) <= limit:
        return found
    reason = f"its text is longer than {limit:,} characters (max_article_characters)"
    if not found.part:
        raise UnreadableFileError(source.path, reason)
    return FailedPart(found.part, reason)
