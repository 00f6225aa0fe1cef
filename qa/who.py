"""A question who somebody is → the sentences that say it: a full name with a description beside it.

News says who somebody is where it first names them: "Plant director Vadim Ryabinin", "Madina
Serikova, a former teacher". The reader takes such a sentence for one about something else, so
these are put first. Names meet across scripts and inflections.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from index import word_forms
from qa.evidence import Evidence

# Confidence that the first such sentence answers: it does for 11 of the 12 persons that
# `evals/cases/several.jsonl` asks about.
SURE: Final = 0.7
_MOST: Final = 2  # sentences
_AHEAD: Final = 5.0  # log odds before the other sentences
_NAME: Final = r"(?P<name>[^\W\d_]\S*(?:\s+[^\W\d_]\S*){1,3}?)"
_WHO: Final = (
    re.compile(rf"\W*who(?:[’']s| is| was) {_NAME}\W*", re.IGNORECASE),
    re.compile(rf"\W*кто (?:такой |такая |это )?{_NAME}\W*", re.IGNORECASE),
    re.compile(rf"\W*{_NAME}\s+(?:деген )?(?:кім|ким|kim)(?: деген)?\W*", re.IGNORECASE),
)
_DESCRIBED_BEHIND: Final = re.compile(
    r"\s*(?:[,(]|[—–-]\s|(?:is|was|was elected|became|является|работает|стал|стала)\b)"
)


def person_asked_about(question: str) -> tuple[str, ...]:
    """The forms of a full name, if the question asks only who that is; else none."""
    for pattern in _WHO:
        match = pattern.fullmatch(question.strip())
        if match and all(word[0].isupper() for word in match["name"].split()):
            forms = tuple(form for _word, form in word_forms(match["name"]))
            if len(forms) > 1:
                return forms
    return ()


def describes(sentence: str, person: Sequence[str]) -> bool:
    """Whether a sentence has the full name with words right before it, or a comma behind it."""
    found = word_forms(sentence)
    forms = [form for _word, form in found]
    at = 0
    for number, (word, _form) in enumerate(found):
        start = sentence.index(word, at)
        at = start + len(word)
        run = forms[number : number + len(person)]
        # Turkic endings stand behind the form: Normurodovning.
        if len(run) < len(person) or not all(map(str.startswith, run, person)):
            continue
        end = start
        for later, _other in found[number : number + len(person)]:
            end = sentence.index(later, end) + len(later)
        before = sentence[:start].rstrip()
        if before[-1:].isalnum() or _DESCRIBED_BEHIND.match(sentence, end):
            return True
    return False


def put_first(evidence: list[Evidence], person: Sequence[str]) -> tuple[list[Evidence], bool]:
    """The evidence with the sentences that say who it is first, and whether there are any."""
    if not person:
        return evidence, False
    saying = [one for one in evidence if describes(one.text, person)][:_MOST]
    if not saying:
        return evidence, False
    ahead = max(one.score for one in evidence) + _AHEAD
    first = [replace(one, score=ahead) for one in saying]
    rest = [one for one in evidence if not any(one is other for other in saying)]
    return first + rest, True
