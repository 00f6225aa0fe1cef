"""A question in a conversation → the story that it goes on with, and that story's passages ahead.

What is carried over from earlier questions finds the story; which of its passages is meant, the
question's own words say better without it ("Did it answer calls?" beside six words about a fire).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from index import Filters, Index, words
from qa.leaning import leaning_of
from qa.retrieve import RankedPassage, make_query, rank_passages
from qa.types import Answer

_FAVOUR: Final = 0.2  # of a passage's score, for standing in the story
_OWN: Final = 0.5  # weight of the question's own words inside the story
_MORE: Final = 20  # passages among which those of the story are looked for
_RANKED: Final = 100  # of the story's passages for the own words


@dataclass(frozen=True, slots=True)
class Story:
    """What a question that leans on a conversation is about.

    Attributes:
        articles: ids; empty if it stands alone or nothing was quoted before it.
        own_words: the question without its opening; empty for a fragment, whose words only take
            the place of others, and where only the opening is there.
    """

    articles: frozenset[str] = frozenset()
    own_words: str = ""


NO_STORY: Final = Story()


def story_of(question: str, history: Sequence[Answer | str]) -> Story:
    """The story that was spoken of, if the question leans on it.

    That is the article whose sentence came first in each earlier answer, and all that an
    abstention showed: it doesn't know which.
    """
    leaning = leaning_of(question)
    if not leaning.leans:
        return NO_STORY
    shown = [
        turn.sentences[:1] or turn.nearest
        for turn in history
        if isinstance(turn, Answer) and turn.kind != "chat"
    ]
    articles = frozenset(
        citation.article_id
        for sentences in shown
        for sentence in sentences
        for citation in sentence.citations
    )
    asks_itself = not leaning.fragment and words(leaning.rest)
    return Story(articles, leaning.rest if asks_itself else "")


def read_on(story: Story, k: int) -> int:
    """How many passages must be ranked so that the k best of the story are among them."""
    return k + _MORE if story.articles else k


def story_first(
    index: Index, ranked: Sequence[RankedPassage], story: Story, filters: Filters
) -> list[RankedPassage]:
    """Ranked passages with those of a story favoured, in their new order; scores up to 1.

    Inside the story half of the score is what the question's own words give; its best one keeps
    the height that it had, so other articles are neither nearer nor farther than before.

    Args:
        filters: what was searched in.
    """
    inside = [one.score for one in ranked if one.passage.article_id in story.articles]
    if not inside:
        return list(ranked)
    own = _by_own_words(index, story, filters)
    scored = []
    for one in ranked:
        score = one.score
        if one.passage.article_id in story.articles:
            if own:
                in_story = own.get(one.passage.key, 0.0) - 1 + max(inside)
                score += _OWN * (in_story - score)
            score += _FAVOUR * (1 - score)
        else:
            score *= 1 - _FAVOUR
        scored.append(replace(one, score=score))
    return sorted(scored, key=lambda one: -one.score)


def _by_own_words(index: Index, story: Story, filters: Filters) -> dict[int, float]:
    """Key of a passage of the story → its score for the question's own words; the best has 1."""
    allowed = set(filters.articles) & story.articles if filters.articles else story.articles
    if not (story.own_words and allowed):
        return {}
    within = replace(filters, articles=tuple(sorted(allowed)))
    found = rank_passages(index, make_query(index, story.own_words), _RANKED, within)
    best = max((one.score for one in found), default=0.0)
    return {one.passage.key: one.score + 1 - best for one in found}
