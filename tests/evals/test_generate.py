import dataclasses
import datetime as dt
import io
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.cases import read_cases
from evals.drafts import GAP, drafts_of, language_of, without_known
from evals.generate import drafted, review_drafts, without_articles
from evals.judge import gold_span
from evals.terminal import progress
from index import Article, Metadata, Settings, Span

SENTENCES = (
    "Kant, 4 May — On Monday the district council of Kant spent 34,500 soms on new street lamps.",
    "The council meets again on 12 June to hear what the builders have to say.",
    "Deputy mayor Aida Osmonova said that the old lamps would go to the village school.",
    "Короткая строка без чисел.",
    "Совет района снова соберётся 12 июня, чтобы выслушать строителей и жителей села.",
    "Кеңештин жыйынына айылдан 48 адам келип, жаңы жол тууралуу сурашты деп билдиришти.",
)
TODAY = dt.date(2024, 5, 6)


def article_of(sentences: tuple[str, ...]) -> tuple[Article, list[Span]]:
    text = " ".join(sentences)
    spans = []
    at = 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return Article("a", "a.txt", Metadata("t"), text, "utf-8", "0" * 64, ()), spans


def test_drafts_are_true_to_their_sentence() -> None:
    article, spans = article_of(SENTENCES)
    drafts = list(drafts_of(article, spans))
    found = [(draft.kind, draft.language, draft.answer) for draft in drafts]
    assert found == [
        ("how-many", "en", "34,500"),  # the dateline's date is nobody's question
        ("when", "en", "12 June"),
        ("said", "en", SENTENCES[2]),
        ("when", "ru", "12 июня"),
        ("how-many", "ky", "48"),
    ]
    assert drafts[2].question == "What did Aida Osmonova say?"
    for draft in drafts:
        case = draft.case("d1", "test")
        span = gold_span(article, case.gold[0])
        assert article.text[span.start : span.end] == draft.sentence
        if draft.kind != "said":
            inner = draft.question.partition("“")[2].removesuffix("”")
            assert inner.replace(GAP, draft.answer) == draft.sentence


def test_nothing_is_asked_twice() -> None:
    article, spans = article_of(SENTENCES)
    drafts = list(drafts_of(article, spans))
    assert list(without_known(drafts + drafts, [])) == drafts
    known = [drafts[2].question.upper()]
    assert drafts[2] not in list(without_known(drafts, known))


def test_languages_by_their_letters() -> None:
    told = ["The road is closed.", "Дорога закрыта.", "Жол жабық қалды.", "Жол жабык өтө.",
            "Yoʻl yopiq va uzoq."]  # fmt: skip
    assert [language_of(text) for text in told] == ["en", "ru", "kk", "ky", "uz"]


@pytest.fixture
def articles(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("models", "exports"):
        (home / name).symlink_to(settings.home / name)
    monkeypatch.setenv("CITEWELL_HOME", str(home))
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lamps.txt").write_text("Lamps\n\n" + " ".join(SENTENCES[1:3]), encoding="utf-8")
    (folder / "copy.txt").write_text("Council\n\n" + SENTENCES[1], encoding="utf-8")
    (folder / "z-again.txt").write_text("Again\n\n" + SENTENCES[1], encoding="utf-8")
    (folder / "other.txt").write_text("Other\n\nNothing else happened there.", encoding="utf-8")
    return folder


def test_a_person_decides_in_the_terminal(
    articles: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "mine.jsonl"
    typed = "x\na\ne\nWho spoke of the lamps?\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert main(["generate", str(articles), "--out", str(out)]) == 0
    assert "2 drafts, 2 accepted" in capsys.readouterr().out
    first, second = read_cases(out)
    assert second.question == "Who spoke of the lamps?"
    assert first.provenance.startswith("drafted from a pattern (when), accepted 2")
    assert second.provenance.startswith("drafted from a pattern (said), edited 2")
    # What was decided is not shown again; the edited one's own draft is another question now.
    monkeypatch.setattr("sys.stdin", io.StringIO("r\n"))
    assert main(["generate", str(articles), "--out", str(out)]) == 0
    assert "1 drafts, 0 accepted" in capsys.readouterr().out
    assert main(["generate", str(articles), "--out", str(out)]) == 0
    assert "0 drafts, 0 accepted" in capsys.readouterr().out
    assert main(["generate", str(articles), "--out", str(out), "--without"]) == 0
    (moved,) = read_cases(tmp_path / "mine-without.jsonl")
    # The council's date still stands in another article, so only the other question moved.
    assert moved.question == "Who spoke of the lamps?"
    assert not moved.answerable
    left = sorted(file.name for file in (tmp_path / "mine-without").iterdir())
    assert left == ["other.txt", "z-again.txt"]


def test_stopping_keeps_what_was_decided(
    articles: Path, tmp_path: Path, settings: Settings
) -> None:
    out = tmp_path / "mine.jsonl"
    own = dataclasses.replace(settings, home=tmp_path / "home")
    drafts = drafted(articles, out, own, progress, number=9, seed=1)
    assert len(drafts) == 2
    said = iter(["accept", "stop"])
    accepted = review_drafts(
        drafts,
        out,
        lambda _n, _all, draft: (next(said), draft.question),  # type: ignore[arg-type]
        TODAY,
    )
    assert [case.id for case in accepted] == ["d0001"]
    assert read_cases(out) == accepted
    file, number = without_articles(accepted, articles, out)
    assert file.exists() == bool(number)
