"""The fixed words around quotes, in the five languages of the questions.

Quotes stay in the language of their article; these words follow the question. Numbers come in
forms that need no plural. Kazakh, Kyrgyz and Uzbek have not been proofread by native speakers.
"""

from dataclasses import asdict, dataclass
from typing import Final

from index import FileCounts
from qa.language import Language
from qa.relative_dates import dated_words
from qa.types import Citation


@dataclass(frozen=True, slots=True)
class Phrases:
    """Everything that is said around quotes; ``{…}`` is filled in.

    Attributes:
        digits: what stands between groups of three digits.
    """

    digits: str
    dont_say: str
    not_understood: str
    incomplete: str
    searched: str
    nearest: str
    searched_for: str
    confidence: str
    characters: str
    show_source: str
    differing: str
    corrected: str
    no_facts: str
    untold: str
    greeting: str
    thanks: str
    farewell: str
    abilities: str
    holdings: str
    headlines: str
    leads: str
    some_of: str
    lead_of: str
    no_such_article: str
    no_articles: str
    only_headline: str
    files: str
    as_of: str
    period: str
    dated: str

    def number(self, number: int) -> str:
        """A number with its groups of three digits apart."""
        return f"{number:,}".replace(",", self.digits)

    def counts(self, articles: int, passages: int) -> str:
        """How much was looked through."""
        return self.searched.format(articles=self.number(articles), passages=self.number(passages))

    def dated_notes(self, citation: Citation) -> list[str]:
        """What the words of a quote that count from its publication day mean, a line each."""
        return [
            self.dated.format(
                words=citation.quote[one.start : one.end], days=one.days, published=citation.date
            )
            for one in dated_words(citation.quote, citation.date)
        ]

    def found(self, files: FileCounts) -> str:
        """What the last sync met: found = indexed + unchanged + failed."""
        counts = {name: self.number(count) for name, count in asdict(files).items()}
        return self.files.format(**counts)


