"""Files that no reader should trip over: known bad shapes, and sound files with damage."""

import base64
import gzip
import io
import json
import os
import random
import socket
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.index.readers.samples import (
    PAGE,
    RECORD,
    blank_pdf,
    damaged,
    encrypted_pdf,
    pdf_of,
    sound_files,
)

STORY: Final = "Bridge closed\n\nThe bridge over the Talas was closed on Monday for repairs.\n"
_WORD: Final = (
    '<?xml version="1.0"?>{doctype}<w:document xmlns:w='
    '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    "{text}</w:t></w:r></w:p></w:body></w:document>"
)
_IDS: Final = ("../../etc", "/", "//", "\0", "a\nb", "\ud800", "x" * 5000, 7, None)
_LAUGHS: Final = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha " * 10}">' for n in range(10)
)
_BOMB: Final = f"<!DOCTYPE x [{_LAUGHS}]>"
_OUTSIDE: Final = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'


def write_hostile(folder: Path, mutants: int, seed: int, largest: int) -> int:
    """Fill a folder with known bad shapes and damaged files; returns how many files these are.

    Args:
        mutants: number of sound files with damage. largest: bytes of a bad shape.
    """
    folder.mkdir()
    shapes = {name: raw for name, raw in bad_shapes().items() if len(raw) <= largest}
    for name, raw in shapes.items():
        (folder / name).write_bytes(raw)
    write_odd_entries(folder)
    draw = random.Random(seed)
    sound = sound_files(folder.parent)
    for number in range(mutants):
        ending = list(sound)[number % len(sound)]
        (folder / f"mutant-{number:04}{ending}").write_bytes(damaged(sound[ending], draw))
    return mutants + len(shapes)


def bad_shapes() -> dict[str, bytes]:
    """Name → bytes of a file that is not what it should be, or far too much of it."""
    return _texts() | _pages() | _documents() | _mails() | _records() | _archives()


def write_odd_entries(folder: Path) -> None:
    """What a folder may hold besides ordinary files."""
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "nowhere.txt").symlink_to("not there")
    (folder / "loop").symlink_to(".")
    os.mkfifo(folder / "fifo.txt")
    with socket.socket(socket.AF_UNIX) as bound:
        place = Path.cwd()
        os.chdir(folder)  # the name of a socket may not be longer than 107 bytes
        bound.bind("socket.txt")
        os.chdir(place)
    (folder / "folder.txt").mkdir()
    with (folder / "sparse.txt").open("wb") as sparse:
        sparse.truncate(2_000_000_000)
    with (folder / "sparse.jsonl").open("wb") as sparse:
        sparse.truncate(2_000_000_000)
    (folder / "closed.txt").write_text(STORY)
    (folder / "closed.txt").chmod(0)
    (folder / "closed").mkdir()
    (folder / "closed" / "a.txt").write_text(STORY)
    (folder / "closed").chmod(0)
    Path(os.fsdecode(os.fsencode(folder) + b"/not-utf8-\xff\xfe.txt")).write_text(STORY)
    (folder / "\x1b[2J\x1b]0;owned\x07.txt").write_text(STORY)
    (folder / "line\nbreak\u202egpj.txt").write_text(STORY)
    (folder / ("long" * 62 + ".txt")).write_text(STORY)
    deep = folder / "deep"
    for _ in range(60):
        deep /= "d" * 10
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(STORY)


def _texts() -> dict[str, bytes]:
    story = STORY.encode()
    return {
        "empty.txt": b"",
        "only-nul.txt": bytes(5000),
        "only-mark.txt": b"\xef\xbb\xbf",
        "only-lines.txt": b"\r\n" * 50_000,
        "nul-bytes.txt": story + b"\0\0" + story,
        "odd-utf16.txt": b"\xff\xfe" + STORY.encode("utf-16-le") + b"x",
        "half-utf16.txt": STORY.encode("utf-16")[:101],
        "surrogates.txt": story + b"\xed\xa0\x80\xed\xb0\x80 It was \xed\xbf\xbf.",
        "overlong.txt": b"\xc0\xaf\xe0\x80\xaf" + story,
        "noise.txt": random.Random(1).randbytes(20_000),
        "one-word.txt": b"a" * 900_000,
        "one-line.txt": b"The bridge was closed and " * 12_000,
        "too-long.txt": story * 60_000,
        "short-lines.txt": b"a\n" * 100_000,
        "brackets.txt": b"([{" * 50_000,
        "quotes.txt": b"'\"" * 60_000,
        "spaces.txt": b"Bridge" + b" " * 400_000 + b"closed.",
        "dots.txt": b"." * 200_000,
        "digits.txt": b"9" * 200_000,
        "by.txt": b"By " * 60_000,
        "addresses.txt": b"https://a.example/b?c=d " * 12_000,
        "marks.txt": ("a" + "\u0301" * 100_000).encode(),
        "emoji.txt": ("👩\u200d👩\u200d👧" * 20_000).encode(),
        "directions.txt": ("\u202e\u2066" * 50_000 + STORY).encode(),
        "mixed.txt": story + "Мост закрыт. ".encode("cp1251") + "Мост закрыт.".encode(),
        "front.md": b"---\n" + b"a: b\n" * 50_000,
        "front-open.md": b"---\ntitle: [" + b"[" * 50_000,
        "headings.md": b"# " * 60_000,
        "script.md": b"# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> It closed.\n",
        "picture.txt": b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(9000),
        "program.md": b"\x7fELF\2\1\1" + random.Random(3).randbytes(9000),
        "pdf.txt": pdf_of("Bridge closed"),
    }


