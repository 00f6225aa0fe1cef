import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from index import (
    DeletionError,
    IndexDamagedError,
    IndexExistsError,
    IndexMissingError,
    IndexWriteError,
    back_up,
    restore,
)
from index.database import DATABASE
from qa import Corpus, Hit

QUESTION = "How many houses were evacuated?"


def write(folder: Path, *names: str) -> None:
    for name in names:
        text = f"Floods in {name}\n\nThe river rose by two metres. Forty houses were evacuated.\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def found(hits: list[Hit]) -> set[str]:
    """The articles of hits and their near copies, which share a hit."""
    return {article_id for hit in hits for article_id in (hit.article_id, *hit.copies)}


def test_a_backup_is_an_index_again(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    write(folder, "Aral", "Osh")
    corpus.sync(folder)
    file = tmp_path / "backup.citewell"
    back_up(corpus.path, file)
    write(folder, "Naryn")
    corpus.sync(folder)
    restore(file, tmp_path / "elsewhere" / "again", corpus._settings)
    again = Corpus.open(tmp_path / "elsewhere" / "again")
    assert (again.state.articles, again.state.folder) == (2, folder)
    hits = again.search(QUESTION)
    assert found(hits) == {"Aral", "Osh"}
    assert again.sync(folder).indexed == 1
    again.close()


def test_a_backup_while_the_index_is_written(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    write(folder, "Aral")
    corpus.sync(folder)
    write(folder, *(f"Place{number}" for number in range(40)))
    other = Corpus.open(corpus.path)
    writer = threading.Thread(target=other.sync, args=(folder,))
    writer.start()
    files: list[Path] = []
    while writer.is_alive() or not files:
        files.append(tmp_path / f"backup{len(files)}")
        back_up(corpus.path, files[-1])
    writer.join()
    other.close()
    for number in {0, len(files) // 2, len(files) - 1}:
        restore(files[number], tmp_path / f"again{number}", corpus._settings)
        again = Corpus.open(tmp_path / f"again{number}")
        assert again.state.articles in (1, 41)
        again.close()


def test_backups_that_can_t_be_made_or_used(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    write(folder, "Aral")
    corpus.sync(folder)
    file = tmp_path / "backup"
    back_up(corpus.path, file)
    with pytest.raises(IndexExistsError, match="is there already"):
        back_up(corpus.path, file)
    with pytest.raises(IndexWriteError, match="can't be written"):
        back_up(corpus.path, tmp_path / "nowhere" / "backup")
    with pytest.raises(IndexExistsError, match="not empty"):
        restore(file, corpus.path, corpus._settings)
    with pytest.raises(IndexDamagedError, match="There is no file"):
        restore(tmp_path / "nothing", tmp_path / "new", corpus._settings)
    raw = file.read_bytes()
    file.write_bytes(raw[: len(raw) // 2])
    with pytest.raises(IndexDamagedError, match="damaged"):
        restore(file, tmp_path / "new", corpus._settings)
    file.write_bytes(b"no backup at all" * 300)
    with pytest.raises(IndexDamagedError, match="damaged"):
        restore(file, tmp_path / "new", corpus._settings)
    assert not (tmp_path / "new").exists()
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".new")]


def test_an_index_can_be_moved(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    write(folder, "Aral", "Osh")
    corpus.sync(folder)
    before = corpus.search(QUESTION)
    corpus.close()
    moved = shutil.move(corpus.path, tmp_path / "another place")
    again = Corpus.open(moved)
    assert again.search(QUESTION) == before
    again.close()


def test_an_index_put_in_the_place_of_an_open_one_is_seen(
    corpus: Corpus, folder: Path, tmp_path: Path
) -> None:
    write(folder, "Aral")
    corpus.sync(folder)
    other = Corpus.create(tmp_path / "other")
    for name in ("Osh", "Naryn"):
        write(folder, name)
        other.sync(folder)
    other.close()
    assert found(corpus.search(QUESTION)) == {"Aral"}
    corpus.path.rename(tmp_path / "away")
    with pytest.raises(IndexMissingError):
        corpus.search(QUESTION)
    (tmp_path / "other").rename(corpus.path)
    assert found(corpus.search(QUESTION)) == {"Aral", "Osh", "Naryn"}


def test_much_is_not_deleted_unasked(corpus: Corpus, folder: Path) -> None:
    write(folder, *"ABCDEFGHIJ")
    corpus.sync(folder)
    for name in "ABCD":
        (folder / f"{name}.txt").unlink()
    with pytest.raises(DeletionError, match="4 of the 10 indexed files"):
        corpus.sync(folder)
    assert corpus.state.articles == 10
    assert corpus.sync(folder, may_delete=True).removed == 4
    (folder / "E.txt").unlink()
    assert corpus.sync(folder).removed == 1


def test_moved_files_are_not_embedded_again(corpus: Corpus, folder: Path) -> None:
    write(folder, *"ABCDE")
    corpus.sync(folder)
    (folder / "moved").mkdir()
    for name in "ABCDE":
        (folder / f"{name}.txt").rename(folder / "moved" / f"{name}.txt")
    embedded: list[str] = []
    model = corpus._index.model
    embed = model.embed

    class Watched:
        description = model.description
        fits = staticmethod(model.fits)

        def embed(self, texts: list[str], role: str) -> object:
            embedded.extend(texts)
            return embed(texts, "query" if role == "query" else "passage")

    corpus._index.model = Watched()  # type: ignore[assignment]
    report = corpus.sync(folder)
    assert (report.indexed, report.removed) == (5, 5)
    assert embedded == []
    write(folder, "F")
    corpus.sync(folder)
    assert embedded != []
    corpus._index.model = model
    hits = corpus.search(QUESTION)
    assert found(hits) == {"F", *(f"moved/{name}" for name in "ABCDE")}


def read_all(path: Path) -> None:
    opened = Corpus.open(path)
    try:
        opened.search(QUESTION, k=20)
        list(opened._index.articles())
    finally:
        opened.close()


def test_a_damaged_page_of_the_database_is_found(corpus: Corpus, folder: Path) -> None:
    write(folder, *"ABCDEFGH")
    corpus.sync(folder)
    corpus.close()
    with sqlite3.connect(corpus.path / DATABASE) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    file = corpus.path / DATABASE
    raw = file.read_bytes()
    for size in (0, 100, 4096, len(raw) // 2):
        file.write_bytes(raw[:size])
        with pytest.raises(IndexDamagedError, match="damaged"):
            read_all(corpus.path)
    file.write_bytes(raw)
    opened = Corpus.open(corpus.path)
    assert found(opened.search(QUESTION, k=20)) == set("ABCDEFGH")
    opened.close()
