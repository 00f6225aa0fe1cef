import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import load_settings
from qa import Answer, ask
from qa.cli import main
from qa.default_index import default_index, index_for

QUESTION = "Which district of Moscow was raided?"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands with models of this checkout and indexes of their own."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("models", "exports"):
        (home / name).symlink_to(load_settings().home / name)
    monkeypatch.setenv("CITEWELL_HOME", str(home))
    monkeypatch.chdir(tmp_path)

    def run_command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def test_from_a_folder_to_a_proven_answer(run: Run, seeds_folder: Path, tmp_path: Path) -> None:
    code, out, _ = run("index", str(seeds_folder))
    assert code == 0
    assert "found 2 = indexed 2 + unchanged 0 + failed 0; removed 0" in out
    assert "found 2 = indexed 0 + unchanged 2" in run("index", str(seeds_folder))[1]
    code, out, _ = run("ask", QUESTION)
    assert code == 0
    assert "Strogino" in out
    assert "[1] Uzbekistan Sends Diplomatic Note" in out
    code, out, _ = run("ask", QUESTION, "--json")
    answer = Answer.from_json(out)
    assert answer.question == QUESTION
    assert ask(QUESTION) == answer
    file = tmp_path / "answer.json"
    file.write_text(out, encoding="utf-8")
    code, out, _ = run("verify", str(file))
    assert code == 0
    assert "proven" in out
    article = Path(answer.sentences[0].citations[0].path)
    raw = article.read_bytes()
    try:
        article.write_bytes(raw.replace(b"Strogino", b"Strogina"))
        code, out, _ = run("verify", str(file))
    finally:
        article.write_bytes(raw)
    assert code == 1
    assert "FAILED" in out
    assert "Strogino" in run("search", QUESTION, "-k", "1")[1]
    code, out, _ = run("doctor")
    assert code == 0
    assert "Nothing is wrong." in out
    assert "2 articles, 7 passages" in out


def test_mistakes_are_one_sentence(run: Run, seeds_folder: Path, tmp_path: Path) -> None:
    for words, part in (
        (("ask", QUESTION), "Nothing has been indexed yet"),
        (("index", str(tmp_path / "nowhere")), "There is no folder"),
        (("verify", str(tmp_path / "nothing.json")), "can't be read"),
        (("ask", QUESTION, "--index", str(tmp_path / "no")), "There is no index"),
        (("ask", QUESTION, "--strictness", "7"), "strictness"),
    ):
        code, _, err = run(*words)
        assert code == 2
        assert part in err
        assert err.count("\n") == 1
    run("index", str(seeds_folder))
    code, _, err = run("ask", "?")
    assert (code, "no word" in err) == (2, True)
    code, _, err = run("index", str(seeds_folder), "--model", "all-MiniLM-L6-v2")
    assert (code, "was made with the model" in err) == (2, True)


def test_failed_files_are_named(run: Run, folder: Path) -> None:
    (folder / "a.txt").write_text("A story\n\nSomething happened here.", encoding="utf-8")
    (folder / "b\x1b[31m.txt").write_bytes(b"\0\0")
    code, out, _ = run("index", str(folder))
    assert code == 1
    assert "failed 1" in out
    assert "it is binary, not text" in out
    assert "\x1b[31m" not in out


def test_settings(tmp_path: Path) -> None:
    (tmp_path / "citewell.toml").write_text('passage_tokens = 99\nindex = "mine"\n')
    read = load_settings(tmp_path, {"CITEWELL_PASSAGE_TOKENS": "77"})
    assert (read.passage_tokens, read.index) == (77, tmp_path / "mine")
    assert load_settings(tmp_path, {}, passage_tokens=55).passage_tokens == 55
    assert index_for(Path("a"), read) == tmp_path / "mine"
    for text in ("passage_tokens = 1", "nonsense = 1", "= 1", 'passage_tokens = "x"'):
        (tmp_path / "citewell.toml").write_text(text)
        with pytest.raises(ValueError, match=r"citewell.toml|passage_tokens"):
            load_settings(tmp_path, {})


def test_json_is_json(run: Run, seeds_folder: Path) -> None:
    run("index", str(seeds_folder))
    values = json.loads(run("ask", "Кто такая Нарматова?", "--json")[1])
    assert values["question"] == "Кто такая Нарматова?"


def test_an_outdated_index_is_made_anew(run: Run, seeds_folder: Path) -> None:
    run("index", str(seeds_folder))
    path = default_index(load_settings())
    with sqlite3.connect(path / "citewell.sqlite") as database:
        database.execute("PRAGMA user_version = 1")
    database.close()
    code, _, err = run("ask", QUESTION)
    assert (code, "older Citewell" in err, err.count("\n")) == (2, True, 1)
    code, out, _ = run("index", str(seeds_folder))
    assert code == 0
    assert f"The old one is kept as {path}.old-1" in out
    assert "Strogino" in run("ask", QUESTION)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell's pipe")
@pytest.mark.parametrize("command", ["ask", "articles", "ask --json"])
def test_a_reader_that_has_seen_enough_is_no_mistake(
    run: Run, seeds_folder: Path, command: str
) -> None:
    run("index", str(seeds_folder))
    words = [*command.split(), QUESTION] if command != "articles" else ["articles"]
    read, write = os.pipe()
    os.close(read)  # nobody reads a line
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", *words], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_can_t_be_asked_is_one_sentence(run: Run, seeds_folder: Path) -> None:
    run("index", str(seeds_folder))
    for question in ("", " \n", "?!…", "👩‍👩‍👧", "\0", "\ud800", "w" * 100_000):
        for command in ("ask", "search"):
            code, out, err = run(command, question)
            assert (code, out, len(err.strip().splitlines())) == (2, "", 1), question[:20]
    code, out, err = run("search", QUESTION, "-k", "0")
    assert (code, out, len(err.strip().splitlines())) == (2, "", 1)
    code, out, err = run("search", QUESTION, "-k", "1000000000")
    assert (code, err) == (0, "")
    assert "Strogino" in out
