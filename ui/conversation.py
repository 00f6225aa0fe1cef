"""Answers → the left side of the page: questions, quotes, and a button for each source."""

from collections.abc import Sequence

from qa import Answer, Citation, Sentence
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
    parts = [f'<p class="question">{escaped(answer.question)}</p>']
    if answer.searched_for != answer.question:
        parts.append(f'<p class="aside">Searched for: {escaped(answer.searched_for)}</p>')
    shown = answer.nearest if answer.abstained else answer.sentences
    kind = "answer"
    if answer.abstained:
        kind = "answer abstained"
        parts.append(
            "<p><strong>The articles don’t say.</strong> "
            f"Searched {answer.articles_searched:,} articles, {answer.passages_searched:,} "
            f"passages.</p>"
        )
        if shown:
            parts.append('<p class="aside">Nearest, related but not an answer:</p>')
    source = 0
    for sentence in shown:
        parts.append(_sentence(number, source, sentence))
        source += len(sentence.citations)
    parts.append(f'<p class="aside">Confidence {answer.confidence:.0%}</p>')
    return f'<section class="{kind}">{"".join(parts)}</section>'


def _sentence(turn: int, first: int, sentence: Sentence) -> str:
    buttons = "".join(
        f'<button type="button" class="cite" data-cite="{turn}:{first + at}" '
        f'aria-label="Show source {first + at + 1}">{first + at + 1}</button>'
        for at in range(len(sentence.citations))
    )
    sources = "; ".join(_source(citation) for citation in sentence.citations)
    return (
        f"<blockquote>“{escaped(sentence.text)}” {buttons}<footer>{sources}</footer></blockquote>"
    )


def _source(citation: Citation) -> str:
    said = [citation.title, citation.publisher, citation.date]
    return escaped(", ".join(part for part in said if part))
