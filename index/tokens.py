"""Text → number of tiktoken tokens, from a ranks file on disk; never from the network."""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.errors import ModelFileError, ModelMissingError

if TYPE_CHECKING:
    import tiktoken

ENCODING: Final = "cl100k_base"
RANKS_SHA256: Final = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
# tiktoken names a file of its cache by the SHA-1 of the address that it would load it from.
RANKS_FILE: Final = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"


@cache
def passage_counter(folder: Path) -> "tiktoken.Encoding":
    """The tokenizer that passage budgets are counted with.

    Args:
        folder: holds the ranks under the name that tiktoken's cache gives them.

    Raises:
        ModelMissingError: the file is not there.
        ModelFileError: the file is not the one that was pinned.
    """
    import tiktoken  # takes a third of a second to load, and only indexing needs it

    ranks = folder / RANKS_FILE
    if not ranks.is_file():
        raise ModelMissingError(f"tiktoken's ranks are not in {folder}. Run `citewell setup`.")
    # Checked here because tiktoken deletes a file that it doesn't like and goes to the network.
    if hashlib.sha256(ranks.read_bytes()).hexdigest() != RANKS_SHA256:
        raise ModelFileError(ranks, "its SHA-256 is not the pinned one")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    return tiktoken.get_encoding(ENCODING)


def count_tokens(encoding: "tiktoken.Encoding", text: str) -> int:
    """Length of a text in tokens; special tokens in it count as ordinary text."""
    return len(encoding.encode_ordinary(text))
