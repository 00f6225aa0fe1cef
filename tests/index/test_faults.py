"""A sync that is killed, or whose disk fails, at any of its writes loses nothing.

``CITEWELL_FAULTS`` says at how many random writes of each kind; `make faults` takes 200.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import problems
from qa import Corpus

# What makes a small index like a large one; in faulty.py as well.
SMALL_LISTS = {"FLAT_UP_TO": 1, "_LEAST_LISTS": 2, "_MERGED": 10.0}
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TIMES = int(os.environ.get("CITEWELL_FAULTS", "2"))
SEED = 20260106
KINDS = ["kill", "28", "5", "13"]  # SIGKILL; disk full; the disk fails; no permission

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("cc") and hasattr(os, "fork")),
    reason="needs Linux and a C compiler",
)


class Faults:
    """The program that syncs with faults; how each sync ended."""

    def __init__(self, folder: Path, **environment: str) -> None:
        library = folder / "faults.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True
        )
        self._said = (folder / "said").open("wb+")
        self._program = subprocess.Popen(
            [sys.executable, HERE / "faulty.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            cwd=ROOT,
            text=True,
            env={
                **os.environ,
                "LD_PRELOAD": str(library),
                "PYTHONPATH": str(ROOT),
                "TOKENIZERS_PARALLELISM": "false",
                **environment,
            },
        )

    def sync(self, fault: str, at: int, once: bool, path: Path, folder: Path) -> tuple[int, int]:
        """How the sync ended (exit code or minus the signal), and its writes."""
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.write(f"{fault} {at} {int(once)} {path} {folder}\n")
        self._program.stdin.flush()
        ended, calls = self._program.stdout.readline().split()
        return int(ended), int(calls)

    def said(self) -> str:
        """What was told to the user so far."""
        self._said.seek(0)
        return self._said.read().decode()

    def close(self) -> None:
        self._program.communicate()
        self._said.close()


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    program = Faults(tmp_path_factory.mktemp("faults"))
    yield program
    program.close()


@pytest.fixture
def lists(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faults]:
    """The same program where an index has lists and a tail."""
    for name, small in SMALL_LISTS.items():
        monkeypatch.setattr(f"index.dense.{name}", small)
    program = Faults(tmp_path_factory.mktemp("lists"), LISTS=json.dumps(SMALL_LISTS))
    yield program
    program.close()


def write(folder: Path, name: str, houses: int) -> None:
    text = f"Floods in {name}\n\nThe river rose. {houses} houses of {name} were evacuated.\n"
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def generations(tmp_path: Path) -> tuple[Path, dict[str, str], dict[str, str]]:
    """A folder, and the articles' texts before and after the change that a sync is to follow."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, name in enumerate(["Aral", "Balkhash", "Charyn", "Djezkazgan"]):
        write(folder, name, 10 + number)
    before = {file.stem: file.read_text("utf-8") for file in folder.iterdir()}
    corpus = Corpus.create(tmp_path / "index")
    corpus.sync(folder)
    corpus.close()
    write(folder, "Aral", 99)  # changed
    write(folder, "Emba", 50)  # new
    (folder / "Balkhash.txt").unlink()  # gone
    (folder / "Charyn.txt").rename(folder / "Chilik.txt")
    return folder, before, {file.stem: file.read_text("utf-8") for file in folder.iterdir()}


def texts(path: Path) -> dict[str, str]:
    """All articles of an index, read after it was found to be sound and searched in."""
    corpus = Corpus.open(path)
    try:
        assert not problems(path, corpus._settings)
        hits = corpus.search("Which houses were evacuated?", k=20)
        # Near copies share a hit.
        names = {article_id for hit in hits for article_id in (hit.article_id, *hit.copies)}
        found = {article.article_id: article.text for article in corpus._index.articles()}
        assert names == set(found)
        return found
    finally:
        corpus.close()


def check(faults: Faults, tmp_path: Path, fault: str) -> None:
    """A sync with a fault at some of its writes, then one without."""
    folder, before, after = generations(tmp_path)
    work, path = tmp_path / "work", tmp_path / "work" / "index"
    work.mkdir()
    shutil.copytree(tmp_path / "index", path)
    ended, writes = faults.sync(fault, 0, False, path, folder)
    assert ended == 0
    assert writes > 20
    assert texts(path) == after
    draw = random.Random(f"{SEED}{fault}")
    for at in sorted(draw.randint(1, writes) for _ in range(TIMES)):
        shutil.rmtree(path)
        shutil.copytree(tmp_path / "index", path)
        ended, _ = faults.sync(fault, at, draw.random() < 0.5, path, folder)
        assert ended in ((-9,) if fault == "kill" else (0, 2)), f"write {at}: {faults.said()}"
        assert texts(path) in (before, after), f"write {at}"
        assert faults.sync(fault, 0, False, path, folder)[0] == 0
        assert texts(path) == after, f"write {at}, synced again"
        assert not (path / "unfinished.sqlite").exists()
    assert "TRACEBACK" not in faults.said()


@pytest.mark.parametrize("fault", KINDS)
def test_a_fault_at_any_write_leaves_the_old_or_the_new(
    faults: Faults, tmp_path: Path, fault: str
) -> None:
    check(faults, tmp_path, fault)


def test_a_kill_while_lists_are_added_to_leaves_the_old_or_the_new(
    lists: Faults, tmp_path: Path
) -> None:
    check(lists, tmp_path, "kill")
    derived = tmp_path / "work" / "index" / "derived"
    before, after = (
        derived / number / "dense" / "main.faiss" for number in ("00000001", "00000002")
    )
    assert after.samefile(before)
    assert (after.parent / "gone.npy").stat().st_size > (before.parent / "gone.npy").stat().st_size


def test_a_sync_killed_again_and_again_still_gets_there(faults: Faults, tmp_path: Path) -> None:
    folder, _before, after = generations(tmp_path)
    path = tmp_path / "work" / "index"
    path.parent.mkdir()
    shutil.copytree(tmp_path / "index", path)
    for at in range(10, 10 + 4 * TIMES, 4):
        faults.sync("kill", at, True, path, folder)
    assert faults.sync("kill", 0, False, path, folder)[0] == 0
    assert texts(path) == after
