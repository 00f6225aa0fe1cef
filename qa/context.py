"""A sentence → what must be quoted with it: whom a pronoun means, who said the quoted words.

Only sentences that stand directly beside it in its article are added; nothing is reworded.
"""

import re
from collections.abc import Sequence
from typing import Final

from index import Span

_MOST_ADDED: Final = 2  # sentences on either side
# A subject that only the sentence before explains, in the languages of the articles.
_PRONOUN: Final = re.compile(
    r"[\s\"“”«»„'‘’—–-]*(?:he|she|they|it|his|her|their|its|"
    r"об этом|по (?:его|её|ее|их) (?:словам|мнению|данным)|бұл туралы|бул тууралуу|bu haqda|"
    r"он|она|они|оно|его|её|ее|их|u|ular|uning|ularning|"
    r"ол|олар|оның|олардың|ал|алар|анын|алардын)(?=[\s,])",
    re.IGNORECASE,
)
# Nothing but quoted words: who said them stands beside. "Then the lights went out."
_BARE_QUOTE: Final = re.compile(r"\s*(?:“[^“”]+”|«[^«»]+»|\"[^\"]+\")[.!?…]?\s*")
# What was said wrongly: how it is right stands in the next sentence.
_WRONG_BEFORE: Final = re.compile(
    r"\ban? (?:earlier|previous) version of (?:this|the) (?:article|story|report)\b|"
    r"\bв (?:более ранней|предыдущей|первоначальной|прежней) версии\b",
    re.IGNORECASE,
)


def needs_context(sentence: str) -> bool:
    """Whether a sentence can't be quoted alone."""
    return bool(
        _PRONOUN.match(sentence)
        or _BARE_QUOTE.fullmatch(sentence)
        or _WRONG_BEFORE.search(sentence)
        or _is_open(sentence)
    )


def with_context(text: str, sentences: Sequence[Span], span: Span) -> Span:
    """The span with its neighbours, as far as it needs them.

    Args:
        text: of the article. sentences: spans of its sentences in order. span: one of them.
    """
    at = next((n for n, one in enumerate(sentences) if one.start == span.start), None)
    if at is None:
        return span
    first = last = at
    if _PRONOUN.match(_said(text, span)):
        first = _before(text, sentences, first)
    while at - first < _MOST_ADDED and _BARE_QUOTE.fullmatch(_said(text, sentences[first])):
        if (earlier := _before(text, sentences, first)) == first:
            break
        first = earlier
    while last - at < _MOST_ADDED and _is_open(text[sentences[first].start : sentences[last].end]):
        if last + 1 == len(sentences) or not _adjoin(text, sentences[last], sentences[last + 1]):
            break
        last += 1
    follows = last == at and _WRONG_BEFORE.search(_said(text, span)) and at + 1 < len(sentences)
    if follows and _adjoin(text, span, sentences[at + 1]):
        last += 1
    return Span(sentences[first].start, max(span.end, sentences[last].end))


def _said(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _before(text: str, sentences: Sequence[Span], at: int) -> int:
    """The number of the sentence before, if it stands directly before; else the same."""
    return at - 1 if at > 0 and _adjoin(text, sentences[at - 1], sentences[at]) else at


def _adjoin(text: str, one: Span, other: Span) -> bool:
    return not text[one.end : other.start].strip()


def _is_open(said: str) -> bool:
    """Whether a quotation begins in it that doesn't end in it."""
    curly = max(said.rfind("“"), said.rfind("«")) > max(said.rfind("”"), said.rfind("»"))
    return curly or (said.lstrip().startswith('"') and said.count('"') % 2 == 1)
