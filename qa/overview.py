"""What is asked of the program itself → a reply, with quoted headlines or leads where it helps."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from index import Article, Filters, Index, IndexState, Span, words
from qa.answer import answer_text
from qa.as_of import state_of, until, was_there
from qa.citing import cite_span
from qa.language import Language
from qa.phrases import PHRASES
from qa.retrieve import make_query, rank_passages
from qa.small_talk import Request
from qa.types import Answer, Kind, Sentence

MAX_LISTED: Final = 20  # articles shown of a longer list
_LEAD_SENTENCES: Final = 3
_MIN_LEAD_WORDS: Final = 4
_ENDS: Final = re.compile(r"[.!?…。:,][\"'”’»)]*$")  # bylines end without


def reply_to(
    request: Request,
    question: str,
    language: Language,
    index: Index,
    history: Sequence[Answer | str],
    as_of: date | None = None,
) -> Answer:
    """The reply to a request, as of a day; nothing is searched for but the article of a summary."""
    said = PHRASES[language]
    state = state_of(index, as_of)
    if request.wish == "greeting":
        return _answer(question, language, state, said.greeting)
    if request.wish == "thanks":
        return _answer(question, language, state, said.thanks)
    if request.wish == "farewell":
        return _answer(question, language, state, said.farewell)
    if request.wish == "abilities":
        return _answer(question, language, state, said.abilities)
    if state.articles == 0:
        return _answer(question, language, state, said.no_articles)
    if request.wish == "summary":
        return _summary(request.article, question, language, index, history, as_of)
    folder = state.folder or Path()
    listed = list(islice(_there(index, as_of), MAX_LISTED))
    is_list = request.wish == "list"
    quotes = [_quoted(one, _lead_of(index, one) if is_list else _title_of(one), folder)
              for one in listed]  # fmt: skip
    counted = said.holdings.format(
        articles=said.number(state.articles), passages=said.number(state.passages)
    )
    parts = [counted, said.leads if is_list else said.headlines]
    if len(listed) < state.articles:
        some = said.some_of.format(
            shown=said.number(len(listed)), articles=said.number(state.articles)
        )
        parts.insert(1, some)
    return _answer(question, language, state, " ".join(parts), [q for q in quotes if q])


def _there(index: Index, as_of: date | None) -> Iterator[Article]:
    return (article for article in index.articles() if was_there(article, as_of))


def _summary(
    name: str,
    question: str,
    language: Language,
    index: Index,
    history: Sequence[Answer | str],
    as_of: date | None,
) -> Answer:
    said, state = PHRASES[language], state_of(index, as_of)
    article = _named(name, index, as_of) if name else _spoken_of(history, index)
    if article is None or not was_there(article, as_of):
        lead = said.no_such_article.format(name=f"“{name}”" if name else "")
        return _answer(question, language, state, " ".join(lead.split()))
    folder = state.folder or Path()
    leads = islice(_body(index, article), _LEAD_SENTENCES)
    quotes = [_quoted(article, span, folder) for span in leads]
    title = " ".join(article.metadata.title.split())
    return _answer(
        question, language, state, said.lead_of.format(title=title), [q for q in quotes if q]
    )


def _named(name: str, index: Index, as_of: date | None) -> Article | None:
    """The article of an id, of a number in the list, or that the words of its name find."""
    article = index.article(name)
    if article is not None:
        return article
    if name.isdecimal():
        number = int(name) if len(name) < 10 else 0
        return next(islice(_there(index, as_of), number - 1, number), None) if number else None
    if not words(name):
        return None
    found = rank_passages(index, make_query(index, name), 1, until(Filters(), as_of))
    return index.article(found[0].passage.article_id) if found else None


def _spoken_of(history: Sequence[Answer | str], index: Index) -> Article | None:
    for turn in reversed(history):
        shown = () if isinstance(turn, str) else turn.sentences or turn.nearest
        if shown:
            return index.article(shown[0].citations[0].article_id)
    return None


def _title_of(article: Article) -> Span | None:
    return article.metadata.title_span


def _lead_of(index: Index, article: Article) -> Span | None:
    return next(_body(index, article), _title_of(article))


def _body(index: Index, article: Article) -> Iterator[Span]:
    """The sentences after the headline, without bylines, datelines and remarks in brackets."""
    title = article.metadata.title_span
    keys = [passage.key for passage in index.passages_of(article.article_id)]
    spans = sorted((s.span for s in index.sentences(keys)), key=lambda span: span.start)
    for span in spans:
        text = article.text[span.start : span.end]
        in_title = title is not None and span.start < title.end
        is_sentence = len(words(text)) >= _MIN_LEAD_WORDS and _ENDS.search(text) is not None
        if is_sentence and not in_title and text[0] not in "[(":
            yield span


def _quoted(article: Article, span: Span | None, folder: Path) -> Sentence | None:
    if span is None:
        return None
    citation = cite_span(article, span, folder)
    return Sentence(citation.quote, (citation,), 1.0)


def _answer(
    question: str,
    language: Language,
    state: IndexState,
    lead: str,
    quotes: Iterable[Sentence] = (),
) -> Answer:
    sentences = tuple(quotes)
    kind: Kind = "overview" if sentences else "chat"
    return Answer(
        question=question,
        searched_for=question,
        text=answer_text(lead, sentences),
        abstained=False,
        confidence=1.0,
        sentences=sentences,
        nearest=(),
        articles_searched=state.articles,
        passages_searched=state.passages,
        kind=kind,
        language=language,
        lead=lead,
    )
