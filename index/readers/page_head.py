"""A page's tree → what its head says of the story: JSON-LD, meta tags, time tags, address.

Nothing is guessed: what no tag says stays unknown.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from index.readers.cleaning import one_line
from index.types import Declared

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STORIES: Final = (
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
)
_TITLES: Final = ("og:title", "twitter:title", "dc.title")
_DATES: Final = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "publishdate",
    "publish-date",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "date",
)
_PUBLISHERS: Final = ("og:site_name", "dc.publisher", "publisher", "application-name")
_AUTHORS: Final = ("author", "article:author", "dc.creator", "parsely-author", "byl")
_MAX_DEPTH: Final = 12  # of JSON-LD; more is nobody's description of a story


def read_head(tree: "HtmlElement") -> Declared:
    """What a page says of its story, each from the most explicit place that has it."""
    said = next(_described(tree), {})
    metas = _metas(tree)
    url = _address(tree, metas, said)
    publisher = _name(said.get("publisher")) or _first(metas, _PUBLISHERS)
    author = _name(said.get("author")) or _first(metas, _AUTHORS)
    return Declared(
        title=_title(tree, metas, said, publisher),
        dates=tuple(_dates(tree, metas, said, url)),
        publisher=publisher,
        author=None if author and author.startswith("http") else author,
        language=one_line(said.get("inLanguage")) or one_line(tree.get("lang")),
        url=url,
    )


def _described(tree: "HtmlElement") -> Iterator[Mapping[str, Any]]:
    """The descriptions of stories in the page's JSON-LD (schema.org)."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _stories(found, _MAX_DEPTH)


def _stories(found: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth and isinstance(found, list):
        for one in found:
            yield from _stories(one, depth - 1)
    elif depth and isinstance(found, dict):
        kinds = found.get("@type")
        if any(kind in _STORIES for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield found
        for one in found.values():
            if isinstance(one, dict | list):
                yield from _stories(one, depth - 1)


def _metas(tree: "HtmlElement") -> dict[str, str]:
    """Name → content of the meta tags, the first of each name."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = one_line(meta.get("content"))
        for attribute in ("property", "name", "itemprop"):
            name = meta.get(attribute)
            if name and content:
                metas.setdefault(name.strip().lower(), content)
    return metas


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _name(said: object) -> str | None:
    """The name in schema.org's many ways to say who: a text, an object, a list of them."""
    if isinstance(said, list):
        names = [name for name in map(_name, said[:10]) if name]
        return one_line(", ".join(names))
    return one_line(said.get("name")) if isinstance(said, dict) else one_line(said)


def _title(
    tree: "HtmlElement", metas: Mapping[str, str], said: Mapping[str, Any], publisher: str | None
) -> str | None:
    headings = [one_line(heading.text_content()) for heading in tree.iter("h1")]
    title = one_line(said.get("headline")) or _first(metas, _TITLES)
    if title is None and len(headings) == 1:
        title = headings[0]
    if title is None:
        title = one_line(tree.findtext(".//title"))
    for bar in (" | ", " - ", " — ", " – ", " :: "):
        if title and publisher and title.endswith(bar + publisher):
            title = title.removesuffix(bar + publisher)
    return title


def _address(tree: "HtmlElement", metas: Mapping[str, str], said: Mapping[str, Any]) -> str | None:
    links = (one_line(link.get("href")) for link in tree.iterfind(".//link[@rel='canonical']"))
    addresses = [*links, metas.get("og:url"), one_line(said.get("url"))]
    return next((one for one in addresses if one and one.startswith(("http://", "https://"))), None)


def _dates(
    tree: "HtmlElement", metas: Mapping[str, str], said: Mapping[str, Any], url: str | None
) -> Iterator[tuple[str, str]]:
    in_json = one_line(said.get("datePublished"))
    if in_json:
        yield "JSON-LD", in_json
    in_meta = _first(metas, _DATES)
    if in_meta:
        yield "meta tag", in_meta
    for tag in tree.iterfind(".//*[@datetime]"):
        in_tag = one_line(tag.get("datetime"))
        if in_tag and (tag.get("itemprop") == "datePublished" or tag.get("pubdate") is not None):
            yield "time tag", in_tag
    times = {one_line(tag.get("datetime")) for tag in tree.iterfind(".//article//time[@datetime]")}
    if len(times) == 1:
        yield "time tag", times.pop() or ""
    if url:
        yield "URL", url
