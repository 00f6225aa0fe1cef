"""The one truth: articles, masks, passages, sentences and their vectors, in SQLite."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.contents import METADATA, Contents
from index.copies import SIGNATURE, Signature
from index.ids import id_in_file
from index.keywords import words
from index.rows import (
    EmbeddedPassage,
    KnownFile,
    blob_of,
    declared_json,
    keys_blob,
    text_digest,
)
from index.types import Article, Declared, FailedFile, FailedPart, FileCounts, Mask, Metadata

if TYPE_CHECKING:
    from index.furniture import Headline, Keys, PageLines


class Store(Contents):
    """The database, to be written; inside ``transaction``."""

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

    def set_failed_files(self, failures: Iterable[FailedFile]) -> None:
        """Replace what is known of unreadable files."""
        pairs = [(failure.path, failure.reason) for failure in failures]
        self.set_meta("failures", json.dumps(pairs))

    def set_file_counts(self, counts: FileCounts) -> None:
        """Replace what is known of the last sync's files."""
        self.set_meta("file_counts", json.dumps(asdict(counts)))

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
        declared: Declared,
        source: str,
        lines: "PageLines",
        signature: Signature,
        copies: Sequence[int] = (),
    ) -> int:
        """Store an article of a file, without passages; returns its key.

        Args:
            declared: what the file says of it. source: whose pages it is compared with, and
            lines: by what.
            signature: what near copies are recognised by, shape (SIGNATURE_LENGTH,).
            copies: keys of the articles that it is a near copy of; all of them, with their
                own copies, become one story.
        """
        self._connection.execute(
            "INSERT INTO source VALUES (?, x'', 1) ON CONFLICT (name) DO UPDATE SET changed = 1",
            (source,),
        )
        key = self._insert(
            f"INSERT INTO article (file, part, article_id, {METADATA}, encoding, sha256,"  # noqa: S608 - our own words
            " extracted, text, text_sha256, signature, story, declared, source, told, lines)"
            f" VALUES ({', '.join('?' * 23)})",
            (
                *(file, part, article.article_id),
                *_columns(article.metadata),
                *(article.encoding, article.sha256, article.text_sha256 is not None),
                *(article.text, text_digest(article.text)),
                *(signature.astype(SIGNATURE).tobytes(), 0),
                *(declared_json(declared), source, lines.told, keys_blob(lines.keys)),
            ),
        )
        self._add_masks(key, article.masks)
        self._join_story(key, copies)
        return key

    def add_passages(self, key: int, passages: Iterable[EmbeddedPassage]) -> list[int]:
        """Give an article its passages; returns their keys."""
        return [self._add_passage(key, passage) for passage in passages]

    def change_reading(self, key: int, metadata: Metadata, masks: Sequence[Mask]) -> list[int]:
        """See an article anew, without passages; returns the keys of those that it had."""
        columns = METADATA.replace(",", " = ?,")
        self._connection.execute(
            f"UPDATE article SET {columns} = ? WHERE key = ?",  # noqa: S608 - our own words
            (*_columns(metadata), key),
        )
        self._connection.execute("DELETE FROM mask WHERE article = ?", (key,))
        self._add_masks(key, masks)
        rows = self._all("SELECT key FROM passage WHERE article = ?", (key,))
        self._connection.execute("DELETE FROM passage WHERE article = ?", (key,))
        return [row[0] for row in rows]

    def set_headlines(self, key: int, headlines: Sequence["Headline"]) -> None:
        """Replace the headlines of other stories that stand in an article's masked lists."""
        self._connection.execute("DELETE FROM headline WHERE article = ?", (key,))
        for one in headlines:
            number = self._insert(
                "INSERT INTO headline (article, start, stop) VALUES (?, ?, ?)",
                (key, one.span.start, one.span.end),
            )
            self._insert(
                "INSERT INTO headline_words (rowid, words) VALUES (?, ?)",
                (number, " ".join(words(one.text))),
            )

    def set_repeated(self, source: str, keys: "Keys") -> None:
        """Note what the pages of a source have in common now."""
        self._connection.execute(
            "UPDATE source SET repeated = ?, changed = 0 WHERE name = ?", (keys_blob(keys), source)
        )

    def keep_article(self, key: int, article: Article) -> None:
        """Note that an article still stands, word for word, in its changed file.

        The same text may be in another encoding now, or in another format.
        """
        self._connection.execute(
            "UPDATE article SET sha256 = ?, encoding = ?, extracted = ? WHERE key = ?",
            (article.sha256, article.encoding, article.text_sha256 is not None, key),
        )

    def remove_article(self, key: int) -> list[int]:
        """Take an article out; returns the keys of its passages."""
        rows = self._all("SELECT key FROM passage WHERE article = ?", (key,))
        self._connection.execute(
            "UPDATE source SET changed = 1 WHERE name = (SELECT source FROM article WHERE key = ?)",
            (key,),
        )
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

    def _add_masks(self, key: int, masks: Sequence[Mask]) -> None:
        self._connection.executemany(
            "INSERT INTO mask VALUES (?, ?, ?, ?)",
            [(key, mask.start, mask.end, mask.reason) for mask in masks],
        )

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
            (article_key, plan.span.start, plan.span.end, plan.tokens, blob_of(passage.vector)),
        )
        self._connection.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?, ?)",
            [
                (key, span.start, span.end, blob_of(vector))
                for span, vector in zip(plan.sentences, passage.sentence_vectors, strict=True)
            ],
        )
        return key


def _columns(known: Metadata) -> tuple[Any, ...]:
    """What is known of an article, in the order of ``METADATA``."""
    span = known.title_span
    return (
        *(known.title, span.start if span else None, span.end if span else None),
        *(known.published, known.publisher, known.author),
        *(known.date_source, known.language, known.url),
    )
