"""A question about several named things gets one sentence about each."""

import pytest

from qa import Corpus
from qa.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How did Uzbekistan and Kyrgyzstan each respond?",
            ["How did Uzbekistan respond?", "How did Kyrgyzstan respond?"],
        ),
        (
            "Какие посты занимают Лидия Чагина и Ольга Тарханова?",
            ["Какие посты занимают Лидия Чагина?", "Какие посты занимают Ольга Тарханова?"],
        ),
        (
            "How old are Azizbek Turdaliev and Ulan Satybaldiev?",
            ["How old is Azizbek Turdaliev?", "How old is Ulan Satybaldiev?"],
        ),
        (
            "Who owns the Sosnovy Bor depot and who was the manager of Uyut?",
            ["Who owns the Sosnovy Bor depot?", "Who was the manager of Uyut?"],
        ),
        (
            "Кто судил Жолдошева и кто защищал Султангазиева?",
            ["Кто судил Жолдошева?", "Кто защищал Султангазиева?"],
        ),
        ("When was the raid in Strogino and who was hurt?", []),
        (
            "Zafar Normurodov va Otabek Nurmatov kim?",
            ["Zafar Normurodov kim?", "Otabek Nurmatov kim?"],
        ),
        (
            "Did Narmatova and Ivanov promise an answer?",
            ["Did Narmatova promise an answer?", "Did Ivanov promise an answer?"],
        ),
        (
            "What was raided in Yekaterinburg and in Strogino?",
            ["What was raided in Yekaterinburg?", "What was raided in Strogino?"],
        ),
        (
            "Сколько стоит тонна угля на станции и сколько стоит хлеб в Нукусе?",
            ["Сколько стоит тонна угля на станции?", "Сколько стоит хлеб в Нукусе?"],
        ),
        ("What do eyewitnesses say, and what is on the videos, from the raid in Strogino?", []),
        ("Are Narmatova and Ivanov related?", []),
        ("Аккер мен Сфул қай күні кездесті?", []),
        ("What did Narmatova and Ivanov discuss?", []),
        ("Who spoke at the talks between Uzbekistan and Russia?", []),
        ("Which ministry and which agency replied?", []),
        ("Which district of Moscow was raided?", []),
    ],
)
def test_parts(question: str, parts: list[str]) -> None:
    assert [part.question for part in parts_of(question)] == parts


def test_the_best_sentences_of_each_come_first(seeds: Corpus) -> None:
    answer = seeds.ask("How did Uzbekistan and Kyrgyzstan each respond?", strictness=0.0)
    first = [sentence.text for sentence in answer.sentences[:2]]
    assert any("Uzbek" in text for text in first)
    assert any("Kyrgyz" in text for text in first)


def test_an_abstention_shows_what_is_nearest_to_each(seeds: Corpus) -> None:
    answer = seeds.ask("How did Uzbekistan and Kyrgyzstan each respond?", strictness=1.0)
    assert answer.abstained
    assert any("Uzbek" in sentence.text for sentence in answer.nearest)
    assert any("Kyrgyz" in sentence.text for sentence in answer.nearest)


def test_a_part_that_nothing_is_said_of_is_named(seeds: Corpus) -> None:
    question = "Where did the raids in Strogino and Ulaanbaatar take place?"
    answer = seeds.ask(question, strictness=0.6)
    assert not answer.abstained
    assert answer.lead == "The articles don't say it of: Ulaanbaatar."
    assert answer.text.startswith(answer.lead)
    assert "Strogino" in answer.sentences[0].text
