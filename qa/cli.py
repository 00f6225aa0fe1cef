"""The command line: ``citewell setup | index | ask | search | articles | report | …``.

Exit codes: 0 done; 1 done, but something was wrong (a failed file, a citation that isn't
proven); 2 not done. An abstention is an answer: 0.
"""

import argparse
import importlib.metadata
import os
import platform
import runpy
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import index
from index import (
    CitewellError,
    DeletionError,
    IndexMissingError,
    IndexOutdatedError,
    Settings,
    load_settings,
)
from qa.console import (
    print_answer,
    print_articles,
    print_coverage,
    print_hits,
    print_masked,
    print_report,
    progress,
)
from qa.corpus import Corpus
from qa.default_index import default_index, index_for, set_default_index
from qa.types import Answer
from qa.verify import verify_answer

_PACKAGES: Final = (
    "citewell",
    "faiss-cpu",
    "tantivy",
    "onnxruntime",
    "tokenizers",
    "sentence-transformers",
    "torch",
    "tiktoken",
    "gradio",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["ui"] or given[:1] == ["eval"]:
        # Programs of their own, in rooms above this one: they read their own arguments.
        program = {"ui": "ui", "eval": "evals"}[given[0]]
        sys.argv = [f"citewell {given[0]}", *given[1:]]
        runpy.run_module(program, run_name="__main__", alter_sys=False)
        return 0
    parsed = _parser().parse_args(given)
    try:
        run: Callable[[argparse.Namespace], int] = parsed.run
        code = run(parsed)
        sys.stdout.flush()  # what can't be written is found out here, not on the way out
        return code
    except CitewellError as error:
        print(f"citewell: {error}", file=sys.stderr)  # noqa: T201 - the surface
        return 2
    except KeyboardInterrupt:
        print("citewell: stopped; what was indexed before is as it was.", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        # What still waits to be written goes nowhere, so that Python doesn't complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citewell",
        description="Answers questions over a folder of news articles with quotes that anyone "
        "can check.",
    )
    parser.add_argument("--version", action="version", version=_version("citewell"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    setup = commands.add_parser("setup", help="bring the models onto this machine, once")
    setup.add_argument("--model", help="the model to export for new indexes")
    setup.set_defaults(run=_setup)

    make = commands.add_parser("index", help="index a folder, or bring its index up to date")
    make.add_argument("folder", type=Path, metavar="FOLDER")
    make.add_argument("--model", help="sentence-transformers model, a name or a folder")
    make.add_argument(
        "--no-clean", action="store_true", help="search page furniture too; the index keeps to it"
    )
    make.add_argument("--yes", action="store_true", help="remove any number of articles unasked")
    make.add_argument("--watch", action="store_true", help="go on following the folder")
    _add_index_option(make)
    make.set_defaults(run=_index)

    ask = commands.add_parser("ask", help="answer a question with quotes")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--strictness", type=float, help="abstain below this confidence, 0 to 1")
    ask.add_argument("--as-of", type=_day, metavar="DAY", help="as if the corpus ended that day")
    ask.add_argument(
        "--no-dates", action="store_true", help="don't favour articles of a time in the question"
    )
    _add_index_option(ask)
    ask.set_defaults(run=_ask)

    search = commands.add_parser("search", help="list the passages that fit a question")
    search.add_argument("question", metavar="QUESTION")
    search.add_argument("-k", type=int, default=10, help="how many passages (10)")
    search.add_argument("--as-of", type=_day, metavar="DAY", help="as if the corpus ended that day")
    _add_index_option(search)
    search.set_defaults(run=_search)

    verify = commands.add_parser("verify", help="prove each citation of an answer to its file")
    verify.add_argument("answer", metavar="ANSWER.json", help="from `ask --json`; - reads stdin")
    verify.add_argument("--folder", type=Path, help="where the articles are, if they have moved")
    verify.set_defaults(run=_verify)

    clean = commands.add_parser("clean", help="print a file's articles without page furniture")
    clean.add_argument("file", type=Path, metavar="FILE")
    clean.add_argument(
        "--folder", type=Path, help="compare with the pages in this folder, as indexing it does"
    )
    clean.add_argument("--explain", action="store_true", help="show what is masked, and why")
    clean.set_defaults(run=_clean)

    articles = commands.add_parser("articles", help="list the articles of the index")
    _add_index_option(articles)
    articles.set_defaults(run=_articles)

    report = commands.add_parser("report", help="tell what is in the index, and what could not be")
    _add_index_option(report)
    report.set_defaults(run=_report)

    _add_copies(commands)

    doctor = commands.add_parser("doctor", help="tell versions, model, index, and what is wrong")
    _add_index_option(doctor)
    doctor.set_defaults(run=_doctor)

    commands.add_parser("ui", help="open the chat page (citewell ui --help)")
    commands.add_parser("eval", help="run the retrieval evals (citewell eval --help)")
    return parser


def _add_copies(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="copy the index into one file, even while in use")
    backup.add_argument("file", type=Path, metavar="FILE")
    _add_index_option(backup)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="make an index from a backup")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--index", type=Path, metavar="PATH", required=True)
    restore.set_defaults(run=_restore)


def _add_index_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=Path, metavar="PATH", help="path of the index")


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{said!r} is no day; write it as YYYY-MM-DD, such as 2025-06-14"
        ) from error


