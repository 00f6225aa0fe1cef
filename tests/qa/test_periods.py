from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.periods import find_period

TODAY = date(2025, 6, 18)  # a Wednesday
JUNE = ("2025-06-01", "2025-06-30")
YEAR = ("2024-01-01", "2024-12-31")
LAST_WEEK = ("2025-06-09", "2025-06-15")


@pytest.mark.parametrize(
    ("question", "start", "end", "words"),
    [
        ("What was signed in June 2025?", *JUNE, "June 2025"),
        ("What was signed on 14 June 2025?", "2025-06-14", "2025-06-14", "14 June 2025"),
        ("Что подписали в июне 2025 года?", *JUNE, "июне 2025"),
        ("2025 жылдың маусымында не болды?", *JUNE, "2025 жылдың маусымында"),
        ("2025-жылдын июнь айында эмне болду?", *JUNE, "2025-жылдын июнь"),
        ("2025-yil iyun oyida nima boʻldi?", *JUNE, "2025-yil iyun"),
        ("Haziran 2025 ayında ne oldu?", *JUNE, "Haziran 2025"),
        ("How many people came in 2024?", *YEAR, "2024"),
        ("Сколько приехало в 2024 году?", *YEAR, "2024 году"),
        ("2024 жылы қанша адам келді?", *YEAR, "2024 жылы"),
        ("2024-yilda qancha odam keldi?", *YEAR, "2024-yilda"),
        ("2024 yılında kaç kişi geldi?", *YEAR, "2024 yılında"),
        ("Что построили до 2024 года?", None, "2023-12-31", "до 2024 года"),
        ("What was built before 2024?", None, "2023-12-31", "before 2024"),
        ("2024 жылға дейін не салынды?", None, "2023-12-31", "2024 жылға дейін"),
        ("What was built since May 2024?", "2024-05-01", None, "since May 2024"),
        ("2024-yildan keyin nima qurildi?", "2024-01-01", None, "2024-yildan keyin"),
        ("What fell between 2023 and 2024?", "2023-01-01", "2024-12-31", "between 2023 and 2024"),
        ("Что упало с мая 2024 по июнь 2025?", "2024-05-01", "2025-06-30", None),
        ("Who resigned last week?", *LAST_WEEK, "last week"),
        ("Кто ушёл на прошлой неделе?", *LAST_WEEK, "прошлой неделе"),
        ("Өткен аптада кім кетті?", *LAST_WEEK, "Өткен аптада"),
        ("Geçen hafta kim istifa etti?", *LAST_WEEK, "Geçen hafta"),
        ("Oʻtgan hafta kim ketdi?", *LAST_WEEK, "Oʻtgan hafta"),
        ("Who resigned yesterday?", "2025-06-17", "2025-06-17", "yesterday"),
        ("Кто ушёл за последние 10 дней?", "2025-06-08", "2025-06-18", "последние 10 дней"),
        ("What burned in August?", "2024-08-01", "2024-08-31", "August"),
        ("Who won this year?", "2025-01-01", "2025-12-31", "this year"),
    ],
)
def test_times_in_questions(
    question: str, start: str | None, end: str | None, words: str | None
) -> None:
    period = find_period(question, TODAY)
    assert period is not None
    assert period.start == (date.fromisoformat(start) if start else None)
    assert period.end == (date.fromisoformat(end) if end else None)
    assert words is None or period.words == words


@pytest.mark.parametrize(
    "question",
    [
        "May I ask who led the march?",
        "Who lives at 2024 Abai Street?",
        "How many people came?",
        "Сколько человек задержали?",
        "Who is the son of the minister?",
        "What did flight 2019 carry?",
        "Who paid 2,024 dollars?",
        "Was it in 2023, or rather in May 2024, or in 2022?",
    ],
)
def test_questions_without_a_time(question: str) -> None:
    assert find_period(question, TODAY) is None


@given(st.text(max_size=80), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_any_text_will_do(text: str, today: date) -> None:
    period = find_period(text, today)
    if period:
        assert period.words in text
        assert period.start is None or period.end is None or period.start <= period.end


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_is_found_again(day: date) -> None:
    period = find_period(f"What happened on {day.isoformat()}?", TODAY)
    assert period is not None
    assert (period.start, period.end) == (day, day)
