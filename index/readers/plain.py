"""Text files → decoded text, word for word."""

from collections.abc import Iterator

from index.errors import UnreadableFileError
from index.readers.encodings import decode
from index.readers.source import Found, Source
from index.types import RawArticle


def read_plain(source: Source) -> Iterator[Found]:
    """Decode a .txt or .md file; nothing is changed.

    Raises:
        UnreadableFileError: it is too large, empty, or no text.
    """
    text, encoding = decode(source.whole(), source.path)
    if not text.strip():
        raise UnreadableFileError(source.path, "it holds no text")
    yield RawArticle("", text, encoding)
