"""The nouns of the index: plain frozen data, no logic beyond a ratio or a sum.

Positions are counted in characters of the article's decoded text (Python string indexes),
so ``text[start:end]`` is always the thing itself.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` (included) to ``end`` (excluded) of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mask:
    """Page furniture: a span that is shown, but neither embedded, searched nor quoted.

    Attributes:
        reason: a few words for the reader, such as "list of other headlines".
    """

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text; None where the file doesn't say.

    Attributes:
        title: the headline, or the file's name where no line can be one.
        title_span: where the title stands in the text; None if it doesn't stand there.
        published: the day, as ISO 8601 writes it (2025-06-14). date_source: where it
            stands, such as "meta tag" or "byline".
        language: ISO 639 code of the language that the text is in.
        url: where the article was published.
    """

    title: str
    title_span: Span | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    date_source: str | None = None
    language: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles to search in; what is None or empty leaves all in.

    Attributes:
        articles, publishers, languages: ids or names, any of which fits.
        published_from, published_to: dates as YYYY-MM-DD, both included. An article without
            such a date is in no range.
    """

    articles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    published_from: str | None = None
    published_to: str | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What filters leave to be searched in.

    Attributes:
        articles: numbers of articles in the index. passages: keys, shape (n,).
    """

    articles: tuple[int, ...]
    passages: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file says of an article beside its text, in the file's own words.

    Attributes:
        dates: pairs of a place ("meta tag") and what stands there, most explicit first.
    """

    title: str | None = None
    dates: tuple[tuple[str, str], ...] = ()
    publisher: str | None = None
    author: str | None = None
    language: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as its file gives it.

    Attributes:
        part: which part of the file it is; "" if it is all of it.
        encoding: the codec that decodes the bytes, or what extracted the text.
        extracted: whether the text is something else than the file's bytes, decoded.
    """

    part: str
    text: str
    encoding: str
    declared: Declared = Declared()
    extracted: bool = False


@dataclass(frozen=True, slots=True)
class FailedPart:
    """A part of a file (a record, a member of an archive) that could not be read, and why."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileState:
    """What the file system says of a file; two equal states mean an unchanged file.

    Attributes:
        path: path below the folder, with forward slashes.
        size: bytes.
        mtime_ns: time of the last change of the content, nanoseconds.
        ctime_ns: time of the last change of the inode (on Windows: creation), nanoseconds.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it stands in the index.

    Attributes:
        article_id: the file's path below the folder, without its ending; for an article of
            many in a file, two slashes and its own id or number follow.
        path: the file's path below the folder, with its ending.
        text: of .txt and .md, the file's bytes, decoded and otherwise untouched.
        encoding: name of the Python codec that turns the bytes into the text, or what
            extracted the text, such as "trafilatura 2.3.1".
        sha256: hexadecimal digest of the file's bytes.
        masks: page furniture, in order of position.
        text_sha256: digest of the text in UTF-8 if it was extracted; None if it is the bytes.
    """

    article_id: str
    path: str
    metadata: Metadata
    text: str
    encoding: str
    sha256: str
    masks: tuple[Mask, ...]
    text_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PassagePlan:
    """A passage before it is stored: its span, its sentences, its length in tokens."""

    span: Span
    sentences: tuple[Span, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored passage: whole sentences of one article.

    Attributes:
        key: number of the passage in the index; never used twice.
        article_key: number of its article in the index.
        story: number that its article has in common with its near copies.
    """

    key: int
    article_key: int
    article_id: str
    path: str
    title: str
    start: int
    end: int
    text: str
    story: int


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file, or a part of one, that could not be read, and why.

    Attributes:
        part: which part of the file; "" if it is all of it.
    """

    path: str
    reason: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class FileCounts:
    """The files that a sync met; ``found == indexed + unchanged + failed``.

    Attributes:
        indexed: read because they were new or had changed. failed: could not be read.
    """

    found: int = 0
    indexed: int = 0
    unchanged: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync of a folder did, in files; ``found == indexed + unchanged + failed``.

    Attributes:
        found: files in the folder that can be articles.
        indexed: files read and embedded because they are new or have changed.
        unchanged: files left as they were.
        removed: articles taken out because their file is gone.
        failed: files that could not be read.
        passed_over: files of other kinds, not counted as found.
        failures: the failed files with their reasons, and the parts that are missing of
            files that were read.
        articles: articles in the index afterwards.
        passages: passages in the index afterwards.
        generation: number of the index's state afterwards.
        seconds: wall time.
    """

    found: int
    indexed: int
    unchanged: int
    removed: int
    failed: int
    passed_over: int
    failures: tuple[FailedFile, ...]
    articles: int
    passages: int
    generation: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index says of itself.

    Attributes:
        folder: the folder of articles that it follows; None before the first sync.
        model: name of the embedding model.
        fingerprint: identifies the model's weights, tokenizer and precision.
    """

    path: Path
    folder: Path | None
    model: str
    fingerprint: str
    generation: int
    articles: int
    passages: int
