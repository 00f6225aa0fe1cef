"""A question → ranked passages: two rankings, fused by how much the words have to say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index import (
    Allowed,
    Filters,
    Index,
    InvalidQueryError,
    NearName,
    Passage,
    Vectors,
    word_forms,
    words,
)

MAX_QUESTION: Final = 10_000  # characters
MAX_PASSAGES: Final = 10_000  # of one search; more would be read into memory at once
_EVERYTHING: Final = Filters()
_MAX_NAMES: Final = 64  # words of a question that may be names; a longer one is a text
_NAME_BOOST: Final = 4.0  # of a word that is found in another spelling only: it must be a name
_UNKNOWN: Final = 0.5  # share of its IDF that a word counts with that no passage holds
# By how much the best cosine is taken to pass the average passage's, at the least: where a filter
# leaves only what is below average, words must have a say too.
_LEAST_REACH: Final = 0.002
# Soft hyphens, widths of zero and marks of direction come with pasted text.
_UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_QUOTED: Final = re.compile(r"[\"“”„«]([^\"“”„«»]{3,200})[\"“”»]")


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two rankings become one; the defaults were measured in docs/retrieval.md.

    Attributes:
        pool: passages that each ranking proposes.
        reread: passages whose sentences are compared with the question.
        words: weight of the words, where they explain the whole question.
        names: weight of the words, added where numbers, and names in another spelling, explain all
            of it.
        sentence: weight of a passage's best sentence against the whole passage.
    """

    pool: int = 100
    reread: int = 24
    words: float = 0.6
    names: float = 0.375
    sentence: float = 0.5


FUSION: Final = Fusion()


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched for.

    Attributes:
        vector: unit vector, shape (dimension,).
        words: stemmed, in order, each once; without those in ``names``.
        names: words that no passage holds as they stand, but nearly so or in another script.
        phrases: stemmed words of what stands in quotation marks, two at least.
    """

    text: str
    vector: Vectors
    words: tuple[str, ...]
    names: tuple[NearName, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score.

    Attributes:
        score: 1 is as near as the best of both rankings, 0 as far as the average passage.
        meaning: the dense part of the score, on the same scale.
        explained: share of the question's IDF mass that stands in the passage, 0 to 1.
    """

    passage: Passage
    score: float
    meaning: float
    explained: float


@dataclass(frozen=True, slots=True)
class _Scored:
    """The key of a passage with what ``RankedPassage`` says of it."""

    key: int
    score: float
    meaning: float
    explained: float


def make_query(index: Index, question: str) -> Query:
    """Check a question and embed it.

    Raises:
        InvalidQueryError: it is empty, too long, or holds no word.
    """
    text = checked(question)
    stems = dict.fromkeys(words(text))
    names = near_names(index, text)
    phrases = (tuple(words(phrase)) for phrase in _QUOTED.findall(text))
    return Query(
        text=text,
        vector=index.embed_query(text),
        words=tuple(stem for stem in stems if stem not in names),
        names=tuple(dict.fromkeys(names.values())),
        phrases=tuple(phrase for phrase in phrases if len(phrase) > 1),
    )


def checked(question: str) -> str:
    """A question as it can be searched for.

    Raises:
        InvalidQueryError: it is empty, too long, or holds no word.
    """
    # Lone surrogates and null characters come from broken input; neither can be searched for.
    text = question.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    text = _UNSEEN.sub("", text).strip()
    if not text:
        raise InvalidQueryError("The question is empty. Type a question.")
    if len(text) > MAX_QUESTION:
        raise InvalidQueryError(
            f"The question has {len(text):,} characters; at most {MAX_QUESTION:,} can be searched "
            "for. Shorten it."
        )
    if not words(text):
        raise InvalidQueryError("The question holds no word or number to search for. Rephrase it.")
    return text


