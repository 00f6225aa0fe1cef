"""What tests share: the real models of this checkout and a corpus of the two seed articles."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Settings, load_settings
from qa import Corpus

SEEDS = Path(__file__).parent.parent / "seeds"


def pytest_report_header() -> str:
    return "network: every socket but loopback is blocked (pytest-socket)"


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings()


@pytest.fixture(scope="session")
def seeds_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles") / "seeds"
    shutil.copytree(SEEDS, folder)
    return folder


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory, seeds_folder: Path) -> Iterator[Corpus]:
    corpus = Corpus.create(tmp_path_factory.mktemp("index") / "seeds")
    corpus.sync(seeds_folder)
    yield corpus
    corpus.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    made = Corpus.create(tmp_path / "index")
    yield made
    made.close()
