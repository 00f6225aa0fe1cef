"""A citation → proof against the file, or one sentence that says what is wrong."""

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import (
    BETWEEN,
    VERBATIM,
    RawArticle,
    Settings,
    UnreadableFileError,
    load_settings,
    open_reader,
    part_of,
)
from qa.types import Answer, Citation

if TYPE_CHECKING:
    from index.readers import FileReader


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of one citation found.

    Attributes:
        problem: one sentence; None if the citation is proven.
    """

    citation: Citation
    problem: str | None


def verify_answer(
    answer: Answer, folder: Path | None = None, settings: Settings | None = None
) -> list[Verdict]:
    """Check every citation of an answer, those of the nearest sentences too.

    Args:
        folder: where the articles are now, if they have moved since.
        settings: limits of what is read; None takes those of this machine.
    """
    with open_reader(settings or load_settings()) as reader:
        return [Verdict(one, _problem(one, folder, reader)) for one in _citations(answer)]


def verify_citation(
    citation: Citation, folder: Path | None = None, settings: Settings | None = None
) -> str | None:
    """Check a citation against the article's file; what was extracted is extracted again.

    Returns:
        None if file, position and quote are exactly as cited; else what is wrong.
    """
    with open_reader(settings or load_settings()) as reader:
        return _problem(citation, folder, reader)


def _problem(citation: Citation, folder: Path | None, reader: "FileReader") -> str | None:
    file = _file(citation, folder)
    verbatim = file.suffix.lower() in VERBATIM
    found = _decoded(file, citation) if verbatim else _extracted(file, citation, reader)
    if isinstance(found, _Wrong):
        return found.problem
    if citation.text_sha256 not in (None, _digest(found)):
        return (
            f"what is extracted from {file} now is not the text that was cited, which came from "
            f"{citation.encoding}"
        )
    if not 0 <= citation.start < citation.end <= len(found):
        return f"{file} has no characters {citation.start} to {citation.end}"
    if found[citation.start : citation.end] != citation.quote:
        return f"characters {citation.start} to {citation.end} of {file} are not the quote"
    if _digest(citation.quote) != citation.quote_sha256:
        return "the quote's SHA-256 is not the one given"
    return None


@dataclass(frozen=True, slots=True)
class _Wrong:
    problem: str


def _file(citation: Citation, folder: Path | None) -> Path:
    """The article's file; below another folder, it has the same path there."""
    file = Path(citation.path)
    if folder is None:
        return file
    steps = citation.article_id.partition(BETWEEN)[0].count("/") + 1
    return folder.joinpath(*file.parts[-steps:])


def _decoded(file: Path, citation: Citation) -> str | _Wrong:
    # An answer may come from anyone: its path may name a pipe or a device, which never end.
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return _Wrong(f"{file} is not an ordinary file")
        raw = file.read_bytes()
    except OSError as error:
        return _Wrong(f"{file} can't be read: {(error.strerror or str(error)).lower()}")
    except ValueError as error:  # a path that no file can have
        return _Wrong(f"{str(file)!r} can't be read: {error}")
    if hashlib.sha256(raw).hexdigest() != citation.sha256:
        return _changed(file)
    try:
        return raw.decode(citation.encoding)
    except (ValueError, LookupError):
        return _Wrong(f"{file} can't be decoded as {citation.encoding}")


def _extracted(file: Path, citation: Citation, reader: "FileReader") -> str | _Wrong:
    part = part_of(citation.article_id)
    try:
        reading = reader.read(file)
    except UnreadableFileError as error:
        return _Wrong(f"{file} can't be read: {error.reason}")
    if reading.sha256 != citation.sha256:
        return _changed(file)
    texts = (one.text for one in reading.found if isinstance(one, RawArticle) and one.part == part)
    return next(texts, _Wrong(f"{file} has no part {part}"))


def _changed(file: Path) -> _Wrong:
    return _Wrong(f"{file} is not the file that was cited: its SHA-256 has changed")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _citations(answer: Answer) -> Iterator[Citation]:
    for sentence in (*answer.sentences, *answer.nearest):
        yield from sentence.citations
