"""Which format a file is of: by its bytes, and by its name where they do not say."""

import codecs
import re
from collections.abc import Callable, Mapping

from flows.read.containers import container_kind
from flows.read.types import Reading, Unreadable
from flows.settings import Limits, recognises_text

_HEAD = 1_024  # bytes: some files carry a line of a server before their own
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")  # and JPEG, TIFF
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_MHT = re.compile(rb"^(?:MIME-Version:|Content-Type:\s*multipart/related)", re.I | re.M)
_CONVERT = "convert it to PDF or DOCX"
#: Formats that are known and not read, by what their bytes begin with.
_FOREIGN = (
    (b"{\\rtf", "an RTF file", "save it as DOCX or PDF"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it, or pack its files as ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, or pack its files as ZIP"),
)
_OLD = {".doc": "a Word file of before 2007", ".wps": "a WPS text", ".et": "a WPS spreadsheet"}
_NAMED = {
    **dict.fromkeys((".txt", ".tsv"), "text"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "html"),
    **dict.fromkeys((".mht", ".mhtml"), "mht"),
    ".pdf": "pdf",
}
_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}
_CONTAINERS = {".xlsx", ".xlsm", ".docx", ".docm", ".zip", ".ofd"}
#: What files are called that are read.
SUFFIXES = frozenset({*_NAMED, *_CONTAINERS, *_PICTURES, ".xls"} - {".ofd"})


def format_of(suffix: str, data: bytes) -> str:  # noqa: PLR0911 - a list of cases
    """Return the name of a format that is read.

    Raises:
        Unreadable: `unsupported_format`, `encrypted` or `damaged`, with what to do.
    """
    head = data[:_HEAD]
    if head.startswith(_ZIP) and (suffix not in _NAMED or container_kind(data)):
        return _in_container(data)
    if head.startswith(_OLE):
        return _in_compound(suffix, data)
    if b"%PDF-" in head:
        return "pdf"
    text = _as_ascii(head)
    if head.startswith(_IMAGES):
        return "image"
    if _HTML.match(text):
        return "html"
    if _MHT.search(text) and b"multipart/" in data[: 64 * _HEAD]:
        return "mht"
    for signature, what, remedy in _FOREIGN:
        if head.startswith(signature):
            raise Unreadable("unsupported_format", f"it is {what}: {remedy}")
    return _by_name(suffix, data)


def _in_container(data: bytes) -> str:
    match container_kind(data):
        case None:
            raise Unreadable("damaged", "its container breaks off before its end: fetch it again")
        case "xlsx" | "docx" as found:
            return found
        case "ofd":
            raise Unreadable("unsupported_format", f"it is an OFD file: {_CONVERT}")
        case "zip":
            raise Unreadable("nested_archive", "it is an archive within an archive: unpack it")
    raise Unreadable("unsupported_format", f"it is an office file of another kind: {_CONVERT}")


def _in_compound(suffix: str, data: bytes) -> str:
    """Tell what an office file of before 2007 holds, by the names of its streams."""
    if _stream("EncryptedPackage") in data:
        detail = "it opens with a password only: ask its publisher for one without"
        raise Unreadable("encrypted", detail)
    is_book = _stream("Workbook") in data or _stream("Book") in data
    if is_book and suffix not in _OLD:
        return "xls"
    what = _OLD.get(suffix, "an office file of before 2007")
    raise Unreadable("unsupported_format", f"it is {what}: {_CONVERT}")


def _stream(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


def _as_ascii(head: bytes) -> bytes:
    """Return the beginning of a file as its markup reads, in UTF-16, too."""
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"")


def _by_name(suffix: str, data: bytes) -> str:
    if suffix in _NAMED:
        return _NAMED[suffix]
    if suffix in _CONTAINERS | _PICTURES:
        raise Unreadable("damaged", f"it is named {suffix} and is none: fetch it again")
    if suffix == ".xls" and b"\t" in data:
        return "text"  # what some programs call a workbook
    if suffix in _OLD:
        raise Unreadable("unsupported_format", f"it is {_OLD[suffix]}: {_CONVERT}")
    known = " ".join(sorted(SUFFIXES))
    raise Unreadable("unsupported_format", f"no reader for {suffix!r} files (have {known})")


def _text(data: bytes, _: Limits) -> Reading:
    from flows.read.text import read_text

    return read_text(data)


def _markdown(data: bytes, limits: Limits) -> Reading:
    from flows.read.markdown import read_markdown

    return read_markdown(data, limits)


def _pdf(data: bytes, limits: Limits) -> Reading:
    from flows.read import scan
    from flows.read.pdf import read_pdf

    if not recognises_text():
        return read_pdf(data, None, scan.INSTALL)
    return read_pdf(data, lambda pictures, count: scan.recognise(pictures, count, limits))


def _image(data: bytes, limits: Limits) -> Reading:
    from flows.read.scan.image import read_image

    return read_image(data, limits)


def _html(data: bytes, limits: Limits) -> Reading:
    from flows.read.html import read_html

    return read_html(data, limits)


def _mht(data: bytes, limits: Limits) -> Reading:
    from flows.read.mht import read_mht

    return read_mht(data, limits)


def _xlsx(data: bytes, limits: Limits) -> Reading:
    from flows.read.office.xlsx import read_xlsx

    return read_xlsx(data, limits)


def _xls(data: bytes, limits: Limits) -> Reading:
    from flows.read.office.xls import read_xls

    return read_xls(data, limits)


def _docx(data: bytes, limits: Limits) -> Reading:
    from flows.read.office.docx import read_docx

    return read_docx(data, limits)


#: Each is imported when the first file of its format comes.
READERS: Mapping[str, Callable[[bytes, Limits], Reading]] = {
    "text": _text,
    "markdown": _markdown,
    "pdf": _pdf,
    "image": _image,
    "html": _html,
    "mht": _mht,
    "xlsx": _xlsx,
    "xls": _xls,
    "docx": _docx,
}
