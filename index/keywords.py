"""Words → the passages that hold them, by tantivy (BM25). Higher scores are better: 0 and up."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import tantivy

from index.errors import IndexDamagedError
from index.names import name_forms

_BODY: Final = "body"
_NAMES: Final = "names"
_KEY: Final = "passage"
_ARTICLE: Final = "article"
_ANALYSER: Final = "words"
_WRITER_BYTES: Final = 64_000_000
# Spellings of a name that are tried one after the other until one is found: letters that may
# differ, whether only the name's beginning needs to fit (inflections), letters that it needs.
_NEAR: Final = ((0, False, 3), (0, True, 5), (1, False, 5), (1, True, 7), (2, False, 9))
_NEAR_LOSS: Final = 0.85  # of a name's weight for each letter that differs
_MANY_NUMBERS: Final = 1000  # from which on looking up each takes longer than a walk through all
_MAX_QUERY_WORDS: Final = 256  # a longer question is a text; its rarest words say what it is about


@cache
def _analyser() -> tantivy.TextAnalyzer:
    """Words in lower case, accents folded, stemmed.

    The English stemmer leaves Cyrillic words as they are and the Russian one Latin words, so
    that both serve one field and no language needs to be guessed.
    """
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .filter(tantivy.Filter.stemmer("russian"))
        .build()
    )


# One letter in Uzbek and an apostrophe in English have many shapes; words are compared in one.
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("ʻʼ‘’`´′'", None))
# 1,240 and 1 240 (with spaces of any width) are 1240.
_THOUSANDS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:[, \u00a0\u2009\u202f]\d{3})+(?![\d,]|\.\d)")
_NOT_DIGIT: Final = re.compile(r"\D")


def words(text: str) -> list[str]:
    """The stemmed words of a text, as the index counts them, in order."""
    return [str(word) for word in _analyser().analyze(_plain(text))]


def _plain(text: str) -> str:
    # Tantivy takes UTF-8 only, and a question may hold lone surrogates.
    plain = text.encode("utf-8", "replace").decode("utf-8").translate(_APOSTROPHES)
    return _THOUSANDS.sub(lambda number: _NOT_DIGIT.sub("", number.group()), plain)


@dataclass(frozen=True, slots=True)
class KeywordEntry:
    """A passage as it is put in.

    Attributes:
        article: number of its article in the index. text: what is searched.
    """

    key: int
    article: int
    text: str


@dataclass(frozen=True, slots=True)
class NearName:
    """A name that stands in the passages, in another spelling than in the question.

    Attributes:
        form: of the question's name, see ``index.names``.
        distance: letters in which the passages' form differs.
        is_prefix: whether the passages' form goes on after it.
        weight: its inverse document frequency, less for each letter that differs.
    """

    form: str
    distance: int
    is_prefix: bool
    weight: float


class KeywordIndex:
    """Texts of passages under their keys, ranked by BM25."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``, or make an empty one there if the folder is empty.

        Raises:
            IndexDamagedError: the folder does not hold such an index.
        """
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field(_KEY, indexed=True, fast=True)
        schema.add_unsigned_field(_ARTICLE, indexed=True)
        schema.add_text_field(_BODY, tokenizer_name=_ANALYSER, index_option="freq")
        schema.add_text_field(_NAMES, tokenizer_name="raw", index_option="basic")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(schema.build(), path=str(folder))
        except (ValueError, OSError) as error:
            raise IndexDamagedError(f"{folder} is damaged ({error})") from error
        self._index.register_tokenizer(_ANALYSER, _analyser())
        self._index.config_reader(reload_policy="manual")
        # Any, because the library's own types leave out what a search finds.
        self._searcher: Any = self._index.searcher()

    def __len__(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    def update(self, removed: Iterable[int], added: Iterable[KeywordEntry]) -> None:
        """Take passages out and put passages in, in one commit.

        Raises:
            OSError: it can't be written.
        """
        try:
            self._update(removed, added)
        except ValueError as error:  # what tantivy makes of any error of the disk
            raise OSError(f"the keyword index can't be written ({error})") from error

    def _update(self, removed: Iterable[int], added: Iterable[KeywordEntry]) -> None:
        writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        schema = self._index.schema
        for key in removed:
            # By a query: a bare term is taken for a signed number and matches nothing.
            writer.delete_documents_by_query(tantivy.Query.term_query(schema, _KEY, key))
        for entry in added:
            document = tantivy.Document()
            document.add_unsigned(_KEY, entry.key)
            document.add_unsigned(_ARTICLE, entry.article)
            document.add_text(_BODY, _plain(entry.text))
            for form in dict.fromkeys(name_forms(entry.text)):
                document.add_text(_NAMES, form)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self,
        query_words: Sequence[str],
        k: int,
        names: Sequence[NearName] = (),
        articles: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Find the k best passages that hold any of the words or names.

        Args:
            query_words: as ``words`` returns them.
            articles: numbers of the articles to search in; None searches in all.

        Returns:
            Pairs of key and BM25 score, best first; ties in order of key.
        """
        distinct = list(dict.fromkeys(query_words))
        if len(distinct) > _MAX_QUERY_WORDS:
            distinct = sorted(distinct, key=self.idf, reverse=True)[:_MAX_QUERY_WORDS]
        schema = self._index.schema
        clauses = [tantivy.Query.term_query(schema, _BODY, word, "freq") for word in distinct]
        # Fuzzy terms have no BM25 of their own; names stand once or twice in a passage.
        clauses += [tantivy.Query.const_score_query(self._near(n), n.weight) for n in names]
        if not clauses or (articles is not None and not articles):
            return []
        query = _any(clauses) if articles is None else _among(clauses, schema, _ARTICLE, articles)
        return sorted(self._run(query, k), key=lambda hit: (-hit[1], hit[0]))

    def mass(
        self, weights: Mapping[str, float], names: Sequence[NearName], keys: Sequence[int]
    ) -> dict[int, float]:
        """How much of the words and names each of some passages holds: the sum of their weights.

        Args:
            weights: stemmed word → weight.

        Returns:
            Key → sum; passages that hold nothing are left out.
        """
        schema = self._index.schema
        term, const = tantivy.Query.term_query, tantivy.Query.const_score_query
        clauses = [const(term(schema, _BODY, word), weight) for word, weight in weights.items()]
        clauses += [const(self._near(name), name.weight) for name in names]
        if not clauses or not keys:
            return {}
        return dict(self._run(_among(clauses, schema, _KEY, keys), len(keys)))

    def near_name(self, form: str, boost: float = 1.0) -> NearName | None:
        """A name of the passages that is spelt like this one, or nearly so; None if there is none.

        Args:
            form: as ``index.names.word_forms`` gives it.
            boost: how much its IDF counts if no letter differs: that is no accident.
        """
        for distance, is_prefix, least in _NEAR:
            if len(form) < least:
                continue
            name = NearName(form, distance, is_prefix, 0.0)
            found: Any = self._searcher.search(self._near(name), limit=1)
            holding = int(found.count)
            if holding:
                weight = self._rarity(holding) * (_NEAR_LOSS**distance if distance else boost)
                return NearName(form, distance, is_prefix, weight)
        return None

    def idf(self, word: str) -> float:
        """Inverse document frequency of a word, as BM25 has it: ln(1 + (N − n + ½) / (n + ½))."""
        return self._rarity(self.count(word))

    def count(self, word: str) -> int:
        """Number of passages that hold a stemmed word."""
        return int(self._searcher.doc_freq(_BODY, word))

    def _rarity(self, holding: int) -> float:
        return math.log(1 + (len(self) - holding + 0.5) / (holding + 0.5))

    def _near(self, name: NearName) -> Any:
        return tantivy.Query.fuzzy_term_query(
            self._index.schema,
            _NAMES,
            name.form,
            distance=name.distance,
            transposition_cost_one=True,
            prefix=name.is_prefix,
        )

    def _run(self, query: Any, k: int) -> list[tuple[int, float]]:
        k = min(k, len(self))
        if k < 1:
            return []
        found = self._searcher.search(query, limit=k, count=False).hits
        keys: Sequence[Any] = self._searcher.fast_field_values(
            _KEY, [address for _score, address in found]
        )
        return [(int(key), float(score)) for key, (score, _a) in zip(keys, found, strict=True)]


def _any(clauses: Sequence[Any]) -> Any:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


def _among(clauses: Sequence[Any], schema: Any, field: str, numbers: Sequence[int]) -> Any:
    """Any of the clauses, in documents whose field has one of the numbers; these score nothing."""
    inside = tantivy.Query.const_score_query(_holding(schema, field, numbers), 0.0)
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, _any(clauses)), (tantivy.Occur.Must, inside)]
    )


def _holding(schema: Any, field: str, numbers: Sequence[int]) -> Any:
    """Documents whose field has one of the numbers."""
    if len(numbers) > _MANY_NUMBERS:
        return tantivy.Query.term_set_query(schema, field, list(numbers))
    # A set walks through all terms of the field: for the passages of a question that is slower.
    return _any([tantivy.Query.term_query(schema, field, number, "basic") for number in numbers])
