import itertools
import math
from dataclasses import replace
from typing import Any

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import AP, nDCG
from sklearn.metrics import average_precision_score, roc_auc_score

from evals.calibration import (
    auprc,
    aurc,
    auroc,
    expected_calibration_error,
    reliability,
    risk_coverage,
)
from evals.cases import Case, Gold
from evals.gates import GateError, check_gates
from evals.intervals import Figure, mean_figure
from evals.metrics import breakdowns, figures, question_type, question_values
from evals.outcomes import Outcome, Reply, ShownSentence
from evals.ranking import Ranked, ranking_values
from evals.text_match import containment, exact_match, token_f1

NUMBERS = itertools.count()


def case(**changes: Any) -> Case:
    known: dict[str, Any] = {
        "id": f"c{next(NUMBERS)}",
        "question": "q",
        "language": "en",
        "answerable": True,
        "gold": (Gold("a", "b"),),
        "match": "any",
        "tags": (),
        "why": "",
    }
    return Case(**{**known, **changes})


def reply(**changes: Any) -> Reply:
    known: dict[str, Any] = {
        "abstained": False,
        "confidence": 0.5,
        "shown": (),
        "covered": True,
        "first_covered": True,
        "shown_covered": True,
        "citation_precision": 1.0,
        "citation_recall": 1.0,
        "exact_match": 0.0,
        "token_f1": 0.5,
        "containment": 1.0,
        "seconds": 0.1,
    }
    return Reply(**{**known, **changes})


def outcome(**changes: Any) -> Outcome:
    known: dict[str, Any] = {
        "case": case(),
        "hits": (),
        "passages_found": 4,
        "articles_found": 2,
        "passage_ranks": (2, 4),
        "passages_relevant": 2,
        "article_ranks": ((1, 1),),
        "article_grades": (1,),
        "covered_at": 2,
        "answer_at": 2,
        "publishers": (),
        "search_seconds": 0.01,
        "reply": reply(),
        "failure": None,
    }
    return Outcome(**{**known, **changes})


# -- ranking --------------------------------------------------------------------------------


def test_ranking_values_by_hand() -> None:
    # Relevant at 2 (grade 2) and 4 (grade 1); one of grade 1 was not found.
    found = Ranked(5, ((2, 2), (4, 1)), (2, 1, 1))
    nothing = Ranked(0, (), (1,))
    values = ranking_values([found, nothing])
    ideal = 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert values["hit@1"] == [0, 0]
    assert values["hit@3"] == [1, 0]
    assert values["recall@5"] == [pytest.approx(2 / 3), 0]
    assert values["MRR@10"] == [0.5, 0]
    assert values["nDCG@10"][0] == pytest.approx((2 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert values["MAP"][0] == pytest.approx((1 / 2 + 2 / 4) / 3)


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 3)),
        min_size=1,
        max_size=4,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=25, deadline=None)
def test_ranking_values_are_those_of_ir_measures(rows: list[tuple[int, int]], random: Any) -> None:
    rankings, qrels, run = [], [], []
    for number, (found, missing) in enumerate(rows):
        grades = [random.choice([0, 0, 1, 2]) for _ in range(found)]
        relevant = tuple((n, g) for n, g in enumerate(grades, 1) if g)
        lost = [1] * (missing + (not relevant and not missing))
        rankings.append(Ranked(found, relevant, (*(g for _, g in relevant), *lost)))
        names = [f"{random.random()}-{n}" for n in range(found)]
        run += [ir_measures.ScoredDoc(str(number), n, 50.0 - i) for i, n in enumerate(names)]
        qrels += [ir_measures.Qrel(str(number), n, g) for n, g in zip(names, grades)]
        qrels += [ir_measures.Qrel(str(number), f"x{n}", g) for n, g in enumerate(lost)]
        if not found:
            run.append(ir_measures.ScoredDoc(str(number), "none", 1.0))
    values = ranking_values(rankings)
    expected = ir_measures.calc_aggregate([nDCG @ 10, AP], qrels, run)
    assert np.mean(values["nDCG@10"]) == pytest.approx(expected[nDCG @ 10])
    assert np.mean(values["MAP"]) == pytest.approx(expected[AP])


