"""A file → its articles with what is masked of them; no index is needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.cutting import read_article
from index.readers import FileReader
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


def read_masked(file: Path, settings: Settings) -> list[MaskedText]:
    """The articles of a file as indexing would see them; parts that can't be read are left out.

    Raises:
        UnreadableFileError: the file can't be read, or holds no article.
    """
    found = []
    with FileReader(settings.reading_limits) as reader:
        for raw in reader.read(file).found:
            if isinstance(raw, RawArticle):
                seen = read_article(raw, file.name)
                found.append(MaskedText(seen.metadata.title, raw.text, seen.masks))
    return found
