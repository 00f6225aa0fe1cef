"""Sentences that answer one question → those that give different numbers or dates for it.

Meant to be silent rather than wrong: only questions that ask for a number or a date, only
sentences of different articles that name the same places, persons or institutions, and only
figures of the same kind.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from index import Article, word_forms
from qa.evidence import Evidence
from qa.quantities import Quantity, quantities_of, roles_in

_SHARED_NAMES: Final = 3  # that tell that two articles speak of one event
# A sentence is compared if it has at least this share of the best one's odds.
_ODDS: Final = 0.004
_CANDIDATES: Final = 12
_NAME: Final = re.compile(r"(?<=[\w,;)»”’] )[\"«“]?[^\W\d_a-zа-яёәіңғүұқөһўҳ][^\W\d_]+")
_EVERYWHERE: Final = re.compile(
    r"(?:kirg|kyrg|uzbek|ozbek|kazah|kazak|tajik|russi|rosi|central|asia|januar|februar|march|april|"
    r"june|july|august|septem|octob|novem|decem|mai$|monda|tuesda|wednes|thursd|frida|saturd|sunda)"
)
# What any town has: "Hospital No. 2" in two articles doesn't make them speak of one event.
_GENERIC: Final = frozenset(
    form
    for _word, form in word_forms(
        "Street Avenue Road Square Bridge Hospital School University Town City Village District "
        "Region Council Court Ministry Minister Mayor Governor Director President Police Committee "
        "Agency Embassy Consulate Bank House Office Centre Center Market Airport Department"
    )
)
_ASKED: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("percent", r"per ?cent|процент|foiz|пайыз"),
        ("date", r"^\W*when\b|what date|which day|\bкогда\b|какого числа|qachon|қашан|качан"),
        ("money", r"how much|what (?:sum|amount|price|fine)|how many (?:million |billion )?"
         r"(?:dollars|roubles|rubles|soms?|tenge|soums)|сколько (?:стоит|стоил|заплат|плат|денег|"
         r"рублей|сомов)|какую сумму|қанша (?:теңге|ақша)|канча (?:сом|акча)|qancha (?:pul|so)|"
         r"how large|what (?:is|was|were|did).{0,40}(?:payment|fee|debt|transfers|remittances)"),
        ("length", r"how (?:high|tall|deep|far|wide|long)|какой высот|на какой высот|какова высот"),
        ("count", r"how many|сколько|what number|what(?: was| is)? the (?:death )?toll|қанша|неше|"
         r"канча|нече|necha|nechta|qancha"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Differing:
    """A sentence and the figure that it gives."""

    evidence: Evidence
    said: str


def differing(question: str, evidence: Sequence[Evidence]) -> list[Differing]:
    """The best sentence with the figure asked for, and those that give another; empty if none do.

    Args:
        evidence: best first.
    """
    kind = _kind_asked(question)
    if kind is None or not evidence:
        return []
    least = evidence[0].score + math.log(_ODDS)
    found: dict[str, tuple[Evidence, Quantity]] = {}  # an article speaks by its best sentence
    for one in evidence[:_CANDIDATES]:
        figure = _figure(one.text, kind, roles_in(question)) if one.score >= least else None
        if figure is not None:
            found.setdefault(one.article.article_id, (one, figure))
    if not found:
        return []
    (first, figure), *others = found.values()
    given = {figure.value: Differing(first, figure.text)}
    known = {quantity.value for quantity in quantities_of(first.text)}
    for one, other in others:
        is_other = other.value not in known and (other.kind, other.unit) == (
            figure.kind,
            figure.unit,
        )
        if is_other and _same_event(question, kind, first, one):
            given.setdefault(other.value, Differing(one, other.text))
    return list(given.values()) if len(given) > 1 else []


def shared_names(one: Article, other: Article) -> int:
    """How many names of places, persons and institutions two articles have in common."""
    return len(_names(one.text) & _names(other.text))


def _kind_asked(question: str) -> str | None:
    return next((kind for kind, pattern in _ASKED if pattern.search(question)), None)


def _figure(text: str, kind: str, roles: frozenset[str]) -> Quantity | None:
    """The first figure of a sentence that the question can mean; None if that isn't clear."""
    fitting = [one for one in quantities_of(text) if one.kind == kind]
    if kind == "count":
        # Nouns of two languages can't be compared; what happened to the counted can.
        fitting = [Quantity(q.value, "count", "", q.roles, q.text) for q in fitting
                   if roles and q.roles & roles]  # fmt: skip
    if kind in ("date", "length") and len(fitting) > 1:
        return None
    return fitting[0] if fitting else None


def _same_event(question: str, kind: str, one: Evidence, other: Evidence) -> bool:
    mine, theirs = _names(one.article.text), _names(other.article.text)
    asked = _names(question)
    # Every article has dates: a question that names nothing doesn't say which is meant.
    about = (asked & mine and asked & theirs) if asked else kind != "date"
    return bool(about) and len(mine & theirs) >= _SHARED_NAMES


@lru_cache(maxsize=64)
def _names(text: str) -> frozenset[str]:
    """Forms of the names inside a text's sentences, without those that any article may hold."""
    forms = (form for found in _NAME.findall(text) for _word, form in word_forms(found))
    return frozenset(form for form in forms if form not in _GENERIC and not _EVERYWHERE.match(form))
