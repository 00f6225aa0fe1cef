"""Ranked evidence → groups of sentences that say the same, and which of them are shown."""

import math
from collections.abc import Sequence
from typing import Final

from index import Span, words
from qa.bylines import asks_for_author, is_byline
from qa.evidence import Evidence

MAX_SENTENCES: Final = 4
_COPY_COSINE: Final = 0.97
_COPY_WORDS: Final = 0.8  # shared of all words of two sentences
_HEADLINE_WORDS: Final = 0.75  # of a headline, in any form, that its repetition has
_STEM: Final = 5  # letters of a form that are compared: endings differ
_MIN_WORDS: Final = 2  # a bare name or a torn-off piece answers nothing


def groups_of(evidence: Sequence[Evidence], question: str) -> list[list[Evidence]]:
    """What can be shown for a question, each with its copies; best first."""
    shown = [one for one in evidence if len(words(one.text)) >= _MIN_WORDS]
    if not asks_for_author(question):
        shown = [one for one in shown if not is_byline(one.text)] or shown
    return _without_copies(shown)


def close_to_best(groups: Sequence[list[Evidence]], companion: float) -> list[list[Evidence]]:
    """The best, and what has at least a share of its odds."""
    least = groups[0][0].score + math.log(companion) if groups else 0.0
    return [group for group in groups if group[0].score >= least]


def one_of_each(groups: Sequence[list[Evidence]]) -> list[list[Evidence]]:
    """The best of each article, then others as far as there is room; in order of rank."""
    leading = {group[0].article.article_id: group for group in reversed(groups)}
    best = {id(group) for group in leading.values()}
    taken = sorted(groups, key=lambda group: id(group) not in best)[:MAX_SENTENCES]
    kept = {id(group) for group in taken}
    return [group for group in groups if id(group) in kept]


def apart(found: Sequence[Sequence[list[Evidence]]]) -> list[list[Evidence]]:
    """All groups in their order, but none that repeats an earlier one."""
    kept: list[list[Evidence]] = []
    for group in (group for groups in found for group in groups):
        if not any(_is_copy(group[0], other[0]) for other in kept):
            kept.append(group)
    return kept


def _without_copies(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Group sentences that say the same in nearly the same words; best first in each group."""
    groups: list[list[Evidence]] = []
    for one in evidence[:40]:
        for group in groups:
            if _is_copy(group[0], one) or _is_its_headline(one, group[0]):
                # A copy elsewhere is one more source; one in the same article is not.
                if all(one.article.article_id != other.article.article_id for other in group):
                    group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _is_copy(one: Evidence, other: Evidence) -> bool:
    if one.article.article_id == other.article.article_id and _overlap(one.quoted, other.quoted):
        return True
    mine, theirs = set(words(one.text)), set(words(other.text))
    shared = len(mine & theirs) / max(1, len(mine | theirs))
    # Numbers decide: "12 detained" and "15 detained" are no copies however alike they look.
    if {w for w in mine if w.isdigit()} != {w for w in theirs if w.isdigit()}:
        return False
    return shared >= _COPY_WORDS or (
        shared >= _COPY_WORDS / 2 and float(one.vector @ other.vector) >= _COPY_COSINE
    )


def _is_its_headline(one: Evidence, other: Evidence) -> bool:
    """Whether one is the headline of the other's article and the other says all that it says."""
    if one.article.article_id != other.article.article_id:
        return False
    said = words(one.text)
    if said != words(one.article.metadata.title):
        return False
    mine, theirs = _stems(said), _stems(words(other.text))
    return len(mine & theirs) >= _HEADLINE_WORDS * len(mine) and all(
        word in theirs for word in mine if word.isdigit()
    )


def _stems(said: Sequence[str]) -> set[str]:
    return {word[:_STEM] for word in said}


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
