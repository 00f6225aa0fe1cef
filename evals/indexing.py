"""A data set → an index of it: made once for each content, setting and state of the code."""

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

import index
from evals.data_sets import DataSet
from evals.vectors import RememberingEmbedder
from index import CitewellError, Index, Settings

_MADE: Final = "made.json"
_CODE: Final = Path(index.__file__).parent
Progress = Callable[[], AbstractContextManager[index.OnProgress]]


@dataclass(frozen=True)
class MadeIndex:
    """An index that is ready to be asked.

    Attributes:
        sha256: digest of its passages, sentences and vectors.
        failures: articles that could not be indexed, with the reason.
        seconds: what building it took; 0 if it was there already.
    """

    path: Path
    model: str
    fingerprint: str
    articles: int
    passages: int
    sha256: str
    failures: tuple[str, ...]
    seconds: float


def made_index(data: DataSet, settings: Settings, progress: Progress | None = None) -> MadeIndex:
    """The index of a data set: the one made before from the same, else made now.

    A build that was stopped goes on where it was: what was embedded is remembered.

    Raises:
        CitewellError: the model or the articles can't be used.
    """
    model = index.open_model(index.exported_model(settings.model, settings).name, settings)
    key = _key(data, settings, model.description.fingerprint)
    cache = settings.home / "evals"
    path = cache / "indexes" / f"{data.name}-{key}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        made = path / _MADE
        if made.is_file():
            known = json.loads(made.read_text(encoding="utf-8"))
            failures = tuple(known.pop("failures"))
            return MadeIndex(path=path, failures=failures, **known, seconds=0.0)
        shutil.rmtree(path, ignore_errors=True)
        folder = _articles(data, cache)
        index.create_index(path, settings.model, settings)
        remembering = RememberingEmbedder(model, cache / "vectors")
        report = _synced(path, folder, settings, remembering, progress)
        opened = Index.open(path, settings, model)
        try:
            state, digest = opened.state, _digest(opened)
        finally:
            opened.close()
        failures = tuple(f"{one.path}: {one.reason}" for one in report.failures)
        ready = MadeIndex(
            path, state.model, state.fingerprint, state.articles, state.passages, digest, failures,
            report.seconds,
        )  # fmt: skip
        kept = {k: v for k, v in asdict(ready).items() if k not in ("path", "seconds")}
        made.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        return ready


def _synced(
    path: Path,
    folder: Path,
    settings: Settings,
    embedder: RememberingEmbedder,
    progress: Progress | None,
) -> index.SyncReport:
    if progress is None:
        return index.sync_index(path, folder, settings, None, embedder)
    with progress() as on_progress:
        return index.sync_index(path, folder, settings, on_progress, embedder)


def _key(data: DataSet, settings: Settings, fingerprint: str) -> str:
    """Everything that the content of an index follows from."""
    set_to = (settings.passage_tokens, settings.title_prefix, settings.max_file_bytes)
    says = [data.sha256, fingerprint, *map(str, set_to)]
    digest = hashlib.sha256("\n".join(says).encode())
    for file in sorted(_CODE.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _articles(data: DataSet, cache: Path) -> Path:
    """The folder of articles; written first if the data set keeps them in one file."""
    if data.folder is not None:
        return data.folder
    folder = cache / "articles" / f"{data.name}-{data.sha256[:16]}"
    if folder.is_dir():
        return folder
    unfinished = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, text in data.texts.items():
        raw = text.encode("utf-8", "replace")
        (unfinished / f"{name}.txt").write_bytes(raw)
    if not data.texts:
        raise CitewellError(f"{data.source} holds no articles.")
    unfinished.rename(folder)
    return folder


def _digest(opened: Index) -> str:
    digest = hashlib.sha256()
    for article in opened.articles():
        passages = opened.passages_of(article.article_id)
        keys = [passage.key for passage in passages]
        spans = [(passage.start, passage.end) for passage in passages]
        digest.update(json.dumps([article.article_id, article.sha256, spans]).encode())
        digest.update(opened.vectors(keys).tobytes())
        for sentence in opened.sentences(keys):
            digest.update(sentence.vector.tobytes())
    return digest.hexdigest()
