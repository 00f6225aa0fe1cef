"""Why a line is no story, in a few words for the reader; the languages' words are in ``qa``."""

from typing import Final

REASON_LIST: Final = "list of other headlines"
REASON_LINK: Final = "link to another story"
REASON_SHARE: Final = "share bar"
REASON_NEWSLETTER: Final = "newsletter box"
REASON_COOKIES: Final = "cookie or consent line"
REASON_CREDIT: Final = "photo credit"
REASON_COMMENTS: Final = "comment or view count"
REASON_FOOTER: Final = "site header or footer"
REASON_ADVERTISEMENT: Final = "advertisement"
REASON_AUTHOR: Final = "author box"
REASON_REPEATED: Final = "repeated on other pages of the source"