def test_values_of_questions_by_hand() -> None:
    unanswerable = case(answerable=False, gold=(), language="ru")
    outcomes = [
        outcome(),
        outcome(
            reply=reply(covered=False, abstained=True, citation_precision=None),
            covered_at=7,
            answer_at=None,
        ),
        outcome(
            case=unanswerable,
            reply=reply(abstained=True, covered=False, citation_recall=None),
            article_ranks=(),
            article_grades=(),
            passage_ranks=(),
            passages_relevant=0,
            covered_at=None,
            answer_at=None,
        ),
    ]
    values = question_values(outcomes)
    assert values["gold cited"][:2] == [1, 0]
    assert math.isnan(values["gold cited"][2])
    assert values["unanswerable refused"][2] == 1
    assert values["quote covered@5"][:2] == [1, 0]
    assert values["quote covered@10"][:2] == [1, 1]
    assert values["answer in top 3"][:2] == [1, 0]
    assert values["passage hit@1"][:2] == [0, 0]
    assert values["hit@1"][:2] == [1, 1]
    assert math.isnan(values["citation precision"][1])
    assert "gold cited, not English" not in values
    assert figures(outcomes, 1)["gold cited"].value == 0.5
    assert breakdowns(outcomes, 1)["language"]["ru"]["unanswerable refused"].value == 1


def test_short_answers_are_looked_for_in_what_is_shown() -> None:
    whole = case(gold=(Gold("a", ""),), answers=("the spring",))
    near = [ShownSentence(text, ("b",), 1.0, proves=False) for text in
            ("A river.", "It came in Spring.", "x", "y", "No spring.")]  # fmt: skip
    shown = reply(shown=tuple(near), abstained=True, shown_covered=False, confidence=1.0)
    late = reply(shown=(*near[:1], *near[2:]), shown_covered=False, confidence=0.0)
    none = reply(confidence=0.0, shown_covered=False)
    outcomes = [
        outcome(case=whole, reply=shown),
        outcome(case=replace(whole, id="late"), reply=replace(late, shown=late.shown[:3])),
        outcome(case=case(answerable=False, gold=()), reply=none),
    ]
    values = question_values(outcomes)
    assert values["answer in first sentence"][:2] == [0, 0]
    assert values["answer in first four"][:2] == [1, 0]
    assert math.isnan(values["answer in first four"][2])
    # Right is where a short answer is shown: confidence 1 for the first, 0 for the others.
    assert figures(outcomes, 1)["calibration error"].value == 0


def test_articles_alone_have_no_quote_metrics() -> None:
    whole = case(gold=(Gold("a", ""),))
    values = question_values([outcome(case=whole, passage_ranks=(), passages_relevant=0)])
    assert "nDCG@10" in values
    assert "passage nDCG@10" not in values
    assert "quote covered@5" not in values


@pytest.mark.parametrize(
    ("question", "kind"),
    [("How many were there?", "how-many"), ("In which town?", "which"), ("Кто?", "other")],
)
def test_the_kind_of_a_question_without_tags(question: str, kind: str) -> None:
    assert question_type(outcome(case=case(question=question))) == kind
    assert question_type(outcome(case=case(question=question, tags=("why",)))) == "why"


# -- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prediction", "answers", "exact", "f1"),
    [
        ("The Strogino district.", ["strogino district"], 1, 1),
        ("a dormitory in Strogino", ["Strogino"], 0, 0.5),  # 1 of 3 tokens, 1 of 1
        ("Bishkek", ["Osh", "Bishkek city"], 0, pytest.approx(2 / 3)),
        ("no no yes", ["no yes yes"], 0, pytest.approx(2 / 3)),  # repetition counts
        ("", [], 1, 1),
        ("Osh", [], 0, 0),
        ("", ["Osh"], 0, 0),
        ("the", ["an"], 1, 1),  # nothing is left of either
        ("Don't", ["dont"], 1, 1),
        ("«Osh»", ["Osh"], 0, 0),  # the script knows ASCII punctuation only
    ],
)
def test_texts_compare_as_in_squads_script(
    prediction: str, answers: list[str], exact: float, f1: float
) -> None:
    assert exact_match(prediction, answers) == exact
    assert token_f1(prediction, answers) == f1


