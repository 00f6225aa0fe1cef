"""Lessons → the windows of tokens that the reader is trained on, in batches of like length."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evals.lessons import Embed, Lesson, Text
from evals.swaps import swapped
from index import TokenIds, Tokenizer, token_ids
from qa.reader import ReaderText, Window, windows_of

_BATCH_TOKENS: Final = 2400
_WINDOW_TOKENS: Final = (90, 210)  # a passage has about as many, more in Kazakh than in English
_WITHOUT_GOLD: Final = 0.25  # share of answered questions also shown beside sentences that don't
_CUT: Final = 0.25  # … and beside those that stand around the answer in its own passage
_SWAPPED: Final = 0.3  # share of answered questions also asked about another name of the text
_ELSEWHERE: Final = 0.25  # share of questions also put to a passage of another article
_JOINED: Final = 0.4  # share of questions put to a text with longer sentences than it has
_JOINED_PAIR: Final = 0.6  # share of such a text's neighbouring sentences that become one
_JOINTS: Final = ("; ", ", ", " – ")
_NEIGHBOURS: Final = 3  # nearest other articles that such a passage comes from
_NAMED: Final = re.compile(r"(?<=\W)[^\W\d_a-zа-яё]\w|\d")  # a capital inside, or a digit


@dataclass(frozen=True, slots=True)
class Sample:
    """A window of tokens with what is known about it.

    Attributes:
        labels: for each of its sentences, whether it answers.
        answer: places of the tokens of a short answer; empty where none is known.
    """

    window: Window
    labels: tuple[float, ...]
    answer: tuple[int, ...]


class Sampler:
    """Draws windows anew for each epoch."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        lessons: Sequence[Lesson],
        embed: Embed,
        shares: Sequence[float],
    ) -> None:
        """Find for each lesson the articles that are nearest to its question.

        Args:
            shares: for each lesson, the share of epochs that it takes part in.
        """
        self.tokenizer = tokenizer
        self._lessons = lessons
        self._shares = shares
        self._elsewhere = _other_articles(lessons, embed)

    def batches(self, shuffle: random.Random) -> list[list[Sample]]:
        """One epoch: windows of about one length together, in any order."""
        drawn = zip(self._lessons, self._elsewhere, self._shares, strict=True)
        samples = [
            sample
            for lesson, others, share in drawn
            if shuffle.random() < share
            for sample in self._samples(_perhaps_joined(lesson, shuffle), others, shuffle)
        ]
        shuffle.shuffle(samples)
        samples.sort(key=lambda sample: len(sample.window.tokens) + 40 * shuffle.random())
        batches: list[list[Sample]] = [[]]
        longest = 0
        for sample in samples:
            longest = max(longest, len(sample.window.tokens))
            if batches[-1] and longest * (len(batches[-1]) + 1) > _BATCH_TOKENS:
                batches.append([])
                longest = len(sample.window.tokens)
            batches[-1].append(sample)
        shuffle.shuffle(batches)
        return batches

    def _samples(
        self, lesson: Lesson, others: Sequence[Text], shuffle: random.Random
    ) -> list[Sample]:
        sizes = [len(row) for row in self._tokens(lesson.text.sentences)]
        core = sorted(lesson.gold or lesson.near or {shuffle.randrange(len(sizes))})
        around = _around(shuffle.choice(core), sizes, shuffle.randint(*_WINDOW_TOKENS), shuffle)
        samples = [self._sample(lesson, lesson.text, around)]
        if lesson.gold and shuffle.random() < _WITHOUT_GOLD:
            apart = _longest_without(lesson.gold, sizes, shuffle.randint(*_WINDOW_TOKENS))
            if apart:
                samples.append(self._sample(lesson, lesson.text, apart))
        if lesson.gold and shuffle.random() < _CUT:
            rest = [number for number in around if number not in lesson.gold]
            if rest and not _stand_in(lesson.answers, [lesson.text.sentences[n] for n in rest]):
                samples.append(self._sample(lesson, lesson.text, rest))
        if lesson.gold and shuffle.random() < _SWAPPED:
            question = swapped(lesson.question, lesson.text.sentences, lesson.gold, shuffle)
            if question:
                samples.append(
                    self._sample(Lesson(question, lesson.text, frozenset()), lesson.text, around)
                )
        if others and shuffle.random() < _ELSEWHERE:
            elsewhere = Lesson(lesson.question, shuffle.choice(others), frozenset())
            elsewhere = _perhaps_joined(elsewhere, shuffle)
            text = elsewhere.text
            sizes = [len(row) for row in self._tokens(text.sentences)]
            core_there = shuffle.randrange(len(sizes))
            there = _around(core_there, sizes, shuffle.randint(*_WINDOW_TOKENS), shuffle)
            samples.append(self._sample(elsewhere, text, there))
        return samples

    def _sample(self, lesson: Lesson, text: Text, numbers: Sequence[int]) -> Sample:
        read = ReaderText(text.title, tuple(text.sentences[n] for n in numbers))
        window = windows_of(self.tokenizer, lesson.question, [read])[0]
        places = {numbers[at]: (start, end) for at, start, end in window.sentences}
        answer = [
            place
            for number in sorted(lesson.gold & places.keys())
            for place in self._answer_tokens(text.sentences[number], lesson.answers, places[number])
        ]
        labels = tuple(float(number in lesson.gold) for number in places)
        return Sample(window, labels, tuple(answer))

    def _answer_tokens(
        self, sentence: str, answers: Sequence[str], place: tuple[int, int]
    ) -> list[int]:
        lower = sentence.lower()
        spans = [(lower.find(one.lower()), len(one)) for one in answers if one]
        spans = [(at, at + size) for at, size in spans if at >= 0]
        if not spans or len(lower) != len(sentence):
            return []
        offsets = self.tokenizer.whole.encode(sentence, add_special_tokens=False).offsets
        start, end = place
        return [
            start + number
            for number, (first, last) in enumerate(offsets[: end - start])
            if any(first < stop and begin < last for begin, stop in spans)
        ]

    def _tokens(self, sentences: Sequence[str]) -> list[TokenIds]:
        return token_ids(self.tokenizer, sentences, special=False)


