"""A question in a conversation → a question that can be searched for alone, without a model.

Carries the earlier question over where the new one leans on it; does not resolve who "he" is.
"""

import re
from collections.abc import Sequence
from typing import Final

from qa.types import Answer

_MAX_WORDS: Final = 9  # a longer question says itself what it is about
# Openings and pronouns that point back, in the languages of the questions.
_LEANS: Final = re.compile(
    r"^\W*(?:and|but|what about|how about|а|и|но|ва|va|жана|және|ал|aчи|-chi)\b|"
    r"\b(?:he|she|they|him|her|his|them|their|it|its|that|this|those|these|there|then|"
    r"он|она|они|его|её|ее|ему|ей|их|им|ним|ней|нём|это|этот|эта|этого|этом|там|тогда|"
    r"u|ular|uning|ularning|unga|bu|buni|shu|o['‘’ʻ]sha|"
    r"ол|олар|оның|олардың|оған|бұл|сол|"
    r"алар|анын|алардын|ага|бул|ошол)\b",
    re.IGNORECASE,
)


def stand_alone(question: str, history: Sequence[Answer | str]) -> str:
    """The text to search for: the question, after the one before it if it leans on that.

    Args:
        history: earlier answers or questions, oldest first.
    """
    if not history or len(question.split()) > _MAX_WORDS or not _LEANS.search(question):
        return question
    last = history[-1]
    earlier = last.searched_for if isinstance(last, Answer) else last
    return f"{earlier.strip()} {question.strip()}"
