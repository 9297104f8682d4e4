"""Tables without rulings: columns by the alignment of figures and labels, rows by lines."""

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from flows.read import patterns
from flows.read.blocks import Box, Table, TableCell
from flows.read.pdf.cells import ONE_ROW, ONE_TEXT, Piece
from flows.read.pdf.lines import TextLine

_GAP = 0.35  # of the height: what stands further apart may stand in two cells
_CLEAR_GAP = 1.2  # of the height: prose has no such gaps
_ALIGNED = 2.5  # points
_CENTRED = 12.0  # points: by less may a parent miss the middle of its columns
_MOST_HEADER_LINES = 4
_OVER = 0.3  # of the narrower one: what a header has in common with its column
_FAR = 200.0  # points: how far right of its left-aligned header the last figures may stand
_FEWEST_ROWS = 2  # of figures, below each other
_FEWEST_FIGURES = 3  # in a single row
_PITCH = 2.6  # of the height: between the lines of a table
_PROSE = re.compile("[。；，;]")
_ENDS = ("title", "attribute", "caption", "heading", "note", "toc")


class Column(NamedTuple):
    """Where the texts of a column lie."""

    x0: float
    x1: float
    is_figures: bool


def tables(lines: Sequence[TextLine]) -> list[tuple[range, Piece]]:
    """Return the tables among the lines outside the lattices, each with the lines it takes."""
    segments = [line.segments(_GAP) for line in lines]
    is_data = [_is_data(line, parts) for line, parts in zip(lines, segments, strict=True)]
    found = []
    end = 0
    while end < len(lines):
        if not is_data[end]:
            end += 1
            continue
        start = first = end
        while start > max(0, first - _MOST_HEADER_LINES) and _goes_on(lines, segments, start - 1):
            start -= 1
        while end < len(lines) and (end == first or _goes_on(lines, segments, end, down=True)):
            end += 1
        rows = [i for i in range(first, end) if is_data[i]]
        if _is_table(segments, rows):
            found.append((range(start, end), _piece(lines, segments, start, first, end)))
    return found


def _is_data(line: TextLine, parts: Sequence[TextLine]) -> bool:
    """Tell a line with figures apart from a sentence with figures in it."""
    if len(parts) < 2 or not any(_is_figure(part) for part in parts):  # noqa: PLR2004
        return False
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(parts)]
    return max(gaps) >= _CLEAR_GAP * line.height and not _PROSE.search(line.text())


def _is_figure(part: TextLine) -> bool:
    text = part.text()
    return patterns.cell_kind(text) == "number" and not patterns.YEAR.fullmatch(text)


def _goes_on(
    lines: Sequence[TextLine],
    segments: Sequence[Sequence[TextLine]],
    index: int,
    *,
    down: bool = False,
) -> bool:
    """Tell whether a line belongs to the table of its neighbour, below it or above."""
    line, text = lines[index], patterns.plain(lines[index].text())
    near = lines[index - 1] if down else lines[index + 1]
    if abs(line.box.y0 - near.box.y0) > _PITCH * max(line.height, near.height):
        return False
    if any(
        patterns.line_role(patterns.plain(part.text())) in _ENDS
        for part in [line, *segments[index]]
    ):
        return False
    return not _PROSE.search(text) and not patterns.is_noise(text)


def _is_table(segments: Sequence[Sequence[TextLine]], rows: Sequence[int]) -> bool:
    figures = [[part.box.x1 for part in segments[row] if _is_figure(part)] for row in rows]
    if any(len(ends) >= _FEWEST_FIGURES for ends in figures):
        return True
    return len(rows) >= _FEWEST_ROWS and any(
        abs(one - other) < _ALIGNED
        for above, below in combinations(figures, 2)
        for one in above
        for other in below
    )


def _piece(
    lines: Sequence[TextLine],
    segments: Sequence[Sequence[TextLine]],
    start: int,
    first: int,
    end: int,
) -> Piece:
    columns = _columns(segments[first:end])
    columns = _with_headers(columns, segments[start:first])
    rows = _rows(lines, segments, start, first, end)
    cells: dict[tuple[int, int], list[TextLine]] = {}
    for index in range(start, end):
        row = rows[index - start]
        taken = -1
        for part in segments[index]:
            column = _column(part, columns)
            if index < first:
                column = _header_column(part, columns, segments[index + 1 : first], taken)
            taken = max(taken, column)
            cells.setdefault((row, column), []).append(part)
    table = Table(
        [
            TableCell(row, column, "".join(part.text() for part in parts), box=_around(parts))
            for (row, column), parts in sorted(cells.items())
        ],
        len(columns),
        has_spans=False,
    )
    edges = [columns[0].x0, *(column.x0 for column in columns[1:]), columns[-1].x1]
    return Piece(table, edges, {}, {})


