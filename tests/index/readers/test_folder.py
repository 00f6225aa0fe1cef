import os
import sys
from pathlib import Path

import pytest

from index import FailedFile, FolderError
from index.ids import file_ids, id_in_file, part_id, part_of
from index.readers import list_folder


def test_lists_articles_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in (
        "b.txt",
        "sub/a.MD",
        ".hidden.txt",
        "c.pdf",
        "d.jsonl.gz",
        "e.zip",
        "f.png",
        "g.gz",
    ):
        (tmp_path / name).write_text("x", encoding="ascii")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    listing = list_folder(tmp_path)
    assert [s.path for s in listing.files] == ["b.txt", "c.pdf", "d.jsonl.gz", "e.zip", "sub/a.MD"]
    assert {failure.path: failure.reason for failure in listing.failures} == {
        "loop": "it is a link to a folder; such links are not followed",
        "pipe.txt": "it is not an ordinary file",
        "self.txt": "too many levels of symbolic links",
    }
    assert listing.passed_over == 2


def test_folder_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="There is no folder"):
        list_folder(tmp_path / "nowhere")
    file = tmp_path / "a.txt"
    file.touch()
    with pytest.raises(FolderError, match="not a folder"):
        list_folder(file)


def test_ids_are_unique_and_stable() -> None:
    assert file_ids(["a.md", "a.txt", "b.jsonl.gz", "c/d.e.html"]) == {
        "a.md": "a.md",
        "a.txt": "a.txt",
        "b.jsonl.gz": "b",
        "c/d.e.html": "c/d.e",
    }
    taken: set[str] = set()
    given = ["x", None, "2", "x", "x~4", " y  z ", "n\0", "l" * 999]
    made = [part_id(own, number, taken) for number, own in enumerate(given, start=1)]
    assert made == ["x", "2", "2~3", "x~4", "x~4~5", "y z", "7", "8"]
    assert part_of(id_in_file("c/d", "2024//5")) == "2024//5"
    assert part_of("c/d") == ""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_costs_that_file_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A storm")
    (tmp_path / os.fsdecode(b"b\xff.txt")).write_text("A storm")
    strange = tmp_path / os.fsdecode(b"c\xff")
    strange.mkdir()
    (strange / "d.txt").write_text("A storm")
    listing = list_folder(tmp_path)
    assert [state.path for state in listing.files] == ["a.txt"]
    reason = "its name is not in UTF-8; rename it"
    assert listing.failures == (FailedFile("b\\xff.txt", reason), FailedFile("c\\xff", reason))
    with pytest.raises(FolderError, match="not in UTF-8"):
        list_folder(strange)
