"""A sync that is killed while it embeds; the next one goes on from what was made."""

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index import Embedder, Settings, create_index, exported_model, open_model, problems, sync_index
from index.embedding import Role, Vectors
from qa import Corpus

ARTICLES = 12


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
