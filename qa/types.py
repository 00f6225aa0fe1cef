"""What a question becomes: hits, evidence, and an answer whose every sentence is a quote."""

import json
from dataclasses import asdict, dataclass
from typing import Literal, Self, cast

from index.errors import CitewellError
from index.types import FileCounts
from qa.answer_json import read_as
from qa.language import Language

Kind = Literal["answer", "chat", "overview"]


class AnswerFormatError(CitewellError, ValueError):
    """A text is not an answer in JSON."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    Attributes:
        path: the article's file, absolute.
        start: first character of the passage in the article's text. end: one past its last.
        text: the passage, ``article_text[start:end]``.
        score: higher is better; comparable within one question only. At most 1.
        key: number of the passage in the index.
        copies: ids of other articles that are near copies of this one, whether they fit the
            filters or not.
    """

    article_id: str
    title: str
    path: str
    start: int
    end: int
    text: str
    score: float
    key: int
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof of a quote: ``text[start:end] == quote``.

    ``text`` is the decoded bytes of a .txt or .md file; of other formats it is what is extracted
    from the file, and extracting it again gives the same.

    Attributes:
        path: the article's file, absolute.
        start: first character of the quote in the text. end: one past its last.
        encoding: the Python codec that decodes the file's bytes, or what extracted the text.
        sha256: digest of the file's bytes, hexadecimal.
        quote_sha256: digest of the quote in UTF-8, hexadecimal.
        publisher, date: as the file gives them; None where it doesn't.
        text_sha256: digest of the extracted text in UTF-8, hexadecimal; None if the text is
            the decoded bytes.
    """

    article_id: str
    title: str
    path: str
    start: int
    end: int
    quote: str
    encoding: str
    sha256: str
    quote_sha256: str
    publisher: str | None = None
    date: str | None = None
    text_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, word for word as it stands in the article.

    Attributes:
        citations: where it stands; further ones are copies in other articles.
        score: how well it answers, higher is better; comparable within one question only.
    """

    text: str
    citations: tuple[Citation, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or date that differs from what another sentence of the answer gives.

    Attributes:
        sentence: the number of its sentence in the answer, from 1.
        text: as it stands there.
    """

    sentence: int
    text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A sentence of the answer that another one denies, retracts or corrects.

    Attributes:
        claim, by: the numbers of the two sentences in the answer, from 1.
    """

    claim: int
    by: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, or an abstention.

    Attributes:
        question: as it was asked.
        searched_for: the question that was searched for, with what an earlier one supplies.
        text: the whole answer as one text for people, with numbers of sources in brackets.
        abstained: True if the articles don't say; then ``sentences`` is empty.
        confidence: calibrated probability that the sentences answer the question, 0 to 1.
        sentences: the answer, best first.
        nearest: what came closest when it abstains; related, not an answer.
        articles_searched, passages_searched: how much was looked through.
        kind: ``answer`` for what was searched for; ``chat`` for a reply without quotes (to
            thanks, a greeting, words that mean nothing); ``overview`` for quoted leads or
            headlines, by request.
        language: of the question; the fixed words are in it, quotes stay as they are.
        lead: fixed words before the quotes: what an abstention says, what a reply says.
        as_of: the day after which nothing was searched; None if all was.
        period: the time that the question names, whose articles are read first; None if none.
        differing: the figures in which the sources differ; empty where they don't.
        corrected: which sentences others deny or correct; empty where none does.
        files: of an abstention, what the last sync met: what was indexed, what could not be read.
    """

    question: str
    searched_for: str
    text: str
    abstained: bool
    confidence: float
    sentences: tuple[Sentence, ...]
    nearest: tuple[Sentence, ...]
    articles_searched: int
    passages_searched: int
    kind: Kind = "answer"
    language: Language = "en"
    lead: str = ""
    as_of: str | None = None
    period: str | None = None
    differing: tuple[Figure, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    files: FileCounts | None = None

    def to_json(self, indent: int | None = None) -> str:
        """The answer as JSON; ``Answer.from_json`` turns it back into an equal answer."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=indent)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read an answer from JSON.

        Raises:
            AnswerFormatError: it is not an answer's JSON.
        """
        try:
            return cast(Self, read_as(cls, json.loads(text)))
        except (ValueError, TypeError, RecursionError) as error:
            raise AnswerFormatError(
                f"This is not an answer in JSON: {error}. Make one with `citewell ask --json`."
            ) from error