def _columns(rows: Sequence[Sequence[TextLine]]) -> list[Column]:
    """Return the columns of figures, and those of labels beside them, from the left."""
    figures = _merged([part.box for row in rows for part in row if _is_figure(part)])
    labels = _merged(
        [
            part.box
            for row in rows
            for part in row
            if not _is_figure(part) and not _inside(part, figures)
        ]
    )
    columns = [Column(x0, x1, is_figures=True) for x0, x1 in figures]
    columns += [Column(x0, x1, is_figures=False) for x0, x1 in labels]
    return sorted(columns, key=lambda column: column.x0)


def _merged(boxes: Sequence[Box]) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for box in sorted(boxes):
        if spans and box.x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], box.x1))
        else:
            spans.append((box.x0, box.x1))
    return spans


def _inside(part: TextLine, spans: Sequence[tuple[float, float]]) -> bool:
    middle = (part.box.x0 + part.box.x1) / 2
    return any(x0 <= middle <= x1 and part.box.x1 <= x1 + _ALIGNED for x0, x1 in spans)


def _with_headers(columns: list[Column], header: Sequence[Sequence[TextLine]]) -> list[Column]:
    """Widen columns to the header text beside their figures, add those with nothing below."""
    for depth, parts in enumerate(reversed(header)):
        for number, part in enumerate(parts):
            if any(_is_over(part, column) for column in columns):
                continue
            # at the left of its cell, the figures at the right: the next text is not over them
            end = parts[number + 1].box.x0 if number + 1 < len(parts) else part.box.x1 + _FAR
            below = [
                column
                for column in columns
                if depth == 0
                and column.is_figures
                and part.box.x0 <= column.x0
                and column.x1 <= end + _ALIGNED
                and not any(_is_over(other, column) for other in parts)
            ]
            if below:
                columns.remove(below[0])
                columns.append(below[0]._replace(x0=part.box.x0))
            else:
                columns.append(Column(part.box.x0, part.box.x1, is_figures=True))
        columns.sort(key=lambda column: column.x0)
    return columns


def _overlap(part: TextLine, column: Column) -> float:
    return min(part.box.x1, column.x1) - max(part.box.x0, column.x0)


def _is_over(part: TextLine, column: Column) -> bool:
    narrower = min(part.box.x1 - part.box.x0, column.x1 - column.x0)
    return _overlap(part, column) > _OVER * narrower


def _header_column(
    part: TextLine,
    columns: Sequence[Column],
    below: Sequence[Sequence[TextLine]],
    taken: int,
) -> int:
    """Return the first column of those that a text of the header stands over.

    A text with others below it is their parent: it begins with the first of them, or stands in
    the middle of them, of as many as can be.
    """
    over = [i for i, column in enumerate(columns) if i > taken and _is_over(part, column)]
    leaves = {
        i: _middle(leaf)
        for line in below
        for leaf in line
        for i, column in enumerate(columns)
        if i > taken and _is_over(leaf, column)
    }
    if not leaves or (over and not any(i in leaves for i in over)):
        return over[0] if over else _column(part, columns)
    aligned = [i for i in leaves if abs(columns[i].x0 - part.box.x0) < _ALIGNED]
    if aligned:
        return aligned[0]
    groups = [
        (round(abs((leaves[i] + leaves[j]) / 2 - _middle(part)) / _CENTRED), i - j, i)
        for i in leaves
        for j in leaves
        if i <= j
    ]
    return min(groups)[2]


def _middle(part: TextLine) -> float:
    return (part.box.x0 + part.box.x1) / 2


def _column(part: TextLine, columns: Sequence[Column]) -> int:
    """Return the column of a text: of its own kind where it overlaps several."""
    is_figure = _is_figure(part)
    return max(
        range(len(columns)),
        key=lambda i: (
            min(_overlap(part, columns[i]), 0.0),
            columns[i].is_figures == is_figure,
            _overlap(part, columns[i]),
        ),
    )


def _rows(
    lines: Sequence[TextLine],
    segments: Sequence[Sequence[TextLine]],
    start: int,
    first: int,
    end: int,
) -> list[int]:
    """Return the row of each line: the lines of a wrapped label belong to one row."""
    rows = list(range(end - start))
    tops = [lines[index].box.y0 for index in range(first, end) if len(segments[index]) > 1]
    steps = sorted(b - a for a, b in pairwise(tops))
    if not steps:
        return rows
    height = min(line.height for line in lines[first:end])
    near = min(ONE_ROW * steps[0], ONE_TEXT * height)
    for index in range(first, end):
        if len(segments[index]) > 1 or _is_figure(segments[index][0]):
            continue
        own = lines[index].box.y0
        above = own - lines[index - 1].box.y0 if index > first else near
        below = lines[index + 1].box.y0 - own if index + 1 < end else near
        if min(above, below) < near:
            rows[index - start] = rows[index - start - 1] if above <= below else index - start + 1
    return rows


def _around(parts: Sequence[TextLine]) -> Box:
    return Box(
        min(part.box.x0 for part in parts),
        min(part.box.y0 for part in parts),
        max(part.box.x1 for part in parts),
        max(part.box.y1 for part in parts),
    )
