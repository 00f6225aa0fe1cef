"""Nothing of after a day is ever cited, whatever is asked; a time in the question is told."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa import Answer, Corpus

FIRST = date(2025, 1, 10)
PLACES = ("Arysqum", "Belkol", "Chagan", "Dostyk", "Ereimen", "Fedorov")
QUESTIONS = (
    "How many houses were evacuated in Arysqum?",
    "How many houses were evacuated in Arysqum and in Fedorov?",
    "How many houses were evacuated last month?",
    "How many houses were evacuated in March 2025?",
    "What flooded after 2024?",
    "Сколько домов эвакуировали в Белколе?",
    "list the articles",
    "what do these articles cover?",
    "summarise article 3",
    "summarise Dostyk",
)


@pytest.fixture(scope="module")
def floods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """An article a month, some near copies of one another, and one without a day."""
    folder = tmp_path_factory.mktemp("articles")
    for number, place in enumerate(PLACES):
        day = FIRST + timedelta(days=30 * number)
        dated = "" if place == "Ereimen" else f"date: {day}\n"
        (folder / f"{place}.md").write_text(
            f"---\ntitle: Floods in {place}\n{dated}---\n\n"
            f"The river rose by two metres. {10 + number} houses of {place} were evacuated.\n",
            encoding="utf-8",
        )
    corpus = Corpus.create(tmp_path_factory.mktemp("index") / "floods")
    corpus.sync(folder)
    yield corpus
    corpus.close()


def cited(answer: Answer) -> list[str | None]:
    """The days of all articles that an answer names."""
    said = (*answer.sentences, *answer.nearest)
    return [citation.date for sentence in said for citation in sentence.citations]


@hypothesis_settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    day=st.dates(FIRST - timedelta(days=9), FIRST + timedelta(days=190)),
    question=st.sampled_from(QUESTIONS),
    dates=st.booleans(),
)
def test_nothing_later_is_cited(floods: Corpus, day: date, question: str, dates: bool) -> None:
    answer = floods.ask(question, as_of=day, dates=dates, strictness=0.0)
    assert all(said is not None and said <= day.isoformat() for said in cited(answer))
    there = [d for d in (FIRST + timedelta(days=30 * n) for n in (0, 1, 2, 3, 5)) if d <= day]
    assert answer.articles_searched == len(there)
    for hit in floods.search(question, as_of=day):
        for article_id in (hit.article_id, *hit.copies):
            article = floods.article(article_id)
            assert article
            assert article.metadata.published
            assert article.metadata.published <= day.isoformat()


def test_a_time_in_the_question_is_told_and_can_be_ignored(floods: Corpus) -> None:
    question = "How many houses were evacuated in March 2025?"
    answer = floods.ask(question)
    assert answer.period is not None
    assert "2025-03-01 – 2025-03-31" in answer.period
    assert floods.ask(question, dates=False).period is None
    assert Answer.from_json(answer.to_json()) == answer
