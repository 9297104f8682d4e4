"""One spelling for characters that look alike: a text as it is matched, beside the one printed.

Fonts and converters leave Kangxi radicals for Han characters, vertical and small forms for signs,
and characters that nobody sees. `fold` undoes that and nothing else: full-width letters, ①, ㎡ and
the ideographic space are left to the patterns and dictionaries, which know them. It neither makes
nor drops a TAB or a newline, so that a folded line has the fields of the printed one.
"""

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["fold", "folded"]

#: U+2E80 to U+2EF2, of which Unicode decomposes but two: its table EquivalentUnifiedIdeograph.
_RADICALS = (
    "　厂乛乚乙亻冂　刀刂卜㔾小小兀尣尢　巳幺彑彐忄㣺扌攵　旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹"
    "糹纟罓罒罓罓网羊羊羊耂肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食食"
    "飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀"
)
#: Radicals whose decomposition is another shape of what mainland texts write.
_SHAPES = {"⼾": "户", "⾭": "青", "⿈": "黄"}
#: Kangxi radicals; compatibility ideographs; vertical and small forms; ⑴ ⒈ ㈠.
_DECOMPOSED = (
    (0x2E9F, 0x2E9F),
    (0x2EF3, 0x2EF3),
    (0x2F00, 0x2FD5),
    (0xF900, 0xFAD9),
    (0x2F800, 0x2FA1D),
    (0xFE10, 0xFE19),
    (0xFE30, 0xFE48),
    (0xFE50, 0xFE6B),
    (0x2474, 0x249B),
    (0x3220, 0x3229),
)
#: Blanks of other widths, and what ends a line or a page elsewhere.
_BLANKS = (
    *((0x0B, 0x0C), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F)),
)
#: Controls, soft hyphens, joiners, marks of direction and of the byte order, variation selectors.
_UNSEEN = (
    *((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F)),
    *((0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F)),
    *((0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0xE0000, 0xE0FFF)),
)


def _codes(*ranges: tuple[int, int]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


_TABLE: dict[int, str | None] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in _codes(*_DECOMPOSED)},
    **{code: radical for code, radical in enumerate(_RADICALS, 0x2E80) if radical != "　"},
    **{ord(radical): shape for radical, shape in _SHAPES.items()},
    **dict.fromkeys(_codes(*_BLANKS), " "),
    **dict.fromkeys(_codes(*_UNSEEN)),
}
_BEYOND = "\U00010000"  # from here on a set of characters is slow to search for
_NEAR = "".join(re.escape(sign) for sign in map(chr, _TABLE) if sign < _BEYOND)
#: Thirty times as fast as the table, and most texts hold none.
_SUSPECT = re.compile(f"[{_NEAR}{_BEYOND}-\U0010ffff]")


def fold(text: str) -> str:
    """Return a text with one spelling for characters that look alike, without unseen ones."""
    return text.translate(_TABLE) if _SUSPECT.search(text) else text


def folded(text: str) -> str | None:
    """Return a text folded, or None where that changes nothing."""
    other = fold(text)
    return None if other == text else other
