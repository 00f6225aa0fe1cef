import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from index import InvalidQueryError
from qa import Answer, Corpus, verify_answer
from qa.console import print_answer
from qa.types import AnswerFormatError

QUESTION = "Which district of Moscow was raided?"


def test_an_answer_is_quotes(seeds: Corpus, seeds_folder: Path) -> None:
    answer = seeds.ask(QUESTION)
    assert not answer.abstained
    assert 1 <= len(answer.sentences) <= 4
    assert "Strogino" in answer.sentences[0].text
    assert answer.nearest == ()
    assert 0 <= answer.confidence <= 1
    for sentence in answer.sentences:
        assert sentence.text in answer.text
        for citation in sentence.citations:
            text = Path(citation.path).read_bytes().decode(citation.encoding)
            assert text[citation.start : citation.end] == citation.quote == sentence.text
            assert Path(citation.path) == seeds_folder / f"{citation.article_id}.txt"
    assert all(verdict.problem is None for verdict in verify_answer(answer))


def test_a_russian_question_finds_the_english_article(seeds: Corpus) -> None:
    hits = seeds.search("В каком районе Москвы прошёл рейд?")
    assert "Strogino" in hits[0].text


def test_what_the_articles_don_t_say(seeds: Corpus) -> None:
    answer = seeds.ask("What is the capital of Mongolia?")
    assert answer.abstained
    assert answer.sentences == ()
    assert answer.nearest
    assert "don't say" in answer.text
    assert answer.articles_searched == 2
    files = answer.files
    assert files is not None
    assert files.found == files.indexed + files.unchanged + files.failed == 2
    assert Answer.from_json(answer.to_json()) == answer


def test_headlines_of_other_stories_are_not_evidence(seeds: Corpus) -> None:
    answer = seeds.ask("Which region reported livestock deaths amid drought?", strictness=0.0)
    assert not any("Livestock" in sentence.text for sentence in answer.sentences)


def test_strictness(seeds: Corpus) -> None:
    assert seeds.ask(QUESTION, strictness=1.0).abstained
    assert not seeds.ask("What is the capital of Mongolia?", strictness=0.0).abstained


