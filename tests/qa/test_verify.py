import hashlib
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from qa import Citation, Corpus
from qa.types import Answer, AnswerFormatError, Sentence
from qa.verify import verify_answer, verify_citation

PAGE = """<html><head><meta property="article:published_time" content="2025-04-03"></head><body>
<article><h1>Three villages flooded</h1><p>The river Ishim rose by two metres on Tuesday, the
regional office said in the morning.</p><p>Forty families were taken out of three villages, and a
shelter was opened in the school of the district.</p></article></body></html>"""
BRIDGE = {"id": "b-7", "title": "Bridge closed", "text": "The bridge over the Talas was closed."}
MINE = {"id": "m-1", "title": "Mine reopens", "text": "The mine at Kara-Balta reopened in May."}


def cited(corpus: Corpus, article_id: str, quote: str) -> Citation:
    """A citation of a quote, with the digest of the extracted text."""
    article = corpus.article(article_id)
    assert article is not None
    start = article.text.index(quote)
    folder = corpus.state.folder
    assert folder is not None
    return Citation(
        article.article_id,
        article.metadata.title,
        str(folder / article.path),
        start,
        start + len(quote),
        quote,
        article.encoding,
        article.sha256,
        hashlib.sha256(quote.encode()).hexdigest(),
        text_sha256=article.text_sha256,
    )


def test_quotes_of_extracted_texts_are_proven(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub/flood.html").write_text(PAGE, encoding="utf-8")
    lines = [json.dumps(BRIDGE), "{broken", json.dumps(MINE)]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("2020/dam.txt", "A dam for Osh\n\nThe dam was finished in 2020.")
    report = corpus.sync(folder)
    assert (report.found, report.indexed, report.failed, report.articles) == (3, 3, 0, 4)
    (failure,) = report.failures
    assert (failure.path, failure.part) == ("news.jsonl", "line 2")
    assert corpus.sync(folder).failures == report.failures, "told again while it is so"

    hit = corpus.search("Which bridge was closed?", k=1)[0]
    assert (hit.article_id, hit.path) == ("news//b-7", str(folder / "news.jsonl"))
    citations = [
        cited(corpus, "sub/flood", "Forty families"),
        cited(corpus, "news//b-7", "The bridge over the Talas was closed."),
        cited(corpus, "old//2020/dam", "finished in 2020"),
    ]
    assert [verify_citation(one) for one in citations] == [None, None, None]
    asked = corpus.ask("How many families were taken out of the villages?", strictness=0)
    assert asked.sentences[0].citations[0].article_id == "sub/flood"
    assert all(verdict.problem is None for verdict in verify_answer(asked))
    assert Answer.from_json(asked.to_json()) == asked

    moved = folder.rename(tmp_path / "moved")
    assert [verify_citation(one, moved) for one in citations] == [None, None, None]
    for wrong, said in (
        (replace(citations[0], text_sha256="0" * 64), "not the text that was cited"),
        (replace(citations[0], start=0, end=5), "are not the quote"),
        (replace(citations[1], article_id="news//x"), "has no part x"),
    ):
        assert said in (verify_citation(wrong, moved) or "")
    page = moved / "sub/flood.html"
    page.write_text(PAGE.replace("Forty", "Fifty"), encoding="utf-8")
    assert "has changed" in (verify_citation(citations[0], moved) or "")


def test_records_come_go_and_stay(corpus: Corpus, folder: Path) -> None:
    file = folder / "news.jsonl"
    file.write_text(json.dumps(BRIDGE) + "\n" + json.dumps(MINE), encoding="utf-8")
    corpus.sync(folder)
    (kept,) = corpus.passages_of("news//m-1")
    # The first record has gone, the second is as it was, a third has come.
    added = {"id": "s-3", "title": "School", "text": "A school opened in Osh."}
    file.write_text(json.dumps(MINE) + "\n" + json.dumps(added), encoding="utf-8")
    report = corpus.sync(folder)
    assert (report.indexed, report.articles) == (1, 2)
    assert corpus.article("news//b-7") is None
    assert corpus.passages_of("news//m-1") == [kept], "not embedded again"
    assert verify_citation(cited(corpus, "news//m-1", "reopened in May")) is None
    # One name with two endings: the ids of all records follow.
    (folder / "news.txt").write_text("Snow\n\nSnow fell in Naryn.", encoding="utf-8")
    corpus.sync(folder)
    for article_id in ("news.jsonl//m-1", "news.jsonl//s-3", "news.txt"):
        assert corpus.article(article_id) is not None
    # A record, or a file, that can't be read takes nothing away.
    file.write_text(json.dumps(MINE | {"text": ""}) + "\n" + json.dumps(added), encoding="utf-8")
    report = corpus.sync(folder)
    assert (report.articles, len(report.failures)) == (3, 1)
    file.write_text("{", encoding="utf-8")
    report = corpus.sync(folder)
    assert (report.failed, report.articles) == (1, 3)
    file.unlink()
    assert corpus.sync(folder).articles == 1


def an_answer(path: str, encoding: str = "utf-8") -> Answer:
    """An answer as a stranger could write it: one citation of a file of their choice."""
    digest = hashlib.sha256(b"x").hexdigest()
    citation = Citation("a", "A", path, 0, 1, "x", encoding, digest, digest)
    return Answer("q", "q", "x", False, 0.5, (Sentence("x", (citation,), 1.0),), (), 1, 1)


def test_an_answer_of_a_stranger_is_judged_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.txt")
    (tmp_path / "x.txt").write_text("x")
    for path, encoding, problem in (
        (str(tmp_path / "endless.txt"), "utf-8", "not an ordinary file"),
        (str(tmp_path / "none.txt"), "utf-8", "can't be read"),
        ("a\0b.txt", "utf-8", "can't be read"),
        (str(tmp_path / "x.txt"), "undefined", "can't be decoded"),
        (str(tmp_path / "x.txt"), "a\0b", "can't be decoded"),
    ):
        (verdict,) = verify_answer(an_answer(path, encoding))
        assert verdict.problem is not None
        assert problem in verdict.problem


def test_broken_json_is_refused_with_the_place() -> None:
    good = json.loads(an_answer("a.txt").to_json())
    citation = good["sentences"][0]["citations"][0]
    for broken, place in (
        ("[" * 200_000, "recursion"),
        (json.dumps({**good, "language": "xx"}), "language"),
        (json.dumps({**good, "language": []}), "language"),
        (json.dumps({**good, "confidence": "high"}), "confidence"),
        (json.dumps({**good, "sentences": {}}), "sentences"),
        (json.dumps({**good, "more": 1}), "more"),
        (
            json.dumps(
                {
                    **good,
                    "sentences": [
                        {"text": "x", "score": 1, "citations": [{**citation, "start": "0"}]}
                    ],
                }
            ),
            r"sentences\[0\].citations\[0\].start",
        ),
    ):
        with pytest.raises(AnswerFormatError, match=place):
            Answer.from_json(broken)
    assert Answer.from_json(json.dumps(good)) == an_answer("a.txt")
