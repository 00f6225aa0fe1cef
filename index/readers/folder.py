"""A folder → the files in it that can be articles."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.errors import FolderError, reason_of
from index.readers.formats import is_readable
from index.types import FailedFile, FileState


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What a folder holds.

    Attributes:
        files: files that can be articles, in order of path.
        failures: entries with a readable ending that are no ordinary files, and linked folders.
        passed_over: number of files with other endings.
    """

    files: tuple[FileState, ...]
    failures: tuple[FailedFile, ...]
    passed_over: int


def list_folder(folder: Path) -> FolderListing:
    """List the articles below a folder; hidden files are left out.

    Raises:
        FolderError: the folder is not there, is no folder, or can't be listed.
    """
    if not folder.exists():
        raise FolderError(f"There is no folder {folder}. Check the path.")
    if not folder.is_dir():
        raise FolderError(f"{folder} is not a folder. Give the folder that holds the articles.")
    if not _is_text(str(folder.absolute())):
        raise FolderError(f"The path {_shown(str(folder))} is not in UTF-8. Rename the folder.")
    files: list[FileState] = []
    failures: list[FailedFile] = []
    passed_over = 0
    for entry, path in _walk(folder, "", failures):
        if not is_readable(PurePath(entry.name)):
            passed_over += 1
            continue
        try:
            found = entry.stat()
        except OSError as error:
            failures.append(FailedFile(path, reason_of(error)))
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
            raise FolderError(f"{folder} can't be listed: {reason_of(error)}.") from error
        failures.append(FailedFile(below.rstrip("/"), reason_of(error)))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = below + entry.name
        if not _is_text(entry.name):
            if entry.is_dir(follow_symlinks=False) or is_readable(PurePath(entry.name)):
                failures.append(FailedFile(_shown(path), "its name is not in UTF-8; rename it"))
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path + "/", failures)
        elif _is_linked_folder(entry):
            reason = "it is a link to a folder; such links are not followed"
            failures.append(FailedFile(path, reason))
        else:
            yield entry, path


def _is_text(name: str) -> bool:
    """Whether a name is more than bytes that the system could not decode."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:  # a link that leads to itself is met again where it is read
        return False
