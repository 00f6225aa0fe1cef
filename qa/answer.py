"""Ranked evidence → an answer of one to four quotes, or an abstention with what came nearest."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index import IndexState, Span, words
from qa.bylines import is_byline
from qa.citing import cite_span
from qa.disagreement import Differing, differing
from qa.evidence import Evidence
from qa.language import Language
from qa.phrases import PHRASES
from qa.types import Answer, Citation, Figure, Sentence

MAX_SENTENCES: Final = 4
_NEAREST: Final = 4
_COPY_COSINE: Final = 0.97
_COPY_WORDS: Final = 0.8  # shared of all words of two sentences
_MIN_WORDS: Final = 2  # a bare name or a torn-off piece answers nothing


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What was found for one of several things that a question asks about.

    Attributes:
        name: of the thing, as the question has it.
        evidence: best first. confidence: that it answers the question about this thing.
    """

    name: str
    evidence: Sequence[Evidence]
    confidence: float


def cite(evidence: Evidence, folder: Path) -> Citation:
    """The proof of a sentence."""
    return cite_span(evidence.article, evidence.quoted, folder)


def compose(
    question: str,
    searched_for: str,
    evidence: Sequence[Evidence],
    confidence: float,
    state: IndexState,
    *,
    threshold: float,
    companion: float,
    language: Language = "en",
    parts: Sequence[Told] = (),
    is_list: bool = False,
    headline: str | None = None,
) -> Answer:
    """Choose the sentences and put the answer together.

    Args:
        evidence: best first. threshold: confidence below which the answer abstains.
        companion: share of the best sentence's odds that a further sentence needs.
        language: of the fixed words.
        parts: of a question about several things, what was found for each of them; then one
            sentence for each is shown.
        is_list: whether several things of one kind are asked for; then a sentence of each article
            is shown before a second one of any.
        headline: of a story that is not here, which an abstention names.
    """
    told = [part for part in parts if part.confidence >= threshold]
    groups = _groups(evidence)
    if told:
        confidence = sum(part.confidence for part in told) / len(told)
    abstained = confidence < threshold or not groups
    if told:
        chosen = _apart([_groups(part.evidence)[:1] for part in told])
    elif abstained:
        chosen = _apart([*(_groups(part.evidence)[:1] for part in parts), groups])[:_NEAREST]
    else:
        least = groups[0][0].score + math.log(companion)
        close = [group for group in groups if group[0].score >= least]
        chosen = _one_of_each(close) if is_list else close[:MAX_SENTENCES]
    apart = [] if abstained or told else differing(searched_for, evidence)
    chosen = _with_differing(chosen, groups, apart)
    folder = state.folder or Path()
    sentences = tuple(
        Sentence(group[0].quote, tuple(cite(one, folder) for one in group), group[0].score)
        for group in chosen
    )
    said = PHRASES[language]
    lead = f"{said.dont_say} {said.counts(state.articles, state.passages)}" if abstained else ""
    if abstained and headline:
        lead = f"{lead} {said.only_headline.format(headline=headline)}"
    near = [said.nearest] if abstained and sentences else []
    untold = ", ".join(part.name for part in parts if part not in told)
    if told and untold:
        lead = said.untold.format(names=untold)
    figures = _figures(chosen, apart)
    if figures:
        lead = said.differing.format(figures=figures_text(figures))
    return Answer(
        question=question,
        searched_for=searched_for,
        text=answer_text("\n\n".join([lead, *near]), sentences),
        abstained=abstained,
        confidence=confidence,
        sentences=() if abstained else sentences,
        nearest=sentences if abstained else (),
        articles_searched=state.articles,
        passages_searched=state.passages,
        language=language,
        lead=lead,
        differing=figures,
    )


def not_understood(question: str, state: IndexState, language: Language) -> Answer:
    """The abstention from a question whose words mean nothing: nothing was searched for.

    What an earlier question was about isn't asked again in its place.
    """
    lead = PHRASES[language].not_understood
    return Answer(
        question=question,
        searched_for=question,
        text=lead,
        abstained=True,
        confidence=0.0,
        sentences=(),
        nearest=(),
        articles_searched=state.articles,
        passages_searched=state.passages,
        language=language,
        lead=lead,
    )


