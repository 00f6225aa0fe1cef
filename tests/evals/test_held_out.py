import json
from pathlib import Path

import pytest

from evals import held_out as room
from evals.beir import read_beir
from evals.cases import CaseError
from evals.held_out import fitted_part, held_out, unseen
from evals.lessons import is_held_out

TOWNS = ("Ak-Tash", "Kara-Suu", "Novotagilsk", "Sosnovy Bor", "Zarechinsk", "Tashbulak",
         "Aydarken", "Chokpar")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text for each town, with an answerable and an unanswerable question about each."""
    folder = tmp_path / "towns"
    folder.mkdir()
    texts = [{"_id": str(n), "text": f"{town} got a new mayor in spring. {town} lies by a river."}
             for n, town in enumerate(TOWNS)]  # fmt: skip
    asked = [{"_id": f"a{n}", "text": f"When did {town} get a mayor?", "answers": ["spring"]}
             for n, town in enumerate(TOWNS)]  # fmt: skip
    vain = [{"_id": f"u{n}", "text": f"How old is {town}?", "answerable": False, "answers": ["9"]}
            for n, town in enumerate(TOWNS)]  # fmt: skip
    for name, rows in (("corpus", texts), ("queries", asked + vain)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    judged = "".join(f"a{n}\t{n}\t1\n" for n in range(len(TOWNS)))
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8")
    return folder


def test_only_questions_about_held_out_articles_stay(folder: Path) -> None:
    data = held_out(folder)
    articles, _cases = read_beir(folder)
    kept = {str(n) for n in articles if is_held_out(articles[n][1])}
    assert 0 < len(kept) < len(TOWNS)
    assert {case.id[1:] for case in data.cases if case.answerable} == kept
    # The nearest article to an unanswerable question is the one about its town.
    assert {case.id[1:] for case in data.cases if not case.answerable} == kept
    assert len(data.texts) == len(TOWNS)
    assert all(case.answers == () for case in data.cases if not case.answerable)


def test_what_the_confidence_was_fitted_on_is_left_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = held_out(folder)
    taken = fitted_part(whole.cases)
    assert 0 < len(taken) <= (len(whole.cases) + 1) / 2
    assert unseen(folder).cases == whole.cases  # nothing was fitted on this set
    weights = tmp_path / "weights.json"
    weights.write_text(json.dumps({"fitted": {"sets, 10-fold": {"towns": {}}}}))
    monkeypatch.setattr(room, "WEIGHTS_FILE", weights)
    left = unseen(folder).cases
    assert left
    assert {case.id for case in left} == {c.id for c in whole.cases} - {c.id for c in taken}


def test_other_data_has_no_held_out_part(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="without --held-out"):
        held_out(tmp_path)
