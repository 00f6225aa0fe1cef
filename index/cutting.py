"""An article as its file gives it → metadata, masks, and the passages to embed."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from index.embedding import Embedder
from index.furniture import PageLines, read_page
from index.metadata import front_matter, read_metadata
from index.passages import TokenCount, cut_passages
from index.sentences import sentence_spans
from index.types import Article, Mask, Metadata, PassagePlan, RawArticle

_MAX_TITLE_PREFIX: Final = 200  # characters of a title that travel with each passage
_NO_LINES: Final = PageLines(0, np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Reading:
    """What is seen in an article's text.

    Attributes:
        lines: what the page is compared with its source's others by.
    """

    metadata: Metadata
    masks: tuple[Mask, ...]
    lines: PageLines

    def shown(self, text: str) -> str:
        """The text without what is masked, which near copies have in common."""
        spans = (span for stretch in sentence_spans(text, self.masks) for span in stretch)
        return " ".join(text[span.start : span.end] for span in spans)


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts articles for a model.

    Attributes:
        budget: tokens of a passage. count: counts them.
        title_prefix: whether the title is indexed with each passage.
    """

    embedder: Embedder
    budget: int
    count: TokenCount
    title_prefix: bool

    def plans(self, article: Article) -> list[PassagePlan]:
        """The passages of an article; none if all of it is masked."""
        fits = partial(self._fits, article.metadata.title)
        return cut_passages(article.text, article.masks, self.budget, self.count, fits)

    def _fits(self, title: str, passage: str) -> bool:
        return self.embedder.fits(indexed_text(title, passage, self.title_prefix))


def indexed_text(title: str, passage: str, title_prefix: bool) -> str:
    """What is embedded and searched for a passage: its title goes with it, once, if it is to."""
    prefix = title[:_MAX_TITLE_PREFIX] if title_prefix else ""
    return passage if passage.startswith(prefix) else f"{prefix}\n{passage}"


def read_article(
    raw: RawArticle, path: str, repeated: Collection[int] = (), *, clean: bool = True
) -> Reading:
    """See what is title and what is furniture in an article.

    Args:
        repeated: keys of the lines that its source's pages have in common.
        clean: whether furniture is masked.
    """
    metadata = read_metadata(raw, path)
    front = front_matter(raw.text, path)
    own = (front,) if front else ()
    if not clean:
        return Reading(metadata, own, _NO_LINES)
    page = read_page(raw.text, metadata.title_span, repeated, after=front.end if front else 0)
    if page.begin and not raw.declared.title:
        metadata = read_metadata(raw, path, page.begin)
    return Reading(metadata, (*own, *page.masks), page.lines)


def source_of(metadata: Metadata, path: str, part: str) -> str:
    """Whose pages an article is compared with: its publisher's, its site's or its folder's."""
    if metadata.publisher:
        return f"publisher {metadata.publisher.casefold()}"
    host = _host(metadata.url) if metadata.url else None
    if host:
        return f"site {host}"
    # The articles of one file are those of one source.
    return f"file {path}" if part else f"folder {PurePosixPath(path).parent}"


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
