"""What a sync that has not finished yet has read of its files, and seen in their articles.

Kept file by file, about once a second: whoever is killed has read a second's files in vain. A file
of many articles that was not read to its end is taken apart again, and its articles are not seen
again.
"""

import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from index.cutting import Reading
from index.furniture import PageLines
from index.readers import Found
from index.reading_limits import ReadingLimits
from index.rows import declared_json, declared_of
from index.types import FailedPart, FileState, Mask, Metadata, RawArticle, Span
from index.unfinished import Unfinished

_PATIENCE: Final = 1.0  # seconds of reading that may be lost
_IN_MEMORY: Final = 8_000_000  # bytes that wait to be written
_AT_ONCE: Final = 200  # parts that are taken from the file together

See = Callable[[RawArticle], Reading]


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as its file gives it, and what is seen in it."""

    raw: RawArticle
    reading: Reading


class UnfinishedReadings:
    """Remembers what is read until the sync is done."""

    def __init__(self, unfinished: Unfinished, limits: ReadingLimits) -> None:
        """Take from a file, and keep in it, what is read within these limits."""
        self._unfinished = unfinished
        self._limits = json.dumps(asdict(limits))
        self._files: list[tuple[str, bytes]] = []
        self._parts: list[tuple[str, int, bytes]] = []
        self._waiting = 0
        self._written = time.monotonic()

    def known(self, state: FileState) -> "tuple[str, Iterator[Seen | FailedPart]] | None":
        """The digest of a file that was read to its end and is as it was, and what it holds."""
        rows = self._unfinished.rows("SELECT said FROM read_file WHERE path = ?", (state.path,))
        said = _opened(rows[0][0]) if rows else None
        if said is None or said["as"] != self._as(state):
            return None
        sha256, count = said["sha256"], said["parts"]
        sound = sum(part["sha256"] == sha256 for part in self._parts_of(state.path, count))
        if sound != count:
            return None
        return sha256, (_one(part) for part in self._parts_of(state.path, count))

    def read(
        self, state: FileState, sha256: str, found: Iterable[Found], see: See
    ) -> "Iterator[Seen | FailedPart]":
        """See the articles of a file one by one, but for those that are known."""
        number = 0
        for number, raw in enumerate(found, start=1):
            one = raw if isinstance(raw, FailedPart) else self._seen(state.path, number, raw, see)
            said = _packed({"sha256": sha256} | _said(one))
            self._parts.append((state.path, number, said))
            self._waiting += len(said)
            self._write_in_time()
            yield one
        said = _packed({"as": self._as(state), "sha256": sha256, "parts": number})
        self._files.append((state.path, said))
        self._write_in_time()

    def write(self) -> None:
        """Write what waits."""
        self._unfinished.write("INSERT OR REPLACE INTO read_part VALUES (?, ?, ?)", self._parts)
        self._unfinished.write("INSERT OR REPLACE INTO read_file VALUES (?, ?)", self._files)
        self._files, self._parts, self._waiting = [], [], 0
        self._written = time.monotonic()

    def _parts_of(self, path: str, count: int) -> Iterator[dict[str, Any]]:
        """The undamaged ones of a file's first parts, in order."""
        for at in range(1, count + 1, _AT_ONCE):
            rows = self._unfinished.rows(
                "SELECT said FROM read_part WHERE path = ? AND number BETWEEN ? AND ?"
                " ORDER BY number",
                (path, at, min(count, at + _AT_ONCE - 1)),
            )
            yield from filter(None, (_opened(row[0]) for row in rows))

    def _write_in_time(self) -> None:
        if self._waiting > _IN_MEMORY or time.monotonic() > self._written + _PATIENCE:
            self.write()

    def _seen(self, path: str, number: int, raw: RawArticle, see: See) -> Seen:
        rows = self._unfinished.rows(
            "SELECT said FROM read_part WHERE path = ? AND number = ?", (path, number)
        )
        said = _opened(rows[0][0]) if rows else None
        known = _one(said) if said else None
        return known if isinstance(known, Seen) and known.raw == raw else Seen(raw, see(raw))

    def _as(self, state: FileState) -> list[Any]:
        """What a file must be, and how it must be read, to be as it was."""
        return [state.size, state.mtime_ns, state.ctime_ns, self._limits]


def _said(one: "Seen | FailedPart") -> dict[str, Any]:
    if isinstance(one, FailedPart):
        return {"failed": asdict(one)}
    raw, reading = one.raw, one.reading
    return {
        "raw": [raw.part, raw.text, raw.encoding, declared_json(raw.declared), raw.extracted],
        "metadata": asdict(reading.metadata),
        "masks": [(mask.start, mask.end, mask.reason) for mask in reading.masks],
        "told": reading.lines.told,
        "lines": reading.lines.keys.tolist(),
    }


def _one(said: dict[str, Any]) -> "Seen | FailedPart":
    if "failed" in said:
        return FailedPart(**said["failed"])
    part, text, encoding, declared, extracted = said["raw"]
    span = said["metadata"]["title_span"]
    metadata = Metadata(**said["metadata"] | {"title_span": Span(**span) if span else None})
    masks = tuple(Mask(*mask) for mask in said["masks"])
    lines = PageLines(said["told"], np.array(said["lines"], dtype=np.int64))
    raw = RawArticle(part, text, encoding, declared_of(declared), extracted)
    return Seen(raw, Reading(metadata, masks, lines))


def _packed(said: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(said).encode(), 1)


def _opened(blob: bytes) -> dict[str, Any] | None:
    """What was packed; None if a byte of it is another."""
    try:
        said: dict[str, Any] = json.loads(zlib.decompress(blob))
    except (zlib.error, ValueError):
        return None
    return said
