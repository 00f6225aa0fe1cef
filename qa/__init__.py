"""Question → hits → evidence → an answer made of quotes, or "the articles don't say"."""

import threading

from index import CitewellError, Filters, SyncReport, load_settings
from qa.corpus import Corpus
from qa.default_index import default_index
from qa.types import Answer, Citation, Hit, Sentence
from qa.verify import Verdict, verify_answer

__all__ = [
    "Answer",
    "Citation",
    "CitewellError",
    "Corpus",
    "Filters",
    "Hit",
    "Sentence",
    "SyncReport",
    "Verdict",
    "ask",
    "verify_answer",
]

_opened: dict[str, Corpus] = {}
_opening = threading.Lock()


def ask(question: str) -> Answer:
    """Ask the default corpus: the one that the settings name, or that was indexed last.

    It is opened with the first question and kept open for the next ones.

    Raises:
        InvalidQueryError: the question can't be used.
        IndexMissingError: nothing has been indexed yet.
    """
    settings = load_settings()
    path = default_index(settings)
    with _opening:
        corpus = _opened.get(str(path))
        if corpus is None:
            corpus = _opened[str(path)] = Corpus.open(path, settings)
    return corpus.ask(question)
