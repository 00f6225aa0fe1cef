"""Ranked evidence → an answer of one to four quotes, or an abstention with what came nearest."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index import IndexState, word_forms
from qa.citing import cite_span
from qa.corrections import Correction, corrections_of
from qa.disagreement import Differing, differing
from qa.evidence import Evidence
from qa.groups import MAX_SENTENCES, apart, close_to_best, groups_of, one_of_each
from qa.language import Language
from qa.phrases import PHRASES
from qa.types import Answer, Citation, Corrected, Figure, Sentence

_NEAREST: Final = 4
# Share of the best sentence's odds that a further item of a list needs: each stands for itself.
_LISTED: Final = 0.03


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
        parts: of a question about several things, what was found for each of them; then the best
            sentence for each is shown, and close seconds where there is room.
        is_list: whether several things of one kind are asked for; then a sentence of each article
            is shown before a second one of any.
        headline: of a story that is not here, which an abstention names.
    """
    told = [part for part in parts if part.confidence >= threshold]
    groups = groups_of(evidence, searched_for)
    if told:
        confidence = sum(part.confidence for part in told) / len(told)
    abstained = confidence < threshold or not groups
    if told:
        room = MAX_SENTENCES // len(told)
        found = [
            close_to_best(groups_of(part.evidence, searched_for), companion)[:room] for part in told
        ]
        # One sentence may tell it of all of them: "both of whom plead not guilty".
        both = groups[:1] if groups and _names_all(groups[0][0].quote, told) else []
        best, others = [some[:1] for some in found], [some[1:] for some in found]
        chosen = apart([both, *best, *others])[:MAX_SENTENCES]
    elif abstained:
        chosen = apart([*(groups_of(part.evidence, searched_for)[:1] for part in parts), groups])[
            :_NEAREST
        ]
    else:
        close = close_to_best(groups, _LISTED if is_list else companion)
        chosen = one_of_each(close) if is_list else close[:MAX_SENTENCES]
    differ = [] if abstained or told else differing(searched_for, evidence)
    chosen = _with_differing(chosen, groups, differ)
    read = [part.evidence for part in told] or [evidence]
    corrected = [] if abstained else [one for some in read for one in _corrected(chosen, some)]
    chosen = _with_corrections(chosen, corrected)
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
    figures = _figures(chosen, differ)
    if figures:
        lead = said.differing.format(figures=figures_text(figures))
    elif told and untold:
        lead = said.untold.format(names=untold)
    pairs = _pairs(chosen, corrected)
    if pairs:
        lead = f"{lead} {said.corrected.format(pairs=pairs_text(pairs))}".strip()
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
        corrected=pairs,
    )


def pairs_text(pairs: Sequence[Corrected]) -> str:
    """Numbers of sentences and of those that correct them: [1] → [2]."""
    return ", ".join(f"[{one.claim}] → [{one.by}]" for one in pairs)


def unsearched(question: str, lead: str, state: IndexState, language: Language) -> Answer:
    """The abstention from a question for which nothing was searched.

    What an earlier question was about isn't asked again in its place, nor does it count as one.

    Args:
        lead: why, in fixed words.
    """
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
        kind="chat",
        language=language,
        lead=lead,
    )


def figures_text(figures: Sequence[Figure]) -> str:
    """Figures with the numbers of their sentences: “$487 million” [1], “$478 million” [2]."""
    return ", ".join(f"“{one.text}” [{one.sentence}]" for one in figures)


def _names_all(quote: str, parts: Sequence[Told]) -> bool:
    """Whether a quote has a word of each part's name, in any inflection."""
    forms = [form for _word, form in word_forms(quote)]
    return all(
        any(form.startswith(named) for _word, named in word_forms(part.name) for form in forms)
        for part in parts
    )


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


def _corrected(chosen: Sequence[list[Evidence]], evidence: Sequence[Evidence]) -> list[Correction]:
    """What of the evidence denies or corrects those of the chosen sentences that are from it."""
    known = {id(one) for one in evidence}
    return corrections_of([group[0] for group in chosen if id(group[0]) in known], evidence)


def _with_corrections(
    chosen: Sequence[list[Evidence]], corrected: Sequence[Correction]
) -> list[list[Evidence]]:
    """The chosen sentences, each correction behind its claim; others go if there is no room."""
    needed = {id(one) for pair in corrected for one in (pair.claim, pair.said)}
    kept: list[list[Evidence]] = []
    for group in chosen:
        kept.append(group)
        kept += [[pair.said] for pair in corrected if pair.claim is group[0]]
    once = [group for at, group in enumerate(kept) if _first_at(kept, group) == at]
    while len(once) > MAX_SENTENCES:
        free = [group for group in once if id(group[0]) not in needed]
        last = free[-1] if free else once[-1]
        once = [group for group in once if group is not last]
    return once


def _first_at(groups: Sequence[list[Evidence]], group: list[Evidence]) -> int:
    return next(at for at, one in enumerate(groups) if _is_said(one, group[0]))


def _is_said(group: Sequence[Evidence], one: Evidence) -> bool:
    return any(other is one for other in group)


def _pairs(
    chosen: Sequence[list[Evidence]], corrections: Sequence[Correction]
) -> tuple[Corrected, ...]:
    """Which of the sentences shown correct which; none of which one isn't shown."""
    pairs = []
    for pair in corrections:
        claim, by = (
            next((n for n, group in enumerate(chosen, 1) if _is_said(group, one)), None)
            for one in (pair.claim, pair.said)
        )
        if claim is not None and by is not None:
            pairs.append(Corrected(claim, by))
    return tuple(pairs)


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


def _source(citation: Citation) -> str:
    said = [citation.title, citation.publisher, citation.date, citation.article_id]
    return ", ".join(part for part in said if part)
