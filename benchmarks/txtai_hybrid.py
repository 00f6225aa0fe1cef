"""An index's passages → txtai's hybrid ranking of them, where txtai is installed."""

import sys
from collections.abc import Callable
from typing import Any, Final

from index import Index, Settings
from index.cutting import indexed_text

_MODEL: Final = "all-MiniLM-L6-v2"


def txtai_hybrid(index: Index, settings: Settings, depth: int) -> Callable[[str], list[int]] | None:
    """The hybrid of txtai with its defaults, over the texts that the index searches.

    Returns:
        Question → keys of at most ``depth`` passages, best first; None if txtai or the model is
        not on this machine, which is said.
    """
    folder = settings.models_folder / _MODEL
    try:
        from txtai import Embeddings
    except ImportError:
        print("txtai is not installed: left out (pip install txtai)", file=sys.stderr)
        return None
    if not folder.is_dir():
        print(f"{folder} is missing: txtai left out (citewell setup)", file=sys.stderr)
        return None
    embeddings: Any = Embeddings(path=str(folder), hybrid=True)
    embeddings.index(
        (passage.key, indexed_text(passage.title, passage.text, settings.title_prefix), None)
        for article in index.articles()
        for passage in index.passages_of(article.article_id)
    )
    return lambda question: [int(key) for key, _score in embeddings.search(question, depth)]
