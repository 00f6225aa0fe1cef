"""Paths and records → ids of articles: stable as long as the files keep their names, unique.

The id of a file is its path without its endings; of an article inside a file, the file's id,
two slashes (which no path has), and the article's own id or number.
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

BETWEEN: Final = "//"
_PACKED: Final = ".gz"
_MAX_OWN: Final = 200  # characters of a record's own id; a longer one is no id


def file_ids(paths: Iterable[str]) -> dict[str, str]:
    """Path → id: the path without its endings; with them where two would be the same."""
    bare = {path: _bare(path) for path in paths}
    counts: dict[str, int] = {}
    for name in bare.values():
        counts[name] = counts.get(name, 0) + 1
    return {path: path if counts[bare[path]] > 1 else bare[path] for path in bare}


def id_in_file(file_id: str, part: str) -> str:
    """The id of an article: of its file, if it is all of it."""
    return f"{file_id}{BETWEEN}{part}" if part else file_id


def part_of(article_id: str) -> str:
    """The part of the file that an article's id names; "" if it is the whole file."""
    return article_id.partition(BETWEEN)[2]


def part_id(own: str | None, number: int, taken: set[str]) -> str:
    """A record's own id, or its number; with the number if another has the same.

    Args:
        taken: ids given so far; the new one is added.
    """
    own = " ".join(own.split()) if own else ""
    usable = 0 < len(own) <= _MAX_OWN and own.isprintable()
    made = next(one for one in _candidates(own if usable else "", number) if one not in taken)
    taken.add(made)
    return made


def _candidates(own: str, number: int) -> Iterator[str]:
    if own:
        yield own
    made = f"{own}~{number}" if own else str(number)
    while True:
        yield made
        made += "~"


def _bare(path: str) -> str:
    pure = PurePosixPath(path)
    if pure.suffix.lower() == _PACKED:
        pure = pure.with_suffix("")
    return str(pure.with_suffix("")) if pure.suffix else str(pure)
