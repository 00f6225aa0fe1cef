"""Bytes → decoded text. Nothing is normalised: the text is what the bytes say, character by
character, so that anyone can find a quote again with the codec named beside it.
"""

import codecs
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from index.errors import UnreadableFileError

# Longest first: the UTF-32 mark begins with the UTF-16 one. The codecs leave the mark out.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Russian, Central Asian and Western texts are found in; a closed list keeps the guess sane.
_GUESSED_CODECS: Final = ["cp1251", "koi8_r", "kz1048", "cp1254", "cp1252", "cp866", "cp1250"]
# As browsers read them (WHATWG Encoding Standard); and what a file may declare at all.
_SAID_BUT_MEANT: Final = {"iso-8859-1": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254"}
_DECLARABLE: Final = ("cp", "iso8859", "koi8", "kz1048", "mac-", "gb", "big5", "euc", "shift")
_ALLOWED_CONTROLS: Final = frozenset("\t\n\r\f\v\x85\x1a\x1e")
_MAX_CONTROL_SHARE: Final = 0.001


def decode(raw: bytes, file: Path, declared: str | None = None) -> tuple[str, str]:
    """Turn bytes into text; returns the text and the name of the codec.

    A byte order mark decides; else UTF-8 if the bytes are valid UTF-8; else what the file
    declares, if that can be; else the best guess of charset-normalizer among the code pages
    that news in our languages comes in.

    Args:
        declared: the encoding that the file itself names, as pages and mails do.

    Raises:
        UnreadableFileError: the bytes are not text in any of these.
    """
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return _checked(raw, codec, file), codec
    guess = _utf16_without_mark(raw)
    if guess:
        return _checked(raw, guess, file), guess
    if b"\0" in raw:
        raise UnreadableFileError(file, "it is binary, not text")
    try:
        return _without_controls(raw.decode("utf-8"), file), "utf-8"
    except UnicodeDecodeError:
        named = _declared_codec(raw, declared)
        if named:
            return _checked(raw, named, file), named
        best = from_bytes(raw, cp_isolation=_GUESSED_CODECS).best()
    if best is None:
        raise UnreadableFileError(file, "it is not text in any known encoding")
    return _checked(raw, best.encoding, file), best.encoding


def _declared_codec(raw: bytes, declared: str | None) -> str | None:
    """The declared codec, if it is one for text and the bytes are valid in it."""
    try:
        codec = codecs.lookup(_SAID_BUT_MEANT.get((declared or "").lower(), declared or "")).name
        if not codec.startswith(_DECLARABLE):
            return None
        raw.decode(codec)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    return codec


def _utf16_without_mark(raw: bytes) -> str | None:
    """Spaces and line ends give UTF-16 away: one of each pair of bytes is often zero."""
    sample = raw[:4096]
    if len(sample) < 4 or len(raw) % 2:
        return None
    pairs = len(sample) // 2
    spaces = dict.fromkeys(("utf-16-le", "utf-16-be"), 0)
    for i in range(0, 2 * pairs, 2):
        pair = sample[i : i + 2]
        spaces["utf-16-le"] += pair in (b" \0", b"\n\0")
        spaces["utf-16-be"] += pair in (b"\0 ", b"\0\n")
    codec = max(spaces, key=lambda name: spaces[name])
    return codec if spaces[codec] > pairs / 25 else None


def _checked(raw: bytes, codec: str, file: Path) -> str:
    try:
        return _without_controls(raw.decode(codec), file)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(file, f"its bytes are not valid {codec} ({error})") from error


def _without_controls(text: str, file: Path) -> str:
    controls = sum(c < " " and c not in _ALLOWED_CONTROLS for c in text)
    if "\0" in text or controls > max(1, len(text) * _MAX_CONTROL_SHARE):
        raise UnreadableFileError(file, "it is binary, not text")
    return text
