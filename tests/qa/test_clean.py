from pathlib import Path

import pytest

from qa.cli import main
from tests.index.test_repetition import SITE, STORIES, write_page

PAGE = """Bridge closed for a week

The bridge at Dunmore will be closed for a week, the council said on Monday.

Read also: Ferry fares to rise in May
"""


def test_clean_prints_the_story_and_explains_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "page.txt"
    file.write_text(PAGE)
    assert main(["clean", str(file)]) == 0
    assert "Ferry fares" not in (story := capsys.readouterr().out)
    assert "closed for a week, the council said" in story
    assert main(["clean", str(file), "--explain"]) == 0
    explained = capsys.readouterr().out
    assert "[link to another story: Read also: Ferry fares to rise in May]" in explained


def test_clean_says_in_a_sentence_what_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clean", str(tmp_path / "none.txt")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_clean_compares_with_a_folders_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(len(STORIES)):
        write_page(tmp_path, number)
    file = tmp_path / "1.txt"
    assert main(["clean", str(file), "--explain"]) == 0
    assert "repeated" not in capsys.readouterr().out
    assert main(["clean", str(file), "--explain", "--folder", str(tmp_path)]) == 0
    explained = capsys.readouterr().out
    assert f"[repeated on other pages of the source: {SITE}]" in explained
    assert STORIES[1][1] in explained


def test_no_clean_is_kept_by_the_index(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "page.txt").write_text(PAGE)
    path = tmp_path / "all"
    assert main(["index", str(folder), "--index", str(path), "--no-clean"]) == 0
    write_page(folder, 0)
    assert main(["index", str(folder), "--index", str(path)]) == 0
    capsys.readouterr()
    assert main(["search", "ferry fares in May", "-k", "1", "--index", str(path)]) == 0
    assert "Read also: Ferry fares" in capsys.readouterr().out
    cleaned = tmp_path / "cleaned"
    assert main(["index", str(folder), "--index", str(cleaned)]) == 0
    assert main(["index", str(folder), "--index", str(cleaned), "--no-clean"]) == 2
    assert "masks page furniture" in capsys.readouterr().err
