"""A question who somebody is gets the sentence that names them in full with a description."""

from pathlib import Path

import pytest

from qa import Corpus
from qa.who import person_asked_about, tells


@pytest.mark.parametrize(
    ("question", "sentence", "says"),
    [
        ("Who is Madina Serikova?", "Its chair is Madina Serikova, a former teacher.", True),
        ("Кто такой Вадим Рябинин?", "Plant director Vadim Ryabinin blamed a dispute.", True),
        ("Кто такая Нарматова Гульнура?", "Vadim Ryabinin met the consul.", False),
        ("Zafar Normurodov kim?", "Markaz direktori Zafar Normurodovning aytishicha …", True),
        ("Раушан Сейітова кім?", "Бас дәрігер Раушан Сейітованың айтуынша, …", True),
        ("Эмил Шаршенов ким?", "Станциянын директору Эмил Шаршеновдун айтымында …", True),
        ("Who is Vadim Ryabinin?", "Vadim Ryabinin said no.", False),
        ("Who is Vadim Ryabinin?", "Nobody knows director Ryabinin.", False),
        ("Who was Vadim Ryabinin?", "Vadim Ryabinin (1950–2020) led the plant.", True),
        ("What is the post of Vadim Ryabinin?", "Plant director Vadim Ryabinin left.", True),
        ("Кем работает Вадим Рябинин?", "Vadim Ryabinin said no.", False),
        ("How old is Vadim Ryabinin?", "Vadim Ryabinin, 52, said no.", True),
        ("How old is Vadim Ryabinin?", "The 52-year-old director Vadim Ryabinin said no.", True),
        ("Сколько лет Вадиму Рябинину?", "52-летний директор Вадим Рябинин уехал.", True),
        ("How old is Vadim Ryabinin?", "Vadim Ryabinin paid 52 roubles.", False),
        ("What did Vadim Ryabinin say?", "Vadim Ryabinin said no.", True),
        ("Что сказал Вадим Рябинин?", "Вадим Рябинин уехал.", False),
        ("Что сказал Вадим Рябинин?", "Суд оштрафовал Вадима Рябинина за «шум».", False),
        ("Sobir Ochilov nima dedi?", "Sobir Ochilovning aytishicha, 18 tonna.", True),
    ],
)
def test_a_full_name_with_a_description(question: str, sentence: str, says: bool) -> None:
    asked = person_asked_about(question)
    assert asked is not None
    assert len(asked.person) == 2
    assert tells(sentence, asked) == says


@pytest.mark.parametrize(
    "question",
    ["Who is Ivanov?", "Who is the mayor of Osh?", "Who is he?", "Кто судил Эрмека Жолдошева?",
     "Қарасай-Бұлақ әкімі кім?", "Who is paying Madina Serikova?",
     "What did Madina Serikova say about Osh?"],
)  # fmt: skip
def test_other_questions_name_no_person(question: str) -> None:
    assert person_asked_about(question) is None


def test_it_is_said_who_somebody_is(corpus: Corpus, folder: Path) -> None:
    (folder / "union.txt").write_text(
        "Couriers found a union\n\nCouriers in Almaty have registered a union. It has 412 members. "
        "Its chair is Madina Serikova, a 34-year-old former teacher. Members pay 500 tenge.",
        encoding="utf-8",
    )
    corpus.sync(folder)
    answer = corpus.ask("Кто такая Мадина Серикова?")
    assert not answer.abstained
    assert "Madina Serikova" in answer.sentences[0].text
    assert len(answer.sentences) == 1
    assert corpus.ask("Who is Timur Zhakenov?").abstained
