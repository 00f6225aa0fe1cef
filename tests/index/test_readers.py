import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import FolderError, UnreadableFileError
from index.readers import decode, list_folder, read_text

RUSSIAN = (
    "Генеральное консульство Кыргызстана попросило российскую сторону провести проверку. "
    "Рабочие рассказали, что им три месяца не платили зарплату.\r\nЭто вторая строка.\r\n"
)
TURKISH = "Göçmen işçiler, ücretlerinin ödenmediğini söyledi. Bakanlık açıklama yaptı.\n" * 3


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
        (TURKISH, "cp1254"),
    ],
)
def test_reads_any_encoding(tmp_path: Path, text: str, codec: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode(codec))
    read = read_text(file, 10**6)
    assert read.text == text
    assert file.read_bytes().decode(read.encoding) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_is_decoded_as_it_stands(text: str) -> None:
    decoded, codec = decode(text.encode(), Path("a.txt"))
    assert decoded == text.removeprefix("\ufeff")
    assert text.encode().decode(codec) == decoded


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no text"),
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
        read_text(file, 10**6)


def test_refuses_what_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x" * 101, encoding="ascii")
    with pytest.raises(UnreadableFileError, match="larger than 100"):
        read_text(file, 100)


def test_lists_articles_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "sub/a.MD", ".hidden.txt", "c.pdf"):
        (tmp_path / name).write_text("x", encoding="ascii")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    listing = list_folder(tmp_path)
    assert [state.path for state in listing.files] == ["b.txt", "sub/a.MD"]
    assert [failure.path for failure in listing.failures] == ["pipe.txt"]
    assert listing.passed_over == 1


def test_folder_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="There is no folder"):
        list_folder(tmp_path / "nowhere")
    file = tmp_path / "a.txt"
    file.touch()
    with pytest.raises(FolderError, match="not a folder"):
        list_folder(file)
