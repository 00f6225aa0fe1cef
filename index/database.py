"""The file of the database: its schema, opening it, transactions, and what is said of damage."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

from index.errors import (
    IndexDamagedError,
    IndexExistsError,
    IndexMissingError,
    IndexOutdatedError,
    IndexVersionError,
    IndexWriteError,
    reason_of,
)

DATABASE: Final = "citewell.sqlite"
_APPLICATION: Final = 0x43495445  # "CITE", in the header of the file
_VERSION: Final = 7
BATCH: Final = 500  # keys in one statement; SQLite allows 999 everywhere
_SCHEMA: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE file (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    file_id TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE failed_part (
    file INTEGER NOT NULL REFERENCES file (key) ON DELETE CASCADE,
    part TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX failed_part_file ON failed_part (file);
CREATE TABLE source (
    name TEXT PRIMARY KEY,
    repeated BLOB NOT NULL,
    changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE article (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    file INTEGER NOT NULL REFERENCES file (key) ON DELETE CASCADE,
    part TEXT NOT NULL,
    article_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_start INTEGER,
    title_end INTEGER,
    published TEXT,
    publisher TEXT,
    author TEXT,
    date_source TEXT,
    language TEXT,
    url TEXT,
    encoding TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    extracted INTEGER NOT NULL,
    text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    signature BLOB NOT NULL,
    story INTEGER NOT NULL,
    declared TEXT NOT NULL,
    source TEXT NOT NULL REFERENCES source (name),
    told INTEGER NOT NULL,
    lines BLOB NOT NULL
) STRICT;
CREATE INDEX article_source ON article (source);
CREATE INDEX article_title ON article (title);
CREATE INDEX article_story ON article (story);
CREATE INDEX article_file ON article (file);
CREATE TABLE mask (
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX mask_article ON mask (article);
CREATE TABLE headline (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL
) STRICT;
CREATE INDEX headline_article ON headline (article);
CREATE VIRTUAL TABLE headline_words USING fts5 (words);
CREATE TRIGGER headline_gone AFTER DELETE ON headline BEGIN
    DELETE FROM headline_words WHERE rowid = old.key;
END;
CREATE TABLE passage (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    vector BLOB NOT NULL
) STRICT;
CREATE INDEX passage_article ON passage (article);
CREATE TABLE sentence (
    passage INTEGER NOT NULL REFERENCES passage (key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    vector BLOB NOT NULL
) STRICT;
CREATE INDEX sentence_passage ON sentence (passage);
"""


