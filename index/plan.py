"""What is in the folder and what is indexed → what to read, rename and remove."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.errors import DeletionError, FolderError
from index.ids import file_ids
from index.readers import FolderListing
from index.rows import KnownFile
from index.store import Store
from index.types import FileState

_MAX_GONE: Final = 0.3  # share of the files that may go unasked


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What the folder and the index say of each other.

    Attributes:
        read: files to read, with the ids their articles get.
        renamed: paths of articles whose id changes, with the new one: another file with the
            same name and another ending came or went.
        gone: paths of articles whose file is no longer there.
        unchanged: number of files that are as they were.
    """

    read: tuple[tuple[str, FileState], ...]
    renamed: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    unchanged: int


def make_plan(known: dict[str, KnownFile], listing: FolderListing) -> SyncPlan:
    """Compare the files by path, size and times; none is opened."""
    ids = file_ids([state.path for state in listing.files])
    read = []
    for state in listing.files:
        before = known.get(state.path)
        if before is None or before.state != state:
            read.append((ids[state.path], state))
    found = {state.path for state in listing.files}
    # What can't be listed or opened today is not gone.
    unlisted = tuple(failure.path for failure in listing.failures)
    gone = tuple(
        path
        for path in known
        if path not in found
        and not any(path == failed or path.startswith(failed + "/") for failed in unlisted)
    )
    renamed = tuple(
        (path, ids[path])
        for path in known
        if ids.get(path, known[path].file_id) != known[path].file_id
    )
    return SyncPlan(tuple(read), renamed, gone, len(listing.files) - len(read))


def check_folder(store: Store, folder: Path, listing: FolderListing) -> None:
    """Make sure that the index follows this folder, or none, and that it holds something.

    Raises:
        FolderError: it doesn't.
    """
    followed = store.meta("folder")
    if followed and Path(followed) != folder and Path(followed).is_dir():
        raise FolderError(
            f"The index at {store.folder} follows {followed}. Give {folder} an index of its own "
            "(--index PATH)."
        )
    if not listing.files and not listing.failures:
        others = f" ({listing.passed_over} files of other kinds)" if listing.passed_over else ""
        raise FolderError(f"There are no articles in {folder}{others}. Nothing changed.")


def check_gone(known: dict[str, KnownFile], plan: SyncPlan) -> None:
    """Ask before a large part of the corpus goes; a moved file has not gone.

    Raises:
        DeletionError: much of what is indexed is gone from the folder.
    """
    new = {(state.size, state.mtime_ns) for _id, state in plan.read if state.path not in known}
    states = [known[path].state for path in plan.gone]
    gone = sum((state.size, state.mtime_ns) not in new for state in states)
    if gone > 1 and gone > _MAX_GONE * len(known):
        raise DeletionError(
            f"{gone} of the {len(known)} indexed files are no longer in the folder. Nothing "
            "changed. If their articles are to be removed from the index, say so with --yes."
        )
