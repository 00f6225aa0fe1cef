import html
import re

from hypothesis import given
from hypothesis import strategies as st

from index import Article, Mask, Metadata
from qa import Citation
from ui.markup import escaped
from ui.sources import render_source


@given(st.text())
def test_escaped_text_is_only_text(text: str) -> None:
    safe = escaped(text)
    assert not set(safe) & set("<>\"'{}$")
    assert html.unescape(safe) == html.unescape(html.escape(text))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=3), st.data())
def test_a_source_shows_the_whole_text(text: str, data: st.DataObject) -> None:
    places = sorted(
        data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4, unique=True))
    )
    start, end, mask_start, mask_end = places
    article = Article(
        "a", "a.txt", Metadata("T"), text, "utf-8", "0", (Mask(mask_start, mask_end, "test"),)
    )
    citation = Citation("a", "T", "a.txt", start, end, text[start:end], "utf-8", "0", "0")
    shown = (
        render_source(article, citation).split('<div class="text">')[1].removesuffix("</div></div>")
    )
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == html.unescape(html.escape(text))
    (marked,) = re.findall(r'<mark class="cited">(.*?)</mark>', shown, re.DOTALL)
    assert html.unescape(marked) == html.unescape(html.escape(text[start:end]))


def test_a_changed_article_is_not_shown_as_cited() -> None:
    article = Article("a", "a.txt", Metadata("T"), "text", "utf-8", "new", ())
    citation = Citation("a", "T", "a.txt", 0, 4, "text", "utf-8", "old", "0")
    assert "has changed" in render_source(article, citation)
    assert "has changed" in render_source(None, citation)
