"""Sentences of articles → drafts of questions, by patterns: no language model.

A cloze asks for a date, a name or a number that was taken out of a sentence; a template asks what
a person said. Drafts are for a person to accept, mend or reject: patterns know no sense.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from evals.cases import Case, Gold
from evals.text_match import tokens
from index import Article, Span

Kind = Literal["when", "who", "how-many", "said"]
GAP: Final = "____"
_WORDS: Final = range(8, 45)  # in a sentence that can stand alone
_DATELINE: Final = 60  # characters that one may take
_SAME: Final = 0.8  # shared of all words of two questions, or two sentences, that are the same
_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|"
    "январь?ы?|февраль?ы?|марты?|апрель?и?|майы?|июну?ь?|июлу?ь?|августу?|сентябры?|октябры?|"
    "ноябры?|декабры?|yanvar|fevral|mart|aprel|may|iyun|iyul|avgust|sentabr|oktabr|noyabr|dekabr"
)
_DATE: Final = re.compile(
    rf"\b(?:\d{{1,2}}[ -](?:{_MONTHS})\b(?:,? \d{{4}})?|(?:{_MONTHS}) \d{{1,2}}\b(?:, \d{{4}})?)",
    re.IGNORECASE,
)
_UPPER: Final = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_NAME: Final = re.compile(rf"(?<=[^\W\d_] )[{_UPPER}][\w'’ʻ-]+(?: [{_UPPER}][\w'’ʻ-]+){{1,3}}")
_NUMBER: Final = re.compile(r"(?<![\w.,-])\d{1,3}(?:[ ,.]\d{3})*(?:[.,]\d+)?(?![\w-])")
_PATTERNS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("when", _DATE),
    ("who", _NAME),
    ("how-many", _NUMBER),
)
# Who spoke: the name stands before or after the verb.
_SAID: Final = re.compile(
    rf"([{_UPPER}][\w'’-]+(?: [{_UPPER}][\w'’-]+)+),? (?:said|says|told|added|stated|noted)\b|"
    rf"\b(?:said|according to) ([{_UPPER}][\w'’-]+(?: [{_UPPER}][\w'’-]+)+)|"
    rf"\b(?:сказала?|заявила?|сообщила?|отметила?|рассказала?) "
    rf"([{_UPPER}][\w-]+(?: [{_UPPER}][\w-]+)+)"
)
_CLOZE_OPENING: Final = {
    "en": "What is missing",
    "ru": "Что пропущено",
    "kk": "Не түсіп қалған",
    "ky": "Эмне түшүп калган",
    "uz": "Nima tushib qolgan",
}
_SAID_QUESTION: Final = {"en": "What did {name} say?", "ru": "Что сказал(а) {name}?"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that nobody has looked at yet.

    Attributes:
        sentence: the whole sentence that it was made of.
        answer: what was taken out; the sentence itself for what somebody said.
    """

    kind: Kind
    language: str
    question: str
    article_id: str
    sentence: str
    start: int
    answer: str

    def case(self, name: str, provenance: str) -> Case:
        """The draft as a case with this id."""
        return Case(
            id=name,
            question=self.question,
            language=self.language,
            answerable=True,
            gold=(Gold(self.article_id, self.sentence, start=self.start),),
            match="any",
            tags=(self.kind, "drafted"),
            why="",
            answers=() if self.kind == "said" else (self.answer,),
            provenance=provenance,
        )


def drafts_of(article: Article, sentences: Sequence[Span]) -> Iterator[Draft]:
    """The drafts that an article gives, at most one a sentence.

    Args:
        sentences: of the article, without page furniture.
    """
    for span in sentences:
        text = article.text[span.start : span.end]
        if len(text.split()) in _WORDS and "\n" not in text:
            yield from _drafts(article.article_id, text, span.start)


def language_of(text: str) -> str:
    """A guess at the language from letters that only some alphabets have."""
    lower = text.lower()
    if re.search("[әғқұһі]", lower):
        return "kk"
    if re.search("[ңөү]", lower):
        return "ky"
    if re.search("[а-яё]", lower):
        return "ru"
    return "uz" if re.search(r"[og][‘ʻ’'`]\w|\b(?:va|uchun|bilan)\b", lower) else "en"


def without_known(drafts: Iterable[Draft], known: Sequence[str]) -> Iterator[Draft]:
    """The drafts that ask for something else than the questions that there are."""
    seen = [set(tokens(question)) for question in known]
    for draft in drafts:
        words = set(tokens(draft.question))
        if not any(_is_same(words, other) for other in seen):
            seen.append(words)
            yield draft


def is_told(draft: Draft, others: Iterable[str]) -> bool:
    """Whether one of these sentences tells the same, so that it answers the draft's question."""
    words = set(tokens(draft.sentence))
    return any(_is_same(words, set(tokens(sentence))) for sentence in others)


def _drafts(article_id: str, text: str, start: int) -> Iterator[Draft]:
    language = language_of(text)
    speaker = _SAID.search(text)
    if speaker and language in _SAID_QUESTION:
        name = next(group for group in speaker.groups() if group)
        question = _SAID_QUESTION[language].format(name=name)
        yield Draft("said", language, question, article_id, text, start, text)
        return
    for kind, pattern in _PATTERNS:
        found = [
            match
            for match in pattern.finditer(text, _dateline(text))
            if text.count(match.group()) == 1
        ]
        if found:
            gone = found[0]
            rest = text[: gone.start()] + GAP + text[gone.end() :]
            question = f"{_CLOZE_OPENING[language]}: “{rest}”"
            yield Draft(kind, language, question, article_id, text, start, gone.group())
            return


def _dateline(text: str) -> int:
    """Where the story begins: after "Bishkek, 14 May —", whose date nobody asks for."""
    dash = re.search(r" [—–] ", text[:_DATELINE])
    return dash.end() if dash else 0


def _is_same(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= _SAME * max(1, len(one | other))
