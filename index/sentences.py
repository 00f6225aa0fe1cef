"""Text outside the masks → spans of sentences, trimmed of white space, in order.

Line ends are a hint, not a law: a page that was wrapped at a column is joined again, a line
that ends like a paragraph ends one.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Final

import sentencex

from index.types import Mask, Span

MAX_SENTENCE: Final = 1200  # characters; longer ones (tables, lists) are cut at white space
_PARAGRAPH_BREAK: Final = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t\f\v]*(?=\r|\n)|[\u2028\u2029\f]")
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n|\x85")
_TERMINAL: Final = re.compile(r"[.!?…。][\"'”’»)\]]*\s*$")
_STARTS_ANEW: Final = re.compile(r"\s*(?:[-*•–—#>]|\d{1,2}[.)])\s")
_CONTINUES: Final = re.compile(r"[\s\"'“‘«(]*[^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮІҺЎҲ]")
# What a sentence splitter cuts at by mistake: initials, "No. 5", "ст. 293", "5 янв. 2024", "т. е.".
_OPEN_END: Final = re.compile(
    r"(?:\b[^\W\d_]|\b(?:No|Nos|St|Art|vs|approx|ca|р|руб|коп|тыс|млн|млрд|чел|им|ул|д|пр|стр|"
    r"ст|пп|гл|корп|кв|проф|янв|февр|фев|апр|авг|сент|сен|окт|нояб|ноя|дек|т\.\s?е|т\.\s?к))\.\s*$",
    re.IGNORECASE,
)
_WRAP_MIN, _WRAP_MAX, _WRAP_SPREAD = 45, 120, 30
_TAIL: Final = 100  # characters that tell how a piece ends
_WINDOW: Final = 20_000  # characters that are split at once: the splitter's time can be quadratic


def sentence_spans(text: str, masks: Iterable[Mask]) -> Iterator[list[Span]]:
    """Yield the sentences of each stretch of text between two masks.

    Every span is inside its stretch, not empty, and begins and ends with a visible character.
    """
    at = 0
    for mask in (*masks, Mask(len(text), len(text), "")):
        spans = [
            piece
            for block in _blocks(text, at, mask.start)
            for sentence in _split(text, block)
            for piece in _cut(text, sentence)
        ]
        if spans:
            yield spans
        at = max(at, mask.end)


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches that a sentence may not leave: paragraphs, and lines that are paragraphs."""
    for paragraph in _between(_PARAGRAPH_BREAK, text, start, end):
        lines = list(_between(_LINE_BREAK, text, paragraph.start, paragraph.end))
        lines = [line for line in lines if text[line.start : line.end].strip()]
        wrapped = _is_wrapped(text, lines)
        block: Span | None = None
        for line in lines:
            if block and _joins(text, block, line, wrapped=wrapped):
                block = Span(block.start, line.end)
            else:
                if block:
                    yield block
                block = line
        if block:
            yield block


def _between(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for match in pattern.finditer(text, start, end):
        if match.start() > at:
            yield Span(at, match.start())
        at = match.end()
    if end > at:
        yield Span(at, end)


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Three lines or more, all but the last of about the same length: a column of text."""
    lengths = [len(text[line.start : line.end].strip()) for line in lines[:-1]]
    return (
        len(lengths) >= 2
        and min(lengths) >= _WRAP_MIN
        and max(lengths) <= _WRAP_MAX
        and max(lengths) - min(lengths) <= _WRAP_SPREAD
    )


def _joins(text: str, block: Span, line: Span, *, wrapped: bool) -> bool:
    # A block can be long: it is neither copied nor read again for each of its lines.
    anew = _STARTS_ANEW.match(text, line.start, line.end)
    continues = bool(_CONTINUES.match(text, line.start, line.end))
    if anew or _STARTS_ANEW.match(text, block.start, block.end):
        return continues and not anew
    if wrapped:
        return True
    return continues and not _TERMINAL.search(text, _tail(block), block.end)


def _tail(span: Span) -> int:
    return max(span.start, span.end - _TAIL)


def _split(text: str, block: Span) -> Iterator[Span]:
    """Sentences of a block; pieces that the splitter cut by mistake are joined again."""
    # One character for one character, so that positions hold.
    plain = _LINE_BREAK.sub(lambda m: " " * len(m.group()), text[block.start : block.end])
    language = "ru" if re.search(r"[а-яё]", plain, re.IGNORECASE) else "en"
    previous: Span | None = None
    for start, end in _boundaries(language, plain):
        span = _trimmed(text, block.start + start, block.start + end)
        if span is None:
            continue
        if previous and _is_cut_by_mistake(text, previous, span):
            previous = Span(previous.start, span.end)
            continue
        if previous:
            yield previous
        previous = span
    if previous:
        yield previous


def _boundaries(language: str, plain: str) -> Iterator[tuple[int, int]]:
    """Sentences, one beginning where the other ends."""
    at = 0
    while at < len(plain):
        window = plain[at : at + _WINDOW]
        starts = {
            int(b["start_index"]) for b in sentencex.get_sentence_boundaries(language, window)
        }
        # The splitter leaves gaps over odd white space; a gap belongs to what stands before it.
        own = sorted({0, *(start for start in starts if start < len(window))})
        # The window's last sentence goes on behind it.
        stop = own.pop() if at + len(window) < len(plain) and len(own) > 1 else len(window)
        yield from ((at + a, at + b) for a, b in itertools.pairwise([*own, stop]))
        at += stop


def _is_cut_by_mistake(text: str, before: Span, after: Span) -> bool:
    if text[after.start].islower():
        return True
    open_end = _OPEN_END.search(text, _tail(before), before.end)
    return open_end is not None and text[before.end - 1] not in "?!"


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None


def _cut(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while sentence.end - start > MAX_SENTENCE:
        space = max(
            text.rfind(" ", start, start + MAX_SENTENCE),
            text.rfind("\n", start, start + MAX_SENTENCE),
        )
        stop = space if space > start else start + MAX_SENTENCE
        piece = _trimmed(text, start, stop)
        if piece:
            yield piece
        start = stop
    piece = _trimmed(text, start, sentence.end)
    if piece:
        yield piece
