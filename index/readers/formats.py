"""The ending of a file → its reader."""

from pathlib import PurePath
from typing import Final

from index.readers.csv_records import read_csv
from index.readers.docx import read_docx
from index.readers.eml import read_eml
from index.readers.html import read_html
from index.readers.json_records import read_json, read_jsonl
from index.readers.pdf import read_pdf
from index.readers.plain import read_plain
from index.readers.source import Reader

_READERS: Final[dict[str, Reader]] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".eml": read_eml,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
}
OF_MANY: Final = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".gz"})


def reader_of(path: PurePath) -> Reader | None:
    """The reader of a file that is not packed; None for a format that is not read."""
    return _READERS.get(path.suffix.lower())


def is_readable(path: PurePath) -> bool:
    """Whether a file of this name can hold articles."""
    ending = path.suffix.lower()
    if ending == ".gz":
        return reader_of(path.with_suffix("")) is not None
    return ending == ".zip" or ending in _READERS
