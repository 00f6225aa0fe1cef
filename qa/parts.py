"""A question about several named things → the same question about each of them.

"How did Uzbekistan and Kyrgyzstan each respond?" has an answer of two sentences that seldom stand
in one place. Only names joined by a comma or by "and" are taken apart, without a parser.
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
    if found is None or _TOGETHER.search(question):
        return []
    names = [*re.split(r",\s*", found[1]), found[2]]
    names = [name.strip(" .") for name in names]
    if len(names) > _MOST:
        return []
    return [
        Part(
            name.removeprefix("the "),
            _EACH.sub("", f"{question[: found.start()]}{name}{question[found.end() :]}"),
        )
        for name in names
    ]
