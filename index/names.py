"""Names in any script and spelling → one form, so that Нарматовой, Narmatova and Narmatowa meet.

A form is for comparing only: it is neither a transliteration by any standard nor readable.
"""

import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii

MIN_NAME: Final = 3  # letters; shorter ones are found as they stand or not at all
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’‘ʻʼ`´′][^\W\d_]+)*")
# What one sound is written as in the Latin of different languages and standards; in this order.
_SPELLINGS: Final = (
    ("shch", "sh"),
    ("sch", "sh"),
    ("zh", "j"),
    ("dj", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("ts", "c"),
    ("tz", "c"),
    ("x", "h"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
)
_DOUBLED: Final = re.compile(r"(.)\1+")
# Endings by which names are inflected in Russian and which differ between transliterations.
_ENDING: Final = re.compile(r"(?<=.{4})(?:[aeiou]+|[aeiou]i?[mh]|[aeo]go|[eo]mu|ami)$")


def name_forms(text: str) -> list[str]:
    """The forms of a text's capitalised words, in order."""
    found = (_form(word) for word in _WORD.findall(text) if word[0].isupper())
    return [form for form in found if len(form) >= MIN_NAME]


def word_forms(text: str) -> list[tuple[str, str]]:
    """Each word of a text with its form; words whose form is too short are left out."""
    pairs = [(word, _form(word)) for word in _WORD.findall(text)]
    return [(word, form) for word, form in pairs if len(form) >= MIN_NAME]


@lru_cache(maxsize=1 << 16)
def _form(word: str) -> str:
    latin = "".join(char for char in anyascii(word).lower() if char.isalpha())
    for written, sound in _SPELLINGS:
        latin = latin.replace(written, sound)
    latin = _DOUBLED.sub(r"\1", latin)
    if latin.startswith("ie"):  # Yekaterinburg and Ekaterinburg
        latin = latin[1:]
    return _ENDING.sub("", latin)
