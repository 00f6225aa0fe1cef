"""Sentences → passages: whole sentences up to a budget of tokens, never over the model's limit."""

from collections.abc import Callable, Iterable, Iterator

from index.sentences import sentence_spans
from index.types import Mask, PassagePlan, Span

TokenCount = Callable[[str], int]


def cut_passages(
    text: str,
    masks: Iterable[Mask],
    budget: int,
    count: TokenCount,
    fits_model: Callable[[str], bool],
) -> list[PassagePlan]:
    """Cut an article into passages.

    Args:
        budget: tokens of a passage, as ``count`` counts them. A single sentence over the
            budget is a passage of its own.
        fits_model: whether the embedding model sees a text whole, with what it is given
            besides (prefix, title).

    Returns:
        Passages in order of position. They hold every visible character outside the masks
        exactly once, begin and end with a sentence, and none reaches over a mask.
    """
    return [
        plan
        for sentences in sentence_spans(text, masks)
        for group in _groups(text, sentences, budget, count)
        for plan in _fitting(text, group, count, fits_model)
    ]


def _groups(
    text: str, sentences: list[Span], budget: int, count: TokenCount
) -> Iterator[list[Span]]:
    """Group sentences up to the budget, with the groups of a stretch about equally long."""
    lengths = [count(text[span.start : span.end]) for span in sentences]
    target = sum(lengths) / max(1, -(-sum(lengths) // budget))
    group: list[Span] = []
    size = 0
    for span, length in zip(sentences, lengths, strict=True):
        # Full, or past its share and nearer to it without this sentence than with it.
        if group and (size + length > budget or size + length / 2 > target):
            yield group
            group, size = [], 0
        group.append(span)
        size += length
    if group:
        yield group


def _fitting(
    text: str, group: list[Span], count: TokenCount, fits_model: Callable[[str], bool]
) -> Iterator[PassagePlan]:
    span = Span(group[0].start, group[-1].end)
    passage = text[span.start : span.end]
    if fits_model(passage):
        yield PassagePlan(span, tuple(group), count(passage))
        return
    halves = [group[: len(group) // 2], group[len(group) // 2 :]]
    if len(group) == 1:
        halves = [[half] for half in _halves(text, group[0])]
    for half in halves:
        if half:
            yield from _fitting(text, half, count, fits_model)


def _halves(text: str, span: Span) -> tuple[Span, Span]:
    """Cut one over-long sentence near its middle, at white space if there is some."""
    middle = (span.start + span.end) // 2
    space = text.rfind(" ", span.start + 1, middle)
    if space <= span.start:
        return Span(span.start, middle), Span(middle, span.end)
    return Span(span.start, space), Span(space + 1, span.end)
