"""What a page draws: its rulings, and which of its texts nobody sees.

A ruling is a drawn line or a filled rectangle thinner than `_THICKEST`; white ones are padding
or erase something. Coordinates are those of the page's content, origin bottom left.
"""

import ctypes
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import compress, pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from flows.read.pdf.native import Flags, Floats, Handle, Room, handle, handle_of, handles, quick

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
_INVISIBLE, _CLIP = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP
_RECTANGLE = (4, 5)  # segments
_FARTHEST = 20_000.0  # points from the origin: the largest page that PDF allows, and more
EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)

_object = quick(pdfium.FPDFPage_GetObject)
_kind = quick(pdfium.FPDFPageObj_GetType)
_count_inner = quick(pdfium.FPDFFormObj_CountObjects)
_inner_object = quick(pdfium.FPDFFormObj_GetObject)
_mode = quick(pdfium.FPDFTextObj_GetTextRenderMode)
_get_bounds = quick(pdfium.FPDFPageObj_GetBounds)
_get_matrix = quick(pdfium.FPDFPageObj_GetMatrix)
_fill_colour = quick(pdfium.FPDFPageObj_GetFillColor)
_stroke_colour = quick(pdfium.FPDFPageObj_GetStrokeColor)
_stroke_width = quick(pdfium.FPDFPageObj_GetStrokeWidth)
_draw_mode = quick(pdfium.FPDFPath_GetDrawMode)
_count_segments = quick(pdfium.FPDFPath_CountSegments)
_segment = quick(pdfium.FPDFPath_GetPathSegment)
_segment_kind = quick(pdfium.FPDFPathSegment_GetType)
_closes = quick(pdfium.FPDFPathSegment_GetClose)
_get_point = quick(pdfium.FPDFPathSegment_GetPoint)
_clip_path = quick(pdfium.FPDFPageObj_GetClipPath)
_count_paths = quick(pdfium.FPDFClipPath_CountPaths)
_count_clip_segments = quick(pdfium.FPDFClipPath_CountPathSegments)
_clip_segment = quick(pdfium.FPDFClipPath_GetPathSegment)
_matrices = Room(ctypes.c_float, 6)
_corners = Room(ctypes.c_float, 1, 1, 1, 1)
_colours = Room(ctypes.c_uint, 1, 1, 1, 1)
_points = Room(ctypes.c_float, 1, 1)
_widths = Room(ctypes.c_float, 1)
_modes = Room(ctypes.c_int, 1, 1)


class _Path(NamedTuple):
    is_filled: bool
    is_stroked: bool
    bounds: Rect
    is_white: bool
    is_opaque: bool