class Database:
    """An open database. A reader sees the state of the moment at which it was opened."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Use ``create`` or ``open`` instead."""
        self._connection = connection
        self.folder = folder

    @classmethod
    def create(
        cls,
        folder: Path,
        model: str,
        fingerprint: str,
        *,
        title_prefix: bool = True,
        clean: bool = True,
    ) -> Self:
        """Make an empty database in a new or empty folder.

        Made aside and put in place with one rename: whoever is killed on the way leaves nothing
        that looks like an index.

        Args:
            title_prefix: whether articles' titles are indexed with each of their passages.
            clean: whether page furniture is masked.

        Raises:
            IndexExistsError: something is there already. IndexWriteError: it can't be written.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise IndexExistsError(
                f"{folder} is there and not empty. Open it, or choose another path for a new index."
            )
        meta = {"model": model, "fingerprint": fingerprint, "generation": "0", "folder": ""}
        meta |= {"failures": "[]", "file_counts": "{}"}
        meta |= {"title_prefix": str(int(title_prefix)), "clean": str(int(clean))}
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
                made = Path(aside) / "new"
                made.mkdir()
                with closing(_connect(made / DATABASE, "rwc")) as connection:
                    connection.executescript(_SCHEMA)
                    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {_VERSION}")
                    connection.execute("PRAGMA journal_mode = WAL")
                if folder.is_dir():
                    folder.rmdir()
                made.rename(folder)
        except OSError as error:
            raise IndexWriteError(folder, reason_of(error)) from error
        except sqlite3.Error as error:
            raise IndexWriteError(folder, str(error)) from error
        return cls.open(folder, for_writing=True)

    @classmethod
    def open(cls, folder: Path, *, for_writing: bool = False) -> Self:
        """Open the database in ``folder``.

        Raises:
            IndexMissingError: there is none. IndexVersionError: it is newer than this program.
            IndexDamagedError: it is no database, or not ours.
        """
        file = folder / DATABASE
        if not file.is_file():
            raise IndexMissingError(
                f"There is no index at {folder}. Make one with `citewell index FOLDER`."
            )
        return cls.open_file(file, for_writing=for_writing)

    @classmethod
    def open_file(cls, file: Path, *, for_writing: bool = False) -> Self:
        """Open a database by its file, as ``open`` does."""
        folder = file.parent
        with _damage(folder), ExitStack() as opened:
            connection = opened.enter_context(closing(_connect(file, "rw")))
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if application != _APPLICATION:
                raise sqlite3.DatabaseError("it is not a Citewell index")
            if version > _VERSION:
                raise IndexVersionError(
                    f"The index at {folder} was written by a newer Citewell (format {version}, "
                    f"this one reads {_VERSION}). Update Citewell, or index into another path."
                )
            if version < _VERSION:
                raise IndexOutdatedError(
                    f"The index at {folder} was written by an older Citewell (format {version}, "
                    f"this one reads {_VERSION}). Run `citewell index` on the folder of articles: "
                    "it makes a new index and keeps the old one."
                )
            if for_writing:
                # A restored database is not in this mode, and its readers would block its writer.
                connection.execute("PRAGMA journal_mode = WAL")
            else:
                connection.execute("BEGIN")  # holds the state of now until it is closed
            store = cls(connection, folder)
            _ = store.generation
            opened.pop_all()
        return store

    def let_go(self) -> None:
        """No longer hold the state at which it was opened: each read sees the newest."""
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def copy_to(self, file: Path) -> None:
        """Copy the state that is seen into a new file; others may read and write meanwhile."""
        with closing(_connect(file, "rwc")) as copy:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())

    def meta(self, name: str) -> str:
        """A fact about the index: model, fingerprint, generation or folder."""
        rows = self._all("SELECT value FROM meta WHERE name = ?", (name,))
        if not rows:
            raise damaged(self.folder, f"it doesn't say its {name}")
        return str(rows[0][0])

    @property
    def title_prefix(self) -> bool:
        """Whether articles' titles are indexed with each of their passages."""
        return self.meta("title_prefix") == "1"

    @property
    def clean(self) -> bool:
        """Whether page furniture is masked."""
        return self.meta("clean") == "1"

    @property
    def generation(self) -> int:
        """A counter that grows with every sync that changes something."""
        said = self.meta("generation")
        if not said.isdecimal():
            raise damaged(self.folder, "it doesn't say its generation")
        return int(said)

    def count(self, table: str) -> int:
        """Number of rows of ``article`` or ``passage``."""
        return int(self._all(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - our own words

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside becomes visible at once, or not at all.

        Raises:
            IndexWriteError: the disk is full or fails. IndexDamagedError: the database is damaged.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            # SQLite has rolled back by itself where it could not go on.
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise IndexWriteError(self.folder, str(error)) from error
            if isinstance(error, sqlite3.DatabaseError):
                raise damaged(self.folder, str(error)) from error
            raise

    def set_meta(self, name: str, value: str) -> None:
        """Set a fact about the index."""
        self._connection.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))

    def _insert(self, statement: str, values: tuple[Any, ...]) -> int:
        return int(self._connection.execute(statement, values).lastrowid or 0)

    def _all(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with _damage(self.folder):
            return self._connection.execute(statement, values).fetchall()

    def _by_keys(self, statement: str, keys: Sequence[int]) -> list[Any]:
        rows: list[Any] = []
        for at in range(0, len(keys), BATCH):
            some = list(keys[at : at + BATCH])
            rows += self._all(statement.format(",".join("?" * len(some))), some)
        return rows


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=30,
        check_same_thread=False,  # the opener serialises; a web server asks from many threads
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


@contextmanager
def _damage(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "readonly" in str(error) or "unable to open" in str(error):
            raise IndexDamagedError(
                f"The index at {folder} can't be opened: {error}. Check its permissions and "
                "that no other program holds it."
            ) from error
        raise damaged(folder, str(error)) from error
    except (sqlite3.DatabaseError, TypeError) as error:
        raise damaged(folder, str(error)) from error


def damaged(folder: Path, reason: str) -> IndexDamagedError:
    """The sentence about a damaged index, and the way out."""
    return IndexDamagedError(
        f"The index at {folder} is damaged ({reason}). The articles' files are not touched: "
        "delete the index's folder and run `citewell index FOLDER` again."
    )
