"""``python -m evals.conversations``: are follow-up questions searched for as they are meant?

Each conversation of ``cases/conversations.jsonl`` is asked turn by turn, and so are those of
``cases/conversations-test.jsonl``, which no rule was written for. A follow-up counts if the first
three passages found for it with the conversation before it hold one that overlaps a gold quote;
asked are those whose hand-written stand-alone form finds one. Questions that stand alone must stay
as they are: those in the conversations, and those of the other case files.
"""

import argparse
import json
import math
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from evals.cases import CaseError, Gold, read_cases
from index import CitewellError, load_settings
from qa import Answer, Corpus, Hit
from qa.follow_up import stand_alone

_ROOM: Final = Path(__file__).parent
CASES: Final = _ROOM / "cases"
CONVERSATIONS: Final = CASES / "conversations.jsonl"
TEST_CONVERSATIONS: Final = CASES / "conversations-test.jsonl"
_NO_QUESTIONS: Final = CASES / "gibberish.jsonl"  # a bare word is taken for a follow-up
# corpus → folder of articles
CORPORA: Final = {
    "seeds": _ROOM.parent / "seeds",
    "fictional": _ROOM / "corpora" / "fictional",
    "near-misses-test": _ROOM / "corpora" / "near-misses-test",
}
GATES: Final = _ROOM / "gates.toml"
TOP: Final = 3
_BEFORE: Final = "Which district of Moscow was raided?"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation.

    Attributes:
        stand_alone: what it means, as a question of its own; empty for a first question.
        gold: quotes any of which proves the answer; empty for a first question.
    """

    question: str
    stand_alone: str = ""
    gold: tuple[Gold, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that follow one another, about the articles of one corpus."""

    id: str
    corpus: str
    language: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What happened with a turn after the first.

    Attributes:
        group: the articles it is about: ``seeds``, the fictional ones ``dev`` and ``test``, or
            ``near-misses-test``.
        found, reachable, as_typed: whether the gold is in the top three for the words with
            the conversation before them, for the hand-written form, and for the words alone.
        needs_history: whether the hand-written form differs from the words as typed.
    """

    conversation: str
    group: str
    language: str
    question: str
    searched_for: str
    found: bool
    reachable: bool
    as_typed: bool
    needs_history: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask all conversations; returns 1 if a figure is under its gate, 2 if that can't be done."""
    parser = argparse.ArgumentParser(prog="evals.conversations", description=__doc__)
    parser.add_argument(
        "--part",
        choices=("dev", "test"),
        help="ask only those that rules were written with, or not",
    )
    parser.add_argument("--json", action="store_true", help="print figures and turns as JSON")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parsed = parser.parse_args(arguments)
    try:
        follow_ups, unseen = (
            _run(read_conversations(file)) if parsed.part in (None, part) else []
            for part, file in (("dev", CONVERSATIONS), ("test", TEST_CONVERSATIONS))
        )
        changed, asked = changed_questions()
        gates = tomllib.loads(GATES.read_text(encoding="utf-8")).get("conversations", {})
    except CitewellError as error:
        print(f"evals.conversations: {error}", file=sys.stderr)
        return 2
    left = {"case questions left as they are": 1 - len(changed) / asked}
    test = {f"test: {name}": value for name, value in figures_of(unseen).items()}
    figures = {**figures_of(follow_ups), **left, **test}
    failed = [
        name for name, least in gates.items() if figures[name] < least and parsed.part != "test"
    ]
    if parsed.json:
        turns = [asdict(turn) for turn in follow_ups + unseen]
        print(json.dumps({"figures": figures, "turns": turns}, ensure_ascii=False, indent=1))
    else:
        _print(figures, gates, follow_ups + unseen)
        if parsed.misses:
            _print_misses(follow_ups + unseen, changed)
    return 1 if failed else 0


def _run(conversations: Sequence[Conversation]) -> list[FollowUp]:
    """Ask conversations, each of the articles that it is about."""
    return [
        turn
        for name, folder in CORPORA.items()
        if (some := [one for one in conversations if one.corpus == name])
        for turn in run_conversations(some, folder)
    ]


