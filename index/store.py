"""The one truth: articles, masks, passages, sentences and their vectors, in SQLite."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from index.contents import METADATA, Contents
from index.copies import SIGNATURE, Signature
from index.ids import id_in_file
from index.rows import EmbeddedPassage, KnownFile, blob_of, text_digest
from index.types import Article, FailedFile, FailedPart, FileCounts


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
            f"INSERT INTO article (file, part, article_id, {METADATA}, encoding, sha256,"  # noqa: S608 - our own words
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
