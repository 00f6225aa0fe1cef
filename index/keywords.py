"""Words → the passages that hold them, by tantivy (BM25). Higher scores are better: 0 and up."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import tantivy

from index.errors import IndexDamagedError

_BODY: Final = "body"
_KEY: Final = "passage"
_ANALYSER: Final = "words"
_WRITER_BYTES: Final = 64_000_000
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


def words(text: str) -> list[str]:
    """The stemmed words of a text, as the index counts them, in order."""
    return [str(word) for word in _analyser().analyze(text.translate(_APOSTROPHES))]


class KeywordIndex:
    """Texts of passages under their keys, ranked by BM25."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``, or make an empty one there if the folder is empty.

        Raises:
            IndexDamagedError: the folder does not hold such an index.
        """
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field(_KEY, stored=True, indexed=True)
        schema.add_text_field(_BODY, tokenizer_name=_ANALYSER, index_option="freq")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(schema.build(), path=str(folder))
        except (ValueError, OSError) as error:
            raise IndexDamagedError(f"{folder} is damaged ({error})") from error
        self._index.register_tokenizer(_ANALYSER, _analyser())
        self._index.config_reader(reload_policy="manual")
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    def update(self, removed: Iterable[int], added: Iterable[tuple[int, str]]) -> None:
        """Take passages out and put passages (key, text) in, in one commit."""
        writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        schema = self._index.schema
        for key in removed:
            # By a query: a bare term is taken for a signed number and matches nothing.
            writer.delete_documents_by_query(tantivy.Query.term_query(schema, _KEY, key))
        for key, text in added:
            document = tantivy.Document()
            document.add_unsigned(_KEY, key)
            document.add_text(_BODY, text.translate(_APOSTROPHES))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, query_words: Sequence[str], k: int) -> list[tuple[int, float]]:
        """Find the k best passages that hold any of the words.

        Args:
            query_words: as ``words`` returns them.

        Returns:
            Pairs of key and BM25 score, best first; ties in order of key.
        """
        distinct = list(dict.fromkeys(query_words))
        if len(distinct) > _MAX_QUERY_WORDS:
            distinct = sorted(distinct, key=self.idf, reverse=True)[:_MAX_QUERY_WORDS]
        k = min(k, len(self))
        if not distinct or k < 1:
            return []
        schema = self._index.schema
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, _BODY, word, "freq"))
            for word in distinct
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(terms), limit=k, count=False)
        hits = [
            (int(self._searcher.doc(address)[_KEY][0]), float(score))
            for score, address in found.hits
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def idf(self, word: str) -> float:
        """Inverse document frequency of a word, as BM25 has it: ln(1 + (N − n + ½) / (n + ½))."""
        total, holding = len(self), int(self._searcher.doc_freq(_BODY, word))
        return math.log(1 + (total - holding + 0.5) / (holding + 0.5))
