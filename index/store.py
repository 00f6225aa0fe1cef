"""The one truth: articles, masks, passages, sentences and their vectors, in SQLite."""

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from index.copies import SIGNATURE, SIGNATURE_LENGTH, Signature, Signatures
from index.embedding import Vectors
from index.errors import (
    IndexDamagedError,
    IndexExistsError,
    IndexMissingError,
    IndexVersionError,
    IndexWriteError,
    reason_of,
)
from index.ids import id_in_file
from index.types import (
    Allowed,
    Article,
    FailedFile,
    FailedPart,
    FileState,
    Filters,
    Mask,
    Metadata,
    Passage,
    PassagePlan,
    Span,
)

DATABASE: Final = "citewell.sqlite"
_APPLICATION: Final = 0x43495445  # "CITE", in the header of the file
_VERSION: Final = 3
_VECTOR: Final = np.dtype("<f2")  # half the space; the rounding is a tenth of int8's
_BATCH: Final = 500  # keys in one statement; SQLite allows 999 everywhere
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
    story INTEGER NOT NULL
) STRICT;
CREATE INDEX article_story ON article (story);
CREATE INDEX article_file ON article (file);
CREATE TABLE mask (
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX mask_article ON mask (article);
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
_METADATA: Final = (
    "title, title_start, title_end, published, publisher, author, date_source, language, url"
)
_ARTICLE: Final = (
    f"SELECT {_METADATA}, article_id, f.path, text, encoding, a.sha256, a.key, text_sha256,"  # noqa: S608 - our own words
    " extracted FROM article a JOIN file f ON f.key = a.file "
)
_PASSAGE: Final = (
    "SELECT p.key, p.article, a.article_id, f.path, a.title, p.start, p.stop,"
    " substr(a.text, p.start + 1, p.stop - p.start), a.story"
    " FROM passage p JOIN article a ON a.key = p.article JOIN file f ON f.key = a.file "
)


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence of a passage with its unit vector, shape (dimension,)."""

    passage: int
    span: Span
    vector: Vectors


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was read.

    Attributes:
        file_id: what the ids of its articles begin with. sha256: digest of its bytes.
    """

    file_id: str
    state: FileState
    sha256: str


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What tells whether an article must be embedded again.

    Attributes:
        text_sha256: digest of its text in UTF-8.
    """

    key: int
    text_sha256: str
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage ready to be stored.

    Attributes:
        vector: shape (dimension,). sentence_vectors: shape (sentences, dimension).
    """

    plan: PassagePlan
    vector: Vectors
    sentence_vectors: Vectors


class Store:
    """An open database. A reader sees the state of the moment at which it was opened."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Use ``create`` or ``open`` instead."""
        self._connection = connection
        self.folder = folder

    @classmethod
    def create(cls, folder: Path, model: str, fingerprint: str) -> "Store":
        """Make an empty database in a new or empty folder.

        Made aside and put in place with one rename: whoever is killed on the way leaves nothing
        that looks like an index.

        Raises:
            IndexExistsError: something is there already. IndexWriteError: it can't be written.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise IndexExistsError(
                f"{folder} is there and not empty. Open it, or choose another path for a new index."
            )
        meta = {"model": model, "fingerprint": fingerprint, "generation": "0", "folder": ""}
        meta["failures"] = "[]"
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
    def open(cls, folder: Path, *, for_writing: bool = False) -> "Store":
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
    def open_file(cls, file: Path, *, for_writing: bool = False) -> "Store":
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
                raise IndexVersionError(
                    f"The index at {folder} was written by an older Citewell (format {version}, "
                    f"this one reads {_VERSION}). Delete its folder and index again."
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

    # -- what the index is ------------------------------------------------------------------

    def meta(self, name: str) -> str:
        """A fact about the index: model, fingerprint, generation or folder."""
        rows = self._all("SELECT value FROM meta WHERE name = ?", (name,))
        if not rows:
            raise _damaged(self.folder, f"it doesn't say its {name}")
        return str(rows[0][0])

    @property
    def generation(self) -> int:
        """A counter that grows with every sync that changes something."""
        said = self.meta("generation")
        if not said.isdecimal():
            raise _damaged(self.folder, "it doesn't say its generation")
        return int(said)

    def count(self, table: str) -> int:
        """Number of rows of ``article`` or ``passage``."""
        return int(self._all(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - our own words

    # -- reading -----------------------------------------------------------------------------

    def files(self) -> dict[str, KnownFile]:
        """Path → what is known of the file."""
        rows = self._all("SELECT file_id, path, size, mtime_ns, ctime_ns, sha256 FROM file")
        return {row[1]: KnownFile(row[0], FileState(*row[1:5]), row[5]) for row in rows}

    def embedded_texts(self, path: str) -> Iterator[tuple[Passage | str, Vectors]]:
        """The passages and the sentences of a file's articles with their vectors."""
        for known in self.articles_of(path).values():
            rows = self._all("SELECT key FROM passage WHERE article = ?", (known.key,))
            keys = [row[0] for row in rows]
            passages: dict[int, Passage] = {}
            for passage, vector in self.passages_with_vectors(keys):
                passages[passage.key] = passage
                yield passage, vector
            for sentence in self.sentences(keys):
                passage = passages[sentence.passage]
                at, end = sentence.span.start - passage.start, sentence.span.end - passage.start
                yield passage.text[at:end], sentence.vector

    def articles_of(self, path: str) -> dict[str, KnownArticle]:
        """Part → what is known of the article, for the articles of a file."""
        rows = self._all(
            f"SELECT part, a.key, text_sha256, {_METADATA} FROM article a"  # noqa: S608 - our own words
            " JOIN file f ON f.key = a.file WHERE f.path = ?",
            (path,),
        )
        return {row[0]: KnownArticle(row[1], row[2], _metadata(row[3:])) for row in rows}

    def failed_files(self) -> list[FailedFile]:
        """The files that the last sync could not read."""
        return [FailedFile(path, reason) for path, reason in json.loads(self.meta("failures"))]

    def set_failed_files(self, failures: Iterable[FailedFile]) -> None:
        """Replace what is known of unreadable files."""
        pairs = [(failure.path, failure.reason) for failure in failures]
        self.set_meta("failures", json.dumps(pairs))

    def summaries(self) -> list[tuple[Any, ...]]:
        """Id, title, publisher, day, language, passages and masked share of each article."""
        return self._all(
            "SELECT article_id, title, publisher, published, language,"
            " (SELECT count(*) FROM passage p WHERE p.article = a.key),"
            " (SELECT coalesce(sum(stop - start), 0) FROM mask m WHERE m.article = a.key)"
            " * 1.0 / max(1, length(text)) FROM article a ORDER BY article_id"
        )

    def failed_parts(self) -> list[FailedFile]:
        """The parts of files that could not be read."""
        rows = self._all(
            "SELECT path, reason, part FROM failed_part p JOIN file f ON f.key = p.file"
            " ORDER BY path, p.rowid"
        )
        return [FailedFile(*row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """One article; None if there is none of that id.

        Raises:
            IndexDamagedError: its text is not the text that was stored.
        """
        rows = self._all(_ARTICLE + "WHERE article_id = ?", (article_id,))
        return self._article(rows[0]) if rows else None

    def articles(self) -> Iterator[Article]:
        """All articles in order of id."""
        for row in self._all("SELECT article_id FROM article ORDER BY article_id"):
            found = self.article(row[0])
            if found:
                yield found

    def passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        """The passages with these keys."""
        rows = self._by_keys(_PASSAGE + "WHERE p.key IN ({})", keys)
        return {row[0]: Passage(*row) for row in rows}

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article in order of position."""
        rows = self._all(_PASSAGE + "WHERE a.article_id = ? ORDER BY p.start", (article_id,))
        return [Passage(*row) for row in rows]

    def all_passages(self) -> Iterator[tuple[Passage, Vectors]]:
        """Every passage with its vector, shape (dimension,), in order of key."""
        rows = self._all("SELECT key FROM passage ORDER BY key")
        return self.passages_with_vectors([row[0] for row in rows])

    def passages_with_vectors(self, keys: Sequence[int]) -> Iterator[tuple[Passage, Vectors]]:
        """The passages with these keys and their vectors, shape (dimension,)."""
        for at in range(0, len(keys), _BATCH):
            some = keys[at : at + _BATCH]
            vectors = dict(self._by_keys("SELECT key, vector FROM passage WHERE key IN ({})", some))
            for key, passage in self.passages(some).items():
                yield passage, _vector(vectors[key])

    def sentences(self, passage_keys: Sequence[int]) -> list[StoredSentence]:
        """The sentences of these passages with their vectors."""
        rows = self._by_keys(
            "SELECT passage, start, stop, vector FROM sentence WHERE passage IN ({})"
            " ORDER BY passage, start",
            passage_keys,
        )
        return [StoredSentence(row[0], Span(row[1], row[2]), _vector(row[3])) for row in rows]

    def allowed(self, filters: Filters) -> Allowed:
        """The articles that filters leave, and their passages."""
        conditions, values = _conditions(filters)
        rows = self._all(
            "SELECT a.key, p.key FROM article a JOIN passage p ON p.article = a.key"  # noqa: S608 - our own words
            f" WHERE {conditions}",
            values,
        )
        passages = np.array(sorted(row[1] for row in rows), dtype=np.int64)
        return Allowed(tuple(sorted({row[0] for row in rows})), passages)

    def copies(self, stories: Sequence[int]) -> dict[int, list[str]]:
        """Story → ids of its articles in order; only stories of several articles."""
        rows = self._by_keys(
            "SELECT story, article_id FROM article WHERE story IN ({}) ORDER BY article_id",
            sorted(set(stories)),
        )
        found: dict[int, list[str]] = {}
        for story, article_id in rows:
            found.setdefault(story, []).append(article_id)
        return {story: ids for story, ids in found.items() if len(ids) > 1}

    def signatures(self) -> tuple[list[int], Signatures]:
        """Numbers of all articles and their signatures, shape (articles, SIGNATURE_LENGTH)."""
        rows = self._all("SELECT key, signature FROM article ORDER BY key")
        stacked = np.frombuffer(b"".join(row[1] for row in rows), dtype=SIGNATURE)
        return [row[0] for row in rows], stacked.reshape(len(rows), SIGNATURE_LENGTH)

    # -- writing -----------------------------------------------------------------------------

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
                raise _damaged(self.folder, str(error)) from error
            raise

    def set_meta(self, name: str, value: str) -> None:
        """Set a fact about the index."""
        self._connection.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))

    def put_file(self, file: KnownFile) -> int:
        """Note a file as it is now; returns its key. Its articles stay as they are."""
        state = file.state
        values = (file.file_id, state.size, state.mtime_ns, state.ctime_ns, file.sha256)
        known = self._all("SELECT key FROM file WHERE path = ?", (state.path,))
        if known:
            self._connection.execute(
                "UPDATE file SET file_id = ?, size = ?, mtime_ns = ?, ctime_ns = ?, sha256 = ?"
                " WHERE key = ?",
                (*values, known[0][0]),
            )
            return int(known[0][0])
        return self._insert(
            "INSERT INTO file (file_id, size, mtime_ns, ctime_ns, sha256, path)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*values, state.path),
        )

    def set_failed_parts(self, file: int, failures: Iterable[FailedPart]) -> None:
        """Replace what is known of a file's unreadable parts."""
        self._connection.execute("DELETE FROM failed_part WHERE file = ?", (file,))
        self._connection.executemany(
            "INSERT INTO failed_part VALUES (?, ?, ?)",
            [(file, failure.part, failure.reason) for failure in failures],
        )

    def add_article(
        self,
        file: int,
        part: str,
        article: Article,
        passages: Iterable[EmbeddedPassage],
        signature: Signature,
        copies: Sequence[int] = (),
    ) -> tuple[int, list[int]]:
        """Store an article of a file with its passages; returns its key and the passages' keys.

        Args:
            signature: what near copies are recognised by, shape (SIGNATURE_LENGTH,).
            copies: keys of the articles that it is a near copy of; all of them, with their
                own copies, become one story.
        """
        known, span = article.metadata, article.metadata.title_span
        key = self._insert(
            f"INSERT INTO article (file, part, article_id, {_METADATA}, encoding, sha256,"  # noqa: S608 - our own words
            f" extracted, text, text_sha256, signature, story) VALUES ({', '.join('?' * 19)})",
            (
                *(file, part, article.article_id),
                *(known.title, span.start if span else None, span.end if span else None),
                *(known.published, known.publisher, known.author),
                *(known.date_source, known.language, known.url),
                *(article.encoding, article.sha256, article.text_sha256 is not None),
                *(article.text, text_digest(article.text)),
                *(signature.astype(SIGNATURE).tobytes(), 0),
            ),
        )
        self._connection.executemany(
            "INSERT INTO mask VALUES (?, ?, ?, ?)",
            [(key, mask.start, mask.end, mask.reason) for mask in article.masks],
        )
        self._join_story(key, copies)
        return key, [self._add_passage(key, passage) for passage in passages]

    def keep_article(self, key: int, sha256: str) -> None:
        """Note that an article still stands, word for word, in its file of this digest."""
        self._connection.execute("UPDATE article SET sha256 = ? WHERE key = ?", (sha256, key))

    def remove_article(self, key: int) -> list[int]:
        """Take an article out; returns the keys of its passages."""
        rows = self._all("SELECT key FROM passage WHERE article = ?", (key,))
        self._connection.execute("DELETE FROM article WHERE key = ?", (key,))
        return [row[0] for row in rows]

    def remove_file(self, path: str) -> list[int]:
        """Take a file with its articles out; returns the keys of their passages."""
        removed = [
            key
            for known in self.articles_of(path).values()
            for key in self.remove_article(known.key)
        ]
        self._connection.execute("DELETE FROM file WHERE path = ?", (path,))
        return removed

    def rename_files(self, renamed: Sequence[tuple[str, str]]) -> None:
        """Give files new ids, which may change hands among them, and so their articles.

        Args:
            renamed: pairs of path and new id of the file.
        """
        # No id begins with a slash, so none is taken while they change hands.
        for before in ("/", ""):
            for path, file_id in renamed:
                rows = self._all(
                    "SELECT a.key, part FROM article a JOIN file f ON f.key = a.file"
                    " WHERE f.path = ?",
                    (path,),
                )
                self._connection.executemany(
                    "UPDATE article SET article_id = ? WHERE key = ?",
                    [(before + id_in_file(file_id, part), key) for key, part in rows],
                )
        self._connection.executemany(
            "UPDATE file SET file_id = ? WHERE path = ?",
            [(file_id, path) for path, file_id in renamed],
        )

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the database, and articles whose text has changed."""
        found = [str(row[0]) for row in self._all("PRAGMA integrity_check(3)") if row[0] != "ok"]
        rows = self._all("SELECT article_id, text, text_sha256 FROM article") if not found else []
        return found + [
            f"the text of {row[0]} is damaged" for row in rows if text_digest(row[1]) != row[2]
        ]

    # -- inside --------------------------------------------------------------------------------

    def _join_story(self, key: int, copies: Sequence[int]) -> None:
        rows = self._by_keys("SELECT story FROM article WHERE key IN ({})", copies)
        stories = sorted({row[0] for row in rows}) or [key]
        self._connection.execute("UPDATE article SET story = ? WHERE key = ?", (stories[0], key))
        self._connection.executemany(
            "UPDATE article SET story = ? WHERE story = ?",
            [(stories[0], other) for other in stories[1:]],
        )

    def _add_passage(self, article_key: int, passage: EmbeddedPassage) -> int:
        plan = passage.plan
        key = self._insert(
            "INSERT INTO passage (article, start, stop, tokens, vector) VALUES (?, ?, ?, ?, ?)",
            (article_key, plan.span.start, plan.span.end, plan.tokens, _blob(passage.vector)),
        )
        self._connection.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?, ?)",
            [
                (key, span.start, span.end, _blob(vector))
                for span, vector in zip(plan.sentences, passage.sentence_vectors, strict=True)
            ],
        )
        return key

    def _insert(self, statement: str, values: tuple[Any, ...]) -> int:
        return int(self._connection.execute(statement, values).lastrowid or 0)

    def _article(self, row: tuple[Any, ...]) -> Article:
        article_id, path, text, encoding, sha256, key, text_sha256, extracted = row[9:]
        if text_digest(text) != text_sha256:
            raise _damaged(self.folder, f"the text of {article_id} has changed")
        masks = self._all(
            "SELECT start, stop, reason FROM mask WHERE article = ? ORDER BY start", (key,)
        )
        return Article(
            article_id,
            path,
            _metadata(row[:9]),
            text,
            encoding,
            sha256,
            tuple(Mask(*mask) for mask in masks),
            text_sha256 if extracted else None,
        )

    def _all(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with _damage(self.folder):
            return self._connection.execute(statement, values).fetchall()

    def _by_keys(self, statement: str, keys: Sequence[int]) -> list[Any]:
        rows: list[Any] = []
        for at in range(0, len(keys), _BATCH):
            some = list(keys[at : at + _BATCH])
            rows += self._all(statement.format(",".join("?" * len(some))), some)
        return rows


def _conditions(filters: Filters) -> tuple[str, list[Any]]:
    """Filters as the WHERE of a statement, and the values for it."""
    conditions, values = ["1"], list[Any]()
    for column, wanted in (
        ("article_id", filters.articles),
        ("publisher", filters.publishers),
        ("language", filters.languages),
    ):
        if wanted:
            # As one value: SQLite limits how many a statement may have.
            conditions.append(f"a.{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - ours
            values.append(json.dumps(wanted))
    for comparison, date in ((">=", filters.published_from), ("<=", filters.published_to)):
        if date is not None:
            conditions.append(f"a.published GLOB ? AND substr(a.published, 1, 10) {comparison} ?")
            values += ["[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*", date]
    return " AND ".join(conditions), values


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
        raise _damaged(folder, str(error)) from error
    except (sqlite3.DatabaseError, TypeError) as error:
        raise _damaged(folder, str(error)) from error


def _damaged(folder: Path, reason: str) -> IndexDamagedError:
    return IndexDamagedError(
        f"The index at {folder} is damaged ({reason}). The articles' files are not touched: "
        "delete the index's folder and run `citewell index FOLDER` again."
    )


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _metadata(row: Sequence[Any]) -> Metadata:
    title, start, end, *rest = row
    return Metadata(title, None if start is None else Span(start, end), *rest)


def _blob(vector: Vectors) -> bytes:
    return vector.astype(_VECTOR).tobytes()


def _vector(blob: bytes) -> Vectors:
    return np.frombuffer(blob, dtype=_VECTOR).astype(np.float32)
