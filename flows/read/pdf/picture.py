"""Pages as pictures: whole with boxes outlined, to check a reader of cells, or a piece of one.

A piece is made of strips of the page, so that what stands between them is not shown.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from struct import pack

import pypdfium2
import pypdfium2.raw as pdfium

from flows.read.blocks import Box
from flows.read.pdf import fonts

_PIXELS_A_POINT = 2.0
_LINE = 3  # pixels
_INSET = 2  # pixels: outlines of neighbours stay apart
_RGB = 2  # the kinds of pixel, in PNG
_PALETTE = 3

_PIECE_PIXELS_A_POINT = 1.5
_MOST_PIXELS = 1_400  # in width and in height
_BACKGROUND = 0.5  # of the page: a smaller picture may be a seal or a signature
_GREYS = 15
_MARK = 15  # in the palette, behind the greys
_MARK_COLOUR = 0xC0392B
_GAP = 8  # pixels between two strips
_SHEET_BYTES = 100_000
_SHEET_PIXELS_A_POINT = (1.5, 1.2, 0.9)  # the first that is small enough
_TO_GREY = bytes(round(level * (_GREYS - 1) / 255) for level in range(256))
_LEFT_HALF = bytes(level % 16 << 4 for level in range(256))


@dataclass(frozen=True, slots=True)
class Piece:
    """What is shown of a page: strips from left to right and from the top, in points.

    `black` is shown as nothing but ink, `mark` outlined.
    """

    x0: float
    x1: float
    strips: Sequence[tuple[float, float]]
    black: Sequence[Box]
    mark: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of a page in its place, in points: strips; the rest is left blank."""

    x0: float
    x1: float
    strips: Sequence[tuple[float, float]]
    black: Sequence[Box]

    @property
    def box(self) -> Box:
        """From where to where the picture goes."""
        return Box(self.x0, self.strips[0][0], self.x1, self.strips[-1][1])


def draw(data: bytes, number: int, outlines: Iterable[tuple[Box, int]]) -> bytes:
    """Return a page of a PDF as PNG.

    Args:
        data: the PDF.
        number: of the page, from 1.
        outlines: boxes in points from the top left, and the colour of each as 0xRRGGBB.

    Raises:
        LookupError: the document has no such page.
    """
    with _page(data, number) as page:
        bitmap = page.render(scale=_PIXELS_A_POINT, rev_byteorder=True)
        for box, colour in outlines:
            _outline(bitmap, box, colour)
        return _png(bitmap)


def pieces(data: bytes, number: int, wanted: Sequence[Piece]) -> list[bytes]:
    """Return pieces of a page of a PDF as small PNGs in grey, the outline red.

    Neither comments nor small pictures are shown, which may be anybody's signature.

    Raises:
        LookupError: the document has no such page.
        pypdfium2.PdfiumError: it cannot be drawn.
    """
    with _page(data, number) as page:
        rows, scale = _greys(page, _PIECE_PIXELS_A_POINT)
        return [_piece_png(rows, piece, scale) for piece in wanted]


def sheet(data: bytes, number: int, shown: Sheet) -> bytes:
    """Return the tables of a page of a PDF where they stand on it, as PNG in grey, 100 KB at most.

    As in a piece, neither comments nor small pictures are shown, nor what is between the strips.

    Raises:
        LookupError: the document has no such page.
        pypdfium2.PdfiumError: it cannot be drawn.
    """
    with _page(data, number) as page:
        for wanted in _SHEET_PIXELS_A_POINT:
            png = _sheet_png(*_greys(page, wanted), shown)
            if len(png) <= _SHEET_BYTES:
                break
        return png


def _greys(page: pypdfium2.PdfPage, wanted: float) -> tuple[list[bytes], float]:
    """Return the rows of a page, a level of grey a byte, and its pixels a point."""
    width, height = page.get_size()
    for picture in list(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=1)):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) < _BACKGROUND * width * height:
            page.remove_obj(picture)
    scale = min(wanted, _MOST_PIXELS / max(width, height))
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False)
    stride = bitmap.stride
    levels = bytes(bitmap.buffer).translate(_TO_GREY)
    return [
        levels[at : at + bitmap.width] for at in range(0, stride * bitmap.height, stride)
    ], scale


