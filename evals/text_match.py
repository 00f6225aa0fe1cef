"""Two texts → exact match, token F1 and containment, as SQuAD's official script compares them.

Source: Rajpurkar et al. (2016); version 2.0 of the evaluation script for questions without an
answer. Containment is not in the script; it compares the same normalised tokens.
"""

import string
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

_ARTICLES: Final = frozenset({"a", "an", "the"})
_WITHOUT_PUNCTUATION: Final = str.maketrans("", "", string.punctuation)


def tokens(text: str) -> list[str]:
    """Words in lower case, without ASCII punctuation and English articles."""
    plain = text.lower().translate(_WITHOUT_PUNCTUATION)
    return [word for word in plain.split() if word not in _ARTICLES]


def exact_match(prediction: str, references: Sequence[str]) -> float:
    """1 if the normalised prediction equals a reference; no references: if it is empty."""
    return _best(lambda one: float(tokens(prediction) == tokens(one)), references)


def token_f1(prediction: str, references: Sequence[str]) -> float:
    """Best harmonic mean of token precision and recall over the references.

    With s shared tokens (counted with repetition), p of the prediction and r of the reference,
    2s / (p + r). Where one of the two is empty it is 1 if both are, else 0.
    """
    return _best(lambda one: _f1(tokens(prediction), tokens(one)), references)


def containment(prediction: str, references: Sequence[str]) -> float:
    """1 if a reference's tokens stand together in the prediction; no references: if it is empty."""
    return _best(lambda one: float(holds(tokens(prediction), tokens(one))), references)


def holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether ``part`` stands in ``whole`` as a run; an empty run only in an empty text."""
    if not part:
        return not whole
    return any(
        list(whole[at : at + len(part)]) == list(part) for at in range(len(whole) - len(part) + 1)
    )


def _f1(prediction: list[str], reference: list[str]) -> float:
    if not prediction or not reference:
        return float(prediction == reference)
    shared = sum((Counter(prediction) & Counter(reference)).values())
    return 2 * shared / (len(prediction) + len(reference))


def _best(score: Callable[[str], float], references: Sequence[str]) -> float:
    """The script drops references that are nothing after normalising; none left means no answer."""
    return max(score(one) for one in [r for r in references if tokens(r)] or [""])
