"""What ``--set`` and ``--data`` name → articles and cases, whatever layout they come in."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from evals.beir import beir_files, read_beir
from evals.cases import Case, CaseError, check_ids, read_cases
from evals.squad import read_squad

Kind = Literal["jsonl", "beir", "squad"]
_ROOM: Final = Path(__file__).parent
_FICTIONAL: Final = _ROOM / "corpora" / "fictional"
# name → case file, folder of articles
SETS: Final = {
    "seeds": (_ROOM / "cases" / "seeds.jsonl", _ROOM.parent / "seeds"),
    "fictional-dev": (_ROOM / "cases" / "fictional-dev.jsonl", _FICTIONAL),
    "fictional-test": (_ROOM / "cases" / "fictional-test.jsonl", _FICTIONAL),
    "gibberish": (_ROOM / "cases" / "gibberish.jsonl", _FICTIONAL),
    "lists": (_ROOM / "cases" / "lists.jsonl", _FICTIONAL),
    "several": (_ROOM / "cases" / "several.jsonl", _FICTIONAL),
    "near-misses": (_ROOM / "cases" / "near-misses.jsonl", _ROOM / "corpora" / "near-misses"),
    # Written before the last rules for such questions, about articles that no rule was made with.
    **{
        name: (_ROOM / "cases" / f"{name}.jsonl", _ROOM / "corpora" / "near-misses-test")
        for name in ("near-misses-test", "lists-test", "several-test", "yes-no-test")
    },
}
_MAX_NAME: Final = 150  # characters of a file's name; every file system takes these
_MAX_TITLE: Final = 250  # a longer first line would not be taken for a title


@dataclass(frozen=True)
class DataSet:
    """Articles and questions about them.

    Attributes:
        source: the file or folder that it was read from.
        folder: the folder of articles; None if ``texts`` holds them.
        texts: article id → the article's whole text, the title in the first line.
        sha256: digest of everything that was read.
    """

    name: str
    kind: Kind
    source: Path
    cases: tuple[Case, ...]
    folder: Path | None
    texts: dict[str, str]
    sha256: str

    @property
    def asks(self) -> bool:
        """Whether answers can be judged: some case has a quote, a short answer, or no answer."""
        return any(
            case.answers or not case.answerable or any(gold.quote for gold in case.gold)
            for case in self.cases
        )


def project_set(name: str) -> DataSet:
    """One of the project's own sets.

    Raises:
        CaseError: its files can't be used.
    """
    file, folder = SETS[name]
    return replace(_from_cases(file, folder), name=name)


def read_data(path: Path, articles: Path | None = None) -> DataSet:
    """Read any data set: a BEIR folder, SQuAD's JSON, or our own JSON lines with a folder.

    Args:
        articles: the folder of articles that JSON lines speak of.

    Raises:
        CaseError: it is none of these, or a line can't be used.
    """
    if path.is_dir():
        texts, cases = read_beir(path)
        found = _from_texts("beir", path, texts, cases, list(beir_files(path) or ()))
    elif path.suffix == ".json":
        texts, cases = read_squad(path)
        found = _from_texts("squad", path, texts, cases, [path])
    elif path.suffix == ".jsonl":
        if articles is None:
            raise CaseError(f"{path} holds questions only. Give their articles: --articles FOLDER.")
        found = _from_cases(path, articles)
    elif path.exists():
        raise CaseError(f"{path} is no data set: give a BEIR folder, SQuAD .json, or .jsonl.")
    else:
        raise CaseError(f"There is no {path}. Check the path.")
    if not found.cases:
        raise CaseError(f"{path} holds no questions that can be judged.")
    return found


def _from_cases(file: Path, folder: Path) -> DataSet:
    if not folder.is_dir():
        raise CaseError(f"There is no folder {folder}. Check the path of the articles.")
    cases = read_cases(file)
    if not cases:
        raise CaseError(f"{file} holds no cases.")
    inside = [f for f in sorted(folder.rglob("*")) if f.is_file() and not f.name.startswith(".")]
    digest = _digest([file, *inside], folder)
    return DataSet(file.stem, "jsonl", file.absolute(), tuple(cases), folder, {}, digest)


def _from_texts(
    kind: Kind,
    source: Path,
    articles: dict[str, tuple[str, str]],
    cases: list[Case],
    files: list[Path],
) -> DataSet:
    check_ids(cases, source)
    names = {article: file_stem(article) for article in articles}
    texts: dict[str, str] = {}
    shifts: dict[str, int] = {}
    for article, (title, text) in articles.items():
        line = " ".join(title.split())[:_MAX_TITLE]
        head = f"{line}\n\n" if line else ""
        texts[names[article]] = head + text
        shifts[article] = len(head)
    moved = tuple(
        replace(
            case,
            gold=tuple(
                replace(
                    gold,
                    article_id=names.get(gold.article_id, gold.article_id),
                    start=None if gold.start is None else gold.start + shifts[gold.article_id],
                )
                for gold in case.gold
            ),
        )
        for case in cases
    )
    digest = _digest(files, source.parent)
    return DataSet(source.absolute().stem, kind, source.absolute(), moved, None, texts, digest)


def file_stem(article: str) -> str:
    """A file name for an article's id: two ids never share one, also where case is ignored.

    It is the id itself where that is short, plain and in lower case.
    """
    name = quote(article, safe="")
    plain = article and name == article.lower() and not article.startswith(".")
    if plain and len(name) <= _MAX_NAME:
        return name
    return f"{name[:_MAX_NAME].lstrip('.')}-{hashlib.sha256(article.encode()).hexdigest()[:12]}"


def _digest(files: list[Path], base: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        name = file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name
        with file.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()
