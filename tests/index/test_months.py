from index import month_of
from index.months import month_names, names_of_babel


def test_the_names_kept_are_those_of_cldr() -> None:
    assert month_names() == names_of_babel()
    assert (month_of("Июньде"), month_of("Dec"), month_of("noon")) == (6, 12, None)
