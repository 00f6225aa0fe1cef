"""A question → whether it leans on the conversation before it; by its own words alone.

What was asked before plays no part, so a question that stands alone is never touched whatever
it follows. No parser and no model: pronouns without anything they could stand for, openings such
as "and", and questions that name nothing.

Source: the kinds of leaning are those of Elgohary, Peskov, Boyd-Graber (2019), "Can You Unpack
That? Learning to Rewrite Questions-in-Context": anaphora and ellipsis.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from qa.language import Language, language_of

_TOKEN: Final = re.compile(r"[^\W_]+(?:[’‘'ʻʼ`´-][^\W_]+)*")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘ʻʼ`´", "'"))
_SHORT_AFTER_OPENING: Final = 3  # words with a meaning; with more, "and" is only a manner
_ANTECEDENT: Final = 2  # words with a meaning that a pronoun behind them can stand for
_NAMES_ENOUGH: Final = 2  # names that tell a story from others
_MUCH_BEFORE: Final = 3  # words with a meaning; a last word may stand for one of so many
_FRAGMENT_AFTER_OPENING: Final = 5  # words
_BARE_FRAGMENT: Final = 2  # words
_BARE: Final = 3  # words
_LONG: Final = 12  # words; a question this long says itself what it is about


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The small words of a language.

    Attributes:
        openings: what a question begins with that goes on with another one.
        about: openings that put something else in the place of what was asked about.
        pronouns: words that stand for something named before.
        persons: those of them that can stand for a person.
        pointers: the same, if no name follows: "this", "there".
        grammar: words that name nothing: question words, auxiliaries, prepositions.
        general: words too general to say what a question is about.
    """

    openings: re.Pattern[str]
    about: re.Pattern[str]
    pronouns: frozenset[str]
    persons: frozenset[str]
    pointers: frozenset[str]
    grammar: frozenset[str]
    general: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lexicon(
    openings: str,
    about: str,
    pronouns: str,
    pointers: str,
    grammar: str,
    general: str,
    things: str = "",
) -> Lexicon:
    # "А. Иванов" begins with an initial, not with an opening.
    return Lexicon(
        re.compile(rf"\W*(?:{openings})(?![\w.’‘'ʻʼ-])[,\s]*", re.IGNORECASE),
        re.compile(rf"\W*(?:{about})(?![\w.’‘'ʻʼ-])[,\s]*", re.IGNORECASE),
        _words(pronouns),
        _words(pronouns) - _words(things),
        _words(pointers),
        _words(grammar),
        _words(general),
    )


