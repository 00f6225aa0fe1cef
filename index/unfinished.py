"""The file in which a sync keeps what it has made until it commits: what was read of the files, and
vectors. One that is killed leaves it behind, and the next one goes on from there.

Nothing here is the truth: the file can be deleted, and a damaged one is.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Self

FILE: Final = "unfinished.sqlite"

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS vector (
    digest BLOB PRIMARY KEY, vector BLOB NOT NULL, checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS read_file (
    path TEXT PRIMARY KEY, said BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS read_part (
    path TEXT NOT NULL, number INTEGER NOT NULL, said BLOB NOT NULL, PRIMARY KEY (path, number)
) STRICT;
"""


class Unfinished:
    """The open file. Use it in a ``with``, and ``discard`` it once the sync is committed."""

    def __init__(self, folder: Path) -> None:
        """Open what an earlier sync left in the index's folder."""
        self._file = folder / FILE
        try:
            self._connection = self._open()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._delete()
            self._connection = self._open()

    def __enter__(self) -> Self:
        """Open already."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file; what is in it stays for the next sync."""
        self._connection.close()

    def rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """What a statement finds; nothing if the file is damaged."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._start_over()
            return []

    def write(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Write rows, all of them or none; none into a damaged file, which is begun anew."""
        try:
            with self._connection:
                self._connection.execute("BEGIN")
                self._connection.executemany(statement, rows)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._start_over()

    def discard(self) -> None:
        """Forget everything: the sync is committed."""
        self._connection.close()
        self._delete()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=30)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _start_over(self) -> None:
        self._connection.close()
        self._delete()
        self._connection = self._open()

    def _delete(self) -> None:
        for ending in ("", "-journal"):
            self._file.with_name(FILE + ending).unlink(missing_ok=True)
