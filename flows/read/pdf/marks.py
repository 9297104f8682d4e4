"""What a page draws: its rulings, and which of its texts nobody sees.

A ruling is a drawn line or a filled rectangle thinner than `_THICKEST`; white ones are padding
or erase something. Coordinates are those of the page's content, origin bottom left.
"""

import ctypes
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

Rect = tuple[float, float, float, float]  # left, bottom, right, top
Matrix = tuple[float, float, float, float, float, float]

_THICKEST = 2.0  # points: anything thicker is an area
_THICKEST_STROKE = 4.0
_LEVEL = 1.0  # a line may rise by so much from end to end
_WHITE = 250  # of 255, in every colour
_OPAQUE = 250
_SMALLEST_COVER = 6.0  # points: what is less high hides no line of text
_SLANTED = 0.01  # of the other way: the square of the slope
_DEEPEST_FORM = 8
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_RECTANGLE = (4, 5)  # segments
_FARTHEST = 20_000.0  # points from the origin: the largest page that PDF allows, and more
_EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)


class Marks:
    """What the objects of an open page amount to, in the order in which they are painted.

    Attributes:
        rulings: rectangles without a width or without a height.
        pictures: how much of the page pictures cover, in square points.
    """

    def __init__(self, page: Any) -> None:
        self.rulings: list[Rect] = []
        self.pictures = 0.0
        self._page = page
        self._ints = [ctypes.c_uint() for _ in range(4)]
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._matrix = pdfium.FS_MATRIX()
        self._clips: dict[tuple[int, Rect], Rect] = {}
        self._texts = 0
        self._inner: dict[int, Matrix] = {}  # of texts within forms, by address
        self._covers: list[tuple[int, Rect]] = []  # how many texts lie below, and where
        self._dark_areas: list[Rect] = []
        self._walk(_objects(page), None, 0)

    def is_seen(self, text: Any, address: int) -> bool:
        """Tell whether a text object is painted, in another colour than what is below, and last."""
        if pdfium.FPDFTextObj_GetTextRenderMode(text) in _INVISIBLE:
            return False
        is_white, _ = self._fill(text)
        if not is_white and not self._covers:
            return True
        bounds = self._bounds(text, self._inner.get(address))
        if is_white:
            x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
            if not any(a[0] <= x <= a[2] and a[1] <= y <= a[3] for a in self._dark_areas):
                return False
        order = self._orders.get(address, self._texts)
        left, bottom, right, top = bounds
        return not any(
            area[1] <= bottom and area[3] >= top and area[0] <= left and area[2] >= right
            for below, area in self._covers
            if below > order
        )

    def is_slanted(self, text: Any) -> bool:
        """Tell a text across the page from one that is level, upright, or merely italic."""
        own = self._matrix
        pdfium.FPDFPageObj_GetMatrix(text, own)
        level, upright = abs(own.a * own.d), abs(own.b * own.c)
        return bool(min(level, upright) > _SLANTED * max(level, upright))

    def clip(self, text: Any, address: int) -> Rect | None:
        """Return the part of the page where a text object shows, None if that is everywhere."""
        return self._clip(text, self._inner.get(address))

    @cached_property
    def _orders(self) -> dict[int, int]:
        """How many texts are painted before each text of the page itself."""
        texts = (
            item
            for item in _objects(self._page)
            if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT
        )
        return {ctypes.addressof(item.contents): order for order, item in enumerate(texts)}

    def _walk(self, objects: Iterator[Any], matrix: Matrix | None, depth: int) -> None:
        for item in objects:
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._texts += matrix is None
                if matrix is not None:
                    self._inner[ctypes.addressof(item.contents)] = matrix
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                left, bottom, right, top = self._bounds(item, matrix)
                self.pictures += (right - left) * (top - bottom)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                inner = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(item, inner)
                own = (inner.a, inner.b, inner.c, inner.d, inner.e, inner.f)
                count = pdfium.FPDFFormObj_CountObjects(item)
                self._walk(
                    (pdfium.FPDFFormObj_GetObject(item, i) for i in range(count)),
                    _times(own, matrix),
                    depth + 1,
                )

    def _path(self, item: Any, matrix: Matrix | None) -> None:
        mode, is_stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, mode, is_stroked)
        is_filled = mode.value != pdfium.FPDF_FILLMODE_NONE
        if not is_filled and not is_stroked.value:
            return
        bounds = self._bounds(item, matrix)
        if is_stroked.value:
            self._stroke(item, matrix)
        if not is_filled:
            return
        is_white, is_opaque = self._fill(item)
        if is_white:
            if is_opaque and self._texts and min(*_size(bounds)) >= _SMALLEST_COVER:
                self._covers.append((self._texts, bounds))
            return
        if min(*_size(bounds)) < _THICKEST:
            self._rule(bounds, item, matrix)
            return
        if pdfium.FPDFPath_CountSegments(item) > 5:  # noqa: PLR2004 - several rectangles at once
            parts = [_around(part) for part in self._subpaths(item, matrix)]
            for part in parts:
                if min(*_size(part)) < _THICKEST:
                    self._rule(part, item, matrix)
                else:
                    self._dark_areas.append(part)
        else:
            self._dark_areas.append(bounds)

    def _stroke(self, item: Any, matrix: Matrix | None) -> None:
        red, green, blue, alpha = self._ints
        pdfium.FPDFPageObj_GetStrokeColor(item, red, green, blue, alpha)
        if min(red.value, green.value, blue.value) >= _WHITE or not alpha.value:
            return
        width = self._floats[0]
        pdfium.FPDFPageObj_GetStrokeWidth(item, width)
        if width.value * _scale(item, matrix) > _THICKEST_STROKE:
            return
        clip = self._clip(item, matrix)
        for part in self._subpaths(item, matrix):
            for (x0, y0), (x1, y1) in pairwise(part):
                if abs(y1 - y0) <= _LEVEL < abs(x1 - x0):
                    y = (y0 + y1) / 2
                    self._add((min(x0, x1), y, max(x0, x1), y), clip)
                elif abs(x1 - x0) <= _LEVEL < abs(y1 - y0):
                    x = (x0 + x1) / 2
                    self._add((x, min(y0, y1), x, max(y0, y1)), clip)

    def _rule(self, rect: Rect, item: Any, matrix: Matrix | None) -> None:
        left, bottom, right, top = rect
        if right - left >= top - bottom:
            bottom = top = (bottom + top) / 2
        else:
            left = right = (left + right) / 2
        self._add((left, bottom, right, top), self._clip(item, matrix))

    def _add(self, ruling: Rect, clip: Rect | None) -> None:
        if clip is not None:
            left, bottom = max(ruling[0], clip[0] - _LEVEL), max(ruling[1], clip[1] - _LEVEL)
            right, top = min(ruling[2], clip[2] + _LEVEL), min(ruling[3], clip[3] + _LEVEL)
            if right < left or top < bottom:
                return
            ruling = (left, bottom, right, top)
        if all(-_FARTHEST < at < _FARTHEST for at in ruling):
            self.rulings.append(ruling)

    def _fill(self, item: Any) -> tuple[bool, bool]:
        """Return whether an object is filled with white (or nothing), and whether it covers."""
        red, green, blue, alpha = self._ints
        if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
            return False, False
        is_white = min(red.value, green.value, blue.value) >= _WHITE or not alpha.value
        return is_white, alpha.value >= _OPAQUE

    def _bounds(self, item: Any, matrix: Matrix | None) -> Rect:
        left, bottom, right, top = self._floats
        if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return (0.0, 0.0, 0.0, 0.0)
        rect = (left.value, bottom.value, right.value, top.value)
        return rect if matrix is None else _turned(rect, matrix)

    def _clip(self, item: Any, matrix: Matrix | None) -> Rect | None:
        """Return the box in which all clip paths of an object leave it visible."""
        path = pdfium.FPDFPageObj_GetClipPath(item)
        count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
        if count <= 0:
            return None
        # most objects share their clips: those with the same number and the same last one do
        last = self._clip_box(path, count - 1)
        clip = self._clips.get((count, last))
        if clip is None:
            clip = last
            for number in range(count - 1):
                clip = _within(clip, self._clip_box(path, number))
            self._clips[count, last] = clip
        return clip if matrix is None else _turned(clip, matrix)

    def _clip_box(self, path: Any, number: int) -> Rect:
        x, y = self._floats[:2]
        segments = pdfium.FPDFClipPath_CountPathSegments(path, number)
        if segments in _RECTANGLE:  # two opposite corners say all
            corner = pdfium.FPDFClipPath_GetPathSegment(path, number, 0)
            pdfium.FPDFPathSegment_GetPoint(corner, x, y)
            x0, y0 = x.value, y.value
            corner = pdfium.FPDFClipPath_GetPathSegment(path, number, 2)
            pdfium.FPDFPathSegment_GetPoint(corner, x, y)
            x1, y1 = x.value, y.value
            if x0 > x1:
                x0, x1 = x1, x0
            return (x0, y0, x1, y1) if y0 <= y1 else (x0, y1, x1, y0)
        points = []
        for index in range(segments):
            segment = pdfium.FPDFClipPath_GetPathSegment(path, number, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
        return _around(points) if points else _EVERYWHERE

    def _subpaths(self, item: Any, matrix: Matrix | None) -> list[list[tuple[float, float]]]:
        """Return the points of each part of a path, in page coordinates; curves break a part."""
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(item, own)
        a, b, c, d, e, f = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        x, y = self._floats[:2]
        parts: list[list[tuple[float, float]]] = []
        for index in range(pdfium.FPDFPath_CountSegments(item)):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO and parts:
                parts[-1].append(point)
            else:
                parts.append([point])
            if pdfium.FPDFPathSegment_GetClose(segment):
                parts[-1].append(parts[-1][0])
        return parts


def _times(inner: Matrix, outer: Matrix | None) -> Matrix:
    """Return the matrix that applies the inner one first."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _scale(item: Any, matrix: Matrix | None) -> float:
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, own)
    a, b, c, d, *_ = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    return float(abs(a * d - b * c) ** 0.5)


def _turned(rect: Rect, matrix: Matrix) -> Rect:
    a, b, c, d, e, f = matrix
    left, bottom, right, top = rect
    return _around(
        [
            (a * x + c * y + e, b * x + d * y + f)
            for x, y in ((left, bottom), (right, bottom), (left, top), (right, top))
        ]
    )


def _around(points: list[tuple[float, float]]) -> Rect:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _within(one: Rect, other: Rect) -> Rect:
    return (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    )  # fmt: skip


def _size(rect: Rect) -> tuple[float, float]:
    return rect[2] - rect[0], rect[3] - rect[1]


def _objects(page: Any) -> Iterator[Any]:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield pdfium.FPDFPage_GetObject(page, index)
