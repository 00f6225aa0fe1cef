import dataclasses
import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from index import (
    Filters,
    FolderError,
    Index,
    IndexDamagedError,
    IndexExistsError,
    IndexLockedError,
    IndexMissingError,
    IndexModelError,
    IndexOutdatedError,
    IndexVersionError,
    Settings,
    check_model,
    problems,
    set_aside,
    sync_index,
)
from index.database import DATABASE
from index.ids import file_ids
from qa import Corpus
from qa.verify import verify_answer

ONE = "Floods in the north\n\nThe river Ural rose by two metres. Forty houses were evacuated.\n"
TWO = "A new school\n\nA school for six hundred pupils opened in Osh on Monday.\n"
QUESTION = "How many houses were evacuated?"
opened: list[str] = []


def note_opening(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        opened.append(str(arguments[0]))


sys.addaudithook(note_opening)


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")


def counts(corpus: Corpus, folder: Path) -> tuple[int, ...]:
    r = corpus.sync(folder)
    assert r.found == r.indexed + r.unchanged + r.failed
    return r.found, r.indexed, r.unchanged, r.removed, r.failed


def test_new_unchanged_changed_and_deleted(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE, two=TWO)
    assert counts(corpus, folder) == (2, 2, 0, 0, 0)
    opened.clear()
    assert counts(corpus, folder) == (2, 0, 2, 0, 0)
    assert not [path for path in opened if path.startswith(str(folder))], "unchanged: not read"
    write(folder, one=ONE.replace("Forty", "Fifty"))
    assert counts(corpus, folder) == (2, 1, 1, 0, 0)
    assert "Fifty houses" in corpus.search(QUESTION, k=1)[0].text
    (folder / "two.txt").unlink()
    assert counts(corpus, folder) == (1, 0, 1, 1, 0)
    assert {hit.article_id for hit in corpus.search("school in Osh")} == {"one"}


def test_a_touched_file_is_read_but_not_embedded(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    generation = corpus.state.generation
    os.utime(folder / "one.txt")
    assert counts(corpus, folder) == (1, 0, 1, 0, 0)
    assert corpus.state.generation == generation


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_the_same_text_in_another_encoding_is_still_proven(
    corpus: Corpus, folder: Path, codec: str
) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    (folder / "one.txt").write_bytes(ONE.encode(codec))
    corpus.sync(folder)
    answer = corpus.ask(QUESTION, strictness=0.0)
    assert [verdict.problem for verdict in verify_answer(answer)] == [None]
    assert answer.sentences[0].citations[0].encoding == codec


def test_what_fails_is_said_and_loses_nothing(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE, two=TWO)
    corpus.sync(folder)
    (folder / "two.txt").write_bytes(b"\0\1\2binary")
    (folder / "three.txt").write_bytes(b"")
    report = corpus.sync(folder)
    assert (report.found, report.unchanged, report.failed, report.removed) == (3, 1, 2, 0)
    assert {f.path: f.reason for f in report.failures} == {
        "three.txt": "it is empty",
        "two.txt": "it is binary, not text",
    }
    assert corpus.article("two") is not None


def test_one_name_with_two_endings(corpus: Corpus, folder: Path) -> None:
    assert file_ids(["a.md", "a.txt", "b.txt"]) == {
        "a.md": "a.md",
        "a.txt": "a.txt",
        "b.txt": "b",
    }
    write(folder, one=ONE)
    corpus.sync(folder)
    (folder / "one.md").write_text(TWO, encoding="utf-8")
    assert counts(corpus, folder) == (2, 1, 1, 0, 0)
    assert corpus.article("one") is None
    assert corpus.article("one.txt") is not None
    (folder / "one.md").unlink()
    corpus.sync(folder)
    assert corpus.article("one") is not None


def test_folders_that_can_t_be_used(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no articles"):
        corpus.sync(folder)
    with pytest.raises(FolderError, match="There is no folder"):
        corpus.sync(tmp_path / "nowhere")
    write(folder, one=ONE)
    corpus.sync(folder)
    other = tmp_path / "other"
    other.mkdir()
    write(other, two=TWO)
    with pytest.raises(FolderError, match="follows"):
        corpus.sync(other)
    (folder / "one.txt").unlink()
    with pytest.raises(FolderError, match="Nothing changed"):
        corpus.sync(folder)
    assert corpus.article("one") is not None


def test_a_folder_that_moved_is_followed(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    moved = folder.rename(folder.with_name("moved"))
    report = corpus.sync(moved)
    assert (report.unchanged, report.indexed) == (1, 0)
    assert corpus.search(QUESTION)[0].path == str(moved / "one.txt")


@pytest.mark.parametrize("what", ["dense/main.faiss", "words", "manifest.json", "."])
@pytest.mark.parametrize("damage", ["gone", "overwritten"])
def test_damaged_rankings_are_rebuilt(
    corpus: Corpus, folder: Path, what: str, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(folder, one=ONE, two=TWO)
    corpus.sync(folder)
    before = corpus.search(QUESTION)
    target = corpus.path / "derived" / f"{corpus.state.generation:08d}" / what
    if damage == "gone":
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    else:
        files = [f for f in ([target] if target.is_file() else target.rglob("*")) if f.is_file()]
        for file in files:
            raw = bytearray(file.read_bytes())
            if raw:
                raw[len(raw) // 2] ^= 0xFF
                file.write_bytes(raw)
    again = Corpus.open(corpus.path)
    assert again.search(QUESTION) == before
    again.close()
    assert len([r for r in caplog.records if "Rebuilding" in r.message]) == 1


def test_damage_that_leaves_no_trace_is_found_by_doctor(
    corpus: Corpus, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.derived._LARGE", 1)  # byte; so small an index has no large files
    write(folder, one=ONE, two=TWO)
    corpus.sync(folder)
    before = corpus.search(QUESTION)
    file = corpus.path / "derived" / f"{corpus.state.generation:08d}" / "dense" / "main.faiss"
    facts, raw = file.stat(), bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    file.write_bytes(raw)
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert "not as they were written" in problems(corpus.path, corpus._settings)[0]
    again = Corpus.open(corpus.path)
    assert again.search(QUESTION) == before
    again.close()
    assert problems(corpus.path, corpus._settings) == []
    assert len([r for r in caplog.records if "Rebuilding" in r.message]) == 1


def test_a_sync_writes_what_is_new_only(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    write(folder, two=TWO)
    corpus.sync(folder)
    before, after = (corpus.path / "derived" / f"{n:08d}" / "words" for n in (1, 2))
    shared = [f for f in before.glob("*.*") if (after / f.name).exists()]
    shared = [f for f in shared if f.samefile(after / f.name)]
    assert {f.suffix for f in shared} >= {".idx", ".term", ".store"}


def test_a_large_corpus_is_searched_like_a_small_one(
    tmp_path: Path, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"n{n}": f"School {n}\n\nSchool {n} of Osh has {n * n} pupils.\n" for n in range(12)}
    write(folder, **texts)
    found = []
    for flat_up_to in (50_000, 4):
        monkeypatch.setattr("index.dense.FLAT_UP_TO", flat_up_to)
        monkeypatch.setattr("index.dense._LEAST_LISTS", 2)
        corpus = Corpus.create(tmp_path / f"index{flat_up_to}", settings=settings)
        corpus.sync(folder)
        write(folder, one=ONE)
        corpus.sync(folder)
        (folder / "one.txt").unlink()
        corpus.sync(folder)
        opened = Index.open(corpus.path, settings)
        assert opened._derived.dense.exact == (flat_up_to > 4)
        opened.close()
        hits = [corpus.search("School 7 of Osh", k=5)]
        hits.append(corpus.search("pupils", 3, Filters(articles=("n1", "n2", "n3", "n4"))))
        found.append({hit.article_id: hit.score for some in hits for hit in some})
        corpus.close()
    assert list(found[0]) == list(found[1])
    # Eight bits a number move the mean that scores are counted from a little.
    assert found[1] == pytest.approx(found[0], abs=0.01)


def test_a_damaged_database_is_one_sentence(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    corpus.close()
    (corpus.path / DATABASE).write_bytes(b"not a database at all" * 500)
    with pytest.raises(IndexDamagedError, match="is damaged"):
        Corpus.open(corpus.path)


def test_a_changed_text_is_found_out(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    corpus.close()
    with sqlite3.connect(corpus.path / DATABASE) as database:
        database.execute("UPDATE article SET text = replace(text, 'Forty', 'Fifty')")
    database.close()
    again = Corpus.open(corpus.path)
    with pytest.raises(IndexDamagedError, match="has changed"):
        again.ask(QUESTION)
    assert problems(corpus.path, again._settings)
    again.close()


def test_indexes_that_can_t_be_used(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    settings = corpus._settings
    with pytest.raises(IndexMissingError):
        Corpus.open(tmp_path / "nowhere")
    with pytest.raises(IndexExistsError):
        Corpus.create(corpus.path)
    with pytest.raises(IndexModelError, match="was made with the model multilingual-e5-small"):
        check_model(corpus.path, "all-MiniLM-L6-v2", settings)
    write(folder, one=ONE)
    with FileLock(corpus.path / "lock"), pytest.raises(IndexLockedError, match="Another process"):
        sync_index(corpus.path, folder, settings)
    with sqlite3.connect(corpus.path / DATABASE) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(IndexVersionError, match="newer Citewell"):
        Corpus.open(corpus.path)


def outdate(path: Path) -> None:
    with sqlite3.connect(path / DATABASE) as database:
        database.execute("PRAGMA user_version = 1")
    database.close()


def test_an_outdated_index_is_set_aside_whole(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    corpus.close()
    for number in (1, 2):
        outdate(corpus.path)
        with pytest.raises(IndexOutdatedError, match="citewell index"):
            Corpus.open(corpus.path)
        aside = set_aside(corpus.path)
        assert aside.name == f"index.old-{number}"
        assert (aside / DATABASE).is_file()
        assert not corpus.path.exists()
        made = Corpus.create(corpus.path)
        made.close()


def test_readers_see_the_newest_whole_state(corpus: Corpus, folder: Path) -> None:
    write(folder, one=ONE)
    corpus.sync(folder)
    reader = Corpus.open(corpus.path)
    assert len(reader.search("school")) == 1
    write(folder, two=TWO)
    corpus.sync(folder)
    assert {hit.article_id for hit in reader.search("school")} == {"one", "two"}
    reader.close()


@pytest.mark.parametrize("title_prefix", [True, False])
def test_a_title_is_indexed_with_each_passage_or_not(
    title_prefix: bool, tmp_path: Path, folder: Path, settings: Settings
) -> None:
    write(folder, one=ONE, two=TWO)
    set_to = dataclasses.replace(settings, passage_tokens=16, title_prefix=title_prefix)
    corpus = Corpus.create(tmp_path / "index", settings=set_to)
    corpus.sync(folder)
    corpus.close()
    for _ in ("as synced", "made again from the database"):
        opened = Index.open(tmp_path / "index", settings)
        matching = [key for key, _score in opened.matching(["flood"], 5)]
        texts = [passage.text for passage in opened.passages(matching).values()]
        assert any("evacuated" in text for text in texts) == title_prefix
        opened.close()
        shutil.rmtree(tmp_path / "index" / "derived")
