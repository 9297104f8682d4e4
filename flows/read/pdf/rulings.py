"""Rulings to lattices: which drawn lines belong together, and the cells that they enclose."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import ge
from typing import NamedTuple

from flows.read.blocks import Box

_SAME_LINE = 2.5  # points: rulings so near are one (double lines, the borders of two cells)
_GAP = 4.0  # points: pieces of a ruling so near are joined
_TOUCH = 4.0  # points: rulings so near belong to one table
_SHORTEST = 5.0
_ROOM_FOR_A_ROW = 7.0
_ROOM_FOR_A_COLUMN = 12.0
_MISSED = 24.0  # points: by so much may the rulings of a header miss those of the rows below
_COVERED = 0.6  # of the side of a cell


class Ruling(NamedTuple):
    """A line across (`at` is its y) or down (`at` is its x), from `start` to `end`."""

    at: float
    start: float
    end: float


class Slot(NamedTuple):
    """A cell of a lattice: its first row and column, its spans, its box."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: where its columns and rows end, and its cells in reading order."""

    xs: Sequence[float]
    ys: Sequence[float]
    slots: Sequence[Slot]

    @property
    def box(self) -> Box:
        """What the table covers."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def lattices(drawn: Iterable[tuple[float, float, float, float]]) -> list[Lattice]:
    """Return the ruled tables of a page, from the top; frames around other things are none."""
    across, down = _merged(drawn)
    found = []
    for rows, columns in _groups(across, down):
        lattice = _lattice(rows, columns)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _merged(
    drawn: Iterable[tuple[float, float, float, float]],
) -> tuple[list[Ruling], list[Ruling]]:
    across: list[Ruling] = []
    down: list[Ruling] = []
    for x0, y0, x1, y1 in drawn:
        if x1 - x0 >= y1 - y0:
            across.append(Ruling((y0 + y1) / 2, x0, x1))
        else:
            down.append(Ruling((x0 + x1) / 2, y0, y1))
    return _joined(across), _joined(down)


def _joined(pieces: list[Ruling]) -> list[Ruling]:
    """Join the pieces of each ruling; what stays too short to be one is dropped."""
    found: list[Ruling] = []
    for group in _clusters(sorted(pieces)):
        at = sorted(piece.at for piece in group)[len(group) // 2]
        start = end = None
        for piece in sorted(group, key=lambda piece: piece.start):
            if end is not None and start is not None and piece.start <= end + _GAP:
                end = max(end, piece.end)
                continue
            if end is not None and start is not None and end - start >= _SHORTEST:
                found.append(Ruling(at, start, end))
            start, end = piece.start, piece.end
        if end is not None and start is not None and end - start >= _SHORTEST:
            found.append(Ruling(at, start, end))
    return found


def _clusters(pieces: Sequence[Ruling]) -> list[list[Ruling]]:
    groups: list[list[Ruling]] = []
    for piece in pieces:
        if groups and piece.at - groups[-1][0].at <= _SAME_LINE:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _groups(across: list[Ruling], down: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Return the sets of rulings that touch each other."""
    parent = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    places = [column.at for column in down]
    for i, row in enumerate(across):
        near = range(
            bisect_left(places, row.start - _TOUCH), bisect_right(places, row.end + _TOUCH)
        )
        for j in near:
            if down[j].start - _TOUCH <= row.at <= down[j].end + _TOUCH:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, row in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(down, len(across)):
        groups.setdefault(root(j), ([], []))[1].append(column)
    tables = [group for group in groups.values() if all(group)]
    for loose in (group[1] for group in groups.values() if not group[0]):
        # a wall between columns that no line across meets, for the table is open below
        home = next((table for table in tables if _has_within(table, loose[0])), None)
        if home:
            home[1].extend(loose)
    return tables


def _has_within(table: tuple[list[Ruling], list[Ruling]], wall: Ruling) -> bool:
    across, down = table
    return (
        min(row.start for row in across) <= wall.at <= max(row.end for row in across)
        and min(column.start for column in down) <= wall.start
        and wall.end <= max(column.end for column in down) + _TOUCH
    )


