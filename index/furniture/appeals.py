"""What a site asks of its reader: to agree to cookies and terms, to subscribe, to follow it."""

import re
from typing import Final

from index.furniture.lines import fold
from index.furniture.reasons import REASON_COOKIES, REASON_NEWSLETTER

_A: Final = "[‘’ʻʼ'`]?"  # the Uzbek apostrophe in all its spellings
_MAX_LINK: Final = 60  # characters of the name of a policy

_NEWSLETTER: Final = re.compile(
    fold(
        r"^\W*(?:[^:.]{0,24}(?:newsletters?|alerts?|рассылка|bülten)\s*:\s*)?"
        r"(?:(?:please )?(?:subscribe|sign up|join (?:us|our|the|\d)|follow us|get (?:the|"
        r"our|your|all|more|\w+(?:['’]s)?)|"
        r"receive|stay (?:informed|up to date|tuned)|never miss|don['’]t miss|"
        r"support (?:quality|local|independent|our)|"
        r"enter your e-?mail|download our|want more|like what you)\b|"
        r"(?:подпис(?:ывайтесь|ывайся|аться|ка|ись|итесь)|подпишитесь|подпишись|читайте нас|"
        r"следите за|"
        r"присоединяйтесь|получайте|оставайтесь|будьте в курсе|узнавайте|хотите получать|"
        r"введите (?:ваш|свой)|"
        r"поддержите|самые важные новости|главные новости .{0,40}в)\b)"
        r"|\b(?:abone ol(?:un|unuz)?|kayıt ol(?:un|unuz)|kaydolun|takip edin|katılın|"
        r"gelen kutunuza)\W*$"
        r"|\b(?:abone ol(?:un|unuz|mak)|kaydolun|gelen kutunuza|üye olun)\b"
        r"|\bжазыл(?:ыңыз|ыңыздар|ып қойыңыз|уу|у)\b|\bқосылыңыз(?:дар)?\b|\bкошулуңуз(?:дар)?\b"
        rf"|\bobuna bo{_A}ling\b|\bobuna\W*$|\bqo{_A}shiling\b|\bkuzatib boring\b|\bобуна бўлинг\b"
    ),
    re.IGNORECASE,
)
_CHANNEL: Final = re.compile(
    fold(
        r"newsletter|inbox|e-?mail|bulletin|mailing list|channel|telegram|whatsapp|twitter|"
        r"facebook|instagram|youtube|"
        r"journalism|subscri|breaking news|alerts?|notifications?|\bapp\b|digest|briefing|daily|"
        r"morning|"
        r"канал|телеграм|рассылк|почт|соцсет|ютуб|инстаграм|уведомлен|дайджест|новост|журналистик|"
        r"bülten|e-posta|kanal|bildirim|haberler|uygulama|gelen kutu|"
        r"арна|бюллетен|таратылым|хабарлама|пошта|жаңалық|парақша|желі|"
        r"билдирүү|жаңылык|кабар|баракча|тармак|xabarnoma|byulleten|pochta|yangilik|sahifa|"
        r"tarmoq|bildirishnoma|"
        r"каналимиз|янгилик|xat|хабарнома"
    ),
    re.IGNORECASE,
)
_COOKIE: Final = re.compile(
    fold(
        # Not the ones that are baked.
        r"(?:use|uses|using|used|accept|our|these|allow|all|set|store|stores|via) "
        r"(?:\w+ ){0,2}cookie|^\W*cookie|"
        r"cookies? (?:policy|settings|preferences|notice|consent|are|help|to|and similar)|"
        r"[а-яё].{0,300}cookie|cookie.{0,300}[а-яё]|cookie[- ]?(?:fayl|larni|lardan)|"
        r"\bкуки\b|куки-?файл|файл\w* куки|çerez|\bkuki\b|kuki-?fayl|"
        r"fayl\w* kuki"
    ),
    re.IGNORECASE,
)
# Who speaks in a notice: the site, to its reader. A story speaks of sites.
_SITE: Final = re.compile(
    fold(
        r"\b(?:we|our|us|you|your|settings)\b|^\W*(?:accept|this (?:web)?site uses)\b|"
        r"\b(?:мы|наш\w*|вы|ваш\w*|принять|настройк\w*|политик\w*|соглаша\w*)\b|"
        r"^\W*(?:этот |данный |наш )?сайт использует|"
        r"\w*(?:sitemiz|deneyim|politika|kabul et|ayarlar|kullanıyoruz|kullanmaktad)\w*|"
        r"\b(?:біз|сіз)\w*|келіс\w*|қабылдау|баптау\w*|^\W*(?:бұл |осы )?сайт\b|"
        r"\b(?:биз|сиз)\w*|макул\w*|жөндөө\w*|\bbiz\w*|\bsiz\w*|rozi\w*|sozlama\w*|"
        r"^\W*(?:ушул |бул |ushbu |bu )?say?t\b"
    ),
    re.IGNORECASE,
)
_CONSENT: Final = re.compile(
    fold(
        r"^\W*(?:by (?:clicking|continuing|signing up|subscribing|using (?:this|our)|submitting)|"
        r"you agree to|i agree|we value your privacy|we and our|"
        r"we will use the (?:details|information)|read our|see our|"
        r"нажимая|продолжая|оставаясь|подписываясь|используя|отправляя|я согла|мы обрабатываем)\b"
        r".*(?:agree|privacy|consent|partners|terms|cookie|subscription|registration|"
        r"соглас|принима|услови|персональн)"
    ),
    re.IGNORECASE | re.DOTALL,
)
_POLICY: Final = re.compile(
    fold(
        r"privacy (?:policy|notice)|terms of (?:use|service)|"
        r"политик\w+ (?:конфиденциальности|обработки)|обработк\w+ персональных данных|"
        r"пользовательск\w+ соглашен|gizlilik (?:politika|sözleşme|ilke)|kişisel veri|kvkk|"
        r"kullanım koşul|құпиялы\w* саясат|(?:дербес|жеке) дерек|пайдалану (?:шарт|ереже)|"
        r"купуялы\w* саясат|купуялуулук саясат|жеке маалымат|колдонуу (?:шарт|эреже)|"
        r"maxfiylik siyosat|shaxsiy ma.?lumot|foydalanish shart"
    ),
    re.IGNORECASE,
)
_AGREEING: Final = re.compile(
    fold(
        r"\b(?:agree|accept|consent)\w*\b|соглас|принима|kabul e|onayl|келіс|қабылда|макул|"
        r"кабыл ал|rozi|qabul qil"
    ),
    re.IGNORECASE,
)


def appeal_reason(text: str) -> str | None:
    """Why a folded line is furniture if it asks for something; None if it doesn't."""
    if _is_consent(text):
        return REASON_COOKIES
    if _NEWSLETTER.search(text) and _CHANNEL.search(text) and not _is_reported(text):
        return REASON_NEWSLETTER
    return None


def _is_consent(text: str) -> bool:
    if _CONSENT.match(text) or (_COOKIE.search(text) and _SITE.search(text)):
        return not _is_reported(text)
    policy = _POLICY.search(text)
    # Alone it is a link at the page's end, in a sentence it is agreed to.
    return policy is not None and (len(text) <= _MAX_LINK or bool(_AGREEING.search(text)))


def _is_reported(text: str) -> bool:
    """Somebody says it, so it belongs to the story."""
    return text[0] in "\"'“«„" or "”" in text or "»" in text[1:-1]
