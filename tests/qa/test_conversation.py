"""Follow-up questions, replies without a search, and the language of the fixed words."""

import string
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from evals.cases import read_cases
from evals.conversations import (
    CASES,
    CONVERSATIONS,
    CORPORA,
    TEST_CONVERSATIONS,
    read_conversations,
)
from qa import Answer, Corpus, verify_answer
from qa.console import print_answer
from qa.follow_up import stand_alone
from qa.language import language_of
from qa.leaning import says_nothing
from qa.phrases import PHRASES, Phrases
from qa.small_talk import request_in

QUESTION = "Which district of Moscow was raided?"
STAND_ALONE = [
    case
    for name in ("seeds", "fictional-dev", "fictional-test")
    for case in read_cases(CASES / f"{name}.jsonl")
]
UNSEEN = [  # written after the words that tell whether a question leans
    case
    for name in ("near-misses", "near-misses-test")
    for case in read_cases(CASES / f"{name}.jsonl")
]


@hypothesis_settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(STAND_ALONE) | st.text(max_size=60), min_size=1, max_size=4))
def test_a_question_that_stands_alone_is_left_as_it_is(before: list[object]) -> None:
    history = [getattr(one, "question", str(one)) for one in before]
    for case in STAND_ALONE[::7]:
        assert stand_alone(case.question, history) == case.question


def test_every_case_question_stands_alone() -> None:
    changed = [c.question for c in STAND_ALONE if stand_alone(c.question, [QUESTION]) != c.question]
    assert changed == []


def test_hardly_a_question_that_was_not_in_view_is_taken_for_a_follow_up() -> None:
    changed = [c for c in UNSEEN if stand_alone(c.question, [QUESTION]) != c.question]
    assert len(changed) <= 0.01 * len(UNSEEN)


@hypothesis_settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_what_was_said_before_does_not_decide_whether_a_question_leans(
    question: str, history: list[str]
) -> None:
    assert stand_alone(question, []) == question
    if stand_alone(question, history) != question:
        assert stand_alone(question, [*history, "Who is A. Ivanov?"]) != question


@pytest.mark.parametrize(
    ("before", "question", "searched_for"),
    [
        ("What post does A. Ivanov hold?", "Who is he?", "Who is he? (post Ivanov hold)"),
        (
            "How did Uzbekistan respond to the raid in Moscow?",
            "What about Kyrgyzstan?",
            "How did Kyrgyzstan respond to the raid in Moscow?",
        ),
        (
            "Which district of Moscow was raided?",
            "And when was that?",
            "When was that? (district Moscow raided)",
        ),
        (
            "Какой пост занимает консул Нарматова?",
            "А что сказал Иванов?",
            "Что сказал Иванов? (пост занимает консул Нарматова)",
        ),
        (
            "How many people were killed at the arena in Tokmok?",
            "And injured?",
            "How many people were injured at the arena in Tokmok?",
        ),
        (
            "How many people were killed at the arena?",
            "What about the bus?",
            "How many people were killed at the bus?",
        ),
        ("А что обещал Иванов?", "Когда это было?", "Когда это было? (обещал Иванов)"),
        ("What was said by Ivanov?", "А. Иванов консулга кандай жооп берди?", None),
        ("What is said?", "Who guaranteed that participants would not be marked absent?", None),
        ("What is said?", "Has it been established what caused the blaze at the bazaar?", None),
        ("How deep is the lake?", "How long did that take?", "How long did that take? (deep lake)"),
        ("Who is Asanov?", "Had it been fined before?", "Had it been fined before? (Asanov)"),
        ("Where is Tokmok?", "How long does the depot keep its footage?", None),
    ],
)
def test_what_is_carried_over(before: str, question: str, searched_for: str | None) -> None:
    assert stand_alone(question, [before]) == (searched_for or question)


def test_a_person_is_carried_from_the_cited_sentence(seeds: Corpus) -> None:
    first = seeds.ask("Who wrote the article about Uzbekistan's diplomatic note?", strictness=0.0)
    assert first.sentences[0].citations
    second = seeds.ask("What did she do?", history=[first])
    assert second.searched_for.startswith("What did she do? (")
    thanked = seeds.ask("Thanks!", history=[first])
    assert seeds.ask("What did she do?", history=[first, thanked]).searched_for.startswith(
        "What did she do? ("
    )