def _setup(parsed: argparse.Namespace) -> int:
    settings = load_settings(model=parsed.model)
    index.set_up_models(settings, lambda line: print(line, flush=True))  # noqa: T201
    return 0


def _index(parsed: argparse.Namespace) -> int:
    clean = False if parsed.no_clean else None
    settings = load_settings(index=parsed.index, model=parsed.model, clean=clean)
    folder: Path = parsed.folder
    path = index_for(folder, settings)
    if not folder.is_dir():
        # Said before an index is made for it.
        raise index.FolderError(f"There is no folder {folder}. Check the path.")
    _make_index(path, settings, parsed.model)
    if parsed.no_clean:
        index.check_unclean(path)
    report = _sync(path, folder, settings, may_delete=parsed.yes)
    set_default_index(path, settings)
    print_report(report)
    if parsed.watch:
        _watch(path, folder, settings, may_delete=parsed.yes)
    return 1 if report.failures else 0


def _make_index(path: Path, settings: Settings, model: str | None) -> None:
    try:
        index.read_state(path)
    except IndexMissingError:
        index.create_index(path, settings.model, settings)
    except IndexOutdatedError:
        aside = index.set_aside(path)
        print(  # noqa: T201
            f"The index at {path} was written by an older Citewell: it is made anew. The old one "
            f"is kept as {aside}; delete it when the new one is done."
        )
        index.create_index(path, settings.model, settings)
    else:
        if model is not None:
            index.check_model(path, model, settings)


def _sync(path: Path, folder: Path, settings: Settings, *, may_delete: bool) -> index.SyncReport:
    """Sync; ask first before much goes, if there is someone to ask."""
    try:
        with progress() as on_progress:
            return index.sync_index(path, folder, settings, on_progress, may_delete=may_delete)
    except DeletionError as error:
        if not sys.stdin.isatty():
            raise
        print(f"citewell: {error}", file=sys.stderr)  # noqa: T201 - the surface
        if input("Remove them now? [y/N] ").strip().lower() not in ("y", "yes"):
            raise
    return _sync(path, folder, settings, may_delete=True)


def _watch(path: Path, folder: Path, settings: Settings, *, may_delete: bool) -> None:
    """Follow the folder until Ctrl+C; what goes wrong is told, and the next change tried."""
    from watchfiles import watch

    print(f"Following {folder} (stop with Ctrl+C)", flush=True)  # noqa: T201
    caught_up = False  # with what changed before the watching began, while all was indexed
    for changes in watch(folder, raise_interrupt=False, yield_on_timeout=True):
        if caught_up and not changes:
            continue
        try:
            report = index.sync_index(path, folder, settings, may_delete=may_delete)
            if changes or report.indexed or report.removed:
                print_report(report)
            caught_up = True
        except CitewellError as error:
            print(f"citewell: {error}", file=sys.stderr, flush=True)  # noqa: T201


