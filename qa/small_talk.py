"""A message → what it asks of the program itself, if it is no question about what articles say.

Only whole messages count: "Hello, which district was raided?" is a question.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

Wish = Literal["greeting", "thanks", "farewell", "abilities", "coverage", "list", "summary"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the program.

    Attributes:
        article: for a summary, which article: a number, an id, words of its headline; empty for
            the one spoken of.
    """

    wish: Wish
    article: str = ""


_POLITE: Final = (
    r"(?:[\s,.!]*(?:please|thanks|пожалуйста|спасибо|өтінем|сураныч|iltimos|marhamat))?[\s.!?…]*"
)
_YOU: Final = r"(?:please |can you |could you |would you |пожалуйста,? |iltimos,? )*"

_FIXED: Final[dict[Wish, tuple[str, ...]]] = {
    "greeting": (
        r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day))(?: there| all| everyone)?|"
        r"(?:(?:hello|hi|hey)[\s,.!]+)?how are (?:you|things)(?: doing| today)*|what['ʻ]?s up",
        r"(?:привет(?:ик)?|здравствуй(?:те)?|добр(?:ый|ое|ой) (?:день|утро|вечер|ночи))|"
        r"(?:(?:привет|здравствуй(?:те)?)[\s,.!]+)?как (?:у (?:тебя|вас) )?"
        r"(?:дела|поживае(?:шь|те))",
        r"(?:сәлем(?:етсі(?:з|ң) бе|етсіздер ме)?|қайырлы (?:таң|күн|кеш)|амансыз ба)",
        r"(?:салам(?:атсызбы)?|саламатсыздарбы|кутман (?:таң|күн|кеч))",
        r"(?:salom|assalomu? alaykum|salom alaykum|xayrli (?:kun|tong|kech))",
    ),
    "thanks": (
        r"(?:(?:many )?thanks|thank you|thx|cheers)(?: (?:you|a lot|very much|so much|again))*",
        r"(?:(?:большое |огромное )?спасибо(?: (?:большое|вам|тебе))*|благодарю(?: вас)?)",
        r"(?:(?:көп |үлкен )?ра[хқк]мет(?: сізге| саған)?)",
        r"(?:(?:чоң |көп )?рахмат(?: сизге| сага)?)",
        r"(?:(?:katta |koʻp |ko'p )?ra[hx]mat(?: sizga| senga)?|tashakkur)",
    ),
    "farewell": (
        r"(?:good)?bye(?:[ -]bye)?|see you(?: later| soon)?",
        r"пока|до свидания|до встречи",
        r"сау бол(?:ыңыз|ың)?|жакшы кал(?:ыңыз|ың)|көрүшкөнчө|хош|xayr|ko'rishguncha",
    ),
    "abilities": (
        r"what can (?:you|i) (?:do|ask)(?: (?:for me|here|you))?|(?:help|help me)|who are you|"
        r"how (?:do you|does this|does it) work|what (?:are you|do you do|is this)",
        r"что (?:ты|вы) (?:умеешь|умеете|можешь|можете)(?: делать)?|кто (?:ты|вы)(?: такой)?|"
        r"помощь|помоги(?:те)?|как (?:это|ты|вы) работает(?:е|шь)?|(?:о чём|что) (?:можно|я могу) "
        r"(?:у (?:тебя|вас) )?спросить",
        r"(?:сен|сіз) не істей аласы[зң]|не істей аласы[зң]|көмек|(?:сен|сіз) кімсі[зң]",
        r"(?:сен|сиз) эмне кыла аласы[зң]|эмне кыла аласы[зң]|жардам|(?:сен|сиз) кимси[зң]",
        r"(?:sen |siz )?nima(?:lar)? qila olasi(?:z|ng)|(?:sen|siz) kimsi(?:z|ng)|yordam",
    ),
    "coverage": (
        r"what (?:do|are) (?:these|the|your) (?:articles|texts|news)(?: here)? "
        r"(?:cover|about|say|talk about|deal with)|what(?:'s| is) (?:in (?:here|the corpus|these "
        r"articles)|here)|what (?:topics|subjects)(?: are there| (?:do|are) (?:these|the|your) "
        r"articles (?:cover|about))?|what do they cover|"
        r"how many articles (?:are there|do you have)(?: here)?",
        r"о ч[её]м (?:эти |ваши |здешние )?(?:статьи|тексты|новости)|что (?:есть )?в этих статьях|"
        r"какие (?:здесь |тут )?(?:темы|есть темы)|сколько (?:здесь|тут|у (?:вас|тебя)) статей",
        r"(?:бұл |осы )?мақалалар не туралы|(?:бул |ушул )?макалалар эмне (?:жөнүндө|тууралуу)|"
        r"(?:bu )?maqolalar nima haqida",
    ),
    "list": (
        r"(?:list|show|show me|give me|name)(?: me)?(?: (?:a|the) list of)?(?: all)?(?: of)?"
        r"(?: (?:the|your|these))? (?:articles|sources)|(?:which|what) articles "
        r"(?:are there|do you have|are here)(?: here)?|(?:the )?list of (?:the )?articles",
        r"(?:покажи(?:те)?|перечисли(?:те)?|дай(?:те)?|назови(?:те)?)(?: мне)?(?: список)?(?: все| "
        r"всех)?(?: эти)? стат(?:ьи|ей)|список статей|какие (?:есть |здесь |тут |у вас )*статьи"
        r"(?: есть| здесь)?",
        r"мақалалар(?:дың)? тізімі(?:н көрсет(?:іңіз)?)?|мақалаларды көрсет(?:іңіз)?|қандай "
        r"мақалалар бар",
        r"макалалар(?:дын)? тизмеси(?:н көрсөт(?:үңүз)?)?|макалаларды көрсөт(?:үңүз)?|кандай "
        r"макалалар бар",
        r"maqolalar(?:ning)? roʻyxati(?:ni koʻrsat(?:ing)?)?|maqolalarni koʻrsat(?:ing)?|qanday "
        r"maqolalar bor",
    ),
}
_ARTICLE: Final = r"(?:(?:the|this|that|an?) )?(?:article|story|text|piece)"
_SUMMARIES: Final = (
    rf"(?:summari[sz]e|sum up|give me a summary of|a summary of|summary of)(?: (?:{_ARTICLE}|it|"
    r"this|that|the))?(?: (?:about|on|number|no\.?|called|titled))?(?P<article>.*?)",
    r"(?:перескажи(?:те)?|суммируй(?:те)?|кратко изложи(?:те)?|резюмируй(?:те)?|краткое содержание|"
    r"кратко (?:о|об|перескажи(?:те)?))(?: (?:эту |этой |её|его))?(?: ?стат(?:ью|ьи|ья|ье))?"
    r"(?: (?:о|об|про|номер|№|под названием)(?= ))?(?P<article>.*?)",
    r"(?P<article>.*?)[- ]?мақала(?:ның|сының|ны)? (?:қысқаша )?мазмұны?(?:н айт(?:ыңыз)?)?",
    r"(?P<article>.*?)[- ]?макала(?:нын|сынын|ны)? (?:кыскача )?мазмуну?(?:н айт(?:ыңыз)?)?",
    r"(?P<article>.*?)[- ]?maqola(?:ning|sining|ni)? (?:qisqacha )?mazmuni?(?:ni ayt(?:ing)?)?",
)
# A letter of Uzbek has many shapes; one is compared.
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘ʼ`´'", "ʻ"))


def _whole(pattern: str) -> re.Pattern[str]:
    written = pattern.translate(_APOSTROPHES)
    return re.compile(rf"\W*{_YOU}(?:{written}){_POLITE}", re.IGNORECASE)


# "Thanks, and what can you do?": what follows the courtesy is what is asked.
_COURTESY: Final = (
    rf"\W*(?:{'|'.join([*_FIXED['greeting'], *_FIXED['thanks']])})\s*[,.!…]+\s*"
    r"(?:(?:and|so|but|а|и|ал|ва|va|жана|және)\s+)?(?P<rest>\S.*)"
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    fixed: tuple[tuple[Wish, re.Pattern[str]], ...]
    summaries: tuple[re.Pattern[str], ...]
    courtesy: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Compiled with the first message: a process that only searches does without them."""
    return _Patterns(
        tuple((wish, _whole(one)) for wish, patterns in _FIXED.items() for one in patterns),
        tuple(_whole(one) for one in _SUMMARIES),
        re.compile(_COURTESY, re.IGNORECASE),
    )


def request_in(message: str) -> Request | None:
    """What a message asks of the program itself; None for a question about the articles."""
    if len(message) > 300:
        return None
    patterns = _patterns()
    said = " ".join(message.translate(_APOSTROPHES).split())
    for wish, pattern in patterns.fixed:
        if pattern.fullmatch(said):
            return Request(wish)
    for pattern in patterns.summaries:
        match = pattern.fullmatch(said)
        if match:
            return Request("summary", match["article"].strip(' .?!:«»“”"ʻ'))
    courtesy = patterns.courtesy.fullmatch(said)
    return request_in(courtesy["rest"]) if courtesy else None
