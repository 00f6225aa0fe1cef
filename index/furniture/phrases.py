"""The words that furniture is made of, in English, Russian, Turkish, Kazakh, Kyrgyz and Uzbek.

Each pattern is for a whole line, so that an article about cookies, newsletters or comments
keeps its sentences.
"""

import re
from typing import Final

from index.furniture.headings import leads_to_story
from index.furniture.labels import label_reason
from index.furniture.lines import Line, fold
from index.furniture.reasons import (
    REASON_ADVERTISEMENT,
    REASON_COMMENTS,
    REASON_COOKIES,
    REASON_CREDIT,
    REASON_FOOTER,
    REASON_LINK,
    REASON_NEWSLETTER,
    REASON_SHARE,
)

_A: Final = "[‘’ʻʼ'`]?"  # the Uzbek apostrophe in all its spellings
_MAX_NOTICE: Final = 360  # characters of a consent or newsletter paragraph
_MAX_SHARE: Final = 120  # characters of a row of networks
_MAX_LABEL: Final = 60  # characters of a heading, a button or a count

_NETWORKS: Final = frozenset(
    """
    facebook twitter x telegram whatsapp vk vkontakte вконтакте вк ok одноклассники
    odnoklassniki linkedin reddit viber pinterest messenger email e-mail mail instagram
    threads bluesky youtube tiktok skype rss imo flipboard твиттер фейсбук телеграм
    телеграмм ватсап вотсап вайбер линкедин почта e-posta pochta электрондук электрондық
    elektron bip
    """.split()  # noqa: SIM905 - hundreds of quoted words would be harder to read
)
_SHARING: Final = frozenset(
    """
    share tweet pin print copy link url send post save bookmark on via to this story article
    by with friends shares follow us flag sms the page pdf add поделиться поделитесь
    поделись рассказать друзьям с друзьями отправить распечатать печать скопировать
    копировать ссылку ссылка в на по ссылкой сохранить твитнуть нравится через версия для
    печати статьёй статьей новостью материалом мы соцсетях и paylaş paylaşın paylaşım
    tweetle gönder yazdır kopyala bağlantıyı linki kaydet haberi bu arkadaşlarınla ile da de
    üzerinden takip edin bizi бөлісу бөлісіңіз бөлісіңіздер достарыңызбен достармен жіберу
    басып шығару сілтемені көшіру сақтау арқылы жазылыңыз мақаламен желілерде бөлүшүү
    бөлүшүңүз бөлүшүңүздөр досторуңуз менен жөнөтүү чыгаруу шилтемени көчүрүү сактоо аркылуу
    кабарды тармактарда ulashish ulashing ulashmoq bo'lishish bo‘lishish do'stlar do‘stlar
    do'stlaringiz do‘stlaringiz bilan yuborish chop etish havolani nusxalash saqlash orqali
    maqolani улашиш улашинг юбориш
    """.split()  # noqa: SIM905 - hundreds of quoted words would be harder to read
)
_SHARE_VERBS: Final = frozenset(
    """
    share tweet print поделиться поделитесь поделись рассказать отправить распечатать paylaş
    paylaşın бөлісу бөлісіңіз бөлісіңіздер бөлүшүү бөлүшүңүз бөлүшүңүздөр ulashish ulashing
    улашиш улашинг bo'lishish bo‘lishish скопировать копировать kopyala көшіру көчүрүү
    nusxalash copy yazdır
    """.split()  # noqa: SIM905 - hundreds of quoted words would be harder to read
)

_NEWSLETTER: Final = re.compile(
    fold(
        r"^\W*(?:(?:please )?(?:subscribe|sign up|join (?:us|our|the|\d)|follow us|get (?:the|"
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
    if _is_share_bar(line):
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
    if _is_consent(text):
        return REASON_COOKIES
    if _NEWSLETTER.search(text) and _CHANNEL.search(text) and not _is_reported(text):
        return REASON_NEWSLETTER
    return None


def _is_share_bar(line: Line) -> bool:
    if len(line.text) > _MAX_SHARE:
        return False
    # Without endings after an apostrophe: Facebook'ta, Telegramʼda.
    words = [re.split("['’ʼ]", word)[0] for word in line.words]
    known = [word for word in words if word in _NETWORKS or word in _SHARING]
    telling = [word for word in words if word in _NETWORKS or word in _SHARE_VERBS]
    return bool(telling) and len(known) >= 0.85 * len(words)


def _is_consent(text: str) -> bool:
    if _CONSENT.match(text) or (_COOKIE.search(text) and _SITE.search(text)):
        return not _is_reported(text)
    policy = _POLICY.search(text)
    # Alone it is a link at the page's end, in a sentence it is agreed to.
    return policy is not None and (len(text) <= _MAX_LABEL or bool(_AGREEING.search(text)))


def _is_reported(text: str) -> bool:
    """Somebody says it, so it belongs to the story."""
    return text[0] in "\"'“«„" or "”" in text or "»" in text[1:-1]
