"""Lines that only name an author and a date are told from headlines and sentences."""

import pytest

from qa.bylines import is_byline


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Polina Sazonova, 14 October 2022", True),
        ("By Ruslan Petrenko", True),
        ("Original Author: Anastasia Prilepskaya", True),
        ("5 февраля 2023 года, Игорь Столяров", True),
        ("15 қараша 2021 жыл, Жанар Рахымова", True),
        ("Фото: Лидия Сорокина", True),
        ("16-may, 2023-yil. Dilnoza Saidova", True),
        ("Айпери Сыдыкова", True),
        ("Тоо жаңылыктары, 2025-жылдын 11-марты", True),
        ("Дала хабары, 2024 жылғы 2 қыркүйек", True),
        ("Sahro ovozi, 2024-yil 19-noyabr", True),
        ("Вестник Дорска, 16 июня 2025 года", True),
        ("Northline Herald, 14 June 2025", True),
        ("Потоп в Аксазе, 3 мая 2024 года", False),
        ("Flood in Aksaz", False),
        ("Сентябрь", False),
        ("By noon the road was open again", False),
        ("By Thursday evening 61 of the detained had been let go.", False),
        ("Patent payment goes up by 14 per cent in 2023", False),
        ("Riot police entered the depot in 2022.", False),
        ("Karakol hoteliers protest tourist levy", False),
    ],
)
def test_a_byline_is_told(line: str, expected: bool) -> None:
    assert is_byline(line) == expected
