"""What is printed on a page, as places of lines: in the cells of its tables, and around them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.read.pdf.rulings import Lattice
from flows.read.scan.ink import Ink
from flows.read.scan.rulings import Drawn

_DARK = 110
_SPECK = 0.45  # points: a speck is smaller; a decimal point is larger
_STROKE = 2.2  # points: signs have a stroke as long, a point or comma has not
_TALLEST = 60.0  # points: what is taller is a picture
_LOW = 0.55  # of the usual height: a dash, or the stroke of a sign
_ONE_SIGN = 1.25  # of the usual height: strokes of one sign, not two lines
_THIN, _UNDER = 0.3, 0.45  # of the usual height: how thick a line under a text is, how far below
_DEEPEST = 4
_APART = 0.9  # of the height: outside tables, what stands further apart is recognised apart
_APART_IN_CELL = 3.0
_NEAR = 0.6  # of the height: a point or comma beside a sign
_TWO_LINES = 1.75  # of the usual height: lines that touch
_BETWEEN = 0.15  # of the ink of a row: between lines that touch there is less
_MOST_SHAPES = 60_000  # a photograph or a pattern has more

Rows = NDArray[np.intp]


class Place(NamedTuple):
    """Where a line is printed, in pixels; `number` is that of its slot, `table` of its lattice."""

    x0: int
    y0: int
    x1: int
    y1: int
    table: int = -1
    number: int = -1


class Shapes(NamedTuple):
    """What hangs together on a page: boxes (x0, y0, x1, y1 in pixels), and which are marks."""

    boxes: NDArray[np.int32]
    is_mark: NDArray[np.bool_]  # a point, a comma or dirt: it begins no line


def without_rulings(ink: Ink, drawn: Drawn) -> Ink:
    """Return the ink that is none of the rulings."""
    import cv2

    lines = cv2.dilate(drawn.covered.astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(lines > 0, np.uint8(0), ink)


def shapes(ink: Ink, scale: float) -> Shapes:
    """Return what hangs together, dirt left out."""
    import cv2

    dark = (ink > _DARK).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    x, y, w, h, area = found[1:].T
    least = max(2.0, (_SPECK * scale) ** 2)
    kept = (area > least) & (h < _TALLEST * scale)
    boxes = np.stack((x, y, x + w, y + h), 1)[kept].astype(np.int32)
    is_mark = np.maximum(w, h)[kept] < _STROKE * scale
    if len(boxes) > _MOST_SHAPES:
        return Shapes(boxes[:0], is_mark[:0])
    return Shapes(boxes, is_mark)


def places(found: Shapes, lattices: Sequence[Lattice], scale: float) -> list[Place]:
    """Return the printed lines of a page: of the cells of its tables, and of the rest."""
    homes = _homes(found.boxes, lattices, scale)
    order = np.lexsort((homes[:, 1], homes[:, 0]))
    lines: list[Place] = []
    heights = {
        table: usual(Shapes(found.boxes[own], found.is_mark[own]))
        for table in range(-1, len(lattices))
        for own in [homes[:, 0] == table]
    }
    bounds = np.flatnonzero(np.any(np.diff(homes[order], axis=0), 1)) + 1
    for part in np.split(order, bounds) if len(order) else ():
        table, number = homes[part[0]].tolist()
        gap = _APART if table < 0 else _APART_IN_CELL
        for x0, y0, x1, y1 in _lines(found.boxes[part], found.is_mark[part], heights[table], gap):
            lines.append(Place(x0, y0, x1, y1, table, number))
    return lines


def without_underlines(ink: Ink, found: Shapes, lines: Sequence[Place]) -> Ink:
    """Return the ink without thin shapes that belong to no line: what is drawn under texts."""
    height = usual(found)
    x0, y0, x1, y1 = found.boxes.T
    is_thin = (y1 - y0 < _THIN * height) & (x1 - x0 > height)
    cleaned = ink.copy()
    for left, top, right, bottom in found.boxes[is_thin].tolist():
        x, y = (left + right) / 2, (top + bottom) / 2
        if not any(p.x0 <= x <= p.x1 and p.y0 <= y <= p.y1 for p in lines):
            cleaned[max(0, top - 1) : bottom + 1, left:right] = 0
    return cleaned


def _homes(boxes: NDArray[np.int32], lattices: Sequence[Lattice], scale: float) -> Rows:
    """Return table and slot of each shape, -1 for what stands outside."""
    homes = np.full((len(boxes), 2), -1, np.intp)
    middle = np.stack((boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]), 1) / (2 * scale)
    for table, lattice in enumerate(lattices):
        owner = np.zeros((len(lattice.ys) - 1, len(lattice.xs) - 1), np.intp)
        for number, slot in enumerate(lattice.slots):
            owner[
                slot.row : slot.row + slot.row_span, slot.column : slot.column + slot.column_span
            ] = number
        left, top, right, bottom = lattice.box
        x, y = middle.T
        inside = (x > left) & (x < right) & (y > top) & (y < bottom)
        columns = np.searchsorted(lattice.xs, x[inside], side="right") - 1
        rows = np.searchsorted(lattice.ys, y[inside], side="right") - 1
        homes[inside, 0] = table
        homes[inside, 1] = owner[np.clip(rows, 0, None), np.clip(columns, 0, None)]
    return homes


def usual(found: Shapes) -> float:
    """Return how tall signs are on a page, in pixels."""
    heights = (found.boxes[:, 3] - found.boxes[:, 1])[~found.is_mark]
    return float(np.percentile(heights, 75)) if len(heights) else 1.0


def _lines(
    boxes: NDArray[np.int32], is_mark: NDArray[np.bool_], usual: float, apart: float, depth: int = 0
) -> list[tuple[int, int, int, int]]:
    """Return the printed lines that shapes form: cut by turns between rows and at wide gaps."""
    bands = _bands(boxes[~is_mark], usual)
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    edges = [(high + low) / 2 for (_, high), (low, _) in pairwise(bands)]
    owner = np.searchsorted(edges, middles)
    found: list[tuple[int, int, int, int]] = []
    for number, (y0, y1) in enumerate(bands):
        own = (owner == number) & (is_mark | ((middles >= y0) & (middles <= y1)))
        parts = _pieces(boxes[own], is_mark[own], max(y1 - y0, usual), apart)
        for part in parts:
            signs = boxes[own][part][~is_mark[own][part]]
            if len(parts) > 1 and depth < _DEEPEST:
                inner, marks = boxes[own][part], is_mark[own][part]
                found += _lines(inner, marks, usual, apart, depth + 1)
                continue
            x0, x1 = int(boxes[own][part][:, 0].min()), int(boxes[own][part][:, 2].max())
            low, high = int(signs[:, 1].min()), int(signs[:, 3].max())
            if high - low < _LOW * usual:  # a dash is as high as a sign would be
                low, high = round((low + high - usual) / 2), round((low + high + usual) / 2)
            found.append((x0, low, x1, high))
    return found


def _bands(signs: NDArray[np.int32], usual: float) -> list[tuple[float, float]]:
    """Return from where to where ink goes on without a gap; the strokes of one sign are one."""
    bands: list[tuple[float, float]] = []
    for y0, y1 in sorted(signs[:, [1, 3]].tolist()):
        if bands and y0 <= bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], y1))
        else:
            bands.append((y0, y1))
    while len(bands) > 1:
        pairs = [
            (bands[i + 1][0] - bands[i][1], i)
            for i in range(len(bands) - 1)
            if min(bands[i][1] - bands[i][0], bands[i + 1][1] - bands[i + 1][0]) < _LOW * usual
            and bands[i + 1][1] - bands[i][0] <= _ONE_SIGN * usual
        ]
        if not pairs:
            break
        _, i = min(pairs)
        bands[i : i + 2] = [(bands[i][0], bands[i + 1][1])]
    return [
        band
        for above, band in pairwise([(-1e9, -1e9), *bands])
        if not _underlines(above, band, usual)
    ]


def _underlines(above: tuple[float, float], band: tuple[float, float], usual: float) -> bool:
    """Tell the line under a text from a text."""
    return band[1] - band[0] < _THIN * usual and band[0] - above[1] < _UNDER * usual


def _pieces(
    boxes: NDArray[np.int32], is_mark: NDArray[np.bool_], height: float, apart: float
) -> list[list[int]]:
    """Return which shapes stand together, no wide gap between them; marks alone are dirt."""
    found: list[list[int]] = []
    end = 0.0
    for index in np.argsort(boxes[:, 0], kind="stable").tolist():
        x0, x1 = int(boxes[index, 0]), int(boxes[index, 2])
        if found and x0 - end <= apart * height:
            found[-1].append(index)
        else:
            found.append([index])
            end = 0.0
        end = max(end, x1)
    return [kept for part in found if (kept := _trimmed(part, boxes, is_mark, height))]


def _trimmed(
    part: list[int], boxes: NDArray[np.int32], is_mark: NDArray[np.bool_], height: float
) -> list[int]:
    """Leave out marks far from the signs at both ends; nothing is left of marks alone."""
    first, last = 0, len(part) - 1
    while (
        first < last
        and is_mark[part[first]]
        and _is_far(boxes, part[first], part[first + 1], height)
    ):
        first += 1
    while (
        first < last and is_mark[part[last]] and _is_far(boxes, part[last - 1], part[last], height)
    ):
        last -= 1
    kept = part[first : last + 1]
    return [] if all(is_mark[index] for index in kept) else kept


def _is_far(boxes: NDArray[np.int32], left: int, right: int, height: float) -> bool:
    return bool(boxes[right, 0] - boxes[left, 2] > _NEAR * height)


def split_touching(ink: Ink, place: Place, usual: float) -> list[Place]:
    """Cut a place of two lines that touch where there is least ink between them."""
    height = place.y1 - place.y0
    if height < _TWO_LINES * usual:
        return [place]
    rows = (ink[place.y0 : place.y1, place.x0 : place.x1] > _DARK).sum(1)
    count = max(2, round(height / (1.3 * usual)))
    cuts = [0]
    for number in range(1, count):
        middle = number * height // count
        reach = max(1, height // (3 * count))
        window = rows[middle - reach : middle + reach + 1]
        if window.min() > _BETWEEN * rows.mean():
            return [place]  # one line of larger signs
        cuts.append(middle - reach + int(np.argmin(window)))
    cuts.append(height)
    return [place._replace(y0=place.y0 + a, y1=place.y0 + b) for a, b in pairwise(cuts)]
