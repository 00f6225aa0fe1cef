"""Answers → the left side of the page: questions, quotes, and a button for each source."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from qa import Answer, Citation, Sentence
from qa.answer import figures_text, pairs_text
from qa.phrases import PHRASES, Phrases
from qa.types import Corrected
from ui.markup import escaped

WELCOME = (
    '<p class="welcome">Ask about the articles, in English, Russian, Kazakh, Kyrgyz or Uzbek. '
    "Every sentence of an answer is a quote; its number shows where it stands.</p>"
)


def render_conversation(answers: Sequence[Answer], notice: str = "") -> str:
    """The whole conversation, oldest first, and a notice about the last question if any."""
    turns = [_turn(number, answer) for number, answer in enumerate(answers)]
    if notice:
        turns.append(f'<p class="notice" role="alert">{escaped(notice)}</p>')
    return f'<div class="conversation">{"".join(turns) or WELCOME}</div>'


def citations_of(answer: Answer) -> list[Citation]:
    """The citations in the order of their numbers on the page."""
    shown = answer.nearest if answer.abstained else answer.sentences
    return [citation for sentence in shown for citation in sentence.citations]


def _turn(number: int, answer: Answer) -> str:
    said = PHRASES[answer.language]
    parts = [f'<p class="question">{escaped(answer.question)}</p>']
    if answer.searched_for != answer.question:
        asked = escaped(said.searched_for.format(question=answer.searched_for))
        parts.append(f'<p class="aside searched-for">{asked}</p>')
    if answer.as_of:
        parts.append(f'<p class="aside as-of">{escaped(said.as_of.format(day=answer.as_of))}</p>')
    if answer.period:
        favoured = escaped(said.period.format(period=answer.period))
        parts.append(f'<p class="aside period">{favoured}</p>')
    shown = answer.nearest if answer.abstained else answer.sentences
    kind = "answer"
    if answer.abstained:
        kind = "answer abstained"
        says_so = answer.lead.startswith(said.dont_say)
        first = said.dont_say if says_so else answer.lead
        rest = answer.lead[len(first) :]
        parts.append(f"<p><strong>{escaped(first)}</strong>{escaped(rest)}</p>")
        if answer.files:
            parts.append(f'<p class="aside found">{escaped(said.found(answer.files))}</p>')
        if shown:
            parts.append(f'<p class="aside">{escaped(said.nearest)}</p>')
    elif answer.lead:
        parts.append(f'<p class="reply">{escaped(_lead(answer))}</p>')
    source = 0
    for sentence in shown:
        parts.append(_sentence(number, source, sentence, said))
        source += len(sentence.citations)
    if answer.kind == "answer" and shown:
        share = said.confidence.format(share=f"{answer.confidence:.0%}")
        parts.append(f'<p class="aside">{escaped(share)}</p>')
    return f'<section class="{kind}" lang="{answer.language}">{"".join(parts)}</section>'


def _lead(answer: Answer) -> str:
    """What is said before the quotes; the page numbers sources, not sentences."""
    before = [0, *accumulate(len(sentence.citations) for sentence in answer.sentences)]
    lead = answer.lead
    if answer.differing:
        figures = [replace(one, sentence=before[one.sentence - 1] + 1) for one in answer.differing]
        lead = lead.replace(figures_text(answer.differing), figures_text(figures))
    if answer.corrected:
        pairs = [
            Corrected(before[one.claim - 1] + 1, before[one.by - 1] + 1) for one in answer.corrected
        ]
        lead = lead.replace(pairs_text(answer.corrected), pairs_text(pairs))
    return lead


def _sentence(turn: int, first: int, sentence: Sentence, said: Phrases) -> str:
    buttons = "".join(
        _button(turn, first + at, said.show_source) for at in range(len(sentence.citations))
    )
    sources = "; ".join(_source(citation, said) for citation in sentence.citations)
    notes = [note for citation in sentence.citations for note in said.dated_notes(citation)]
    dated = "".join(f'<span class="dated">{escaped(note)}</span>' for note in dict.fromkeys(notes))
    return (
        f"<blockquote>“{escaped(sentence.text)}” {buttons}<footer>{sources}{dated}</footer>"
        "</blockquote>"
    )


def _button(turn: int, source: int, label: str) -> str:
    number = source + 1
    return (
        f'<button type="button" class="cite" data-cite="{turn}:{source}" '
        f'aria-label="{escaped(label.format(number=number))}">{number}</button>'
    )


def _source(citation: Citation, said: Phrases) -> str:
    known = [escaped(part) for part in (citation.title, citation.publisher) if part]
    if citation.date:
        known.append(f'<span class="date">{escaped(citation.date)}</span>')
    if not (citation.publisher or citation.date):
        known.append(escaped(said.no_facts))
    return ", ".join(known)
