"""Labels around a story: its place in the site, its tags, pages beside it, forms, credits."""

import re
from typing import Final

from index.furniture.lines import Line, fold
from index.furniture.reasons import (
    REASON_COMMENTS,
    REASON_COOKIES,
    REASON_CREDIT,
    REASON_FOOTER,
    REASON_LINK,
    REASON_NEWSLETTER,
)

_MAX_LABEL: Final = 160  # characters
_HOME: Final = (
    r"home|main|главная|на главную|ana ?sayfa|басты бет|башкы бет|bosh sahifa|бош саҳифа|"
    r"басты|башкы"
)
_TAGS: Final = (
    r"tag(?:s|ged)?|topics?|filed under|posted in|categor(?:y|ies)|keywords|теги?|метки|рубрик[аи]|"
    r"темы|ключевые слова|категори[яи]|etiket(?:ler)?|kategori(?:ler)?|anahtar kelimeler|тегтер|"
    r"белгілер|санаттар?|айдар(?:лар)?|бөлім(?:дер)?|тектер|белгилер|категориялар|рубрикалар|"
    r"бөлүмдөр|teglar|toifalar|ruknlar|kalit so.zlar|теглар"
)
_LABELS: Final = {
    REASON_FOOTER: (
        # A trail such as "You are here", "Home", "Sport" with arrows between.
        rf"^(?:[\w ]{{2,24}}:\s*)?(?:{_HOME})\s*[>»›→/|·•].{{1,120}}$"
        rf"|^(?:{_TAGS})\s*[:—-]\s*\S.{{0,140}}$"
        r"|^(?:главный редактор|шеф-редактор|учредитель|издатель|publisher|editor-in-chief|"
        r"genel yayın yönetmeni|imtiyaz sahibi|бас редактор|құрылтайшы|башкы редактор|негиздөөчү|"
        r"bosh muharrir|muassis|бош муҳаррир|муассис)\s*[:—-]\s*\S.{0,140}$"
    ),
    REASON_COMMENTS: (
        r"^(?:\d[\d., ]*\s*(?:k|тыс\.?|млн\.?|bin|мың|миң|ming|минг)?\s*)"
        r"(?:views?|просмотр\w*|görüntülen\w*|қарал\w*|көрүү|каралды|ko.rish\w*|кўрилди)$"
        r"|^(?:прочитано|просмотрено|viewed|read|okundu|оқылды|окулду|o.qildi)\s*:?\s*\d[\d., ]*"
        r"(?:раз[а]?|times|kez|рет|жолу|marta)?$"
        r"|^\d+ (?:responses?|replies|ответ(?:ов|а)?|yanıt|жауап|жооп|javob)\b.{0,100}$"
        r"|^(?:leave|cancel|post) (?:a )?(?:reply|response)$|^reply$"
        r"|^your (?:name|e-?mail)\b.{0,20}$"
        r"|^your email address will not be published.{0,80}$|^required fields are marked.{0,20}$"
        r"|^(?:ответить|отменить ответ|ваше имя|ваш e-?mail|текст (?:сообщения|комментария)|"
        r"добавить отзыв|отправить)$|^ваш (?:адрес )?(?:e-?mail|электронн).{0,80}$"
        r"|^(?:bir )?yanıt yazın?$|^yanıtla$|^adınız$|^mesajınız$|^e-posta adresiniz .{0,100}$"
        r"|^(?:жауап|пікір|жооп|пикир) (?:қалдырыңыз|жазыңыз|калтырыңыз|жазыңыз|беру|берүү)$"
        r"|^javob (?:qoldiring|yozing|berish)$|^жавоб қолдиринг$"
        r"|^(?:сіздің )?есіміңіз$|^атыңыз$|^ismingiz$|^исмингиз$"
        r"|^(?:электрондық|электрондук) (?:пошта|дарег).{0,100}$|^elektron pochta .{0,100}$"
    ),
    REASON_CREDIT: (
        r"^.{1,110}[.!?…»\"”)]\s*(?:photo|image|picture|video|фото|снимок|иллюстрация|fotoğraf|foto|"
        r"görsel|сурет|сүрөт|surat|rasm|сурат|расм)(?:\s?[:/|©—–-]\s*\S.{0,60}"
        r"|\s(?:by|автора|из архива|courtesy)\b.{0,50})$"
        r"|^(?:источник фото|photo source|fotoğraf kaynağı|сурет көзі|сүрөт булагы|surat manbasi|"
        r"сурат манбаси)\s*[:—-]\s*\S.{0,60}$"
        r"|^(?:на снимке|на фото|pictured|in the picture|fotoğrafta|суретте|сүрөттө|suratda|"
        r"rasmda|суратда)\s*[:—–-]\s*\S.{0,110}$"
    ),
    REASON_COOKIES: (
        r"^(?:your privacy matters|we care about your privacy|мы (?:ценим|заботимся о|уважаем) "
        r"ваш\w* (?:конфиденциальност|приватност)).{0,60}$"
        r"|^gizliliğiniz bizim için.{0,60}$|^сіздің құпиялығыңыз.{0,60}$|"
        r"^сиздин купуялуулугуңуз.{0,60}$|^(?:sizning )?maxfiyligingiz.{0,60}$"
        r"|^(?:manage|more) (?:choices|options|cookies)$|^(?:управление|настройки) (?:cookie|куки)"
        r".{0,20}$|^tercihleri yönet$|^çerez (?:ayarları|tercihleri)$"
    ),
    REASON_NEWSLETTER: (
        r"^.{0,80}(?:bildirimleri (?:açın|aç)|push-уведомления).{0,20}$"
        r"|^(?:turn on|enable|allow) notifications.{0,60}$"
        r"|^(?:включите|разрешите) уведомления.{0,60}$|^хабарландыруларды қосыңыз.{0,40}$"
        r"|^билдирүүлөрдү (?:күйгүзүңүз|иштетиңиз).{0,40}$|^bildirishnomalarni yoqing.{0,40}$"
    ),
}
_PATTERNS: Final = {
    reason: re.compile(fold(pattern), re.IGNORECASE) for reason, pattern in _LABELS.items()
}
_PARTNERS: Final = re.compile(
    fold(
        r"^(?:we and our|мы и наши|biz ve (?:iş )?ortaklarımız|біз және (?:біздің )?серікте\w+|"
        r"биз жана (?:биздин )?өнөктө\w+|biz va (?:bizning )?hamkor\w+|биз ва ҳамкор\w+)\b"
    ),
    re.IGNORECASE,
)
_ARROW_BEFORE: Final = re.compile(r"^(?:[←‹]|<<|«(?=\s))\s*\S")
_ARROW_AFTER: Final = re.compile(r"\S\s+(?:[→›»]|>>)$")


def label_reason(line: Line) -> str | None:
    """Why a line is a label beside the story; None if it doesn't look like one."""
    text = line.folded
    if _PARTNERS.match(text):
        return REASON_COOKIES
    if not text or len(line.text) > _MAX_LABEL:
        return None
    if _is_arrowed(line.text):
        return REASON_LINK
    return next((reason for reason, label in _PATTERNS.items() if label.match(text)), None)


def _is_arrowed(text: str) -> bool:
    """An arrow leads to the page before or after; quotation marks come in pairs."""
    before = _ARROW_BEFORE.match(text) is not None and "»" not in text
    after = _ARROW_AFTER.search(text) is not None and "«" not in text
    return before or after
