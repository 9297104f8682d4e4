"""Tables that go on over a page, by the x of their columns."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.read import patterns
from flows.read.blocks import Block, Box, Page, Paragraph, Table, TableCell
from flows.read.pdf.cells import Piece
from flows.read.pdf.pages import Placed, Sheet

_SAME_EDGE = 4.0  # points
_SAME_COLUMN = 12.0  # points, where the columns correspond one to one
_SAME_HEIGHT = 3.0  # points: where a running head stands on the next page
_PADDING = 14.0  # points, left and right of a cell's text together


def join(sheets: Iterable[Sheet]) -> list[Page]:
    """Return the pages of a document, numbered, their tables in common columns where they go on."""
    found: list[list[Block]] = []
    above: Sequence[Placed] = ()
    open_table: list[tuple[int, int]] = []  # page and block of the pieces of the last table
    edges: Sequence[float] = ()
    end: Piece | None = None
    views = []
    for number, (placed, size, turns, _) in enumerate(sheets):
        running = _running(above, placed)
        blocks: list[Block] = []
        for index, item in enumerate(placed):
            if isinstance(item, Paragraph):
                blocks.append(item)
                if index not in running:
                    end = None
                continue
            table = item.table
            mapping = None
            if end is not None and open_table[-1][0] < number:
                mapping = _mapping(edges, item.edges)
            if end is not None and mapping is not None:
                edges, old, new = mapping
                for page, block in open_table:
                    earlier = found[page][block]
                    assert isinstance(earlier, Table)
                    found[page][block] = _moved(earlier, old, len(edges) - 1)
                first_page, first_block = open_table[0]
                is_rest = _is_rest(end, item, old, new) and not _repeats(
                    found[first_page][first_block], table
                )
                table = replace(
                    _moved(table, new, len(edges) - 1), continues=True, rest_of_row=is_rest
                )
            else:
                edges, open_table = item.edges, []
            open_table.append((number, len(blocks)))
            blocks.append(table)
            end = item
        found.append(blocks)
        views.append((size, turns))
        above = placed
    for blocks, (size, turns) in zip(found, views, strict=True):
        if turns:
            blocks[:] = [_turned(block, size, turns) for block in blocks]
    return [Page(blocks, number) for number, blocks in enumerate(found, start=1)]


def _turned(block: Block, size: tuple[float, float], turns: int) -> Block:
    """Put the boxes of a block where a viewer shows them."""

    def turned(box: Box | None) -> Box | None:
        width, height = size
        for _ in range(turns if box else 0):
            x0, y0, x1, y1 = box or Box(0, 0, 0, 0)
            box = Box(height - y1, x0, height - y0, x1)
            width, height = height, width
        return box

    if isinstance(block, Paragraph):
        return block._replace(box=turned(block.box))
    return replace(block, cells=[cell._replace(box=turned(cell.box)) for cell in block.cells])


def _running(above: Sequence[Placed], placed: Sequence[Placed]) -> set[int]:
    """Return which blocks of a page are page numbers, or stood in the same place on the last."""
    before = {item.text: item.box.y0 for item in above if isinstance(item, Paragraph) and item.box}
    return {
        index
        for index, item in enumerate(placed)
        if isinstance(item, Paragraph)
        and item.box
        and (
            patterns.is_noise(patterns.plain(item.text))
            or abs(before.get(item.text, -1e9) - item.box.y0) < _SAME_HEIGHT
        )
    }


def _mapping(
    old: Sequence[float], new: Sequence[float]
) -> tuple[Sequence[float], list[int], list[int]] | None:
    """Return the edges that two pieces have in common, and where the edges of each are in them.

    None if the pieces are not of one table: neither has all the edges of the other.
    """
    shift = old[0] - new[0]
    moved = [edge + shift for edge in new]
    if abs(moved[-1] - old[-1]) > _SAME_EDGE:
        return None
    if (places := _places(moved, old, _SAME_EDGE)) is not None:
        return old, list(range(len(old))), places
    if (places := _places(old, moved, _SAME_EDGE)) is not None:
        return new, places, list(range(len(new)))
    if len(old) == len(new) and _places(moved, old, _SAME_COLUMN) == list(range(len(old))):
        return old, list(range(len(old))), list(range(len(old)))
    return None


def _places(few: Sequence[float], many: Sequence[float], tolerance: float) -> list[int] | None:
    """Return which of many edges each of few is, None if one is none of them."""
    places = []
    for edge in few:
        near = bisect_left(many, edge)
        around = [i for i in (near - 1, near) if 0 <= i < len(many)]
        place = min(around, key=lambda i: abs(many[i] - edge))
        if abs(many[place] - edge) > tolerance or place in places:
            return None
        places.append(place)
    return places


def _moved(table: Table, places: Sequence[int], width: int) -> Table:
    """Renumber the columns of a piece by where its edges are among the common ones."""
    if places == list(range(table.width + 1)):
        return replace(table, width=width)

    def moved(cell: TableCell) -> TableCell:
        first, end = places[cell.column], places[cell.column + cell.column_span]
        return cell._replace(column=first, column_span=end - first)

    return replace(table, cells=[moved(cell) for cell in table.cells], width=width)


def _repeats(table: Block, piece: Table) -> bool:
    """Tell whether a piece begins as its table does: with the header once more."""
    assert isinstance(table, Table)
    first, again = ([cell.text for cell in next(t.rows(), [])] for t in (table, piece))
    return [text for text in first if text] == [text for text in again if text]


def _is_rest(end: Piece, start: Piece, old: Sequence[int], new: Sequence[int]) -> bool:
    """Tell whether the first row of a piece is the rest of the last row of the one before.

    A text goes on over the page only if its next sign had no more room on the line above.
    """
    last = [cell for cell in end.table.cells if cell.row == end.table.cells[-1].row]
    if not any(patterns.cell_kind(cell.text) == "number" for cell in last):
        return False  # without a figure on either page nothing tells it from a row of its own
    rooms = {old[column]: room for column, room in end.rooms.items()}
    first = [cell for cell in start.table.cells if cell.row == start.table.cells[0].row]
    for cell in first:
        room, need = rooms.get(new[cell.column]), start.needs.get(cell.column, 0.0)
        is_text = patterns.cell_kind(cell.text) == "text" and not patterns.ENUMERATED.match(
            cell.text
        )
        if not is_text or room is None or room > need + _PADDING:
            return False
    return True
