"""PDF: cells by the page's own rulings and the boxes of its characters, or by what is seen of it.

One page is open at a time. PDFium is not thread-safe: read in processes, never in threads.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from flows.read.pdf import fonts
from flows.read.pdf.joins import join
from flows.read.pdf.pages import Sheet, cut
from flows.read.pdf.scanned import Picture, look_at
from flows.read.types import Reading, Unreadable

_MOST_PAGES = 5_000
_END_WITHIN = 4_096  # bytes: some servers append a few of their own behind the end
_FEWEST_SCANNED = 2  # pages
_SCANNED_SHARE = 0.2  # of the pages: a cover or a chart may be a picture, the forms may not

#: Returns what is printed on each of so many pictures of pages.
Recognise = Callable[[Iterator[Picture], int], list[Sheet]]


def read_pdf(data: bytes, recognise: Recognise | None = None, remedy: str = "") -> Reading:
    """Cut a PDF into pages of tables and printed lines.

    Args:
        data: the file.
        recognise: reads pages that are pictures; None if nothing does.
        remedy: what to do about that.

    Raises:
        Unreadable: `encrypted`, `damaged`, `scanned`, `too_large` or `too_much_work`.
    """
    if b"%%EOF" not in data[-_END_WITHIN:]:
        raise Unreadable("damaged", "the PDF breaks off before its end: fetch it again")
    fonts.install()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            detail = "the PDF opens with a password only: ask its publisher for one without"
            raise Unreadable("encrypted", detail) from error
        raise Unreadable("damaged", f"PDFium cannot open it: {error}") from error
    try:
        if not 0 < len(document) <= _MOST_PAGES:
            reason = "too_large" if len(document) else "damaged"
            raise Unreadable(reason, f"the PDF has {len(document)} pages (at most {_MOST_PAGES})")
        with _uncollected():
            sheets = [_sheet(document, index) for index in range(len(document))]
        if recognise is None:
            _require_text(sheets, remedy)
            pictures = [number for number, sheet in enumerate(sheets, 1) if sheet.is_picture]
            return Reading(join(sheets), "application/pdf", "", unread_pages=pictures)
        seen = [index for index, sheet in enumerate(sheets) if sheet.is_picture or not sheet.placed]
        drawn = (_picture(document, index) for index in seen)
        for index, sheet in zip(seen, recognise(drawn, len(seen)), strict=True):
            sheets[index] = sheet
        if not any(sheet.placed for sheet in sheets):
            detail = f"{len(sheets)} pages hold no text, and none that can be recognised"
            raise Unreadable("scanned", detail)
        return Reading(join(sheets), "application/pdf", "", recognised_pages=len(seen))
    finally:
        document.close()


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise _damaged(document, index)
    try:
        return cut(page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _picture(document: pypdfium2.PdfDocument, index: int) -> Picture:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise _damaged(document, index) from error
    try:
        return look_at(page)
    finally:
        page.close()


def _damaged(document: pypdfium2.PdfDocument, index: int) -> Unreadable:
    return Unreadable("damaged", f"page {index + 1} of {len(document)} cannot be read")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: a page has none among its many thousands of tuples."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _require_text(sheets: Sequence[Sheet], remedy: str) -> None:
    count = len(sheets)
    pictures = sum(sheet.is_picture for sheet in sheets)
    is_scan = pictures >= _FEWEST_SCANNED and pictures >= _SCANNED_SHARE * count
    if is_scan or not any(sheet.placed for sheet in sheets):
        raise Unreadable(
            "scanned",
            f"{pictures if is_scan else count} of {count} pages hold no text, only its picture: "
            f"{remedy or 'recognise the text first (OCR)'}, "
            "or ask for the file it was printed from",
        )
