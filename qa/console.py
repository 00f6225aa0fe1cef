"""Answers, hits and reports → lines on a terminal; plain text where the output is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from index import Coverage, FailedFile, OnProgress, SyncReport, near_copies
from qa.phrases import PHRASES, Phrases
from qa.types import Answer, Citation, Hit, Sentence

_BAR: Final = 30  # characters of the longest bar
_MAX_COPIES: Final = 10  # of an article, by name
_MAX_FAILURES: Final = 50  # of a sync, by name

if TYPE_CHECKING:
    from rich.console import Console

    from index.masked import MaskedText


def stdout() -> "Console":
    """The terminal, or a plain stream that nothing is wrapped or coloured for."""
    from rich.console import Console

    class Terminal(Console):
        """rich ends the program with 1 when nobody reads on; that is for the caller to judge."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Terminal(highlight=False, soft_wrap=True, markup=False, emoji=False)


def print_answer(answer: Answer) -> None:
    """Print the quotes with their numbers, then the sources."""
    console = stdout()
    said = PHRASES[answer.language]
    if answer.searched_for != answer.question:
        asked = said.searched_for.format(question=printable(answer.searched_for))
        console.print(asked, style="dim")
    if answer.as_of:
        console.print(said.as_of.format(day=answer.as_of), style="dim")
    if answer.period:
        favoured = said.period.format(period=printable(answer.period))
        console.print(f"{favoured} (--no-dates)", style="dim")
    if answer.lead:
        console.print(printable(answer.lead), style="bold yellow" if answer.abstained else "bold")
    if answer.files:
        console.print(f"{said.found(answer.files)} (citewell report)", style="dim")
    if answer.nearest:
        console.print(said.nearest, style="dim")
    shown = answer.nearest if answer.abstained else answer.sentences
    _print_sentences(console, shown, said, style="dim" if answer.abstained else "green")
    if answer.kind == "answer" and shown:
        console.print(said.confidence.format(share=f"{answer.confidence:.2f}"), style="dim")


def print_hits(hits: list[Hit]) -> None:
    """Print the passages, best first."""
    console = stdout()
    for number, hit in enumerate(hits, start=1):
        console.print(f"{number}. {printable(hit.title)}", style="bold")
        console.print(f"   {hit.score:.3f}  {hit.article_id}  {hit.start}–{hit.end}", style="dim")
        console.print(f"   {printable(hit.text)}")


def print_masked(masked: "MaskedText", *, explain: bool) -> None:
    """Print an article without its furniture; to explain, with it: struck out, after its reason."""
    console = stdout()
    for text, reason in masked.pieces():
        lines = "\n".join(printable(line) for line in text.split("\n"))
        if reason is None:
            console.print(lines, end="")
        elif explain:
            console.print(f"[{reason}: ", style="yellow", end="")
            console.print(lines, style="dim strike", end="")
            console.print("]", style="yellow", end="")
    console.print()


def print_report(report: SyncReport) -> None:
    """Print what a sync did; the numbers add up."""
    console = stdout()
    for failure in report.failures[:_MAX_FAILURES]:
        kind = "missing" if failure.part else "failed"
        console.print(f"{kind}: {_place(failure)}: {printable(failure.reason)}", style="red")
    others = len(report.failures) - _MAX_FAILURES
    if others > 0:
        console.print(f"and {others:,} more; `citewell report` names them all", style="red")
    console.print(
        f"found {report.found:,} = indexed {report.indexed:,} + unchanged {report.unchanged:,} "
        f"+ failed {report.failed:,}; removed {report.removed:,}"
    )
    if report.passed_over:
        console.print(f"passed over: {_many(report.passed_over, 'file')} of other formats")
    console.print(
        f"the index holds {_many(report.articles, 'article')} in "
        f"{_many(report.passages, 'passage')} ({report.seconds:.1f} s)"
    )


def print_articles(coverage: Coverage) -> None:
    """Print a line for each article, with the others of its story if it has near copies."""
    console = stdout()
    copies = coverage.copies
    for one in coverage.articles:
        facts = [one.publisher or "–", one.published or "no date", one.language or "?"]
        said = ", ".join(printable(fact) for fact in facts)
        console.print(
            f"{printable(one.article_id)}: {printable(one.title)} "
            f"({said}; {_many(one.passages, 'passage')}, {one.masked:.0%} masked)"
        )
        others, left = near_copies(one, copies, _MAX_COPIES)
        if others:
            named = ", ".join(map(printable, others))
            more = f" and {_many(left, 'other')}" if left else ""
            console.print(f"  near copies: {named}{more}", style="dim")


def print_coverage(coverage: Coverage) -> None:
    """Print how many articles there are of each month, publisher and language, and failures."""
    console = stdout()
    total = len(coverage.articles)
    grouped = sum(len(group) for group in coverage.copies.values())
    console.print(f"{_many(total, 'article')}, {grouped:,} of them with near copies in the index")
    console.print(PHRASES["en"].found(coverage.files))
    for heading, counts, unknown in (
        ("by month", coverage.months, "no date"),
        ("by publisher", coverage.publishers, "not said"),
        ("by language", coverage.languages, "in doubt"),
    ):
        console.print(heading, style="bold")
        widest = max((count for _name, count in counts), default=1)
        for name, count in counts:
            bar = "▇" * max(1, round(_BAR * count / widest))
            console.print(f"  {printable(name) or unknown:<24} {count:>7,} {bar}")
    if coverage.failures:
        parts = sum(bool(failure.part) for failure in coverage.failures)
        counted = (
            f"{_many(len(coverage.failures) - parts, 'file')}, {_many(parts, 'part')} of files"
        )
        console.print(f"could not be read: {counted}", style="bold")
    for failure in coverage.failures:
        console.print(f"  {_place(failure)}: {printable(failure.reason)}", style="red")


@contextmanager
def progress() -> Iterator[OnProgress]:
    """A progress bar on a terminal; a line for each tenth elsewhere."""
    console = stdout()
    if not console.is_terminal:
        yield _plain_lines(console)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("indexing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def printable(text: str) -> str:
    """A text on one line, without characters that could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def _place(failure: FailedFile) -> str:
    return printable(", ".join(filter(None, [failure.path, failure.part])))


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _plain_lines(console: "Console") -> OnProgress:
    said = {-1}

    def say(done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        if total and tenth not in said:
            said.add(tenth)
            console.print(f"indexing: {done} of {total} files")

    return say


def _print_sentences(
    console: "Console", sentences: tuple[Sentence, ...], said: Phrases, style: str
) -> None:
    for number, sentence in enumerate(sentences, start=1):
        console.print(f"“{printable(sentence.text)}” [{number}]", style=style)
    for number, sentence in enumerate(sentences, start=1):
        for citation in sentence.citations:
            console.print(f"[{number}] {_source(citation, said)}", style="cyan")
            for note in said.dated_notes(citation):
                console.print(f"    {printable(note)}", style="dim")


def _source(citation: Citation, said: Phrases) -> str:
    known = [citation.title, citation.publisher, citation.date, citation.path]
    parts = [printable(part) for part in known if part]
    parts.append(said.characters.format(start=citation.start, end=citation.end))
    return ", ".join(parts)