PHRASES: Final[dict[Language, Phrases]] = {
    "en": Phrases(
        digits=",",
        dont_say="The articles don't say.",
        not_understood="Not understood: no article has these words, nor words like them.",
        incomplete="Ask in full: these words alone name nothing to look for.",
        searched="Articles searched: {articles}, passages: {passages}.",
        nearest="Nearest, related but not an answer:",
        searched_for="Searched for: {question}",
        confidence="Confidence {share}",
        characters="characters {start}–{end}",
        show_source="Show source {number}",
        differing="The sources differ: {figures}.",
        corrected="Denied or corrected: {pairs}.",
        no_facts="publisher and date not given",
        untold="The articles don't say it of: {names}.",
        greeting="Hello. Ask about the articles; every sentence of an answer is a quote.",
        thanks="You're welcome. Ask on.",
        farewell="Goodbye.",
        abilities="I look for the answer to a question in the articles here and quote the "
        "sentences that give it, each with its place; if the articles don't say, I say so. You "
        "can also ask for a list of the articles, what they cover, or a summary of one "
        "(“summarise article 1”). Questions may be in English, Russian, Kazakh, Kyrgyz or Uzbek.",
        holdings="Articles here: {articles}, in passages: {passages}.",
        headlines="Headlines:",
        leads="How each begins:",
        some_of="Shown: {shown} of {articles}.",
        lead_of="How “{title}” begins:",
        no_such_article="There is no article {name} here. “List the articles” shows them.",
        no_articles="There are no articles here yet.",
        only_headline="Only a headline is here, no article: “{headline}”.",
        files="Files found {found} = indexed {indexed} + unchanged {unchanged} + failed {failed}.",
        as_of="As of {day}; articles without a date left out.",
        period="Articles of this time first: {period}.",
        dated="“{words}” = {days}, counted from the publication day {published}",
    ),
    "ru": Phrases(
        digits="\u00a0",
        dont_say="В статьях об этом не сказано.",
        not_understood="Вопрос непонятен: таких или похожих слов в статьях нет.",
        incomplete="Спросите полнее: в этих словах нет ничего, что можно искать.",
        searched="Просмотрено статей: {articles}, отрывков: {passages}.",
        nearest="Ближайшее по теме, но не ответ:",
        searched_for="Искали: {question}",
        confidence="Уверенность {share}",
        characters="символы {start}–{end}",
        show_source="Показать источник {number}",
        differing="Источники расходятся: {figures}.",
        corrected="Опровергнуто или исправлено: {pairs}.",
        no_facts="издание и дата не указаны",
        untold="В статьях этого не сказано о: {names}.",
        greeting="Здравствуйте. Спрашивайте о статьях: каждое предложение ответа — цитата.",
        thanks="Пожалуйста. Спрашивайте ещё.",
        farewell="До свидания.",
        abilities="Я ищу ответ на вопрос в здешних статьях и привожу предложения, в которых он "
        "дан, каждое с указанием места; если в статьях ответа нет, так и говорю. Можно также "
        "попросить список статей, спросить, о чём они, или попросить пересказать одну из них "
        "(«перескажи статью 1»). Вопросы — на русском, английском, казахском, кыргызском или "
        "узбекском языке.",
        holdings="Статей здесь: {articles}, отрывков: {passages}.",
        headlines="Заголовки:",
        leads="Начало каждой:",
        some_of="Показано {shown} из {articles}.",
        lead_of="Начало статьи «{title}»:",
        no_such_article="Статьи {name} здесь нет. «Список статей» покажет, какие есть.",
        no_articles="Статей здесь пока нет.",
        only_headline="Здесь есть только заголовок, без статьи: «{headline}».",
        files="Файлов найдено {found} = прочитано {indexed} + без изменений "
        "{unchanged} + не прочитано {failed}.",
        as_of="По состоянию на {day}; статьи без даты не учтены.",
        period="Сначала статьи этого времени: {period}.",
        dated="«{words}» — {days}, считая от дня публикации {published}",
    ),
    "kk": Phrases(
        digits="\u00a0",
        dont_say="Мақалаларда бұл туралы айтылмаған.",
        not_understood="Сұрақ түсініксіз: мақалаларда мұндай немесе соған ұқсас сөздер жоқ.",
        incomplete="Сұрақты толық қойыңыз: бұл сөздерде іздейтін ештеңе жоқ.",
        searched="Қаралған мақалалар: {articles}, үзінділер: {passages}.",
        nearest="Тақырыпқа жақын, бірақ жауап емес:",
        searched_for="Ізделген сұрақ: {question}",
        confidence="Сенімділік {share}",
        characters="{start}–{end} таңбалар",
        show_source="{number}-дереккөзді көрсету",
        differing="Дереккөздер әртүрлі айтады: {figures}.",
        corrected="Жоққа шығарылған немесе түзетілген: {pairs}.",
        no_facts="басылым мен күні көрсетілмеген",
        untold="Мақалаларда мынау туралы айтылмаған: {names}.",
        greeting="Сәлеметсіз бе. Мақалалар туралы сұраңыз: жауаптың әр сөйлемі — дәйексөз.",
        thanks="Оқасы жоқ. Тағы сұраңыз.",
        farewell="Сау болыңыз.",
        abilities="Мен сұрақтың жауабын осындағы мақалалардан іздеп, жауап берілген сөйлемдерді "
        "орнымен бірге келтіремін; мақалаларда жауап болмаса, солай деймін. Мақалалардың тізімін, "
        "олардың не туралы екенін немесе бір мақаланың мазмұнын да сұрауға болады («1-мақаланың "
        "мазмұны»). Сұрақтар қазақ, қырғыз, өзбек, орыс және ағылшын тілдерінде қойылады.",
        holdings="Мұндағы мақалалар: {articles}, үзінділер: {passages}.",
        headlines="Тақырыптар:",
        leads="Әрқайсысының басы:",
        some_of="{articles} мақаланың {shown} көрсетілді.",
        lead_of="«{title}» мақаласының басы:",
        no_such_article="Мұнда {name} мақаласы жоқ. «Мақалалар тізімі» барын көрсетеді.",
        no_articles="Мұнда әзірге мақала жоқ.",
        only_headline="Мұнда тек тақырыбы бар, мақаласы жоқ: «{headline}».",
        files="Табылған файлдар {found} = оқылғаны {indexed} + өзгермегені "
        "{unchanged} + оқылмағаны {failed}.",
        as_of="{day} күнгі жағдай; күні белгісіз мақалалар есепке алынбады.",
        period="Алдымен осы уақыттағы мақалалар: {period}.",
        dated="«{words}» — {days}, жарияланған күннен ({published}) есептегенде",
    ),
    "ky": Phrases(
        digits="\u00a0",
        dont_say="Макалаларда бул тууралуу айтылган эмес.",
        not_understood="Суроо түшүнүксүз: макалаларда мындай же ушуга окшош сөздөр жок.",
        incomplete="Суроону толук бериңиз: бул сөздөрдө издей турган эч нерсе жок.",
        searched="Каралган макалалар: {articles}, үзүндүлөр: {passages}.",
        nearest="Темага жакын, бирок жооп эмес:",
        searched_for="Изделген суроо: {question}",
        confidence="Ишенимдүүлүк {share}",
        characters="{start}–{end} белгилер",
        show_source="{number}-булакты көрсөтүү",
        differing="Булактар ар башка айтат: {figures}.",
        corrected="Четке кагылган же түзөтүлгөн: {pairs}.",
        no_facts="басылма менен күнү көрсөтүлгөн эмес",
        untold="Макалаларда булар тууралуу айтылган эмес: {names}.",
        greeting="Саламатсызбы. Макалалар тууралуу сураңыз: жооптун ар бир сүйлөмү — цитата.",
        thanks="Эчтеке эмес. Дагы сураңыз.",
        farewell="Жакшы калыңыз.",
        abilities="Мен суроонун жообун ушул макалалардан издеп, жооп берилген сүйлөмдөрдү орду "
        "менен келтирем; макалаларда жооп жок болсо, ошону айтам. Макалалардын тизмесин, алар "
        "эмне жөнүндө экенин же бир макаланын мазмунун да сурасаңыз болот («1-макаланын "
        "мазмуну»). Суроолор кыргыз, казак, өзбек, орус жана англис тилдеринде берилет.",
        holdings="Бул жердеги макалалар: {articles}, үзүндүлөр: {passages}.",
        headlines="Аталыштар:",
        leads="Ар биринин башталышы:",
        some_of="{articles} макаладан {shown} көрсөтүлдү.",
        lead_of="«{title}» макаласынын башталышы:",
        no_such_article="Бул жерде {name} макаласы жок. «Макалалардын тизмеси» барын көрсөтөт.",
        no_articles="Бул жерде азырынча макала жок.",
        only_headline="Бул жерде аталышы гана бар, макаласы жок: «{headline}».",
        files="Табылган файлдар {found} = окулганы {indexed} + өзгөрбөгөнү "
        "{unchanged} + окулбаганы {failed}.",
        as_of="{day} күнүнө карата; күнү белгисиз макалалар эске алынган жок.",
        period="Адегенде ушул убактагы макалалар: {period}.",
        dated="«{words}» — {days}, жарыяланган күндөн ({published}) эсептегенде",
    ),
    "uz": Phrases(
        digits="\u00a0",
        dont_say="Maqolalarda bu haqda aytilmagan.",
        not_understood="Savol tushunarsiz: maqolalarda bunday yoki shunga oʻxshash soʻzlar yoʻq.",
        incomplete="Savolni toʻliq bering: bu soʻzlarda qidiradigan narsa yoʻq.",
        searched="Koʻrib chiqilgan maqolalar: {articles}, parchalar: {passages}.",
        nearest="Mavzuga yaqin, lekin javob emas:",
        searched_for="Qidirilgan savol: {question}",
        confidence="Ishonch {share}",
        characters="{start}–{end}-belgilar",
        show_source="{number}-manbani koʻrsatish",
        differing="Manbalar turlicha aytadi: {figures}.",
        corrected="Rad etilgan yoki tuzatilgan: {pairs}.",
        no_facts="nashr va sana koʻrsatilmagan",
        untold="Maqolalarda bular haqida aytilmagan: {names}.",
        greeting="Assalomu alaykum. Maqolalar haqida soʻrang: javobning har bir gapi — iqtibos.",
        thanks="Arzimaydi. Yana soʻrang.",
        farewell="Xayr.",
        abilities="Men savolga javobni shu maqolalardan izlab, javob berilgan gaplarni oʻrni bilan "
        "keltiraman; maqolalarda javob boʻlmasa, shuni aytaman. Maqolalar roʻyxatini, ular nima "
        "haqida ekanini yoki bitta maqolaning mazmunini ham soʻrash mumkin («1-maqola mazmuni»). "
        "Savollar oʻzbek, qozoq, qirgʻiz, rus va ingliz tillarida beriladi.",
        holdings="Bu yerdagi maqolalar: {articles}, parchalar: {passages}.",
        headlines="Sarlavhalar:",
        leads="Har birining boshi:",
        some_of="{articles} maqoladan {shown} tasi koʻrsatildi.",
        lead_of="«{title}» maqolasining boshi:",
        no_such_article="Bu yerda {name} maqolasi yoʻq. «Maqolalar roʻyxati» borini koʻrsatadi.",
        no_articles="Bu yerda hozircha maqola yoʻq.",
        only_headline="Bu yerda faqat sarlavhasi bor, maqolasi yoʻq: «{headline}».",
        files="Topilgan fayllar {found} = oʻqilgani {indexed} + oʻzgarmagani "
        "{unchanged} + oʻqilmagani {failed}.",
        as_of="{day} holatiga koʻra; sanasi nomaʼlum maqolalar hisobga olinmadi.",
        period="Avval shu davr maqolalari: {period}.",
        dated="«{words}» — {days}, eʼlon qilingan kundan ({published}) hisoblaganda",
    ),
}
