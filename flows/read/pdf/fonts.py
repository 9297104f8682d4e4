"""A stand-in for Chinese fonts that a PDF names, does not embed, and this machine lacks.

PDFium takes a text whose glyphs have no extent for none: without a font, a sign alone in its cell
and every text of a turned page would be lost. The stand-in has a full square for every character.
"""

import ctypes
import re
from itertools import pairwise
from struct import pack
from typing import Any

import pypdfium2

_CHINESE = (134, 136, 128, 129)  # Windows character sets: GB 2312, Big5, Japanese, Korean
_CHINESE_NAME = re.compile(
    rb"sim|song|sun|hei|kai|fang|ming|li ?shu|gb|noto ?(?:sans|serif) ?(?:cjk|sc)|[\x80-\xff]",
    re.IGNORECASE,
)
_EM, _ASCENT, _DESCENT = 1000, 880, -120
_HANDLE = 0x5157  # how PDFium names the stand-in when it asks for its data


def stand_in() -> bytes:
    """Return a TrueType font in which every character is a rectangle within its advance."""
    narrow, wide = _rectangle(20, 220), _rectangle(20, _EM - 20)
    groups = pack(">IIIIII", 0x21, 0x2E7F, 1, 0x2E80, 0x10FFFF, 2)
    cmap = pack(">HHHHI", 0, 1, 3, 10, 12) + pack(">HHIII", 13, 0, 16 + len(groups), 0, 2) + groups
    tables = {
        b"OS/2": pack(
            ">HhHHHhhhhhhhhhhh10sIIII4sHHHhhhHHII", 4, _EM, 400, 5, 0, *[0] * 10, 0, b"\0" * 10,
            1, 1 << 27, 0, 0, b"none", 64, 0x20, 0xFFFF, _ASCENT, _DESCENT, 0, _ASCENT,
            -_DESCENT, 1 << 18, 0,
        ),
        b"cmap": cmap,
        b"glyf": narrow + wide,
        b"head": pack(
            ">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM, 0, 0,
            0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0,
        ),
        b"hhea": pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 1, *[0] * 7, 1
        ),
        b"hmtx": pack(">Hhhh", _EM, 0, 0, 0),
        b"loca": pack(">IIII", 0, 0, len(narrow), len(narrow + wide)),
        b"maxp": pack(">IHHHHHHHHHHHHHH", 0x10000, 3, 4, 1, 0, 0, 1, *[0] * 8),
        b"name": pack(">HHH", 0, 0, 6),
        b"post": pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }  # fmt: skip
    data = pack(">IHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128)
    offset = len(data) + 16 * len(tables)
    body = b""
    for tag, table in tables.items():
        data += pack(">4sIII", tag, 0, offset + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return data + body


def _rectangle(left: int, right: int) -> bytes:
    """Return a glyph of one contour, its points on the curve, each from the one before."""
    glyph = pack(">hhhhhHH", 1, left, _DESCENT, right, _ASCENT, 3, 0) + b"\x01" * 4
    for axis in ((left, left, right, right), (_DESCENT, _ASCENT, _ASCENT, _DESCENT)):
        glyph += b"".join(pack(">h", at - last) for last, at in pairwise((0, *axis)))
    return glyph


class _Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]
    """The fonts of this machine, and the stand-in where a Chinese one is missing."""

    data = stand_in()

    def MapFont(  # noqa: N802, PLR0913, PLR0917 - named by PDFium
        self, _: Any, weight: int, is_italic: int, charset: int, pitch: int, face: Any, exact: Any
    ) -> Any:
        found = self.default.MapFont(self.default, weight, is_italic, charset, pitch, face, exact)
        name = ctypes.cast(face, ctypes.c_char_p).value or b""
        is_chinese = charset in _CHINESE or _CHINESE_NAME.search(name)
        return found or (_HANDLE if is_chinese else None)

    def GetFontData(  # noqa: N802
        self, _: Any, font: Any, table: int, buffer: Any, size: int
    ) -> int:
        if font != _HANDLE:
            return int(self.default.GetFontData(self.default, font, table, buffer, size))
        if table:
            return 0
        if buffer and size >= len(self.data):
            ctypes.memmove(buffer, self.data, len(self.data))
        return len(self.data)

    def GetFaceName(self, _: Any, font: Any, buffer: Any, size: int) -> int:  # noqa: N802
        if font != _HANDLE:
            return int(self.default.GetFaceName(self.default, font, buffer, size))
        return 0

    def GetFontCharset(self, _: Any, font: Any) -> int:  # noqa: N802
        if font != _HANDLE:
            return int(self.default.GetFontCharset(self.default, font))
        return _CHINESE[0]

    def DeleteFont(self, _: Any, font: Any) -> None:  # noqa: N802
        if font != _HANDLE:
            self.default.DeleteFont(self.default, font)


def install() -> None:
    """Let PDFium find a font for Chinese text, in this process."""
    if pypdfium2.PdfSysfontBase.SINGLETON is None:
        _Fonts().setup()
