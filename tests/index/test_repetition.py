"""What the pages of one source have in common is furniture; what copies tell is a story."""

import random
from contextlib import closing
from pathlib import Path

import pytest

from index.store import Store
from qa import Corpus
from tests.index.test_sync import opened

SITE = "Dunmore Tidings"
BOX = "Ring the newsroom with your story on any weekday"
FOOT = "Part of the Brinewater group since 1931"
STORIES = (
    ("Pier reopens", "The pier reopened on Monday after two years, said its manager Gus Tolland."),
    ("Bakery wins prize", "A bakery in Wick won the county's bread prize with a rye loaf."),
    ("Ferry is late", "The ferry came three hours late on Friday since its captain overslept."),
    (
        "Bees on the bus",
        "A swarm of bees stopped the number nine bus near the library for an hour.",
    ),
)


def write_page(folder: Path, number: int) -> None:
    title, story = STORIES[number]
    lines = [SITE, title, story, f"Nobody was hurt, said officer {title[-3:]}.", BOX, FOOT]
    (folder / f"{number}.txt").write_text("\n".join(lines) + "\n")


def masked(corpus: Corpus) -> dict[str, list[str]]:
    """Article → what is masked in it."""
    with closing(Store.open(corpus.path)) as store:
        return {
            article.article_id: [article.text[m.start : m.end] for m in article.masks]
            for article in store.articles()
        }


def seen(corpus: Corpus) -> list[object]:
    """All that is seen in the articles: titles, masks, passages."""
    with closing(Store.open(corpus.path)) as store:
        return [
            (a.article_id, a.metadata, a.masks, [(p.start, p.end) for p in passages])
            for a in store.articles()
            for passages in [store.passages_of(a.article_id)]
        ]


def title_of(corpus: Corpus, article_id: str) -> str:
    article = corpus.article(article_id)
    assert article is not None
    return article.metadata.title


def test_a_third_page_makes_the_earlier_ones_lines_furniture(corpus: Corpus, folder: Path) -> None:
    for number in range(2):
        write_page(folder, number)
        corpus.sync(folder)
    assert masked(corpus) == {"0": [], "1": []}
    assert title_of(corpus, "0") == SITE
    write_page(folder, 2)
    opened.clear()
    corpus.sync(folder)
    assert not [path for path in opened if path.endswith(("0.txt", "1.txt"))], "unchanged: unopened"
    lines = [SITE, f"{BOX}\n{FOOT}"]
    assert masked(corpus) == {"0": lines, "1": lines, "2": lines}
    assert [title_of(corpus, name) for name in "012"] == [title for title, _ in STORIES[:3]]
    assert not [hit for hit in corpus.search(BOX) if BOX in hit.text or SITE in hit.text]
    (folder / "2.txt").unlink()
    corpus.sync(folder, may_delete=True)
    assert masked(corpus) == {"0": [], "1": []}
    assert [hit for hit in corpus.search(BOX) if BOX in hit.text]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_is_seen_in_whatever_order_pages_come(
    corpus: Corpus, folder: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    for number in range(len(STORIES)):
        write_page(folder, number)
    corpus.sync(folder)
    other, slowly = tmp_path / "slowly", Corpus.create(tmp_path / "slow-index")
    other.mkdir()
    for number in chance.sample(range(len(STORIES)), k=len(STORIES)):
        write_page(other, number)
        slowly.sync(other)
    assert seen(slowly) == seen(corpus)
    slowly.close()


def test_copies_of_one_story_are_no_repetition(corpus: Corpus, folder: Path) -> None:
    told = "\n".join(story for _title, story in STORIES)
    for number, place in enumerate(("Wick", "Dunmore", "Larkmoor", "Anselm")):
        closing_line = "The minister was not to be reached for comment on Sunday"
        text = f"A week on the coast\n{place}, Monday\n{told}\n{closing_line}\n"
        (folder / f"{number}.txt").write_text(text)
    corpus.sync(folder)
    assert masked(corpus) == {str(number): [] for number in range(4)}


def test_sources_are_compared_each_by_itself(corpus: Corpus, folder: Path) -> None:
    for number in range(3):
        (folder / str(number)).mkdir()
        write_page(folder / str(number), number)
    corpus.sync(folder)
    assert not any(masked(corpus).values())
