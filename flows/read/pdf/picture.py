"""Pages as pictures, with boxes outlined: what a reader of cells has to be checked against."""

import zlib
from collections.abc import Iterable
from struct import pack

import pypdfium2
import pypdfium2.raw as pdfium

from flows.read.blocks import Box

_PIXELS_A_POINT = 2.0
_LINE = 3  # pixels
_INSET = 2  # pixels: outlines of neighbours stay apart
_RGB = 2  # the kind of pixel, in PNG


def draw(data: bytes, number: int, outlines: Iterable[tuple[Box, int]]) -> bytes:
    """Return a page of a PDF as PNG.

    Args:
        data: the PDF.
        number: of the page, from 1.
        outlines: boxes in points from the top left, and the colour of each as 0xRRGGBB.

    Raises:
        LookupError: the document has no such page.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        if not 0 < number <= len(document):
            raise LookupError(f"there is no page {number}: the document has {len(document)}")
        bitmap = document[number - 1].render(scale=_PIXELS_A_POINT, rev_byteorder=True)
        for box, colour in outlines:
            _outline(bitmap, box, colour)
        return _png(bitmap)
    finally:
        document.close()


def _outline(bitmap: pypdfium2.PdfBitmap, box: Box, colour: int) -> None:
    left, top = (round(at * _PIXELS_A_POINT) + _INSET for at in box[:2])
    right, bottom = (round(at * _PIXELS_A_POINT) - _INSET for at in box[2:])
    red, green, blue = colour >> 16, colour >> 8 & 0xFF, colour & 0xFF
    argb = 0xFF000000 | blue << 16 | green << 8 | red  # the bytes are in the order of PNG
    for x, y, width, height in (
        (left, top, right - left, _LINE),
        (left, bottom - _LINE, right - left, _LINE),
        (left, top, _LINE, bottom - top),
        (right - _LINE, top, _LINE, bottom - top),
    ):
        pdfium.FPDFBitmap_FillRect(bitmap, x, y, max(width, 1), max(height, 1), argb)


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    width, height, channels = bitmap.width, bitmap.height, bitmap.n_channels
    pixels = memoryview(bitmap.buffer).cast("B")
    rows = bytearray()
    for y in range(height):
        row = bytes(pixels[y * bitmap.stride : y * bitmap.stride + width * channels])
        rows.append(0)  # no filter
        if channels == 3:  # noqa: PLR2004 - RGB
            rows += row
        else:
            rgb = bytearray(3 * width)
            for channel in range(3):
                rgb[channel::3] = row[min(channel, channels - 1) :: channels]
            rows += rgb
    header = pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
