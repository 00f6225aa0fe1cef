"""Why a stretch of an article is not searched, in the languages of the questions.

Kazakh, Kyrgyz and Uzbek have not been proofread by native speakers.
"""

from typing import Final

from qa.language import Language

_UNSEARCHED: Final[dict[Language, str]] = {
    "en": "Not searched: {reason}",
    "ru": "В поиске не участвует: {reason}",
    "kk": "Іздеуге кірмейді: {reason}",
    "ky": "Издөөгө кирбейт: {reason}",
    "uz": "Qidiruvga kirmaydi: {reason}",
}
# As the index gives the reason → in Russian, Kazakh, Kyrgyz, Uzbek.
_REASONS: Final[dict[str, tuple[str, str, str, str]]] = {
    "list of other headlines": (
        "список других заголовков",
        "басқа тақырыптар тізімі",
        "башка аталыштардын тизмеси",
        "boshqa sarlavhalar roʻyxati",
    ),
    "link to another story": (
        "ссылка на другой материал",
        "басқа материалға сілтеме",
        "башка материалга шилтеме",
        "boshqa maqolaga havola",
    ),
    "share bar": (
        "кнопки «Поделиться»",
        "бөлісу батырмалары",
        "бөлүшүү баскычтары",
        "ulashish tugmalari",
    ),
    "newsletter box": (
        "приглашение подписаться",
        "жазылуға шақыру",
        "жазылууга чакыруу",
        "obunaga taklif",
    ),
    "cookie or consent line": (
        "уведомление о cookie или согласии",
        "cookie немесе келісім туралы хабарлама",
        "cookie же макулдук жөнүндө билдирүү",
        "cookie yoki rozilik haqida xabar",
    ),
    "photo credit": (
        "подпись к снимку",
        "сурет иесі",
        "сүрөттүн ээси",
        "surat muallifi",
    ),
    "comment or view count": (
        "комментарии или просмотры",
        "пікірлер немесе қаралым саны",
        "пикирлер же көрүүлөр саны",
        "izohlar yoki koʻrishlar soni",
    ),
    "site header or footer": (
        "шапка или подвал сайта",
        "сайттың басы немесе соңы",
        "сайттын башы же аягы",
        "saytning boshi yoki oxiri",
    ),
    "advertisement": ("реклама", "жарнама", "жарнама", "reklama"),
    "author box": ("об авторе", "автор туралы", "автор жөнүндө", "muallif haqida"),
    "repeated on other pages of the source": (
        "повторяется на других страницах источника",
        "дереккөздің басқа беттерінде қайталанады",
        "булактын башка беттеринде кайталанат",
        "manbaning boshqa sahifalarida takrorlanadi",
    ),
    "settings of the file": (
        "настройки файла",
        "файл баптаулары",
        "файлдын жөндөөлөрү",
        "fayl sozlamalari",
    ),
}
_LANGUAGES: Final[tuple[Language, ...]] = ("ru", "kk", "ky", "uz")


def unsearched(reason: str, language: Language) -> str:
    """What is said over a masked stretch: that it is not searched, and why."""
    words = _REASONS.get(reason)
    said = words[_LANGUAGES.index(language)] if words and language in _LANGUAGES else reason
    return _UNSEARCHED[language].format(reason=said)
