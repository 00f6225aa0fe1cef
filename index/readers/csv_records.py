"""CSV → articles, one a row; the first row names the fields."""

import csv
import itertools
from collections.abc import Iterator
from typing import Final

from index.errors import UnreadableFileError
from index.readers.records import RecordReader
from index.readers.source import Found, Source
from index.types import FailedPart

_DELIMITERS: Final = ",;\t|"


def read_csv(source: Source) -> Iterator[Found]:
    """Read a table with commas, semicolons, tabs or bars between the fields.

    Raises:
        UnreadableFileError: it is empty, or its first row names no field of text.
    """
    lines, codec = source.lines()
    first = next(lines, "")
    # The standard library's limit is 128 kB a field; an article may have more.
    csv.field_size_limit(source.limits.max_file_bytes)
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(itertools.chain([first], lines), delimiter=delimiter)
    try:
        names = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise UnreadableFileError(source.path, f"it is not CSV ({error})") from error
    reader = RecordReader(source.limits, f"csv, {codec}")
    if not reader.has_text(dict.fromkeys(names, "-")):
        reason = "its first row names no field of text; name it in the setting record_fields"
        raise UnreadableFileError(source.path, reason)
    yield from reader.read(_records(names, rows))


def _records(names: list[str], rows: Iterator[list[str]]) -> Iterator[object]:
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield FailedPart(f"row {number}", f"it is not CSV ({error})")
            continue
        if any(field.strip() for field in row):
            # A row with fields missing or left over is read as far as it has names.
            yield dict(zip(names, row, strict=False))
