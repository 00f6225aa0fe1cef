"""Filters narrow what is searched, before it is searched; near copies share one place."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from index import Index, Settings
from qa import Corpus, Filters
from qa.retrieve import make_query

PUBLISHERS = ("Steppe News", "Valley Post", None)
# The language of an article is that of its text.
TEXTS = {
    "en": "Police held {n} workers at the {one} near the {two}. Nobody saw the {three} {n}.",
    "ru": "Полиция задержала {n} рабочих у рынка ({one}). Никто не видел, кто их привёл {n}.",
    "kk": "Полиция базарда {n} жұмысшыны ұстады ({one}). Кім әкелгенін ешкім көрген жоқ.",
}
LANGUAGES = tuple(TEXTS)
DATES = ("2023-05-01", "2024-02-29", "2024-03-01T10:00", "last spring", None)
KINDS = list(itertools.product(PUBLISHERS, LANGUAGES, DATES))
QUESTION = "How many workers were held at the market?"


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("articles")
    words = [
        "harbour",
        "orchard",
        "bridge",
        "clinic",
        "tannery",
        "archive",
        "airfield",
        "quarry",
        "theatre",
        "vineyard",
    ]
    for n, (publisher, language, date) in enumerate(KINDS):
        said = {"title": f"Story {n}", "publisher": publisher, "date": date}
        lines = [f"{name}: {value}" for name, value in said.items() if value]
        one, two, three = (words[(n * step) % len(words)] for step in (1, 3, 7))
        text = TEXTS[language].format(n=n, one=one, two=two, three=three)
        front = "\n".join(["---", *lines, "---"])
        (folder / f"{n:02}.md").write_text(f"{front}\n\n{text}\n", encoding="utf-8")
    corpus = Corpus.create(tmp_path_factory.mktemp("index") / "filters")
    corpus.sync(folder)
    yield corpus
    corpus.close()


@pytest.fixture(scope="module")
def opened(articles: Corpus, settings: Settings) -> Iterator[Index]:
    index = Index.open(articles.path, settings)
    yield index
    index.close()


def _fits(n: int, filters: Filters) -> bool:
    publisher, language, date = KINDS[n]
    day = date[:10] if date and re.match(r"\d{4}-\d\d-\d\d", date) else None
    return (
        (not filters.articles or f"{n:02}" in filters.articles)
        and (not filters.publishers or publisher in filters.publishers)
        and (not filters.languages or language in filters.languages)
        and (filters.published_from is None or (day or "") >= filters.published_from)
        and (filters.published_to is None or (day is not None and day <= filters.published_to))
    )


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


FILTERS = st.builds(
    Filters,
    articles=st.lists(st.integers(0, len(KINDS) + 3).map("{:02}".format), max_size=9).map(tuple),
    publishers=_some(("Steppe News", "Valley Post", "nobody")),
    languages=_some(("en", "ru", "kk", "tr")),
    published_from=st.sampled_from([None, "2023-05-01", "2024-03-01"]),
    published_to=st.sampled_from([None, "2024-02-29", "2024-03-01"]),
)


@hypothesis_settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(filters=FILTERS, k=st.integers(1, 60))
def test_a_filtered_search_is_a_search_of_what_is_left(
    articles: Corpus, opened: Index, filters: Filters, k: int
) -> None:
    kept = {f"{n:02}" for n in range(len(KINDS)) if _fits(n, filters)}
    hits = articles.search(QUESTION, k, filters, copies=True)
    assert len(hits) == min(k, len(kept))
    assert {hit.article_id for hit in hits} <= kept
    query = make_query(opened, QUESTION)
    allowed = opened.allowed(filters)
    everything = len(opened)
    inside = {p.key for article_id in kept for p in opened.passages_of(article_id)}
    by_words = [one for one in opened.matching(query.words, everything) if one[0] in inside]
    filtered = opened.matching(query.words, everything, (), allowed)
    assert dict(filtered) == pytest.approx(dict(by_words))
    nearest = [one for one in opened.nearest(query.vector, everything) if one[0] in inside][:k]
    found = opened.nearest(query.vector, k, allowed)
    np.testing.assert_allclose([s for _, s in found], [s for _, s in nearest], atol=1e-6)


@hypothesis_settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(filters=FILTERS, k=st.integers(1, 60))
def test_a_filtered_search_shows_k_stories_where_there_are_k(
    articles: Corpus, filters: Filters, k: int
) -> None:
    everything = articles.search(QUESTION, len(KINDS), filters, copies=True)
    # Articles of one story name each other, also those that the filters leave out.
    stories = {hit.article_id: frozenset({hit.article_id, *hit.copies}) for hit in everything}
    hits = articles.search(QUESTION, k, filters)
    shown = [stories[hit.article_id] for hit in hits]
    assert len(set(shown)) == len(shown) == min(k, len(set(stories.values())))
    # Each story by its best article, in the order of these.
    best = dict.fromkeys(stories[hit.article_id] for hit in everything)
    assert shown == list(best)[:k]


def test_the_articles_of_the_filters_hold_copies(articles: Corpus) -> None:
    hits = articles.search(QUESTION, len(KINDS), copies=True)
    assert len(hits) == len(KINDS)
    stories = {frozenset({hit.article_id, *hit.copies}) for hit in hits}
    assert 1 < len(stories) < len(KINDS)


STORY = """Market fire leaves traders without stalls

A fire destroyed 84 stalls at the Dordoi-Tash market in the early hours of Monday, the emergency
service said. Nobody was hurt. Traders had left their goods inside for the weekend sale, and most
of them carry no insurance. The flames spread from a kiosk that sold gas bottles, according to the
fire brigade, which sent eleven engines and fought the blaze until dawn. The market's director
promised that rent will not be charged until the stalls are rebuilt. The city set aside nine
million soms for the families that lost the most, and a bank offered loans without interest.
"""


def test_copies_of_one_story_share_one_place(corpus: Corpus, folder: Path) -> None:
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "b.txt").write_text(STORY.replace("eleven engines", "11 trucks"), encoding="utf-8")
    (folder / "c.txt").write_text(
        "Traders ask for a new market hall\n\nTraders whose stalls burned asked the mayor for a "
        "hall of brick and for a guard at night.\n",
        encoding="utf-8",
    )
    corpus.sync(folder)
    (folder / "d.txt").write_text("News agency\n\n" + STORY, encoding="utf-8")
    corpus.sync(folder)
    question = "How many stalls did the fire destroy?"
    hits = corpus.search(question, 5)
    told = [hit.article_id for hit in hits if hit.article_id != "c"]
    assert len(set(told)) == 1
    assert {*hits[0].copies, hits[0].article_id} == {"a", "b", "d"}
    assert {hit.article_id for hit in corpus.search(question, 9, copies=True)} == {*"abcd"}
    only_b = corpus.search(question, 5, Filters(articles=("b",)))
    assert {hit.article_id for hit in only_b} == {"b"}
