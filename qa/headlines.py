"""A question → a headline about it in a list of other stories, where no article tells the story.

Such lists are masked: nothing is quoted from them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from index import Index, words
from qa.as_of import was_there
from qa.evidence import Evidence

_TRIED: Final = 8  # headlines that fit best by BM25
_MIN_SHARED: Final = 3  # words that question and headline have in common
_OF_QUESTION: Final = 0.6  # share of its words; or
_OF_HEADLINE: Final = 0.5
_WHOLE: Final = 0.8  # share of the headline's words, for a question that is that headline
_TOLD: Final = 0.5  # share of the question's words in what is told
_MIN_LETTERS: Final = 4  # of a word that tells something; figures always do


def find_headline(
    opened: Index, question: str, as_of: date | None = None, *, whole: bool = False
) -> str | None:
    """The headline in a masked list that the question is about; None if there is none.

    Args:
        as_of: only one that stood in an article of that day or before.
        whole: only one that stands in the question nearly word for word.
    """
    asked = _telling(words(question))
    for article_id, span in opened.headlines(sorted(asked), _TRIED):
        article = opened.article(article_id)
        if article is None or not was_there(article, as_of):
            continue
        headline = article.text[span.start : span.end]
        told = _telling(words(headline))
        shared = len(asked & told)
        enough = shared >= _OF_QUESTION * len(asked) or shared >= _OF_HEADLINE * len(told)
        if whole:
            enough = shared >= _WHOLE * len(told)
        if shared >= _MIN_SHARED and enough:
            return " ".join(headline.split())
    return None


def tells_of(evidence: Sequence[Evidence], question: str) -> bool:
    """Whether what speaks best for an answer has the question's words: then its story is here."""
    asked = _telling(words(question))
    best = " ".join(f"{one.article.metadata.title} {one.quote}" for one in evidence[:1])
    return len(asked.intersection(words(best))) >= _TOLD * len(asked)


def _telling(stems: Sequence[str]) -> set[str]:
    return {stem for stem in stems if len(stem) >= _MIN_LETTERS or stem.isdigit()}
