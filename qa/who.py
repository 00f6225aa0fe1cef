"""A question about one person by full name: who that is, how old, what they said.

News says who somebody is and how old where it first names them: "Plant director Vadim Ryabinin",
"Madina Serikova, 34, a former teacher". The reader takes such a sentence, or one with what somebody
said, for one about something else, so these are put first. Names meet across scripts and
inflections.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from index import word_forms
from qa.evidence import Evidence

# Confidence that the first such sentence answers: it does for 11 of the 12 persons that
# `evals/cases/several.jsonl` asks about.
SURE: Final = 0.7
_MOST: Final = 2  # sentences
_AHEAD: Final = 5.0  # log odds before the other sentences
_NAME: Final = r"(?P<name>[^\W\d_]\S*(?:\s+[^\W\d_]\S*){1,3}?)"
Kind = Literal["who", "age", "said"]
_POST: Final = r"(?:job|post|position|role|occupation|profession|title)s?"
_ASKED: Final[tuple[tuple[Kind, str], ...]] = (
    ("who", rf"who(?:[’']s| is| was| are| were) {_NAME}"),
    ("who", rf"what (?:is|was|are|were) the {_POST} of {_NAME}"),
    ("who", rf"what {_POST} (?:does|do|did) {_NAME} (?:have|hold)"),
    ("who", rf"кто (?:такой |такая |такие |это )?{_NAME}"),
    ("who", rf"кем работа(?:ет|ют|л|ла|ли) {_NAME}"),
    ("who", rf"как(?:ую|ие) должност[ьи] занима(?:ет|ют|л|ла|ли) {_NAME}"),
    ("who", rf"{_NAME}\s+(?:деген )?(?:кім|ким|kim)(?: деген)?"),
    ("who", rf"{_NAME}\s+(?:ким болуп (?:иштейт|иштеген)|кім болып (?:жұмыс )?істейді|"
            r"kim bo[‘'ʻ’]lib ishlaydi)"),
    ("age", rf"how old (?:is|was|are|were) {_NAME}"),
    ("age", rf"сколько лет (?:было )?{_NAME}"),
    ("age", rf"{_NAME}\s+(?:неше жаста|канча жашта|нече жашта|necha yoshda)"),
    ("said", rf"what (?:did|does|do|has|have) {_NAME} (?:say|said)"),
    ("said", rf"что (?:сказал[аи]?|говор[ия]т|заявил[аи]?|сообщил[аи]?) {_NAME}"),
    ("said", rf"{_NAME}\s+(?:не|эмне|эмнени|nima|nimani) "
             r"(?:деді|айтты|деди|dedi|aytdi|айтқан|айткан)"),
)  # fmt: skip
_QUESTIONS: Final = tuple(
    (kind, re.compile(rf"\W*{pattern}\W*", re.IGNORECASE)) for kind, pattern in _ASKED
)
_DESCRIBED_BEHIND: Final = re.compile(
    r"\s*(?:[,(]|[—–-]\s|(?:is|was|was elected|became|является|работает|стал|стала)\b)"
)
_AGE_BEHIND: Final = re.compile(
    r"\w*,? \(?(?:an? )?(?:aged )?\d{1,3}\b(?! [а-я]+[а-я])", re.IGNORECASE
)
_AGE_BEFORE: Final = re.compile(
    r"\b\d{1,3}(?:-year-old|-летн\w+| жастағы| жаштагы| yoshli| ёшли)\b", re.IGNORECASE
)
_SAYING: Final = re.compile(
    r"\b(?:said|says|told|called|warned|noted|added|according|wrote|complained|"
    r"denied|promise|asked|urged|demand|insist|argue|claim|blamed|propose|accuse|critici|welcom|"
    r"stress|confirm|reject|expect|"
    r"сказал|рассказал|написал|ответил|сообщил|заяви|по (?:его |её )?словам|объясни|добави|"
    r"отмети|считает|подчеркну|напомин|назва|"
    r"(?:по)?обеща|(?:по)?проси|призв|потребова|намерен|возра|пожалова|критик|предлож|уверя|увере|"
    r"айтқан|айтты|айтуынша|деді|мәлімде|билдир|айткан|айтымында|деди|белгиле|"
    r"сында|сенбе|ишенбе|эсептей|уәде|убада|талап|суран|сұра|деген|депти|"
    r"aytdi|aytish|dedi|so[‘'ʻ’]zlar|ta[’'ʼ]kidla|bildir|ma[’'ʼ]lum|va[’'ʼ]da|tanqid|talab|so[‘'ʻ’]ra|degan)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about a person, and the forms of the full name."""

    kind: Kind
    person: tuple[str, ...]


def person_asked_about(question: str) -> Asked | None:
    """What a question asks about one person and nothing else; None if it asks something else."""
    for kind, pattern in _QUESTIONS:
        match = pattern.fullmatch(question.strip())
        if match and all(word[0].isupper() for word in match["name"].split()):
            forms = tuple(form for _word, form in word_forms(match["name"]))
            if len(forms) > 1:
                return Asked(kind, forms)
    return None


def tells(sentence: str, asked: Asked) -> bool:
    """Whether a sentence has the full name with what is asked.

    That is words right before it or a comma behind it, an age beside it, or a word of saying.
    """
    return any(
        _TOLD[asked.kind](sentence, start, end) for start, end in _names(sentence, asked.person)
    )


def _names(sentence: str, person: Sequence[str]) -> list[tuple[int, int]]:
    """Where a sentence has the full name."""
    places = []
    at = 0
    found = []
    for word, form in word_forms(sentence):
        start = sentence.index(word, at)
        at = start + len(word)
        found.append((start, at, form))
    for number in range(len(found) - len(person) + 1):
        run = found[number : number + len(person)]
        # Turkic endings stand behind the form: Normurodovning.
        if all(form.startswith(named) for (_s, _e, form), named in zip(run, person, strict=True)):
            places.append((run[0][0], run[-1][1]))
    return places


def _is_described(sentence: str, start: int, end: int) -> bool:
    before = sentence[:start].rstrip()
    return before[-1:].isalnum() or _DESCRIBED_BEHIND.match(sentence, end) is not None


def _has_age(sentence: str, start: int, end: int) -> bool:
    beside = sentence[max(0, start - 40) : end + 40]
    return _AGE_BEHIND.match(sentence, end) is not None or _AGE_BEFORE.search(beside) is not None


def _is_speaking(sentence: str, start: int, end: int) -> bool:
    return _SAYING.search(sentence) is not None


_TOLD: Final[dict[Kind, Callable[[str, int, int], bool]]] = {
    "who": _is_described,
    "age": _has_age,
    "said": _is_speaking,
}


def put_first(evidence: list[Evidence], asked: Asked | None) -> tuple[list[Evidence], bool]:
    """The evidence with the sentences that tell what is asked first, and whether there are any."""
    if asked is None:
        return evidence, False
    telling = [one for one in evidence if tells(one.text, asked)][:_MOST]
    if not telling:
        return evidence, False
    ahead = max(one.score for one in evidence) + _AHEAD
    first = [replace(one, score=ahead) for one in telling]
    rest = [one for one in evidence if not any(one is other for other in telling)]
    return first + rest, True
