"""Share bars: the names of networks, and the words that ask to pass a story on."""

import re
from typing import Final

from index.furniture.lines import Line

_MAX_SHARE: Final = 120  # characters of a row of networks

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


def is_share_bar(line: Line) -> bool:
    """Whether a line is hardly more than such words."""
    if len(line.text) > _MAX_SHARE:
        return False
    # Without endings after an apostrophe: Facebook'ta, Telegramʼda.
    words = [re.split("['’ʼ]", word)[0] for word in line.words]
    known = [word for word in words if word in _NETWORKS or word in _SHARING]
    telling = [word for word in words if word in _NETWORKS or word in _SHARE_VERBS]
    return bool(telling) and len(known) >= 0.85 * len(words)
