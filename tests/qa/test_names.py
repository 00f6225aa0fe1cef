"""Names, numbers and phrases, as they stand, misspelt, in another script or inflected."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.cases import Case, read_cases
from qa import Corpus, Hit

ROOT = Path(__file__).parent.parent.parent
CASES = read_cases(ROOT / "evals" / "cases" / "names.jsonl")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("articles")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "evals" / "corpora" / "fictional", folder, dirs_exist_ok=True)
    corpus = Corpus.create(tmp_path_factory.mktemp("index") / "names")
    corpus.sync(folder)
    yield corpus
    corpus.close()


def _holds(hit: Hit, case: Case) -> bool:
    return any(hit.article_id == gold.article_id and gold.quote in hit.text for gold in case.gold)


@pytest.mark.slow
def test_the_first_hit_holds_the_name(articles: Corpus) -> None:
    assert len(CASES) >= 60
    missed = [case.id for case in CASES if not _holds(articles.search(case.question, 1)[0], case)]
    assert len(missed) / len(CASES) <= 0.05, missed
