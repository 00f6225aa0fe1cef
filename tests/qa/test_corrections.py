"""A claim that the articles deny, retract or correct is quoted together with that."""

from pathlib import Path

import pytest

from qa import Corpus, verify_answer
from qa.corrections import corrects

FLOOD = """Flood in Aksaz

Steppe Courier, 3 May 2024. Governor Timur Askarbek said that 340 houses were flooded in Aksaz by
the Boralde river.

The water rose at night, and families were taken to a school on the hill.

Mayor Laura Dzhumina said that the dam in Aksaz had been opened on the governor's order. Governor
Askarbek denied that he had ordered the dam in Aksaz to be opened.
"""
CORRECTION = """Correction: houses in Aksaz

Steppe Courier, 6 May 2024. Our report of 3 May on the flood in Aksaz was wrong: Governor Timur
Askarbek has corrected the number of houses flooded by the Boralde river to 210, after Mayor Laura
Dzhumina had them counted.
"""
BREAD = """В Кызылсае подорожал хлеб

Вестник Степи, 8 мая 2024 года. Директор пекарни Олег Рудный сообщил, что хлеб в Кызылсае подорожал
из-за налога на муку. Министерство финансов опровергло слова Рудного: налога на муку в Кызылсае нет.
"""


@pytest.fixture
def flood(corpus: Corpus, folder: Path) -> Corpus:
    for name, text in (("flood", FLOOD), ("correction", CORRECTION), ("bread", BREAD)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    corpus.sync(folder)
    return corpus


def test_a_denial_in_the_same_article(flood: Corpus) -> None:
    answer = flood.ask("Who ordered the dam in Aksaz to be opened?", strictness=0)
    texts = [sentence.text for sentence in answer.sentences]
    claim = next(n for n, text in enumerate(texts, 1) if "had been opened" in text)
    denial = next(n for n, text in enumerate(texts, 1) if "denied" in text)
    assert answer.lead.startswith("Denied or corrected: ")
    assert f"[{claim}] → [{denial}]" in answer.lead
    assert all(verdict.problem is None for verdict in verify_answer(answer))


def test_a_correction_in_a_later_article(flood: Corpus) -> None:
    answer = flood.ask("How many houses were flooded in Aksaz?", strictness=0)
    cited = {citation.article_id for one in answer.sentences for citation in one.citations}
    assert {"flood", "correction"} <= cited
    assert "Denied or corrected: " in answer.lead


def test_a_short_denial_right_behind_a_claim(corpus: Corpus, folder: Path) -> None:
    text = "Union head Asem Tulegen said the mill pays its workers late. The mill denies this.\n"
    (folder / "mill.txt").write_text(text, encoding="utf-8")
    corpus.sync(folder)
    answer = corpus.ask("Who pays workers late?", strictness=0)
    assert answer.sentences[1].text == "The mill denies this."
    assert answer.lead == "Denied or corrected: [1] → [2]."


def test_a_denial_of_something_else_right_behind_a_claim(corpus: Corpus, folder: Path) -> None:
    text = (
        "The dam at Tolmak was inspected in March 2023, Lidia Vasnova said. "
        "She denied that warnings had been ignored.\n"
    )
    (folder / "dam.txt").write_text(text, encoding="utf-8")
    corpus.sync(folder)
    answer = corpus.ask("When was the dam at Tolmak inspected?", strictness=0)
    assert "March 2023" in answer.sentences[0].text
    assert answer.corrected == ()


def test_in_russian(flood: Corpus) -> None:
    answer = flood.ask("Почему в Кызылсае подорожал хлеб?", strictness=0)
    assert "опровергло" in " ".join(sentence.text for sentence in answer.sentences)
    assert answer.lead.startswith("Опровергнуто или исправлено: [1] → [2].")


def test_an_undisputed_claim_is_shown_without_a_word(seeds: Corpus) -> None:
    assert seeds.ask("Which district of Moscow was raided?", strictness=0).lead == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "He was denied entry to the country.",
        "The court denied the appeal.",
        "Sud shikoyatni rad etdi.",
        "Сот арызды четке какты.",
        "The man spent a year in a correctional colony.",
        "Everyone was treated correctly.",
        "Его отправили в исправительную колонию.",
        "Жер үшін дау жалғасуда.",
    ],
)
def test_what_corrects_nothing(sentence: str) -> None:
    assert not corrects(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry later said that the figure was wrong.",
        "Correction: the meeting was on Tuesday.",
        "An earlier version of this article said that 14 had died.",
        "В более ранней версии статьи была названа другая сумма.",
        "Она опровергла это сообщение.",
        "Министрлік бұл хабарды жоққа шығарды.",
        "Министрлик бул маалыматты четке какты.",
        "Vazirlik bu xabarni rad etdi.",
    ],
)
def test_what_corrects(sentence: str) -> None:
    assert corrects(sentence)
