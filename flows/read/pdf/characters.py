"""The visible characters of a page, upright, and the printed lines that they form."""

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import pi
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from flows.read.blocks import Box
from flows.read.pdf.marks import Marks, Rect

_ANGLES_LOOKED_AT = 60
_SPACE = 0.45  # of the height of a line: a gap that is read as a blank
_WIDE_GAP = 2.2  # of the height: what is printed apart, like the department and the unit of money
_TOUCHING = 0.25  # of the size: a gap or an overlap of signs that were written as one
_ONE_LINE = 0.5  # of the height: by so much may the signs of one line stand higher or lower
_SAME_PLACE = 0.3  # of the size of a character: a second one so near is drawn to make it bold
_STRIPE = 16.0  # points: how high the stripes are in which drawn characters are looked up
_FLAT = 0.5  # of the sign before: what is lower may be ink alone
_ASCENT, _DESCENT = 0.88, -0.12  # of the size of Chinese fonts
_SOFT_HYPHEN = 2  # how PDFium marks a hyphen at the end of a line; here it is a sign of its own
_BLANKS = " \t\u00a0\u3000\u2002\u2003"
_MARGIN = 1.0


class Character(NamedTuple):
    """One character and its box; `y` counts from the top."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """The height at which the character stands."""
        return (self.y0 + self.y1) / 2


Run = list[Character]


@dataclass(frozen=True, slots=True)
class Frame:
    """How the content of a page lies: its visible part, and the turns that make it upright."""

    part: Rect
    turns: int  # quarters, clockwise

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page."""
        left, bottom, right, top = self.part
        width, height = right - left, top - bottom
        return (height, width) if self.turns % 2 else (width, height)

    def upright(self, rect: Rect) -> Box:
        """Return where a rectangle of the page's content lies on the upright page."""
        left, bottom, right, top = self.part
        x0, y0, x1, y1 = rect
        if not self.turns:
            return Box(x0 - left, top - y1, x1 - left, top - y0)
        if self.turns == 1:
            return Box(y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if self.turns == 2:  # noqa: PLR2004
            return Box(right - x1, y0 - bottom, right - x0, y1 - bottom)
        return Box(top - y1, right - x1, top - y0, right - x0)


class TextLine(NamedTuple):
    """The characters of one printed line, from left to right."""

    characters: Sequence[Character]
    box: Box

    @property
    def height(self) -> float:
        """The height of the line."""
        return self.box.y1 - self.box.y0

    def pieces(self) -> list["TextLine"]:
        """Return the parts of the line that wide gaps keep apart."""
        parts = _split(self.characters, _WIDE_GAP * self.height)
        return [line(part) for part in parts if _has_text(part)]

    def segments(self, gap: float) -> list["TextLine"]:
        """Return the parts of the line that a gap (of its height) or an overlap keeps apart."""
        parts = _split(self.characters, gap * self.height)
        return [
            line(run)
            for part in parts
            for run in _apart(part, _TOUCHING * self.height)
            if _has_text(run)
        ]

    def text(self) -> str:
        """Return what is printed, gaps as blanks."""
        printed = ""
        for part in _split(self.characters, _SPACE * self.height):
            printed += " " if printed and printed[-1] not in _BLANKS else ""
            printed += "".join(character.text for character in part)
        return printed.strip(_BLANKS)


def frame_of(page: Any, text_page: Any, count: int) -> Frame:
    """Return the visible part of a page and how most of its text is turned."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    step = max(1, count // _ANGLES_LOOKED_AT)
    angles: Counter[int] = Counter()
    for index in range(0, count, step):
        if pdfium.FPDFText_IsGenerated(text_page, index) == 0:
            angle = pdfium.FPDFText_GetCharAngle(text_page, index)
            angles[round(angle / (pi / 2)) % 4] += 1
    turned = angles.most_common(1)[0][0] if angles else pdfium.FPDFPage_GetRotation(page)
    turns = (4 - turned) % 4 if angles else turned
    return Frame((rect.left, rect.bottom, rect.right, rect.top), turns)


def visible(text_page: Any, count: int, frame: Frame, marks: Marks) -> tuple[list[Run], list[Run]]:
    """Return the characters that a reader of the page sees, in the order of the file, by runs.

    A run is what was written one sign beside the other. Texts across the page (watermarks) come
    apart from the others. Clips are looked up once a run: what touches shares them.
    """
    found: list[Run] = []
    across: list[Run] = []
    width, height = frame.size
    last: Character | None = None
    address = -1
    is_seen = is_slanted = False
    clip: Rect | None = None
    for text, rect, text_object in _characters(text_page, count):
        before, last = last, Character(text, *frame.upright(rect))
        goes_on = before is not None and _goes_on(before, last)
        own = ctypes.addressof(text_object.contents) if text_object else 0
        if own != address and own:
            is_seen = marks.is_seen(text_object, own)
            if is_seen and (not goes_on or clip is None or not _shows(rect, clip)):
                is_slanted = marks.is_slanted(text_object)
                clip = marks.clip(text_object, own)
        address = own
        if not is_seen or (clip is not None and not _shows(rect, clip)):
            continue
        x, y = (last.x0 + last.x1) / 2, (last.y0 + last.y1) / 2
        if not (-_MARGIN <= x <= width + _MARGIN and -_MARGIN <= y <= height + _MARGIN):
            continue
        runs = across if is_slanted else found
        if goes_on and runs and runs[-1][-1] is before:
            runs[-1].append(last)
        else:
            runs.append([last])
    return _once(found), across


def _characters(text_page: Any, count: int) -> Iterator[tuple[str, Rect, Any]]:
    """Yield the characters of the text layer, each with its box and its text object."""
    box = pdfium.FS_RECTF()
    get_object, get_code, get_box = (
        pdfium.FPDFText_GetTextObject,
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
    )
    high = ""
    height = 0.0
    for index in range(count):
        code = get_code(text_page, index)
        if code == _SOFT_HYPHEN:
            code = 0x2D
        if code < 0x20 or 0xFFFE <= code <= 0xFFFF:  # noqa: PLR2004 - control signs
            continue
        if code == 0x20 and pdfium.FPDFText_IsGenerated(text_page, index):  # noqa: PLR2004
            continue
        text = chr(code)
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - the first half of a rare character
            high = text
            continue
        if high:
            text = (high + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            high = ""
        if get_box(text_page, index, box):
            rect = (box.left, box.bottom, box.right, box.top)
            if rect[3] - rect[1] < _FLAT * height:
                rect = _whole(text_page, index, rect)
            height = rect[3] - rect[1]
            yield text, rect, get_object(text_page, index)


def _whole(text_page: Any, index: int, ink: Rect) -> Rect:
    """Return the box of a sign whose font has no height, so that its ink is all there is (一)."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    size = pdfium.FPDFText_GetFontSize(text_page, index) * matrix.d
    bottom, top = y.value + _DESCENT * size, y.value + _ASCENT * size
    if matrix.b or matrix.c or size <= 0 or not bottom <= ink[1] <= ink[3] <= top:
        return ink
    return ink[0], bottom, ink[2], top


def _shows(rect: Rect, clip: Rect) -> bool:
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    return clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3]


