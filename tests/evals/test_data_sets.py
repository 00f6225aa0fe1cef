import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import CaseError
from evals.data_sets import file_stem, read_data

CORPUS = [
    {"_id": "a1", "title": "Flood in Ak-Tash", "text": "Water rose by two metres."},
    {"_id": "B/2", "title": "", "text": "The bridge was closed on Monday."},
]
QUERIES = [
    {"_id": "q1", "text": "How far did the water rise?"},
    {"_id": "q2", "text": "What was closed?", "answers": ["the bridge"], "lang": "en"},
    {"_id": "q3", "text": "Never judged?"},
    {"_id": "q4", "text": "Who was mayor?", "answerable": False},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\ta1\t2\nq1\tB/2\t0\nq2\tB/2\t1\n"


def write_beir(folder: Path, *, zipped: bool, qrels: str = "qrels.tsv") -> Path:
    folder.mkdir()
    for name, rows in (("corpus.jsonl", CORPUS), ("queries.jsonl", QUERIES)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        if zipped:
            (folder / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / name).write_text(text, encoding="utf-8")
    (folder / qrels).parent.mkdir(exist_ok=True)
    (folder / qrels).write_text(QRELS, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("zipped", "qrels"), [(False, "qrels.tsv"), (True, "qrels.tsv"), (False, "qrels/test.tsv")]
)
def test_a_beir_folder(tmp_path: Path, zipped: bool, qrels: str) -> None:
    data = read_data(write_beir(tmp_path / "data", zipped=zipped, qrels=qrels))
    assert data.kind == "beir"
    assert [case.id for case in data.cases] == ["q1", "q2", "q4"]
    first, second, unanswerable = data.cases
    assert [(gold.article_id, gold.grade) for gold in first.gold] == [("a1", 2)]
    assert second.answers == ("the bridge",)
    assert not unanswerable.answerable
    assert data.texts["a1"] == "Flood in Ak-Tash\n\nWater rose by two metres."
    assert data.texts[second.gold[0].article_id] == "The bridge was closed on Monday."
    assert data.asks


def test_squads_format(tmp_path: Path) -> None:
    context = "Osh lies in the south. Osh is old."
    paragraph = {
        "context": context,
        "qas": [
            {"id": "1", "question": "Old?", "answers": [{"text": "Osh", "answer_start": 23}]},
            {"id": "2", "question": "New?", "answers": [], "is_impossible": True},
        ],
    }
    file = tmp_path / "dev.json"
    file.write_text(json.dumps({"data": [{"title": "Osh_(city)", "paragraphs": [paragraph]}]}))
    data = read_data(file)
    (gold,) = data.cases[0].gold
    text = data.texts[gold.article_id]
    assert text.startswith("Osh (city)\n\n")
    assert gold.start is not None
    # The second of the two, as the position says.
    assert text[gold.start :] == "Osh is old."
    assert not data.cases[1].answerable


def test_json_lines_need_their_articles(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"question": "Who?", "gold": []}\n')
    with pytest.raises(CaseError, match="--articles"):
        read_data(file)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("A text.")
    before = read_data(file, tmp_path / "texts")
    (tmp_path / "texts" / "a.txt").write_text("Another text.")
    assert read_data(file, tmp_path / "texts").sha256 != before.sha256


def test_what_is_no_data_set_is_said_in_a_sentence(tmp_path: Path) -> None:
    folder = write_beir(tmp_path / "data", zipped=False)
    (folder / "qrels.tsv").write_text("q1 a1 1\n")
    with pytest.raises(CaseError, match=r"qrels.tsv:1: not a judgement"):
        read_data(folder)
    (folder / "corpus.jsonl").write_text('{"_id": "a"}\n')
    with pytest.raises(CaseError, match=r"corpus.jsonl:1: no field 'text'"):
        read_data(folder)
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(CaseError, match=r"corpus.jsonl.gz can't be read"):
        read_data(folder)
    with pytest.raises(CaseError, match="not in BEIR layout"):
        read_data(tmp_path)
    with pytest.raises(CaseError, match="There is no"):
        read_data(tmp_path / "nowhere")
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(CaseError, match="SQuAD's format"):
        read_data(tmp_path / "x.json")


@given(st.lists(st.text(min_size=0, max_size=300), min_size=2, max_size=2, unique=True))
def test_file_stems_differ_and_are_safe(ids: list[str]) -> None:
    try:
        stems = [file_stem(one) for one in ids]
    except UnicodeEncodeError:  # lone surrogates are no text
        return
    assert stems[0].lower() != stems[1].lower()
    assert all(stem and "/" not in stem and not stem.startswith(".") for stem in stems)
    assert all(len(stem) <= 200 for stem in stems)
