"""The page in a real Chromium: ask, click a source, read the highlighted words."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa import Corpus

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
HOSTILE = "<img src=x onerror=window.hacked=1> ${window.hacked=2} {{constructor}} &lt;b&gt;"

NAME = HOSTILE.replace("/", "")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, seeds_folder: Path) -> Iterator[str]:
    from ui.app import STYLE, THEME, build_page

    work = tmp_path_factory.mktemp("page")
    shutil.copytree(seeds_folder, work / "articles")
    hostile = f"A hostile page {HOSTILE}\n\nForty houses were evacuated in Uralsk {HOSTILE}.\n"
    (work / "articles" / "hostile.txt").write_text(hostile, encoding="utf-8")
    (work / "articles" / f"broken {NAME}.txt").write_bytes(b"\0\1\2binary")
    front = "---\ndate: 2025-06-12\npublisher: Aral Daily\n---\n"
    story = "# The dam\n\nThe Kokaral dam was closed on Tuesday. Six villages were flooded.\n"
    (work / "articles" / "dam.md").write_text(front + story, encoding="utf-8")
    (work / "articles" / "dam copy.md").write_text(front + story, encoding="utf-8")
    corpus = Corpus.create(work / "index")
    corpus.sync(work / "articles")
    page = build_page(corpus)
    _app, local, _share = page.launch(
        server_name="127.0.0.1",
        prevent_thread_lock=True,
        quiet=True,
        ssr_mode=False,
        theme=THEME,
        css_paths=STYLE,
    )
    yield local
    page.close()
    corpus.close()


@pytest.fixture
def page(browser: "Browser", address: str) -> "Iterator[Page]":
    opened = browser.new_page()
    outside: list[str] = []
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:"))
            else outside.append(request.url)
        ),
    )
    opened.goto(address)
    opened.wait_for_selector("#question textarea")
    yield opened
    assert outside == [], "the page asked for something outside this machine"
    opened.close()


def ask(page: "Page", question: str, turn: int = 1) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f".conversation > section:nth-of-type({turn}) .aside:last-child")


def test_ask_click_and_read(page: "Page") -> None:
    ask(page, "Which district of Moscow was raided?")
    assert "Strogino" in page.inner_text(".conversation blockquote >> nth=0")
    page.wait_for_selector("mark.cited")
    ask(page, "А что сделало посольство Узбекистана?", turn=2)
    page.click("section:nth-of-type(1) button.cite >> nth=0")
    page.wait_for_function(
        "document.querySelector('mark.cited')?.innerText.includes('Strogino district')"
    )
    shown = page.evaluate(
        "() => { const q = document.querySelector('mark.cited').getBoundingClientRect();"
        " return q.top >= 0 && q.bottom <= window.innerHeight }"
    )
    assert shown, "the quote is scrolled to"
    masked = page.inner_text(".source .masked")
    assert masked.startswith("Latest news")
    why = "e => [getComputedStyle(e, '::before').content, getComputedStyle(e).color]"
    said, grey = page.eval_on_selector(".source .masked", why)
    assert said == '"Not searched: list of other headlines"'
    assert grey != page.eval_on_selector(".source .text", "e => getComputedStyle(e).color")
    page.click("section:nth-of-type(2) button.cite >> nth=0")
    page.wait_for_selector(
        ".source .masked[data-why='В поиске не участвует: список других заголовков']"
    )


def test_a_conversation_in_the_language_of_its_questions(page: "Page") -> None:
    ask(page, "В каком районе Москвы прошёл рейд?")
    ask(page, "А кто его проводил?", turn=2)
    searched = page.inner_text("section:nth-of-type(2) .searched-for")
    assert searched == "Искали: Кто его проводил? (районе Москвы прошёл рейд)"
    assert "Уверенность" in page.inner_text("section:nth-of-type(2) .aside:last-child")
    page.fill("#question textarea", "Список статей")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("section:nth-of-type(3) .reply")
    assert "Статей здесь: 5" in page.inner_text("section:nth-of-type(3) .reply")
    assert page.locator("section:nth-of-type(3) blockquote").count() == 5


def test_mistakes_are_told_on_the_page(page: "Page") -> None:
    page.click("#ask")
    page.wait_for_selector(".notice")
    assert "question is empty" in page.inner_text(".notice")
    for question, said in (("👩‍👩‍👧 ?!…", "no word"), ("w" * 20_000, "characters")):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f".notice:has-text('{said}')")
        assert page.input_value("#question textarea") == question


def test_nothing_an_article_says_is_run(page: "Page") -> None:
    ask(page, f"How many houses were evacuated in Uralsk? {HOSTILE}")
    page.wait_for_selector(".conversation .question")
    page.click("button.cite >> nth=0")
    page.wait_for_selector("mark.cited")
    assert page.evaluate("window.hacked") is None
    assert page.query_selector(".conversation img, .source img") is None
    assert HOSTILE in page.inner_text(".source .text")
    assert HOSTILE in page.inner_text(".conversation .question")


def test_a_phone_has_room(browser: "Browser", address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    page.wait_for_selector("#question textarea")
    ask(page, "Which district of Moscow was raided?")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.click("button[role=tab]:has-text('What is in it')")
    page.wait_for_selector(".coverage .articles")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_strictness_on_the_page(page: "Page") -> None:
    slider = page.locator("#strictness input[type=range]")
    assert 0 < float(slider.input_value()) < 1
    before = page.inner_text("#expected")
    assert "Of 100 questions that the articles answer" in before
    page.fill("#strictness input[type=number]", "1")
    page.press("#strictness input[type=number]", "Tab")
    page.wait_for_function(
        "before => document.querySelector('#expected').innerText !== before", arg=before
    )
    ask(page, "Which district of Moscow was raided?")
    said = page.inner_text(".conversation .abstained")
    assert "The articles don't say. Articles searched: 5, passages: 10." in said
    assert "Files found 6 = indexed 5 + unchanged 0 + failed 1." in said
    assert "Nearest, related but not an answer:" in said
    page.fill("#strictness input[type=number]", "0")
    page.press("#strictness input[type=number]", "Tab")
    ask(page, "Which district of Moscow was raided?", turn=2)
    assert page.locator("section:nth-of-type(2).abstained").count() == 0


def test_the_page_says_what_is_in_it(page: "Page") -> None:
    page.click("button[role=tab]:has-text('What is in it')")
    page.wait_for_selector(".coverage .articles")
    said = page.inner_text(".coverage")
    assert "5 articles, 2 of them with near copies" in said
    assert "Files found 6 = indexed 5 + unchanged 0 + failed 1." in said
    assert "2025-06" in said
    assert "Aral Daily" in said
    assert f"broken {NAME}.txt: it is binary, not text" in page.inner_text(".coverage .failures")
    row = page.locator(".articles tr", has=page.locator("span", has_text="dam copy"))
    assert row.locator("td").last.inner_text() == "dam"
    assert page.locator(".articles tbody tr").count() == 5
    assert HOSTILE in page.inner_text(".articles")
    assert page.evaluate("window.hacked") is None
    assert page.query_selector(".coverage img") is None
    page.fill("#wanted textarea, #wanted input", "aral")
    page.press("#wanted textarea, #wanted input", "Enter")
    page.wait_for_function("document.querySelectorAll('.articles tbody tr').length === 2")


def test_a_headline_in_a_list_is_no_article(page: "Page") -> None:
    headline = "Kazakhstan Probes Massive Data Leak Involving 16 Million Citizens"
    ask(page, "How did the massive data leak of 16 million citizens in Kazakhstan happen?")
    assert f"Only a headline is here, no article: “{headline}”." in page.inner_text(".conversation")
    quotes = page.locator(".conversation blockquote").all_inner_texts()
    assert not [quote for quote in quotes if "Data Leak" in quote]


def test_as_of_a_day(page: "Page") -> None:
    ask(page, "When was the Kokaral dam closed?")
    note = "“on Tuesday” = 2025-06-10, counted from the publication day 2025-06-12"
    assert page.inner_text("blockquote .dated >> nth=0") == note
    quote = page.inner_text("blockquote >> nth=0").split("”")[0]
    assert quote == "“The Kokaral dam was closed on Tuesday."
    page.fill("#as-of input.time", "2025-06-11")
    page.press("#as-of input.time", "Enter")
    ask(page, "When was the Kokaral dam closed?", turn=2)
    said = page.inner_text("section:nth-of-type(2)")
    assert "As of 2025-06-11; articles without a date left out." in said
    assert "The articles don't say. Articles searched: 0" in said
    page.fill("#as-of input.time", "2025-06-12")
    page.press("#as-of input.time", "Enter")
    ask(page, "When was the Kokaral dam closed in June 2025?", turn=3)
    said = page.inner_text("section:nth-of-type(3)")
    assert "Kokaral dam was closed on Tuesday" in said
    assert "Articles of this time first: June 2025 (2025-06-01 – 2025-06-30)." in said
    page.click("#dates input")
    ask(page, "When was the Kokaral dam closed in June 2025?", turn=4)
    assert "of this time first" not in page.inner_text("section:nth-of-type(4)")
