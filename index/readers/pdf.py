"""The text layer of a PDF → text, with the lines of a paragraph joined.

Doesn't recognise letters in pictures, and takes no metadata: what PDF files say of themselves
is the name of a program or of whoever saved them.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFileError
from index.readers.cleaning import clean
from index.readers.source import Found, Source
from index.types import RawArticle

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_SHORT: Final = 0.75  # of the longest line: the last line of a paragraph, a heading
_DIVIDED: Final = re.compile("\ufffe(?:\r?\n)?")  # PDFium's mark of a word divided at a line's end
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010](?=$)")
_TERMINAL: Final = re.compile(r"[.!?…:][\"'”’»)\]]*$")


def read_pdf(source: Source) -> Iterator[Found]:
    """Extract the text of a PDF file with PDFium.

    Raises:
        UnreadableFileError: it is encrypted, damaged, or has no text layer.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    raw = source.whole()
    try:
        document = PdfDocument(raw)
    except PdfiumError as error:
        reason = "it is damaged or no PDF"
        if "password" in str(error).lower():
            reason = "it is encrypted; save it without its password"
        raise UnreadableFileError(source.path, reason) from error
    try:
        pages = [_page_text(document, number) for number in range(len(document))]
    finally:
        document.close()
    text = clean("\n\n".join(page for page in pages if page))
    if not text:
        reason = "it has no text layer, only pictures; run text recognition (OCR) on it first"
        raise UnreadableFileError(source.path, reason)
    yield RawArticle("", text, f"pypdfium2 {version('pypdfium2')}", extracted=True)


def _page_text(document: "PdfDocument", number: int) -> str:
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        text_page = page.get_textpage()
    except PdfiumError:
        return ""  # a damaged page; the others may be whole
    try:
        return join_lines(_DIVIDED.sub("", text_page.get_text_range()))
    finally:
        text_page.close()
        page.close()


def join_lines(text: str) -> str:
    """Lines of a page → paragraphs.

    A line that is clearly shorter than the longest ends its paragraph if it ends like one or
    if the next begins with a capital.
    """
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    width = max((len(line) for line in lines), default=0)
    made: list[str] = []
    open_end = False
    for line in lines:
        if not line:
            open_end = False
        elif open_end and not (_ends(made[-1], width) and not line[0].islower()):
            made[-1] = _joined(made[-1], line)
        else:
            made.append(line)
            open_end = True
    return "\n\n".join(made)


def _ends(paragraph: str, width: int) -> bool:
    last = paragraph.rsplit("\n", 1)[-1]
    return len(last) < _SHORT * width


def _joined(before: str, line: str) -> str:
    if _HYPHEN.search(before) and line[0].islower():
        return before[:-1] + line
    return f"{before} {line}"
