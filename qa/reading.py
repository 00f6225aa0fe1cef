"""A question → the passages whose sentences the reader sees."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from index import Filters, Index
from qa.as_of import until
from qa.periods import Period
from qa.retrieve import Query, RankedPassage, rank_passages, with_others
from qa.story import Story, read_on, story_first

_READ: Final = 14  # passages whose sentences the reader sees, the leading ones whole
# A list's items stand in several articles: so many more are read, a passage of each.
_READ_OTHERS: Final = 8
_RANKED_LIST: Final = 100


def passages_to_read(
    index: Index,
    query: Query,
    story: Story,
    as_of: date | None,
    period: Period | None,
    *,
    is_list: bool,
) -> list[RankedPassage]:
    """The passages that an answer is made of, best first.

    Args:
        story: what the conversation is about, whose passages are favoured.
        as_of: only of what was published by that day.
        period: the best passages of articles of that time are read in any case.
        is_list: whether a passage of each of some more articles is read.
    """
    filters = until(Filters(), as_of)
    wanted = _RANKED_LIST if is_list else read_on(story, _READ)
    ranked = rank_passages(index, query, wanted, filters)
    ranked = story_first(index, ranked, story, filters)
    ranked = with_others(ranked, _READ, _READ_OTHERS if is_list else 0)
    if period is None:
        return ranked
    within = until(period.filters, as_of)
    return _favour(ranked, rank_passages(index, query, _READ // 2, within))


def _favour(
    ranked: Sequence[RankedPassage], favoured: Sequence[RankedPassage]
) -> list[RankedPassage]:
    """The favoured passages and the leading ones of the others, as many as there were; by score."""
    keys = {one.passage.key for one in favoured}
    others = [one for one in ranked if one.passage.key not in keys]
    kept = [*favoured, *others[: max(0, len(ranked) - len(favoured))]]
    return sorted(kept, key=lambda one: -one.score)
