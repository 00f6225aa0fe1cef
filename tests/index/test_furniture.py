import pytest

from index import Span
from index.cutting import read_article
from index.furniture import REASON_LIST, read_page
from index.types import RawArticle

BODY = (
    "The bridge over the Sarysu opened on Monday after two years of repairs.",
    "Drivers had to take a detour of 40 kilometres, the district's road office said.",
)


def masked(text: str) -> list[tuple[str, str]]:
    return [(text[mask.start : mask.end], mask.reason) for mask in read_page(text).masks]


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
        ("Bridges of Sarysu:How the army mended the old crossing", "link to another story"),
        ("ROAD NEWSLETTER: Sign up to get the news of the pass daily", "newsletter box"),
        ("Video The bridge from above 01:34 - Source: Sarysu TV", "photo credit"),
        (
            "More of the cup: https://x.example/cup and https://y.example/cup",
            "link to another story",
        ),
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
        "It’s what we like: cakes, cookies and crackers from your own kitchen.",
        "“Subscribe to our newsletter,” the fraudsters wrote to the pensioners.",
        "Комментарии чиновников по этому поводу разошлись, сообщили в акимате.",
        "Place:Kelmen",
        "Final score:3 to 1 after two hours of play",
        "The rule of the house:Never sell the boat to a stranger from the coast.",
        "He shared the photo on Facebook and Telegram with his friends.",
        "Бишкекте жаңы мектеп ачылды, деп билдирди мэрия.",
    ],
)
def test_a_story_about_such_things_is_kept(line: str) -> None:
    assert masked("\n".join(["A headline", BODY[0], line, BODY[1]])) == []


def test_a_list_of_links_is_furniture_wherever_it_stands() -> None:
    links = "- [Road closed](https://x.example/1)\n- [Tunnel planned](https://x.example/2)"
    assert masked(f"{BODY[0]}\n{links}\n{BODY[1]}") == [(links, REASON_LIST)]


def test_the_title_is_kept_if_no_other_headline_follows() -> None:
    text = "Comments\nRead also\nA headline of another story\n" + BODY[0]
    title = read_page(text).masks[0]
    assert title.start == 0
    assert all(mask.start >= 8 for mask in read_page(text, Span(0, 8)).masks)


def test_a_menu_over_the_headline_is_not_taken_for_it() -> None:
    menu = "Skip to content\nSubscribe | Log in | E-paper\nLatest news\n- Road shut\n- Rain again"
    text = f"{menu}\nA bridge opens\n{BODY[0]}\n{BODY[1]}\n"
    seen = read_article(RawArticle("", text, "utf-8"), "page.txt")
    assert seen.metadata.title == "A bridge opens"
    assert "".join(text[mask.start : mask.end] for mask in seen.masks).replace("\n", "") == (
        menu.replace("\n", "")
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Вы здесь: Главная → Происшествия", "site header or footer"),
        ("Басты бет » Табиғат", "site header or footer"),
        ("Kategori: Sahaflık Etiketler: not, kitap", "site header or footer"),
        ("Your email address will not be published.", "comment or view count"),
        ("Javob qoldiring", "comment or view count"),
        ("The arcade in 1962. Photo: Courier archive", "photo credit"),
        ("Источник фото: соцсети", "photo credit"),
        ("← Day ten: the wrong dune", "link to another story"),
        ("Медведь в подъезде: инструкция »", "link to another story"),
        (
            "Мы и наши партнёры обрабатываем данные, чтобы показывать рекламу.",
            "cookie or consent line",
        ),
    ],
)
def test_a_label_beside_the_story(line: str, reason: str) -> None:
    assert masked("\n".join(["A bridge opens", BODY[0], line, BODY[1]])) == [(line, reason)]


def test_the_box_about_the_author_begins_with_the_name_of_the_byline() -> None:
    story = [BODY[0], "The band played.", "Nobody came.", "The mayor spoke.", BODY[1]]
    box = "Hester Vale covers the coast for the Courier."
    quote = "Hester Vale was not there, she said."
    for last, found in ((box, [(box, "author box")]), (quote, [])):
        text = "\n".join(["A bridge opens", "By Hester Vale", *story, last])
        assert masked(text) == found