def _other_articles(lessons: Sequence[Lesson], embed: Embed) -> list[list[Text]]:
    """For each question that names something, the nearest articles that it isn't about.

    A question without a name or number ("How many were detained?") may well be answered there.
    """
    texts = list(dict.fromkeys(lesson.text for lesson in lessons))
    leads = embed.leads(texts)
    asked = embed.questions([lesson.question for lesson in lessons])
    found = []
    for lesson, vector in zip(lessons, asked, strict=True):
        order = (-(leads @ vector)).argsort()[: _NEIGHBOURS + 1]
        others = [texts[row] for row in order if texts[row] != lesson.text][:_NEIGHBOURS]
        found.append(others if _NAMED.search(lesson.question) else [])
    return found


def _perhaps_joined(lesson: Lesson, shuffle: random.Random) -> Lesson:
    """Now and then the lesson with neighbouring sentences made one.

    Reports and official statements put into one sentence what a wire story puts into two, and the
    answer is then a clause among others.
    """
    if shuffle.random() >= _JOINED:
        return lesson
    sentences: list[str] = []
    place: list[int] = []
    joinable = False
    for sentence in lesson.text.sentences:
        if joinable and shuffle.random() < _JOINED_PAIR:
            sentences[-1] = sentences[-1].rstrip(".") + shuffle.choice(_JOINTS) + sentence
            joinable = False
        else:
            sentences.append(sentence)
            joinable = True
        place.append(len(sentences) - 1)
    gold, near = (frozenset(place[n] for n in some) for some in (lesson.gold, lesson.near))
    text = Text(lesson.text.title, tuple(sentences))
    return Lesson(lesson.question, text, gold, near, lesson.answers)


def _stand_in(answers: Sequence[str], sentences: Sequence[str]) -> bool:
    return any(answer.lower() in sentence.lower() for answer in answers for sentence in sentences)


def _around(core: int, sizes: Sequence[int], most: int, shuffle: random.Random) -> list[int]:
    """A stretch of sentences around one, of at most so many tokens, grown at random."""
    first = last = core
    size = sizes[core]
    while True:
        sides = [n for n in (first - 1, last + 1) if 0 <= n < len(sizes)]
        sides = [n for n in sides if size + sizes[n] <= most]
        if not sides:
            return list(range(first, last + 1))
        side = shuffle.choice(sides)
        size += sizes[side]
        first, last = min(first, side), max(last, side)


def _longest_without(gold: frozenset[int], sizes: Sequence[int], most: int) -> list[int]:
    """The longest stretch of sentences that don't answer, cut to so many tokens."""
    stretches: list[list[int]] = [[]]
    for number in range(len(sizes)):
        if number in gold:
            stretches.append([])
        else:
            stretches[-1].append(number)
    kept, size = [], 0
    for number in max(stretches, key=len):
        size += sizes[number]
        if size > most:
            break
        kept.append(number)
    return kept
