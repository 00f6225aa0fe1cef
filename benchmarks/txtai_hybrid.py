"""An index's passages → txtai's hybrid ranking of them, where txtai is installed."""

import hashlib
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index import Embedder, Filters, Index, Settings, exported_model, open_model
from index.cutting import indexed_text

_MODEL: Final = "all-MiniLM-L6-v2"
_COMPARED: Final = 32  # texts that txtai embeds by itself, to compare
_AT_ONCE: Final = 256  # texts embedded between two commits


def txtai_hybrid(
    index: Index, settings: Settings, depth: int, kept: Path, filters: Filters
) -> Callable[[str], list[int]] | None:
    """The hybrid of txtai with its defaults, over the texts that the index searches.

    Its model's vectors come in fp32 from ONNX Runtime, which takes a fifth of the processor time
    of PyTorch; how near they are to txtai's own is told.

    Args:
        kept: a file for the vectors, so that a run that is cut short goes on.
        filters: which articles' passages it gets.

    Returns:
        Question → keys of at most ``depth`` passages, best first; None if txtai or the model is
        not on this machine, which is said.
    """
    folder = settings.models_folder / _MODEL
    try:
        from txtai import Embeddings
    except ImportError:
        print("txtai is not installed: left out (pip install txtai)", file=sys.stderr)
        return None
    if not folder.is_dir():
        print(f"{folder} is missing: txtai left out (citewell setup)", file=sys.stderr)
        return None
    vectors = KeptVectors(open_model(exported_model(_MODEL, settings).name, settings), kept)
    ids = filters.articles or [article.article_id for article in index.articles()]
    passages = [passage for one in ids for passage in index.passages_of(one)]
    texts = [indexed_text(p.title, p.text, settings.title_prefix) for p in passages]
    made = vectors.embed(texts)
    own: Any = Embeddings(path=str(folder)).batchtransform(texts[:_COMPARED], "data")
    near = float((np.asarray(own) * made[:_COMPARED]).sum(axis=1).min())
    print(f"txtai's own vectors and these: cosines from {near:.6f} up", file=sys.stderr)
    # "external" takes vectors from a function; all else is as in Embeddings(path=…, hybrid=True).

    # A plain function: anything else, such as a bound method, is called to get one.
    def embed(some: Sequence[str]) -> NDArray[np.float32]:
        return vectors.embed(some)

    embeddings: Any = Embeddings(method="external", transform=embed, hybrid=True)
    embeddings.index(
        (passage.key, text, None) for passage, text in zip(passages, texts, strict=True)
    )
    return lambda question: [int(key) for key, _score in embeddings.search(question, depth)]


class KeptVectors:
    """Vectors of texts, in a file: none is made twice."""

    def __init__(self, model: Embedder, file: Path) -> None:
        """``model`` makes what ``file`` lacks."""
        self._model = model
        file.parent.mkdir(parents=True, exist_ok=True)
        self._rows = sqlite3.connect(file)
        self._rows.execute("CREATE TABLE IF NOT EXISTS vector (text BLOB PRIMARY KEY, vector BLOB)")

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of the texts, shape (texts, dimension)."""
        wanted = {text: hashlib.sha256(text.encode()).digest() for text in texts}
        missing = [text for text, key in wanted.items() if self._get(key) is None]
        for first in range(0, len(missing), _AT_ONCE):
            some = missing[first : first + _AT_ONCE]
            made = np.asarray(self._model.embed(some, "passage"), dtype=np.float32)
            rows = [(wanted[t], v.tobytes()) for t, v in zip(some, made, strict=True)]
            with self._rows:
                self._rows.executemany("INSERT INTO vector VALUES (?, ?)", rows)
            if len(missing) > _AT_ONCE:
                print(f"\r\033[Ktxtai: {first}/{len(missing)}", end="", file=sys.stderr)
        found = [np.frombuffer(self._get(wanted[text]) or b"", np.float32) for text in texts]
        return np.array(found)

    def _get(self, key: bytes) -> bytes | None:
        row = self._rows.execute("SELECT vector FROM vector WHERE text = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])
