"""The database → articles, passages, sentences and what is known of files."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from index.copies import SIGNATURE, SIGNATURE_LENGTH, Signatures
from index.database import BATCH, Database, damaged
from index.embedding import Vectors
from index.rows import (
    KnownArticle,
    KnownFile,
    StoredSentence,
    declared_of,
    keys_of,
    metadata_of,
    text_digest,
    vector_of,
    vectors_of,
)
from index.types import (
    Allowed,
    Article,
    FailedFile,
    FileCounts,
    FileState,
    Filters,
    Mask,
    Passage,
    RawArticle,
    Span,
)

if TYPE_CHECKING:
    from index.furniture import Keys, PageLines

METADATA: Final = (
    "title, title_start, title_end, published, publisher, author, date_source, language, url"
)
_ARTICLE: Final = (
    f"SELECT {METADATA}, article_id, f.path, text, encoding, a.sha256, a.key, text_sha256,"  # noqa: S608 - our own words
    " extracted FROM article a JOIN file f ON f.key = a.file "
)
_PASSAGE: Final = (
    "SELECT p.key, p.article, a.article_id, f.path, a.title, p.start, p.stop,"
    " substr(a.text, p.start + 1, p.stop - p.start), a.story"
    " FROM passage p JOIN article a ON a.key = p.article JOIN file f ON f.key = a.file "
)


class Contents(Database):
    """What stands in an open database."""

    def files(self) -> dict[str, KnownFile]:
        """Path → what is known of the file."""
        rows = self._all("SELECT file_id, path, size, mtime_ns, ctime_ns, sha256 FROM file")
        return {row[1]: KnownFile(row[0], FileState(*row[1:5]), row[5]) for row in rows}

    def embedded_texts(self, article: int) -> Iterator[tuple[Passage | str, Vectors]]:
        """The passages and the sentences of an article with their vectors."""
        rows = self._all("SELECT key FROM passage WHERE article = ?", (article,))
        keys = [row[0] for row in rows]
        passages: dict[int, Passage] = {}
        for passage, vector in self.passages_with_vectors(keys):
            passages[passage.key] = passage
            yield passage, vector
        for sentence in self.sentences(keys):
            passage = passages[sentence.passage]
            at, end = sentence.span.start - passage.start, sentence.span.end - passage.start
            yield passage.text[at:end], sentence.vector

    def changed_sources(self) -> list[str]:
        """The sources that articles came to, or went from, since their pages were compared."""
        rows = self._all("SELECT name FROM source WHERE changed ORDER BY name")
        return [row[0] for row in rows]

    def pages_of(self, source: str) -> list[tuple[int, "PageLines"]]:
        """Key and lines of each article of a source."""
        # Many patterns come with it, which a process that only asks doesn't need.
        from index.furniture import PageLines

        rows = self._all(
            "SELECT key, told, lines FROM article WHERE source = ? ORDER BY key", (source,)
        )
        return [(key, PageLines(told, keys_of(lines))) for key, told, lines in rows]

    def repeated_lines(self, source: str) -> "Keys":
        """Sorted keys of the lines that a source's pages have in common, shape (n,)."""
        rows = self._all("SELECT repeated FROM source WHERE name = ?", (source,))
        return keys_of(rows[0][0] if rows else b"")

    def source_of(self, key: int) -> str:
        """The source of the article with this key."""
        return str(self._all("SELECT source FROM article WHERE key = ?", (key,))[0][0])

    def raw_article(self, key: int) -> tuple[Article, RawArticle]:
        """The article with this key as it is indexed, and as its file gave it.

        Raises:
            IndexDamagedError: its text is not the text that was stored.
        """
        article = self._article(self._all(_ARTICLE + "WHERE a.key = ?", (key,))[0])
        part, declared = self._all("SELECT part, declared FROM article WHERE key = ?", (key,))[0]
        extracted = article.text_sha256 is not None
        raw = RawArticle(part, article.text, article.encoding, declared_of(declared), extracted)
        return article, raw

    def articles_of(self, path: str) -> dict[str, KnownArticle]:
        """Part → what is known of the article, for the articles of a file."""
        rows = self._all(
            "SELECT part, a.key, text_sha256, declared FROM article a"
            " JOIN file f ON f.key = a.file WHERE f.path = ?",
            (path,),
        )
        return {row[0]: KnownArticle(*row[1:]) for row in rows}

    def failed_files(self) -> list[FailedFile]:
        """The files that the last sync could not read."""
        return [FailedFile(path, reason) for path, reason in json.loads(self.meta("failures"))]

    def file_counts(self) -> FileCounts:
        """The files that the last sync met."""
        return FileCounts(**json.loads(self.meta("file_counts")))

    def summaries(self) -> list[tuple[Any, ...]]:
        """Id, title, publisher, day, language, passages, masked share and story of each article."""
        return self._all(
            "SELECT article_id, title, publisher, published, language,"
            " (SELECT count(*) FROM passage p WHERE p.article = a.key),"
            " (SELECT coalesce(sum(stop - start), 0) FROM mask m WHERE m.article = a.key)"
            " * 1.0 / max(1, length(text)), story FROM article a ORDER BY article_id"
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

    def headlines(self, stems: Sequence[str], limit: int) -> list[tuple[str, Span]]:
        """Headlines in masked lists that hold some of these words, best first.

        Returns:
            Ids of the articles in whose lists they stand, and where. None that is the title of
            an article of the index.
        """
        wanted = " OR ".join(f'"{stem}"' for stem in stems if stem.isalnum())
        if not wanted:
            return []
        rows = self._all(
            "SELECT a.article_id, h.start, h.stop FROM headline_words"
            " JOIN headline h ON h.key = headline_words.rowid JOIN article a ON a.key = h.article"
            " WHERE headline_words MATCH ? AND NOT EXISTS (SELECT 1 FROM article"
            " WHERE title = substr(a.text, h.start + 1, h.stop - h.start))"
            " ORDER BY rank LIMIT ?",
            (wanted, limit),
        )
        return [(article_id, Span(start, stop)) for article_id, start, stop in rows]

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
        for at in range(0, len(keys), BATCH):
            some = keys[at : at + BATCH]
            vectors = dict(self._by_keys("SELECT key, vector FROM passage WHERE key IN ({})", some))
            for key, passage in self.passages(some).items():
                yield passage, vector_of(vectors[key])

    def vectors(self, keys: Sequence[int]) -> Vectors:
        """The vectors of passages, shape (len(keys), dimension); each key stands once or more."""
        found = dict(self._by_keys("SELECT key, vector FROM passage WHERE key IN ({})", keys))
        return vectors_of([found[key] for key in keys])

    def sample_vectors(self, count: int) -> Vectors:
        """So many passages' vectors, drawn evenly, shape (min(count, passages), dimension)."""
        keys = [row[0] for row in self._all("SELECT key FROM passage ORDER BY key")]
        drawn = np.random.default_rng(0).permutation(len(keys))[:count]
        return self.vectors([keys[row] for row in sorted(drawn.tolist())])

    def sentences(self, passage_keys: Sequence[int]) -> list[StoredSentence]:
        """The sentences of these passages with their vectors."""
        rows = self._by_keys(
            "SELECT passage, start, stop, vector FROM sentence WHERE passage IN ({})"
            " ORDER BY passage, start",
            passage_keys,
        )
        vectors = vectors_of([row[3] for row in rows])
        return [
            StoredSentence(row[0], Span(row[1], row[2]), vector)
            for row, vector in zip(rows, vectors, strict=True)
        ]

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

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the database, and articles whose text has changed."""
        found = [str(row[0]) for row in self._all("PRAGMA integrity_check(3)") if row[0] != "ok"]
        rows = self._all("SELECT article_id, text, text_sha256 FROM article") if not found else []
        return found + [
            f"the text of {row[0]} is damaged" for row in rows if text_digest(row[1]) != row[2]
        ]

    def _article(self, row: tuple[Any, ...]) -> Article:
        article_id, path, text, encoding, sha256, key, text_sha256, extracted = row[9:]
        if text_digest(text) != text_sha256:
            raise damaged(self.folder, f"the text of {article_id} has changed")
        masks = self._all(
            "SELECT start, stop, reason FROM mask WHERE article = ? ORDER BY start", (key,)
        )
        return Article(
            article_id,
            path,
            metadata_of(row[:9]),
            text,
            encoding,
            sha256,
            tuple(Mask(*mask) for mask in masks),
            text_sha256 if extracted else None,
        )


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
