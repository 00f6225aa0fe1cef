import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.__main__ import main
from evals.cases import Case, Gold
from evals.metrics import figures
from evals.outcomes import FoundHit, Outcome, Reply, ShownSentence
from evals.plots import pareto, pareto_front
from evals.report import Named, marked, write_report
from evals.run_file import Run, RunOptions

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) | `x`"


def outcome(number: int, *, covered: bool) -> Outcome:
    hit = FoundHit("a", HOSTILE, 10, 30, 0.9, True, "before the gold and after", ((7, 15),))
    sentence = ShownSentence(HOSTILE, ("a",), 1.0, covered)
    reply = Reply(
        abstained=not covered,
        confidence=0.1 + number / 20,
        shown=(sentence,),
        covered=covered,
        first_covered=covered,
        shown_covered=covered,
        citation_precision=float(covered),
        citation_recall=float(covered),
        exact_match=0.0,
        token_f1=0.3,
        containment=float(covered),
        seconds=0.2 + number / 100,
    )
    answerable = number % 4 != 0
    return Outcome(
        case=Case(
            f"q{number}",
            f"{HOSTILE} {number}",
            "en" if number % 2 else "ru",
            answerable,
            (Gold("a", "the gold"),) if answerable else (),
            "any",
            ("who",),
            "",
        ),
        hits=(hit,),
        passages_found=5,
        articles_found=2,
        passage_ranks=(1,) if covered else (3,),
        passages_relevant=1,
        article_ranks=((1, 1),) if answerable else (),
        article_grades=(1,) if answerable else (),
        covered_at=1 if covered else 3,
        answer_at=1,
        publishers=("The Steppe Wire",),
        search_seconds=0.01 + number / 1000,
        reply=reply,
        failure=None,
    )


def run_of(good: int) -> Run:
    outcomes = tuple(outcome(n, covered=n < good) for n in range(12))
    return Run(
        name="mine",
        made="2024-05-01T10:00:00+00:00",
        options=RunOptions(None, "mine.jsonl", None, False, None, 1),
        data={"sha256": "d" * 64, "kind": "jsonl"},
        settings={"model": "m", "passage_tokens": "160"},
        index={"model": "m", "fingerprint": "f", "articles": "2", "passages": "5",
               "sha256": "i" * 64},
        code={"commit": "c" * 40, "changed_files": "0", "sha256": "s" * 64},
        versions={},
        machine={"processor": "p", "cores": "2", "system": "s"},
        figures=figures(outcomes, 1),
        outcomes=outcomes,
    )  # fmt: skip


class Loaded(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in {"script", "iframe", "img", "link", "object"}:
            self.found.append(tag)
        self.found += [f"{k}={v}" for k, v in named.items() if k.startswith("on") or k == "src"]
        target = named.get("xlink:href") or named.get("href") or "#"
        if not target.startswith("#"):
            self.found.append(target)


def test_a_report_of_two_runs(tmp_path: Path) -> None:
    runs = [Named("before", run_of(6)), Named("after <b>", run_of(9))]
    page, values, text = write_report(runs, tmp_path / "report")
    html = page.read_text(encoding="utf-8")
    loaded = Loaded()
    loaded.feed(html)
    assert loaded.found == []
    assert "<script" not in html
    assert "<mark>the gold</mark>" in html
    assert html.count("<svg") == 4
    assert html.count("<details>") == 12
    told = json.loads(values.read_text(encoding="utf-8"))
    assert [one["name"] for one in told["runs"]] == ["before", "after <b>"]
    (compared,) = told["comparisons"]
    cited = next(row for row in compared["rows"] if row["metric"] == "gold cited")
    assert cited["wins"] == 3 - 1  # of 6, 7, 8 the last is unanswerable
    markdown = text.read_text(encoding="utf-8")
    assert "| gold cited |" in markdown
    assert "<script" not in markdown.replace("\\<", "")
    again = write_report(runs, tmp_path / "again")
    assert [f.read_bytes() for f in again] == [page.read_bytes(), values.read_bytes(),
                                               text.read_bytes()]  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_page_as_a_reader_sees_it(browser: "Browser", tmp_path: Path) -> None:
    page_file, *_rest = write_report([Named("one", run_of(6))], tmp_path)
    page = browser.new_page(viewport={"width": 400, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert said == []
    first = page.locator("details").first
    assert not first.locator("mark").first.is_visible()
    first.locator("summary").click()
    assert first.locator("mark").first.inner_text() == "the gold"
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()


def test_the_command_writes_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file, good in zip(files, (6, 9), strict=True):
        run_of(good).write(file)
    assert Run.read(files[0]).outcomes == run_of(6).outcomes
    assert main(["report", *map(str, files), "--out", str(tmp_path / "r")]) == 0
    assert (tmp_path / "r" / "report.html").is_file()
    assert main(["compare", *map(str, files)]) == 0
    assert re.search(r"gold cited: 2 questions came out differently", capsys.readouterr().out)


@given(
    st.text(min_size=0, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
)
def test_marked_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    gold = tuple((min(a, b), max(a, b)) for a, b in spans if max(a, b) <= len(text))
    pieces = marked(FoundHit("a", "t", 0, len(text), 1.0, True, text, gold))
    assert "".join(piece for piece, _ in pieces) == text
    at = 0
    for piece, is_gold in pieces:
        inside = any(a <= at and at + len(piece) <= b for a, b in gold)
        assert is_gold == inside
        at += len(piece)


def test_the_pareto_front_by_hand() -> None:
    points = [("slow", 9.0, 0.8), ("cheap", 1.0, 0.5), ("bad", 5.0, 0.4), ("mid", 4.0, 0.7)]
    assert [name for name, *_ in pareto_front(points)] == ["cheap", "mid", "slow"]
    assert pareto(points, "nDCG@10").startswith("<svg")
