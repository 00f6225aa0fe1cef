"""Files → decoded text. Nothing is normalised: the text is what the bytes say, character by
character, so that anyone can find a quote again with the codec named beside it.

Does not read formats whose text must be extracted (html, pdf, docx).
"""

import codecs
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from index.errors import FolderError, UnreadableFileError
from index.types import FailedFile, FileState

TEXT_ENDINGS: Final = frozenset({".txt", ".md"})
# Longest first: the UTF-32 mark begins with the UTF-16 one. The codecs leave the mark out.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Russian, Central Asian and Western texts are found in; a closed list keeps the guess sane.
_GUESSED_CODECS: Final = ["cp1251", "koi8_r", "kz1048", "cp1254", "cp1252", "cp866", "cp1250"]
_ALLOWED_CONTROLS: Final = frozenset("\t\n\r\f\v\x85\x1a\x1e")
_MAX_CONTROL_SHARE: Final = 0.001


@dataclass(frozen=True, slots=True)
class DecodedFile:
    """A file's text, the codec that made it, and the digest of the bytes."""

    text: str
    encoding: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What a folder holds.

    Attributes:
        files: files that can be articles, in order of path.
        failures: entries with a readable ending that are no ordinary files.
        passed_over: number of files with other endings.
    """

    files: tuple[FileState, ...]
    failures: tuple[FailedFile, ...]
    passed_over: int


def list_folder(folder: Path) -> FolderListing:
    """List the articles below a folder; hidden files and linked folders are left out.

    Raises:
        FolderError: the folder is not there, is no folder, or can't be listed.
    """
    if not folder.exists():
        raise FolderError(f"There is no folder {folder}. Check the path.")
    if not folder.is_dir():
        raise FolderError(f"{folder} is not a folder. Give the folder that holds the articles.")
    files: list[FileState] = []
    failures: list[FailedFile] = []
    passed_over = 0
    for entry, path in _walk(folder, "", failures):
        if Path(entry.name).suffix.lower() not in TEXT_ENDINGS:
            passed_over += 1
            continue
        try:
            found = entry.stat()
        except OSError as error:
            failures.append(FailedFile(path, _reason(error)))
            continue
        if stat.S_ISREG(found.st_mode):
            files.append(FileState(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns))
        else:
            failures.append(FailedFile(path, "it is not an ordinary file"))
    files.sort(key=lambda state: state.path)
    return FolderListing(tuple(files), tuple(failures), passed_over)


def _walk(
    folder: Path, below: str, failures: list[FailedFile]
) -> Iterator[tuple[os.DirEntry[str], str]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if not below:
            raise FolderError(f"{folder} can't be listed: {_reason(error)}.") from error
        failures.append(FailedFile(below.rstrip("/"), _reason(error)))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = below + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path + "/", failures)
        elif not (entry.is_symlink() and entry.is_dir()):
            yield entry, path


def read_text(file: Path, max_bytes: int) -> DecodedFile:
    """Read and decode one file.

    Raises:
        UnreadableFileError: the file can't be opened, is too large, empty, or no text.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableFileError(file, _reason(error)) from error
    if len(raw) > max_bytes:
        raise UnreadableFileError(file, f"it is larger than {max_bytes:,} bytes (max_file_bytes)")
    text, encoding = decode(raw, file)
    if not text.strip():
        raise UnreadableFileError(file, "it holds no text")
    return DecodedFile(text, encoding, hashlib.sha256(raw).hexdigest())


def decode(raw: bytes, file: Path) -> tuple[str, str]:
    """Turn bytes into text; returns the text and the name of the codec.

    A byte order mark decides; else UTF-8 if the bytes are valid UTF-8; else the best guess
    of charset-normalizer among the code pages that news in our languages comes in.

    Raises:
        UnreadableFileError: the bytes are not text in any of these.
    """
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return _checked(raw, codec, file), codec
    guess = _utf16_without_mark(raw)
    if guess:
        return _checked(raw, guess, file), guess
    if b"\0" in raw:
        raise UnreadableFileError(file, "it is binary, not text")
    try:
        return _without_controls(raw.decode("utf-8"), file), "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(raw, cp_isolation=_GUESSED_CODECS).best()
    if best is None:
        raise UnreadableFileError(file, "it is not text in any known encoding")
    return _checked(raw, best.encoding, file), best.encoding


def _utf16_without_mark(raw: bytes) -> str | None:
    """Spaces and line ends give UTF-16 away: one of each pair of bytes is often zero."""
    sample = raw[:4096]
    if len(sample) < 4 or len(raw) % 2:
        return None
    pairs = len(sample) // 2
    spaces = dict.fromkeys(("utf-16-le", "utf-16-be"), 0)
    for i in range(0, 2 * pairs, 2):
        pair = sample[i : i + 2]
        spaces["utf-16-le"] += pair in (b" \0", b"\n\0")
        spaces["utf-16-be"] += pair in (b"\0 ", b"\0\n")
    codec = max(spaces, key=lambda name: spaces[name])
    return codec if spaces[codec] > pairs / 25 else None


def _checked(raw: bytes, codec: str, file: Path) -> str:
    try:
        return _without_controls(raw.decode(codec), file)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(file, f"its bytes are not valid {codec} ({error})") from error


def _without_controls(text: str, file: Path) -> str:
    controls = sum(c < " " and c not in _ALLOWED_CONTROLS for c in text)
    if "\0" in text or controls > max(1, len(text) * _MAX_CONTROL_SHARE):
        raise UnreadableFileError(file, "it is binary, not text")
    return text


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
