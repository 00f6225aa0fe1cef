"""Tokenizers of models → token numbers; large ones are opened without reading their vocabulary.

multilingual-e5-small's tokenizer is 17 MB of JSON, which takes half a second and 250 MB. A text
can only be cut into pieces that stand in it, and a question has some hundred of those. So the
pieces lie in a trie on disk, and the tokenizer gets those that the texts hold: it cuts them just
as it would with all of them, which a test compares.
"""

import contextlib
import json
import shutil
import tempfile
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import marisa_trie
import numpy as np
from tokenizers import Tokenizer as WholeTokenizer
from tokenizers.models import Unigram

from index.errors import ModelFileError

TokenIds = list[int]
_LARGE: Final = 4_000_000  # bytes of JSON
_PIECES: Final = ".pieces"  # ending of the folder beside a tokenizer's file
_ALWAYS: Final = 4  # <s>, <pad>, </s>, <unk>: numbers 0 to 3 in XLM-RoBERTa's vocabulary
_MANY: Final = 200_000  # characters at once from which the whole vocabulary is quicker
_LEARNT: Final = 8_000  # words from which on it is too: each new one makes the small one anew
_opened: dict[Path, "Tokenizer"] = {}
_opening = threading.Lock()


class Tokenizer:
    """A tokenizer that neither pads nor cuts."""

    def __init__(self, file: Path) -> None:
        """Use ``open_tokenizer`` instead."""
        self._file = file

    @cached_property
    def whole(self) -> WholeTokenizer:
        """The tokenizer with its whole vocabulary."""
        return _read(self._file)

    def ids(self, texts: Sequence[str], *, special: bool) -> list[TokenIds]:
        """Token numbers of each text."""
        encodings = self.whole.encode_batch(list(texts), add_special_tokens=special)
        return [encoding.ids for encoding in encodings]


class _PiecesTokenizer(Tokenizer):
    """A Unigram tokenizer that knows the pieces of the texts that it has seen."""

    def __init__(self, file: Path, folder: Path) -> None:
        super().__init__(file)
        self._lock = threading.Lock()
        self._trie: Any = marisa_trie.Trie()
        self._trie.mmap(str(folder / "pieces.marisa"))
        self._numbers = np.load(folder / "numbers.npy", mmap_mode="r", allow_pickle=False)
        self._scores = np.load(folder / "scores.npy", mmap_mode="r", allow_pickle=False)
        head = (folder / "head.json").read_text(encoding="utf-8")
        self._always: list[tuple[str, float]] = [
            (piece, score) for piece, score in json.loads(head)["model"]["vocab"]
        ]
        self._small = _quiet(WholeTokenizer.from_str(head))
        self._vocabulary = [int(self._numbers[self._trie[piece]]) for piece, _ in self._always]
        self._words: set[str] = set()
        self._pieces: dict[str, float] = {}

    def ids(self, texts: Sequence[str], *, special: bool) -> list[TokenIds]:
        """Token numbers of each text."""
        if len(self._words) > _LEARNT or sum(map(len, texts)) > _MANY:
            return super().ids(texts, special=special)
        with self._lock:
            self._learn(texts)
            encodings = self._small.encode_batch(list(texts), add_special_tokens=special)
            numbers = self._vocabulary
            return [[numbers[number] for number in encoding.ids] for encoding in encodings]

    def _learn(self, texts: Iterable[str]) -> None:
        normalizer, splitter = self._small.normalizer, self._small.pre_tokenizer
        words = {
            word
            for text in texts
            for word, _span in splitter.pre_tokenize_str(normalizer.normalize_str(text))
        } - self._words
        if not words:
            return
        self._words |= words
        for word in words:
            for at in range(len(word)):
                for piece in self._trie.prefixes(word[at:]):
                    self._pieces[piece] = float(self._scores[self._trie[piece]])
        fixed = {piece for piece, _score in self._always}
        learnt = [one for one in self._pieces.items() if one[0] not in fixed]
        vocabulary = [*self._always, *learnt]
        self._vocabulary = [int(self._numbers[self._trie[piece]]) for piece, _ in vocabulary]
        self._small.model = Unigram(vocabulary, unk_id=3, byte_fallback=False)


def open_tokenizer(file: Path) -> Tokenizer:
    """Open a tokenizer; the same file gives one and the same.

    Raises:
        ModelFileError: the file is not there or damaged.
    """
    place = file.resolve()
    with _opening:
        if place not in _opened:
            _opened[place] = _open(place)
        return _opened[place]


def token_ids(
    tokenizer: Tokenizer, texts: Sequence[str], *, special: bool = True
) -> list[TokenIds]:
    """Token numbers of each text, with the model's special tokens around them or without."""
    return tokenizer.ids(texts, special=special)


def _open(file: Path) -> Tokenizer:
    try:
        state = file.stat()
    except OSError as error:
        raise ModelFileError(file, f"it can't be read ({error.strerror})") from error
    # One whose file has changed since has another name.
    folder = file.with_name(f"{file.name}-{state.st_size}-{state.st_mtime_ns}{_PIECES}")
    if state.st_size >= _LARGE and (folder.is_dir() or _write_pieces(file, folder)):
        return _PiecesTokenizer(file, folder)
    tokenizer = Tokenizer(file)
    tokenizer.whole.get_vocab_size()  # a damaged file is told when it is opened
    return tokenizer


def _write_pieces(file: Path, folder: Path) -> bool:
    """Lay the vocabulary out for reading piece by piece; False if it can't be or needn't."""
    _read(file)
    said = json.loads(file.read_bytes())
    model = said["model"]
    vocabulary: list[tuple[str, float]] = [(piece, score) for piece, score in model["vocab"]]
    if model["type"] != "Unigram" or model.get("unk_id") != 3 or model.get("byte_fallback"):
        return False
    trie = marisa_trie.Trie([piece for piece, _score in vocabulary])
    numbers = np.zeros(len(trie), dtype=np.int32)
    scores = np.zeros(len(trie), dtype=np.float64)
    for number, (piece, score) in enumerate(vocabulary):
        numbers[trie[piece]], scores[trie[piece]] = number, score
    added = {token["content"] for token in said["added_tokens"]}
    # What is added is found before any piece; what is rarest says how bad an unknown one is.
    rarest = min(vocabulary, key=lambda one: one[1])
    others = [one for one in vocabulary[_ALWAYS:] if one[0] in added and one != rarest]
    always = [*vocabulary[:_ALWAYS], *others, rarest]
    place = {piece: number for number, (piece, _score) in enumerate(always)}
    for token in said["added_tokens"]:
        token["id"] = place[token["content"]]
    said["model"] = {**model, "vocab": always}
    try:
        work = Path(tempfile.mkdtemp(prefix=".pieces-", dir=file.parent))
    except OSError:  # a folder that can't be written to is slower, nothing else
        return False
    try:
        trie.save(str(work / "pieces.marisa"))
        np.save(work / "numbers.npy", numbers)
        np.save(work / "scores.npy", scores)
        (work / "head.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        for old in file.parent.glob(f"{file.name}-*{_PIECES}"):
            shutil.rmtree(old, ignore_errors=True)
        with contextlib.suppress(OSError):  # another process was quicker
            work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder.is_dir()


def _read(file: Path) -> WholeTokenizer:
    try:
        return _quiet(WholeTokenizer.from_buffer(file.read_bytes()))
    except Exception as error:  # tokenizers raises plain Exception for a damaged file
        raise ModelFileError(file, f"it is damaged ({error})") from error


def _quiet(tokenizer: WholeTokenizer) -> WholeTokenizer:
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
