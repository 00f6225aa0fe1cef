"""A saved page → the text of its story, found by trafilatura, and what its head says of it."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from index.errors import UnreadableFileError
from index.readers.cleaning import clean, with_title
from index.readers.encodings import decode
from index.readers.page_head import read_head
from index.readers.source import Found, Source
from index.types import RawArticle

_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)=[\"']?\s*([\w-]+)", re.IGNORECASE
)
_CHARSET_WITHIN: Final = 4096  # bytes
# Pictures in the page itself: megabytes that hold no word.
_DATA_ADDRESS: Final = re.compile(r"data:[\w.+-]+/[\w.+-]+(?:;[\w=-]+)*;base64,[A-Za-z0-9+/=\s]+")
_BLOCKS: Final = frozenset(
    [
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p"),
        *("pre", "section", "table", "td", "th", "tr", "ul"),
    ]
)
_HIDDEN: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})


def read_html(source: Source) -> Iterator[Found]:
    """Extract the story of a page; comments are left out.

    Raises:
        UnreadableFileError: no story was found in the page.
    """
    import trafilatura

    raw = source.whole()
    charset = _CHARSET.search(raw[:_CHARSET_WITHIN])
    page, _ = decode(raw, source.path, charset.group(1).decode() if charset else None)
    tree = trafilatura.load_html(_DATA_ADDRESS.sub("", page))
    if tree is None:
        raise UnreadableFileError(source.path, "it is not an HTML page")
    declared = read_head(tree)
    body = trafilatura.extract(tree, include_comments=False, output_format="txt")
    if not body:
        raise UnreadableFileError(source.path, "no story was found in the page")
    text = with_title(declared.title, clean(body))
    extractor = f"trafilatura {version('trafilatura')}"
    yield RawArticle("", text, extractor, declared, extracted=True)


def markup_text(markup: str) -> str:
    """All visible text of a piece of HTML, a line a block; "" if there is none."""
    from lxml import etree, html

    try:
        # lxml refuses the whole of a text in which one control character stands.
        tree = html.fragment_fromstring(clean(markup), create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else None
        if name in _BLOCKS:
            pieces.append("\n")
        if event == "start" and name not in _HIDDEN and name is not None:
            pieces.append(_flat(element.text))
        elif event != "start":
            pieces.append(_flat(element.tail))
    return "\n".join(line.strip() for line in "".join(pieces).split("\n") if line.strip())


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
