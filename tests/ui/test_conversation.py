"""What stands before the quotes on the page is what the answer says."""

from dataclasses import replace

from qa import Answer, Citation, Corpus
from qa.answer import pairs_text, unsearched
from qa.phrases import PHRASES
from qa.types import Corrected, Sentence
from ui.conversation import render_conversation


def _citation(quote: str, article_id: str, day: str | None = None) -> Citation:
    return Citation(article_id, "T", "a.txt", 0, len(quote), quote, "utf-8", "0", "0", None, day)


def _answer(*sentences: Sentence) -> Answer:
    return Answer("Q?", "Q?", "", False, 0.5, sentences, (), 2, 7)


def test_corrections_carry_the_numbers_of_their_sources() -> None:
    claim = Sentence("It is so.", (_citation("It is so.", "a"), _citation("It is so.", "b")), 1.0)
    denial = Sentence("They deny it.", (_citation("They deny it.", "a"),), 0.5)
    pairs = (Corrected(1, 2),)
    lead = PHRASES["en"].corrected.format(pairs=pairs_text(pairs))
    shown = render_conversation([replace(_answer(claim, denial), lead=lead, corrected=pairs)])
    assert "Denied or corrected: [1] → [3]." in shown


def test_words_that_mean_nothing_get_one_sentence(seeds: Corpus) -> None:
    said = PHRASES["ru"].not_understood
    shown = render_conversation([unsearched("фывапр", said, seeds.state, "ru")])
    assert said in shown
    assert PHRASES["ru"].dont_say not in shown
    assert "0%" not in shown


def test_an_abstention_names_the_headline_as_the_terminal_does() -> None:
    said = PHRASES["en"]
    lead = f"{said.dont_say} {said.only_headline.format(headline='A <b> day')}"
    shown = render_conversation([replace(_answer(), abstained=True, lead=lead)])
    assert "Only a headline is here, no article: “A &lt;b&gt; day”." in shown


def test_a_date_does_not_break_at_its_hyphens() -> None:
    quote = Sentence("So.", (_citation("So.", "a", "2026-11-23"),), 1.0)
    shown = render_conversation([_answer(quote)])
    assert '<span class="date">2026-11-23</span>' in shown
    assert PHRASES["en"].no_facts not in shown
