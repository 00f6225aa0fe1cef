"""What tests share: the real models of this checkout and a corpus of the two seed articles."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import Settings, load_settings
from qa import Corpus

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
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


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import Error, sync_playwright

    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        except Error:
            if os.environ.get("CITEWELL_NEEDS_BROWSER"):
                raise
            pytest.skip("no Chromium on this machine")
        yield opened
        opened.close()