def test_hits(seeds: Corpus) -> None:
    hits = seeds.search(QUESTION, k=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        text = Path(hit.path).read_bytes().decode()
        assert text[hit.start : hit.end] == hit.text
    assert len(seeds.search(QUESTION, k=10**9)) == seeds.state.passages
    assert seeds.search(QUESTION, k=3) == hits


@pytest.mark.parametrize(
    "question",
    ["", " \n\t", "?!…", "👩‍👩‍👧", "\0", "\ud800", "w" * 100_000, "word " * 100_000],
    ids=range(8),
)
def test_questions_that_can_t_be_used(seeds: Corpus, question: str) -> None:
    for use in (seeds.ask, seeds.search):
        with pytest.raises(InvalidQueryError) as raised:
            use(question)
        assert len(str(raised.value)) < 200


@pytest.mark.parametrize("k", [0, -1, 1.5, True, None])
def test_k_that_can_t_be_used(seeds: Corpus, k: int) -> None:
    with pytest.raises(InvalidQueryError, match="k is"):
        seeds.search(QUESTION, k=k)


@pytest.mark.parametrize(
    "question",
    ["raid\ud800 in\udfff Moscow", "raid\0Moscow", "\u202eраид", "raid " * 2_000],
    ids=range(4),
)
def test_odd_questions_are_searched_for(seeds: Corpus, question: str) -> None:
    assert len(seeds.search(question, k=2)) == 2
    assert seeds.ask(question).question == question


@hypothesis_settings(deadline=None, max_examples=15)
@given(st.text(min_size=1, max_size=80))
def test_any_question_is_answered_or_refused_in_words(seeds: Corpus, question: str) -> None:
    try:
        answer = seeds.ask(question)
    except InvalidQueryError:
        return
    assert Answer.from_json(answer.to_json()) == answer


def test_json_round_trip(seeds: Corpus) -> None:
    for question in (QUESTION, "What is the capital of Mongolia?"):
        answer = seeds.ask(question)
        assert Answer.from_json(answer.to_json()) == answer
        assert Answer.from_json(answer.to_json(indent=2)) == answer
    for text in ("", "[]", "{}", '{"question": 1}'):
        with pytest.raises(AnswerFormatError):
            Answer.from_json(text)


def test_a_headline_is_not_shown_beside_the_sentence_that_says_it(
    corpus: Corpus, folder: Path
) -> None:
    text = (
        "Kirnu fire burned 2,100 hectares, ministry says\n\nThe forest fire in Kirnu National Park "
        "burned 2,100 hectares, the environment ministry said on Monday.\n"
    )
    (folder / "fire.txt").write_text(text, encoding="utf-8")
    corpus.sync(folder)
    answer = corpus.ask("How many hectares burned in Kirnu National Park?", strictness=0)
    assert [one.text for one in answer.sentences] == [text.splitlines()[2]]


def test_an_empty_corpus_says_so(corpus: Corpus) -> None:
    assert corpus.search(QUESTION) == []
    answer = corpus.ask(QUESTION)
    assert (answer.abstained, answer.confidence, answer.articles_searched) == (True, 0.0, 0)


def test_copies_are_one_sentence_with_two_sources(corpus: Corpus, folder: Path) -> None:
    story = "Floods in the north\n\nForty houses were evacuated in Uralsk on Sunday.\n"
    (folder / "a.txt").write_text(story, encoding="utf-8")
    (folder / "b.txt").write_text(f"Agency copy: floods\n\n{story}", encoding="utf-8")
    corpus.sync(folder)
    answer = corpus.ask("How many houses were evacuated in Uralsk?", strictness=0.0)
    first = answer.sentences[0]
    assert "Forty houses" in first.text
    assert {citation.article_id for citation in first.citations} == {"a", "b"}
    assert sum("Forty houses" in sentence.text for sentence in answer.sentences) == 1


ODD = st.text(
    st.sampled_from("aя e\u0301й\u0306👩\u200d👧\r\n\t\u2028\u00a0.!?«»“”-#ñ文\U0001f1f0\U0001f1ff")
    | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=120,
)


@hypothesis_settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(ODD, min_size=1, max_size=4), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_citation_is_the_files_own_text(
    corpus: Corpus, folder: Path, texts: list[str], codec: str
) -> None:
    for old in folder.iterdir():
        old.unlink()
    for number, text in enumerate(texts):
        body = f"Title {number}\r\nForty houses{text} were evacuated. {text}\r\n\r\n{text}"
        (folder / f"{number}.txt").write_bytes(body.encode(codec))
    report = corpus.sync(folder, may_delete=True)
    assert report.found == report.indexed + report.unchanged + report.failed
    answer = corpus.ask("How many houses were evacuated?", strictness=0.0)
    for verdict in verify_answer(answer):
        assert verdict.problem is None
        citation = verdict.citation
        text = Path(citation.path).read_bytes().decode(citation.encoding)
        assert text[citation.start : citation.end] == citation.quote


def test_one_changed_byte_fails(seeds: Corpus, seeds_folder: Path, tmp_path: Path) -> None:
    answer = seeds.ask(QUESTION)
    for verdict in verify_answer(answer, seeds_folder):
        assert verdict.problem is None
    for name in ("000_e1b1252626524af8", "001_478d44f3d6485986"):
        raw = bytearray((seeds_folder / f"{name}.txt").read_bytes())
        raw[-1] ^= 1
        (tmp_path / f"{name}.txt").write_bytes(raw)
    assert all("SHA-256" in str(v.problem) for v in verify_answer(answer, tmp_path))
    citation = answer.sentences[0].citations[0]
    for change in (
        {"quote": citation.quote.replace("Strogino", "Stroginо")},
        {"start": citation.start + 1},
        {"end": 10**9},
        {"encoding": "no-such-codec"},
        {"quote_sha256": "0" * 64},
    ):
        forged = dataclasses.replace(citation, **change)
        sentence = dataclasses.replace(answer.sentences[0], citations=(forged,))
        (verdict,) = verify_answer(dataclasses.replace(answer, sentences=(sentence,)))
        assert verdict.problem is not None


def test_publisher_and_date_stand_with_each_quote(
    corpus: Corpus, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = "---\ntitle: Bridge closed\npublisher: Valley Post\ndate: 2024-03-02\n---"
    said = "The bridge in Kara-Suu was closed on Friday, the police say. Traffic was slow."
    (folder / "bridge.md").write_text(f"{front}\n\n{said}\n", encoding="utf-8")
    corpus.sync(folder)
    answer = corpus.ask("When was the bridge in Kara-Suu closed?", strictness=0.0)
    citation = answer.sentences[0].citations[0]
    assert "the police say" in citation.quote
    assert (citation.publisher, citation.date) == ("Valley Post", "2024-03-02")
    assert "Bridge closed, Valley Post, 2024-03-02" in answer.text
    assert '"publisher": "Valley Post"' in answer.to_json()
    print_answer(answer)
    shown = capsys.readouterr().out
    assert "Valley Post" in shown
    assert "2024-03-02" in shown
