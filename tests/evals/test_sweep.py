import dataclasses
import json
import math
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.data_sets import project_set
from evals.experiment import sampled
from evals.metrics import question_values
from evals.report import write_sweep
from evals.run import run_cases
from evals.sweep import sweep, trials_of
from evals.terminal import progress
from index import CitewellError, Settings
from qa import Corpus
from qa.retrieve import FUSION


def test_trials_are_every_combination_with_what_is_set_first(settings: Settings) -> None:
    trials = trials_of({"words": ["0", "0.6"], "passage_tokens": ["80", "160"]}, settings)
    assert [(trial.settings.passage_tokens, trial.fusion.words) for trial in trials] == [
        (settings.passage_tokens, FUSION.words),
        (settings.passage_tokens, 0.0),
        (80, 0.0),
        (80, 0.6),
    ]
    _, untitled = trials_of({"title_prefix": ["false"]}, settings)
    assert untitled.settings == dataclasses.replace(settings, title_prefix=False)
    with pytest.raises(CitewellError, match="no setting 'colour'"):
        trials_of({"colour": ["red"]}, settings)
    for name in ("words", "title_prefix"):
        with pytest.raises(CitewellError, match="can't be used"):
            trials_of({name: ["much"]}, settings)


def test_a_sweep_measures_what_a_run_measures(
    seeds: Corpus, settings: Settings, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("models", "exports"):
        (home / name).symlink_to(settings.home / name)
    own = dataclasses.replace(settings, home=home)
    data = project_set("seeds")
    cases = sampled(data.cases, 12, 1)
    metrics = ["passage nDCG@10", "hit@1"]
    now, alone = sweep(data, cases, trials_of({"words": ["0"]}, own), metrics, own, progress)
    values = question_values(run_cases(seeds, cases, asks=False))
    for name in metrics:
        known = [value for value in values[name] if not math.isnan(value)]
        assert now.figures[name].value == pytest.approx(sum(known) / len(known))
    assert math.isnan(now.p)
    assert 0 < alone.p <= 1
    assert now.milliseconds > 0
    assert list((home / "evals" / "vectors").rglob("*.npy"))
    page, facts = write_sweep("seeds", [now, alone], ["words"], tmp_path / "sweep")
    assert "words 0.0" in page.read_text(encoding="utf-8")
    told = json.loads(facts.read_text(encoding="utf-8"))
    assert [row["settings"]["words"] for row in told] == [FUSION.words, 0]


def test_what_cant_be_swept_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "--vary", "colour=red"]) == 2
    assert "no setting 'colour'" in capsys.readouterr().err
