"""Cases and a corpus → outcomes: each question searched for, asked, and held against its gold."""

import time
from collections.abc import Callable, Sequence

from evals.cases import Case, CaseError, Gold
from evals.metrics import Outcome
from index import Article, Span
from qa import Citation, Corpus, Sentence

_DEPTH = 10


def run_cases(
    corpus: Corpus, cases: Sequence[Case], on_progress: Callable[[int], None] | None = None
) -> list[Outcome]:
    """Ask every case.

    Raises:
        CaseError: a gold quote doesn't stand in its article.
    """
    outcomes = []
    for done, case in enumerate(cases, start=1):
        outcomes.append(_run(corpus, case))
        if on_progress:
            on_progress(done)
    return outcomes


def _run(corpus: Corpus, case: Case) -> Outcome:
    gold = [(one.article_id, gold_span(corpus.article(one.article_id), one)) for one in case.gold]
    hits = corpus.search(case.question, k=_DEPTH)
    started = time.perf_counter()
    answer = corpus.ask(case.question)
    seconds = time.perf_counter() - started
    ranking = tuple(
        any(hit.article_id == name and _overlaps(hit.start, hit.end, span) for name, span in gold)
        for hit in hits
    )
    relevant = {
        passage.key
        for name, span in gold
        for passage in corpus.passages_of(name)
        if _overlaps(passage.start, passage.end, span)
    }
    shown = answer.nearest if answer.abstained else answer.sentences
    return Outcome(
        case=case,
        ranking=ranking,
        relevant=len(relevant),
        covered=_covers(answer.sentences, gold, case),
        first_covered=any(_covers(shown[:1], [one], case) for one in gold),
        nearest_covered=_covers(shown, gold, case),
        abstained=answer.abstained,
        confidence=answer.confidence,
        citations=sum(len(sentence.citations) for sentence in shown),
        seconds=seconds,
    )


def gold_span(article: Article | None, gold: Gold) -> Span:
    """Where a gold quote stands.

    Raises:
        CaseError: the article isn't in the corpus, or the quote not in the article.
    """
    start = -1 if article is None else article.text.find(gold.quote)
    if start < 0:
        raise CaseError(f"{gold.article_id} doesn't hold the gold quote {gold.quote!r}.")
    return Span(start, start + len(gold.quote))


def _covers(sentences: Sequence[Sentence], gold: Sequence[tuple[str, Span]], case: Case) -> bool:
    citations = [citation for sentence in sentences for citation in sentence.citations]
    met = [any(_holds(citation, name, span) for citation in citations) for name, span in gold]
    return bool(met) and (all(met) if case.match == "all" else any(met))


def _holds(citation: Citation, article_id: str, span: Span) -> bool:
    same = citation.article_id == article_id
    return same and citation.start <= span.start and span.end <= citation.end


def _overlaps(start: int, end: int, span: Span) -> bool:
    return start < span.end and span.start < end
