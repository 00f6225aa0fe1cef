"""A question about several named things → the same question about each of them.

"How did Uzbekistan and Kyrgyzstan each respond?" has an answer of two sentences that seldom stand
in one place. Only names joined by a comma or by "and", and questions joined by "and", are taken
apart, without a parser.
"""

import re
from dataclasses import dataclass
from typing import Final

_CAPITAL: Final = r"[^\W\d_a-zа-яёәіңғүұқөһўҳ]"
_NAME: Final = rf"(?:the )?{_CAPITAL}[\w’‘'ʻʼ.-]*(?:\s{_CAPITAL}[\w’‘'ʻʼ.-]*)*"
_AND: Final = r"(?:and|и|va|hamda|және|мен|бен|пен|жана|менен)"
_SEVERAL: Final = re.compile(rf"(?<!\S)({_NAME}(?:, {_NAME})*),? {_AND} ({_NAME})(?=[\s,?!.]|$)")
# What is said of them together: "between Narmatova and Ivanov", "Narmatova and Ivanov met".
_TOGETHER: Final = re.compile(
    r"\b(?:between|meet|met|together|agree|discuss|talks?|border|relations|dispute|между|встрет|"
    r"обсуди|вместе|o‘rtasida|arasında|арасында|ортосунда)",
    re.IGNORECASE,
)
_EACH: Final = re.compile(
    r",?\s*\b(?:each|both|respectively|соответственно|по отдельности|каждая|каждый)\b",
    re.IGNORECASE,
)
# Two questions in one, the second with a name of its own: "Who owns A and who was hurt in B?"
_TWO: Final = re.compile(
    r"(?P<one>\S.*?),? (?:and|и|а|va|және|жана) "
    r"(?P<other>(?:who|what|when|where|which|why|how|кто|что|когда|где|какой|какая|какие|почему|"
    r"сколько|kim|nima|qachon|qayerda|nega|qancha|кім|не|қашан|қайда|неге|қанша|ким|эмне|качан|"
    rf"кайда|канча)\b.*?\s[«“\"]?{_CAPITAL}\w.*?)\??"
)
# "How old are A and B?" asks "How old is A?".
_SINGULAR: Final = {"are": "is", "were": "was", "do": "does", "have": "has"}
_PLURAL_VERB: Final = re.compile(r"\b(are|were|do|have) $")
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
    names = [*re.split(r",\s*", found[1]), found[2]]
    names = [name.strip(" .") for name in names]
    if len(names) > _MOST:
        return []
    before = _PLURAL_VERB.sub(lambda verb: f"{_SINGULAR[verb[1]]} ", question[: found.start()])
    return [
        Part(
            name.removeprefix("the "),
            _EACH.sub("", f"{before}{name}{question[found.end() :]}"),
        )
        for name in names
    ]


def _two_questions(question: str) -> list[Part]:
    both = _TWO.fullmatch(question.strip())
    if both is None or not re.search(rf"\s[«“\"]?{_CAPITAL}\w", both["one"]):
        return []
    asked = [f"{one[:1].upper()}{one[1:]}?" for one in (both["one"], both["other"])]
    return [Part(f"“{one}”", one) for one in asked]