def _pages() -> dict[str, bytes]:
    return {
        "empty.html": b"",
        "text.html": STORY.encode(),
        "deep.html": b"<div>" * 100_000 + STORY.encode(),
        "spans.html": b"<p>" + b"<span>" * 50_000 + b"It was closed.",
        "attribute.html": b'<p class="' + b"a" * 2_000_000 + b'">It was closed.</p>',
        "links.html": b"<a href='/x'>Other headline here</a>" * 30_000,
        "script.html": b"<script>" + b"while(1){};" * 50_000 + b"</script>",
        "entities.html": b"&amp" * 300_000,
        "laughs.xhtml": (
            f'<?xml version="1.0"?>{_BOMB}<html xmlns="http://www.w3.org/1999/xhtml">'
            "<body><article><p>&l9; The bridge was closed.</p></article></body></html>"
        ).encode(),
        "outside.xhtml": (
            f'<?xml version="1.0"?>{_OUTSIDE}<html xmlns="http://www.w3.org/1999/xhtml">'
            "<body><article><p>&l9; The bridge was closed.</p></article></body></html>"
        ).encode(),
        "charset.html": b'<meta charset="no-such">' + PAGE.encode("cp1251"),
        "charset-lie.html": PAGE.replace("windows-1251", "utf-16").encode("cp1251"),
        "nul.html": PAGE.encode("cp1251").replace(b"<p>", b"<p>\0"),
        "json-ld.html": PAGE.replace('{"@graph"', "[" * 20_000 + '{"@graph"').encode("cp1251"),
        "json-ld-date.html": PAGE.replace("2025-04-02T23:10:00", "9" * 400).encode("cp1251"),
        "table.html": b"<table><tr><td>a" * 20_000,
        "comments.html": b"<!--" * 50_000 + PAGE.encode("cp1251"),
        "picture.html": b"\x89PNG\r\n\x1a\n" + random.Random(4).randbytes(9000),
    }


def _documents() -> dict[str, bytes]:
    cycle = pdf_of("Bridge closed").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    many = pdf_of("Bridge closed").replace(b"/Count 1", b"/Count 999999999")
    return {
        "empty.pdf": b"",
        "text.pdf": STORY.encode(),
        "encrypted.pdf": encrypted_pdf(),
        "scanned.pdf": blank_pdf(),
        "cycle.pdf": cycle,
        "pages.pdf": many,
        "half.pdf": pdf_of("Bridge closed", "It was closed on Monday.")[:300],
        "stream.pdf": pdf_of("Bridge closed").replace(b"/Length ", b"/Length 99999999999"),
        "page.pdf": PAGE.encode(),
        "empty.docx": b"",
        "old.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        "laughs.docx": _docx(_WORD.format(doctype=_BOMB, text="&l9;")),
        "outside.docx": _docx(_WORD.format(doctype=_OUTSIDE, text="&l9;")),
        "deep.docx": _docx(_WORD.format(doctype="", text="</w:t><w:t>" + "<w:x>" * 50_000)),
        "bomb.docx": _docx(_WORD.format(doctype="", text="a" * 60_000_000)),
        "nothing.docx": _docx(None),
        "pdf.docx": pdf_of("Bridge closed"),
    }


