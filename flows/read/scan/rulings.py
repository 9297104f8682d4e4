"""The rulings of a page from its picture: what is as dark as a line for as long as a line."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.read.scan.ink import Ink

_DARK = 64  # of 255: thin and grey lines, too
_ACROSS, _DOWN = 20.0, 13.0  # points: no stroke of a sign in a table is as long
_WHOLE = 0.8  # of that length is drawn, if the line is broken
_THICKEST = 4.5  # points
_PIECE = 90.0  # points: a line that bends is several that do not
_TOUCH = 4.0  # points
_LONG_ACROSS, _LONG_DOWN = 100.0, 50.0  # points: longer than the strokes of any sign
_OPEN_DOWN = 24.0  # points: of a table that a page cuts off, at one end
_ROUNDS = 3
_BESIDE = (0.7, 1.8)  # points: where a stroke has others beside it, and a line has not
_WHOLLY = 0.9
_DRAWN = 0.81  # of lines 0.9 and more, of strokes 0.77 and less

Rect = tuple[float, float, float, float]


class Drawn(NamedTuple):
    """The rulings of a page: boxes in points, and the pixels that they cover (boolean)."""

    rects: list[Rect]
    covered: NDArray[np.bool_]


def drawn(ink: Ink, scale: float) -> Drawn:
    """Return what is ruled on a page that lies straight; `scale` is in pixels a point."""
    dark = (ink > _DARK).astype(np.uint8)
    across = _lines(dark, round(_ACROSS * scale), round(_THICKEST * scale))
    down = _lines(np.ascontiguousarray(dark.T), round(_DOWN * scale), round(_THICKEST * scale)).T
    rows = _pieces(across, scale)
    columns = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _pieces(np.ascontiguousarray(down.T), scale)]
    rows, columns = _frames(rows, columns)
    rows = [r for r in rows if _is_line(*_drawn_through(dark, down, r, scale))]
    columns = [c for c in columns if _is_line(*_drawn_through(dark.T, across.T, _turned(c), scale))]
    columns = [
        part for column in columns for part in _cells_high(column, rows, (dark.T, across.T), scale)
    ]
    rows, columns = _frames(rows, columns)
    covered = np.zeros(ink.shape, np.bool_)
    room = 1.0
    for mask, rects in ((across, rows), (down, columns)):
        for x0, y0, x1, y1 in rects:
            part = np.s_[
                max(0, int((y0 - room) * scale)) : int((y1 + room) * scale) + 1,
                max(0, int((x0 - room) * scale)) : int((x1 + room) * scale) + 1,
            ]
            covered[part] |= mask[part] > 0
    cut = [part for rect in (*rows, *columns) for part in _straight(rect, across, down, scale)]
    return Drawn(cut, covered)


def _lines(dark: NDArray[np.uint8], length: int, thickest: int) -> NDArray[np.uint8]:
    """Return what belongs to lines across: dark for a length, and thin."""
    import cv2

    share = cv2.boxFilter(dark, cv2.CV_32F, (length, 1), borderType=cv2.BORDER_CONSTANT)
    middle = (share >= _WHOLE).astype(np.uint8)
    # no further than the ink itself goes, but over its gaps
    lines = cv2.dilate(middle, np.ones((1, length), np.uint8))
    lines = cv2.morphologyEx(lines, cv2.MORPH_TOPHAT, np.ones((thickest, 1), np.uint8))
    reach = cv2.morphologyEx(
        dark & lines, cv2.MORPH_CLOSE, np.ones((1, max(3, length // 4)), np.uint8)
    )
    return np.asarray(reach & lines, np.uint8)


def _pieces(mask: NDArray[np.uint8], scale: float) -> list[Rect]:
    """Return the boxes of connected pieces, in points; what is too short is none."""
    import cv2

    thick = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(thick, connectivity=8)
    least = 0.6 * _DOWN * scale
    return [
        (x / scale, (y + 1) / scale, (x + w) / scale, (y + h - 1) / scale)
        for x, y, w, h, _ in found[1:].tolist()
        if w >= least
    ]


def _frames(rows: list[Rect], columns: list[Rect]) -> tuple[list[Rect], list[Rect]]:
    """Leave out what may be a stroke of a sign: it is short, and an end of it stands free."""
    kept_rows = [r for r in rows if r[2] - r[0] >= _LONG_ACROSS]
    kept_columns = [c for c in columns if c[3] - c[1] >= _LONG_DOWN]
    for _ in range(_ROUNDS):
        more_columns = []
        for c in columns:
            ends = (
                _ends_at((c[0], c[1], c[2], c[1]), kept_rows),
                _ends_at((c[0], c[3], c[2], c[3]), kept_rows),
            )
            is_open = any(ends) and c[3] - c[1] >= _OPEN_DOWN
            if c not in kept_columns and (all(ends) or is_open):
                more_columns.append(c)
        more_rows = [
            r
            for r in rows
            if r not in kept_rows
            and _ends_at((r[0], r[1], r[0], r[3]), kept_columns)
            and _ends_at((r[2], r[1], r[2], r[3]), kept_columns)
        ]
        kept_columns += more_columns
        kept_rows += more_rows
        if not more_columns and not more_rows:
            break
    return kept_rows, kept_columns


def _turned(rect: Rect) -> Rect:
    return rect[1], rect[0], rect[3], rect[2]


def _cells_high(
    column: Rect, rows: Sequence[Rect], turned: tuple[Any, Any], scale: float
) -> Iterator[Rect]:
    """Yield a ruling down without those cells in which strokes of signs only seem to go on it."""
    x0, top, x1, bottom = column
    cuts = [(r[1] + r[3]) / 2 for r in rows if r[0] - _TOUCH <= x0 and x1 <= r[2] + _TOUCH]
    ys = [top, *sorted(y for y in cuts if top + _TOUCH < y < bottom - _TOUCH), bottom]
    start = top
    for above, below in pairwise(ys):
        through, beside = _drawn_through(*turned, (above, x0, below, x1), scale)
        if through > _WHOLLY or _is_line(through, beside) or below - above < _TOUCH:
            continue
        if above > start:
            yield x0, start, x1, above
        start = below
    if bottom > start:
        yield x0, start, x1, bottom


def _is_line(through: float, beside: float) -> bool:
    return through - beside / 2 > _DRAWN


def _drawn_through(dark: Any, crossing: Any, rect: Rect, scale: float) -> tuple[float, float]:
    """Return how much of a line across is drawn, and how much of it has ink beside it.

    A line is drawn through and stands alone, strokes of signs in a row do neither. Where other
    rulings cross, nothing can be told.
    """
    x0, y0, x1, y1 = rect
    first, last = int(x0 * scale), max(int(x0 * scale) + 1, int(x1 * scale))
    top, bottom = int(y0 * scale), max(int(y0 * scale) + 1, int(y1 * scale) + 1)
    near, far = (round(distance * scale) for distance in _BESIDE)
    high, low = max(0, top - far), bottom + far
    free = ~crossing[high:low, first:last].any(0)
    count = int(free.sum())
    if not count:
        return 1.0, 0.0
    line = dark[max(0, top - 1) : bottom + 1, first:last].any(0)
    above = dark[high : max(0, top - near), first:last].any(0)
    below = dark[bottom + near : low, first:last].any(0)
    return float(line[free].sum()) / count, float((above | below)[free].sum()) / count


def _ends_at(end: Rect, others: Sequence[Rect]) -> bool:
    x0, y0, x1, y1 = end
    return any(
        a0 <= x1 + _TOUCH and a1 >= x0 - _TOUCH and b0 <= y1 + _TOUCH and b1 >= y0 - _TOUCH
        for a0, b0, a1, b1 in others
    )


def _straight(rect: Rect, across: Any, down: Any, scale: float) -> list[Rect]:
    """Return a ruling as straight pieces, each where most of its ink lies."""
    x0, y0, x1, y1 = rect
    is_across = x1 - x0 >= y1 - y0
    mask = across if is_across else down.T
    start, end, low, high = (x0, x1, y0, y1) if is_across else (y0, y1, x0, x1)
    count = max(1, round((end - start) / _PIECE))
    edges = np.linspace(start, end, count + 1)
    first = max(0, int(low * scale) - 1)
    found: list[Rect] = []
    for a, b in pairwise(edges.tolist()):
        part = mask[first : int(high * scale) + 2, int(a * scale) : int(b * scale) + 1]
        weights = part.sum(1)
        if not weights.any():
            continue
        at = (
            first + 0.5 + float((weights * np.arange(len(weights))).sum() / weights.sum())
        ) / scale
        piece = (float(a), at - 0.2, float(b), at + 0.2)
        found.append(piece if is_across else (piece[1], piece[0], piece[3], piece[2]))
    return found
