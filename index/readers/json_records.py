"""JSON and JSON lines → articles, one a record."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from index.errors import UnreadableFileError
from index.readers.encodings import decode
from index.readers.records import RecordReader
from index.readers.source import Found, Source
from index.types import FailedPart, RawArticle

_MAX_DEPTH: Final = 4  # where a list of records may hang in an object
_CODEC_NAME: Final = "json, {}"


def read_json(source: Source) -> Iterator[Found]:
    """Read one record, a list of records, or an object that has such a list somewhere.

    Raises:
        UnreadableFileError: it is no JSON, or has no record with a text.
    """
    text, codec = decode(source.whole(), source.path)
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(source.path, f"it is not JSON ({_short(error)})") from error
    del text
    reader = RecordReader(source.limits, _CODEC_NAME.format(codec))
    if reader.has_text(loaded):
        one = reader.one(loaded, 1)
        if isinstance(one, FailedPart):
            raise UnreadableFileError(source.path, one.reason)
        yield RawArticle("", one.text, one.encoding, one.declared, extracted=True)
        return
    records = _records(loaded, reader, _MAX_DEPTH)
    if records is None:
        reason = "no record in it has a field of text; name it in the setting record_fields"
        raise UnreadableFileError(source.path, reason)
    yield from reader.read(records)


def read_jsonl(source: Source) -> Iterator[Found]:
    """Read a record from each line that is not empty."""
    lines, codec = source.lines()
    reader = RecordReader(source.limits, _CODEC_NAME.format(codec))
    yield from reader.read(_parsed(lines))


def _parsed(lines: Iterator[str]) -> Iterator[object]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            yield FailedPart(f"line {number}", f"it is not JSON ({_short(error)})")


def _records(loaded: object, reader: RecordReader, depth: int) -> list[object] | None:
    """The first list that holds a record with a text; objects are looked through in order."""
    if not depth:
        return None
    if isinstance(loaded, list):
        unwrapped = [_unwrapped(one) for one in loaded]
        return unwrapped if any(map(reader.has_text, unwrapped)) else None
    if isinstance(loaded, Mapping):
        for value in loaded.values():
            found = _records(value, reader, depth - 1)
            if found is not None:
                return found
    return None


def _unwrapped(record: object) -> object:
    """Elasticsearch keeps a record under "_source"."""
    inside = record.get("_source") if isinstance(record, dict) else None
    return (
        {"_id": record.get("_id"), **inside}
        if isinstance(record, dict) and isinstance(inside, dict)
        else record
    )


def _short(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if "integer string conversion" in str(error):
        return "a number in it has thousands of digits"
    return str(error)[:100]
