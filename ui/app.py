"""The page: a chat on the left, the cited article on the right; in a tab, what is in the corpus."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import gradio as gr

from index import InvalidQueryError
from qa import Answer, CitewellError, Corpus
from ui.conversation import citations_of, render_conversation
from ui.coverage import render_coverage
from ui.expectation import render_expectation
from ui.markup import escaped
from ui.sources import NOTHING, render_source

STYLE: Final = Path(__file__).with_name("style.css")
EXAMPLES: Final = (
    "Which district of Moscow was raided?",
    "What did the consul ask the Russian office to do?",
    "Что сказал А. Иванов?",
    "Oʻzbekiston elchixonasi nima yubordi?",
    "How many people were arrested in Yekaterinburg?",
)
# The click travels as data; nothing that an article says is ever run.
_ON_CLICK: Final = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-cite]');
  if (button) trigger('select', {index: 0, value: button.dataset.cite});
});
watch('value', () => {
  const turns = element.querySelectorAll('.conversation > section, .conversation > .notice');
  if (turns.length) turns[turns.length - 1].scrollIntoView({block: 'nearest'});
});
"""
_SHOW_QUOTE: Final = """
watch('value', () => {
  const box = element.querySelector('.source');
  const quote = element.querySelector('mark.cited');
  if (!quote) return;
  // Within its box always; the page itself moves only when the reader asked for the source.
  const middle = quote.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += middle - box.clientHeight / 2;
  if (box.classList.contains('asked-for')) quote.scrollIntoView({block: 'center'});
});
"""
# The themes' own fonts would be fetched from the web.
_FONTS: Final = ("system-ui", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
THEME: Final = gr.themes.Default(font=_FONTS, font_mono=("ui-monospace", "Consolas", "monospace"))


def build_page(corpus: Corpus) -> gr.Blocks:
    """The page over a corpus; ``launch`` it with this module's ``THEME`` and ``STYLE``."""

    def reply(
        question: str, answers: list[Answer], strictness: float, as_of: str | None, dates: bool
    ) -> tuple[str, list[Answer], str, Any]:
        try:
            answer = corpus.ask(
                question, answers, strictness, as_of=_day_in(as_of), dates=bool(dates)
            )
        except CitewellError as error:
            # What stands in the field stays, also if it was changed meanwhile.
            return render_conversation(answers, str(error)), answers, gr.skip(), gr.skip()
        answers = [*answers, answer]
        return render_conversation(answers), answers, "", _first_source(corpus, answer)

    def show(answers: list[Answer], event: gr.SelectData) -> Any:
        place = _place(str(event.value), answers)
        return (
            gr.skip()
            if place is None
            else _source(corpus, answers[place[0]], place[1], asked_for=True)
        )

    def contents(wanted: str) -> str:
        try:
            return render_coverage(corpus.coverage(), wanted)
        except CitewellError as error:
            return f'<p class="notice" role="alert">{escaped(str(error))}</p>'

    def clear() -> tuple[str, list[Answer], str, str]:
        return render_conversation([]), [], "", NOTHING

    with gr.Blocks(title="Citewell", analytics_enabled=False) as page:
        answers = gr.State([])
        gr.HTML(f"<h1>Citewell</h1><p class='aside'>{_holdings(corpus)}</p>")
        with gr.Tab("Ask", elem_id="asking"), gr.Row():
            with gr.Column(scale=1, min_width=320):
                conversation = gr.HTML(
                    render_conversation([]), elem_id="conversation", js_on_load=_ON_CLICK
                )
                question = gr.Textbox(
                    label="Question",
                    placeholder="Ask about the articles",
                    elem_id="question",
                    lines=1,
                    max_lines=4,
                    autofocus=True,
                )
                with gr.Row():
                    send = gr.Button("Ask", variant="primary", elem_id="ask")
                    again = gr.Button("New conversation", elem_id="clear")
                strictness = gr.Slider(
                    0,
                    1,
                    value=round(corpus.strictness, 2),
                    step=0.01,
                    label="Strictness: how sure it must be before it answers",
                    elem_id="strictness",
                    buttons=["reset"],
                )
                expected = gr.HTML(
                    render_expectation(round(corpus.strictness, 2)), elem_id="expected"
                )
                with gr.Row():
                    as_of = gr.DateTime(
                        include_time=False,
                        type="string",
                        label="As of (YYYY-MM-DD): nothing published later",
                        elem_id="as-of",
                    )
                    dates = gr.Checkbox(
                        True, label="Articles of a time in the question first", elem_id="dates"
                    )
                gr.Examples([[example] for example in EXAMPLES], inputs=question)
            with gr.Column(scale=1, min_width=320):
                source = gr.HTML(NOTHING, elem_id="source", js_on_load=_SHOW_QUOTE)
        with gr.Tab("What is in it", elem_id="coverage") as coverage:
            wanted = gr.Textbox(
                label="Articles with", placeholder="title, publisher, day …", elem_id="wanted"
            )
            held = gr.HTML(elem_id="held")
        outputs = [conversation, answers, question, source]
        gr.on(
            [send.click, question.submit],
            reply,
            [question, answers, strictness, as_of, dates],
            outputs,
            show_progress="minimal",
            api_visibility="private",
        )
        strictness.input(
            render_expectation, strictness, expected, show_progress="hidden",
            api_visibility="private",
        )  # fmt: skip
        again.click(clear, None, outputs, api_visibility="private")
        gr.on([coverage.select, wanted.submit], contents, wanted, held, api_visibility="private")
        conversation.select(show, answers, source, show_progress="hidden", api_visibility="private")
    return page


def _holdings(corpus: Corpus) -> str:
    state = corpus.state
    return f"{state.articles:,} articles · {state.passages:,} passages · no network, no guesses"


def _day_in(said: str | None) -> date | None:
    """The day of the date field; None if it is empty."""
    try:
        return date.fromisoformat(said.strip()) if said and said.strip() else None
    except ValueError as error:
        raise InvalidQueryError(
            f"“{said}” is no day. Write it as YYYY-MM-DD, such as 2025-06-14, or leave it empty."
        ) from error


def _first_source(corpus: Corpus, answer: Answer) -> str:
    return _source(corpus, answer, 0) if citations_of(answer) else NOTHING


def _source(corpus: Corpus, answer: Answer, number: int, *, asked_for: bool = False) -> str:
    citation = citations_of(answer)[number]
    article = corpus.article(citation.article_id)
    return render_source(article, citation, asked_for=asked_for, language=answer.language)


def _place(value: str, answers: Sequence[Answer]) -> tuple[int, int] | None:
    """Turn and number of a clicked source; None for anything that is not on the page."""
    turn, _, number = value.partition(":")
    if not (turn.isdecimal() and number.isdecimal() and int(turn) < len(answers)):
        return None
    known = citations_of(answers[int(turn)])
    return (int(turn), int(number)) if int(number) < len(known) else None
