"""A sentence → the numbers, sums, shares and dates that it gives, with what each counts.

Digits and number words in English, Russian, Kazakh, Kyrgyz and Uzbek. Only for telling whether
two sentences give different figures for one thing: what isn't understood is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from qa.language import Language, language_of

Kind = str  # "date", "percent", "count", "time", a currency, or a unit of measure


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts.

    Attributes:
        value: the number; of a date, 100 · month + day.
        kind: ``date``, ``percent``, ``money``, ``length``, ``mass``, ``area``, ``duration``,
            ``count`` for anything else.
        unit: which currency or unit, where the kind has several; of a count its noun's stem.
        roles: what is said to have happened to what is counted, such as ``killed``.
        text: as it stands in the sentence.
    """

    value: float
    kind: Kind
    unit: str
    roles: frozenset[str]
    text: str


def _table(text: str) -> dict[str, int]:
    """``2 two; 3 three tri`` → word → number."""
    rows = (row.split() for row in text.split(";"))
    return {word: int(number) for number, *words in rows for word in words}


_NUMBERS: Final[dict[Language, dict[str, int]]] = {
    "en": _table(
        "2 two both; 3 three; 4 four; 5 five; 6 six; 7 seven; 8 eight; 9 nine; 10 ten; 11 eleven;"
        "12 twelve dozen; 13 thirteen; 14 fourteen; 15 fifteen; 16 sixteen; 17 seventeen;"
        "18 eighteen; 19 nineteen; 20 twenty; 30 thirty; 40 forty; 50 fifty; 60 sixty; 70 seventy;"
        "80 eighty; 90 ninety"
    ),
    "ru": _table(
        "2 два две двух двум двое двоих; 3 три трёх трех трём трем тремя трое троих;"
        "4 четыре четырёх четырех четверо четверых; 5 пять пяти пятеро пятерых;"
        "6 шесть шести шестеро шестерых; 7 семь семи семеро семерых; 8 восемь восьми восьмерых;"
        "9 девять девяти; 10 десять десяти; 11 одиннадцать одиннадцати;"
        "12 двенадцать двенадцати; 13 тринадцать тринадцати; 14 четырнадцать четырнадцати;"
        "15 пятнадцать пятнадцати; 16 шестнадцать шестнадцати; 17 семнадцать семнадцати;"
        "18 восемнадцать восемнадцати; 19 девятнадцать девятнадцати; 20 двадцать двадцати;"
        "30 тридцать тридцати; 40 сорок сорока; 50 пятьдесят пятидесяти;"
        "60 шестьдесят шестидесяти; 70 семьдесят семидесяти; 80 восемьдесят восьмидесяти;"
        "90 девяносто; 100 сто ста; 200 двести двухсот; 300 триста трёхсот трехсот"
    ),
    "kk": _table(
        "2 екі; 3 үш; 4 төрт; 5 бес; 6 алты; 7 жеті; 8 сегіз; 9 тоғыз; 10 он; 20 жиырма; 30 отыз;"
        "40 қырық; 50 елу; 60 алпыс; 70 жетпіс; 80 сексен; 90 тоқсан; 100 жүз"
    ),
    "ky": _table(
        "2 эки; 3 үч; 4 төрт; 5 беш; 6 алты; 7 жети; 8 сегиз; 9 тогуз; 10 он; 20 жыйырма; 30 отуз;"
        "40 кырк; 50 элүү; 60 алтымыш; 70 жетимиш; 80 сексен; 90 токсон; 100 жүз"
    ),
    "uz": _table(
        "2 ikki ikkita; 3 uch uchta; 4 to'rt to'rtta; 5 besh beshta; 6 olti oltita;"
        "7 yetti yettita;"
        "8 sakkiz sakkizta; 9 to'qqiz to'qqizta; 10 o'n o'nta; 20 yigirma; 30 o'ttiz; 40 qirq;"
        "50 ellik; 60 oltmish; 70 yetmish; 80 sakson; 90 to'qson; 100 yuz"
    ),
}
# Words for one mean an article or a pronoun too often, but not before "million".
_ONE: Final = frozenset(("one", "a", "один", "одного", "одному", "одним", "бір", "бир", "bir"))
_SCALES: Final = (
    (re.compile(r"(?:thousand|тысяч|тыс\.?$|ming\b|мың|миң)", re.IGNORECASE), 1e3),
    (re.compile(r"(?:million|mln|миллион|млн)", re.IGNORECASE), 1e6),
    (re.compile(r"(?:billion|bn\b|milliard|mlrd|миллиард|млрд)", re.IGNORECASE), 1e9),
)
_MONTHS: Final = tuple(
    re.compile(rf"(?:{stems})", re.IGNORECASE)
    for stems in (
        "jan(?:uary)?$|январ|yanvar|қаңтар", "feb(?:ruary)?$|феврал|fevral|ақпан",
        "mar(?:ch)?$|март|mart|наурыз", "apr(?:il)?$|апрел|aprel|сәуір",
        "may$|ма[йя]$|майы?с?|мамыр",
        "june?$|июн|iyun|маусым", "july?$|июл|iyul|шілде", "aug(?:ust)?$|август|avgust|тамыз",
        "sep(?:t|tember)?$|сентябр|sentabr|қыркүйек", "oct(?:ober)?$|октябр|oktabr|қазан",
        "nov(?:ember)?$|ноябр|noyabr|қараша", "dec(?:ember)?$|декабр|dekabr|желтоқсан",
    )
)  # fmt: skip
# Stems of what is counted in; the first that a word begins with says it.
_UNITS: Final = tuple(
    (kind, unit, re.compile(rf"(?:{stems})", re.IGNORECASE))
    for kind, unit, stems in (
        ("percent", "", "%|per ?cent|процент|foiz|пайыз"),
        ("money", "usd", r"\$|dollar|доллар"),
        ("money", "eur", "€|euro|евро"),
        ("money", "rub", "₽|rou?ble|rubl|рубл"),
        ("money", "kzt", "₸|tenge|теңге|тенге"),
        ("money", "uzs", "so[’'ʻ‘]?ums?$|so[’'ʻ‘]m|сум"),
        ("money", "kgs", "soms?$|сом"),
        ("length", "km", "kilomet|km$|км$|километр|kilometr|шақырым|чакырым|chaqirim"),
        ("length", "m", "met(?:re|er)s?$|метр|metr"),
        ("length", "mile", "miles?$"),
        ("mass", "t", "tonn?e?s?$|тонн|tonna"),
        ("mass", "kg", "kilo(?:gram)?s?$|kg$|кг$|килограмм|kilogramm"),
        ("area", "ha", "hectare|гектар|gektar"),
        ("duration", "hour", "hours?$|час(?:а|ов)?$|soat|сағат|саат"),
        ("duration", "minute", "minutes?$|минут|daqiqa|мүнөт"),
        ("duration", "day", "days?$|д(?:ень|ня|ней)$|сут(?:ок|ки)|kun$|күн$|тәулік"),
        ("duration", "week", "weeks?$|недел|hafta|апта|жума$"),
        ("duration", "month", "months?$|месяц|oy$|oylik|ай$"),
        ("duration", "year", "years?(?:-old)?$|лет(?:ний|него)?$|год(?:а|у|ом)?$|yil|жыл|жа[шс]"),
    )
)  # fmt: skip
_ROLES: Final = tuple(
    (role, re.compile(rf"(?:{stems})", re.IGNORECASE))
    for role, stems in (
        ("killed", "kill|dead$|die[ds]?$|death|dying|погиб|умер|скончал|жертв|унёс|унес|halok|"
         "vafot|o[’'ʻ‘]l(?:di|gan)|қаза|қайтыс|каза$|өлд|өлг"),
        ("injured", "injur|wound|hurt|ранен|пострада|травм|ожог|отрав|yarad|yarala|jarohat|жарақат|"
         "жарала|жарадар|жабыркад"),
        ("detained", "detain|arrest|held$|задерж|арест|ushla|hibs|қамау|ұстал|кармал|камак"),
        ("evacuated", "evacuat|эвакуи|evakuatsiya|көшіріл|көчүрүл"),
        ("released", "releas|freed$|освобо|отпу[щс]|ozod|босат|бошот"),
        ("deported", "deport|expel|expul|выдвор|депорт|deportatsiya"),
        ("missing", "missing$|пропа(?:л|вш)|bedarak|жоғалған|дайынсыз"),
    )
)  # fmt: skip
# A number after these is what something was or is not: "from $550 million", "not 487".
_COMPARED: Final = re.compile(
    r"(?:\b(?:from|than|not|instead of|against|compared with|of about|out of|with|by|aged?|no|№|"
    r"instead of|с|со|от|не|вместо|против|чем|№|emas)\s*|"
    r"№|[\w]\.)[$€]?\s*$",
    re.IGNORECASE,
)
_AFTER_COMPARED: Final = re.compile(r"\s*\S+(?:дан|ден|тан|тен|дон|дөн|dan)\b", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"\d{1,3}(?:[\s\u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:[.,]\d+)?|"
    r"[$€₽₸%№]|[^\W\d_]+(?:[’‘'ʻʼ-][^\W\d_]+)*"
)
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘ʻʼ`´", "'"))
_CLAUSE: Final = re.compile(
    r"[;:—]|,(?!\d)|\s(?:and|while|but|with|и|а|но|va|esa|lekin|және|жана|мен|ал|бірақ|бирок)\s",
    re.IGNORECASE,
)
_YEARS: Final = range(1900, 2100)
_NEAR: Final = 3  # words after a number that may say its unit: "nine of the injured people"


@lru_cache(maxsize=4096)
def quantities_of(text: str, language: Language | None = None) -> tuple[Quantity, ...]:
    """The quantities of a sentence in order; compared and negated ones are left out."""
    language = language or language_of(text)
    starts = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text) + 1]
    found: list[Quantity] = []
    for start, end in pairwise(starts):
        found += _of_clause(text, start, min(end, len(text)), language)
    return tuple(found)


def roles_in(text: str) -> frozenset[str]:
    """What a text says has happened to someone."""
    words = _TOKEN.findall(text)
    return frozenset(r for r, stems in _ROLES for word in words if stems.match(word))


def _of_clause(text: str, start: int, end: int, language: Language) -> Iterator[Quantity]:
    tokens = list(_TOKEN.finditer(text, start, end))
    roles = roles_in(text[start:end])
    at = 0
    while at < len(tokens):
        value, used = _number(tokens, at, language)
        if value is None:
            at += 1
            continue
        first, last = tokens[at], tokens[at + used - 1]
        date = _date(tokens, at, used, value)
        if date is not None:
            day, beside = date
            both = sorted([first, tokens[beside]], key=lambda token: token.start())
            said = text[both[0].start() : both[1].end()]
            yield Quantity(day, "date", "", roles, " ".join(said.split()))
            at = max(at, beside) + 1
            continue
        kind, unit, stop = _unit(text, tokens, at, at + used)
        compared = _COMPARED.search(text[max(0, first.start() - 24) : first.start()]) is not None
        is_year = value in _YEARS and first.group().isdecimal()
        is_time = text[first.end() : first.end() + 1] == ":" or text[first.start() - 1] == ":"
        if not (compared or is_year or is_time):
            begin = tokens[at - 1] if at and tokens[at - 1].group() in "$€" else first
            said = text[begin.start() : max(last.end(), stop)]
            yield Quantity(value, kind, unit, roles, " ".join(said.split()))
        at += used


def _number(tokens: list[re.Match[str]], at: int, language: Language) -> tuple[float | None, int]:
    """The number that begins at a token, and how many tokens it takes."""
    word = tokens[at].group()
    used = 1
    if word[0].isdecimal():
        value = _digits(word, language)
    else:
        spelt = _spelt(word, language)
        if spelt is None and word.lower() in _ONE and at + 1 < len(tokens):
            scaled = any(stems.match(tokens[at + 1].group()) for stems, _ in _SCALES)
            spelt = 1 if scaled else None
        if spelt is None:
            return None, 1
        value = float(spelt)
        while value >= 10 and at + used < len(tokens):  # "twenty six", "жиырма алты"
            more = _spelt(tokens[at + used].group(), language)
            if more is None or not (more < 10 or (value >= 100 > more)):
                break
            value, used = value + more, used + 1
    if at + used < len(tokens):
        for stems, scale in _SCALES:
            if stems.match(tokens[at + used].group()):
                return value * scale, used + 1
    return value, used


def _spelt(word: str, language: Language) -> int | None:
    table = _NUMBERS[language]
    lower = word.lower().translate(_APOSTROPHES)
    if lower in table:
        return table[lower]
    tens, _, ones = lower.partition("-")
    if ones in table and table.get(tens, 0) >= 20:
        return table[tens] + table[ones]
    return None


def _digits(word: str, language: Language) -> float:
    plain = re.sub(r"[\s\u00a0\u202f]", "", word)
    if language == "en" or re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", plain):
        return float(plain.replace(",", ""))
    return float(plain.replace(",", "."))


def _date(
    tokens: list[re.Match[str]], at: int, used: int, value: float
) -> tuple[float, int] | None:
    """100 · month + day if a month stands beside the number, and which token is the month."""
    if used > 1 or not 1 <= value <= 31 or value != int(value):
        return None
    for beside in (at + 1, at - 1):
        if 0 <= beside < len(tokens):
            for month, stems in enumerate(_MONTHS, start=1):
                if stems.match(tokens[beside].group()):
                    return 100 * month + value, beside
    return None


def _unit(text: str, tokens: list[re.Match[str]], first: int, after: int) -> tuple[str, str, int]:
    """Kind and unit of the number at a token, and where the unit's word ends."""
    before = tokens[first - 1].group() if first else ""
    for kind, unit, stems in _UNITS:
        if before in ("$", "€") and stems.match(before):
            return kind, unit, 0
    for token in tokens[after : after + _NEAR]:
        if text[tokens[after - 1].end() : token.start()].count(",") or token.group()[0].isdecimal():
            break
        for kind, unit, stems in _UNITS:
            said = stems.match(text, token.start()) if token.group() not in "$€" else None
            if said and (said.end() >= token.end() or not text[said.end()].isspace()):
                return kind, unit, max(token.end(), said.end())
    noun = tokens[after].group().lower()[:5] if after < len(tokens) else ""
    return "count", noun, tokens[after].end() if after < len(tokens) else 0
