from datetime import date
from pathlib import Path

import pytest

from qa import Corpus
from qa.phrases import PHRASES

LEAK = "Kazakhstan Probes Massive Data Leak Involving 16 Million Citizens"
ASKED = "How did the massive data leak of 16 million citizens in Kazakhstan happen?"


def test_a_story_of_which_only_the_headline_is_here(seeds: Corpus) -> None:
    answer = seeds.ask(ASKED)
    assert answer.abstained
    assert f"Only a headline is here, no article: “{LEAK}”." in answer.lead
    assert answer.lead in answer.text
    assert not [s for s in (*answer.sentences, *answer.nearest) if "Data Leak" in s.text]


@pytest.mark.parametrize("question", ["Who won the chess world cup?", "What did the minister say?"])
def test_other_abstentions_name_no_headline(seeds: Corpus, question: str) -> None:
    answer = seeds.ask(question, strictness=1.0)
    assert answer.abstained
    assert "headline" not in answer.lead


def test_what_is_answered_names_no_headline(seeds: Corpus) -> None:
    assert not seeds.ask("Which district of Moscow was raided?").lead


def test_the_words_follow_the_question(corpus: Corpus, folder: Path) -> None:
    story = "Мост закрыт\n\nМост в Дунморе закрыли на неделю, сообщил совет в понедельник.\n\n"
    listed = "Читайте также\n\nВ Уральске открыли новую детскую библиотеку\n"
    (folder / "a.txt").write_text(story + listed, encoding="utf-8")
    corpus.sync(folder)
    question = "Когда в Уральске открыли новую детскую библиотеку?"
    answer = corpus.ask(question, strictness=0.99)
    assert answer.abstained
    said = PHRASES["ru"].only_headline
    assert said.format(headline="В Уральске открыли новую детскую библиотеку") in answer.lead
    # What the corpus did not hold that day, it doesn't name.
    assert "заголовок" not in corpus.ask(question, strictness=0.99, as_of=date(2020, 1, 1)).lead
    own = "В Уральске открыли новую детскую библиотеку\n\nЕё открыли в мае на улице Садовой.\n"
    (folder / "b.txt").write_text(own, encoding="utf-8")
    corpus.sync(folder)
    assert "заголовок" not in corpus.ask(question, strictness=1.0).lead


def test_a_question_that_is_a_listed_headline_is_not_answered_by_another_story(
    corpus: Corpus, folder: Path
) -> None:
    story = "Мост закрыт\n\nМост в Дунморе закрыли на неделю. Сторож кормит у моста собак.\n\n"
    listed = "Читайте также\n\nКто кормит ворон у мэрии Сент-Омбры\nТрамвай приехал вовремя\n"
    (folder / "a.txt").write_text(story + listed, encoding="utf-8")
    corpus.sync(folder)
    # So low that anything is answered.
    assert not corpus.ask("Когда закрыли мост в Дунморе?", strictness=0.001).abstained
    assert not corpus.ask("Кто кормит собак?", strictness=0.001).abstained
    answer = corpus.ask("Кто кормит ворон у мэрии Сент-Омбры?", strictness=0.001)
    assert answer.abstained
    assert answer.confidence == 0
    assert "«Кто кормит ворон у мэрии Сент-Омбры»" in answer.lead
    own = "Вороны у мэрии\n\nВорон у мэрии Сент-Омбры кормит по утрам дворник Илья Варда.\n"
    (folder / "b.txt").write_text(own, encoding="utf-8")
    corpus.sync(folder)
    answer = corpus.ask("Кто кормит ворон у мэрии Сент-Омбры?", strictness=0.001)
    assert "дворник Илья Варда" in answer.text
