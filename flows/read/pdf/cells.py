"""Lattices to tables: the text of each cell, what touches or wraps taken apart or joined."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from flows.read.blocks import Box, Table, TableCell
from flows.read.pdf.lines import Characters, Run, TextLine, Word, text_lines
from flows.read.pdf.rulings import Lattice, Slot


class Piece(NamedTuple):
    """A table as far as one page shows it, and what tells whether it goes on over the page.

    `edges` are where its columns begin and end; `rooms` what the last line of each cell in the
    last row leaves free of its width, `needs` the width of the first sign of each in the first.
    """

    table: Table
    edges: Sequence[float]
    rooms: Mapping[int, float]
    needs: Mapping[int, float]


Text = tuple[Slot, Sequence[TextLine]]

_EDGE = 2.0  # points: by so much may a character stick out of its table
_TOO_HIGH = 1.8  # of its cell: a text so high is printed over the table
_INDENT = 6.0  # points between a wall and the text that is aligned at it
ONE_ROW = 0.9  # of the distance of two rows: what is nearer is one
ONE_TEXT = 1.4  # of the height: from one line of a wrapped text to the next
_BESIDE = 0.1  # of the height: so near is a wall that stands between two signs
_FIGURE = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?")
_FIGURE_END = re.compile(r"[\d,.]+$")
_FIGURE_START = re.compile(r"[\d,.]+")
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d\d|-?\d{1,3}(?:,\d{3})+")
_AMOUNT_END = re.compile(rf"(?<![\d.,])(?:{_AMOUNT.pattern})$")


def take(lattice: Lattice, runs: Iterable[Run]) -> tuple[dict[int, list[Run]], list[Run]]:
    """Return the texts by slot (its index), and those outside the lattice."""
    owner = {
        (row, column): number
        for number, slot in enumerate(lattice.slots)
        for row in range(slot.row, slot.row + slot.row_span)
        for column in range(slot.column, slot.column + slot.column_span)
    }
    left, top, right, bottom = lattice.box
    columns, rows, slots = lattice.xs[1:-1], lattice.ys[1:-1], lattice.slots

    def place(page: Characters, index: int) -> int | None:
        y0, y1 = page.y0[index], page.y1[index]
        x, y = (page.x0[index] + page.x1[index]) / 2, (y0 + y1) / 2
        if not (left - _EDGE <= x <= right + _EDGE and top - _EDGE <= y <= bottom + _EDGE):
            return None
        own = owner[bisect_right(rows, y), bisect_right(columns, x)]
        box = slots[own].box
        return None if y1 - y0 > _TOO_HIGH * (box.y1 - box.y0) else own

    inside: dict[int, list[Run]] = {}
    outside: list[Run] = []
    for run in runs:
        page, indices, _ = run
        first = place(page, indices[0])
        if len(indices) == 1 or first == place(page, indices[-1]):
            (outside if first is None else inside.setdefault(first, [])).append(run)
            continue
        places = [place(page, index) for index in indices]
        places = _settled(run.characters(), places, lattice)
        for home, part in groupby(range(len(indices)), key=places.__getitem__):
            text = run.part([indices[number] for number in part])
            (outside if home is None else inside.setdefault(home, [])).append(text)
    return inside, outside


def _settled(run: Sequence[Word], places: list[int | None], lattice: Lattice) -> list[int | None]:
    """Return the places of a run that crosses the walls of cells, by its parts.

    Two figures that touch belong to two cells, and so do a figure and a label. One text, or one
    figure that its column is too narrow for, belongs to the cell in which it is aligned.
    """
    cuts = [i for i in range(1, len(run)) if places[i] != places[i - 1]]
    settled = list(places)
    text = "".join(character.text[0] for character in run)
    start = 0
    for cut in [*cuts, len(run)]:
        if cut < len(run):
            here = places[cut]
            wall = lattice.slots[here].box.x0 if here is not None else lattice.xs[-1]
            is_cut = abs(run[cut].x0 - wall) > _BESIDE * (run[cut].y1 - run[cut].y0)
            if _is_one(text[start:cut], text[cut:], is_cut=is_cut):
                continue
        part = places[start:cut]
        if len(set(part)) > 1:
            settled[start:cut] = [_home(run[start:cut], part, lattice)] * (cut - start)
        start = cut
    return settled


def _is_one(before: str, after: str, *, is_cut: bool) -> bool:
    """Tell whether a wall between two signs cuts one text, instead of keeping two apart.

    If it could be either, the wall that cuts a sign (`is_cut`) cuts a text.
    """
    left, right = _FIGURE_END.search(before), _FIGURE_START.match(after)
    if left and right:
        both = left[0] + right[0]
        are_two = _FIGURE.fullmatch(left[0]) and _FIGURE.fullmatch(right[0])
        return bool(_FIGURE.fullmatch(both)) and (is_cut or not are_two)
    return not left and not right


def _home(part: Sequence[Word], places: Sequence[int | None], lattice: Lattice) -> int | None:
    """Return the cell of a text that sticks out of it: where it begins, ends or has its middle."""
    first, last = places[0], places[-1]
    if first is None or last is None:
        return first if last is None else last
    begin, end = lattice.slots[first].box, lattice.slots[last].box
    if part[0].x0 - begin.x0 <= _INDENT:
        return first
    if end.x1 - part[-1].x1 <= _INDENT:
        return last
    middle = (part[0].x0 + part[-1].x1) / 2
    nearest = min(range(len(part)), key=lambda i: abs(part[i].x0 - middle))
    return places[nearest]


def table(lattice: Lattice, inside: Mapping[int, Sequence[Run]]) -> Piece:
    """Return the cells of a lattice that hold any text."""
    texts: list[Text] = [
        (lattice.slots[number], lines)
        for number, runs in sorted(inside.items())
        if (lines := text_lines(runs))
    ]
    texts = _rows_apart(texts)
    first = min((slot.row for slot, _ in texts), default=0)
    last = max((slot.row for slot, _ in texts), default=0)
    rooms: dict[int, float] = {}
    needs: dict[int, float] = {}
    cells = []
    for slot, printed in texts:
        cells.append(TableCell(slot.row, slot.column, wrapped(printed), *slot[2:]))
        if slot.row == first:
            start = printed[0].box
            needs[slot.column] = min(start.y1 - start.y0, start.x1 - start.x0)
        if slot.row == last:
            end = printed[-1].box
            rooms[slot.column] = slot.box.x1 - slot.box.x0 - (end.x1 - end.x0)
    return Piece(Table(cells, len(lattice.xs) - 1), lattice.xs, rooms, needs)


def _rows_apart(texts: list[Text]) -> list[Text]:
    """Cut a row of cells that holds the figures of several rows, printed without rulings."""
    crowded = {
        slot.row
        for slot, lines in texts
        if slot.row_span == 1
        and len(lines) > 1
        and sum(1 for line in lines if _AMOUNT.fullmatch(line.text())) > 1
    }
    if not crowded:
        return texts
    found: list[Text] = []
    shift = 0
    for row, group in groupby(texts, key=lambda text: text[0].row):
        band = [(slot._replace(row=slot.row + shift), lines) for slot, lines in group]
        if row not in crowded:
            found += band
            continue
        starts = _starts(band)
        for slot, lines in band:
            if slot.row_span > 1:
                found.append((slot._replace(row_span=slot.row_span + len(starts) - 1), lines))
                continue
            parts = groupby(lines, key=lambda line: bisect_right(starts, _middle(line)) - 1)
            for part, own in parts:
                piece: Sequence[TextLine] = list(own)
                box = Box(slot.box.x0, piece[0].box.y0, slot.box.x1, piece[-1].box.y1)
                found.append((slot._replace(row=slot.row + part, box=box), piece))
        shift += len(starts) - 1
    return sorted(found, key=lambda text: text[0][:2])


def _starts(band: Sequence[Text]) -> list[float]:
    """Return where each printed row of a row of cells begins; a wrapped label begins none."""
    lines = sorted((line for _, lines in band for line in lines), key=_middle)
    with_amount = sorted({_middle(line) for line in lines if _AMOUNT.fullmatch(line.text())})
    steps = [b - a for a, b in pairwise(with_amount) if b - a > 1]
    near = min(ONE_ROW * min(steps, default=0.0), ONE_TEXT * min(line.height for line in lines))
    anchors = list(with_amount)
    rest = [_middle(line) for line in lines]
    wrapped_on = list(with_amount)
    while more := [m for m in rest if any(abs(m - other) <= near for other in wrapped_on)]:
        wrapped_on += more
        rest = [m for m in rest if m not in more]
    for middle in rest:
        if not anchors or min(abs(middle - other) for other in anchors) > near:
            anchors.append(middle)
    anchors.sort()
    rows = [anchors[0], *(b for a, b in pairwise(anchors) if b - a > 1)]
    return [-1e9, *((a + b) / 2 for a, b in pairwise(rows))]


def _middle(line: TextLine) -> float:
    return (line.box.y0 + line.box.y1) / 2


def wrapped(lines: Sequence[TextLine]) -> str:
    """Join the lines of one cell: a wrapped text goes on at once, a second figure apart."""
    text = lines[0].text()
    for line in lines[1:]:
        more = line.text()
        apart = _AMOUNT.fullmatch(more) and _AMOUNT_END.search(text)
        text += (" " if apart else "") + more
    return text
