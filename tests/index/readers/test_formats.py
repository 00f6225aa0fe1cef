import gzip
import json
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from index import Metadata, RawArticle, ReadingLimits, UnreadableFileError
from index.metadata import read_metadata
from index.readers import FileReader
from index.types import FailedPart
from tests.index.readers.samples import (
    PAGE,
    RECORD,
    blank_pdf,
    damaged,
    encrypted_pdf,
    pdf_of,
    sound_files,
)


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader(ReadingLimits(max_read_seconds=60)) as made:
        yield made


def read_one(reader: FileReader, file: Path) -> tuple[RawArticle, Metadata]:
    (found,) = reader.read(file).found
    assert isinstance(found, RawArticle)
    return found, read_metadata(found, file.name)


def test_markup_with_a_control_character_keeps_its_text(reader: FileReader, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    text = "<p>The \x1b[31mred\x1b[0m bridge over the Talas was closed.</p>"
    file.write_text(json.dumps({"title": "Bridge closed", "text": text}), encoding="utf-8")
    found, _known = read_one(reader, file)
    assert found.text == "Bridge closed\n\nThe [31mred[0m bridge over the Talas was closed."


def test_html(reader: FileReader, tmp_path: Path) -> None:
    file = tmp_path / "flood.html"
    file.write_bytes(PAGE.encode("cp1251"))
    found, known = read_one(reader, file)
    lines = found.text.splitlines()
    assert lines[0] == known.title == "Затопило три села на севере"
    assert lines[-1].endswith("рассказал начальник управления.")
    assert "Спорт" not in found.text
    assert found.encoding.startswith("trafilatura ")
    assert found.extracted
    assert (known.published, known.date_source) == ("2025-04-02", "JSON-LD")
    assert (known.publisher, known.author) == ("Вестник", "Айгуль Сапарова")
    # What the page is in, not what its template says.
    assert (known.language, known.url) == ("ru", "https://vestnik.example/2025/04/03/flood")


def test_pdf(reader: FileReader, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    lines = (
        "Bridge closed",
        "The bridge over the Talas was closed on Monday for re-",
        "pairs that will last until the end of the summer months.",
    )
    file.write_bytes(pdf_of(*lines))
    found, known = read_one(reader, file)
    assert known.title == "Bridge closed"
    assert "on Monday for repairs that will last" in found.text


def test_docx(reader: FileReader, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Flood plan", style="Title")
    document.add_paragraph("The plan was made in spring.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Villages", "3"
    document.add_paragraph("It was not followed.")
    document.save(str(tmp_path / "plan.docx"))
    found, known = read_one(reader, tmp_path / "plan.docx")
    assert known.title == "Flood plan"
    assert found.text == (
        "Flood plan\n\nThe plan was made in spring.\n\nVillages\t3\n\nIt was not followed."
    )


def test_eml(reader: FileReader, tmp_path: Path) -> None:
    head = (
        "From: =?utf-8?b?0JDQudCz0YPQu9GM?= <a@press.example>\r\n"
        "Subject: =?utf-8?b?0J/QuNGB0YzQvNC+?=\r\nDate: Sat, 14 Jun 2025 23:10:00 +0500\r\n"
        "Content-Type: text/html; charset=koi8-r\r\n\r\n"
    )
    body = "<p>Мост закрыт на ремонт.</p><p>Объезд &mdash; через село.</p>"
    (tmp_path / "m.eml").write_bytes(head.encode() + body.encode("koi8-r"))
    found, known = read_one(reader, tmp_path / "m.eml")
    assert found.text == "Письмо\n\nМост закрыт на ремонт.\nОбъезд — через село."
    assert (known.title, known.author) == ("Письмо", "Айгуль")
    assert (known.published, known.date_source) == ("2025-06-14", "mail header")


def test_json_lines(reader: FileReader, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    wordpress = {
        "title": {"rendered": "Coal &amp; roads"},
        "content": {"rendered": "<p>Coal rose by a tenth.</p><p>Sellers blame the road.</p>"},
        "date": 1750000000,
    }
    other = {
        "id": "n-1",
        "headline": "Bridge closed",
        "body": "It was closed on Monday.\ud800\0",
        "published_at": "2025-06-14T10:00:00Z",
        "source": {"name": "Talas Daily"},
        "authors": ["A. Bek", "C. Dan"],
    }
    lines = [json.dumps(other), "{broken", "", json.dumps({"title": "x"}), json.dumps(wordpress)]
    file.write_text("\n".join([*lines, json.dumps(other), "7"]), encoding="utf-8")
    found = list(reader.read(file).found)
    assert [one.part for one in found] == ["n-1", "line 2", "3", "4", "n-1~5", "6"]
    reasons = [one.reason for one in found if isinstance(one, FailedPart)]
    for reason, said in zip(reasons, ["not JSON", "no text", "named fields"], strict=True):
        assert said in reason
    first, fourth = found[0], found[3]
    assert isinstance(first, RawArticle)
    assert isinstance(fourth, RawArticle)
    assert first.text == "Bridge closed\n\nIt was closed on Monday.\ufffd"
    known = read_metadata(first, "news.jsonl")
    assert (known.publisher, known.author) == ("Talas Daily", "A. Bek, C. Dan")
    assert (known.published, known.date_source) == ("2025-06-14", "field published_at")
    assert fourth.text == "Coal & roads\n\nCoal rose by a tenth.\nSellers blame the road."
    assert read_metadata(fourth, "news.jsonl").published == "2025-06-15"


@pytest.mark.parametrize(
    ("shape", "parts"),
    [
        (RECORD, [""]),
        ([RECORD, RECORD], ["1", "2"]),
        ({"status": "ok", "articles": [RECORD]}, ["1"]),
        ({"hits": {"hits": [{"_id": "k", "_source": RECORD}]}}, ["k"]),
    ],
)
def test_shapes_of_json(
    reader: FileReader, tmp_path: Path, shape: object, parts: list[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(shape), encoding="utf-16")
    found = list(reader.read(file).found)
    assert [one.part for one in found] == parts
    assert all(isinstance(one, RawArticle) and "over the Talas" in one.text for one in found)


def test_csv_and_fields_of_other_names(reader: FileReader, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(
        'HL;FULL;PD\n"Мост; закрыт";"Его ""закрыли"".\nВчера.";14.06.2025\n'.encode("cp1251")
    )
    with pytest.raises(UnreadableFileError, match="record_fields"):
        reader.read(file)
    limits = ReadingLimits(
        max_read_seconds=60, fields={"text": "FULL", "title": "hl", "date": "PD"}
    )
    with FileReader(limits) as other:
        (found,) = other.read(file).found
    assert isinstance(found, RawArticle)
    assert found.text == 'Мост; закрыт\n\nЕго "закрыли".\nВчера.'
    assert read_metadata(found, "a.csv").published == "2025-06-14"


def test_archives(reader: FileReader, tmp_path: Path) -> None:
    (tmp_path / "t.txt.gz").write_bytes(
        gzip.compress("Мост закрыт\n\nОбъезд есть.".encode("cp1251"))
    )
    (found,) = reader.read(tmp_path / "t.txt.gz").found
    assert isinstance(found, RawArticle)
    assert (found.text, found.extracted) == ("Мост закрыт\n\nОбъезд есть.", True)
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2024/x.txt", "A story.\n\nIt is in an archive.")
        archive.writestr("2024/x.html", PAGE.encode("cp1251"))
        archive.writestr("y.jsonl", json.dumps(RECORD))
        archive.writestr("bomb.txt", "a" * 30_000_000)
        archive.writestr("more.zip", b"PK")
        archive.writestr("picture.png", b"1")
        archive.writestr("__MACOSX/._x.txt", b"1")
    found_parts = {one.part: one for one in reader.read(tmp_path / "z.zip").found}
    assert list(found_parts) == ["2024/x.html", "2024/x.txt", "bomb", "more", "y//1"]
    failed = {part: one.reason for part, one in found_parts.items() if isinstance(one, FailedPart)}
    assert failed == {
        "bomb": "it unpacks to more than 300 times its size",
        "more": "an archive inside an archive is not read",
    }


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.pdf", encrypted_pdf(), "encrypted"),
        ("a.pdf", blank_pdf(), "no text layer"),
        ("a.pdf", b"%PDF-1.7 nonsense", "damaged or no PDF"),
        ("a.docx", b"PK\3\4 nonsense", "damaged or no Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted or an old .doc"),
        ("a.html", b"<html><body></body></html>", "no story"),
        ("a.eml", b"From: a\r\n\r\n", "no text"),
        ("a.json", b"[" * 100_000, "nested too deeply|not JSON"),
        ("a.json", b'{"a": [1, 2]}', "record_fields"),
        ("a.jsonl", b"{\n{\n", r"none of its 2 parts could be read \(the first: "),
        ("a.json", b'{"text": "a", "date": ' + b"9" * 5000 + b"}", "thousands of digits"),
        ("a.json", b'{"text": ["", {}]}', "its field text holds no text"),
        ("a.jsonl", b"{", r"its only part can't be read \(line 1: it is not JSON"),
        ("a.csv", b"", "it is empty"),
        ("a.pdf", b"", "it is empty"),
        ("a.zip", b"PK\3\4 nonsense", "damaged"),
        ("a.txt.gz", gzip.compress(b"a story " * 999)[:-20], "damaged"),
        ("a.txt.gz", gzip.compress(bytes(60_000_000)), "300 times"),
    ],
)
def test_what_can_t_be_read_is_one_reason(
    reader: FileReader, tmp_path: Path, name: str, raw: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(raw)
    with pytest.raises(UnreadableFileError, match=reason) as caught:
        reader.read(file)
    assert "\n" not in caught.value.reason


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_text("<div>" * 5_000_000, encoding="ascii")
    (tmp_path / "good.jsonl").write_text(json.dumps(RECORD), encoding="ascii")
    limits = ReadingLimits(max_read_seconds=0.05)
    with FileReader(limits) as reader:
        with pytest.raises(UnreadableFileError, match=r"more than 0\.05 seconds"):
            reader.read(tmp_path / "slow.html")
    with FileReader(ReadingLimits(max_read_seconds=60)) as patient:
        assert len(list(patient.read(tmp_path / "good.jsonl").found)) == 1


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "big.json").write_text("[" + "{}," * 12_000_000 + "{}]", encoding="ascii")
    (tmp_path / "good.jsonl").write_text(json.dumps(RECORD), encoding="ascii")
    limits = ReadingLimits(max_read_seconds=60, max_memory_bytes=700_000_000)
    with FileReader(limits) as reader:
        with pytest.raises(UnreadableFileError, match="memory"):
            reader.read(tmp_path / "big.json")
        assert len(list(reader.read(tmp_path / "good.jsonl").found)) == 1


def test_three_hundred_damaged_files(tmp_path: Path) -> None:
    """None crashes, hangs or swells the program; each is articles, or one reason."""
    sound = sound_files(tmp_path)
    draw = random.Random(20251123)
    slowest, reasons = 0.0, list[str]()
    with FileReader(ReadingLimits()) as reader:
        for number in range(330):
            ending = list(sound)[number % len(sound)]
            file = tmp_path / f"f{number}{ending}"
            file.write_bytes(damaged(sound[ending], draw))
            started = time.monotonic()
            try:
                for found in reader.read(file).found:
                    assert found.text if isinstance(found, RawArticle) else found.reason
            except UnreadableFileError as error:
                reasons.append(error.reason)
            slowest = max(slowest, time.monotonic() - started)
    assert all(reason and "Traceback" not in reason for reason in reasons)
    assert 30 < len(reasons) < 300
    assert slowest < 11
    # None came near what the process that reads may take, 1 GB.
    assert not any("memory" in reason for reason in reasons)
