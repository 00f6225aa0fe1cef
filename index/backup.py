"""An index → one file, while others read and write it; and back, at any place.

The file is the database: all articles, masks, passages and vectors. The rankings are made from it
again, and nothing is embedded.
"""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from index.database import DATABASE
from index.errors import IndexDamagedError, IndexExistsError, IndexWriteError, reason_of
from index.index import model_of
from index.settings import Settings
from index.store import Store


def back_up(path: Path, file: Path) -> None:
    """Write the newest state of the index at ``path`` into a new file.

    Raises:
        IndexExistsError: the file is there already. IndexStateError: the index can't be read.
        IndexWriteError: the file can't be written.
    """
    if file.exists():
        raise IndexExistsError(f"{file} is there already. Name a file that is not.")
    with closing(Store.open(path)) as store:
        _copy(store, file)


def restore(file: Path, path: Path, settings: Settings) -> None:
    """Make an index at ``path`` from a file that ``back_up`` wrote.

    Raises:
        IndexExistsError: something is at ``path``. IndexDamagedError: the file is damaged or no
            backup. ModelError: the model that the index was made with is not on this machine.
        IndexWriteError: the index can't be written.
    """
    from index.sync import publish_all

    if not file.is_file():
        raise IndexDamagedError(f"There is no file {file}. Name one that `citewell backup` wrote.")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise IndexExistsError(f"{path} is there and not empty. Choose another path.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as aside:
            made = Path(aside) / "new"
            made.mkdir()
            with closing(Store.open_file(file)) as backup:
                wrong = backup.problems()
                if wrong:
                    raise IndexDamagedError(f"The backup {file} is damaged ({wrong[0]}).")
                _copy(backup, made / DATABASE)
            with closing(Store.open(made, for_writing=True)) as store:
                publish_all(store, model_of(store, settings))
            if path.is_dir():
                path.rmdir()
            made.rename(path)
    except OSError as error:
        raise IndexWriteError(path, reason_of(error)) from error


def set_aside(path: Path) -> Path:
    """Move the index at ``path`` to a free path beside it, and return that.

    Raises:
        IndexWriteError: it can't be moved.
    """
    number = 1
    while (free := path.with_name(f"{path.name}.old-{number}")).exists():
        number += 1
    try:
        return path.rename(free)
    except OSError as error:
        raise IndexWriteError(path, reason_of(error)) from error


def _copy(store: Store, file: Path) -> None:
    """Copy a database whole: written aside, confirmed by the disk, then renamed."""
    part = file.with_name(file.name + ".part")
    try:
        part.unlink(missing_ok=True)
        store.copy_to(part)
        part.replace(file)
    except sqlite3.Error as error:
        raise IndexWriteError(file, str(error)) from error
    except OSError as error:
        raise IndexWriteError(file, reason_of(error)) from error
    finally:
        part.unlink(missing_ok=True)
