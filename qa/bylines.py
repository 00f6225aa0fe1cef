"""A line of a story → whether it only says who wrote it and when.

The reader takes a name in such a line for an answer to "who". It is shown only where its author is
asked for ("Who wrote this?").
"""

import re
from typing import Final

from qa.language import is_small

_AUTHOR: Final = re.compile(
    r"\s*(?:by|(?:original )?author:?|photo:|автор:?|фото:|muallif:?|сүрөт:|сурет:)\s+[^\W\d_]",
    re.IGNORECASE,
)
_MOST: Final = 9  # words
_BARE_NAME: Final = (2, 3)  # words on a line of their own
_PAPER: Final = 2  # words of a paper's name
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
    if not _DATED.search(line):
        return False
    # A paper's name has small letters, too: "Тоо жаңылыктары, 2025-жылдын 11-марты".
    name, _comma, date = line.rpartition(",")
    named, dated = _WORD.findall(name), _WORD.findall(date)
    is_paper = 0 < len(named) <= _PAPER and named[0][0].isupper() and not any(map(is_small, named))
    if is_paper and _DATED.search(date) and all(map(_OF_DATES.match, dated)):
        return True
    return all(word[0].isupper() or _OF_DATES.match(word) for word in found)
