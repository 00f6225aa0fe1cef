"""An embedder that remembers: what a stopped or repeated build has embedded is not embedded again.

What is remembered is a whole call, not a text: an int8 model's vectors depend a little on the
texts in the same batch, and an index must come out the same, bit for bit, however it was built.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index import Embedder, ModelDescription, Role, Vectors


class RememberingEmbedder:
    """An embedder with a folder of earlier results."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder / embedder.description.fingerprint
        self._folder.mkdir(parents=True, exist_ok=True)

    @property
    def description(self) -> ModelDescription:
        """What the model is."""
        return self._embedder.description

    def fits(self, text: str) -> bool:
        """Whether the model sees a passage whole."""
        return self._embedder.fits(text)

    def embed(
        self,
        texts: Sequence[str],
        role: Role,
        on_progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Turn texts into unit vectors, float32, shape (len(texts), dimension)."""
        file = self._folder / f"{_name(texts, role)}.npy"
        shape = (len(texts), self.description.dimension)
        if file.is_file():
            known: Vectors = np.load(file, allow_pickle=False)
            if known.shape == shape and known.dtype == np.float32:
                return known
        vectors = self._embedder.embed(texts, role, on_progress)
        # Written beside and renamed: a process that is stopped leaves no half of it behind.
        unfinished = file.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as stream:
            np.save(stream, vectors)
        unfinished.replace(file)
        return vectors


def _name(texts: Sequence[str], role: Role) -> str:
    digest = hashlib.sha256(role.encode())
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()[:40]
