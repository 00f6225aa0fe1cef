from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ReadingLimits, UnreadableFileError
from index.readers import FileReader, decode
from index.types import RawArticle

RUSSIAN = (
    "Генеральное консульство Кыргызстана попросило российскую сторону провести проверку. "
    "Рабочие рассказали, что им три месяца не платили зарплату.\r\nЭто вторая строка.\r\n"
)
KAZAKH = (
    "Бас консулдық тексеру жүргізуді және кінәлілерді жазалауды сұрады. Өтініш қабылданды.\n" * 2
)
TURKISH = "Göçmen işçiler, ücretlerinin ödenmediğini söyledi. Bakanlık açıklama yaptı.\n" * 3
FRENCH = (
    "Les grévistes ont été reçus à la préfecture; la rencontre a duré près de trois heures.\n" * 2
)


def read(file: Path, limits: ReadingLimits | None = None) -> RawArticle:
    with FileReader(limits or ReadingLimits()) as reader:
        (found,) = reader.read(file).found
    assert isinstance(found, RawArticle)
    return found


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (RUSSIAN, "utf-32"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (KAZAKH, "utf-16-le"),
        (TURKISH, "cp1254"),
        (FRENCH, "latin-1"),
    ],
)
def test_reads_any_encoding(tmp_path: Path, text: str, codec: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode(codec))
    found = read(file)
    assert found.text == text
    assert file.read_bytes().decode(found.encoding) == text
    assert not found.extracted


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_is_decoded_as_it_stands(text: str) -> None:
    decoded, codec = decode(text.encode(), Path("a.txt"))
    assert decoded == text.removeprefix("\ufeff")
    assert text.encode().decode(codec) == decoded


def test_what_a_file_declares_decides_between_code_pages() -> None:
    raw = "Ёж.".encode("koi8-r")
    assert decode(raw, Path("a.html"), "koi8-r") == ("Ёж.", "koi8-r")
    # What can't be, or is no encoding of text, is not believed.
    for declared in ("utf-8", "rot13", "unicode_escape", "no-such", "", "\0"):
        assert decode(RUSSIAN.encode("cp1251"), Path("a.html"), declared)[0] == RUSSIAN


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"\xff\xfe\x00\xd8", "not valid"),
    ],
)
def test_refuses_what_is_no_text(tmp_path: Path, raw: bytes, reason: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(raw)
    with pytest.raises(UnreadableFileError, match=reason):
        read(file)


def test_refuses_what_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x" * 101, encoding="ascii")
    with pytest.raises(UnreadableFileError, match="larger than 100"):
        read(file, ReadingLimits(max_file_bytes=100))
