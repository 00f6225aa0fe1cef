"""Gold and what was found → where the gold stands, which hits hold it, which citations prove it.

Pure functions over spans; nothing here searches or asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evals.cases import Case, CaseError, Gold
from evals.text_match import holds, tokens
from index import Article, Mask, Span
from qa import Citation, Hit, Sentence

NOT_IN_CORPUS: Final = "its article is not in the corpus"


@dataclass(frozen=True, slots=True)
class Target:
    """Gold with its place.

    Attributes:
        span: where the quote stands; the whole text if only the article is known; None if the
            article is not in the corpus or doesn't hold the quote.
        masks: page furniture over the span.
        text: what stands in the span.
    """

    gold: Gold
    span: Span | None
    masks: tuple[Mask, ...] = ()
    text: str = ""


def gold_span(article: Article | None, gold: Gold) -> Span:
    """Where a gold quote stands.

    Raises:
        CaseError: the article isn't in the corpus, or the quote not in the article.
    """
    text = "" if article is None else article.text
    if article is not None and not gold.quote:
        return Span(0, len(text))
    start = text.find(gold.quote) if gold.start is None else gold.start
    if start < 0 or not gold.quote or text[start : start + len(gold.quote)] != gold.quote:
        raise CaseError(f"{gold.article_id} doesn't hold the gold quote {gold.quote!r}.")
    return Span(start, start + len(gold.quote))


def target_of(article: Article | None, gold: Gold) -> Target:
    """Gold with its place in an article, which may not be there."""
    try:
        span = gold_span(article, gold)
    except CaseError:
        return Target(gold, None)
    assert article is not None
    masks = tuple(mask for mask in article.masks if overlaps(mask.start, mask.end, span))
    return Target(gold, span, masks, article.text[span.start : span.end])


def is_relevant(hit_article: str, start: int, end: int, targets: Sequence[Target]) -> bool:
    """Whether a passage overlaps a gold quote, or is of a gold article where no quote is known."""
    return any(
        target.gold.article_id == hit_article
        and target.span is not None
        and overlaps(start, end, target.span)
        for target in targets
    )


def quote_covered_at(case: Case, targets: Sequence[Target], hits: Sequence[Hit]) -> int | None:
    """The least k for which the first k hits together hold a whole gold quote (or, if the case
    needs all, all of them); None if all hits don't. White space needs no holding.
    """
    ranks = [_covered_at(target, hits) for target in targets if target.gold.quote]
    known = [rank for rank in ranks if rank is not None]
    if case.match == "all":
        return max(known) if known and len(known) == len(ranks) else None
    return min(known, default=None)


def _covered_at(target: Target, hits: Sequence[Hit]) -> int | None:
    if target.span is None:
        return None
    start = target.span.start
    missing = {start + at for at, c in enumerate(target.text) if not c.isspace()}
    for rank, hit in enumerate(hits, start=1):
        if hit.article_id == target.gold.article_id:
            missing -= set(range(max(hit.start, start), min(hit.end, target.span.end)))
        if not missing:
            return rank
    return None


def references(case: Case) -> tuple[str, ...]:
    """What an answer's text is compared with: the short answers, else the gold quotes."""
    return case.answers or tuple(gold.quote for gold in case.gold if gold.quote)


def answer_at(case: Case, hits: Sequence[Hit]) -> int | None:
    """Rank of the first hit whose text holds a reference answer; None if none does."""
    wanted = [words for one in references(case) if (words := tokens(one))]
    for rank, hit in enumerate(hits, start=1):
        words = tokens(hit.text)
        if any(holds(words, one) for one in wanted):
            return rank
    return None


def proves(citation: Citation, target: Target, case: Case) -> bool:
    """Whether a citation holds a gold quote whole.

    Where only the article is known it must be of that article, and hold a short answer if the
    case gives some.
    """
    if citation.article_id != target.gold.article_id or target.span is None:
        return False
    if target.gold.quote:
        return citation.start <= target.span.start and target.span.end <= citation.end
    words = tokens(citation.quote)
    return not case.answers or any(holds(words, tokens(one)) for one in case.answers)


def is_covered(sentences: Sequence[Sentence], targets: Sequence[Target], case: Case) -> bool:
    """Whether the sentences' citations prove the answer as the case asks: any gold, or all."""
    citations = [citation for sentence in sentences for citation in sentence.citations]
    met = [any(proves(one, target, case) for one in citations) for target in targets]
    return bool(met) and (all(met) if case.match == "all" else any(met))


def citation_precision(
    sentences: Sequence[Sentence], targets: Sequence[Target], case: Case
) -> float | None:
    """Share of the citations that touch gold; None if nothing is cited.

    To touch is to overlap a gold quote: a long quote may run over two sentences, each of which
    is rightly cited. Where only the article is known, a citation must prove it.
    """
    citations = [citation for sentence in sentences for citation in sentence.citations]
    if not citations:
        return None
    return sum(any(_touches(c, t, case) for t in targets) for c in citations) / len(citations)


def citation_recall(
    sentences: Sequence[Sentence], targets: Sequence[Target], case: Case
) -> float | None:
    """Share of the gold that is cited if all is needed, else whether any is; None without gold."""
    if not targets:
        return None
    citations = [citation for sentence in sentences for citation in sentence.citations]
    met = [any(proves(one, target, case) for one in citations) for target in targets]
    return sum(met) / len(met) if case.match == "all" else float(any(met))


def overlaps(start: int, end: int, span: Span) -> bool:
    """Whether two spans share a character."""
    return start < span.end and span.start < end


def _touches(citation: Citation, target: Target, case: Case) -> bool:
    if not target.gold.quote:
        return proves(citation, target, case)
    same = citation.article_id == target.gold.article_id
    return same and target.span is not None and overlaps(citation.start, citation.end, target.span)
