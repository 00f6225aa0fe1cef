"""A day → the corpus as it was then: what was published later is neither searched nor cited.

An article without a date is left out too: nobody knows that it was there.
"""

from dataclasses import replace
from datetime import date

from index import Article, Filters, Index, IndexState


def until(filters: Filters, as_of: date | None) -> Filters:
    """Filters that leave nothing of after that day."""
    if as_of is None:
        return filters
    last = as_of.isoformat()
    given = filters.published_to
    return replace(filters, published_to=last if given is None else min(given, last))


def was_there(article: Article | None, as_of: date | None) -> bool:
    """Whether an article was published by that day."""
    if as_of is None or article is None:
        return article is not None
    published = article.metadata.published
    return published is not None and published[:10] <= as_of.isoformat()


def state_of(index: Index, as_of: date | None) -> IndexState:
    """What the index says of itself, counting what was there."""
    if as_of is None:
        return index.state
    allowed = index.allowed(until(Filters(), as_of))
    if allowed is None:
        return index.state
    return replace(index.state, articles=len(allowed.articles), passages=len(allowed.passages))
