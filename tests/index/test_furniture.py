import pytest

from index import Span
from index.furniture import REASON_LIST, find_masks

BODY = (
    "The bridge over the Sarysu opened on Monday after two years of repairs.",
    "Drivers had to take a detour of 40 kilometres, the district's road office said.",
)


def masked(text: str) -> list[tuple[str, str]]:
    return [(text[mask.start : mask.end], mask.reason) for mask in find_masks(text)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Share on Facebook | Telegram | WhatsApp", "share bar"),
        ("Поделиться в Telegram", "share bar"),
        ("Facebook'ta paylaş", "share bar"),
        ("Достармен бөлісу: WhatsApp Telegram", "share bar"),
        ("Бөлүшүү: Telegram, Facebook", "share bar"),
        ("Do‘stlar bilan ulashish: Telegram", "share bar"),
        ("Sign up for our morning newsletter", "newsletter box"),
        ("Подписывайтесь на наш канал в Telegram!", "newsletter box"),
        ("Haftalık bültenimize abone olun", "newsletter box"),
        ("Telegram арнамызға жазылыңыз", "newsletter box"),
        ("Биздин Telegram каналга жазылыңыз", "newsletter box"),
        ("Telegram kanalimizga obuna bo‘ling", "newsletter box"),
        ("We use cookies to improve our website.", "cookie or consent line"),
        ("Сайт использует файлы cookie. Оставаясь, вы соглашаетесь.", "cookie or consent line"),
        ("Photo: Road office of the district", "photo credit"),
        ("Фото: пресс-служба дорожного управления", "photo credit"),
        ("Сүрөт: жол башкармалыгы", "photo credit"),
        ("12 comments", "comment or view count"),
        ("Комментарии (4)", "comment or view count"),
        ("Yorum yap", "comment or view count"),
        ("© 2025 Sarysu Herald. All rights reserved.", "site header or footer"),
        ("Политика | Экономика | Общество | Спорт", "site header or footer"),
        ("Читайте также: Мост через реку закрыли на ремонт", "link to another story"),
        ("Oʻqing ham: Ko‘prik ta’mirga yopildi", "link to another story"),
    ],
)
def test_a_line_that_says_itself_that_it_is_no_story(line: str, reason: str) -> None:
    assert masked("\n".join(["A bridge opens", BODY[0], line, BODY[1]])) == [(line, reason)]


@pytest.mark.parametrize(
    "heading", ["Read also", "Читайте также", "İlgili haberler", "Тағы оқыңыз", "Дагы окуңуз"]
)
def test_a_list_under_a_heading_stops_where_the_story_goes_on(heading: str) -> None:
    listed = f"{heading}\n\nRoad to the pass is closed\n\nA tunnel is planned"
    text = f"A bridge opens\n\n{BODY[0]}\n\n{listed}\n\n{BODY[1]}"
    assert masked(text) == [(listed, REASON_LIST)]


@pytest.mark.parametrize(
    "line",
    [
        "The website uses cookies to spy on its readers, the court found on Monday.",
        "“Subscribe to our newsletter,” the fraudsters wrote to the pensioners.",
        "Комментарии чиновников по этому поводу разошлись, сообщили в акимате.",
        "He shared the photo on Facebook and Telegram with his friends.",
        "Бишкекте жаңы мектеп ачылды, деп билдирди мэрия.",
    ],
)
def test_a_story_about_such_things_is_kept(line: str) -> None:
    assert masked("\n".join(["A headline", BODY[0], line, BODY[1]])) == []


def test_a_list_of_links_is_furniture_wherever_it_stands() -> None:
    links = "- [Road closed](https://x.example/1)\n- [Tunnel planned](https://x.example/2)"
    assert masked(f"{BODY[0]}\n{links}\n{BODY[1]}") == [(links, REASON_LIST)]


def test_the_title_is_never_masked() -> None:
    text = "Comments\nRead also\nA headline of another story\n" + BODY[0]
    title = find_masks(text)[0]
    assert title.start == 0
    assert all(mask.start >= 8 for mask in find_masks(text, Span(0, 8)))
