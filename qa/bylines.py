"""A line of a story → whether it only says who wrote it and when.

The reader takes a name in such a line for an answer to "who". It is shown only where its author is
asked for ("Who wrote this?").
"""

import re
from typing import Final

_AUTHOR: Final = re.compile(
    r"\s*(?:by|(?:original )?author:?|photo:|автор:?|фото:|muallif:?|сүрөт:|сурет:)\s+[^\W\d_]",
    re.IGNORECASE,
)
_MOST: Final = 9  # words
_BARE_NAME: Final = (2, 3)  # words on a line of their own
_WORD: Final = re.compile(r"[^\W\d_]+")
_DATED: Final = re.compile(r"\b(?:19|20)\d\d\b")
_ENDED: Final = re.compile(r"[.!?…][\"”»]?\s*$")
# What a date has beside numbers, in small letters; longer ones are cut to their stems.
_OF_DATES: Final = re.compile(
    r"(?:январ|феврал|март|апрел|ма[йя]$|июн|июл|август|сентябр|октябр|ноябр|декабр|год|"
    r"қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|жыл|"
    r"yanvar|fevral|mart|aprel|may|iyun|iyul|avgust|sentabr|oktabr|noyabr|dekabr|yil|г$)"
)


_ASKED: Final = re.compile(
    r"\b(?:wrote|written|author|byline|reporter|journalist|photo|автор|написал|пишет|фото|снимк|"
    r"журналист|корреспондент|жазған|жазган|сурет|сүрөт|muallif|yozgan|surat)",
    re.IGNORECASE,
)


def asks_for_author(question: str) -> bool:
    """Whether a question asks who wrote or photographed something."""
    return _ASKED.search(question) is not None


def is_byline(line: str) -> bool:
    """Whether a line is nothing but an author, perhaps with place and date."""
    found = _WORD.findall(line)
    if len(found) > _MOST or _ENDED.search(line):
        return False
    if len(found) in _BARE_NAME and all(word[0].isupper() for word in found):
        return not _OF_DATES.match(found[0])
    if _AUTHOR.match(line):
        return all(word[0].isupper() for word in found[1:] if not _OF_DATES.match(word))
    return bool(_DATED.search(line)) and all(
        word[0].isupper() or _OF_DATES.match(word) for word in found
    )