_LEXICONS: Final[dict[Language, Lexicon]] = {
    "en": _lexicon(
        openings="and|but|or|so|also",
        about="(?:(?:and|but|so) )?(?:what|how) about|(?:and|but) what of|and as for|and for",
        pronouns="he she they him her his hers them their theirs it its others",
        pointers="this that these those there then else",
        grammar="a an the of is are was were be been do does did has have had will would can could "
        "who whom whose what when where which why how many much long old far often soon and or "
        "but in on at to for from by with about as not any some if than more most up out over "
        "while during being",
        general="people person man men woman women anyone anybody someone somebody one ones thing "
        "things happen happened happens die died dead kill killed injured hurt wounded arrest "
        "arrested detained charged say said says call called tell told comment reply replied "
        "react reacted mean come came go went exactly now again ever yet day year time place",
        things="they them their theirs it its itself others",
    ),
    "ru": _lexicon(
        openings="а|и|но|или|ну а|ну и",
        about="а? ?что (?:насч[её]т|по поводу|касается)|а как(?: же| насч[её]т)|как насч[её]т",
        pronouns="он она оно они это его её ее их ему ей им ним ней них него неё нее нём нем нею "
        "ними остальные остальных остальным",
        pointers="этого этому этим этом там туда оттуда тогда тот та те того той тех этот эта "
        "эти этой этих",
        grammar="из-за из-под и в во не на с со что кто кого кому кем ком где когда куда откуда "
        "почему зачем как какой какая какое какие каких какую каком какого каким сколько чей чья "
        "чьи чьей чему чего чем ли из за по о об от до для при у к ко под над после между но или "
        "был была было были быть есть ещё еще уже бы же то не ни именно такой такая такие "
        "кто-нибудь кто-то",
        general="человек люди людей людям кто-то случилось произошло погиб погибла погибли погибло "
        "умер умерли пострадал пострадали пострадало ранены арестовали арестован арестованы "
        "задержали задержан задержаны сказал сказала сказали говорит говорят ответил ответила "
        "ответили теперь сейчас опять снова стоит такое зовут год время",
        things="это оно они их им ними остальные остальных остальным",
    ),
    "kk": _lexicon(
        openings="ал|және|бірақ|сонда",
        about="ал(?= \\S+ (?:ше|ша)\\b)",
        pronouns="ол оны оған онда одан оның онымен олар оларды оларға олардың олардан",
        pointers="бұл бұны бұған бұдан бұның бұнда мұны мұнда сол соны соған сонда осы осыны",
        grammar="және мен бен пен үшін туралы бойынша кім кімнің кімге кімді не неге нені неше "
        "неден немен қанша қаншаға қашан қайда қайдан қай қандай қалай ма ме ба бе па пе еді екен "
        "бар жоқ емес ал бірақ деп да де ғой",
        general="адам адамдар біреу болды болған қайтыс өлді айтты деді жауап берді енді",
    ),
    "ky": _lexicon(
        openings="ал эми|ал|жана|бирок|анан",
        about="ал эми(?= \\S+ ?ч[иыуү]\\b)",
        pronouns="ал аны ага анда андан анын алар аларды аларга алардын алардан алардагы",
        pointers="бул муну буга мындан мунун мында ошол ошону ошого ошондо",
        grammar="жана менен үчүн тууралуу боюнча ким кимдин кимге кимди эмне эмнеге эмнени эмнеден "
        "канча канчасы канчага качан кайда кайдан кайсы кандай кантип эле эмес эми бирок деп бар "
        "жок беле бы би",
        general="адам адамдар киши бирөө болду болгон болот каза өлдү айтты деди жооп берди",
    ),
    "uz": _lexicon(
        openings="va|lekin|ammo|ва|xo'sh",
        about="(?:u )?(?=\\S+chi\\b)",
        pronouns="u uni unga unda undan uning ular ularni ularga ularning ulardan ularda",
        pointers="bu buni bunga bundan buning bunda shu shuni shunga shunda o'sha",
        grammar="va bilan uchun haqida bo'yicha kim kimga kimni kimning nima nimani nimaga nega "
        "qancha qanchaga necha nechta qachon qayer qayerda qayerga qayerdan qaysi qanday edi ekan "
        "bor yo'q emas ham lekin ammo deb yerda yerga yerdan",
        general="odam odamlar kishi kimdir bo'ldi bo'lgan o'ldi aytdi dedi javob berdi",
    ),
}
# What makes words a question or a sentence, in any of the languages.
_ASKING: Final = _words(
    "is are was were do does did has have had will would can could should may must who whom "
    "whose what when where which why how many much "
    "что кто кого кому кем чем чего где когда куда откуда почему зачем как "
    "какой какая какое какие каких какую каком сколько чей чья чьи ли кім кімнің кімге кімді не "
    "неге нені неше неден қанша қаншаға қашан қайда қайдан қай қандай қалай ма ме ба бе па пе ким "
    "кимдин кимге кимди эмне эмнеге эмнени канча канчасы качан кайда кайдан кайсы кандай кантип "
    "kim kimga kimni kimning nima nimani nimaga nega qancha qanchaga necha nechta qachon qayer "
    "qayerda qayerga qayerdan qaysi qanday"
)
_ASKING_ENDING: Final = re.compile(r"..(?:mi|б[ыиуү])$")
_HEADLESS: Final = re.compile(r"how many (?:are|were|have|had|will|did|got)\b", re.IGNORECASE)
# "this year" is a time, whatever was said before; "there are" says that something is; "it has
# been found that" speaks of nothing.
_TIMES: Final = re.compile(
    r"\b(?:(?:this|that) (?:year|month|week|time|day)|(?:is|are|was|were|will) there|"
    r"there (?:is|are|was|were)|в эт(?:ом|от|у) (?:году|год|месяце|раз|время)|"
    r"бұл (?:жыл|рет)\w*|бул (?:жыл|жол)\w*|bu (?:yil|safar)\w*|"
    r"(?:has|had|is|was|will) it (?:been|be)"
    r"(?= .*\b(?:that|what|whether|how|why|who|when|where)\b)|"
    r"how (?:cold|hot|warm) (?:did|does|will|was) it|"
    r"т(?:ого|ому|ем|ом|о), (?:как|что)|бұған дейін|буга чейин|bungacha|bundan oldin|"
    # "Asanov and his wife": the name right before it is what it stands for.
    r"(?<=\w )(?:and (?:his|her|their|its)|и (?:его|её|ее|их)|va (?:uning|ularning)|"
    r"және (?:оның|олардың)|жана (?:анын|алардын)))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a question leans on what was said before.

    Attributes:
        leans: whether it does.
        person: whether it asks about a person that it doesn't name.
        fragment: the words without their opening, where they replace a part of the earlier
            question ("What about Uzbekistan?"); empty where the question has a frame of its own.
        rest: the question without its opening.
    """

    leans: bool
    rest: str
    fragment: str = ""
    person: bool = False


@lru_cache(maxsize=4096)  # each question of a history is looked at again with the next one
def leaning_of(question: str, language: Language | None = None) -> Leaning:
    """Tell whether a question leans on the conversation.

    Args:
        language: the question's, if it is known.
    """
    lexicon = _LEXICONS[language or language_of(question)]
    about = lexicon.about.match(question)
    opening = about or lexicon.openings.match(question)
    rest = question[opening.end() :].strip() if opening else question
    tokens = _TOKEN.findall(_TIMES.sub(" ", rest))
    if about or _is_fragment(_TOKEN.findall(rest), opened=opening is not None):
        return Leaning(leans=True, rest=rest, fragment=rest.strip(" ?!.…"))
    leans = len(tokens) <= _LONG and (
        _points_back(tokens, lexicon)
        or _names_nothing(tokens, lexicon)
        or (opening is not None and _meanings(tokens, lexicon) <= _SHORT_AFTER_OPENING)
    )
    person = leans and any(_lower(token) in lexicon.persons for token in tokens)
    return Leaning(leans=leans, rest=rest if leans else question, person=person)


def says_nothing(question: str) -> bool:
    """Whether no word says what is asked about: "Why?", "When was it?", "And?"."""
    lexicon = _LEXICONS[language_of(question)]
    return not _meanings(_TOKEN.findall(_unopened(question, lexicon)), lexicon)


def subject_of(question: str) -> str:
    """The words that say what a question is about: its names, else all words with a meaning.

    One name alone, such as a town's, doesn't tell a story from others.
    """
    lexicon = _LEXICONS[language_of(question)]
    meant = [t for t in _TOKEN.findall(_unopened(question, lexicon)) if _meanings([t], lexicon)]
    names = [token for token in meant if is_name(token)]
    return " ".join(names if len(names) >= _NAMES_ENOUGH else meant)


def is_name(token: str) -> bool:
    """Whether a word inside a question looks like a name or a number."""
    return token[0].isupper() or any(c.isdigit() for c in token) or "-" in token[1:]


def _unopened(question: str, lexicon: Lexicon) -> str:
    """A question without the word that goes on with another: "And", "А"."""
    opening = lexicon.openings.match(question)
    return question[opening.end() :] if opening else question


def _is_fragment(tokens: Sequence[str], *, opened: bool) -> bool:
    """Whether the words ask nothing by themselves: "And his wife?", "Uzbekistan?"."""
    asks = any(_lower(token) in _ASKING or _ASKING_ENDING.search(token) for token in tokens)
    return not asks and len(tokens) <= (_FRAGMENT_AFTER_OPENING if opened else _BARE_FRAGMENT)


def _points_back(tokens: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a pronoun has nothing in the question that it could stand for."""
    names = any(is_name(token) for token in tokens[1:])
    for at, token in enumerate(tokens):
        before, lower = tokens[:at], _lower(token)
        has_antecedent = _meanings(before, lexicon) >= _ANTECEDENT
        if lower in lexicon.pronouns:
            named = any(is_name(one) for one in before[1:])
            # What a clause is about is not its object: "What did Ivanov say about it?"
            is_last = at > 0 and at == len(tokens) - 1
            is_last = is_last and _meanings(before, lexicon) < _MUCH_BEFORE
            if is_last or not (named or has_antecedent):
                return True
        elif lower in lexicon.pointers and not (
            names
            or has_antecedent
            or (
                # "Was that lawful?" points back, "Who guaranteed that prices rose?" doesn't.
                lower == "that" and _meanings(before, lexicon) and at < len(tokens) - 1
            )
        ):
            return True
    return False


def _names_nothing(tokens: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether no word says what the question is about: "Why?", "Was anyone killed?"."""
    if any(is_name(token) for token in tokens[1:]):
        return False
    meanings = _meanings(tokens, lexicon)
    headless = _HEADLESS.match(" ".join(tokens)) is not None
    return meanings == 0 or (meanings == 1 and (headless or len(tokens) <= _BARE))


def _meanings(tokens: Sequence[str], lexicon: Lexicon) -> int:
    """Number of words that could say what a question is about."""
    empty = (lexicon.grammar, lexicon.general, lexicon.pronouns, lexicon.pointers)
    return sum(all(_lower(token) not in words for words in empty) for token in tokens)


def _lower(token: str) -> str:
    return token.translate(_APOSTROPHES).lower()
