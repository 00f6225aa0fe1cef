"""What must be quoted with a sentence: whom a pronoun means, who said the quoted words."""

import pytest

from index import Span
from index.sentences import sentence_spans
from qa.context import needs_context, with_context


def spans_of(text: str) -> list[Span]:
    return [span for paragraph in sentence_spans(text, ()) for span in paragraph]


@pytest.mark.parametrize(
    ("text", "number", "quoted"),
    [
        (
            '"The door would not move," Yuldashev said. "Then the lights went out." Rain fell.',
            1,
            '"The door would not move," Yuldashev said. "Then the lights went out."',
        ),
        (
            "«Дверь не открывалась», — сказал Юлдашев. «Потом погас свет». Шёл дождь.",
            1,
            "«Дверь не открывалась», — сказал Юлдашев. «Потом погас свет».",
        ),
        (
            "The mayor spoke. “We had no choice. The bridge was old,” Mayor Asanov said.",
            1,
            "“We had no choice. The bridge was old,” Mayor Asanov said.",
        ),
        ("Asanov came. He left at noon.", 1, "Asanov came. He left at noon."),
        (
            "Суд сократил срок. Об этом сообщила адвокат. Шёл дождь.",
            1,
            "Суд сократил срок. Об этом сообщила адвокат.",
        ),
        (
            "Пришёл Асанов. По его словам, мост закрыт.",
            1,
            "Пришёл Асанов. По его словам, мост закрыт.",
        ),
        (
            "An earlier version of this article said 14 died. It was 12. Rain fell.",
            0,
            "An earlier version of this article said 14 died. It was 12.",
        ),
        (
            "В предыдущей версии статьи назван город Ош. Это был Талас. Шёл дождь.",
            0,
            "В предыдущей версии статьи назван город Ош. Это был Талас.",
        ),
        ("Asanov came. The Uyut hostel burned.", 1, "The Uyut hostel burned."),
        ("The «Uyut» hostel burned. Asanov came.", 0, "The «Uyut» hostel burned."),
    ],
)
def test_what_a_sentence_is_quoted_with(text: str, number: int, quoted: str) -> None:
    spans = spans_of(text)
    span = spans[number]
    found = with_context(text, spans, span)
    assert text[found.start : found.end] == quoted
    assert needs_context(text[span.start : span.end]) == (found != span)


def test_a_quotation_without_an_end_takes_few_sentences() -> None:
    text = "“One is said. Two is said. Three is said. Four is said. Five is said."
    found = with_context(text, spans_of(text), spans_of(text)[0])
    assert text[found.start : found.end] == "“One is said. Two is said. Three is said."
