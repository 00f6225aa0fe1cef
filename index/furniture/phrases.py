"""The words that furniture is made of, in English, Russian, Turkish, Kazakh, Kyrgyz and Uzbek.

Each pattern is for a whole line, so that an article about cookies, newsletters or comments
keeps its sentences.
"""

import re
from typing import Final

from index.furniture.appeals import appeal_reason
from index.furniture.headings import leads_to_story
from index.furniture.labels import label_reason
from index.furniture.lines import Line, fold
from index.furniture.reasons import (
    REASON_ADVERTISEMENT,
    REASON_COMMENTS,
    REASON_CREDIT,
    REASON_FOOTER,
    REASON_LINK,
    REASON_SHARE,
)
from index.furniture.sharing import is_share_bar

_A: Final = "[‘’ʻʼ'`]?"  # the Uzbek apostrophe in all its spellings
_MAX_NOTICE: Final = 360  # characters of a consent or newsletter paragraph
_MAX_LABEL: Final = 60  # characters of a heading, a button or a count

_CREDIT: Final = re.compile(
    fold(
        r"^\W{0,3}(?:(?:file |ap |main |cover |header )?(?:photo(?:graph)?s?|image|picture|"
        r"illustration|video|credit)"
        r"(?:\s*(?:by|credits?|courtesy(?: of)?|source)\b)?\s*[:/|©—–-]\s*\S.{0,120}"
        r"|(?:photo|image|picture|illustration) (?:by|credit|courtesy)(?: of)?\b.{2,100}"
        r"|(?:(?:архивное|заглавное) )?(?:фото(?:графи[яи])?|изображение|иллюстрация|снимок|"
        r"кадр|скриншот|видео|коллаж)"
        r"(?:\s(?:из открытых источников|с сайта|автора|пресс-службы|пресс-служба|архив|"
        r"иллюстративное))?(?:\s*[:/|©—–-]\s*\S.{0,120})"
        r"|(?:фото|снимок|иллюстрация) (?:из открытых источников|с сайта .{2,60}|"
        r"пресс-службы .{2,80}|автора|иллюстративное|из архива.{0,60})"
        r"|(?:arşiv )?(?:fotoğraf(?:lar)?|foto|görsel|resim|kaynak fotoğraf)"
        r"\s*[:/|©—–-]\s*\S.{0,120}"
        r"|(?:көрнекі |мұрағат )?(?:сурет|фото(?:сурет)?|бейне|коллаж)(?:і|"
        r"тер)?(?:\s\w+)?\s*[:/|©—–-]\s*\S.{0,120}"
        r"|(?:архивдик |иллюстрациялык )?(?:сүрөт|видео|коллаж)(?:тү\w*)?(?:\s\w+)?\s*[:/|"
        r"©—–-]\s*\S.{0,120}"
        r"|(?:arxiv )?(?:surat|rasm|foto|fotosurat|сурат|расм)(?:lar)?(?:\s\w+)?\s*[:/|"
        r"©—–-]\s*\S.{0,120}"
        r"|(?:\S.{0,200} )?\d{1,2}:\d\d\s*[–—-]\s*source:\s*\S.{0,40}"
        r"|©\s*\S.{0,80}(?:/\s*\S.{0,60}|images?|photo|фото|foto|agency|агентств\w+))\W{0,2}$"
    ),
    re.IGNORECASE,
)
_COMMENT_WORD: Final = (
    rf"(?:comments?|views?|likes?|shares?|reads|reactions?|комментари(?:й|я|ев|и)|"
    rf"просмотр(?:ов|а|ы)?|"
    rf"прочтени(?:й|я)|лайк(?:ов|а|и)?|обсуждени(?:е|я)|yorum(?:lar)?|görüntülen?me|okunma|"
    rf"beğeni|"
    rf"пікір(?:лер)?|қаралым|қаралды|оқылым|көрілім|комментарий(?:лер)?|пикир(?:лер)?|"
    rf"көрүү(?:лөр)?|каралды|"
    rf"окулду|izoh(?:lar)?|fikr(?:lar)?|ko{_A}rish(?:lar)?|ko{_A}rildi|o{_A}qildi|"
    rf"изоҳ(?:лар)?|кўрилди)"
)
_NUMBER: Final = r"(?:\d[\d  .,]*[kкm]?)"
_COMMENTS: Final = re.compile(
    fold(
        rf"^\W*(?:{_NUMBER}\s*(?:\w+\s)?{_COMMENT_WORD}|"
        rf"{_COMMENT_WORD}\W*(?:{_NUMBER})?)(?:\W+(?:{_NUMBER}\s*{_COMMENT_WORD}|"
        rf"{_COMMENT_WORD}\W*{_NUMBER}))*\W*$"
        r"|^\W*(?:(?:leave|add|write|post|read|show|view|join|see)(?: a| all| the|"
        r" your)?(?: \d+)? (?:comments?|reply|conversation|discussion)"
        r"|be the first to comment|no comments(?: yet)?|log in to (?:comment|leave a comment)|"
        r"comments are (?:closed|off)|"
        r"what do you think\?? .{0,60}|\d+ min(?:ute)?s? read|reading time\W.{0,20}|"
        r"(?:оставить|добавить|написать|показать|читать)(?: все| свой)? комментари(?:й|и)|"
        r"(?:комментариев|комментарии) (?:пока нет|отключены|закрыты)|"
        r"(?:войдите|авторизуйтесь|зарегистрируйтесь).{0,40}коммент\w+|станьте первым.{0,40}|"
        r"пока нет комментариев|время чтения.{0,20}|обсудить"
        r"|yorum (?:yap|yaz|ekle|bırak)(?:ın)?|ilk yorumu (?:siz )?yap(?:ın)?|"
        r"henüz yorum (?:yok|yapılmamış)|yorum yapmak için .{0,40}|okuma süresi.{0,20}"
        r"|пікір (?:қалдыру|жазу|қосу|білдіру|қалдырыңыз)|(?:әзірге )?пікір(?:лер)? (?:жоқ|"
        r"жазылмаған)|пікір қалдыру үшін .{0,50}|оқу уақыты.{0,20}"
        r"|(?:комментарий|пикир) (?:калтыруу|жазуу|кошуу|калтырыңыз)|"
        r"(?:азырынча )?(?:комментарий|пикир)(?:лер)? жок|(?:комментарий|"
        r"пикир) калтыруу үчүн .{0,50}|окуу убактысы.{0,20}"
        rf"|(?:izoh|fikr) (?:qoldirish|yozish|qo{_A}shish|qoldiring)|(?:hozircha )?(?:izoh|"
        rf"fikr)(?:lar)? yo{_A}q|(?:izoh|fikr) qoldirish uchun .{{0,50}}|"
        rf"o{_A}qish vaqti.{{0,20}})\W*$"
    ),
    re.IGNORECASE,
)
_FOOTER: Final = re.compile(
    fold(
        r"^.{0,60}(?:all rights reserved|все права (?:защищены|сохранены)|tüm hakları saklıdır|"
        r"her hakkı saklıdır|"
        r"барлық құқық(?:тар|тары)? қорғалған|бардык укук(?:тар|тары)? корголгон|"
        r"barcha huquq(?:lar|lari)? himoyalangan|"
        r"барча ҳуқуқлар ҳимояланган).{0,160}$"
        r"|^\W*(?:©|\(c\)|copyright)\W.{0,120}$"
        r"|^.{0,160}(?:гиперссылк\w+|(?:активн\w+ )?ссылк\w+ на (?:источник|сайт|"
        r"издание)).{0,40}(?:обязательн|при ).{0,100}$"
        r"|^при (?:использовании|перепечатке|копировании|цитировании)\b.{0,200}(?:ссылк|"
        r"обязательн|разрешен).{0,100}$"
        r"|^(?:reproduction|republication|use of materials|reprinting)\b.{0,200}$"
        r"|^.{0,80}(?:izinsiz|kaynak gösterilmeden).{0,40}(?:kullanılamaz|yayımlanamaz|"
        r"alıntılanamaz|kopyalanamaz).{0,60}$"
        r"|^.{0,120}(?:сілтеме (?:жасау |көрсету )?міндетті|шилтеме (?:берүү |кылуу )?милдеттүү|"
        r"havola (?:qilish |berish |ko.rsatish )?(?:shart|majburiy)).{0,60}$"
        r"|^.{0,40}(?:нашли|заметили|увидели) (?:ошибку|опечатку).{0,120}$|^.{0,40}(?:spotted|"
        r"found|noticed) (?:an error|a mistake|a typo).{0,120}$"
        r"|^.{0,40}(?:қате (?:тапсаңыз|таптыңыз ба)|ката (?:тапсаңыз|таптыңызбы)|"
        r"xato(?:ni)? (?:topdingizmi|topsangiz|ko.rdingizmi)|hata (?:mı )?(?:gördünüz|buldunuz|"
        r"bildir)).{0,120}$"
        r"|^\W*(?:skip to (?:main )?content|back to top|menu|search|log ?in|sign in|sign out|"
        r"register|home|about us|contact(?: us)?|"
        r"site ?map|terms|accept(?: all)?|reject(?: all)?|decline|ok|got it|i agree|close|"
        r"show more|load more|manage preferences|cookie settings|next|previous|"
        r"subscribe(?: now)?|sign up|"
        r"перейти к содержанию|наверх|меню|поиск|войти|вход|регистрация|главная|о (?:нас|"
        r"проекте|редакции)|контакты|реклама на сайте|"
        r"карта сайта|принять(?: все)?|отклонить(?: все)?|хорошо|понятно|закрыть|показать ещё|"
        r"показать еще|загрузить ещё|настроить|подписаться|назад|"
        r"içeriğe geç|yukarı çık|menü|ara|arama|giriş(?: yap)?|üye ol|ana ?sayfa|hakkımızda|"
        r"iletişim|künye|site haritası|kabul et|reddet|"
        r"tümünü (?:kabul et|reddet|gör)|tamam|kapat|daha fazla(?: göster)?|abone ol|"
        r"мазмұнға өту|жоғары|мәзір|іздеу|кіру|тіркелу|басты бет|біз туралы|байланыс|қабылдау|"
        r"бас тарту|түсінікті|жабу|тағы көрсету|жазылу|келісемін|"
        r"мазмунга өтүү|жогору|издөө|кирүү|катталуу|башкы бет|биз жөнүндө|байланыш|кабыл алуу|"
        r"баш тартуу|түшүнүктүү|жабуу|дагы көрсөтүү|жазылуу|макулмун|"
        rf"mazmunga o{_A}tish|tepaga|menyu|qidiruv|qidirish|kirish|ro{_A}yxatdan o{_A}tish|"
        rf"bosh sahifa|biz haqimizda|aloqa|bog{_A}lanish|qabul qilish|"
        rf"rad etish|tushunarli|yopish|yana ko{_A}rsatish|obuna bo{_A}lish|roziman)\W*$"
    ),
    re.IGNORECASE,
)
_ADVERTISEMENT: Final = re.compile(
    fold(
        r"^\W*(?:advertisement|sponsored(?: content)?|promoted|ad|advertising|"
        r"story continues below(?: advertisement)?|"
        r"article continues below.{0,40}|на правах рекламы|реклама|продолжение после рекламы|"
        r"reklam(?:lar)?|sponsorlu içerik|"
        r"haberin devamı.{0,40}|жарнама|жарнамалық материал|жарнак|жарнама укугунда|reklama|"
        r"reklama huquqi asosida|реклама ҳуқуқи асосида)\W*$"
    ),
    re.IGNORECASE,
)
# Beginnings of words, one of which stands in each longer notice: the patterns are slow.
_TELLING: Final = frozenset(
    """
    subs sign news join foll get rece stay neve don' don’ supp ente down like cook priv poli
    agre we you i all copy righ repr repu use erro typo mist comm view log
    подп чита след прис полу оста будь узна хоте введ подд глав куки файл согл поли перс обра
    поль нажи прод испо отпр прав пере ссыл гипе ошиб опеч комм войд авто коли копи цити
    abon kayı kayd taki katı gele üye çere gizl kişi kull hakl izin kayn hata yoru
    жазы қосы құпи дерб жеке пайд келі қате құқы сілт пікі
    кошу купу макл маку колд ката укук шилт пики
    obun qo'sh qo's qo‘s qo’s qoʻs kuza kuki fayl maxf shax foyd xato huqu havo izoh fikr обун ҳуқу
    """.split()  # noqa: SIM905 - quoted one by one they would be harder to read
)
_TRAIL: Final = re.compile(r"\s+[|›»>/•·→]\s+")


