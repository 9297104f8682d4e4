"""Is the answer a document, and of which format?

What was asked for (the suffix of the address), what the server says (Content-Type) and what the
bytes begin with must not contradict each other: an error page that comes with status 200 in place
of a PDF is no document.
"""

from pathlib import PurePosixPath

import httpx

_SAID = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/tab-separated-values": ".tsv",
    "text/csv": ".csv",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/kswps": ".wps",
    "application/kset": ".et",
    "application/ofd": ".ofd",
    "application/zip": ".zip",
    "multipart/related": ".mht",
    "message/rfc822": ".mht",
    "application/x-zip-compressed": ".zip",
}
#: Content types that say nothing.
_SILENT = {"", "application/octet-stream", "binary/octet-stream", "application/force-download"}
#: What the bytes of a format look like.
_KIND = {
    ".txt": "text",
    ".md": "text",
    ".tsv": "text",
    ".csv": "text",
    ".html": "HTML",
    ".htm": "HTML",
    ".mht": "text",
    ".mhtml": "text",
    ".pdf": "PDF",
    ".doc": "old Office file",
    ".xls": "old Office file",
    ".wps": "old Office file",
    ".et": "old Office file",
    ".docx": "ZIP container",
    ".xlsx": "ZIP container",
    ".ofd": "ZIP container",
    ".zip": "ZIP container",
}
_BEGINNINGS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP container"),
    (b"\xd0\xcf\x11\xe0", "old Office file"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)
_HTML = (b"<!doctype html", b"<html")
_GUESS = {
    "text": ".txt",
    "HTML": ".html",
    "PDF": ".pdf",
    "old Office file": ".doc",
    "ZIP container": ".zip",
}
#: The two are told apart by their bytes alone: servers and offices confuse the names.
_OFFICE = {"old Office file", "ZIP container"}
_TWIN = {".doc": ".docx", ".docx": ".doc", ".xls": ".xlsx", ".xlsx": ".xls"}
#: Bytes that are enough to judge by.
HEAD = 512


class WrongContentType(Exception):  # noqa: N818 - a verdict on the answer, not a fault
    """The answer is no document, or not the one that was asked for."""


def extension(url: httpx.URL, content_type: str, head: bytes) -> str:
    """Return the suffix under which a body is archived.

    Args:
        url: the address that was asked for, not one redirected to.
        content_type: the header as the server sent it; may be empty.
        head: the first bytes of the body.

    Raises:
        WrongContentType: with the contradiction in words.
    """
    said_type = content_type.partition(";")[0].strip().lower()
    if said_type not in _SAID and said_type not in _SILENT:
        raise WrongContentType(f"the server says {said_type}, which is no document")
    suffix = PurePosixPath(url.path).suffix.lower()
    asked = suffix if suffix in _KIND else ""
    said = _SAID.get(said_type, "")
    if (
        asked
        and said
        and _KIND[asked] != _KIND[said]
        and not {_KIND[asked], _KIND[said]} <= _OFFICE
    ):
        raise WrongContentType(f"the server says {said_type} where the url says {asked}")
    seen = _seen(head)
    chosen = asked or said or _GUESS.get(seen, "")
    if not chosen:
        raise WrongContentType(f"the body looks like a {seen}")
    kind = _KIND[chosen]
    if seen != kind and {seen, kind} == _OFFICE:
        return _TWIN.get(chosen, chosen)
    if seen != kind and (seen, kind) != ("text", "HTML"):  # HTML can begin with anything
        raise WrongContentType(f"the body should be {kind} but looks like {seen}")
    return ".html" if chosen == ".htm" else chosen


def _seen(head: bytes) -> str:
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "HTML" if start.startswith(_HTML) else "text"
