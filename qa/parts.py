"""A question about several named things → the same question about each of them.

"How did Uzbekistan and Kyrgyzstan each respond?" has an answer of two sentences that seldom stand
in one place. Only names joined by a comma or by "and", and questions joined by "and", are taken
apart, without a parser.
"""

import re
from dataclasses import dataclass
from typing import Final

from qa.language import is_small
from qa.leaning import leaning_of

_CAPITAL: Final = r"[^\W\d_a-zа-яёәіңғүұқөһўҳ]"
_NAME: Final = rf"(?:the )?{_CAPITAL}[\w’‘'ʻʼ.-]*(?:\s{_CAPITAL}[\w’‘'ʻʼ.-]*)*"
_AND: Final = r"(?:and|и|va|hamda|және|мен|бен|пен|жана|менен)"
# A preposition may stand before each: "for A and for B".
_SEVERAL: Final = re.compile(
    rf"(?:(?<!\S)(?P<before>\w{{1,4}}) )?(?<!\S)({_NAME}(?:, {_NAME})*),? {_AND} "
    rf"(?:(?P=before) )?({_NAME})(?=[\s,?!.]|$)"
)
# What is said of them together: "between Narmatova and Ivanov", "Narmatova and Ivanov met".
_TOGETHER: Final = re.compile(
    r"\b(?:between|meet|met|together|agree|discuss|talks?|border|relations|dispute|related|married|"
    r"same|each other|one another|между|встре[тч]|кездес|кездеш|uchrash|"
    r"обсуди|вместе|o‘rtasida|arasında|арасында|ортосунда)",
    re.IGNORECASE,
)
_EACH: Final = re.compile(
    r",?\s*\b(?:each|both|respectively|соответственно|по отдельности|каждая|каждый)\b",
    re.IGNORECASE,
)
# "Who owns A and who was hurt in B?"
_TWO: Final = re.compile(
    r"(?P<one>\S.*?),? (?:and|и|а|va|және|жана) "
    r"(?P<other>(?:who|what|when|where|which|why|how|кто|что|когда|где|какой|какая|какие|почему|"
    r"сколько|kim|nima|qachon|qayerda|nega|qancha|кім|не|қашан|қайда|неге|қанша|ким|эмне|качан|"
    r"кайда|канча)\b.*?)\??"
)
_HAS_NAME: Final = re.compile(rf"\s[«“\"]?{_CAPITAL}\w")
# "How old are A and B?" asks "How old is A?".
_SINGULAR: Final = {"are": "is", "were": "was", "do": "does", "have": "has"}
_PLURAL_VERB: Final = re.compile(r"\b(are|were|do|have) $", re.IGNORECASE)
_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that a question asks about.

    Attributes:
        name: as it stands in the question.
        question: the question about it alone.
    """

    name: str
    question: str


def parts_of(question: str) -> list[Part]:
    """The parts of a question that names several things; none if it doesn't."""
    found = _SEVERAL.search(question)
    if _TOGETHER.search(question):
        return []
    if found is None:
        return _two_questions(question)
    names = [*re.split(r",\s*", found[2]), found[3]]
    names = [name.strip(" .") for name in names]
    if len(names) > _MOST:
        return []
    before = question[: found.start(2)]
    opening, _, rest = names[0].partition(" ")
    if not before.strip() and rest and is_small(opening):  # "Did A and B plead guilty?"
        before, names[0] = f"{opening} ", rest
    before = _PLURAL_VERB.sub(lambda verb: f"{_singular(verb[1])} ", before)
    return [
        Part(
            name.removeprefix("the "),
            _EACH.sub("", f"{before}{name}{question[found.end() :]}"),
        )
        for name in names
    ]


def _singular(verb: str) -> str:
    single = _SINGULAR[verb.lower()]
    return single.capitalize() if verb[0].isupper() else single


def _two_questions(question: str) -> list[Part]:
    """Two questions in one, if the second doesn't lean on the first."""
    both = _TWO.fullmatch(question.strip())
    if both is None:
        return []
    asked = [f"{one[:1].upper()}{one[1:]}?" for one in (both["one"], both["other"])]
    first, second = (_HAS_NAME.search(one) is not None for one in asked)
    tail = not first and "," in both["other"]  # it may belong to both of them
    if not second or tail or any(leaning_of(one).leans for one in asked):
        return []
    return [Part(f"“{one}”", one) for one in asked]
