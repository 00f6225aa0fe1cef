"""Text → the language that it is in, by py3langid (97 languages and more, no network)."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE: Final = 5000  # characters; more change nothing
_MIN_LETTERS: Final = 20
_MIN_PROBABILITY: Final = 0.8


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of a text's language; None if it is too short or in doubt.

    Source: Lui and Baldwin, langid.py: An Off-the-shelf Language Identification Tool, ACL 2012.
    """
    sample = text[:_SAMPLE]
    if len(re.findall(r"[^\W\d_]", sample)) < _MIN_LETTERS:
        return None
    language, probability = _identifier().classify(sample)
    return str(language) if float(probability) >= _MIN_PROBABILITY else None


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
