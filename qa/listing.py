"""A question → whether it asks for several things of one kind: "Which countries protested?".

Told by its opening words and a plural, without a parser. The answer to such a question takes a
sentence from each article before a second one from any.
"""

import re
from typing import Final

from qa.language import Language, language_of

# "which" or "what", perhaps an adjective, and a plural; not "which two banks" (one fact of one
# story), "on what grounds", nor a verb or a word that only looks like a plural.
_NOT_NOUN: Final = (
    r"(?!(?:is|was|were|are|do|does|did|has|have|had|will|would|can|could|made|of|the|other|"
    r"two|three|four|five|six|seven|eight|nine|ten|\d+|grounds|words|terms|news|always|gas)\b)"
)
_ENGLISH: Final = re.compile(
    rf"\b(?:which|what) (?:other )?(?:{_NOT_NOUN}[\w-]+ ){{0,2}}{_NOT_NOUN}"
    r"(?:people|men|women|children|[\w-]{2,}[^\Wsui]s)\b|"
    r"\b(?:list|name) (?:all|every)\b|\bwho (?:all|else)\b",
    re.IGNORECASE,
)
_LISTS: Final[dict[Language, re.Pattern[str]]] = {
    "en": _ENGLISH,
    "ru": re.compile(
        r"\bкаки(?:е|х|ми)\s+(?!два|две|двух|три|тр[её]х|четыр|пять|\d)\w{3}|\bкто (?:ещё|еще)\b|"
        r"\b(?:перечисли|назови)(?:те)? вс",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"\b(?:қандай|қай|қайсы)\s(?:\w+\s)?\w+[лдт][ае]р"
        r"(?:[ыі]|[дт][ае]|[ғгқк][ае]|[дт][ае]н|[дт][ыі](?:ң)?)?\b",
        re.IGNORECASE,
    ),
    "ky": re.compile(
        r"\b(?:кандай|кайсы)\s(?:\w+\s)?\w+[лдт][аеоө]р"
        r"(?:[ыиуү]|[дт][аеоө]|[гк][аеоө]|[дт][аеоө]н|[дт][ыиуү](?:н)?)?\b",
        re.IGNORECASE,
    ),
    "uz": re.compile(
        r"\b(?:qanday|qaysi)\s(?:\w+\s)?\w+lar(?:i|da|ga|ni|dan|ning)?\b", re.IGNORECASE
    ),
}


def asks_for_list(question: str) -> bool:
    """Whether a question asks for several things of one kind."""
    return _LISTS[language_of(question)].search(question) is not None
