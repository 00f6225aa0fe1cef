"""What the database's rows hold: sentences, files, articles as sync compares them, vectors."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from index.embedding import Vectors
from index.types import Declared, FileState, Metadata, PassagePlan, Span

if TYPE_CHECKING:
    from index.furniture import Keys

_KEY: Final = np.dtype("<i8")
_VECTOR: Final = np.dtype("<f2")  # half the space; the rounding is a tenth of int8's


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence of a passage with its unit vector, shape (dimension,)."""

    passage: int
    span: Span
    vector: Vectors


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was read.

    Attributes:
        file_id: what the ids of its articles begin with. sha256: digest of its bytes.
    """

    file_id: str
    state: FileState
    sha256: str


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What tells whether an article must be embedded again.

    Attributes:
        text_sha256: digest of its text in UTF-8. declared: as ``declared_json`` writes it.
    """

    key: int
    text_sha256: str
    declared: str


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage ready to be stored.

    Attributes:
        vector: shape (dimension,). sentence_vectors: shape (sentences, dimension).
    """

    plan: PassagePlan
    vector: Vectors
    sentence_vectors: Vectors


def declared_json(declared: Declared) -> str:
    """What a file says of an article, as it is stored."""
    return json.dumps(asdict(declared))


def declared_of(said: str) -> Declared:
    """What was stored by ``declared_json``."""
    values = json.loads(said)
    return Declared(**values | {"dates": tuple((place, day) for place, day in values["dates"])})


def keys_blob(keys: "Keys") -> bytes:
    """Keys of lines, shape (n,), as they are stored."""
    return keys.astype(_KEY).tobytes()


def keys_of(blob: bytes) -> "Keys":
    """Stored keys of lines, shape (n,)."""
    return np.frombuffer(blob, dtype=_KEY).astype(np.int64)


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def metadata_of(row: Sequence[Any]) -> Metadata:
    """What is known of an article, from its columns in the order of ``METADATA``."""
    title, start, end, *rest = row
    return Metadata(title, None if start is None else Span(start, end), *rest)


def blob_of(vector: Vectors) -> bytes:
    """A vector, shape (dimension,), as it is stored."""
    return vector.astype(_VECTOR).tobytes()


def vector_of(blob: bytes) -> Vectors:
    """A stored vector, shape (dimension,)."""
    return np.frombuffer(blob, dtype=_VECTOR).astype(np.float32)


def vectors_of(blobs: Sequence[bytes]) -> Vectors:
    """Stored vectors of one dimension, shape (len(blobs), dimension)."""
    stacked = np.frombuffer(b"".join(blobs), dtype=_VECTOR).astype(np.float32)
    return stacked.reshape(len(blobs), -1) if blobs else stacked.reshape(0, 0)
