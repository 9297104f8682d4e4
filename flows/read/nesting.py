"""Tables within tables, as pages and letters are laid out: which one holds the figures.

A table whose cells hold tables is there for the layout: what it holds stands one below the other.
A table of one cell is a frame around it.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple, Union

from flows.read.blocks import Block, Paragraph, TableCell
from flows.read.cutting import cut
from flows.settings import Limits

#: A text, which may have several lines, or a table.
Content = Union[str, "Box"]


class Box(NamedTuple):
    """A table whose cells hold texts and tables; their own texts are still blank."""

    cells: Sequence[tuple[TableCell, Sequence[Content]]]
    width: int

    @property
    def is_frame(self) -> bool:
        """Whether there is but one cell to a row, or nothing in the others."""
        return all(cell.column == 0 for cell, contents in self.cells if any(contents))

    @property
    def is_layout(self) -> bool:
        """Whether a cell of it holds a table of more than a text."""
        return any(
            isinstance(content, Box) and content.as_text() is None
            for _, contents in self.cells
            for content in contents
        )

    def as_text(self) -> str | None:
        """Return its texts if it is a frame around them, line by line, else None."""
        if not self.is_frame:
            return None
        texts = []
        for _, contents in self.cells:
            for content in contents:
                text = content if isinstance(content, str) else content.as_text()
                if text is None:
                    return None
                texts.append(text)
        return "\n".join(texts)


def flow(contents: Sequence[Content], limits: Limits) -> list[Block]:
    """Lay texts and tables out in blocks, one below the other.

    Raises:
        Unreadable: `too_many_cells`.
    """
    blocks: list[Block] = []
    for content in contents:
        if isinstance(content, str):
            blocks += map(Paragraph, _printed_lines(content))
        elif content.is_layout or content.is_frame:
            blocks += _layout(content, limits)
        else:
            blocks += _table(content.cells, content.width, limits)
    return blocks


def _layout(box: Box, limits: Limits) -> list[Block]:
    """Lay a layout table out: rows without tables are tables still, unless it is a frame."""
    blocks: list[Block] = []

    def holds_table(cell: tuple[TableCell, Sequence[Content]]) -> bool:
        return any(isinstance(content, Box) for content in cell[1])

    with_tables = {cell[0].row for cell in box.cells if holds_table(cell)}
    for is_layout, cells in groupby(
        box.cells, key=lambda cell: box.is_frame or cell[0].row in with_tables
    ):
        if is_layout:
            for _, contents in cells:
                blocks += flow(contents, limits)
        else:
            blocks += _table(list(cells), box.width, limits)
    return blocks


def _table(
    cells: Sequence[tuple[TableCell, Sequence[Content]]], width: int, limits: Limits
) -> list[Block]:
    texts = (
        (cell, "\n".join(c if isinstance(c, str) else c.as_text() or "" for c in contents))
        for cell, contents in cells
    )
    return cut([cell._replace(text=text) for cell, text in texts], width, limits)


def _printed_lines(text: str) -> list[str]:
    """Return the lines of a text; a TAB in them is a wide gap."""
    return [
        "\t".join(gap for gap in map(str.strip, line.split("\t")) if gap)
        for line in text.splitlines()
        if line.strip()
    ]
