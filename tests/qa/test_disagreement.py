"""Where sources give different figures for one thing, the answer shows both and says so."""

from collections.abc import Iterator

import pytest

from evals.data_sets import SETS
from qa import Answer, Corpus, verify_answer
from qa.quantities import quantities_of


@pytest.fixture(scope="module")
def fictional(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder, work = SETS["fictional-dev"][1], tmp_path_factory.mktemp("differing")
    (work / "articles").mkdir()
    for name in ("dev/01", "dev/04", "dev/05", "dev/06", "dev/07", "test/55", "test/56"):
        (file,) = folder.glob(f"{name}-*.txt")
        (work / "articles" / file.name).write_bytes(file.read_bytes())
    corpus = Corpus.create(work / "index")
    corpus.sync(work / "articles")
    yield corpus
    corpus.close()


@pytest.mark.parametrize(
    ("question", "figures", "says"),
    [
        (
            "How many workers were killed at the Novotagilsk arena?",
            ("four", "шесть"),
            "The sources differ",
        ),
        ("How many people died in the fire at the Uyut hostel?", ("nine", "семь"), "differ"),
        (
            "How much money did Kyrgyz citizens abroad send home in the first quarter of 2024?",
            ("$487 million", "$478 million"),
            "differ",
        ),
    ],
)
def test_both_figures_are_shown(
    fictional: Corpus, question: str, figures: tuple[str, str], says: str
) -> None:
    answer = fictional.ask(question, strictness=0.0)
    assert says in answer.lead
    assert answer.lead in answer.text
    texts = [one.text.lower() for one in answer.differing]
    assert all(any(figure in text for text in texts) for figure in figures)
    sources = {answer.sentences[one.sentence - 1].citations[0].article_id
               for one in answer.differing}  # fmt: skip
    assert len(sources) == 2
    for one in answer.differing:
        assert one.text.split()[0] in answer.sentences[one.sentence - 1].text
    assert len(answer.sentences) <= 4
    assert all(verdict.problem is None for verdict in verify_answer(answer))
    assert Answer.from_json(answer.to_json()) == answer


@pytest.mark.parametrize(
    "question",
    [
        "How many workers were detained in the Zarechinsk warehouse?",
        "How many people did the raid leave injured in Zarechinsk?",
        "When was the hostel fire?",
        "Who is Viktor Samoylov?",
        "How many spectators was the Novotagilsk arena designed for?",
    ],
)
def test_no_false_alarm(fictional: Corpus, question: str) -> None:
    assert fictional.ask(question, strictness=0.0).differing == ()


def test_a_street_and_a_hospital_are_no_common_event(fictional: Corpus) -> None:
    answer = fictional.ask("How many people died in the hostel fire?", strictness=0.0)
    assert all("four" not in one.text.lower() for one in answer.differing)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It came to $478 million, not $487 million.", [(478e6, "money")]),
        ("Погибли шесть рабочих и пострадали четырнадцать.", [(6, "count"), (14, "count")]),
        ("The fee is 5,928 roubles, 14 per cent more.", [(5928, "money"), (14, "percent")]),
        ("придётся платить 6 136 рублей", [(6136, "money")]),
        ("The raid of 4 February began at 2:40.", [(204, "date")]),
        ("korxona 31 million rubl qarzdor", [(31e6, "money")]),
        ("46,8 пайыз дауыс жинап, жеңді", [(46.8, "percent")]),
    ],
)
def test_quantities(text: str, found: list[tuple[float, str]]) -> None:
    assert [(one.value, one.kind) for one in quantities_of(text)] == found
    for one in quantities_of(text):
        assert one.text in text


@pytest.mark.parametrize("text", ["H²O ran 5 km", "①st of 3", "፩ house", "³"])
def test_digits_that_are_no_number_are_passed_over(text: str) -> None:
    assert all(one.value in (3.0, 5.0) for one in quantities_of(text))
