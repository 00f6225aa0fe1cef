import random

from hypothesis import given
from hypothesis import strategies as st

from evals.swaps import swapped

SENTENCES = [
    "The consul met the deputy governor in Kazan on 4 March 2021.",
    "Lawyers from Dushanbe travelled to Samara, and 118 workers were questioned there in 2019.",
    "The weather was bad.",
]


def test_a_name_of_the_answer_becomes_one_that_stands_elsewhere() -> None:
    asked = "Whom did the consul meet in Kazan?"
    found = {swapped(asked, SENTENCES, frozenset({0}), random.Random(n)) for n in range(40)}
    assert found == {"Whom did the consul meet in Dushanbe?", "Whom did the consul meet in Samara?"}


def test_a_year_becomes_another_year() -> None:
    asked = "whom did the consul meet in 2021?"
    question = swapped(asked, SENTENCES, frozenset({0}), random.Random(1))
    assert question == "whom did the consul meet in 2019?"


def test_a_question_that_names_nothing_has_no_twin() -> None:
    asked = "How was the weather?"
    assert swapped(asked, SENTENCES, frozenset({2}), random.Random(0)) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=40), min_size=1, max_size=4), st.integers())
def test_any_text_gives_another_question_or_none(
    asked: str, sentences: list[str], seed: int
) -> None:
    assert swapped(asked, sentences, frozenset({0}), random.Random(seed)) != asked
