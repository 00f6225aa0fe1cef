"""A file of each format, sound or with damage, for the tests that read them."""

import gzip
import io
import json
import random
import zipfile
from pathlib import Path

from docx import Document
from pypdf import PdfWriter

PAGE = """<!doctype html><html lang="en"><head><meta charset="windows-1251">
<title>Затопило три села | Вестник</title><meta property="og:site_name" content="Вестник">
<link rel="canonical" href="https://vestnik.example/2025/04/03/flood">
<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"],
"headline": "Затопило три села на севере", "datePublished": "2025-04-02T23:10:00+05:00",
"author": [{"@type": "Person", "name": "Айгуль Сапарова"}]}]}</script></head>
<body><nav><a href="/">Главная</a> <a href="/s">Спорт</a></nav><article>
<h1>Затопило три села на севере</h1>
<p>Вода в реке Ишим поднялась на два метра, сообщили в областном акимате во вторник утром.</p>
<p>Из трёх сёл вывезли сорок семей, в школе открыли пункт размещения.</p>
<p>Паводок ожидали только в середине месяца, рассказал начальник управления.</p>
</article><footer>© 2019 Вестник</footer></body></html>"""
RECORD = {"title": "Bridge closed", "text": "The bridge over the Talas was closed on Monday."}


def pdf_of(*lines: str) -> bytes:
    """A PDF with a line of text each, written by hand."""
    show = b"".join(b"(%s) Tj 0 -14 Td " % line.encode() for line in lines)
    stream = b"BT /F1 12 Tf 40 700 Td " + show + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return made + head + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(made)


def encrypted_pdf() -> bytes:
    writer = PdfWriter(io.BytesIO(pdf_of("A secret")))
    writer.encrypt("x", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def blank_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def sound_files(folder: Path) -> dict[str, bytes]:
    """A file of each format that is as it should be: ending → bytes."""
    document = Document()
    for number in range(5):
        document.add_paragraph(f"The bridge over the Talas was closed on day {number}.")
    document.save(str(folder / "a.docx"))
    lines = "\n".join(json.dumps(RECORD) for _ in range(5)).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", PAGE)
        archive.writestr("b.txt", "Bridge closed\n\nThe bridge was closed.\n")
    mail = (
        b"From: a@b.example\nSubject: Bridge\nDate: Sat, 14 Jun 2025 10:00:00 +0000\n\nIt closed.\n"
    )
    return {
        ".txt": "Мост закрыт\n\nМост через Талас закрыли.\n".encode("cp1251"),
        ".md": b"---\ntitle: Bridge\ndate: 2025-06-14\n---\n\n# Bridge\n\nIt closed.\n",
        ".html": PAGE.encode("cp1251"),
        ".pdf": pdf_of("Bridge closed", "The bridge over the Talas was closed on Monday."),
        ".docx": (folder / "a.docx").read_bytes(),
        ".eml": mail,
        ".json": json.dumps([RECORD] * 5).encode(),
        ".jsonl": lines,
        ".csv": b"title,text\nBridge,It closed on Monday.\nRoad,It opened on Tuesday.\n",
        ".jsonl.gz": gzip.compress(lines),
        ".zip": packed.getvalue(),
    }


def damaged(raw: bytes, draw: random.Random) -> bytes:
    """The bytes with something cut, turned over, repeated, put in, or swapped for noise."""
    made = bytearray(raw)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(max(1, len(made)))
        match draw.randrange(5):
            case 0:
                del made[at : at + draw.randint(1, 200)]
            case 1 if made:
                made[at % len(made)] ^= 1 << draw.randrange(8)
            case 2:
                made[at:at] = made[at : at + 400] * draw.randint(1, 40)
            case 3:
                odd = [
                    b"\0",
                    b"\xff" * 9,
                    b"<div>" * 3000,
                    b"[" * 5000,
                    b'"',
                    b"%PDF",
                    b"\r",
                    b"9" * 60,
                ]
                made[at:at] = draw.choice(odd)
            case _:
                made[at : at + 40] = draw.randbytes(40)
    return bytes(made)