def figures_text(figures: Sequence[Figure]) -> str:
    """Figures with the numbers of their sentences: “$487 million” [1], “$478 million” [2]."""
    return ", ".join(f"“{one.text}” [{one.sentence}]" for one in figures)


def _one_of_each(groups: Sequence[list[Evidence]]) -> list[list[Evidence]]:
    """The best of each article, then others as far as there is room; in order of rank."""
    leading = {group[0].article.article_id: group for group in reversed(groups)}
    best = {id(group) for group in leading.values()}
    taken = sorted(groups, key=lambda group: id(group) not in best)[:MAX_SENTENCES]
    kept = {id(group) for group in taken}
    return [group for group in groups if id(group) in kept]


def _with_differing(
    chosen: Sequence[list[Evidence]], groups: Sequence[list[Evidence]], apart: Sequence[Differing]
) -> list[list[Evidence]]:
    """The chosen sentences and those that give another figure, in place of the last if need be."""
    needed = [
        group for group in groups if any(one.evidence is other for one in apart for other in group)
    ]
    kept = list(chosen)
    shown, wanted = {id(group) for group in chosen}, {id(group) for group in needed}
    if not shown & wanted:
        return kept  # the answer shown isn't about this figure
    room = MAX_SENTENCES - len(needed)
    others = [group for group in chosen if id(group) not in wanted][: max(room, 0)]
    staying = {id(group) for group in others} | wanted
    kept = [group for group in chosen if id(group) in staying]
    return (kept + [group for group in needed if id(group) not in shown])[:MAX_SENTENCES]


def _figures(chosen: Sequence[list[Evidence]], apart: Sequence[Differing]) -> tuple[Figure, ...]:
    """The differing figures that are shown; none if only one of them is."""
    figures = tuple(
        Figure(number, one.said)
        for number, group in enumerate(chosen, start=1)
        for one in apart
        if any(one.evidence is other for other in group)
    )
    return figures if len(figures) > 1 else ()


def answer_text(lead: str, sentences: Sequence[Sentence]) -> str:
    """An answer as one text: what is said before the quotes, the quotes, their sources."""
    quotes = "\n".join(f"“{s.text}” [{n}]" for n, s in enumerate(sentences, start=1))
    sources = "\n".join(
        f"[{n}] {' = '.join(_source(c) for c in s.citations)}"
        for n, s in enumerate(sentences, start=1)
    )
    # What is said right before the quotes stands on the line above them.
    before = f"{lead}\n{quotes}" if lead else quotes
    return "\n\n".join(part for part in (before.strip(), sources) if part)


def _groups(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """What can be shown, each with its copies; best first."""
    shown = [one for one in evidence if len(words(one.text)) >= _MIN_WORDS]
    return _without_copies(
        [one for rank, one in enumerate(shown) if rank == 0 or not is_byline(one.text)]
    )


def _apart(found: Sequence[Sequence[list[Evidence]]]) -> list[list[Evidence]]:
    """All groups in their order, but none that repeats an earlier one."""
    kept: list[list[Evidence]] = []
    for group in (group for groups in found for group in groups):
        if not any(_is_copy(group[0], other[0]) for other in kept):
            kept.append(group)
    return kept


def _without_copies(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Group sentences that say the same in nearly the same words; best first in each group."""
    groups: list[list[Evidence]] = []
    for one in evidence[:40]:
        for group in groups:
            if _is_copy(group[0], one):
                # A copy elsewhere is one more source; one in the same article is not.
                if all(one.article.article_id != other.article.article_id for other in group):
                    group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _is_copy(one: Evidence, other: Evidence) -> bool:
    if one.article.article_id == other.article.article_id and _overlap(one.quoted, other.quoted):
        return True
    mine, theirs = set(words(one.text)), set(words(other.text))
    shared = len(mine & theirs) / max(1, len(mine | theirs))
    # Numbers decide: "12 detained" and "15 detained" are no copies however alike they look.
    if {w for w in mine if w.isdigit()} != {w for w in theirs if w.isdigit()}:
        return False
    return shared >= _COPY_WORDS or (
        shared >= _COPY_WORDS / 2 and float(one.vector @ other.vector) >= _COPY_COSINE
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _source(citation: Citation) -> str:
    said = [citation.title, citation.publisher, citation.date, citation.article_id]
    return ", ".join(part for part in said if part)
