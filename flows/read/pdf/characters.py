"""The visible characters of a page, upright, as the words that they form."""

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise, repeat
from math import pi
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from flows.read.pdf.lines import BLANKS, TOUCHING, Characters, Run, as_words
from flows.read.pdf.marks import EVERYWHERE, Marks, Rect
from flows.read.pdf.native import Flags, Floats, Handle, Room, flags, handle_of, quick

_ANGLES_LOOKED_AT = 60
_SAME_PLACE = 0.3  # of the size of a character: a second one so near is drawn to make it bold
_STRIPE = 16.0  # points: how high the stripes are in which drawn characters are looked up
_FLAT = 0.4  # of its width: what is lower may be ink alone
_ASCENT, _DESCENT = 0.88, -0.12  # of the size of Chinese fonts
_SOFT_HYPHEN = 2  # how PDFium marks a hyphen at the end of a line; here it is a sign of its own
_MARGIN = 1.0

_code = quick(pdfium.FPDFText_GetUnicode)
_angle = quick(pdfium.FPDFText_GetCharAngle)
_is_generated = quick(pdfium.FPDFText_IsGenerated)
_object = quick(pdfium.FPDFText_GetTextObject)
_box = quick(pdfium.FPDFText_GetLooseCharBox)
_boxes = Room(ctypes.c_float, 4)

