"""The words over and before lists of other stories, in six languages."""

import re
from typing import Final

from index.furniture.lines import Line, fold

_A: Final = "[‘’ʻʼ'`]?"  # the Uzbek apostrophe in all its spellings
_MAX_HEADING: Final = 60  # characters
_HEADINGS: Final = (
    r"(?:the )?latest(?: (?:news|stories|headlines))?|more (?:news|stories|headlines|on this"
    r"(?: (?:topic|story))?|from .{2,40}|like this)|most (?:read|popular|viewed|shared)|"
    r"related(?: (?:news|stories|articles?|topics?|content|posts|coverage|reading))?|"
    r"read (?:also|more|next|this next|on)|see also|also (?:read|in the news|on .{2,40})|"
    r"recommended(?: (?:for you|stories|reading))?|top (?:stories|news)|"
    r"trending(?: (?:now|stories|news|topics))?|"
    r"(?:more|also) in (?:this section|.{2,24})|(?:elsewhere|around the web)|"
    r"you (?:may|might) (?:also )?(?:like|be interested in|have missed)|"
    r"editor['’]?s['’]? (?:picks?|choice)|"
    r"popular(?: (?:now|today|stories|news))?|in other news|other news|what to read next|"
    r"(?:today|this week)['’]s headlines|don['’]t miss|up next|"
    r"(?:что )?(?:по)?читайте (?:также|ещё|еще|далее|по теме|на эту тему)|"
    r"(?:(?:наши )?последние|главные|другие|свежие|важные|похожие|популярные) "
    r"(?:новости|материалы|публикации|статьи)|"
    r"(?:лента|все|топ|ещё|еще)? ?новост(?:и|ей)(?: (?:дня|часа|партн[её]ров|по теме|"
    r"раздела|сегодня))?|"
    r"ещ[её] из (?:этой )?рубрики|в (?:этом|том же) разделе|лента новостей|"
    r"(?:что )?(?:ещ[её] )?почитать|ещ[её] (?:больше )?новост(?:и|ей)|"
    r"вас (?:может )?заинтересу(?:ет|ют)|"
    r"популярное(?: за .{3,12})?|(?:самое )?(?:читаемое|обсуждаемое|популярное|интересное)|"
    r"(?:ещё |еще |материалы )?по теме|(?:вам|это) может быть интересно|"
    r"(?:смотрите|см\.|читать) (?:также|ещё|еще|далее)|рекомендуем(?: (?:почитать|прочитать))?|"
    r"выбор редакции|в (?:этой рубрике|других новостях)|сейчас читают|главное(?: за (?:день|"
    r"неделю))?|"
    r"son (?:dakika(?: haberleri)?|haberler|gelişmeler)|ilgili (?:haberler|içerikler|konular)|"
    r"(?:diğer|benzer|günün|öne çıkan) (?:haberler(?:i)?|içerikler|yazılar|konular)|"
    r"(?:bu|aynı) bölümde(?:ki.{0,12})?|"
    r"haberin devamı|günün manşetleri|"
    r"çok (?:okunan(?:lar| haberler)|konuşulanlar)|en çok (?:okunan(?:lar| haberler)|"
    r"paylaşılanlar)|"
    r"bunlar(?:ı)? da (?:ilginizi çekebilir|okuyun)|ilginizi çekebilir|ayrıca (?:okuyun|bakınız)|"
    r"önerilen(?:ler| haberler)|editörün seçtikleri|manşetler|sıradaki haber(?:ler)?|"
    r"(?:соңғы|басты|басқа|өзге|ұқсас|маңызды|күн) жаңалықтар(?:ы)?|жаңалықтар(?: легі|"
    r" таспасы)?|"
    r"(?:сондай-ақ|тағы(?: да)?|мұны да) оқы(?:ңыз|ңыздар)|(?:ең )?көп оқыл(?:ған|"
    r"ғандар)(?:дар)?|"
    r"(?:осы|бұл) (?:айдарда|бөлімде)|тағы(?: да)? жаңалықтар|"
    r"тақырып(?:қа|пен)? (?:бойынша|қатысты|орай|байланысты)(?: .{3,20})?|танымал(?: .{3,16})?|"
    r"редакция таңдауы|ұсынамыз|сізге қызық болуы мүмкін|оқи отырыңыз(?:дар)?|"
    r"(?:ушул|бул) (?:бөлүмдө|рубрикада)|дагы (?:кабарлар|жаңылыктар)|"
    r"(?:акыркы|башкы|башка|окшош|маанилүү|күндүн) (?:жаңылыктар|кабарлар)(?:ы)?|"
    r"(?:жаңылыктар|кабарлар)(?: тасмасы)?|(?:дагы|муну да|ошондой эле) оку(?:ңуз|ңуздар)|"
    r"(?:эң )?көп окулган(?:дар)?(?: .{3,16})?|тема(?:га|сы)? (?:боюнча|"
    r"байланыштуу)(?: .{3,20})?|"
    r"популярдуу|редакциянын тандоосу|сунуштайбыз|окуп көрүңүз|кызыктуу материалдар|"
    rf"(?:so{_A}nggi|asosiy|boshqa|o{_A}xshash|muhim|kun) (?:yangiliklar|xabarlar)(?:i)?|"
    rf"yangiliklar(?: tasmasi)?|(?:shu|ushbu) (?:boʻlimda|bo.limda|ruknda)|yana yangiliklar|"
    r"шу бўлимда|"
    rf"(?:shuningdek,? |yana |buni ham )?o{_A}qing(?:iz)?(?: ham)?|mavzuga (?:oid|"
    rf"doir)(?: .{{3,20}})?|"
    rf"(?:eng )?ko{_A}p o{_A}qilgan(?:lar)?(?: .{{3,20}})?|mavzu bo{_A}yicha|tavsiya etamiz|"
    rf"tahririyat tanlovi|"
    r"mashhur|ommabop|(?:сўнгги|асосий|бошқа|муҳим|кун) (?:янгиликлар|хабарлар)(?:и)?|"
    r"(?:шунингдек |яна )?ўқинг(?: ҳам)?|мавзуга оид|кўп ўқилган(?:лар)?"
)
_HEADING: Final = re.compile(fold(rf"^\W*(?:{_HEADINGS})\W*$"), re.IGNORECASE)
# "Read also: A headline"; words that begin sentences of their own are left out.
_LEAD: Final = re.compile(
    fold(
        r"^\W*(?:read (?:also|more|next)|see also|also read|related(?: \w+)?|recommended|"
        r"more on this|"
        r"don['’]t miss|читайте (?:также|ещё|еще|по теме)|(?:ещё |еще )?по теме|смотрите также|"
        r"ранее по теме|"
        r"материал по теме|(?:это )?интересно|sıradaki haber|bunlar da ilginç|"
        r"(?:бұл да |осы да )?қызық(?:ты)?|(?:бул да )?кызык(?:туу)?|(?:bu ham )?qiziq(?:arli)?|"
        r"ayrıca okuyun|ilgili haber|bunu da okuyun|bakınız|(?:тағы|сондай-ақ|"
        r"мұны да) оқыңыз(?:дар)?|"
        r"тақырып бойынша|оқи отырыңыз(?:дар)?|(?:дагы|муну да|ошондой эле) окуңуз(?:дар)?|"
        r"тема боюнча|"
        rf"(?:shuningdek |yana |buni ham )?o{_A}qing(?: ham)?|mavzuga oid|"
        r"(?:шунингдек |яна )?ўқинг)"
        r"\s*[:—–|→>-]+\s*\S.{0,200}$"
    ),
    re.IGNORECASE,
)
# To the page before or after.
_NEIGHBOUR: Final = re.compile(
    fold(
        r"^\W*(?:(?:previous|next|older|newer)(?: (?:post|story|article|entry))|"
        r"(?:предыдущ|следующ)\w+ (?:запись|статья|новость|материал|публикация)|"
        r"(?:önceki|sonraki) (?:yazı|haber|içerik)|"
        r"(?:алдыңғы|келесі) (?:жазба|мақала|жаңалық)|(?:мурунку|кийинки) (?:жазуу|макала|кабар)|"
        r"(?:oldingi|keyingi) (?:yozuv|maqola|xabar))\s*[:—–|→>-]+\s*\S.{0,200}$"
    ),
    re.IGNORECASE,
)

# "Bridge repairs:Army to mend the crossing at Mirna": a label and a link's text, glued together
# where their tags were taken out.
_GLUED: Final = re.compile(r"^[^:/]{3,60}:(?=[^\W\d_]|[\"'“‘«])\S+(?:\s+\S+){4,}$")
# Such as "More of the cup", a colon, and addresses.
_ADDRESSES: Final = re.compile(r"^[^:]{0,40}:?\s*https?://\S+(?:\s+(?:\w{1,3}\s+)?https?://\S+)*$")


def is_list_heading(line: Line) -> bool:
    """It stands over a list of other stories."""
    return len(line.text) <= _MAX_HEADING and _HEADING.match(line.folded) is not None


def leads_to_story(line: Line) -> bool:
    """It names another story after words such as "Read also:", or in the shape of a link."""
    text = line.folded
    if _LEAD.match(text) or _NEIGHBOUR.match(text) or _ADDRESSES.match(line.content):
        return True
    return not line.ends_sentence and _is_glued(line.content)


def _is_glued(text: str) -> bool:
    begins = text.partition(":")[2].lstrip("\"'“‘«")[:1]
    return begins.isupper() and _GLUED.match(text) is not None
