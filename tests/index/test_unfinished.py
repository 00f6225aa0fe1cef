"""A sync that is killed while it reads or embeds; the next one goes on from what was made."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

import index.intake
from index import (
    Article,
    Embedder,
    RawArticle,
    Settings,
    create_index,
    exported_model,
    load_settings,
    open_model,
    problems,
    read_state,
    sync_index,
)
from index.cutting import Reading, read_article
from index.embedding import Role, Vectors
from index.readers import FileReader, FileReading, list_folder
from index.unfinished import Unfinished
from index.unfinished_readings import UnfinishedReadings
from qa import Corpus

ARTICLES = 12
LONG = "The dam above the village was inspected in the spring, and no cracks were found, said"
READ = FileReader.read


class Counting:
    """A model that notes what it embeds, and may kill its process."""

    def __init__(self, embedder: Embedder, kill_at: int = 0) -> None:
        self._embedder = embedder
        self.description = embedder.description
        self.embedded: list[list[str]] = []
        self._kill_at = kill_at

    def embed(
        self, texts: Sequence[str], role: Role, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        self.embedded.append(list(texts))
        if len(self.embedded) == self._kill_at:
            signal.raise_signal(signal.SIGKILL)
        return self._embedder.embed(texts, role, on_progress)

    def fits(self, text: str) -> bool:
        return self._embedder.fits(text)


def sync(path: Path, folder: Path, settings: Settings, kill_at: int = 0) -> Counting:
    model = Counting(open_model(exported_model(settings.model, settings).name, settings), kill_at)
    sync_index(path, folder, settings, model=model)
    return model


def test_what_was_embedded_before_a_kill_is_not_embedded_again(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.recutting._CHUNK_PASSAGES", 2)
    folder, path, untouched = (tmp_path / name for name in ("folder", "index", "untouched"))
    folder.mkdir()
    for number in range(ARTICLES):
        text = f"Bridge {number}\n\nBridge {number} over the Naryn was opened in May."
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    for place in (path, untouched):
        create_index(place, settings.model, settings)
    wanted = sync(untouched, folder, settings).embedded
    code = (
        "import sys; from pathlib import Path; from index import load_settings;"
        "import index.recutting; index.recutting._CHUNK_PASSAGES = 2;"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r}); from test_unfinished import sync;"
        f"sync(Path({str(path)!r}), Path({str(folder)!r}), load_settings(), kill_at=4)"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (path / "unfinished.sqlite").is_file()
    assert sync(path, folder, settings).embedded == wanted[3:]
    assert not problems(path, settings)
    corpus = Corpus.open(path)
    assert corpus.state.articles == ARTICLES
    corpus.close()


def write_kinds(folder: Path) -> int:
    """Files that are taken apart, and one of many articles; the number of articles."""
    folder.mkdir()
    for number in range(ARTICLES):
        text = f"Bridge {number}\n\nBridge {number} over the Naryn was opened in May."
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
        page = f"<html><body><article><h1>Dam {number}</h1><p>{LONG} {number}.</p></article>"
        (folder / f"{number:02}-page.html").write_text(page, encoding="utf-8")
    records = [{"title": f"Road {n}", "text": f"Road {n} was closed by snow."} for n in range(9)]
    (folder / "zz.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return 2 * ARTICLES + len(records)


def test_what_was_read_before_a_kill_is_not_read_again(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, path = tmp_path / "folder", tmp_path / "index"
    articles = write_kinds(folder)
    create_index(path, settings.model, settings)
    # Killed at the fifth record of the last file, with all that was read a moment ago on the disk.
    code = (
        "import sys; from pathlib import Path; from index import load_settings;"
        "import index.unfinished_readings; index.unfinished_readings._PATIENCE = 0;"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r}); from test_unfinished import *;"
        "kill_at_the_record('Road 4');"
        f"sync(Path({str(path)!r}), Path({str(folder)!r}), load_settings())"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert read_state(path).articles == 0  # readers still see the state of before
    read, seen = list[str](), list[str]()

    def reading(reader: FileReader, file: Path, known_sha256: str | None = None) -> FileReading:
        read.append(file.name)
        return READ(reader, file, known_sha256)

    def seeing(raw: RawArticle, path: str, *, clean: bool) -> Reading:
        seen.append(raw.text)
        return read_article(raw, path, clean=clean)

    monkeypatch.setattr(FileReader, "read", reading)
    monkeypatch.setattr("index.intake.read_article", seeing)
    sync(path, folder, settings)
    assert read == ["zz.jsonl"]
    assert [text[:6] for text in seen] == [f"Road {n}" for n in range(4, 9)]
    assert not (path / "unfinished.sqlite").exists()
    untouched = tmp_path / "untouched"
    create_index(untouched, settings.model, settings)
    monkeypatch.undo()
    sync(untouched, folder, settings)
    assert everything(path) == everything(untouched)
    assert len(everything(path)) == articles


def kill_at_the_record(title: str) -> None:
    def killing(raw: RawArticle, path: str, *, clean: bool) -> Reading:
        if raw.text.startswith(title):
            signal.raise_signal(signal.SIGKILL)
        return read_article(raw, path, clean=clean)

    vars(index.intake)["read_article"] = killing


def everything(path: Path) -> list[Article]:
    assert not problems(path, load_settings())
    corpus = Corpus.open(path)
    found = list(corpus._index.articles())
    corpus.close()
    return found


@pytest.mark.parametrize("at", ["read_file", "read_part", "all"])
def test_damaged_remains_are_read_again(tmp_path: Path, settings: Settings, at: str) -> None:
    folder, path = tmp_path / "folder", tmp_path / "index"
    articles = write_kinds(folder)
    create_index(path, settings.model, settings)
    states = {state.path: state for state in list_folder(folder).files}
    with Unfinished(path) as unfinished:
        readings = UnfinishedReadings(unfinished, settings.reading_limits)
        for name, state in states.items():
            text = f"Not what is in {name}"
            raw = RawArticle("", text, "utf-8")
            see = partial(read_article, path=name)
            assert list(readings.read(state, "0" * 64, [raw], see))
        readings.write()
        assert all(readings.known(state) for state in states.values())
        if at != "all":
            damage = f"UPDATE {at} SET said = substr(said, 1, length(said) - 5) || x'0000000000'"
            unfinished.write(damage, [()])
            assert not any(readings.known(state) for state in states.values())
    if at == "all":
        file = path / "unfinished.sqlite"
        file.write_bytes(file.read_bytes()[:4096] + bytes(range(256)) * 200)
    sync(path, folder, settings)
    found = everything(path)
    assert len(found) == articles
    assert not any(article.text.startswith("Not what") for article in found)
