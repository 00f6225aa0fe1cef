"""ONNX Runtime sessions and tokenizers, opened from files; the one place that knows both."""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from index.errors import ModelFileError

__all__ = ["TokenIds", "Tokenizer", "open_session", "open_tokenizer", "token_ids"]

TokenIds = list[int]
_opened: dict[str, Tokenizer] = {}
_opening = threading.Lock()


def open_session(file: Path) -> InferenceSession:
    """Open an ONNX model for the CPU.

    Raises:
        ModelFileError: the file is not there or damaged.
    """
    options = SessionOptions()
    options.log_severity_level = 3
    try:
        return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # each kind of damage is another class of onnxruntime's C layer
        raise ModelFileError(file, f"it can't be opened ({type(error).__name__})") from error


def open_tokenizer(file: Path) -> Tokenizer:
    """Open a tokenizer that neither pads nor cuts; equal files give one and the same.

    multilingual-e5-small's takes half a second and 250 MB, and two models use it.

    Raises:
        ModelFileError: the file is not there or damaged.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelFileError(file, f"it can't be read ({error.strerror})") from error
    digest = hashlib.sha256(content).hexdigest()
    with _opening:
        if digest not in _opened:
            _opened[digest] = _parse_tokenizer(content, file)
        return _opened[digest]


def _parse_tokenizer(content: bytes, file: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_buffer(content)
    except Exception as error:  # tokenizers raises plain Exception for a damaged file
        raise ModelFileError(file, f"it is damaged ({error})") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def token_ids(
    tokenizer: Tokenizer, texts: Sequence[str], *, special: bool = True
) -> list[TokenIds]:
    """Token numbers of each text, with the model's special tokens around them or without."""
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=special)
    return [encoding.ids for encoding in encodings]