def test_containment() -> None:
    assert containment("They held 64 workers, he said.", ["64 workers"]) == 1
    assert containment("They held 640 workers", ["64 workers"]) == 0
    assert containment("", []) == 1
    assert containment("something", []) == 0


# -- confidence -----------------------------------------------------------------------------

VALUES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), min_size=1, max_size=30)


@given(VALUES, VALUES)
@settings(max_examples=50, deadline=None)
def test_areas_are_scikit_learns(positive: list[float], negative: list[float]) -> None:
    truth = [1] * len(positive) + [0] * len(negative)
    scores = positive + negative
    one, other = np.array(positive), np.array(negative)
    assert auroc(one, other) == pytest.approx(roc_auc_score(truth, scores))
    assert auprc(one, other) == pytest.approx(average_precision_score(truth, scores))


def test_areas_by_hand() -> None:
    assert auroc([0.5], [0.5]) == 0.5
    assert auroc([0.9, 0.2], [0.3]) == 0.5
    assert math.isnan(auroc([], [0.5]))


def test_risk_and_coverage_by_hand() -> None:
    confidence, correct = np.array([0.9, 0.8, 0.4]), np.array([1.0, 0.0, 1.0])
    coverage, risk = risk_coverage(confidence, correct)
    assert coverage == pytest.approx([1 / 3, 2 / 3, 1])
    assert risk == pytest.approx([0, 1 / 2, 1 / 3])
    assert aurc(confidence, correct) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    # Equal confidences come in together, whatever their order.
    _, tied = risk_coverage(np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    assert tied == pytest.approx([0.5, 0.5])


def test_calibration_error_by_hand() -> None:
    confidence, correct = np.array([0.95, 0.85, 0.85, 1.0]), np.array([1.0, 1.0, 0.0, 0.0])
    # Bin 0.8–0.9: two, mean .85, half right. Bin 0.9–1: two, mean .975, half right.
    assert expected_calibration_error(confidence, correct) == pytest.approx(
        0.5 * 0.35 + 0.5 * 0.475
    )
    assert [one.questions for one in reliability(confidence, correct)] == [2, 2]


# -- intervals and gates --------------------------------------------------------------------


def test_an_interval_holds_the_mean_and_narrows() -> None:
    few = mean_figure("x", [0.0, 1.0] * 10, 1)
    many = mean_figure("x", [0.0, 1.0] * 200, 1)
    assert few.low < 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 3
    # A share of one half among 400: 1.96 · √(.25 / 400) to each side.
    assert many.high - many.value == pytest.approx(0.049, abs=0.006)
    assert mean_figure("x", [0.0, 1.0] * 10, 1) == few
    assert mean_figure("x", [0.0, 1.0] * 10, 2) != few


def test_fifty_of_fifty_is_not_certainty() -> None:
    figure = mean_figure("x", [1.0] * 50, 1)
    assert figure.value == figure.high == 1
    assert figure.low == pytest.approx(0.9287, abs=0.0005)  # Wilson's, by hand: 50 / (50 + 1.96²)


def test_values_that_are_not_there_are_not_counted() -> None:
    assert mean_figure("x", [1.0, math.nan, 0.0], 1).questions == 2
    assert math.isnan(mean_figure("x", [math.nan], 1).value)


def test_gates_hold_the_lower_bound(tmp_path: Any) -> None:
    file = tmp_path / "gates.toml"
    file.write_text('[s]\n"a" = 0.8\n"AURC" = 0.2\n"c" = 0.1\n', encoding="utf-8")
    found = {
        "a": Figure(0.9, 0.79, 0.95, 50),
        "AURC": Figure(0.15, 0.1, 0.19, 50),
        "c": Figure(math.nan, math.nan, math.nan, 0),
    }
    assert [gate.met for gate in check_gates("s", found, file)] == [False, True, False]
    assert check_gates("other", found, file) == []
    with pytest.raises(GateError, match="no figure 'a'"):
        check_gates("s", {}, file)