def _sheet_png(page: Sequence[bytes], scale: float, shown: Sheet) -> bytes:
    rows = list(map(bytearray, page))
    for box in shown.black:
        _fill(rows, _at(box, scale), 0)
    start, top, stop, bottom = _at(shown.box, scale)
    start, top = max(0, start), max(0, top)
    stop, bottom = min(len(page[0]), stop), min(len(page), bottom)
    blank = bytes([_GREYS - 1]) * (stop - start)
    lines = bytearray()
    for y in range(top, bottom):
        is_shown = any(
            round(above * scale) <= y < round(below * scale) for above, below in shown.strips
        )
        lines += b"\0" + _halves(bytes(rows[y][start:stop]) if is_shown else blank)
    greys = b"".join(bytes([level * 255 // (_GREYS - 1)] * 3) for level in range(_GREYS))
    return _file((stop - start, bottom - top, 4, _PALETTE), lines, (b"PLTE", greys))


@contextmanager
def _page(data: bytes, number: int) -> Iterator[pypdfium2.PdfPage]:
    fonts.install()
    document = pypdfium2.PdfDocument(data)
    try:
        if not 0 < number <= len(document):
            raise LookupError(f"there is no page {number}: the document has {len(document)}")
        yield document[number - 1]
    finally:
        document.close()


def _piece_png(page: Sequence[bytes], piece: Piece, scale: float) -> bytes:
    rows = list(map(bytearray, page))
    for box in piece.black:
        _fill(rows, _at(box, scale), 0)
    left, top, right, bottom = _at(piece.mark, scale)
    for side in (
        (left, top, right, top + _LINE),
        (left, bottom - _LINE, right, bottom),
        (left, top, left + _LINE, bottom),
        (right - _LINE, top, right, bottom),
    ):
        _fill(rows, side, _MARK)
    start, stop = max(0, round(piece.x0 * scale)), min(len(page[0]), round(piece.x1 * scale))
    width = stop - start
    shown: list[bytes] = []
    for above, below in piece.strips:
        if shown:
            shown += repeat(bytes([_GREYS - 1]) * width, _GAP)
        strip = rows[max(0, round(above * scale)) : max(0, round(below * scale))]
        shown += (bytes(row[start:stop]) for row in strip)
    greys = (level * 255 // (_GREYS - 1) for level in range(_GREYS))
    palette = b"".join(bytes([grey] * 3) for grey in greys) + _MARK_COLOUR.to_bytes(3)
    lines = b"".join(b"\0" + _halves(row) for row in shown)
    return _file((width, len(shown), 4, _PALETTE), lines, (b"PLTE", palette))


def _at(box: Box, scale: float) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(at * scale) for at in box)
    return left, top, right, bottom


def _fill(rows: Sequence[bytearray], place: tuple[int, int, int, int], level: int) -> None:
    left, top, right, bottom = place
    for row in rows[max(0, top) : max(0, bottom)]:
        first, last = (min(max(0, at), len(row)) for at in (left, right))
        row[first:last] = bytes([level]) * (last - first)


def _halves(row: bytes) -> bytes:
    """Return two pixels a byte."""
    row += b"\0" * (len(row) % 2)
    both = int.from_bytes(row[::2].translate(_LEFT_HALF)) | int.from_bytes(row[1::2])
    return both.to_bytes(len(row) // 2)


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
    return _file((width, height, 8, _RGB), rows)


def _file(
    header: tuple[int, int, int, int], rows: bytes | bytearray, *chunks: tuple[bytes, bytes]
) -> bytes:
    """Return a PNG of rows that begin with the number of their filter.

    Args:
        header: width, height, bits a sample, kind of pixel.
        rows: of pixels.
        chunks: that stand before them.
    """
    parts = (
        (b"IHDR", pack(">IIBBBBB", *header, 0, 0, 0)),
        *chunks,
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