def test_the_article_spoken_of_is_favoured(corpus: Corpus, folder: Path) -> None:
    towns = ("Naryn", "Talas")
    for town in towns:
        (folder / f"{town}.txt").write_text(
            f"Flood in {town}\n\nThe river rose in {town} on Monday. The mayor asked for help. "
            "Forty houses were damaged by the water.",
            encoding="utf-8",
        )
    corpus.sync(folder)
    for town in towns:
        first = corpus.ask(f"When did the river rise in {town}?", strictness=0.0)
        assert first.sentences[0].citations[0].article_id == town
        hits = corpus.search("And how many houses were damaged?", history=[first])
        assert hits[0].article_id == town
        assert all(hit.score <= 1 for hit in hits)
        alone = "How many houses were damaged by the water of the Talas river?"
        assert corpus.search(alone, history=[first]) == corpus.search(alone)


@pytest.mark.parametrize(
    ("message", "language", "said"),
    [
        ("Hello!", "en", "greeting"),
        ("Hi! How are you?", "en", "greeting"),
        ("Привет, как дела?", "ru", "greeting"),
        ("Что ты умеешь?", "ru", "abilities"),
        ("Рақмет!", "kk", "thanks"),
        ("Саламатсызбы", "ky", "greeting"),
        ("Rahmat!", "uz", "thanks"),
    ],
)
def test_small_talk_is_answered_without_a_search(
    seeds: Corpus, message: str, language: str, said: str
) -> None:
    answer = seeds.ask(message)
    assert (answer.kind, answer.language, answer.abstained) == ("chat", language, False)
    assert answer.text == answer.lead == getattr(PHRASES[answer.language], said)
    assert answer.sentences == answer.nearest == ()
    assert Answer.from_json(answer.to_json()) == answer


def test_questions_are_no_small_talk() -> None:
    assert [case.question for case in STAND_ALONE if request_in(case.question)] == []
    assert request_in("Hello, which district was raided?") is None
    assert request_in("Спасибо, а что было дальше?") is None


@pytest.mark.parametrize("question", ["Why?", "And?", "When was it?", "А что?", "Nega?", "Неге?"])
def test_what_names_nothing_is_asked_for_in_full(seeds: Corpus, question: str) -> None:
    answer = seeds.ask(question)
    assert answer.abstained
    assert answer.lead == PHRASES[answer.language].incomplete
    assert answer.nearest == ()
    assert seeds.ask(question, history=[QUESTION]).lead != answer.lead


def test_no_case_question_names_nothing() -> None:
    assert [c.question for c in STAND_ALONE + UNSEEN if says_nothing(c.question)] == []


def test_a_person_is_carried_once_and_never_from_a_byline(corpus: Corpus, folder: Path) -> None:
    (folder / "a.txt").write_text(
        "Lawyers in Aksaz\n\nBy Polina Sazonova, 14 October 2022\n\n"
        "Lawyer Asel Tokto said the mill owes its workers wages.",
        encoding="utf-8",
    )
    corpus.sync(folder)
    first = corpus.ask("Who spoke about the mill's wages?", strictness=0)
    assert "Polina" not in first.text
    assert "Asel Tokto;" in corpus.ask("What did she want?", history=[first]).searched_for
    named = corpus.ask("What does Asel Tokto say?", strictness=0)
    carried = corpus.ask("What did she want?", history=[named]).searched_for
    assert carried == "What did she want? (Asel Tokto)"
    author = corpus.ask("Who wrote about lawyers in Aksaz?", strictness=0)
    assert "Polina Sazonova" in author.text


@pytest.mark.parametrize(
    ("message", "wish"),
    [
        ("Спасибо, а что ты умеешь?", "abilities"),
        ("Hello! What do these articles cover?", "coverage"),
        ("Thanks, list the articles please", "list"),
        ("Salom! Rahmat!", "thanks"),
    ],
)
def test_courtesy_before_a_request(message: str, wish: str) -> None:
    request = request_in(message)
    assert request is not None
    assert request.wish == wish


@hypothesis_settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_a_request_or_a_question(message: str) -> None:
    request_in(message)
    assert language_of(message) in PHRASES