def _docx(document: str | None) -> bytes:
    types = (
        '<?xml version="1.0"?><Types xmlns='
        '"http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0"?><Relationships xmlns='
        '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    members = {"[Content_Types].xml": types, "_rels/.rels": relations}
    return _zip(members | ({"word/document.xml": document} if document else {}))


def _mails() -> dict[str, bytes]:
    head = b"From: a@b.example\nSubject: Bridge\n"
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000)
    )
    return {
        "empty.eml": b"",
        "headers.eml": b"".join(b"X-%d: a\n" % n for n in range(50_000)) + b"\nIt was closed.\n",
        "header.eml": b"Subject: " + b"=?utf-8?b?" * 60_000 + b"\n\nIt was closed.\n",
        "nested.eml": head + nested + b"\nIt was closed.\n",
        "base64.eml": head + b"Content-Transfer-Encoding: base64\n\n!!!=" + b"A" * 99_999,
        "charset.eml": head + b"Content-Type: text/plain; charset=no-such\n\nIt was closed.\n",
        "quoted.eml": head + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * 200_000,
        "date.eml": head + b"Date: Sat, 99 Foo 99999999 99:99:99 +9999\n\nIt was closed.\n",
        "attachment.eml": head
        + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(pdf_of("Bridge closed")),
    }


def _records() -> dict[str, bytes]:
    record = json.dumps(RECORD).encode()
    return {
        "empty.json": b"",
        "deep.json": b"[" * 200_000 + b"]" * 200_000,
        "deep-objects.json": b'{"a":' * 100_000,
        "number.json": b'{"title": "a", "text": "It closed.", "date": ' + b"9" * 50_000 + b"}",
        "nan.json": b'{"title": NaN, "text": Infinity, "date": -1e999}',
        "types.json": b'{"title": [1, {}], "text": {"a": []}, "date": {}, "author": [[[]]]}',
        "string.json": b'"It was closed."',
        "surrogates.json": b'{"title": "\\ud800", "text": "It was \\udfff\\u0000 closed."}',
        "same.json": b'{"text": "It closed.", "text": "It opened.", "text": 1}',
        "many.json": b"[" + b"{}," * 300_000 + b"{}]",
        "deep-record.json": b'{"text": ' + b'{"rendered":' * 50_000,
        "ids.jsonl": b"\n".join(
            json.dumps({"id": one, "text": "It was closed."}).encode() for one in _IDS
        ),
        "huge-line.jsonl": record + b'\n{"text": "' + b"a" * 20_000_000 + b'"}\n' + record,
        "broken.jsonl": b"{\n" * 20_000,
        "half.jsonl": record + b"\n" + record[:30],
        "utf16.jsonl": record.decode().encode("utf-16"),
        "marked.jsonl": b"\xef\xbb\xbf" + record + b"\r\n" + record,
        "nul.jsonl": record + b"\n" + bytes(5000) + b"\n" + record,
        "empty.csv": b"",
        "open.csv": b'title,text\n"a,' + b"b\n" * 100_000,
        "field.csv": b"title,text\na," + b"b" * 5_000_000 + b"\n",
        "columns.csv": b"text," + b"c," * 20_000 + b"\n" + b"a," * 20_000,
        "nul.csv": b"title,text\nBridge,It \0 closed.\n",
        "quotes.csv": b"title,text\n" + b'"' * 99_999,
        "lonely.tsv": b"text\n\tIt closed.\n\t\t\t\n",
    }


def _archives() -> dict[str, bytes]:
    story = STORY.encode()
    packed = gzip.compress(story)
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("a.txt", STORY)
        archive.filename = None
    return {
        "empty.gz": b"",
        "empty.zip": b"",
        "bomb.txt.gz": gzip.compress(bytes(300_000_000), 1),
        "half.txt.gz": packed[:-12],
        "tail.txt.gz": packed + b"what is this",
        "twice.txt.gz": gzip.compress(packed),
        "many.txt.gz": packed * 500,
        "text.txt.gz": story,
        "nothing.gz": packed,
        "half.zip": _zip({"a.txt": STORY, "b.txt": STORY})[:-40],
        "bomb.zip": _zip({"a.txt": "a" * 60_000_000, "b.txt": STORY}),
        "inside.zip": _zip({"a.zip": _zip({"a.txt": STORY}), "b.txt": STORY}),
        "away.zip": _zip({"../../a.txt": STORY, "/etc/a.txt": STORY, "c:\\a.txt": STORY}),
        "names.zip": _zip({"\x1b[2J.txt": STORY, "a\nb.txt": STORY, "x" * 5000 + ".txt": STORY}),
        "members.zip": _zip({f"{n}.bin": "" for n in range(20_000)} | {"a.txt": STORY}),
        "secret.zip": _zip({"a.txt": STORY}).replace(
            b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0"
        ),
        "sizes.zip": _zip({"a.txt": STORY}).replace(
            len(story).to_bytes(4, "little"), (2**31).to_bytes(4, "little")
        ),
        "noise.zip": b"PK\3\4" + random.Random(5).randbytes(9000),
    }


def _zip(members: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return made.getvalue()
