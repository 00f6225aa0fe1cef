"""A span of an article → the proof that it stands there."""

import hashlib
from pathlib import Path

from index import Article, Span
from qa.types import Citation


def cite_span(article: Article, span: Span, folder: Path) -> Citation:
    """The citation of a span; ``folder`` is where the articles lie."""
    quote = article.text[span.start : span.end]
    return Citation(
        article_id=article.article_id,
        title=article.metadata.title,
        path=str(folder / article.path),
        start=span.start,
        end=span.end,
        quote=quote,
        encoding=article.encoding,
        sha256=article.sha256,
        quote_sha256=hashlib.sha256(quote.encode()).hexdigest(),
        publisher=article.metadata.publisher,
        date=article.metadata.published,
        text_sha256=article.text_sha256,
    )