@pytest.mark.parametrize(
    ("message", "quotes", "part"),
    [
        ("What do these articles cover?", 2, "Kyrgyzstan consul urges Russia"),
        ("О чём эти статьи?", 2, "Uzbekistan Sends Diplomatic Note"),
        ("What do they cover?", 2, "Kyrgyzstan consul urges Russia"),
        ("Show me the list of articles", 2, "The Embassy of Uzbekistan sent a note"),
        ("List the articles.", 2, "The Embassy of Uzbekistan sent a note"),
        ("Maqolalar roʻyxati", 2, "The Embassy of Uzbekistan sent a note"),
        ("Summarise article 2", 3, "The Embassy of Uzbekistan sent a note"),
        ("Summarise article 000_e1b1252626524af8", 3, "Kyrgyz Consul calls on Russia"),
        ("Перескажи статью о ноте Узбекистана", 3, "The Embassy of Uzbekistan sent a note"),
    ],
)
def test_overviews_are_quotes(seeds: Corpus, message: str, quotes: int, part: str) -> None:
    answer = seeds.ask(message)
    assert (answer.kind, len(answer.sentences)) == ("overview", quotes)
    assert part in answer.text
    assert all(verdict.problem is None for verdict in verify_answer(answer))


def test_a_question_after_a_summary_is_about_its_article(seeds: Corpus) -> None:
    for number, article in enumerate(("000_e1b1252626524af8", "001_478d44f3d6485986"), start=1):
        before = seeds.ask(f"Summarise article {number}")
        assert seeds.search("When was it?", history=[before])[0].article_id == article
        assert stand_alone("When was it?", [before]).startswith("When was it? (")
    listed = seeds.ask("List the articles")
    assert stand_alone("When was it?", [listed]) == "When was it?"


def test_a_summary_of_what_was_spoken_of(seeds: Corpus) -> None:
    first = seeds.ask(QUESTION)
    answer = seeds.ask("Summarise it", history=[first])
    assert {c.article_id for s in answer.sentences for c in s.citations} == {
        first.sentences[0].citations[0].article_id
    }
    for unknown in ("Summarise it", "Summarise article 77", "Summarise article ((("):
        assert "no article" in seeds.ask(unknown).text


def test_an_empty_corpus_has_nothing_to_list(corpus: Corpus) -> None:
    assert corpus.ask("List the articles").text == PHRASES["en"].no_articles


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Какая столица Монголии?", "ru"),
        ("Моңғолияның астанасы қай қала?", "kk"),
        ("Монголиянын борбору кайсы шаар?", "ky"),
        ("Moʻgʻulistonning poytaxti qaysi shahar?", "uz"),
    ],
)
def test_fixed_words_follow_the_question(
    seeds: Corpus, question: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = seeds.ask(question, strictness=1.0)
    said = PHRASES[answer.language]
    assert answer.language == language
    assert answer.abstained
    assert said.dont_say in answer.text
    assert said.nearest in answer.text
    print_answer(answer)
    assert said.dont_say in capsys.readouterr().out


def test_a_bare_name_keeps_the_language_of_the_conversation() -> None:
    assert language_of("Strogino?", "uz") == "uz"
    assert language_of("Strogino?") == "en"


def test_the_language_of_the_case_questions() -> None:
    right = [language_of(case.question) == case.language for case in STAND_ALONE]
    assert sum(right) / len(right) >= 0.98


def test_phrases_have_the_same_gaps_in_every_language() -> None:
    for field in fields(Phrases):
        gaps = {
            frozenset(name for _, name, _, _ in string.Formatter().parse(getattr(said, field.name)))
            for said in PHRASES.values()
        }
        named = {frozenset(name for name in one if name) for one in gaps}
        assert len(named) == 1, field.name


def test_gold_of_the_conversations_stands_in_its_article() -> None:
    conversations = read_conversations(CONVERSATIONS)
    unseen = read_conversations(TEST_CONVERSATIONS)
    assert len(conversations) >= 60
    assert len(unseen) >= 20
    for one in conversations + unseen:
        for turn in one.turns[1:]:
            for gold in turn.gold:
                file = Path(CORPORA[one.corpus]) / f"{gold.article_id}.txt"
                assert file.read_text(encoding="utf-8").count(gold.quote) == 1