def _clean(parsed: argparse.Namespace) -> int:
    from index.masked import read_masked

    for text in read_masked(parsed.file, load_settings(), parsed.folder):
        print_masked(text, explain=parsed.explain)
    return 0


def _articles(parsed: argparse.Namespace) -> int:
    print_articles(index.read_coverage(default_index(load_settings(index=parsed.index))))
    return 0


def _report(parsed: argparse.Namespace) -> int:
    print_coverage(index.read_coverage(default_index(load_settings(index=parsed.index))))
    return 0


def _backup(parsed: argparse.Namespace) -> int:
    settings = load_settings(index=parsed.index)
    index.back_up(default_index(settings), parsed.file)
    size = parsed.file.stat().st_size
    print(f"{parsed.file} holds the index ({size:,} bytes).")  # noqa: T201
    return 0


def _restore(parsed: argparse.Namespace) -> int:
    settings = load_settings(index=parsed.index)
    index.restore(parsed.file, parsed.index, settings)
    state = index.read_state(parsed.index)
    print(f"{parsed.index}: {state.articles} articles, {state.passages} passages.")  # noqa: T201
    return 0


def _ask(parsed: argparse.Namespace) -> int:
    settings = load_settings(index=parsed.index, strictness=parsed.strictness)
    answer = Corpus.open(default_index(settings), settings).ask(
        parsed.question, as_of=parsed.as_of, dates=not parsed.no_dates
    )
    if parsed.json:
        print(answer.to_json(indent=2))  # noqa: T201
    else:
        print_answer(answer)
    return 0


def _search(parsed: argparse.Namespace) -> int:
    settings = load_settings(index=parsed.index)
    corpus = Corpus.open(default_index(settings), settings)
    print_hits(corpus.search(parsed.question, parsed.k, as_of=parsed.as_of))
    return 0


def _verify(parsed: argparse.Namespace) -> int:
    try:
        stdin = parsed.answer == "-"
        text = sys.stdin.read() if stdin else Path(parsed.answer).read_text(encoding="utf-8")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise CitewellError(f"{parsed.answer} can't be read: {why}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise CitewellError(f"{parsed.answer} is not in UTF-8. Is it an answer in JSON?") from error
    verdicts = verify_answer(Answer.from_json(text), parsed.folder)
    for verdict in verdicts:
        where = f"{verdict.citation.article_id} {verdict.citation.start}–{verdict.citation.end}"
        print(f"{'proven' if verdict.problem is None else 'FAILED'}: {where}", end="")  # noqa: T201
        print("" if verdict.problem is None else f": {verdict.problem}")  # noqa: T201
    failed = sum(verdict.problem is not None for verdict in verdicts)
    print(f"{len(verdicts)} citations: {len(verdicts) - failed} proven, {failed} failed")  # noqa: T201
    return 1 if failed else 0


def _doctor(parsed: argparse.Namespace) -> int:
    settings = load_settings(index=parsed.index)
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")  # noqa: T201
    for package in _PACKAGES:
        print(f"{package} {_version(package)}")  # noqa: T201
    print(f"files: {settings.home}")  # noqa: T201
    wrong = []
    try:
        index.reader_files(settings)
        path = default_index(settings)
        state = index.read_state(path)
        print(f"index: {path}, following {state.folder}")  # noqa: T201
        print(f"       {state.articles} articles, {state.passages} passages, ", end="")  # noqa: T201
        print(f"generation {state.generation}, model {state.model} ({state.fingerprint})")  # noqa: T201
        wrong = index.problems(path, settings)
    except CitewellError as error:
        wrong.append(str(error))
    for problem in wrong:
        print(f"wrong: {problem}")  # noqa: T201
    print("Nothing is wrong." if not wrong else f"{len(wrong)} things are wrong.")  # noqa: T201
    return 1 if wrong else 0


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    sys.exit(main())