def near_names(index: Index, text: str) -> dict[str, NearName]:
    """Stemmed word of a question → the name in the passages that it is another spelling of."""
    unknown = []
    for word, form in word_forms(text)[:_MAX_NAMES]:
        stem = "".join(words(word))
        if stem and not index.holds(stem):
            unknown.append((word, form, stem))
    # Who writes names with a capital letter writes other words without one.
    has_capitals = any(word[0].isupper() for word, _form, _stem in unknown)
    near = {
        stem: index.near_name(form, _NAME_BOOST)
        for word, form, stem in unknown
        if word[0].isupper() or not has_capitals
    }
    return {stem: name for stem, name in near.items() if name is not None}


def rank_passages(
    index: Index,
    query: Query,
    k: int,
    filters: Filters = _EVERYTHING,
    *,
    copies: bool = True,
    fusion: Fusion = FUSION,
) -> list[RankedPassage]:
    """The k best passages, best first.

    Args:
        filters: which articles to search in, as if there were no others.
        copies: whether passages may come from several articles that are near copies of one
            another; if not, from the one only whose passage comes first.

    Raises:
        InvalidQueryError: k is not a positive whole number, or asks for more passages than
            ``MAX_PASSAGES``.
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise InvalidQueryError(f"k is {k!r}; it must be a whole number from 1 up.")
    allowed = index.allowed(filters)
    searched = len(index) if allowed is None else len(allowed.passages)
    if min(k, searched) > MAX_PASSAGES:
        raise InvalidQueryError(
            f"k is {k:,} and there are {searched:,} passages; at most {MAX_PASSAGES:,} can be "
            "asked for at once. Give a smaller k, or a filter."
        )
    pool = max(fusion.pool, min(k, searched))
    while True:
        ranked = _leading(index, _scored(index, query, pool, allowed, fusion), k, copies=copies)
        # Copies that fell out may leave too few of what was proposed.
        if len(ranked) >= k or pool >= min(searched, MAX_PASSAGES):
            return ranked
        pool *= 2


def with_others(ranked: Sequence[RankedPassage], k: int, more: int) -> list[RankedPassage]:
    """The k best passages, and the best one of each of a number of other articles."""
    leading = list(ranked[:k])
    told = {one.passage.article_id for one in leading}
    others: list[RankedPassage] = []
    for one in ranked[k:]:
        if one.passage.article_id not in told and len(others) < more:
            told.add(one.passage.article_id)
            others.append(one)
    return leading + others


def _leading(
    index: Index, scored: Sequence[_Scored], k: int, *, copies: bool
) -> list[RankedPassage]:
    """The k best, of each story only the article whose passage comes first unless copies are asked.

    Passages are read as they are needed: most of what is proposed isn't.
    """
    ranked: list[RankedPassage] = []
    told: dict[int, int] = {}
    for at in range(0, len(scored), k):
        some = scored[at : at + k]
        passages = index.passages([one.key for one in some])
        for one in some:
            passage = passages[one.key]
            first = told.setdefault(passage.story, passage.article_key)
            if copies or first == passage.article_key:
                ranked.append(RankedPassage(passage, one.score, one.meaning, one.explained))
        if len(ranked) >= k:
            break
    return ranked[:k]


def _scored(
    index: Index, query: Query, pool: int, allowed: Allowed | None, fusion: Fusion
) -> list[_Scored]:
    """What the two rankings propose, best first.

    Each ranking's scores are scaled to 0…1, and the words weigh as much as they explain of the
    question: a Russian question about an English article shares no words with it, and BM25's
    list for it is noise.

    Source: Bruch, Gai, Ingber (2023), "An Analysis of Fusion Functions for Hybrid Retrieval",
    for convex sums of scaled scores; the weight by explained IDF mass is ours.
    """
    near = index.nearest(query.vector, pool, allowed)
    matches = dict(index.matching(query.words, pool, query.names, allowed))
    keys = sorted({key for key, _ in near} | matches.keys())
    if not keys:
        return []
    _add_phrases(index, query, matches)
    explained, weight = _explained(index, query, keys, fusion)
    by_words = np.array([matches.get(key, 0.0) for key in keys], dtype=np.float32)
    by_words = by_words / max(float(by_words.max()), 1e-9)
    # A vector that stands for no passage in particular: what an unrelated passage scores.
    base = float(index.mean_vector @ query.vector)
    meaning = _scaled(index.vectors(keys) @ query.vector, base)
    first = (1 - weight) * meaning + weight * by_words
    meaning = _with_sentences(index, query, keys, meaning, first, base, fusion)
    score = (1 - weight) * meaning + weight * by_words
    order = sorted(range(len(keys)), key=lambda row: (-score[row], keys[row]))
    return [
        _Scored(keys[row], float(score[row]), float(meaning[row]), float(explained[row]))
        for row in order
    ]


def _scaled(cosines: Vectors, base: float) -> Vectors:
    """Scale cosines so that the best is 1 and the average passage 0.

    e5's cosines lie between .7 and .9, other models' elsewhere: only differences within a
    question mean something.
    """
    reach = max(float(cosines.max()) - base, _LEAST_REACH)
    return np.asarray((cosines - base) / reach, dtype=np.float32)


def _with_sentences(
    index: Index,
    query: Query,
    keys: Sequence[int],
    meaning: Vectors,
    first: Vectors,
    base: float,
    fusion: Fusion,
) -> Vectors:
    """Let the best sentence of each leading passage speak for it too.

    A passage's vector averages what its sentences say; one that answers can drown in it.
    """
    leaders = np.argsort(-first, kind="stable")[: fusion.reread]
    best: dict[int, float] = {}
    for sentence in index.sentences([keys[row] for row in leaders]):
        cosine = float(sentence.vector @ query.vector)
        best[sentence.passage] = max(best.get(sentence.passage, -1.0), cosine)
    rows = [row for row in leaders if keys[row] in best]
    if not rows:
        return meaning
    scaled = _scaled(np.array([best[keys[row]] for row in rows], dtype=np.float32), base)
    # What was not reread keeps its place behind: half of its score and nothing added.
    together = (1 - fusion.sentence) * meaning
    together[rows] += fusion.sentence * scaled
    return together


def _explained(
    index: Index, query: Query, keys: Sequence[int], fusion: Fusion
) -> tuple[list[float], float]:
    """Share of the question's IDF mass that each passage holds, and what the words weigh.

    What no passage holds says little about which one is meant: such words are another language's
    or the questioner's own. A number, or a name in another spelling, says much.
    """
    idf = {word: index.idf(word) for word in query.words}
    named = sum(name.weight for name in query.names)
    unknown = _UNKNOWN if any(name.distance == 0 for name in query.names) else 1.0
    known = sum(weight if index.holds(word) else unknown * weight for word, weight in idf.items())
    total = max(known + named, 1e-9)
    held = index.mass(idf, query.names, keys)
    weight = fusion.words * max(held.values(), default=0.0) / total
    numbers = {word: mass for word, mass in idf.items() if word[0].isdigit()}
    if query.names or numbers:
        exact = index.mass(numbers, query.names, keys)
        weight += fusion.names * max(exact.values(), default=0.0) / total
    return [held.get(key, 0.0) / total for key in keys], weight


def _add_phrases(index: Index, query: Query, matches: dict[int, float]) -> None:
    """Let what a passage holds of the question's quoted phrases count once more, as one word."""
    if not query.phrases:
        return
    passages = index.passages(list(matches))
    for key in matches:
        held = words(passages[key].text)
        for phrase in query.phrases:
            if _holds(held, phrase):
                matches[key] += sum(index.idf(word) for word in phrase)


def _holds(held: Sequence[str], phrase: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand in a text one after the other."""
    last = len(held) - len(phrase) + 1
    return any(tuple(held[at : at + len(phrase)]) == phrase for at in range(last))
