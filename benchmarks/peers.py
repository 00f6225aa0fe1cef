"""The same passages and questions in other programs, as their quick starts say, with our model.

    python -m benchmarks.peers NAME MODEL PLACE QUESTION

opens what was indexed below PLACE, asks once and prints the process's peak memory.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.own import peak_mb

PEERS: Final = {
    "bare": "SentenceTransformer + FAISS flat",
    "langchain": "LangChain + FAISS",
    "txtai": "txtai, hybrid",
}
_TEXTS: Final = "texts.json"
_VECTORS: Final = "vectors.npy"


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that has indexed some texts.

    Attributes:
        embed: makes the vectors of texts. search: finds the ten best for a question.
    """

    embed: Callable[[Sequence[str]], object]
    search: Callable[[str], object]


def open_peer(name: str, model: Path, place: Path, texts: Sequence[str] | None = None) -> Peer:
    """Open a program of ``PEERS`` over what it has indexed below ``place``.

    Args:
        model: folder of a sentence-transformers model.
        texts: to be indexed there before.

    Raises:
        ImportError: it is not installed.
    """
    return {"bare": _bare, "langchain": _langchain, "txtai": _txtai}[name](model, place, texts)


def _bare(model: Path, place: Path, texts: Sequence[str] | None) -> Peer:
    import faiss
    from sentence_transformers import SentenceTransformer

    transformer = SentenceTransformer(str(model), device="cpu")
    if texts is not None:
        np.save(place / _VECTORS, transformer.encode(list(texts)))
    vectors = np.load(place / _VECTORS)
    flat: Any = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    return Peer(
        lambda some: transformer.encode(list(some)),
        lambda question: flat.search(transformer.encode([question]), 10),
    )


def _langchain(model: Path, place: Path, texts: Sequence[str] | None) -> Peer:
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings: Any = HuggingFaceEmbeddings(model_name=str(model), model_kwargs={"device": "cpu"})
    # Its own file is a pickle; what stands in it is put back from these two.
    if texts is not None:
        np.save(place / _VECTORS, embeddings.embed_documents(list(texts)))
        (place / _TEXTS).write_text(json.dumps(list(texts)), encoding="utf-8")
    known = json.loads((place / _TEXTS).read_text(encoding="utf-8"))
    pairs = zip(known, np.load(place / _VECTORS).tolist(), strict=True)
    store: Any = FAISS.from_embeddings(pairs, embeddings)
    return Peer(
        lambda some: embeddings.embed_documents(list(some)),
        lambda question: store.similarity_search(question, k=10),
    )


def _txtai(model: Path, place: Path, texts: Sequence[str] | None) -> Peer:
    from txtai import Embeddings

    embeddings: Any = Embeddings(path=str(model), hybrid=True, gpu=False)
    if texts is not None:
        embeddings.index(list(texts))
        embeddings.save(str(place / "txtai"))
    else:
        embeddings.load(str(place / "txtai"))
    return Peer(
        lambda some: embeddings.batchtransform(list(some)),
        lambda question: embeddings.search(question, 10),
    )


def main() -> None:
    """Ask once in a new process."""
    name, model, place, question = sys.argv[1:]
    open_peer(name, Path(model), Path(place)).search(question)
    print(peak_mb())


if __name__ == "__main__":
    main()
