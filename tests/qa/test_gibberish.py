"""Words that mean nothing are refused; questions that share no word with the articles are not."""

import pytest

from qa import Corpus


@pytest.mark.parametrize(
    "question",
    [
        "asdkjh qweoiu",
        "jkl; xyzzyq?",
        "🤪🤪 zxcvb 🎉?",
        "фывапр олджэ",
        "zzzzzz",
        "what is fgrtz bnmqw",
    ],
)
def test_gibberish_is_refused(seeds: Corpus, question: str) -> None:
    answer = seeds.ask(question)
    assert answer.abstained
    assert answer.confidence <= 0.02


@pytest.mark.parametrize(
    "question",
    [
        "Москвадагы рейддин себеби эмнеде?",
        "Куәгерлердің айтуынша, жатақханадағы ер адамдарға не істеген?",
        "Москвадагы рейд качанкыга чейин уланды?",
        "Которые фамилии названы?",
        "Narmatova",
        "депортация мигрантов",
        "қонақүйдегі тексеру",
        "kansulning bayonoti",
    ],
)
def test_a_question_in_another_language_is_none(seeds: Corpus, question: str) -> None:
    assert seeds.ask(question).confidence != 0.02
