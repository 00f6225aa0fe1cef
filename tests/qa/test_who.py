"""A question who somebody is gets the sentence that names them in full with a description."""

from pathlib import Path

import pytest

from qa import Corpus
from qa.who import describes, person_asked_about


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
    ],
)
def test_a_full_name_with_a_description(question: str, sentence: str, says: bool) -> None:
    person = person_asked_about(question)
    assert len(person) == 2
    assert describes(sentence, person) == says


@pytest.mark.parametrize(
    "question",
    ["Who is Ivanov?", "Who is the mayor of Osh?", "Who is he?", "Кто судил Эрмека Жолдошева?",
     "Қарасай-Бұлақ әкімі кім?", "Who is paying Madina Serikova?"],
)  # fmt: skip
def test_other_questions_name_no_person(question: str) -> None:
    assert person_asked_about(question) == ()


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
