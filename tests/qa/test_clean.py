from pathlib import Path

import pytest

from qa.cli import main

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
