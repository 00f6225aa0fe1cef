"""A citation → proof against the file, or one sentence that says what is wrong."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of one citation found.

    Attributes:
        problem: one sentence; None if the citation is proven.
    """

    citation: Citation
    problem: str | None


def verify_answer(answer: Answer, folder: Path | None = None) -> list[Verdict]:
    """Check every citation of an answer, those of the nearest sentences too.

    Args:
        folder: where the articles are now, if they have moved since.
    """
    return [Verdict(one, verify_citation(one, folder)) for one in _citations(answer)]


def verify_citation(citation: Citation, folder: Path | None = None) -> str | None:
    """Check a citation against the bytes of the article's file.

    Returns:
        None if file, position and quote are exactly as cited; else what is wrong.
    """
    file = Path(citation.path)
    if folder is not None:
        file = folder / (citation.article_id.removesuffix(file.suffix) + file.suffix)
    try:
        raw = file.read_bytes()
    except OSError as error:
        return f"{file} can't be read: {(error.strerror or str(error)).lower()}"
    if hashlib.sha256(raw).hexdigest() != citation.sha256:
        return f"{file} is not the file that was cited: its SHA-256 has changed"
    try:
        text = raw.decode(citation.encoding)
    except (UnicodeDecodeError, LookupError):
        return f"{file} can't be decoded as {citation.encoding}"
    if not 0 <= citation.start < citation.end <= len(text):
        return f"{file} has no characters {citation.start} to {citation.end}"
    if text[citation.start : citation.end] != citation.quote:
        return f"characters {citation.start} to {citation.end} of {file} are not the quote"
    if (
        hashlib.sha256(citation.quote.encode("utf-8", "replace")).hexdigest()
        != citation.quote_sha256
    ):
        return "the quote's SHA-256 is not the one given"
    return None


def _citations(answer: Answer) -> Iterator[Citation]:
    for sentence in (*answer.sentences, *answer.nearest):
        yield from sentence.citations
