"""What happened with each question, as plain data that a run file keeps."""

from dataclasses import dataclass
from typing import Any

from evals.cases import Case, Gold


@dataclass(frozen=True, slots=True)
class FoundHit:
    """One of the first hits.

    Attributes:
        start: first character of the passage in its article. end: one past its last.
        relevant: whether it overlaps gold.
        gold: what of ``text`` is a gold quote: first character and one past the last, each.
    """

    article_id: str
    title: str
    start: int
    end: int
    score: float
    relevant: bool
    text: str
    gold: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence of the answer, or of what came nearest where it abstained.

    Attributes:
        sources: the articles that it is cited from.
        proves: whether its citations hold a gold quote.
    """

    text: str
    sources: tuple[str, ...]
    score: float
    proves: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What ``ask`` gave.

    Attributes:
        shown: the answer's sentences; the nearest ones where it abstained.
        covered: whether the answer's citations prove the gold as the case asks.
        first_covered: whether the first sentence shown proves a gold quote.
        shown_covered: whether the sentences shown do, also where it abstained.
        citation_precision, citation_recall: as in ``evals.judge``; None where undefined.
        exact_match, token_f1, containment: the answer's text against the references; None
            where the case has neither short answers nor quotes, but an answer.
        seconds: wall time of ``ask``.
    """

    abstained: bool
    confidence: float
    shown: tuple[ShownSentence, ...]
    covered: bool
    first_covered: bool
    shown_covered: bool
    citation_precision: float | None
    citation_recall: float | None
    exact_match: float | None
    token_f1: float | None
    containment: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a missed question was lost, and what would have been needed."""

    kind: str
    needed: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened with one case.

    Attributes:
        hits: the first hits, best first.
        passages_found: how many hits there were. articles_found: of how many articles.
        passage_ranks: ranks (from 1) of the hits that overlap a gold quote; empty where only
            articles are known.
        passages_relevant: number of passages in the corpus that do.
        article_ranks: rank (from 1) of each gold article, by its best hit, with its grade.
        article_grades: grades of all gold articles.
        covered_at: the least k for which the first k hits hold the gold quotes as asked.
        answer_at: rank of the first hit whose text holds a reference answer.
        publishers: of the gold articles, where the files say so.
        search_seconds: wall time of ``search``.
        reply: None where only the search was measured.
        failure: None where the question wasn't missed.
    """

    case: Case
    hits: tuple[FoundHit, ...]
    passages_found: int
    articles_found: int
    passage_ranks: tuple[int, ...]
    passages_relevant: int
    article_ranks: tuple[tuple[int, int], ...]
    article_grades: tuple[int, ...]
    covered_at: int | None
    answer_at: int | None
    publishers: tuple[str, ...]
    search_seconds: float
    reply: Reply | None
    failure: Failure | None


def outcome_of(values: dict[str, Any]) -> Outcome:
    """An outcome from its JSON (``dataclasses.asdict``).

    Raises:
        KeyError, TypeError: it is none.
    """
    case, reply, failure = values["case"], values["reply"], values["failure"]
    known = {
        **values,
        "case": Case(
            **{
                **case,
                "gold": tuple(Gold(**one) for one in case["gold"]),
                "tags": tuple(case["tags"]),
                "answers": tuple(case["answers"]),
            }
        ),
        "hits": tuple(
            FoundHit(**{**hit, "gold": tuple((a, b) for a, b in hit["gold"])})
            for hit in values["hits"]
        ),
        "passage_ranks": tuple(values["passage_ranks"]),
        "article_ranks": tuple((rank, grade) for rank, grade in values["article_ranks"]),
        "article_grades": tuple(values["article_grades"]),
        "publishers": tuple(values["publishers"]),
        "reply": None if reply is None else _reply(reply),
        "failure": None if failure is None else Failure(**failure),
    }
    return Outcome(**known)


def _reply(values: dict[str, Any]) -> Reply:
    shown = tuple(
        ShownSentence(**{**one, "sources": tuple(one["sources"])}) for one in values["shown"]
    )
    return Reply(**{**values, "shown": shown})
