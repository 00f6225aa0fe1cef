"""The box about the author after the story: it begins with the name that the byline holds."""

import re
from collections.abc import Sequence
from typing import Final

from index.furniture.lines import Line

_HEAD: Final = 6  # lines of the story in which the byline stands
_TAIL: Final = 2  # lines of the story after which only furniture comes
_MAX_BYLINE: Final = 100  # characters
_MAX_BOX: Final = 300
_NAME: Final = re.compile(r"^\W*([^\W\d_][\w’'ʻʼ‘-]+(?: [^\W\d_][\w.’'ʻʼ‘-]*){1,2})")
# What tells of a person, where a story goes on with what the person did.
_ABOUT: Final = re.compile(
    r"^(?:\s*[–—-]\s|\s*,\s|\s*:\s| kimdir\b| (?:is|was) (?:an?|the|our)\b|"
    r" (?:covers|writes|reports|edits|joined)\b| (?:пишет|ведёт|ведет|работает|родил\w+)\b)"
)


def author_boxes(lines: Sequence[Line], furniture: Sequence[bool]) -> list[int]:
    """Numbers of the lines, at the story's end, that present its author."""
    story = [at for at, is_furniture in enumerate(furniture) if not is_furniture]
    bylines = [lines[at] for at in story[1:_HEAD] if len(lines[at].text) <= _MAX_BYLINE]
    found: list[int] = []
    for at in reversed(story[_HEAD:][-_TAIL:]):
        line = lines[at]
        name = _NAME.match(line.text)
        if not name or len(line.text) > _MAX_BOX:
            break
        if not any(_names(byline, name.group(1), line.text) for byline in bylines):
            break
        found.append(at)
    return found


def _names(byline: Line, longest: str, text: str) -> bool:
    """A byline holds the name, in as many words as stand before what tells of the person."""
    if byline.text in text or byline.ends_sentence:
        return byline.text == longest and bool(_ABOUT.match(text.partition(longest)[2]))
    words = longest.split(" ")
    for count in range(len(words), 1, -1):
        name = " ".join(words[:count])
        if name in byline.text and _ABOUT.match(text.partition(name)[2]):
            return True
    return False
