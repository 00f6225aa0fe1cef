import html
import io
import re
from contextlib import redirect_stdout
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa import Answer, Citation, Sentence
from qa.console import print_answer
from qa.relative_dates import dated_words
from ui.conversation import render_conversation

THURSDAY = "2025-06-12"
PIECES = (
    *("yesterday", "on Tuesday", "last week", "said", "was", "will", "three days ago", "next year"),
    *("вчера", "во вторник", "на прошлой неделе", "сообщил", "будет", "5 дней назад", "<b>", "”"),
    *("«", "»", "“", '"', "the day before yesterday", ".", "{x}", "today", "бүгін", "в этом году"),
)
quotes = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join)


def days_of(quote: str, published: str | None = THURSDAY) -> list[tuple[str, str]]:
    return [(quote[one.start : one.end], one.days) for one in dated_words(quote, published)]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("The bridge was closed on Tuesday.", [("on Tuesday", "2025-06-10")]),
        ("Police detained twelve people on Friday.", [("on Friday", "2025-06-06")]),
        ("The ministry said it on Thursday.", [("on Thursday", THURSDAY)]),
        ("It came the day before yesterday.", [("the day before yesterday", "2025-06-10")]),
        ("Two died last week.", [("last week", "2025-06-02 – 2025-06-08")]),
        ("The law was passed last month.", [("last month", "2025-05-01 – 2025-05-31")]),
        ("It opens next year.", [("next year", "2026-01-01 – 2026-12-31")]),
        ("It happened three days ago.", [("three days ago", "2025-06-09")]),
        ("Мост закрыли во вторник.", [("во вторник", "2025-06-10")]),
        ("Вчера прошли обыски.", [("Вчера", "2025-06-11")]),
        (
            "На прошлой неделе задержали троих.",
            [("На прошлой неделе", "2025-06-02 – 2025-06-08")],
        ),
        ("Это было 5 дней назад.", [("5 дней назад", "2025-06-07")]),
        ("Кеше қалада жаңбыр жауды.", [("Кеше", "2025-06-11")]),
    ],
)
def test_words_count_from_the_publication(quote: str, expected: list[tuple[str, str]]) -> None:
    assert days_of(quote) == expected


@pytest.mark.parametrize(
    "quote",
    [
        "The court will meet on Tuesday.",
        "Суд соберётся во вторник.",
        "“They came yesterday,” he said.",
        "He promised that “we meet tomorrow",
        "On Tuesdays it was closed.",
        "It was the last week of the campaign.",
        "It was closed on Tuesday, June 10.",
        "Мост закрыли во вторник, 10 июня.",
        "USA Today-style papers were sold.",
    ],
)
def test_what_is_not_sure_is_not_said(quote: str) -> None:
    assert days_of(quote) == []


def test_without_a_publication_day_nothing_is_known() -> None:
    for published in (None, "", "June 2025", "2025-13-01"):
        assert days_of("It was closed on Tuesday, yesterday.", published) == []
    assert days_of("It was last year.", "0001-01-01") == []


@given(quotes, st.dates())
def test_places_are_in_the_quote_and_days_near_the_publication(quote: str, day: date) -> None:
    places = dated_words(quote, day.isoformat())
    for one, after in pairwise(places):
        assert one.end <= after.start
    for one in places:
        assert 0 <= one.start < one.end <= len(quote)
        assert one.first <= one.last
        assert abs((one.first - day).days) <= 2 * 366


@given(quotes)
@example("yesterday yesterday")
def test_the_quote_itself_is_never_changed(quote: str) -> None:
    citation = Citation("a", "T", "a.txt", 0, len(quote), quote, "utf-8", "0", "0", date=THURSDAY)
    answer = Answer("q?", "q?", quote, False, 1.0, (Sentence(quote, (citation,), 1.0),), (), 1, 1)
    page = render_conversation([answer])
    (shown,) = re.findall(r"<blockquote>“(.*?)” <button", page, re.DOTALL)
    assert html.unescape(shown) == quote
    notes = {(quote[one.start : one.end], one.days) for one in dated_words(quote, THURSDAY)}
    assert page.count('<span class="dated">') == len(notes)
    terminal = io.StringIO()
    with redirect_stdout(terminal):
        print_answer(answer)
    assert f"“{quote}” [1]\n" in terminal.getvalue()
    assert answer.sentences[0].text == citation.quote == quote
