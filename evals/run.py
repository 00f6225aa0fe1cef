"""Cases and a corpus → outcomes: each question searched for, asked, and held against its gold."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from evals.cases import Case
from evals.failures import SEARCHED, Looker, Miss, class_of, wrongly_answered
from evals.judge import (
    Target,
    answer_at,
    citation_precision,
    citation_recall,
    gold_span,
    is_covered,
    is_relevant,
    overlaps,
    quote_covered_at,
    references,
    target_of,
)
from evals.outcomes import Failure, FoundHit, Outcome, Reply, ShownSentence
from evals.text_match import containment, exact_match, token_f1
from index import InvalidQueryError, Settings, load_settings
from qa import Answer, Corpus, Hit, Sentence

__all__ = ["DEPTH", "gold_span", "outcomes_of", "run_cases"]

DEPTH: Final = 100  # passages that are searched for
_KEPT: Final = 10  # hits that an outcome keeps with their text


def run_cases(
    corpus: Corpus,
    cases: Sequence[Case],
    *,
    asks: bool = True,
    settings: Settings | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> list[Outcome]:
    """Run every case.

    Args:
        asks: whether to ask, too, and not only to search.
        on_progress: called with the number of cases done.
    """
    outcomes = []
    for done, outcome in enumerate(outcomes_of(corpus, cases, asks, settings), start=1):
        outcomes.append(outcome)
        if on_progress:
            on_progress(done)
    return outcomes


def outcomes_of(
    corpus: Corpus, cases: Sequence[Case], asks: bool, settings: Settings | None = None
) -> Iterator[Outcome]:
    """Run the cases one by one."""
    settings = settings or load_settings()
    if asks:
        corpus.warm_up()
    if cases:
        _timed_search(corpus, cases[0].question)  # what a first search loads is nobody's latency
    looker = Looker(corpus, settings)
    try:
        for case in cases:
            yield _run(corpus, case, asks, looker, settings)
    finally:
        looker.close()


def _run(corpus: Corpus, case: Case, asks: bool, looker: Looker, settings: Settings) -> Outcome:
    articles = {gold.article_id: corpus.article(gold.article_id) for gold in case.gold}
    targets = [target_of(articles[gold.article_id], gold) for gold in case.gold]
    hits, seconds = _timed_search(corpus, case.question)
    quoted = [target for target in targets if target.gold.quote]
    # Passages are judged by quotes; whole articles by the rank of their best passage.
    relevant = [is_relevant(h.article_id, h.start, h.end, targets) for h in hits]
    order = list(dict.fromkeys(hit.article_id for hit in hits))
    grades: dict[str, int] = {}
    for gold in case.gold:
        grades[gold.article_id] = max(gold.grade, grades.get(gold.article_id, 0))
    reply, answer = _ask(corpus, case, targets) if asks else (None, None)
    failure = _failure(case, targets, hits, reply, answer, looker, settings)
    return Outcome(
        case=case,
        hits=tuple(_kept(hit, is_gold, quoted) for hit, is_gold in zip(hits[:_KEPT], relevant)),
        passages_found=len(hits),
        articles_found=len(order),
        passage_ranks=tuple(n for n, is_gold in enumerate(relevant, 1) if is_gold and quoted),
        passages_relevant=_relevant_passages(corpus, quoted),
        article_ranks=tuple((n, grades[a]) for n, a in enumerate(order, 1) if a in grades),
        article_grades=tuple(grades.values()),
        covered_at=quote_covered_at(case, targets, hits),
        answer_at=answer_at(case, hits),
        publishers=tuple(
            sorted({a.metadata.publisher for a in articles.values() if a and a.metadata.publisher})
        ),
        search_seconds=seconds,
        reply=reply,
        failure=failure,
    )


def _timed_search(corpus: Corpus, question: str) -> tuple[list[Hit], float]:
    """The hits and the seconds; a question that can't be searched for has no hits."""
    started = time.perf_counter()
    try:
        hits = corpus.search(question, k=DEPTH)
    except InvalidQueryError:
        hits = []
    return hits, time.perf_counter() - started


def _ask(corpus: Corpus, case: Case, targets: Sequence[Target]) -> tuple[Reply, Answer | None]:
    started = time.perf_counter()
    answer: Answer | None = None
    try:
        answer = corpus.ask(case.question)
    except InvalidQueryError:
        answer = None  # refused at the door: an abstention
    seconds = time.perf_counter() - started
    said = answer.sentences if answer else ()
    shown = said or (answer.nearest if answer else ())
    wanted = references(case)
    judged = bool(wanted) or not case.answerable
    text = " ".join(sentence.text for sentence in said)
    reply = Reply(
        abstained=answer is None or answer.abstained,
        confidence=answer.confidence if answer else 0.0,
        shown=tuple(_shown(sentence, targets, case) for sentence in shown),
        covered=is_covered(said, targets, case),
        first_covered=any(is_covered(shown[:1], [target], case) for target in targets),
        shown_covered=is_covered(shown, targets, case),
        citation_precision=citation_precision(said, targets, case),
        citation_recall=citation_recall(said, targets, case),
        exact_match=exact_match(text, wanted) if judged else None,
        token_f1=token_f1(text, wanted) if judged else None,
        containment=containment(text, wanted) if judged else None,
        seconds=seconds,
    )
    return reply, answer


def _shown(sentence: Sentence, targets: Sequence[Target], case: Case) -> ShownSentence:
    return ShownSentence(
        sentence.text,
        tuple(citation.article_id for citation in sentence.citations),
        sentence.score,
        any(is_covered([sentence], [target], case) for target in targets),
    )


def _failure(
    case: Case,
    targets: Sequence[Target],
    hits: Sequence[Hit],
    reply: Reply | None,
    answer: Answer | None,
    looker: Looker,
    settings: Settings,
) -> Failure | None:
    if not case.answerable:
        is_answered = answer is not None and not answer.abstained
        return wrongly_answered(answer, case.why) if answer and is_answered else None
    if reply is not None:
        if reply.covered:
            return None
        # Single gold that is proven already is not what was missed.
        said = answer.sentences if answer else ()
        unproven = [target for target in targets if not is_covered(said, [target], case)]
        missed = Miss(case.question, case.match == "all", tuple(unproven), hits, answer)
    else:
        first = hits[:SEARCHED]
        if any(is_relevant(hit.article_id, hit.start, hit.end, targets) for hit in first):
            return None
        missed = Miss(case.question, case.match == "all", tuple(targets), hits, None)
    try:
        return class_of(missed, looker, settings)
    except InvalidQueryError as error:
        return Failure("not a question that can be asked", str(error))


def _relevant_passages(corpus: Corpus, targets: Sequence[Target]) -> int:
    return len(
        {
            passage.key
            for target in targets
            if target.span is not None
            for passage in corpus.passages_of(target.gold.article_id)
            if overlaps(passage.start, passage.end, target.span)
        }
    )


def _kept(hit: Hit, is_gold: bool, quoted: Sequence[Target]) -> FoundHit:
    marks = {
        (max(target.span.start, hit.start) - hit.start, min(target.span.end, hit.end) - hit.start)
        for target in quoted
        if target.span is not None
        and target.gold.article_id == hit.article_id
        and overlaps(hit.start, hit.end, target.span)
    }
    return FoundHit(
        article_id=hit.article_id,
        title=hit.title,
        start=hit.start,
        end=hit.end,
        score=hit.score,
        relevant=is_gold,
        text=hit.text,
        gold=tuple(sorted(marks)),
    )
