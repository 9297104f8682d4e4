"""One picture of a page to its blocks: rulings, cells, printed lines, and their texts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from flows.read.blocks import Box, Paragraph, TableCell
from flows.read.pdf import alignment, cells, lines, mending
from flows.read.pdf.lines import Characters, Run, Word
from flows.read.pdf.pages import Placed, Sheet
from flows.read.pdf.rulings import Lattice, lattices
from flows.read.pdf.scanned import Picture
from flows.read.scan import amounts, printed
from flows.read.scan.ink import Grey, Ink, ink_of
from flows.read.scan.printed import Place
from flows.read.scan.recogniser import Recognised, Recogniser
from flows.read.scan.rulings import drawn
from flows.read.scan.skew import levelled, skew

_LOOKED_AT = 8  # lines: whether a page stands upright
_SURE = 0.8
_ENOUGH = 0.25  # of them are surely Chinese
_CHINESE = re.compile("[\u3400-\u9fff]{2}")
_MARGIN_ACROSS, _MARGIN_DOWN = 0.25, 0.15  # of the height, around a line
_SHORTEST, _LONGEST = 2.0, 25.0  # width by height of the lines looked at
_OTHER_MARGINS = ((0.4, 0.3), (0.3, 0.5))
_UNSURE = 0.6  # below, another text is read once more
_DOUBTED = 0.85  # below, a figure is read once more
_UNREAD = 0.2  # confidence of a figure that breaks the grammar
_TOUCHING = 0.35  # of the height


class Cut(NamedTuple):
    """A page set right and cut into lines."""

    angle: float
    ink: Ink
    tables: Sequence[Lattice]
    places: Sequence[Place]


class Line(NamedTuple):
    """A recognised line: its box in points, its text."""

    place: Place
    box: Box
    text: str
    confidence: float


def sheet(picture: Picture, model: Recogniser) -> Sheet:
    """Return what is printed on a page: blocks from the top, each with a confidence."""
    grey, scale, unit = picture
    turns, page, known = _upright(grey, scale, model)
    found = [
        Line(place, _box(place, scale), read.text, read.confidence)
        for place, read in zip(page.places, _read(page, model, known), strict=True)
        if read.text
    ]
    blocks = [_moved(block, page, scale, unit) for block in _blocks(found, page.tables)]
    height, width = (side / scale * unit for side in page.ink.shape)
    return Sheet(blocks, (width, height), turns, is_picture=True)


def _upright(grey: Grey, scale: float, model: Recogniser) -> tuple[int, Cut, dict[int, Recognised]]:
    """Return the quarters by which a viewer shows a page turned from its text, and the page cut.

    Chinese that stands upright is recognised surely, and only then; figures may be read upside
    down. Other turns are tried only where nothing is sure. What was read on the way comes with it,
    by the number of the line.
    """
    best: tuple[tuple[float, float], int, Cut, dict[int, Recognised]] | None = None
    for turns in (0, 1, 3, 2):
        page = _cut(np.ascontiguousarray(np.rot90(grey, turns)), scale)
        known = _some(page, model)
        chinese = [found for found in known.values() if _CHINESE.search(found.text)]
        sure = sum(found.confidence >= _SURE for found in chinese) / max(1, len(known))
        mean = sum(found.confidence for found in known.values()) / max(1, len(known))
        if best is None or (sure, mean) > best[0]:
            best = ((sure, mean), turns, page, known)
        if sure >= _ENOUGH or not page.places:
            break
    assert best is not None
    return best[1:]


def _some(page: Cut, model: Recogniser) -> dict[int, Recognised]:
    """Return the texts of some lines, rather long than short: figures are short."""
    lengths = [
        ((p.x1 - p.x0) / max(1, p.y1 - p.y0), number) for number, p in enumerate(page.places)
    ]
    fit = sorted((length, n) for length, n in lengths if _SHORTEST <= length <= _LONGEST)
    long = fit[len(fit) // 2 :]
    numbers = [n for _, n in long[:: max(1, len(long) // _LOOKED_AT)][:_LOOKED_AT]]
    read = model.read([_picture(page.ink, page.places[n]) for n in numbers])
    return dict(zip(numbers, read, strict=True))


def _cut(grey: Grey, scale: float) -> Cut:
    ink = ink_of(grey)
    angle = skew(ink)
    ink = levelled(ink, angle, 0)
    rulings = drawn(ink, scale)
    tables = lattices(rulings.rects)
    text = printed.without_rulings(ink, rulings)
    shapes = printed.shapes(text, scale)
    usual = printed.usual(shapes)
    places = [
        part
        for place in printed.places(shapes, tables, scale)
        for part in printed.split_touching(text, place, usual)
    ]
    return Cut(angle, printed.without_underlines(text, shapes, places), tables, places)


def _picture(
    ink: Ink, place: Place, across: float = _MARGIN_ACROSS, down: float = _MARGIN_DOWN
) -> Grey:
    height = place.y1 - place.y0
    x, y = max(2, round(across * height)), max(2, round(down * height))
    piece = ink[max(0, place.y0 - y) : place.y1 + y, max(0, place.x0 - x) : place.x1 + x]
    return np.asarray(255 - piece, np.uint8)


def _read(page: Cut, model: Recogniser, known: Mapping[int, Recognised]) -> list[Recognised]:
    """Return the text of each line; a figure that is doubtful is looked at twice more."""
    places = page.places
    rest = [number for number in range(len(places)) if number not in known]
    new = model.read([_picture(page.ink, places[number]) for number in rest])
    by_number = {**known, **dict(zip(rest, new, strict=True))}
    read = [by_number[number] for number in range(len(places))]
    figures = [number for number, found in enumerate(read) if amounts.is_figure(found.text)]
    for number in figures:
        read[number] = read[number]._replace(text=amounts.printed(read[number].text))
    unsure = [
        number
        for number, found in enumerate(read)
        if number not in figures and found.confidence < _UNSURE and len(found.text) > 1
    ]
    for margins in _OTHER_MARGINS if unsure else ():
        more = model.read([_picture(page.ink, places[number], *margins) for number in unsure])
        for number, found in zip(unsure, more, strict=True):
            read[number] = max(read[number], found, key=lambda reading: reading.confidence)
    doubted = [
        n
        for n in figures
        if read[n].confidence < _DOUBTED or not amounts.follows_grammar(read[n].text)
    ]
    if not doubted:
        return read
    again = [
        model.read([_picture(page.ink, places[n], *margins) for n in doubted])
        for margins in ((0.1, 0.05), (0.4, 0.3))
    ]
    for number, *others in zip(doubted, *again, strict=True):
        read[number] = _agreed([read[number], *others])
    return read


def _agreed(readings: Sequence[Recognised]) -> Recognised:
    """Return the text that most readings agree on; where they do not, nobody is sure."""
    texts = [amounts.printed(found.text) for found in readings]
    best = max(texts, key=lambda text: (texts.count(text), amounts.follows_grammar(text)))
    sure = max(
        found.confidence for found, text in zip(readings, texts, strict=True) if text == best
    )
    if texts.count(best) < 2:  # noqa: PLR2004
        return Recognised(best, min(sure, _UNREAD))
    if texts.count(best) < len(texts):
        return Recognised(best, min(sure, 0.6))
    return Recognised(best, sure)


def _box(place: Place, scale: float) -> Box:
    return Box(place.x0 / scale, place.y0 / scale, place.x1 / scale, place.y1 / scale)


def _blocks(found: Sequence[Line], tables: Sequence[Lattice]) -> list[Placed]:
    """Return the tables and printed lines of a page, from the top."""
    page = Characters(
        [line.text for line in found], *([line.box[side] for line in found] for side in range(4))
    )
    runs = [Run(page, [number], [Word(line.text, *line.box)]) for number, line in enumerate(found)]
    placed: list[tuple[float, Placed]] = []
    for number, lattice in enumerate(tables):
        inside: dict[int, list[Run]] = {}
        for line, run in zip(found, runs, strict=True):
            if line.place.table == number:
                inside.setdefault(line.place.number, []).append(run)
        if inside:
            own = [line for line in found if line.place.table == number]
            piece = cells.table(lattice, inside)
            placed.append((lattice.ys[0], _judged(piece, own)))
    outside = [line for line in found if line.place.table < 0]
    rows = lines.text_lines(
        [run for line, run in zip(found, runs, strict=True) if line.place.table < 0]
    )
    taken: set[int] = set()
    for numbers, piece in alignment.tables(rows):
        placed.append((rows[numbers[0]].box.y0, _judged(piece, outside)))
        taken.update(numbers)
    rest = [line for number, line in enumerate(rows) if number not in taken]
    for paragraph in mending.paragraphs(rest, [top for top, _ in placed]):
        assert paragraph.box
        sure = _confidence(paragraph.box, outside)
        placed.append((paragraph.box.y0, paragraph._replace(confidence=sure)))
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def _within(box: Box, found: Sequence[Line]) -> list[Line]:
    """Return the lines whose middle lies in a box."""
    return [
        line
        for line in found
        if box.x0 <= (line.box.x0 + line.box.x1) / 2 <= box.x1
        and box.y0 <= (line.box.y0 + line.box.y1) / 2 <= box.y1
    ]


def _confidence(box: Box, found: Sequence[Line]) -> float:
    """Return how sure the least sure line in a box is."""
    return min((line.confidence for line in _within(box, found)), default=0.0)


def _judged(piece: cells.Piece, found: Sequence[Line]) -> cells.Piece:
    """Return a table with the confidence of its cells: little of a figure that breaks the grammar.

    Figures that touch over a wall and would be one may be one.
    """
    known = [
        cell._replace(confidence=_confidence(cell.box, found)) if cell.box else cell
        for cell in piece.table.cells
    ]
    columns: dict[int, list[int]] = {}
    for number, cell in enumerate(known):
        if amounts.is_figure(cell.text):
            known[number] = cell._replace(text=amounts.printed(cell.text))
            columns.setdefault(cell.column, []).append(number)
    for numbers in columns.values():
        for number, is_odd in zip(
            numbers, amounts.odd_ones([known[n].text for n in numbers]), strict=True
        ):
            if is_odd:
                known[number] = _unread(known[number])
    for left, right in pairwise(range(len(known))):
        if _are_one(known[left], known[right], found):
            known[left], known[right] = _unread(known[left]), _unread(known[right])
    return piece._replace(table=replace(piece.table, cells=known))


def _are_one(left: TableCell, right: TableCell, found: Sequence[Line]) -> bool:
    """Tell whether a wall between two figures may cut one."""
    if left.row != right.row or left.column + left.column_span != right.column:
        return False
    if not (amounts.is_figure(left.text) and amounts.is_figure(right.text)):
        return False
    if not amounts.follows_grammar(left.text + right.text) or not left.box or not right.box:
        return False
    before, after = _within(left.box, found), _within(right.box, found)
    if not before or not after:
        return False
    end, start = max(line.box.x1 for line in before), min(line.box.x0 for line in after)
    return start - end < _TOUCHING * (before[0].box.y1 - before[0].box.y0)


def _unread(cell: TableCell) -> TableCell:
    return cell._replace(confidence=min(cell.confidence or 0.0, _UNREAD))


def _moved(block: Placed, page: Cut, scale: float, unit: float) -> Placed:
    """Put the boxes of a block where its texts stand on the page as it lies, askew."""
    height, width = page.ink.shape
    middle_x, middle_y = width / 2 / scale, height / 2 / scale
    sine, cosine = np.sin(np.radians(page.angle)), np.cos(np.radians(page.angle))

    def moved(box: Box | None) -> Box | None:
        if box is None:
            return None
        x, y = (box.x0 + box.x1) / 2 - middle_x, (box.y0 + box.y1) / 2 - middle_y
        x, y = x * cosine - y * sine + middle_x, x * sine + y * cosine + middle_y
        w, h = (box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2
        return Box(*(float(side * unit) for side in (x - w, y - h, x + w, y + h)))

    if isinstance(block, Paragraph):
        return block._replace(box=moved(block.box))
    table = replace(
        block.table, cells=[cell._replace(box=moved(cell.box)) for cell in block.table.cells]
    )
    return block._replace(table=table)
