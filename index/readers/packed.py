"""gzip files and zip archives → the articles of what is packed in them, within the limits.

Nothing is written to the folder; what is unpacked lies in memory, or in a nameless temporary
file if it is large. The sizes that an archive declares are not believed.
"""

import gzip
import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Final, cast

from index.errors import UnreadableFileError, reason_of
from index.ids import BETWEEN, file_ids
from index.readers.formats import OF_MANY, reader_of
from index.readers.source import Found, Source, too_large
from index.reading_limits import ReadingLimits
from index.types import FailedPart, RawArticle

_IN_MEMORY: Final = 16_000_000  # bytes
_CHUNK: Final = 1 << 20
_MAX_RATIO: Final = 300  # text shrinks to a fifth, logs to a fiftieth; a bomb to a thousandth
_ENCRYPTED: Final = 1  # bit of a member's flags
_UTF8_NAME: Final = 0x800
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    lzma.LZMAError,
    NotImplementedError,
    ValueError,
    OSError,
)


def read_gzip(source: Source) -> Iterator[Found]:
    """Read the one file that is packed in a .gz.

    Raises:
        UnreadableFileError: it is damaged, too large unpacked, or not of a format that is read.
    """
    inside = source.path.with_suffix("")
    reader = reader_of(inside)
    if reader is None:
        raise UnreadableFileError(source.path, f"{inside.suffix} files are not read")
    limit = _limit(inside.suffix, source.limits)
    packed_bytes = source.stream.seek(0, io.SEEK_END)
    source.stream.seek(0)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as unpacked:
        try:
            with gzip.GzipFile(fileobj=source.stream) as packed:
                _unpack(cast("IO[bytes]", packed), unpacked, limit, packed_bytes, source.path)
        except _BROKEN as error:
            raise UnreadableFileError(
                source.path, f"the archive is damaged ({_said(error)})"
            ) from error
        for found in reader(Source(inside, cast("BinaryIO", unpacked), source.limits)):
            yield replace(found, extracted=True) if isinstance(found, RawArticle) else found


def read_zip(source: Source) -> Iterator[Found]:
    """Read the files in a .zip, in order of name; a damaged one costs only itself.

    Raises:
        UnreadableFileError: it is no zip archive, damaged as a whole, or too large unpacked.
    """
    try:
        archive = zipfile.ZipFile(source.stream)
    except _BROKEN as error:
        raise UnreadableFileError(
            source.path, f"the archive is damaged ({_said(error)})"
        ) from error
    with archive:
        members = {_name(member): member for member in archive.infolist() if not member.is_dir()}
        chosen = {name: member for name, member in members.items() if not _is_hidden(name)}
        if len(chosen) > source.limits.max_records:
            reason = f"it holds more than {source.limits.max_records:,} files (max_records)"
            raise UnreadableFileError(source.path, reason)
        ids = file_ids(name for name in sorted(chosen) if _is_told(name))
        left = source.limits.max_archive_bytes
        for name, part in ids.items():
            if left <= 0:
                limit = f"{source.limits.max_archive_bytes:,} bytes (max_archive_bytes)"
                reason = f"from here on it is not read: unpacked, the archive exceeds {limit}"
                yield FailedPart(part, reason)
                return
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as unpacked:
                try:
                    left -= _unpack_member(archive, chosen[name], unpacked, left, source)
                    yield from _read_member(name, part, cast("BinaryIO", unpacked), source.limits)
                except UnreadableFileError as error:
                    yield FailedPart(part, error.reason)


def _read_member(name: str, part: str, stream: BinaryIO, limits: ReadingLimits) -> Iterator[Found]:
    path = Path(name)
    reader = reader_of(path)
    if reader is None:
        raise UnreadableFileError(path, "an archive inside an archive is not read")
    for found in reader(Source(path, stream, limits)):
        inner = f"{part}{BETWEEN}{found.part}" if found.part else part
        if isinstance(found, FailedPart):
            yield FailedPart(inner, found.reason)
        else:
            yield RawArticle(inner, found.text, found.encoding, found.declared, extracted=True)


def _unpack_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, into: IO[bytes], left: int, source: Source
) -> int:
    path = Path(_name(member))
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableFileError(path, "it is encrypted")
    limit = min(left, _limit(path.suffix, source.limits))
    try:
        with archive.open(member) as packed:
            return _unpack(packed, into, limit, member.compress_size, path)
    except (*_BROKEN, RuntimeError) as error:
        raise UnreadableFileError(path, f"it is damaged ({_said(error)})") from error


def _said(error: Exception) -> str:
    return reason_of(error) if isinstance(error, OSError) and error.errno else str(error)


def _unpack(packed: IO[bytes], into: IO[bytes], limit: int, packed_bytes: int, file: Path) -> int:
    """Unpack up to the limit; returns the number of bytes, wound back to the first."""
    unpacked = 0
    while chunk := packed.read(_CHUNK):
        unpacked += len(chunk)
        if unpacked > limit:
            raise too_large(file, limit, "unpacked; max_file_bytes, max_archive_bytes")
        if unpacked > max(10 * _CHUNK, packed_bytes * _MAX_RATIO):
            raise UnreadableFileError(file, f"it unpacks to more than {_MAX_RATIO} times its size")
        into.write(chunk)
    into.seek(0)
    return unpacked


def _limit(ending: str, limits: ReadingLimits) -> int:
    many = ending.lower() in OF_MANY
    return limits.max_archive_bytes if many else limits.max_file_bytes


def _is_told(name: str) -> bool:
    path = PurePosixPath(name)
    return reader_of(path) is not None or path.suffix.lower() in {".zip", ".gz"}


def _is_hidden(name: str) -> bool:
    return any(step.startswith((".", "__MACOSX")) for step in PurePosixPath(name).parts)


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; old programs on Russian systems wrote it in code page 866 or UTF-8."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        for codec in ("utf-8", "cp866"):
            try:
                name = member.filename.encode("cp437").decode(codec)
                break
            except UnicodeError:
                continue
    return "/".join(step for step in name.split("/") if step not in {"", ".", ".."}) or "unnamed"
