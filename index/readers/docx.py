"""A Word file (.docx) → its paragraphs and tables in order; no headers, notes and comments."""

import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFileError
from index.readers.cleaning import clean, one_line
from index.readers.source import Found, Source, too_large
from index.types import Declared, RawArticle

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

_MAX_UNPACKED: Final = 4  # times max_file_bytes; a text compresses to a fifth, pictures hardly


def read_docx(source: Source) -> Iterator[Found]:
    """Extract the text of a Word file; a paragraph of the style "Title" is the title.

    Raises:
        UnreadableFileError: it is encrypted, damaged, a bomb, or has no text.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    raw = source.whole()
    _check(raw, source)
    try:
        document = Document(io.BytesIO(raw))
    except (OpcError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        raise UnreadableFileError(source.path, "it is damaged or no Word file") from error
    text = clean("\n\n".join(_blocks(document)))
    if not text:
        raise UnreadableFileError(source.path, "it holds no text")
    declared = Declared(title=_title(document))
    yield RawArticle("", text, f"python-docx {version('python-docx')}", declared, extracted=True)


def _check(raw: bytes, source: Source) -> None:
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        reason = "it is encrypted or an old .doc; save it as .docx without a password"
        raise UnreadableFileError(source.path, reason)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableFileError(source.path, "it is damaged or no Word file") from error
    limit = _MAX_UNPACKED * source.limits.max_file_bytes
    if unpacked > limit:
        raise too_large(source.path, limit, f"unpacked, {_MAX_UNPACKED} × max_file_bytes")


def _blocks(document: "Document") -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    for block in document.iter_inner_content():
        yield block.text if isinstance(block, Paragraph) else _rows(block)


def _rows(table: "Table") -> str:
    rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in table.rows)
    return "\n".join("\t".join(cells) for cells in rows)


def _title(document: "Document") -> str | None:
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name == "Title":
            return one_line(paragraph.text)
    return None
