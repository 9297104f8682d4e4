r"""What every reader gives: pages of blocks, a block being a printed line or a table of cells.

A reader states what its format knows: the boxes of a PDF, the spans of a spreadsheet, a web page
or a ruled table, the addresses of a spreadsheet. What it does not know stays None, and `grids`
guesses there and nowhere else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page as a viewer shows it, in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


class Paragraph(NamedTuple):
    """One printed line outside the tables, verbatim; a TAB stands for a wide gap in it.

    `address` is that of its cell in a spreadsheet, `confidence` as of a cell.
    """

    text: str
    box: Box | None = None
    address: str | None = None
    confidence: float | None = None


class TableCell(NamedTuple):
    """One cell of a table, at its first row and column (both from 0); blank ones may be left out.

    `text` is what the reader of the page sees, `stored` the value behind it, `address` its name
    in a spreadsheet, `confidence` (0 to 1) how sure the recognition of a picture was.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    stored: str | None = None
    address: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page.

    Attributes:
        cells: in reading order.
        width: how many columns it has.
        has_spans: False if only the printed texts are known: merged cells look blank, and a row
            may lack cells.
        continues: its rows go on the last table of the pages before, in the same columns.
        rest_of_row: its first row is the rest of that table's last row, broken by the page.
    """

    cells: Sequence[TableCell]
    width: int
    has_spans: bool = True
    continues: bool = False
    rest_of_row: bool = False

    def rows(self) -> Iterator[list[TableCell]]:
        """Return the cells of each row that has any text, from the top."""
        row: list[TableCell] = []
        for cell in sorted(self.cells, key=lambda cell: cell[:2]):
            if row and cell.row != row[0].row:
                if any(c.text for c in row):
                    yield row
                row = []
            row.append(cell)
        if any(c.text for c in row):
            yield row


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Page:
    """One page, sheet or part of a document; `number` is None where a format has no pages."""

    blocks: Sequence[Block]
    number: int | None = None
    sheet: str | None = None


class Line(NamedTuple):
    """One line of a document as `raw.line` keeps it: a printed line, or the row of a table."""

    text: str
    page_no: int | None = None
    sheet: str | None = None
    box: Box | None = None
    row: Sequence[TableCell] | None = None
    width: int = 0
    table: int = 0  # rows with the same number (from 1) share their columns; 0: nobody knows
    address: str | None = None  # of a line that stands in a cell of its own
    confidence: float | None = None  # of its least sure text


def lines(pages: Iterable[Page]) -> list[Line]:
    """Lay the blocks of a document out in lines, the cells of a row separated by TABs."""
    found: list[Line] = []
    table = 0
    last_row = -1
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Paragraph):
                line = Line(block.text, page.number, page.sheet, block.box)
                found.append(line._replace(address=block.address, confidence=block.confidence))
                continue
            table += not (block.continues and table)
            rows = block.rows()
            if block.rest_of_row and last_row >= 0:
                found[last_row] = _joined(found[last_row], next(rows))
            for row in rows:
                last_row = len(found)
                number = table if block.has_spans else 0
                found.append(
                    Line(
                        _row_text(row, block.width),
                        page.number,
                        page.sheet,
                        row=row,
                        width=block.width,
                        table=number,
                        confidence=_least_sure(row),
                    )
                )
    return found


def as_lines(texts: Sequence[Line] | Sequence[str]) -> list[Line]:
    """Return lines as they are, and those of a plain text as a text reader would give them."""
    return [line if isinstance(line, Line) else text_line(line) for line in texts]


def text_line(text: str) -> Line:
    """Return a line of plain text: the row of a table if it has TABs."""
    if "\t" not in text or text.isspace():
        return Line(text)
    row = [TableCell(0, column, cell) for column, cell in enumerate(text.split("\t"))]
    return Line(text, row=row, width=len(row))


def _row_text(row: Sequence[TableCell], width: int) -> str:
    texts = [""] * width
    for cell in row:
        texts[cell.column] = cell.text
    return "\t".join(texts)


def _joined(line: Line, rest: Sequence[TableCell]) -> Line:
    """Return a row with its rest from the next page; its cells keep their boxes on the first."""
    cells = {cell.column: cell for cell in line.row or ()}
    for cell in rest:
        begun = cells.get(cell.column)
        if begun:
            sure = _least_sure((begun, cell))
            cell = begun._replace(text=begun.text + cell.text, confidence=sure)  # noqa: PLW2901
        cells[cell.column] = cell
    row = [cells[column] for column in sorted(cells)]
    sure = _least_sure(row)
    return line._replace(text=_row_text(row, line.width), row=row, confidence=sure)


def _least_sure(row: Sequence[TableCell]) -> float | None:
    return min((cell.confidence for cell in row if cell.confidence is not None), default=None)