def _lattice(across: list[Ruling], down: list[Ruling]) -> Lattice | None:
    """Cut a group of rulings into cells; None if they enclose fewer than two columns or rows."""
    if not across or not down:
        return None
    _close(across, down)
    _close(down, across, room=_ROOM_FOR_A_COLUMN)
    ys = _positions(across)
    xs = _positions(down)
    if len(xs) < 3 or len(ys) < 2:  # noqa: PLR2004 - two columns, one row
        return None
    walls = _sides(down, xs, ys)
    floors = _sides(across, ys, xs)
    xs, walls, floors = _without_missed(xs, walls, floors)
    return Lattice(xs, ys, _slots(xs, ys, walls, floors))


def _close(sides: list[Ruling], ends: list[Ruling], room: float = _ROOM_FOR_A_ROW) -> None:
    """Add the side that open ends lack: of a row cut off by the page, of a table open at a side."""
    start, end = min(ruling.start for ruling in ends), max(ruling.end for ruling in ends)
    first, last = min(side.at for side in sides), max(side.at for side in sides)
    reach = [ruling.at for ruling in ends]
    if first - start > room:
        sides.append(Ruling(start, min(reach), max(reach)))
    if end - last > room:
        sides.append(Ruling(end, min(reach), max(reach)))


def _positions(rulings: Iterable[Ruling]) -> list[float]:
    """Return where rulings lie, those that are as good as one counted once."""
    positions: list[float] = []
    for at in sorted(ruling.at for ruling in rulings):
        if not positions or at - positions[-1] > _SAME_LINE:
            positions.append(at)
    return positions


def _sides(
    rulings: Iterable[Ruling], positions: Sequence[float], crossings: Sequence[float]
) -> list[list[bool]]:
    """Tell for each position, band by band between the crossings, whether a ruling is drawn."""
    covered = [[0.0] * (len(crossings) - 1) for _ in positions]
    for at, start, end in rulings:
        row = covered[max(0, bisect_right(positions, at) - 1)]
        for band in range(max(0, bisect_right(crossings, start) - 1), len(row)):
            low, high = crossings[band], crossings[band + 1]
            if low >= end:
                break
            row[band] += max(0.0, min(end, high) - max(start, low))
    needed = [_COVERED * (b - a) for a, b in pairwise(crossings)]
    return [list(map(ge, row, needed)) for row in covered]


def _without_missed(
    xs: list[float], walls: list[list[bool]], floors: list[list[bool]]
) -> tuple[list[float], list[list[bool]], list[list[bool]]]:
    """Take two rulings down for one where no row has both: a header that misses its columns."""
    i = 1
    while i + 2 < len(xs):
        near = xs[i + 1] - xs[i] <= _MISSED
        if near and not any(a and b for a, b in zip(walls[i], walls[i + 1], strict=True)):
            lower = sum(walls[i]) < sum(walls[i + 1])
            xs = [*xs[:i], xs[i + 1] if lower else xs[i], *xs[i + 2 :]]
            both = [a or b for a, b in zip(walls[i], walls[i + 1], strict=True)]
            walls = [*walls[:i], both, *walls[i + 2 :]]
            floors = [[*row[:i], *row[i + 1 :]] for row in floors]
        else:
            i += 1
    return xs, walls, floors


def _slots(
    xs: Sequence[float],
    ys: Sequence[float],
    walls: Sequence[Sequence[bool]],
    floors: Sequence[Sequence[bool]],
) -> list[Slot]:
    """Return the rectangles that walls (down) and floors (across) leave, from the top left."""
    width, height = len(xs) - 1, len(ys) - 1
    taken = [[False] * width for _ in range(height)]
    slots = []
    for row in range(height):
        right = 0
        for column in range(width):
            if column < right or taken[row][column]:
                continue
            right = column + 1
            while right < width and not walls[right][row] and not taken[row][right]:
                right += 1
            bottom = row + 1
            while (
                bottom < height
                and True not in floors[bottom][column:right]
                and True not in taken[bottom][column:right]
                and not any(wall[bottom] for wall in walls[column + 1 : right])
            ):
                bottom += 1
            for r in range(row + 1, bottom):
                taken[r][column:right] = [True] * (right - column)
            box = Box(xs[column], ys[row], xs[right], ys[bottom])
            slots.append(Slot(row, column, bottom - row, right - column, box))
    return slots
