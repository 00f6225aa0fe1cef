"""A question for a list gets the best sentence of each article that answers it."""

from pathlib import Path

import pytest

from qa import Corpus
from qa.listing import asks_for_list


@pytest.mark.parametrize(
    ("question", "is_list"),
    [
        ("Which countries protested?", True),
        ("What companies owe their workers wages?", True),
        ("Which other Central Asian embassies replied?", True),
        ("Which country protested?", False),
        ("Which two banks limited transfers?", False),
        ("On what grounds was he acquitted?", False),
        ("What does the news say?", False),
        ("What is this?", False),
        ("Какие страны выразили протест?", True),
        ("Какой страны это касается?", False),
        ("Кто ещё выразил протест?", True),
        ("Қандай елдер наразылық білдірді?", True),
        ("Қай аудан тексерілді?", False),
        ("Кайсы өлкөлөр нааразылык билдирди?", True),
        ("Кайсы күнү кайтарылды?", False),
        ("Qaysi davlatlar norozilik bildirdi?", True),
        ("Qaysi tuman tekshirildi?", False),
    ],
)
def test_which_questions_ask_for_a_list(question: str, is_list: bool) -> None:
    assert asks_for_list(question) == is_list


def test_each_article_gives_a_sentence(corpus: Corpus, folder: Path) -> None:
    told = {
        "norway": "Norway protested against the border checks on Monday.",
        "iceland": "Iceland protested against the border checks on Tuesday.",
        "bakery": "A bakery in Osh sells three kinds of bread.",
    }
    for name, said in told.items():
        more = "The checks began in May. Traffic was slow."
        (folder / f"{name}.txt").write_text(f"News of {name}\n\n{said} {more}", encoding="utf-8")
    corpus.sync(folder)
    answer = corpus.ask("Which countries protested against the border checks?")
    assert not answer.abstained
    cited = {one.citations[0].article_id for one in answer.sentences}
    assert {"norway", "iceland"} <= cited
    assert "bakery" not in cited
