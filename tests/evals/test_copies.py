from pathlib import Path

import pytest

from evals.copies import figures_of, group, main, make_versions
from qa import Corpus


def test_edited_copies_are_one_story_and_different_stories_are_not() -> None:
    assert make_versions(3) == make_versions(3)
    assert main([]) == 0


def test_the_figures_count_pairs() -> None:
    # Pairs: aa together, bb apart, and a wrong one of a and b.
    figures = figures_of(["a", "a", "b", "b"], [0, 0, 0, 3])
    assert figures["pairs, precision"].value == pytest.approx(1 / 3)
    assert figures["pairs, recall"].value == pytest.approx(1 / 2)
    assert figures["pairs, F1"].value == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))


@pytest.mark.slow
def test_a_sync_makes_the_same_groups(tmp_path: Path, folder: Path) -> None:
    # The beginnings, so that embedding doesn't take minutes.
    texts = [version.text[:900] for version in make_versions(1)[:60]]
    for number, text in enumerate(texts):
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    corpus = Corpus.create(tmp_path / "copies")
    try:
        corpus.sync(folder)
        hits = corpus.search("market raid", 10_000, copies=True)
    finally:
        corpus.close()
    synced = {hit.article_id: {hit.article_id, *hit.copies} for hit in hits}
    groups = group(texts)
    for row, number in enumerate(groups):
        together = {f"{other:03}" for other, its in enumerate(groups) if its == number}
        assert synced[f"{row:03}"] == together
