"""A folder of bad and damaged files through the whole of `citewell index`, as a user runs it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from index import load_settings, problems
from index.coverage import read_coverage
from qa import Corpus
from tests.index.hostile import write_hostile

PROGRAM = Path(__file__).with_name("timed_index.py")
ROOT = Path(__file__).parents[2]
MOST_SECONDS = 10.0 + 1.0  # max_read_seconds, and what ending and starting a process takes
MOST_MB = 1000
SEED = 20251124

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's files and figures")


@pytest.mark.parametrize(
    ("mutants", "largest"),
    [(22, 2000), pytest.param(330, 1_000_000_000, marks=pytest.mark.slow)],
    ids=["small", "all"],
)
def test_a_hostile_folder_is_indexed(tmp_path: Path, mutants: int, largest: int) -> None:
    folder, path = tmp_path / "hostile", tmp_path / "index"
    files = write_hostile(folder, mutants, SEED, largest)
    ended, out, said = run(tmp_path, folder, path)
    assert ended == 1, said  # some files could not be read
    assert "Traceback" not in out + said
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", out + said)
    seconds = json.loads(said.splitlines()[-1])
    peak = seconds.pop("")
    slowest = max(seconds, key=seconds.__getitem__)
    most = f"{slowest} took {seconds[slowest]} s, peak {peak:.0f} MB"
    sys.stdout.write(f"{files} files, {most}\n{out}")
    counts = read_coverage(path).files
    assert counts.found == counts.indexed + counts.unchanged + counts.failed
    assert counts.found > files
    assert seconds[slowest] < MOST_SECONDS, slowest
    assert peak < MOST_MB
    assert not problems(path, load_settings())
    corpus = Corpus.open(path)
    assert corpus.search("Why was the bridge closed?")
    corpus.close()


def run(tmp_path: Path, folder: Path, path: Path) -> tuple[int, str, str]:
    """Index a folder in a process of its own: exit code, what it wrote, what it said."""
    out, said = tmp_path / "out", tmp_path / "said"
    with out.open("wb") as stdout, said.open("wb") as stderr:
        ended = subprocess.run(
            [sys.executable, PROGRAM, folder, "--index", path],
            stdout=stdout,
            stderr=stderr,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    return ended.returncode, out.read_text("utf-8"), said.read_text("utf-8")