def _once(runs: Iterable[Run]) -> list[Run]:
    """Drop what was drawn a second time, in the same place, to make it bold."""
    found: list[Run] = []
    stripes: dict[int, list[Run]] = {}
    for run in runs:
        kept = run
        if _is_drawn(run[0], stripes) or _is_drawn(run[-1], stripes):
            kept = [character for character in run if not _is_drawn(character, stripes)]
        if kept:
            found.append(kept)
            stripes.setdefault(int(kept[0].y0 // _STRIPE), []).append(kept)
    return found


def _is_drawn(character: Character, stripes: dict[int, list[Run]]) -> bool:
    text, x0, y0, x1, y1 = character
    across, down = _SAME_PLACE * (x1 - x0), _SAME_PLACE * (y1 - y0)
    return any(
        other.text == text and abs(other.x0 - x0) < across and abs(other.y0 - y0) < down
        for stripe in {int((y0 - down) // _STRIPE), int((y0 + down) // _STRIPE)}
        for run in stripes.get(stripe, ())
        if run[0].x0 - across <= x0 <= run[-1].x1
        for other in run
    )


def _goes_on(last: Character, character: Character) -> bool:
    """Tell whether a sign was written beside the one before it."""
    size = min(last.y1 - last.y0, character.y1 - character.y0) * _TOUCHING
    return (
        -size <= character.x0 - last.x1 <= size
        and abs(character.y0 + character.y1 - last.y0 - last.y1) <= 2 * size
    )


def text_lines(runs: Iterable[Run]) -> list[TextLine]:
    """Return the printed lines that runs form, from the top.

    Runs are kept together: a text that sticks out over the next one is not mixed with it.
    """
    rows: list[list[Run]] = []
    middle = height = 0.0
    for run in sorted(runs, key=_middle):
        own_middle, own = _middle(run), run[0].y1 - run[0].y0
        if rows and abs(own_middle - middle) < _ONE_LINE * min(height, own):
            rows[-1].append(run)
            continue
        rows.append([run])
        middle, height = own_middle, own
    ordered = ([c for run in sorted(row, key=_start) for c in run] for row in rows)
    return [line(row) for row in ordered if _has_text(row)]


def _middle(run: Sequence[Character]) -> float:
    return run[0].middle


def _start(run: Sequence[Character]) -> float:
    return run[0].x0


def _has_text(row: Sequence[Character]) -> bool:
    return any(character.text not in _BLANKS for character in row)


def line(row: Sequence[Character]) -> TextLine:
    """Return characters as one line, in their order."""
    inked = [character for character in row if character.text not in _BLANKS] or row
    return TextLine(
        row,
        Box(
            inked[0].x0,
            min(character.y0 for character in inked),
            max(character.x1 for character in inked),
            max(character.y1 for character in inked),
        ),
    )


def _split(characters: Sequence[Character], gap: float) -> list[list[Character]]:
    """Cut a line where the ink pauses for longer than a gap; blanks count as no ink."""
    parts: list[list[Character]] = []
    end = -1e9
    for character in characters:
        if character.text in _BLANKS and parts:
            parts[-1].append(character)
            continue
        if not parts or character.x0 - end > gap:
            parts.append([])
        parts[-1].append(character)
        end = max(end, character.x1) if len(parts[-1]) > 1 else character.x1
    return parts


def _apart(characters: Sequence[Character], overlap: float) -> Iterator[list[Character]]:
    """Cut a line where a text begins before the one on its left has ended."""
    part: list[Character] = []
    for character in characters:
        if part and character.x0 < part[-1].x1 - overlap:
            yield part
            part = []
        part.append(character)
    if part:
        yield part
