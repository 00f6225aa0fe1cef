"""A sentence-transformers model → ONNX files that answer without torch.

sentence-transformers loads and checks the model; the exported graph holds all its modules
(transformer, pooling, normalisation), so that nothing about the model is repeated in our code.
"""

import contextlib
import hashlib
import io
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from index.embedding import (
    DESCRIPTION_FILE,
    MODEL_FILE,
    TOKENIZER_FILE,
    ModelDescription,
    OnnxEmbedder,
    Vectors,
)
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Counted into the fingerprint: raise it when the export itself changes what vectors come out.
_EXPORT_VERSION: Final = "2"
# int8 is twice as fast; it is kept only if its vectors stay this close to fp32's on average.
MIN_SIMILARITY: Final = 0.995
_QUERY_PROMPTS: Final = ("query",)
_PASSAGE_PROMPTS: Final = ("passage", "document")
_LARGE_TENSOR: Final = 10_000_000  # bytes
# Sentences of ours in the languages of the corpus, to compare int8 with fp32 on.
_PROBES: Final = (
    "The consulate asked for an inquiry into the raid at the construction site.",
    "Police checked the documents of forty workers before dawn on Monday.",
    "The ministry summoned the ambassador and handed over a note.",
    "Генеральное консульство попросило провести проверку законности рейда.",
    "Рабочие рассказали, что им три месяца не платили зарплату.",
    "Министерство иностранных дел вручило послу ноту протеста.",
    "Өкмөт мигранттардын укуктарын коргоо боюнча чараларды көрүп жатат.",
    "Елшілік азаматтардың құқықтарын қорғау туралы мәлімдеме жасады.",
    "Elchixona fuqarolarning huquqlarini himoya qilish haqida bayonot berdi.",
    "Göçmen işçiler, ücretlerinin ödenmediğini söyledi.",
    "What did the embassy ask the foreign ministry for?",
    "Сколько человек было задержано?",
)


def fingerprint_of(folder: Path) -> str:
    """Identify a model folder by the content of its files."""
    digest = hashlib.sha256(_EXPORT_VERSION.encode())
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in {".json", ".txt", ".safetensors", ".bin", ".model"}:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


def export_model(name: str, folder: Path, exports: Path) -> Path:
    """Export the model in ``folder`` unless it has been; returns the folder of the export.

    An export that lacks a file is made anew.

    Args:
        name: what users call the model.
        folder: a sentence-transformers folder.
        exports: holds the exports, a folder a fingerprint.

    Raises:
        ModelError: the model can't be loaded or exported.
    """
    fingerprint = fingerprint_of(folder)
    target = exports / fingerprint
    if _is_whole(target):
        return target
    exports.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".export-", dir=exports))
    try:
        with _quiet():
            _export(name, folder, fingerprint, work)
        if not _is_whole(target):
            shutil.rmtree(target, ignore_errors=True)
        # Two processes may have made the same export: whichever comes second keeps the first's.
        with contextlib.suppress(OSError):
            work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def load_sentence_transformer(folder: Path) -> "SentenceTransformer":
    """Load a model folder with sentence-transformers, on the CPU and without the network.

    Raises:
        ModelError: it can't be loaded.
    """
    # The models are at hand; the libraries ask their hub for newer files unless told not to.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # whatever a damaged or foreign folder makes the library raise
        raise ModelError(
            f"{folder} can't be loaded as a sentence-transformers model: {error}"
        ) from error


def _is_whole(export: Path) -> bool:
    needed = (MODEL_FILE, TOKENIZER_FILE, DESCRIPTION_FILE)
    return all((export / name).is_file() for name in needed)


def _export(name: str, folder: Path, fingerprint: str, work: Path) -> None:
    model = load_sentence_transformer(folder).eval()
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(f"{name} has no fast tokenizer (tokenizer.json). Choose another model.")
    own = folder / TOKENIZER_FILE
    if own.is_file():  # byte for byte, so that models with one tokenizer share it in memory
        shutil.copyfile(own, work / TOKENIZER_FILE)
    else:
        tokenizer.save(str(work / TOKENIZER_FILE))
    full = work / "fp32.onnx"
    _trace(model, full)
    small = work / MODEL_FILE
    quantise(full, small)
    prefix = _prompt(model, _PASSAGE_PROMPTS)
    reference = np.asarray(model.encode([prefix + probe for probe in _PROBES]), dtype=np.float32)
    reference /= np.linalg.norm(reference, axis=1, keepdims=True)
    description = ModelDescription(
        name=name,
        fingerprint=fingerprint,
        dimension=reference.shape[1],
        max_tokens=_max_tokens(model),
        query_prefix=_prompt(model, _QUERY_PROMPTS),
        passage_prefix=prefix,
        pad_id=int(model.tokenizer.pad_token_id or 0),
        precision="int8",
        similarity=0.0,
    )
    similarity = _similarity(work, description, reference)
    if similarity < MIN_SIMILARITY:
        full.replace(small)
        exact = _with(description, precision="fp32")
        similarity = _similarity(work, exact, reference)
        if similarity < MIN_SIMILARITY:
            raise ModelError(
                f"{name}: the exported model's vectors differ from sentence-transformers' "
                f"(mean cosine {similarity:.3f}). Choose another model."
            )
        description = exact
    full.unlink(missing_ok=True)
    _map_large_tensors(small)
    _with(description, similarity=round(similarity, 5)).write(work)


def _map_large_tensors(file: Path) -> None:
    """Keep a model's word vectors in a file beside it, which ONNX Runtime maps and doesn't read.

    A question needs a dozen of their 250,000 rows: opening multilingual-e5-small takes half the
    time so, and 110 MB less.
    """
    import onnx

    model = onnx.load(str(file))
    file.unlink()
    onnx.save_model(
        model,
        str(file),
        save_as_external_data=True,
        location=file.with_suffix(".data").name,
        size_threshold=_LARGE_TENSOR,
    )


def _with(description: ModelDescription, **changes: Any) -> ModelDescription:
    return ModelDescription(**{**vars(description), **changes})


def _max_tokens(model: "SentenceTransformer") -> int:
    limits = [model.max_seq_length, getattr(model.tokenizer, "model_max_length", None)]
    return min(int(limit) for limit in limits if limit)


def _prompt(model: "SentenceTransformer", names: Sequence[str]) -> str:
    return next((model.prompts[name] for name in names if model.prompts.get(name)), "")


def _similarity(folder: Path, description: ModelDescription, reference: Vectors) -> float:
    """Mean cosine between the export's vectors and sentence-transformers' on the probes."""
    description.write(folder)
    vectors = OnnxEmbedder(folder).embed(_PROBES, "passage")
    return float(np.mean(np.sum(vectors * reference, axis=1)))


def _trace(model: "SentenceTransformer", target: Path) -> None:
    import torch

    class Pipeline(torch.nn.Module):  # type: ignore[misc] # torch is not followed
        """The whole model as one function of two arrays, each of shape (batch, tokens)."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            vectors = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=-1)

    example = model.tokenizer(list(_PROBES[:2]), padding=True, return_tensors="pt")
    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=_max_tokens(model))}
    with torch.no_grad():
        torch.onnx.export(
            Pipeline(),
            (example["input_ids"], example["attention_mask"]),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence"],
            dynamic_shapes=(shape, shape),
            dynamo=True,
            external_data=False,
        )


def quantise(source: Path, target: Path) -> None:
    """Write a model with its matrices and word vectors in int8, a scale for each column."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporters' talk about their own internals from the user."""
    previous = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)
