"""An article as its file gives it → metadata, masks, and the passages to embed."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from index.embedding import Embedder
from index.furniture import find_masks
from index.metadata import front_matter, read_metadata
from index.passages import TokenCount, cut_passages
from index.types import Article, Mask, PassagePlan, RawArticle, Span

_MAX_TITLE_PREFIX: Final = 200  # characters of a title that travel with each passage


@dataclass(frozen=True, slots=True)
class CutArticle:
    """An article cut into passages, not yet embedded; no passages if nothing is to be read."""

    article: Article
    plans: list[PassagePlan]

    @property
    def shown(self) -> str:
        """The text without what is masked, which near copies have in common."""
        spans = (plan.span for plan in self.plans)
        return " ".join(self.article.text[span.start : span.end] for span in spans)


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

    def cut(
        self, raw: RawArticle, article_id: str, path: str, sha256: str, text_sha256: str
    ) -> CutArticle:
        """Cut an article.

        Args:
            sha256: digest of the file's bytes. text_sha256: of the article's text in UTF-8.
        """
        metadata = read_metadata(raw, path)
        masks = masks_of(raw.text, path, metadata.title_span)
        fits = partial(self._fits, metadata.title)
        plans = cut_passages(raw.text, masks, self.budget, self.count, fits)
        article = Article(
            article_id,
            path,
            metadata,
            raw.text,
            raw.encoding,
            sha256,
            masks,
            text_sha256 if raw.extracted else None,
        )
        return CutArticle(article, plans)

    def _fits(self, title: str, passage: str) -> bool:
        return self.embedder.fits(indexed_text(title, passage, self.title_prefix))


def indexed_text(title: str, passage: str, title_prefix: bool) -> str:
    """What is embedded and searched for a passage: its title goes with it, once, if it is to."""
    prefix = title[:_MAX_TITLE_PREFIX] if title_prefix else ""
    return passage if passage.startswith(prefix) else f"{prefix}\n{passage}"


def masks_of(text: str, path: str, title: Span | None) -> tuple[Mask, ...]:
    """What of an article's text is not embedded, not searched and not quoted."""
    front = front_matter(text, path)
    found = find_masks(text, title)
    return (front, *(mask for mask in found if mask.start >= front.end)) if front else found
