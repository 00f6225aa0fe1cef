"""Quoted sentences → those that deny, retract or correct them, so that none is quoted alone.

Told by words of denying and correcting in five languages, and by how much two sentences share. Only
sentences that were read for the question are looked at, and only those that speak of it too.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index import word_forms
from qa.disagreement import shared_names
from qa.evidence import Evidence
from qa.language import is_small

_ODDS: Final = 0.001  # of the best sentence's; below, a sentence is about something else
_SHARED: Final = (
    2  # words with a meaning that a claim and its correction have in common, without names
)
_SHARED_NAMES: Final = 3  # that tell that two articles speak of one event
_SHORT: Final = 7  # words of three letters and more
_STEM: Final = 5  # letters of a form that are compared: endings differ
_MARKS: Final = re.compile(
    # "was denied entry", "a correctional colony" and "disputes over land" correct nothing.
    r"\b(?:den(?:y|ies|ied|ying)\b(?! (?:entry|access|visas?|bail|them|him|her|a\b|treatment|"
    r"(?:the|his|their|its|an) (?:request|appeal|application|motion|petition|visa)))|"
    r"retract\w*|corrections?\b|correct(?:s|ed) (?!treat)|(?:has|had|have) clarified|"
    r"(?:was|were|is|are|be|been|proved) (?:wrong|mistaken|incorrect|inaccurate|false|untrue)\b|"
    r"(?:a|the) (?:wrong|mistaken|incorrect|false|erroneous) (?:figure|number|date|name|report)|"
    r"misreported|misstated|overstated|understated|refut\w+|rebut\w+|"
    r"disput(?:ed|es) (?:the|that|this|it)\b|withdr[ae]w\w* (?:the|its|his|her|that) "
    r"(?:claim|statement|report|figure|accusation|allegation)|not true|"
    r"apologi[sz]ed for (?:the|an|its) (?:error|mistake)|"
    r"опроверг\w*|отрица(?:ет|ют|л\w*)\b|отверг\w* (?:обвинени|утверждени|сообщени)\w*|"
    r"исправ(?:ил|лен|ляе)\w*|уточнени[еяй]\b|уточнил\w* (?:данные|цифр\w*|число)|"
    r"ошибочн\w+|неверн(?:о|ым?|ой|ую|ая|ые)\b|не соответству\w+ действительности|"
    r"не подтвердил\w*|отозвал\w* (?:заявлени|обвинени)\w*|"
    r"жоққа шығар\w*|теріске шығар\w*|қате (?:бол|екен|жариялан|көрсет)\w*|түзетті\b|түзету\b|"
    r"шындыққа жанаспай\w*|"
    r"(?:маалымат|айып|билдирүү|кабар|сөз|доомат)\w* четке как\w*|"
    r"жокко чыгар\w*|төгүндө\w*|ката (?:бол|экен|жарыялан|көрсөт)\w*|түзөттү\b|"
    r"чындыкка дал келбе\w*|"
    r"(?:xabar|ayblov|ma[’'ʼ]lumot|gap|da[’'ʼ]vo|so[‘'ʻ’]z)\w* rad et\w*|"
    r"inkor et\w*|xato (?:bo[‘'ʻ’]l|ekan|ko[‘'ʻ’]rsat|e[‘'ʻ’]lon)\w*|"
    r"noto[‘'ʻ’]g[‘'ʻ’]ri|tuzatdi\b|tuzatish\b|haqiqatga to[‘'ʻ’]g[‘'ʻ’]ri kelma\w*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A claim and the sentence that denies, retracts or corrects it."""

    claim: Evidence
    said: Evidence


def corrects(sentence: str) -> bool:
    """Whether a sentence denies, retracts or corrects something."""
    return _MARKS.search(sentence) is not None


def corrections_of(chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> list[Correction]:
    """What denies or corrects the chosen sentences, at most one sentence for each.

    Args:
        chosen: what is shown, best first. evidence: all that was read, best first.
    """
    if not evidence:
        return []
    least = evidence[0].score + math.log(_ODDS)
    marked = [one for one in evidence if corrects(one.quote)]
    near = [one for one in marked if one.score >= least]
    found = []
    for claim in chosen:
        if corrects(claim.quote):
            continue
        said = next((one for one in near if _is_about(one, claim)), None)
        said = said or next((one for one in marked if _answers_back(one, claim)), None)
        if said is not None:
            found.append(Correction(claim, said))
    return found


def _is_about(said: Evidence, claim: Evidence) -> bool:
    """Whether both speak of the same thing: names alone don't tell that."""
    if len(_meant(said.quote) & _meant(claim.quote)) < _SHARED:
        return False
    if said.article.article_id == claim.article.article_id:
        return not (said.quoted.start < claim.quoted.end and claim.quoted.start < said.quoted.end)
    return shared_names(said.article, claim.article) >= _SHARED_NAMES


def _answers_back(said: Evidence, claim: Evidence) -> bool:
    """Whether it stands right behind the claim and says little of its own: "She denies this."."""
    if said.article.article_id != claim.article.article_id:
        return False
    between = said.article.text[claim.span.end : said.span.start]
    behind = said.span.start >= claim.span.end and not between.strip()
    return behind and len(word_forms(said.text)) <= _SHORT


def _meant(text: str) -> frozenset[str]:
    """What the words with a meaning begin with, without names."""
    return frozenset(
        form[:_STEM]
        for word, form in word_forms(text)
        if word[0].islower() and not is_small(word) and not corrects(word)
    )
