import itertools
import math
from pathlib import Path

import pytest

from evals.__main__ import SETS
from evals.cases import Case, CaseError, Gold, read_cases
from evals.lessons import written_lessons
from evals.metrics import Outcome, answer_metrics, auroc, ranking_metrics
from evals.run import run_cases
from qa import Corpus

ROOT = Path(__file__).parents[2]
NUMBERS = itertools.count()


def outcome(ranking: list[bool], relevant: int, **changes: object) -> Outcome:
    known: dict[str, object] = {
        "case": Case(f"c{next(NUMBERS)}", "q", "en", True, (Gold("a", "b"),), "any", (), ""),
        "covered": True,
        "first_covered": True,
        "nearest_covered": True,
        "abstained": False,
        "confidence": 0.5,
        "citations": 1,
        "seconds": 0.1,
    }
    return Outcome(ranking=tuple(ranking), relevant=relevant, **{**known, **changes})  # type: ignore[arg-type]


def test_ranking_metrics_by_hand() -> None:
    first = outcome([False, True, False, True], relevant=2)
    nothing = outcome([False], relevant=1)
    figures = ranking_metrics([first, nothing])
    ideal = 1 + 1 / math.log2(3)
    expected = (1 / math.log2(3) + 1 / math.log2(5)) / ideal
    assert figures["hit@1"] == 0
    assert figures["hit@3"] == 0.5
    assert figures["MRR@10"] == pytest.approx(0.25)
    assert figures["nDCG@10"] == pytest.approx(expected / 2)


def test_answer_metrics_by_hand() -> None:
    unanswerable = Case("u", "q", "ru", False, (), "any", (), "why")
    outcomes = [
        outcome([True], 1, confidence=0.9),
        outcome([True], 1, confidence=0.2, covered=False, abstained=True),
        outcome([], 0, case=unanswerable, covered=False, abstained=True, confidence=0.3),
    ]
    figures = answer_metrics(outcomes)
    assert figures["gold cited"] == 0.5
    assert figures["unanswerable refused"] == 1
    assert figures["AUROC of confidence"] == 0.5
    assert auroc([0.5], [0.5]) == 0.5
    assert math.isnan(auroc([], [0.5]))


@pytest.mark.parametrize("name", sorted(SETS))
def test_every_gold_quote_stands_in_its_article_once(name: str) -> None:
    file, folder = SETS[name]
    cases = read_cases(file)
    assert len({case.question for case in cases}) == len(cases)
    for case in cases:
        for gold in case.gold:
            text = (folder / f"{gold.article_id}.txt").read_bytes().decode("utf-8")
            assert text.count(gold.quote) == 1, case.id


def test_the_seeds_set_is_as_large_as_promised() -> None:
    cases = read_cases(SETS["seeds"][0])
    assert len(cases) >= 80
    assert sum(not case.answerable for case in cases) >= 20
    assert sum(case.language in {"ru", "uz", "ky", "kk"} for case in cases) >= 15


def test_lessons_share_no_question_with_the_seeds_set() -> None:
    asked = {case.question for case in read_cases(SETS["seeds"][0])}
    lessons = list(written_lessons())
    assert len(lessons) > 2000
    assert not asked & {lesson.question for lesson in lessons}
    for lesson in lessons:
        assert all(0 <= n < len(lesson.text.sentences) for n in lesson.gold | lesson.near)


def test_running_a_case(seeds: Corpus) -> None:
    case = read_cases(SETS["seeds"][0])[0]
    (done,) = run_cases(seeds, [case])
    assert done.relevant >= 1
    assert any(done.ranking)
    wrong = Case("x", "q?", "en", True, (Gold("nothing", "x"),), "any", (), "")
    with pytest.raises(CaseError, match="doesn't hold the gold quote"):
        run_cases(seeds, [wrong])


@pytest.mark.parametrize("line", ["x", "{}", '{"id": "a", "gold": [], "tags": []}'])
def test_broken_case_files_are_one_sentence(tmp_path: Path, line: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"cases.jsonl:1"):
        read_cases(file)
