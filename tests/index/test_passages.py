from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index import Mask, Metadata, RawArticle
from index.furniture import REASON_LIST, read_page
from index.metadata import read_metadata
from index.passages import cut_passages
from index.sentences import sentence_spans

SEEDS = Path(__file__).parents[2] / "seeds"
# Text as scraped pages have it: line ends of all systems, odd spaces, combining marks, emoji.
PIECES = st.sampled_from(
    [
        "\r\n",
        "\n",
        "\r",
        "\u2028",
        "\xa0",
        "é",
        "й",
        "👩\u200d👩\u200d👧",
        ". ",
        "! ",
        "? ",
        "… ",
        "- ",
        "# ",
        "Dr. A. Ivanov said ",
        "5 янв. 2024 г. ",
        "“Yes,” ",
        "word ",
        "Слово ",
        "ўзбек ",
        "\t",
        "x" * 50,
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=200
)


@st.composite
def masked_texts(draw: st.DrawFn) -> tuple[str, list[Mask]]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [Mask(start, end, "test") for start, end in pairs]


def visible(text: str, masks: list[Mask]) -> set[int]:
    masked = {at for mask in masks for at in range(mask.start, mask.end)}
    return {at for at, c in enumerate(text) if not c.isspace() and at not in masked}


@given(masked_texts())
def test_sentences_hold_each_visible_character_once(case: tuple[str, list[Mask]]) -> None:
    text, masks = case
    spans = [span for stretch in sentence_spans(text, masks) for span in stretch]
    held = [at for span in spans for at in range(span.start, span.end)]
    assert len(held) == len(set(held))
    assert held == sorted(held)
    # "Not one lost, not one from a mask": white space between lines may belong to a sentence.
    assert visible(text, masks) == {at for at in held if not text[at].isspace()}
    for span in spans:
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""


@given(masked_texts(), st.integers(3, 40), st.integers(40, 90))
def test_passages_fit_and_lose_nothing(
    case: tuple[str, list[Mask]], budget: int, limit: int
) -> None:
    text, masks = case
    plans = cut_passages(text, masks, budget, lambda t: len(t.split()), lambda t: len(t) <= limit)
    assert {
        at
        for plan in plans
        for at in range(plan.span.start, plan.span.end)
        if not text[at].isspace()
    } == visible(text, masks)
    for plan in plans:
        assert plan.span.end - plan.span.start <= limit
        assert plan.tokens <= budget or len(plan.sentences) == 1
        assert plan.sentences[0].start == plan.span.start
        assert plan.sentences[-1].end == plan.span.end


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for stretch in sentence_spans(text, ()) for s in stretch]


def test_initials_and_abbreviations_end_no_sentence() -> None:
    assert sentences("In response, A. Ivanov assured that it is done. He left.") == [
        "In response, A. Ivanov assured that it is done.",
        "He left.",
    ]
    assert len(sentences("Дело по ст. 293 УК РФ прекращено. Он ушёл.")) == 2
    assert sentences("Об этом А. Иванов заявил 5 янв. 2024 г. в Москве. Он ушёл.") == [
        "Об этом А. Иванов заявил 5 янв. 2024 г. в Москве.",
        "Он ушёл.",
    ]


def test_a_line_that_goes_on_keeps_who_said_it() -> None:
    quote = "The protection of our citizens is a priority task,\nthe Ministry emphasised."
    assert sentences(f"They met.\n{quote}\nIt ended.") == ["They met.", quote, "It ended."]


def test_wrapped_lines_are_joined() -> None:
    wrapped = (
        "The embassy sent a note to the ministry in which it asked the Russian side\r\n"
        "Federation's officers to be held to account for what happened in the hostel\r\n"
        "Number Four on Monday."
    )
    assert sentences(wrapped) == [wrapped]


def test_the_seeds_list_of_headlines_is_masked() -> None:
    text = (SEEDS / "001_478d44f3d6485986.txt").read_bytes().decode()
    (mask,) = read_page(text).masks
    assert text[mask.start :].startswith("Latest news\n- Kazakhstanis on Vacation")
    assert mask.end == len(text.rstrip())
    assert mask.reason == REASON_LIST
    assert not read_page((SEEDS / "000_e1b1252626524af8.txt").read_bytes().decode()).masks


def test_a_list_of_facts_is_not_masked() -> None:
    text = "Title\n\nThe note asks for:\n- an inquiry into the raid\n- an apology\n- a meeting\n"
    assert not read_page(text).masks


def read(text: str, path: str) -> Metadata:
    return read_metadata(RawArticle("", text, "utf-8"), path)


def test_titles() -> None:
    assert read("A headline\n\nThe story.", "a.txt").title == "A headline"
    assert read("\ufeff\r\nA headline \r\nStory.", "a.txt").title.endswith("A headline")
    assert read("Only one line of text.", "dir/name.txt").title == "name"
    assert read("Intro\n\n# The *title*\n\nStory.", "a.md").title == "The *title*"
    text = '---\ntitle: "From the front"\ndate: 2024-05-01\n---\n# Other\n\nStory.'
    known = read(text, "a.md")
    assert (known.title, known.published) == ("From the front", "2024-05-01")
