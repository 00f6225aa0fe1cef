"""A question → its language, told by script, letters and small words. Offline, no model.

Tells apart only the five languages of the fixed words; any other one counts as the nearest.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

Language = Literal["en", "ru", "kk", "ky", "uz"]

_WORD: Final = re.compile(r"[^\W\d_]+(?:[’‘'ʻʼ`-][^\W\d_]+)*")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘ʻʼ`´", "'"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that no neighbour in the same script uses, most of them from questions.
_WORDS: Final[dict[Language, frozenset[str]]] = {
    "en": _words(
        "a an the of is are was were do does did has have had will can who whom whose what when "
        "where which why how and or but in on at to for from by with about it he she they them "
        "his her their this that these those there not hello hi thanks thank you please tell me "
        "list show articles"
    ),
    "uz": _words(
        "va bilan uchun haqida bo'yicha kim kimga kimni kimning nima nimani nimaga nimalar nega "
        "qancha necha nechta nechtasi qachon qayer qayerda qayerga qayerdan qaysi qanday qanaqa "
        "qancha qanchaga u uni unga unda uning ular ularni ularga ularning bu buni shu edi ekan "
        "bor yo'q emas ham lekin ammo keyin kuni yil yili salom assalomu rahmat raxmat maqola "
        "maqolalar maqolani ўша ва билан учун нима ким қачон қаерда қанча неча эди"
    ),
    "ru": _words(
        "и в во не на с со что кто кого кому кем где когда куда откуда почему зачем как какой "
        "какая какое какие каких какую каком какого сколько чей чья чьей чему чего чем ли из за "
        "по о об от до для при у к ко под над после между но или он она оно они его её ее их ему "
        "ей им ней нём него неё них был была было были это этот эта этой этого этом там здесь "
        "привет здравствуй здравствуйте спасибо пожалуйста покажи расскажи статьи статью"
    ),
    "kk": _words(
        "және мен бен пен үшін туралы бойынша кім кімнің кімге кімді кімдер не неге нені неше "
        "неден немен қанша қаншаға қашан қайда қайдан қай қандай қалай ма ме ба бе па пе ол оны "
        "оған онда оның олар оларды оларға олардың бұл бұған бұны сол осы еді екен бар жоқ емес "
        "ал бірақ кейін жылы күні сәлем сәлеметсіз рахмет рақмет мақала мақалалар"
    ),
    "ky": _words(
        "жана менен үчүн тууралуу боюнча ким кимдин кимге кимди кимдер кимден эмне эмнеге эмнени "
        "эмнеден эмнелер канча канчасы канчага качан кайда кайдан кайсы кандай кантип аны ага "
        "анда анын алар аларды аларга алардын бул буга буну ошол эле эмес эми бирок кийин жылы "
        "күнү салам саламатсызбы рахмат чоң рахмат макала макалалар беле"
    ),
}
_SMALL: Final = frozenset().union(*_WORDS.values())
# What a word of these languages ends in and one of the other language in the script doesn't.
_ENDINGS: Final[dict[Language, re.Pattern[str]]] = {
    "uz": re.compile(
        r"..(?:ning|dagi|lari|larni|larga|dan|ga|ni|di|gan|ish|adi|moqda|lik|si|chi|yapti)(?:mi)?$"
    ),
    "ky": re.compile(
        r"..(?:[ндт][ыи]н|[дт][ае]гы|[дт]еги|[гк][ае]н|[дт]ын|л[ае]р[ыи]?|[ст]ы|луу|ууга|ылды|"
        r"илди|[дт][аео]н|[гк][ае]|[дт][ое]н|[ндт][ыи])$"
    ),
    "kk": re.compile(r"..(?:[ндт][ыі]ң|[дт][ае]ғы|[дт]егі|[ғқгк][ае]н|л[ае]р[ыі]?|[дт]і)$"),
}
_LETTERS: Final[dict[Language, frozenset[str]]] = {
    "kk": frozenset("әұіһқғ"),
    "ky": frozenset("ңөү"),  # in Kazakh too, but seldom without one of its own letters
    "uz": frozenset("ўҳ"),
    "ru": frozenset("щъё"),
}


def language_of(text: str, fallback: Language | None = None) -> Language:
    """The language of a question.

    Args:
        fallback: the answer where the text alone doesn't tell, such as a bare name; without it
            English for Latin letters and Russian for Cyrillic ones.
    """
    found = [word.translate(_APOSTROPHES) for word in _WORD.findall(text)]
    cyrillic = len(_CYRILLIC.findall(text))
    is_cyrillic = 2 * cyrillic > sum(len(word) for word in found)
    candidates: tuple[Language, ...] = ("ru", "ky", "kk", "uz") if is_cyrillic else ("en", "uz")
    scores = {one: sum(_evidence(one, found)) for one in candidates}
    best = max(candidates, key=lambda one: scores[one])
    if scores[best] > 0:
        return best
    return fallback or candidates[0]


def is_small(word: str) -> bool:
    """Whether a word is one of the small words of a language, such as "who", "the", "бар"."""
    return word.translate(_APOSTROPHES).lower() in _SMALL


def _evidence(language: Language, found: list[str]) -> Iterator[float]:
    """What speaks for a language, word by word; a small word counts most, an ending least."""
    endings, letters = _ENDINGS.get(language), _LETTERS.get(language, frozenset())
    for word in found:
        lower = word.lower()
        if lower in _WORDS[language]:
            yield 2.0
        # A name keeps its letters in every language, and its ending is another's.
        elif word[0].islower():
            if letters & set(lower):
                yield 1.5
            if endings and endings.search(lower):
                yield 0.6
        elif letters & set(lower):
            yield 0.3
        elif endings and endings.search(lower):
            yield 0.2
