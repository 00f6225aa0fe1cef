"""A file → its articles with what is masked of them; no index is needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.cutting import Reading, read_article, source_of
from index.errors import UnreadableFileError
from index.furniture import PageLines, repeated_keys
from index.readers import FileReader, list_folder
from index.settings import Settings
from index.types import Mask, RawArticle


@dataclass(frozen=True, slots=True)
class MaskedText:
    """An article's text and the masks over it, in order of position."""

    title: str
    text: str
    masks: tuple[Mask, ...]

    def pieces(self) -> Iterator[tuple[str, str | None]]:
        """The text in order, cut where masks begin and end; with the reason where it is masked."""
        at = 0
        for mask in self.masks:
            yield self.text[at : mask.start], None
            yield self.text[mask.start : mask.end], mask.reason
            at = mask.end
        yield self.text[at:], None


def read_masked(file: Path, settings: Settings, folder: Path | None = None) -> list[MaskedText]:
    """The articles of a file as indexing would see them; parts that can't be read are left out.

    Args:
        folder: with whose pages to compare them; None compares with nothing.

    Raises:
        UnreadableFileError: the file can't be read, or holds no article.
    """
    with FileReader(settings.reading_limits) as reader:
        articles = [one for one in reader.read(file).found if isinstance(one, RawArticle)]
        path = _path_below(file, folder)
        own = [(raw, _source(raw, path)) for raw in articles]
        lines: dict[str, list[PageLines]] = {source: [] for _raw, source in own}
        for raw, at in _articles_in(reader, folder) if folder else ():
            source = _source(raw, at)
            if source in lines:
                lines[source].append(read_article(raw, at).lines)
    found = []
    for raw, source in own:
        seen = read_article(raw, path, frozenset(repeated_keys(lines[source]).tolist()))
        found.append(MaskedText(seen.metadata.title, raw.text, seen.masks))
    return found


def _source(raw: RawArticle, path: str) -> str:
    seen: Reading = read_article(raw, path)
    return source_of(seen.metadata, path, raw.part)


def _path_below(file: Path, folder: Path | None) -> str:
    whole = file.absolute()
    if folder and whole.is_relative_to(folder.absolute()):
        return whole.relative_to(folder.absolute()).as_posix()
    return file.name


def _articles_in(reader: FileReader, folder: Path) -> Iterator[tuple[RawArticle, str]]:
    """The articles in a folder that can be read, with the paths of their files below it."""
    for state in list_folder(folder.absolute()).files:
        try:
            for one in reader.read(folder / state.path).found:
                if isinstance(one, RawArticle):
                    yield one, state.path
        except UnreadableFileError:
            continue
