"""PDF with a text layer: cells by the page's own rulings and the boxes of its characters.

One page is open at a time. PDFium is not thread-safe: read in processes, never in threads.
"""

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from flows.read.pdf import fonts
from flows.read.pdf.joins import join
from flows.read.pdf.pages import Sheet, cut
from flows.read.types import Reading, Unreadable

_MOST_PAGES = 5_000
_END_WITHIN = 4_096  # bytes: some servers append a few of their own behind the end
_FEWEST_SCANNED = 2  # pages
_SCANNED_SHARE = 0.2  # of the pages: a cover or a chart may be a picture, the forms may not


def read_pdf(data: bytes) -> Reading:
    """Cut a PDF into pages of tables and printed lines.

    Raises:
        Unreadable: `encrypted`, `damaged`, `scanned` or `too_large`.
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
        return Reading(join(_sheets(document)), "application/pdf", "")
    finally:
        document.close()


def _sheets(document: pypdfium2.PdfDocument) -> Iterator[Sheet]:
    count = len(document)
    pictures = blanks = 0
    for number in range(count):
        try:
            page = document[number]
        except pypdfium2.PdfiumError as error:
            raise Unreadable("damaged", f"page {number + 1} of {count} cannot be read") from error
        try:
            sheet = cut(page)
        finally:
            page.close()
        pictures += sheet.is_picture
        blanks += not sheet.placed
        yield sheet
    is_scan = pictures >= _FEWEST_SCANNED and pictures >= _SCANNED_SHARE * count
    if is_scan or blanks == count:
        raise Unreadable(
            "scanned",
            f"{pictures if is_scan else count} of {count} pages hold no text, only its picture: "
            "recognise the text first (OCR), or ask for the file it was printed from",
        )
