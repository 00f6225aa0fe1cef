"""Text → vectors, by ONNX Runtime and the model's own tokenizer; torch is never imported here."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelFileError, ModelMissingError
from index.runtime import open_session, side_by_side
from index.tokenizer import TokenIds, open_tokenizer, token_ids

Vectors = NDArray[np.float32]
Role = Literal["query", "passage"]
MODEL_FILE: Final = "model.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
DESCRIPTION_FILE: Final = "model.json"
# Padded tokens that go through the model at once: what it makes of more leaves the core's cache.
_BATCH_TOKENS: Final = 512


@dataclass(frozen=True)
class ModelDescription:
    """What an exported model says of itself; kept beside it as JSON.

    Attributes:
        fingerprint: identifies weights, tokenizer, pooling and precision.
        dimension: length of a vector.
        max_tokens: tokens that the model sees of a text, its special ones included.
        query_prefix: put before a question. passage_prefix: before a passage.
        pad_id: token that fills a batch.
        precision: "int8" or "fp32".
        similarity: mean cosine between int8's and fp32's vectors when it was exported.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    query_prefix: str
    passage_prefix: str
    pad_id: int
    precision: str
    similarity: float

    @classmethod
    def read(cls, folder: Path) -> "ModelDescription":
        """Read the description of an exported model.

        Raises:
            ModelMissingError: there is none in the folder.
            ModelFileError: it can't be read.
        """
        file = folder / DESCRIPTION_FILE
        try:
            return cls(**json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise ModelMissingError(
                f"There is no exported model in {folder}. Run `citewell setup`."
            ) from error
        except (ValueError, TypeError) as error:
            raise ModelFileError(file, f"it is damaged ({error})") from error

    def write(self, folder: Path) -> None:
        """Write the description into the model's folder."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (folder / DESCRIPTION_FILE).write_text(text + "\n", encoding="utf-8")


class Embedder(Protocol):
    """What the index and retrieval need of a model."""

    @property
    def description(self) -> ModelDescription:
        """What the model is."""

    def embed(
        self,
        texts: Sequence[str],
        role: Role,
        on_progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Turn texts into unit vectors, float32, shape (len(texts), dimension)."""

    def fits(self, text: str) -> bool:
        """Whether the model sees a passage whole."""


class OnnxEmbedder:
    """An exported model, ready to embed."""

    def __init__(self, folder: Path) -> None:
        """Open the model in ``folder``.

        Raises:
            ModelMissingError: a file is not there. ModelFileError: one can't be read.
        """
        self.description = ModelDescription.read(folder)
        for name in (MODEL_FILE, TOKENIZER_FILE):
            if not (folder / name).is_file():
                raise ModelMissingError(f"{folder / name} is missing. Run `citewell setup`.")
        self._tokenizer = open_tokenizer(folder / TOKENIZER_FILE)
        self._session = open_session(folder / MODEL_FILE)

    def embed(
        self,
        texts: Sequence[str],
        role: Role,
        on_progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Turn texts into unit vectors; longer texts than the model sees are cut at its limit.

        Args:
            on_progress: called with the number of texts done since the last call.

        Returns:
            float32, shape (len(texts), dimension), in the order of the texts.
        """
        description = self.description
        prefix = description.query_prefix if role == "query" else description.passage_prefix
        tokens = token_ids(self._tokenizer, [prefix + text for text in texts])
        tokens = [_limited(row, description.max_tokens) for row in tokens]
        vectors = np.empty((len(texts), description.dimension), dtype=np.float32)
        batches = _batches([len(row) for row in tokens])
        made = side_by_side(lambda rows: self._run([tokens[row] for row in rows]), batches)
        for rows, some in zip(batches, made, strict=True):
            vectors[rows] = some
            if on_progress:
                on_progress(len(rows))
        return vectors

    def fits(self, text: str) -> bool:
        """Whether the model sees a passage whole."""
        # No token is shorter than a byte, so most texts need no count.
        prefixed = self.description.passage_prefix + text
        if len(prefixed) + 2 <= self.description.max_tokens:
            return True
        return len(token_ids(self._tokenizer, [prefixed])[0]) <= self.description.max_tokens

    def _run(self, rows: list[TokenIds]) -> Vectors:
        width = max(len(row) for row in rows)
        ids = np.full((len(rows), width), self.description.pad_id, dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask}
        return np.asarray(self._session.run(["sentence"], inputs)[0], dtype=np.float32)


def _limited(ids: TokenIds, limit: int) -> TokenIds:
    """Cut a row of tokens at the limit, keeping its closing special token."""
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def _batches(lengths: list[int]) -> list[list[int]]:
    """Rows sorted by length and cut so that little of a batch is padding."""
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    batches: list[list[int]] = [[]]
    for row in order:
        if batches[-1] and lengths[row] * (len(batches[-1]) + 1) > _BATCH_TOKENS:
            batches.append([])
        batches[-1].append(row)
    return [batch for batch in batches if batch]
