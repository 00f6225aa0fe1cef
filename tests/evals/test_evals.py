from pathlib import Path

import pytest

from evals.cases import CaseError, read_cases
from evals.data_sets import SETS
from evals.lessons import written_files, written_lessons


@pytest.mark.parametrize("name", sorted(SETS))
def test_every_gold_quote_stands_in_its_article_once(name: str) -> None:
    file, folder = SETS[name]
    cases = read_cases(file)
    assert len({case.question for case in cases}) == len(cases)
    for case in cases:
        for gold in case.gold:
            text = (folder / f"{gold.article_id}.txt").read_bytes().decode("utf-8")
            assert text.count(gold.quote) == 1, case.id


def test_the_projects_sets_are_as_large_as_promised() -> None:
    cases = read_cases(SETS["seeds"][0])
    assert len(cases) >= 80
    assert sum(not case.answerable for case in cases) >= 20
    assert sum(case.language in {"ru", "uz", "ky", "kk"} for case in cases) >= 15
    fictional = SETS["fictional-dev"][1]
    articles = list(fictional.rglob("*.txt"))
    assert len(articles) >= 30
    assert all("[Fictional text" in file.read_text(encoding="utf-8") for file in articles)


def test_dev_and_test_ask_about_articles_of_their_own() -> None:
    of = {
        half: {gold.article_id for case in read_cases(SETS[half][0]) for gold in case.gold}
        for half in ("fictional-dev", "fictional-test")
    }
    assert all(name.startswith("dev/") for name in of["fictional-dev"])
    assert all(name.startswith("test/") for name in of["fictional-test"])


def test_no_gold_of_one_half_stands_in_an_article_of_the_other() -> None:
    folder = SETS["fictional-dev"][1]
    texts = {
        half: [file.read_text(encoding="utf-8") for file in (folder / half).glob("*.txt")]
        for half in ("dev", "test")
    }
    for half, other in (("dev", "test"), ("test", "dev")):
        for case in read_cases(SETS[f"fictional-{half}"][0]):
            for gold in case.gold:
                if len(gold.quote.split()) > 3:  # fewer words are nobody's fact
                    assert not any(gold.quote in text for text in texts[other]), case.id


def test_lessons_share_no_question_with_the_seeds_set() -> None:
    asked = {case.question for case in read_cases(SETS["seeds"][0])}
    lessons = [one for file in written_files() for one in written_lessons(file)]
    assert len(lessons) > 2000
    assert not asked & {lesson.question for lesson in lessons}
    for lesson in lessons:
        assert all(0 <= n < len(lesson.text.sentences) for n in lesson.gold | lesson.near)


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "{}",
        "[1]",
        '{"id": "a", "gold": [], "tags": []}',
        '{"question": "q", "gold": [], "answerable": true}',
        '{"question": "q", "gold": [{"article_id": "a", "quote": "b"}], "match": "some"}',
        '{"question": "q", "gold": [], "golden": 1}',
    ],
)
def test_broken_case_files_are_one_sentence(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"cases.jsonl:1"):
        read_cases(file)


def test_a_case_needs_a_question_and_gold_only(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(
        '\n{"question": "Who?", "gold": [{"article_id": "a", "quote": "b"}]}\n', encoding="utf-8"
    )
    (case,) = read_cases(file)
    assert (case.id, case.language, case.answerable, case.match) == ("line-2", "und", True, "any")
