"""A question → whether its words mean nothing: mashed keys, invented words, another subject's.

The reader takes no account of it and finds some sentence likely for "asdf qwer". Told by the
articles' words and by the pieces that a tokenizer of a hundred languages needs: it has the words of
real languages whole or in long pieces, and must spell what is none of theirs. Questions in another
language than the articles share no word with them either, so that alone tells nothing.
"""

import re
from collections.abc import Callable
from typing import Final

from index import Index, words
from qa.language import is_small
from qa.retrieve import near_names

_WORD: Final = re.compile(r"[^\W_]+(?:[’‘'ʻʼ`-][^\W_]+)*")
_LETTERS: Final = 2.0  # of a piece on average; in answerable questions of ours 2.2 and more
_LETTERS_ALONE: Final = 2.3  # where nothing looks like a question; in 21 lists of words of ours 2.4
# A yes/no question's ending, and question words with endings: "qachongacha", "качанкыга".
_ASKING: Final = re.compile(
    r"..(?:mi|[мбп][аеыиіуү])$|"
    r"^(?:качан|кайда|кайсы|канча|нече|эмне|қашан|қайда|қайсы|қанша|неше|нелік|qachon|qayer|qaysi|"
    r"qanch|nech|nima)",
    re.IGNORECASE,
)


def means_nothing(index: Index, pieces: Callable[[list[str]], int], question: str) -> bool:
    """Whether no article holds a word of the question, and its words fall into short pieces.

    Small words of our five languages ("who", "the") don't count as held. What has none of them and
    no question's ending may still be a few words to search for in another language.

    Args:
        pieces: into how many pieces the reader's tokenizer cuts words; not asked if a word is held.
    """
    found = _WORD.findall(question)
    content = [word for word in found if not is_small(word)]
    if not content or any(_held(index, word) for word in content):
        return False
    if near_names(index, question):
        return False
    alone = len(content) == len(found) and not any(_ASKING.search(word) for word in content)
    letters = sum(len(word) for word in content)
    return letters < (_LETTERS_ALONE if alone else _LETTERS) * pieces(content)


def _held(index: Index, word: str) -> bool:
    return any(index.holds(stem) for stem in words(word))
