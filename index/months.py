"""Names of months in the languages of our news, from Unicode's CLDR.

Babel has them, but to ask it costs a tenth of a second, which a cold question would wait for. So
they are kept in months.json, which `python -m index.months` writes anew.
"""

import json
from functools import cache
from pathlib import Path
from typing import Final

_LOCALES: Final = ("en", "ru", "kk", "ky", "uz", "uz_Cyrl", "tr", "tg")
_FILE: Final = Path(__file__).with_name("months.json")


@cache
def month_names() -> dict[str, int]:
    """Names and abbreviations, case folded and without a dot → 1 to 12."""
    names: dict[str, int] = json.loads(_FILE.read_text(encoding="utf-8"))
    return names


def names_of_babel() -> dict[str, int]:
    """The same, from Babel."""
    from babel.dates import get_month_names

    months: dict[str, int] = {}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, locale)
                months |= {str(name).casefold().rstrip("."): n for n, name in names.items()}
    return months


if __name__ == "__main__":
    written = json.dumps(names_of_babel(), ensure_ascii=False, indent=1)
    _FILE.write_text(written + "\n", encoding="utf-8")