Rects = tuple[Floats, Floats, Floats, Floats]
_Number = TypeVar("_Number", float, Floats)


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

    def upright(
        self, rect: tuple[_Number, _Number, _Number, _Number]
    ) -> tuple[_Number, _Number, _Number, _Number]:
        """Return where rectangles of the page's content lie on the upright page."""
        left, bottom, right, top = self.part
        x0, y0, x1, y1 = rect
        if not self.turns:
            return (x0 - left, top - y1, x1 - left, top - y0)
        if self.turns == 1:
            return (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if self.turns == 2:  # noqa: PLR2004
            return (right - x1, y0 - bottom, right - x0, y1 - bottom)
        return (top - y1, right - x1, top - y0, right - x0)


class Layer(NamedTuple):
    """The characters of a text layer, their boxes, and their text objects (0: none).

    `turned` are the quarters, against the clock, by which most of them are turned; None if there
    are none.
    """

    texts: Sequence[str]
    rects: Rects
    objects: NDArray[np.int64]
    turned: int | None


def frame_of(page: Any, layer: Layer) -> Frame:
    """Return the visible part of a page and how most of its text is turned."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    part = (rect.left, rect.bottom, rect.right, rect.top)
    if layer.turned is None:
        return Frame(part, pdfium.FPDFPage_GetRotation(page))
    return Frame(part, (4 - layer.turned) % 4)


def visible(layer: Layer, frame: Frame, marks: Marks) -> tuple[list[Run], list[Run]]:
    """Return the characters that a reader of the page sees, in the order of the file, by runs.

    A run is what was written one sign beside the other. Texts across the page (watermarks) come
    apart from the others.
    """
    texts, rects, objects, _ = layer
    if not texts:
        return [], []
    x0, y0, x1, y1 = upright = frame.upright(rects)
    goes_on = _goes_on(*upright)
    is_shown, is_slanted = _shown(rects, objects, goes_on, marks)
    width, height = frame.size
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    is_shown &= (x >= -_MARGIN) & (x <= width + _MARGIN)
    is_shown &= (y >= -_MARGIN) & (y <= height + _MARGIN)
    is_cut = ~goes_on | ~is_shown
    is_cut[1:] |= ~is_shown[:-1] | (is_slanted[1:] != is_slanted[:-1])
    is_blank = flags(map(BLANKS.__contains__, texts))
    begins = is_cut | is_blank
    begins[1:] |= is_blank[:-1]
    starts = np.flatnonzero(begins)
    words = as_words(
        ["".join(texts[start:end]) for start, end in _spans(starts, len(texts))],
        x0[starts].tolist(),
        np.minimum.reduceat(y0, starts).tolist(),
        np.maximum.reduceat(x1, starts).tolist(),
        np.maximum.reduceat(y1, starts).tolist(),
    )
    page = Characters(texts, *(side.tolist() for side in upright))
    found: list[Run] = []
    across: list[Run] = []
    cuts = np.flatnonzero(is_cut)
    in_words = _spans(np.searchsorted(starts, cuts), len(words))
    for (start, end), (first, last) in zip(_spans(cuts, len(texts)), in_words, strict=True):
        if is_shown[start]:
            run = Run(page, range(start, end), words[first:last])
            (across if is_slanted[start] else found).append(run)
    return _once(found), across


def _spans(starts: NDArray[np.intp], end: int) -> Iterator[tuple[int, int]]:
    return pairwise([*starts.tolist(), end])


def layer_of(text_page: Any) -> Layer:
    """Return the characters of a text layer, in the order of the file."""
    place, count = handle_of(text_page), pdfium.FPDFText_CountChars(text_page)
    codes = _codes(text_page, place, count)
    codes[codes == _SOFT_HYPHEN] = 0x2D
    is_sign = (codes >= 0x20) & ((codes < 0xFFFE) | (codes > 0xFFFF))  # noqa: PLR2004 - control signs
    blanks = np.flatnonzero(codes == 0x20)  # noqa: PLR2004
    is_sign[blanks] = ~flags(map(_is_generated, repeat(place), blanks.tolist()))
    indices = np.flatnonzero(is_sign)
    codes, count = codes[indices], len(indices)
    looked_at = indices[:: max(1, count // _ANGLES_LOOKED_AT)].tolist()
    angles = list(map(_angle, repeat(place), looked_at))
    quarters = {angle: round(angle / (pi / 2)) % 4 for angle in set(angles)}
    turned = Counter(quarters[angle] for angle in angles).most_common(1)
    is_half = (codes >= 0xD800) & (codes < 0xDC00)  # noqa: PLR2004 - the first of a rare character
    has_box, boxes = _boxes.ask(_box, count, repeat(place), indices.tolist())
    is_whole = has_box & ~is_half
    texts = list(codes.tobytes().decode("utf-32-le", "surrogatepass"))
    for index in np.flatnonzero(is_half[:-1] & ~is_half[1:]).tolist():
        both = texts[index] + texts[index + 1]
        texts[index + 1] = both.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not is_whole.all():
        indices, boxes = indices[is_whole], boxes[is_whole]
        texts = list(compress(texts, is_whole.tolist()))
    left, top, right, bottom = boxes.T.astype(np.float64)
    for index in np.flatnonzero(top - bottom < _FLAT * (right - left)).tolist():
        bottom[index], top[index] = _height(
            text_page, int(indices[index]), bottom[index], top[index]
        )
    objects = list(map(_object, repeat(place), indices.tolist()))
    return Layer(
        texts,
        (left, bottom, right, top),
        np.array(objects, np.int64),
        turned[0][0] if turned else None,
    )


def _height(text_page: Any, index: int, bottom: float, top: float) -> tuple[float, float]:
    """Return from where to where a sign goes whose font has no height, only its ink (一)."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    size = pdfium.FPDFText_GetFontSize(text_page, index) * matrix.d
    whole = y.value + _DESCENT * size, y.value + _ASCENT * size
    is_upright = not (matrix.b or matrix.c) and size > 0
    return whole if is_upright and whole[0] <= bottom <= top <= whole[1] else (bottom, top)


def _codes(text_page: Any, place: Handle, count: int) -> NDArray[np.uint32]:
    """Return the code of each character: those of the whole text, if it has one for each.

    They are asked for one by one if any is a part of a character or stands for something else.
    """
    text = (ctypes.c_ushort * (count + 1))()
    length = pdfium.FPDFText_GetText(text_page, 0, count, text) - 1
    codes: NDArray[np.uint32] = np.array(memoryview(text)[:count], np.uint32)
    is_half = (codes >= 0xD800) & (codes < 0xE000)  # noqa: PLR2004
    is_other = (codes == _SOFT_HYPHEN) | (codes >= 0xFFFE)  # noqa: PLR2004
    if length == count and not (is_half | is_other).any():
        return codes
    return np.array(list(map(_code, repeat(place), range(count))), np.uint32)


def _shown(
    rects: Rects, objects: NDArray[np.int64], goes_on: Flags, marks: Marks
) -> tuple[Flags, Flags]:
    """Tell which characters are painted and not clipped away, and which lie across the page.

    Clips are looked up once a run, for what touches shares them; but where a run has none, or
    leaves it, each of its texts is asked.
    """
    is_first = objects != 0
    is_first[1:] &= objects[1:] != objects[:-1]
    texts = objects[is_first]
    x, y = (rects[0] + rects[2]) / 2, (rects[1] + rects[3]) / 2
    xs, ys = x[is_first], y[is_first]
    is_seen = marks.seen(texts.tolist())
    is_asked = is_seen & ~goes_on[is_first]
    clips = np.full((len(texts) + 1, 4), EVERYWHERE)  # the last one: of what belongs to no text
    clips[:-1][is_asked] = marks.clips(texts[is_asked].tolist())
    leaders = _last(is_asked)
    left, bottom, right, top = clips[leaders].T
    is_within = (left <= xs) & (xs <= right) & (bottom <= ys) & (ys <= top) & (left > EVERYWHERE[0])
    is_lost = is_seen & ~is_asked & ~is_within
    if is_lost.any():
        is_left = is_seen & ~is_asked & np.isin(leaders, leaders[is_lost])
        clips[:-1][is_left] = marks.clips(texts[is_left].tolist())
        is_asked |= is_left
        leaders = _last(is_asked)
    is_slanted = np.zeros(len(texts) + 1, np.bool_)
    is_slanted[:-1][is_asked] = marks.slanted(texts[is_asked].tolist())
    owners = is_first.cumsum() - 1
    leaders = np.append(leaders, -1)[owners]
    left, bottom, right, top = clips[leaders].T
    is_shown = np.append(is_seen, [False])[owners]
    is_shown &= (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    return is_shown, is_slanted[leaders]


def _last(found: Flags) -> NDArray[np.intp]:
    """Return for each place where the last one that was found is, -1 for none."""
    return np.maximum.accumulate(np.where(found, np.arange(len(found)), -1))


def _goes_on(x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Flags:
    """Tell which signs were written beside the one before them."""
    height = y1 - y0
    room = np.minimum(height[:-1], height[1:]) * TOUCHING
    apart = x0[1:] - x1[:-1]
    higher = y0[1:] + y1[1:] - y0[:-1] - y1[:-1]
    found = np.zeros(len(x0), np.bool_)
    found[1:] = (-room <= apart) & (apart <= room) & (np.abs(higher) <= 2 * room)
    return found


def _once(runs: Iterable[Run]) -> list[Run]:
    """Drop what was drawn a second time, in the same place, to make it bold."""
    found: list[Run] = []
    stripes: dict[int, list[tuple[float, float, Run]]] = {}
    for run in runs:
        page, indices, _ = kept = run
        first, last = indices[0], indices[-1]
        if _is_drawn(page, first, stripes) or (last != first and _is_drawn(page, last, stripes)):
            rest = [index for index in indices if not _is_drawn(page, index, stripes)]
            if not rest:
                continue
            kept = run.part(rest)
            first, last = rest[0], rest[-1]
        found.append(kept)
        stripe = stripes.setdefault(int(page.y0[first] // _STRIPE), [])
        stripe.append((page.x0[first], page.x1[last], kept))
    return found


def _is_drawn(
    page: Characters, index: int, stripes: dict[int, list[tuple[float, float, Run]]]
) -> bool:
    texts, xs, ys, ends, feet = page
    text, x0, y0 = texts[index], xs[index], ys[index]
    across, down = _SAME_PLACE * (ends[index] - x0), _SAME_PLACE * (feet[index] - y0)
    upper, lower = int((y0 - down) // _STRIPE), int((y0 + down) // _STRIPE)
    for stripe in (upper, lower) if lower != upper else (upper,):
        for start, end, run in stripes.get(stripe, ()):
            if start - across <= x0 <= end:
                for other in run.indices:
                    if (
                        texts[other] == text
                        and abs(xs[other] - x0) < across
                        and abs(ys[other] - y0) < down
                    ):
                        return True
    return False