def is_trail(line: Line) -> bool:
    """Short names between separators: a row of sections or a path of pages."""
    parts = [part for part in _TRAIL.split(line.text.strip("|›»>/•·→ ")) if part]
    short = all(
        len(part) <= 32 and len(part.split()) <= 4 and not any(map(str.isdigit, part))
        for part in parts
    )
    return len(parts) >= 3 and short and not line.ends_sentence


def reason_for(line: Line) -> str | None:
    """Why a line is furniture by its own words; None if they don't say so."""
    text = line.folded
    if not text or len(text) > _MAX_NOTICE:
        return None
    if is_share_bar(line):
        return REASON_SHARE
    if leads_to_story(line):
        return REASON_LINK
    if _CREDIT.match(text):
        return REASON_CREDIT
    label = label_reason(line)
    if label:
        return label
    if len(text) <= _MAX_LABEL or any(word[:4] in _TELLING for word in line.words):
        return _notice(text) or (REASON_FOOTER if is_trail(line) else None)
    return REASON_FOOTER if is_trail(line) else None


def _notice(text: str) -> str | None:
    if _ADVERTISEMENT.match(text):
        return REASON_ADVERTISEMENT
    if _COMMENTS.match(text):
        return REASON_COMMENTS
    if _FOOTER.match(text):
        return REASON_FOOTER
    return appeal_reason(text)
