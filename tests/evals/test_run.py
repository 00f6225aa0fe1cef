import dataclasses
import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.cases import Case, CaseError, Gold, read_cases
from evals.data_sets import SETS, read_data
from evals.experiment import run_experiment
from evals.failures import ANSWERED, NOT_THERE
from evals.indexing import made_index
from evals.judge import gold_span
from evals.run import run_cases
from evals.run_file import Run, RunFileError, RunOptions
from evals.terminal import progress
from index import Settings
from qa import Corpus

ARTICLES = {
    "flood.txt": "Flood in Ak-Tash\n\nThe river rose by two metres on Monday. Nobody was hurt.",
    "bridge.txt": "Bridge closed\n\nThe bridge in Kara-Suu was closed for repairs. Mayor Asanov "
    "said that it would open in May.",
}
QUESTIONS = [
    {
        "question": "How far did the river in Ak-Tash rise?",
        "language": "en",
        "gold": [{"article_id": "flood", "quote": "two metres"}],
        "answers": ["two metres"],
        "tags": ["how-many"],
    },
    {"question": "When will the bridge open?",
     "gold": [{"article_id": "bridge", "quote": "would open in May"}]},
    {"question": "Who won the chess tournament in Naryn?", "gold": []},
    {"question": "What about the airport?", "gold": [{"article_id": "airport", "quote": "x"}]},
]  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    file = tmp_path / "mine.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in QUESTIONS), encoding="utf-8")
    return file, folder


@pytest.fixture
def evals_settings(settings: Settings, tmp_path: Path) -> Settings:
    """A home of the test's own, with the models of this checkout."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("models", "exports"):
        (home / name).symlink_to(settings.home / name)
    return dataclasses.replace(settings, home=home)


def test_running_cases(seeds: Corpus) -> None:
    case = read_cases(SETS["seeds"][0])[0]
    nowhere = Case("x", "Who?", "en", True, (Gold("nothing", "x"),), "any", (), "")
    empty = Case("y", "  ", "en", False, (), "any", (), "")
    done, missed, refused = run_cases(seeds, [case, nowhere, empty])
    assert done.passages_relevant >= 1
    assert done.passage_ranks
    assert done.reply is not None
    assert all(hit.text[a:b] for hit in done.hits for a, b in hit.gold)
    assert missed.failure is not None
    assert missed.failure.kind == NOT_THERE
    assert refused.reply is not None
    assert refused.reply.abstained


def test_search_is_what_the_product_searches(seeds: Corpus) -> None:
    case = read_cases(SETS["seeds"][0])[0]
    (done,) = run_cases(seeds, [case], asks=False)
    hits = seeds.search(case.question, k=10)
    assert [(h.article_id, h.start) for h in done.hits] == [(h.article_id, h.start) for h in hits]
    assert done.reply is None


def test_gold_that_is_nowhere(seeds: Corpus) -> None:
    with pytest.raises(CaseError, match="doesn't hold the gold quote"):
        gold_span(seeds.article("nothing"), Gold("nothing", "x"))


def test_a_run_can_be_repeated_to_the_last_digit(
    own: tuple[Path, Path],
    evals_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("CITEWELL_HOME", str(evals_settings.home))
    file, folder = own
    out = tmp_path / "run.json"
    data = ["--data", str(file), "--articles", str(folder)]
    assert main([*data, "--out", str(out), "--misses"]) == 0
    printed = capsys.readouterr().out
    assert "gold cited" in printed
    assert NOT_THERE in printed
    run = Run.read(out)
    assert [outcome.case.id for outcome in run.outcomes] == [f"line-{n}" for n in (1, 2, 3, 4)]
    assert run.figures["hit@5"].questions == 3
    assert run.index["articles"] == "2"
    assert main(["rerun", str(out)]) == 0
    assert "The same to the last digit." in capsys.readouterr().out
    # Figures that were written by hand don't pass.
    values = json.loads(out.read_text(encoding="utf-8"))
    values["figures"]["hit@1"]["value"] -= 0.001
    out.write_text(json.dumps(values), encoding="utf-8")
    assert main(["rerun", str(out)]) == 1
    assert "differs: hit@1" in capsys.readouterr().out
    (folder / "flood.txt").write_text("Flood\n\nIt changed.", encoding="utf-8")
    assert main(["rerun", str(out)]) == 2
    assert "has changed since the run" in capsys.readouterr().err


def test_an_index_is_reused_and_the_same_when_made_anew(
    own: tuple[Path, Path], evals_settings: Settings
) -> None:
    data = read_data(*own)
    first = made_index(data, evals_settings)
    again = made_index(data, evals_settings)
    assert again == dataclasses.replace(first, seconds=0.0)
    smaller = dataclasses.replace(evals_settings, passage_tokens=16)
    other = made_index(data, smaller)
    assert other.path != first.path
    assert other.passages > first.passages
    # From nothing: without the index, and without what was embedded for it.
    (first.path / "made.json").unlink()
    for file in (evals_settings.home / "evals" / "vectors").rglob("*.npy"):
        file.unlink()
    assert made_index(data, evals_settings).sha256 == first.sha256


def test_a_stopped_run_goes_on(own: tuple[Path, Path], evals_settings: Settings) -> None:
    file, folder = own
    options = RunOptions(None, str(file), str(folder), False, None, 1)
    whole = run_experiment(options, evals_settings, progress)
    journals = evals_settings.home / "evals" / "unfinished"
    assert list(journals.iterdir()) == []

    def stop_after(number: int) -> None:
        seen = 0

        class Bar:
            def __enter__(self) -> object:
                return self.step

            def __exit__(self, *_: object) -> None:
                return None

            def step(self, done: int, total: int) -> None:
                nonlocal seen
                seen = done
                if done == number:
                    raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_experiment(options, evals_settings, lambda _what: Bar())  # type: ignore[arg-type, return-value]
        assert seen == number

    stop_after(2)
    (journal,) = journals.iterdir()
    with journal.open("a", encoding="utf-8") as lines:
        lines.write('{"case": {"id"')  # torn while it was written
    before = journal.read_text(encoding="utf-8").splitlines()[:2]
    resumed = run_experiment(options, evals_settings, progress)
    assert [json.loads(line)["search_seconds"] for line in before] == [
        outcome.search_seconds for outcome in resumed.outcomes[:2]
    ]
    assert [o.hits for o in resumed.outcomes] == [o.hits for o in whole.outcomes]


def test_unanswerable_questions_that_are_answered_are_told(seeds: Corpus) -> None:
    cases = [case for case in read_cases(SETS["seeds"][0]) if not case.answerable][:12]
    for outcome in run_cases(seeds, cases):
        assert outcome.reply is not None
        assert (outcome.failure is None) == outcome.reply.abstained
        assert outcome.failure is None or outcome.failure.kind == ANSWERED


def test_what_is_no_run_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "run.json"
    file.write_text('{"format": 1}', encoding="utf-8")
    with pytest.raises(RunFileError, match="not the file of a run"):
        Run.read(file)
    assert main(["rerun", str(file)]) == 2
    assert "not the file of a run" in capsys.readouterr().err
