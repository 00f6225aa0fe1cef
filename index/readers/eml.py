"""A saved mail (.eml) → subject and body; attachments are not read."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

from index.errors import UnreadableFileError
from index.readers.cleaning import clean, one_line, with_title
from index.readers.encodings import decode
from index.readers.html import markup_text
from index.readers.source import Found, Source
from index.types import Declared, RawArticle


def read_eml(source: Source) -> Iterator[Found]:
    """Read a mail: the plain body, else the text of the HTML one.

    Raises:
        UnreadableFileError: it has no body of text.
    """
    message = email.message_from_bytes(source.whole(), policy=email.policy.default)
    body = clean(_body(message, source))
    if not body:
        raise UnreadableFileError(source.path, "it holds no text; is it a mail?")
    title = one_line(_header(message, "Subject"))
    declared = Declared(
        title=title,
        dates=tuple(("mail header", sent) for sent in [_sent(message)] if sent),
        author=one_line(_sender(message)),
    )
    yield RawArticle("", with_title(title, body), "mail", declared, extracted=True)


def _body(message: EmailMessage, source: Source) -> str:
    part = message.get_body(("plain", "html"))
    if not isinstance(part, EmailMessage):
        return ""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    text, _ = decode(raw, source.path, part.get_content_charset())
    return markup_text(text) if part.get_content_type() == "text/html" else text


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        said = message[name]
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return None  # the standard library's parser gives up on some broken headers
    return None if said is None else str(said)


def _sender(message: EmailMessage) -> str | None:
    said = _header(message, "From")
    name, address = email.utils.parseaddr(said) if said else ("", "")
    return name or address or None


def _sent(message: EmailMessage) -> str | None:
    said = _header(message, "Date")
    try:
        return email.utils.parsedate_to_datetime(said).date().isoformat() if said else None
    except (ValueError, TypeError, IndexError):
        return None
