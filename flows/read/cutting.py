r"""Cells as an office or a browser keeps them to blocks: what stands in a table, and what above it.

Titles, units of money and notes stand in rows of their own, merged over the table or not; layout
tables hold prose. Such rows are printed lines. The cells given here may hold newlines: in a row of
its own each of its lines is one, in any other cell the lines are one wrapped text.
"""

import re
from collections.abc import Iterator, Sequence

from flows.read.blocks import Block, Paragraph, Table, TableCell
from flows.read.types import Unreadable
from flows.settings import Limits

_LONG = 60  # characters: no label of a row has as many
_APART = re.compile(r"(?<=\.\d\d)\n(?=[-−\d])|(?<=[A-Za-z])\n(?=[A-Za-z])")


def one_line(text: str) -> str:
    """Return a text wrapped in its cell as it is read: `130.⏎00` is 130.00, two amounts stay two.

    It holds no TAB and no newline.
    """
    if text.isprintable():
        return text.strip(" ")
    return _APART.sub(" ", "\n".join(split_lines(text))).replace("\n", "")


def split_lines(text: str) -> list[str]:
    """Return the printed lines of a text, blank ones left out."""
    lines = (line.replace("\t", " ").strip(" ") for line in text.splitlines())
    return [line for line in lines if line and not line.isspace()]


def cut(cells: Sequence[TableCell], width: int, limits: Limits) -> list[Block]:
    """Lay the cells of one sheet or table out in blocks.

    Args:
        cells: with spans, whose texts may have newlines.
        width: how many columns there are.
        limits: spans can make a table of billions out of a few cells.

    Raises:
        Unreadable: `too_many_cells`.
    """
    height = len({cell.row for cell in cells})
    if width > limits.columns or height * width > limits.cells:
        detail = (
            f"a table has {height:,} rows of {width:,} columns; the limits are "
            f"{limits.columns:,} columns and {limits.cells:,} cells"
        )
        raise Unreadable("too_many_cells", detail)
    blocks: list[Block] = []
    rows: list[TableCell] = []
    is_begun = has_table = False
    for row in _rows(cells):
        filled = [cell for cell in row if cell.text and not cell.text.isspace()]
        if _is_prose(filled, width, is_begun=is_begun):
            if rows:
                blocks.append(Table(rows, width, continues=has_table))
                rows, has_table = [], True
            cell = filled[0]
            blocks += [Paragraph(line, cell.box, cell.address) for line in split_lines(cell.text)]
            continue
        is_begun = is_begun or len(filled) > 1
        rows += [cell._replace(text=one_line(cell.text)) for cell in row]
    if rows:
        blocks.append(Table(rows, width, continues=has_table))
    return blocks


def _is_prose(filled: Sequence[TableCell], width: int, *, is_begun: bool) -> bool:
    """Tell a row that is no row of a table: alone above it, or too much for a label."""
    if len(filled) != 1:
        return False
    (cell,) = filled
    several = len(split_lines(cell.text)) > 1
    is_whole = cell.column_span >= width
    return not is_begun or (several and is_whole) or len(cell.text) > _LONG


def _rows(cells: Sequence[TableCell]) -> Iterator[list[TableCell]]:
    row: list[TableCell] = []
    for cell in sorted(cells, key=lambda cell: cell[:2]):
        if row and cell.row != row[0].row:
            yield row
            row = []
        row.append(cell)
    if row:
        yield row
