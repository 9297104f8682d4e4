"""Where the cells of an original stand on its page, and which of them may name somebody."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flows.read import patterns
from flows.read.admission import normalise_text
from flows.read.blocks import Box

#: Points around a row: its rulings.
ROOM = 2.0
_CLOSE = 6.0  # points: no line of text fits in between


class BoxedCell(NamedTuple):
    """A cell as printed, its box in points from the top left, and whom its line names."""

    document_id: str
    line_no: int
    grid_no: int
    row_no: int
    column_no: int
    role: str
    text: str
    page_no: int
    x0: float
    y0: float
    x1: float
    y1: float
    line_text: str
    persons: Sequence[str]

    @property
    def box(self) -> Box:
        """Where it stands."""
        return Box(self.x0, self.y0, self.x1, self.y1)

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return (self.y0 + self.y1) / 2

    @property
    def is_personal(self) -> bool:
        """Whether it may name or reach somebody."""
        if patterns.is_signature(self.line_text):
            return True
        is_figure = patterns.cell_kind(self.text) == "number" and not patterns.is_signature(
            self.text
        )
        text = normalise_text(self.text)
        if any(patterns.plain(person) in text for person in self.persons):
            return True
        return bool(self.persons) and not is_figure  # a name may be spread over two cells


def extents(grid: Sequence[BoxedCell]) -> dict[int, tuple[float, float]]:
    """Return from where to where each row goes; a cell merged over several rows says nothing."""
    rows: dict[int, list[BoxedCell]] = {}
    for cell in grid:
        rows.setdefault(cell.row_no, []).append(cell)
    lowest = {number: min(row, key=lambda cell: cell.y1 - cell.y0) for number, row in rows.items()}
    middles = {number: cell.middle for number, cell in lowest.items()}
    found = {}
    for number, row in rows.items():
        others = [middle for other, middle in middles.items() if other != number]
        alone = [
            cell for cell in row if not any(cell.y0 < middle < cell.y1 for middle in others)
        ] or [lowest[number]]
        found[number] = min(cell.y0 for cell in alone), max(cell.y1 for cell in alone)
    return found


def strips_of(rows: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return what is shown of a page from top to bottom; rows close to each other go together."""
    strips: list[tuple[float, float]] = []
    for above, below in sorted((top - ROOM, bottom + ROOM) for top, bottom in rows):
        if strips and above <= strips[-1][1] + _CLOSE:
            strips[-1] = strips[-1][0], max(strips[-1][1], below)
        else:
            strips.append((above, below))
    return strips
