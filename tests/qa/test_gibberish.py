"""Words that mean nothing are refused; questions that share no word with the articles are not."""

import pytest

from qa import Corpus
from qa.language import language_of
from qa.phrases import PHRASES


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
    assert answer.lead == PHRASES[answer.language].not_understood
    assert answer.nearest == ()


def test_gibberish_does_not_ask_the_earlier_question_again(seeds: Corpus) -> None:
    before = seeds.ask("Which district of Moscow was raided?")
    answer = seeds.ask("asdf qwer", history=[before])
    assert answer.abstained
    assert answer.searched_for == "asdf qwer"
    after = seeds.ask("And when was that?", history=[before, answer])
    assert after.searched_for == "When was that? (district Moscow raided)"
    found = [hit.key for hit in seeds.search("asdf qwer", history=[before])]
    assert found == [hit.key for hit in seeds.search("asdf qwer")]


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
    assert seeds.ask(question).lead != PHRASES[language_of(question)].not_understood