class Marks:
    """What the objects of an open page amount to, in the order in which they are painted.

    Args:
        page: the page.
        written: the addresses of the objects that its text layer is made of.

    Attributes:
        rulings: rectangles without a width or without a height.
        pictures: how much of the page pictures cover, in square points.
    """

    def __init__(self, page: Any, written: Set[int]) -> None:
        self.rulings: list[Rect] = []
        self.pictures = 0.0
        self._written = written
        self._clips: dict[tuple[int, Rect], Rect] = {}
        self._below = 0  # how many texts of the page itself lie below the object at hand
        self._inner: dict[int, Matrix] = {}  # of texts within forms, by address
        self._covers: list[tuple[int, Rect]] = []  # how many texts lie below, and where
        self._dark_areas: list[Rect] = []
        count = pdfium.FPDFPage_CountObjects(page)
        self._objects = list(map(_object, repeat(handle_of(page)), range(count)))
        self._walk(self._objects, None, 0)

    def seen(self, texts: Sequence[int]) -> Flags:
        """Tell which text objects are painted, in another colour than what is below, and last."""
        asked, count = handles(texts), len(texts)
        modes = np.frombuffer(bytes(map(_mode, asked)), np.uint8)
        shown: Flags = (modes != _INVISIBLE) & (modes != _CLIP)
        has_colour, colours = _colours.ask(_fill_colour, count, asked)
        is_white = has_colour & ((colours[:, :3].min(1) >= _WHITE) | (colours[:, 3] == 0))
        for index in np.flatnonzero(shown if self._covers else shown & is_white).tolist():
            shown[index] = self._stands_out(texts[index], is_white[index])
        return shown

    def _stands_out(self, text: int, is_white: bool) -> bool:
        bounds = self._bounds(handle(text), self._inner.get(text))
        if is_white:
            x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
            if not any(a[0] <= x <= a[2] and a[1] <= y <= a[3] for a in self._dark_areas):
                return False
        order = self._orders.get(text, len(self._orders))
        left, bottom, right, top = bounds
        return not any(
            area[1] <= bottom and area[3] >= top and area[0] <= left and area[2] >= right
            for below, area in self._covers
            if below > order
        )

    def slanted(self, texts: Sequence[int]) -> Flags:
        """Tell texts across the page from those level, upright, or merely italic."""
        _, found = _matrices.ask(_get_matrix, len(texts), handles(texts))
        a, b, c, d, *_ = found.T.astype(float)
        level, upright = abs(a * d), abs(b * c)
        is_slanted: Flags = np.minimum(level, upright) > _SLANTED * np.maximum(level, upright)
        return is_slanted

    def clips(self, texts: Sequence[int]) -> Floats:
        """Return the part of the page where each text object shows: boxes (count, 4)."""
        boxes = [EVERYWHERE] * len(texts)
        paths = handles(map(_clip_path, handles(texts)))
        counts = list(map(_count_paths, paths))
        clipped = [index for index, count in enumerate(counts) if count > 0]
        lasts = self._last_boxes([paths[i] for i in clipped], [counts[i] - 1 for i in clipped])
        for index, last in zip(clipped, lasts, strict=True):
            clip = self._common(paths[index], counts[index], last)
            matrix = self._inner.get(texts[index])
            boxes[index] = clip if matrix is None else _turned(clip, matrix)
        return np.array(boxes).reshape(-1, 4)

    def _last_boxes(self, paths: Sequence[Handle], lasts: Sequence[int]) -> list[Rect]:
        corners = []
        for number in (0, 2):
            segments = handles(map(_clip_segment, paths, lasts, repeat(number)))
            corners.append(_points.ask(_get_point, len(paths), segments)[1])
        sides = np.hstack((np.minimum(*corners), np.maximum(*corners)))
        boxes: list[Rect] = list(map(tuple, sides.tolist()))
        for index, segments in enumerate(map(_count_clip_segments, paths, lasts)):
            if segments not in _RECTANGLE:
                boxes[index] = self._clip_box(paths[index], lasts[index])
        return boxes

    @cached_property
    def _orders(self) -> dict[int, int]:
        """How many texts are painted before each text of the page itself."""
        is_text = (_kind(handle(item)) == pdfium.FPDF_PAGEOBJ_TEXT for item in self._objects)
        return {text: order for order, text in enumerate(compress(self._objects, is_text))}

    def _walk(self, objects: Sequence[int], matrix: Matrix | None, depth: int) -> None:
        orders = [order for order, item in enumerate(objects) if item not in self._written]
        items = handles(objects[order] for order in orders)
        kinds = bytes(map(_kind, items))
        is_path = [kind == pdfium.FPDF_PAGEOBJ_PATH for kind in kinds]
        paths = self._paths(list(compress(items, is_path)), matrix)
        drawn = 0
        for order, item, kind in zip(orders, items, kinds, strict=True):
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            if matrix is None:
                self._below = order - drawn
                drawn += 1
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix, next(paths))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                left, bottom, right, top = self._bounds(item, matrix)
                self.pictures += (right - left) * (top - bottom)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                own = _times(_matrix(item), matrix)
                inner = list(map(_inner_object, repeat(item), range(_count_inner(item))))
                self._inner.update((text, own) for text in inner if text in self._written)
                self._walk(inner, own, depth + 1)

    def _paths(self, items: Sequence[Handle], matrix: Matrix | None) -> Iterator[_Path]:
        """Yield what is asked of every path."""
        count = len(items)
        _, modes = _modes.ask(_draw_mode, count, items)
        _, corners = _corners.ask(_get_bounds, count, items)
        has_colour, colours = _colours.ask(_fill_colour, count, items)
        is_white = has_colour & ((colours[:, :3].min(1) >= _WHITE) | (colours[:, 3] == 0))
        is_opaque = has_colour & (colours[:, 3] >= _OPAQUE)
        is_filled = modes[:, 0] != pdfium.FPDF_FILLMODE_NONE
        bounds = map(tuple, corners.tolist())
        return map(
            _Path,
            is_filled.tolist(),
            modes[:, 1].astype(np.bool_).tolist(),
            bounds if matrix is None else (_turned(rect, matrix) for rect in bounds),
            is_white.tolist(),
            is_opaque.tolist(),
        )

    def _path(self, item: Handle, matrix: Matrix | None, path: _Path) -> None:
        if path.is_stroked:
            self._stroke(item, matrix)
        if not path.is_filled:
            return
        bounds, thickness = path.bounds, min(*_size(path.bounds))
        if path.is_white:
            if path.is_opaque and self._below and thickness >= _SMALLEST_COVER:
                self._covers.append((self._below, bounds))
        elif thickness < _THICKEST:
            self._rule(bounds, item, matrix)
        elif _count_segments(item) > _RECTANGLE[-1]:  # several rectangles at once
            for points in _subpaths(item, _times(_matrix(item), matrix)):
                part = _around(points)
                if min(*_size(part)) < _THICKEST:
                    self._rule(part, item, matrix)
                else:
                    self._dark_areas.append(part)
        else:
            self._dark_areas.append(bounds)

    def _stroke(self, item: Handle, matrix: Matrix | None) -> None:
        _stroke_colour(item, *_colours.places)
        red, green, blue, alpha = _colours.row
        if min(red, green, blue) >= _WHITE or not alpha:
            return
        _stroke_width(item, *_widths.places)
        (width,) = _widths.row
        a, b, c, d, *_ = own = _times(_matrix(item), matrix)
        if width * abs(a * d - b * c) ** 0.5 > _THICKEST_STROKE:
            return
        clip = self._clip(item, matrix)
        for part in _subpaths(item, own):
            for (x0, y0), (x1, y1) in pairwise(part):
                if abs(y1 - y0) <= _LEVEL < abs(x1 - x0):
                    y = (y0 + y1) / 2
                    self._add((min(x0, x1), y, max(x0, x1), y), clip)
                elif abs(x1 - x0) <= _LEVEL < abs(y1 - y0):
                    x = (x0 + x1) / 2
                    self._add((x, min(y0, y1), x, max(y0, y1)), clip)

    def _rule(self, rect: Rect, item: Handle, matrix: Matrix | None) -> None:
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
        left, bottom, right, top = ruling
        if -_FARTHEST < left <= right < _FARTHEST and -_FARTHEST < bottom <= top < _FARTHEST:
            self.rulings.append(ruling)

    def _bounds(self, item: Handle, matrix: Matrix | None) -> Rect:
        if not _get_bounds(item, *_corners.places):
            return (0.0, 0.0, 0.0, 0.0)
        left, bottom, right, top = _corners.row
        rect = (left, bottom, right, top)
        return rect if matrix is None else _turned(rect, matrix)

    def _clip(self, item: Handle, matrix: Matrix | None) -> Rect | None:
        """Return the box in which all clip paths of an object leave it visible."""
        path = handle(_clip_path(item))
        count = _count_paths(path)
        if count <= 0:
            return None
        clip = self._common(path, count, self._clip_box(path, count - 1))
        return clip if matrix is None else _turned(clip, matrix)

    def _common(self, path: Handle, count: int, last: Rect) -> Rect:
        """Return what all clip paths of an object leave, of which the last one is known."""
        # most objects share their clips: those with the same number and the same last one do
        clip = self._clips.get((count, last))
        if clip is None:
            clip = last
            for number in range(count - 1):
                clip = _within(clip, self._clip_box(path, number))
            self._clips[count, last] = clip
        return clip

    def _clip_box(self, path: Handle, number: int) -> Rect:
        segments = _count_clip_segments(path, number)
        if segments in _RECTANGLE:  # two opposite corners say all
            x0, y0 = _point(handle(_clip_segment(path, number, 0)))
            x1, y1 = _point(handle(_clip_segment(path, number, 2)))
            if x0 > x1:
                x0, x1 = x1, x0
            return (x0, y0, x1, y1) if y0 <= y1 else (x0, y1, x1, y0)
        points = [_point(handle(_clip_segment(path, number, index))) for index in range(segments)]
        return _around(points) if points else EVERYWHERE


def _matrix(item: Handle) -> Matrix:
    _get_matrix(item, *_matrices.places)
    a, b, c, d, e, f = _matrices.row
    return a, b, c, d, e, f


def _point(segment: Handle) -> tuple[float, float]:
    _get_point(segment, *_points.places)
    x, y = _points.row
    return x, y


def _subpaths(item: Handle, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """Return the points of each part of a path, in page coordinates; curves break a part."""
    a, b, c, d, e, f = matrix
    parts: list[list[tuple[float, float]]] = []
    for index in range(_count_segments(item)):
        segment = handle(_segment(item, index))
        x, y = _point(segment)
        point = (a * x + c * y + e, b * x + d * y + f)
        if _segment_kind(segment) == pdfium.FPDF_SEGMENT_LINETO and parts:
            parts[-1].append(point)
        else:
            parts.append([point])
        if _closes(segment):
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
