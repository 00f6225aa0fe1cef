"""An index → what is in it: its articles one by one, and the files that could not be read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.store import Store
from index.types import FailedFile, FileCounts


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article as a list of the corpus shows it.

    Attributes:
        published: the day, as ISO 8601 writes it. language: its ISO 639 code.
        passages: number of its passages. masked: share of its characters that is masked, 0 to 1.
        story: number that it has in common with its near copies.
    """

    article_id: str
    title: str
    publisher: str | None
    published: str | None
    language: str | None
    passages: int
    masked: float
    story: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a corpus holds.

    Attributes:
        articles: in order of id. failures: files, and parts of files, that could not be read.
        files: what the last sync met.
    """

    articles: tuple[ArticleSummary, ...]
    failures: tuple[FailedFile, ...]
    files: FileCounts

    @property
    def copies(self) -> dict[int, tuple[str, ...]]:
        """Story → ids of its articles, for the stories of several near copies."""
        ids: dict[int, list[str]] = {}
        for one in self.articles:
            ids.setdefault(one.story, []).append(one.article_id)
        return {story: tuple(group) for story, group in ids.items() if len(group) > 1}

    @property
    def months(self) -> list[tuple[str, int]]:
        """Articles by month of publication ("2025-06"), in order; "" for those without a day."""
        return sorted(Counter((one.published or "")[:7] for one in self.articles).items())

    @property
    def publishers(self) -> list[tuple[str, int]]:
        """Articles by publisher, most first; "" for those that don't say."""
        return _most_first([one.publisher or "" for one in self.articles])

    @property
    def languages(self) -> list[tuple[str, int]]:
        """Articles by language, most first; "" for those in doubt."""
        return _most_first([one.language or "" for one in self.articles])


def read_coverage(path: Path) -> Coverage:
    """What the index at ``path`` holds; opens no model.

    Raises:
        IndexStateError: the index can't be read.
    """
    with closing(Store.open(path)) as store:
        articles = tuple(ArticleSummary(*row) for row in store.summaries())
        failures = (*store.failed_files(), *store.failed_parts())
        return Coverage(articles, failures, store.file_counts())


def read_file_counts(path: Path) -> FileCounts:
    """What the last sync of the index at ``path`` met, whichever state a reader still holds.

    Raises:
        IndexStateError: the index can't be read.
    """
    with closing(Store.open(path)) as store:
        return store.file_counts()


def near_copies(
    one: ArticleSummary, copies: Mapping[int, Sequence[str]], limit: int
) -> tuple[list[str], int]:
    """Ids of the first near copies of an article, and how many there are besides.

    Args:
        copies: as a coverage gives them; a group may hold many thousands.
    """
    group = copies.get(one.story, (one.article_id,))
    first = [other for other in group[: limit + 1] if other != one.article_id][:limit]
    return first, len(group) - 1 - len(first)


def _most_first(names: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))