def read_conversations(file: Path) -> list[Conversation]:
    """Read conversations, one a line.

    Raises:
        CaseError: a line is no conversation.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise CaseError(f"{file} can't be read: {error}.") from error
    return [_conversation(line, f"{file}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


def run_conversations(conversations: Sequence[Conversation], folder: Path) -> list[FollowUp]:
    """Ask conversations about a folder's articles, each turn with those before as history.

    Raises:
        CaseError: a gold quote doesn't stand in its article.
    """
    with _corpus_of(folder) as corpus:
        return [turn for one in conversations for turn in _ask(corpus, one)]


def figures_of(turns: Sequence[FollowUp]) -> dict[str, float]:
    """Shares of the follow-ups, and of the questions among them that stand alone."""
    leaning = [turn for turn in turns if turn.needs_history]
    alone = [turn for turn in turns if not turn.needs_history]
    reachable = [turn for turn in leaning if turn.reachable]
    figures = {
        "follow-ups": float(len(leaning)),
        "reachable": float(len(reachable)),
        "found, of the reachable": _share([turn.found for turn in reachable]),
        "found, of all": _share([turn.found for turn in leaning]),
        "found as typed, of the reachable": _share([turn.as_typed for turn in reachable]),
        "stand-alone turns": float(len(alone)),
        "stand-alone turns left as they are": _share(
            [turn.searched_for == turn.question for turn in alone]
        ),
    }
    for group in sorted({turn.group for turn in reachable}):
        some = [turn.found for turn in reachable if turn.group == group]
        figures[f"found, of the reachable: {group}"] = _share(some)
    return figures


def changed_questions() -> tuple[list[str], int]:
    """Questions of the other case files that aren't left as they are after every other one, and
    of how many.

    What was said before has no say in whether a question is changed (a test holds that), so one
    question before it tells.
    """
    questions = [
        case.question
        for file in sorted(CASES.glob("*.jsonl"))
        if file not in (CONVERSATIONS, TEST_CONVERSATIONS, _NO_QUESTIONS)
        for case in read_cases(file)
    ]
    changed = [one for one in questions if stand_alone(one, [_BEFORE]) != one]
    return changed, len(questions)


def _conversation(line: str, where: str) -> Conversation:
    try:
        values = json.loads(line)
        first, *rest = values["turns"]
        turns = [Turn(first["question"])]
        turns += [
            Turn(one["question"], one["stand_alone"], tuple(Gold(**gold) for gold in one["gold"]))
            for one in rest
        ]
        made = Conversation(values["id"], values["corpus"], values["language"], tuple(turns))
    except (ValueError, TypeError, KeyError) as error:
        raise CaseError(f"{where}: not a conversation: {error}.") from error
    if made.corpus not in CORPORA or len(turns) < 2 or not all(turn.gold for turn in turns[1:]):
        raise CaseError(
            f"{where}: a conversation needs a corpus of {', '.join(CORPORA)}, two turns or more, "
            "and gold for each but the first."
        )
    return made


@contextmanager
def _corpus_of(folder: Path) -> Iterator[Corpus]:
    """An index made for this run, so that nothing old can help."""
    with tempfile.TemporaryDirectory(prefix="citewell-evals-") as work:
        corpus = Corpus.create(Path(work) / "index", settings=load_settings())
        try:
            corpus.sync(folder)
            yield corpus
        finally:
            corpus.close()


def _ask(corpus: Corpus, conversation: Conversation) -> Iterator[FollowUp]:
    history: list[Answer] = []
    for turn in conversation.turns:
        hits = corpus.search(turn.question, k=TOP, history=history)
        answer = corpus.ask(turn.question, history=history)
        history.append(answer)
        if turn.gold:
            yield FollowUp(
                conversation=conversation.id,
                group=_group(conversation, turn),
                language=conversation.language,
                question=turn.question,
                searched_for=answer.searched_for,
                found=_holds(corpus, hits, turn.gold),
                reachable=_holds(corpus, corpus.search(turn.stand_alone, k=TOP), turn.gold),
                as_typed=_holds(corpus, corpus.search(turn.question, k=TOP), turn.gold),
                needs_history=turn.stand_alone != turn.question,
            )


def _group(conversation: Conversation, turn: Turn) -> str:
    if conversation.corpus != "fictional":
        return conversation.corpus
    return turn.gold[0].article_id.partition("/")[0]


def _holds(corpus: Corpus, hits: Sequence[Hit], gold: Sequence[Gold]) -> bool:
    """Whether one of the passages overlaps a gold quote."""
    for one in gold:
        article = corpus.article(one.article_id)
        start = -1 if article is None else article.text.find(one.quote)
        if start < 0:
            raise CaseError(f"{one.article_id} doesn't hold the gold quote {one.quote!r}.")
        end = start + len(one.quote)
        if any(h.article_id == one.article_id and h.start < end and start < h.end for h in hits):
            return True
    return False


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _print(figures: dict[str, float], gates: dict[str, float], turns: Sequence[FollowUp]) -> None:
    console = Console(highlight=False, markup=False)
    table = Table("figure", "value", "gate", title="conversations")
    for name, value in figures.items():
        if math.isnan(value):
            continue  # nothing of it was asked
        least = gates.get(name)
        verdict = "" if least is None else f"≥ {least:g} {'met' if value >= least else 'MISSED'}"
        table.add_row(name, f"{value:g}" if value > 1 else f"{value:.3f}", verdict)
    console.print(table)
    languages = Table("language", "reachable follow-ups", "found")
    for language in sorted({turn.language for turn in turns}):
        some = [t for t in turns if t.language == language and t.reachable and t.needs_history]
        languages.add_row(language, str(len(some)), f"{_share([t.found for t in some]):.3f}")
    console.print(languages)


def _print_misses(turns: Sequence[FollowUp], changed: Sequence[str]) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for turn in turns:
        if turn.reachable and turn.needs_history and not turn.found:
            console.print(f"{turn.conversation} not found: {turn.question} → {turn.searched_for}")
        if not turn.reachable:
            console.print(f"{turn.conversation} not reachable: {turn.question}")
        if not turn.needs_history and turn.searched_for != turn.question:
            console.print(f"{turn.conversation} changed: {turn.question} → {turn.searched_for}")
    for question in changed:
        console.print(f"changed case question: {question}")


if __name__ == "__main__":
    sys.exit(main())
