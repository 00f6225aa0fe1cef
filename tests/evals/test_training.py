import subprocess
import sys
from pathlib import Path

import pytest

from index import Settings, reader_files
from qa.reader import Reader, ReaderText

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_training_command_makes_a_reader(tmp_path: Path, settings: Settings) -> None:
    made = tmp_path / "reader.onnx"
    options = ["--limit", "3", "--epochs", "1", "1", "--checkpoints", str(tmp_path)]
    command = [sys.executable, "-m", "evals.train_reader", *options, "--out", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    text = ReaderText("A title", ("One sentence.", "Another sentence, rather longer."))
    (logits,) = Reader(reader_files(settings), made).read("What is said?", [text])
    assert len(logits) == 2
    assert made.stat().st_size < 25_000_000


def test_the_reader_reads_long_passages_in_windows(settings: Settings) -> None:
    reader = Reader(reader_files(settings))
    answer = "The incident occurred in the Strogino district of Moscow."
    filler = tuple(f"Sentence number {n} speaks about something else entirely." for n in range(60))
    text = ReaderText("A raid in Moscow", (*filler, answer))
    (logits,) = reader.read("In which district of Moscow did the incident occur?", [text])
    assert len(logits) == 61
    assert max(range(61), key=lambda n: logits[n]) == 60
