"""A citation → the right side of the page: the whole article, the quoted words marked."""

from collections.abc import Iterator
from itertools import pairwise

from index import Article
from qa import Citation
from qa.language import Language
from qa.reasons import unsearched
from ui.markup import escaped

NOTHING = '<div class="source empty"><p>The cited article appears here.</p></div>'


def render_source(
    article: Article | None,
    citation: Citation,
    *,
    asked_for: bool = False,
    language: Language = "en",
) -> str:
    """The article with the quote marked and page furniture greyed, under its reason.

    Says so instead if the article is gone or is no longer the one that was cited.

    Args:
        asked_for: whether the reader clicked for it; the page then moves to the quote.
        language: of the reasons.
    """
    if article is None or article.sha256 != citation.sha256:
        return (
            '<div class="source empty"><p role="alert">The article has changed since the answer. '
            "Ask again.</p></div>"
        )
    facts = [article.metadata.publisher, article.metadata.published, article.metadata.author]
    said = " · ".join([*(fact for fact in facts if fact), article.path])
    kind = "source asked-for" if asked_for else "source"
    return (
        f'<div class="{kind}"><h3>{escaped(article.metadata.title)}</h3>'
        f'<p class="aside">{escaped(said)} · characters {citation.start}–{citation.end}<br>'
        f"SHA-256 <code>{escaped(citation.sha256)}</code></p>"
        f'<div class="text">{"".join(_pieces(article, citation, language))}</div></div>'
    )


def _pieces(article: Article, citation: Citation, language: Language) -> Iterator[str]:
    """The text cut where the look changes; together the pieces are the whole text."""
    cuts = {0, citation.start, citation.end, len(article.text)}
    for mask in article.masks:
        cuts |= {mask.start, mask.end}
    places = sorted(cuts)
    for start, end in pairwise(places):
        piece = escaped(article.text[start:end])
        reason = next((m.reason for m in article.masks if m.start <= start and end <= m.end), None)
        if citation.start <= start and end <= citation.end:
            yield f'<mark class="cited">{piece}</mark>'
        elif reason is not None:
            # Shown by the style sheet, so that the text in the page stays the article's own.
            why = escaped(unsearched(reason, language))
            yield f'<span class="masked" data-why="{why}">{piece}</span>'
        else:
            yield piece
