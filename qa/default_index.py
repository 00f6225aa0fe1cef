"""Where an index lies when none is named: beside the others, and which one was used last."""

import hashlib
import os
from pathlib import Path

from index import IndexMissingError, Settings


def default_index(settings: Settings) -> Path:
    """The index that is asked when none is named: the settings' one, else the last indexed.

    Raises:
        IndexMissingError: nothing has been indexed yet.
    """
    if settings.index is not None:
        return settings.index
    try:
        return Path(_pointer(settings).read_text(encoding="utf-8").strip())
    except OSError as error:
        raise IndexMissingError(
            "Nothing has been indexed yet. Run `citewell index FOLDER`."
        ) from error


def index_for(folder: Path, settings: Settings) -> Path:
    """Where the index of a folder lies: the settings' one, else one of its own."""
    if settings.index is not None:
        return settings.index
    absolute = folder.absolute()
    digest = hashlib.sha256(str(absolute).encode("utf-8", "surrogateescape")).hexdigest()
    return settings.indexes_folder / f"{absolute.name or 'root'}-{digest[:8]}"


def set_default_index(path: Path, settings: Settings) -> None:
    """Make an index the one that is asked when none is named."""
    pointer = _pointer(settings)
    pointer.parent.mkdir(parents=True, exist_ok=True)
    new = pointer.with_name(f"{pointer.name}.{os.getpid()}")
    new.write_text(str(path.absolute()) + "\n", encoding="utf-8")
    new.replace(pointer)


def _pointer(settings: Settings) -> Path:
    return settings.home / "default-index.txt"
