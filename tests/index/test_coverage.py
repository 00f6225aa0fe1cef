from pathlib import Path

from index import ArticleSummary, FailedFile, FileCounts, near_copies, read_coverage
from qa import Corpus


def test_coverage_tells_all_that_is_in_and_all_that_is_not(corpus: Corpus, folder: Path) -> None:
    front = "---\ndate: 2025-06-14\npublisher: Aral Daily\n---\n"
    story = "# Floods\n\nThe river rose by two metres on Monday. Forty houses were evacuated.\n"
    (folder / "one.md").write_text(front + story, encoding="utf-8")
    (folder / "two.md").write_text(story.replace("Forty", "Fifty"), encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\0\1\2binary")
    report = corpus.sync(folder)
    coverage = read_coverage(corpus.path)
    assert [one.article_id for one in coverage.articles] == ["one", "two"]
    assert coverage.months == [("", 1), ("2025-06", 1)]
    assert coverage.publishers == [("", 1), ("Aral Daily", 1)]
    assert coverage.languages == [("en", 2)]
    assert 0 < coverage.articles[0].masked < 1
    assert coverage.articles[1].masked == 0
    assert sum(one.passages for one in coverage.articles) == report.passages
    assert coverage.copies == {coverage.articles[0].story: ("one", "two")}
    assert coverage.files == FileCounts(found=3, indexed=2, unchanged=0, failed=1)
    assert coverage.failures == (FailedFile("broken.txt", "it is binary, not text"),)
    (folder / "broken.txt").unlink()
    corpus.sync(folder)
    coverage = read_coverage(corpus.path)
    assert coverage.failures == ()
    assert coverage.files == FileCounts(found=2, unchanged=2)


def test_the_first_near_copies_and_how_many_more() -> None:
    ids = [f"a{number}" for number in range(6)]
    articles = [ArticleSummary(one, one, None, None, None, 1, 0.0, story=3) for one in ids]
    copies = {3: tuple(ids)}
    assert near_copies(articles[0], copies, 3) == (["a1", "a2", "a3"], 2)
    assert near_copies(articles[2], copies, 3) == (["a0", "a1", "a3"], 2)
    assert near_copies(articles[5], copies, 3) == (["a0", "a1", "a2"], 2)
    assert near_copies(articles[5], copies, 5) == (ids[:5], 0)
    assert near_copies(articles[5], {}, 5) == ([], 0)
