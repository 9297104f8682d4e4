"""MHT: a web page as browsers and office programs save it, with its frames, in one letter."""

import email
from email import policy
from email.message import EmailMessage

from flows.read.blocks import Page
from flows.read.html import read_html
from flows.read.types import Reading, Unreadable
from flows.settings import Limits

_MEDIA_TYPE = "multipart/related"


def read_mht(data: bytes, limits: Limits) -> Reading:
    """Read the pages of a saved page, the outermost first.

    Raises:
        Unreadable: `damaged`, or what a page of it is.
    """
    letter = email.message_from_bytes(data, _class=EmailMessage, policy=policy.compat32)
    pages: list[Page] = []
    encoding = ""
    for part in letter.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        reading = read_html(content, limits, part.get_content_charset() or "")
        encoding = encoding or reading.encoding
        pages += reading.pages
    if not pages:
        raise Unreadable("damaged", "the saved page holds no text: save it again")
    return Reading(pages, _MEDIA_TYPE, encoding)
