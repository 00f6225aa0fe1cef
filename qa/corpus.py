"""A corpus of articles: open it, keep it up to date, search it, ask it."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Self

import index
from index import (
    Coverage,
    Filters,
    Index,
    IndexState,
    NewestGeneration,
    OnProgress,
    Passage,
    Settings,
    Span,
    SyncReport,
    load_settings,
)
from qa.answer import Told, compose, unsearched
from qa.as_of import state_of, until, was_there
from qa.confidence import confidence_of, load_weights, signals_of
from qa.evidence import Evidence, rank_sentences
from qa.follow_up import stand_alone
from qa.gibberish import means_nothing
from qa.headlines import find_headline, tells_of
from qa.language import Language, language_of
from qa.leaning import says_nothing
from qa.listing import asks_for_list
from qa.overview import reply_to
from qa.parts import Part, parts_of
from qa.periods import Period, find_period
from qa.phrases import PHRASES
from qa.reader import Reader
from qa.reading import passages_to_read
from qa.retrieve import RankedPassage, checked, make_query, rank_passages
from qa.small_talk import request_in
from qa.story import NO_STORY, Story, read_on, story_first, story_of
from qa.types import Answer, Hit
from qa.who import SURE, person_asked_about, put_first


class Corpus:
    """Articles that can be searched and asked; safe to use from several threads.

    Each question sees the newest complete state of the index.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        """Use ``open`` or ``create`` instead."""
        self.path = path
        self._settings = settings
        self._lock = threading.RLock()
        self._index = Index.open(path, settings)
        self._generation = NewestGeneration(path)
        self._reader: Reader | None = None

    @classmethod
    def create(
        cls, path: str | Path, model: str | None = None, settings: Settings | None = None
    ) -> Self:
        """Make an empty corpus.

        Args:
            path: a new or empty folder for the index.
            model: a sentence-transformers model, a name or a folder.

        Raises:
            IndexExistsError: something is there already. ModelError: the model can't be used.
        """
        settings = settings or load_settings()
        index.create_index(Path(path), model or settings.model, settings)
        return cls(Path(path), settings)

    @classmethod
    def open(cls, path: str | Path, settings: Settings | None = None) -> Self:
        """Open a corpus.

        Raises:
            IndexStateError: there is none at the path, or it can't be used.
            ModelError: its model is not on this machine.
        """
        return cls(Path(path), settings or load_settings())

    def warm_up(self) -> None:
        """Load what the first question would wait for."""
        self._open_reader()

    def close(self) -> None:
        """Close the corpus's files."""
        self._index.close()
        self._generation.close()

    @property
    def state(self) -> IndexState:
        """What is in the corpus, and how it was made."""
        return self._newest().state

    @property
    def strictness(self) -> float:
        """Confidence below which ``ask`` abstains unless it is told otherwise."""
        set_by_user = self._settings.strictness
        return load_weights().threshold if set_by_user is None else set_by_user

    def sync(
        self,
        folder: str | Path,
        on_progress: OnProgress | None = None,
        *,
        may_delete: bool = False,
    ) -> SyncReport:
        """Bring the corpus up to date with a folder: new, changed and deleted files.

        Args:
            on_progress: called with the files done and the files to read.
            may_delete: whether any number of articles may go, as their files did.

        Raises:
            FolderError: the folder can't be used; nothing has changed.
            DeletionError: many files are gone, and ``may_delete`` is False; nothing has changed.
            IndexStateError: the index can't be written to.
        """
        report = index.sync_index(
            self.path,
            Path(folder),
            self._settings,
            on_progress,
            self._index.model,
            may_delete=may_delete,
        )
        self._newest()
        return report

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        *,
        copies: bool = False,
        as_of: date | None = None,
        history: Sequence[Answer | str] = (),
    ) -> list[Hit]:
        """The k passages that fit a question best, best first; fewer if there are fewer.

        Args:
            filters: which articles to search in; None searches in all.
            copies: whether hits may come from near copies of one story; if not, the hit names
                the others.
            as_of: searches as if the corpus ended that day; articles without a date are left out.
            history: as of ``ask``; the question is searched for as ``ask`` would.

        Raises:
            InvalidQueryError: the question or k can't be used.
        """
        filters = until(filters or Filters(), as_of)
        with self._lock:
            opened = self._newest()
            if history and self._means_nothing(checked(question)):
                history = ()
            story = story_of(question, history)
            query = make_query(opened, stand_alone(question, history))
            ranked = rank_passages(opened, query, read_on(story, k), filters, copies=copies)
            ranked = story_first(opened, ranked, story, filters)[:k]
            told = opened.copies([one.passage.story for one in ranked])
            if as_of is not None:
                told = {
                    story: [one for one in ids if was_there(opened.article(one), as_of)]
                    for story, ids in told.items()
                }
            folder = opened.state.folder or Path()
        return [
            Hit(
                article_id=one.passage.article_id,
                title=one.passage.title,
                path=str(folder / one.passage.path),
                start=one.passage.start,
                end=one.passage.end,
                text=one.passage.text,
                score=one.score,
                key=one.passage.key,
                copies=tuple(
                    other
                    for other in told.get(one.passage.story, ())
                    if other != one.passage.article_id
                ),
            )
            for one in ranked
        ]

    def ask(
        self,
        question: str,
        history: Sequence[Answer | str] = (),
        strictness: float | None = None,
        *,
        as_of: date | None = None,
        dates: bool = True,
    ) -> Answer:
        """Answer a question with quotes, or say that the articles don't say.

        What is asked of the program itself ("thanks", "list the articles") gets a reply.

        Args:
            history: the conversation's earlier answers or questions, oldest first.
            strictness: confidence (0 to 1) below which to abstain; None takes the settings'.
            as_of: answers as if the corpus ended that day: nothing later is cited, nor what has
                no date; "last week" is counted from it. None takes all, and counts from today.
            dates: whether articles of a time that the question names are read first.

        Raises:
            InvalidQueryError: the question can't be used.
        """
        languages = [turn.language for turn in history if isinstance(turn, Answer)]
        language = language_of(question, languages[-1] if languages else None)
        spoken = [turn for turn in history if isinstance(turn, str) or turn.kind != "chat"]
        request = request_in(question)
        if request is not None:
            with self._lock:
                return reply_to(request, question, language, self._newest(), history, as_of)
        weights = load_weights()
        threshold = self.strictness if strictness is None else strictness
        with self._lock:
            why = self._why_not_searched(checked(question), bool(spoken), language)
            if why:
                return unsearched(question, why, state_of(self._index, as_of), language)
            searched_for = stand_alone(question, history)
            is_list = asks_for_list(searched_for)
            period = find_period(searched_for, as_of or _today()) if dates else None
            _ranked, evidence = self.evidence(
                searched_for,
                as_of=as_of,
                period=period,
                story=story_of(question, history),
                is_list=is_list,
            )
            parts = [self._told(part, as_of) for part in parts_of(searched_for)] if evidence else []
            state = state_of(self._index, as_of)
            evidence, confidence = self._judged(searched_for, evidence)
            headline = None
            if confidence < threshold:
                headline = find_headline(self._index, searched_for, as_of)
            elif not parts and not tells_of(evidence, searched_for):
                headline = find_headline(self._index, searched_for, as_of, whole=True)
                confidence = 0.0 if headline else confidence
        answer = compose(
            question,
            searched_for,
            evidence,
            confidence,
            state,
            threshold=threshold,
            companion=weights.companion,
            language=language,
            parts=parts,
            is_list=is_list,
            headline=headline,
        )
        return replace(
            answer,
            as_of=as_of.isoformat() if as_of else None,
            period=str(period) if period else None,
            files=index.read_file_counts(self.path) if answer.abstained else None,
        )

    def _why_not_searched(self, question: str, is_follow_up: bool, language: Language) -> str:
        """What is said instead of an answer to words that mean or name nothing; else empty."""
        if not is_follow_up and says_nothing(question):
            return PHRASES[language].incomplete
        if self._means_nothing(question):
            return PHRASES[language].not_understood
        return ""

    def _means_nothing(self, question: str) -> bool:
        def pieces(found: list[str]) -> int:
            return self._open_reader().pieces(found)

        return means_nothing(self._newest(), pieces, question)

    def coverage(self) -> Coverage:
        """What is in the corpus: its articles, and the files that could not be read."""
        return index.read_coverage(self.path)

    def _told(self, part: Part, as_of: date | None) -> Told:
        """What is said about one of several things; there is evidence of some kind."""
        _ranked, evidence = self.evidence(part.question, as_of=as_of)
        evidence, confidence = self._judged(part.question, evidence)
        return Told(part.name, evidence, confidence)

    def evidence(
        self,
        question: str,
        *,
        as_of: date | None = None,
        period: Period | None = None,
        story: Story = NO_STORY,
        is_list: bool = False,
    ) -> tuple[list[RankedPassage], list[Evidence]]:
        """What an answer would be made of: the passages read, and their sentences, best first.

        Args:
            as_of: only of what was published by that day.
            period: the best passages of articles of that time are read in any case.
            story: what the conversation is about, whose passages are favoured.
            is_list: whether a passage of each of some more articles is read.

        Raises:
            InvalidQueryError: the question can't be used.
        """
        weights = load_weights().evidence
        with self._lock:
            opened = self._newest()
            query = make_query(opened, question)
            ranked = passages_to_read(opened, query, story, as_of, period, is_list=is_list)
            return ranked, rank_sentences(opened, self._open_reader(), query, ranked, weights)

    def _judged(self, question: str, evidence: list[Evidence]) -> tuple[list[Evidence], float]:
        """The evidence as it is shown, and the confidence that it answers."""
        if not evidence:
            return evidence, 0.0
        confidence = confidence_of(signals_of(evidence), load_weights())
        evidence, is_told = put_first(evidence, person_asked_about(question))
        return evidence, max(confidence, SURE) if is_told else confidence

    def article(self, article_id: str) -> index.Article | None:
        """One article as it is indexed; None if there is none of that id."""
        with self._lock:
            return self._newest().article(article_id)

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article in order of position; none for an unknown id."""
        with self._lock:
            return self._newest().passages_of(article_id)

    def sentences_of(self, article_id: str) -> list[Span]:
        """The sentences of an article in order of position; none for an unknown id."""
        with self._lock:
            opened = self._newest()
            keys = [passage.key for passage in opened.passages_of(article_id)]
            return [sentence.span for sentence in opened.sentences(keys)]

    def _newest(self) -> Index:
        """The index, opened again if another state has been published since."""
        with self._lock:
            if self._generation.read() != self._index.generation:
                newer = Index.open(self.path, self._settings, model=self._index.model)
                self._index.close()
                self._index = newer
            return self._index

    def _open_reader(self) -> Reader:
        if self._reader is None:
            self._reader = Reader(index.reader_files(self._settings))
        return self._reader


def _today() -> date:
    return datetime.now().astimezone().date()
