"""How much of a file is read, and what the fields of its records are called."""

from dataclasses import dataclass, field
from typing import Final

VERBATIM: Final = frozenset({".txt", ".md"})  # their text is the decoded bytes, nothing else
# Meaning → usual names, in lower case.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "text": (
        *("text", "body", "content", "articlebody", "article_body", "article_text", "full_text"),
        *("fulltext", "maintext", "plain_text", "content_text", "content_html", "story", "текст"),
    ),
    "excerpt": ("description", "summary", "abstract", "lead", "excerpt"),
    "title": ("title", "headline", "heading", "заголовок"),
    "date": (
        *("published", "published_at", "publishedat", "date_published", "datepublished"),
        *("publication_date", "publish_date", "published_date", "pubdate", "pub_date"),
        *("date_publish", "published_time", "date", "дата"),
    ),
    "publisher": ("publisher", "source", "site_name", "sitename", "outlet", "newspaper", "site"),
    "author": ("author", "authors", "byline", "creator", "автор"),
    "language": ("language", "lang", "язык"),
    "url": ("url", "link", "canonical_url", "source_url", "web_url", "ссылка"),
    "id": ("id", "_id", "guid", "uuid", "article_id", "doc_id", "docid"),
}


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How much of a file is read before it is refused.

    Attributes:
        max_file_bytes: size of a file, or of a member of an archive, that is one article.
        max_archive_bytes: size of a file of many articles, packed and unpacked.
        max_article_characters: length of an article's text; more is no news article.
        max_records: articles in one file.
        max_read_seconds: time that may pass until a file's next article is read.
        max_memory_bytes: what the process that reads may take.
        fields: names of fields (text, title, …) → what a folder's records call them.
    """

    max_file_bytes: int = 50_000_000
    max_archive_bytes: int = 1_000_000_000
    max_article_characters: int = 1_000_000
    max_records: int = 200_000
    max_read_seconds: float = 10.0
    max_memory_bytes: int = 1_000_000_000
    fields: dict[str, str] = field(default_factory=dict)
