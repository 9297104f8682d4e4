"""What both generations of spreadsheets share: the printed rows of a sheet as blocks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, product
from typing import NamedTuple

from flows.read import patterns
from flows.read.blocks import Block, Page, Paragraph, TableCell
from flows.read.cutting import cut
from flows.read.types import Unreadable
from flows.settings import Limits

#: The name of a sheet has 31 characters: a longer title is cut off in it.
_OPEN_BRACKET = re.compile(r"[(（][^()（）]*$")


class Span(NamedTuple):
    """Merged cells, rows and columns from 0, the last ones included."""

    row: int
    column: int
    last_row: int
    last_column: int


class Entry(NamedTuple):
    """What one cell shows, the value behind it, and its name."""

    shown: str
    stored: str | None
    address: str | None


_BLANK = Entry("", None, None)


@dataclass(slots=True)
class Sheet:
    """A sheet as stored, rows and columns from 0."""

    name: str
    cells: Mapping[tuple[int, int], Entry]
    merged: Sequence[Span] = ()
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def page(sheet: Sheet, limits: Limits) -> Page:
    """Return the sheet as a reader of it sees it: what is hidden is not printed.

    Raises:
        Unreadable: `too_many_cells`.
    """
    filled = {place for place, entry in sheet.cells.items() if entry.shown.strip()}
    spans = {span[:2]: span for span in sheet.merged if span[:2] in filled}
    height = 1 + max((row for row, _ in filled), default=-1)
    width = 1 + max((column for _, column in filled), default=-1)
    spans = {
        place: span._replace(
            last_row=min(span.last_row, height - 1), last_column=min(span.last_column, width - 1)
        )
        for place, span in spans.items()
    }
    rows = _shown(height, sheet.hidden_rows)
    columns = _shown(width, sheet.hidden_columns)
    printed = sorted({row for row, _ in filled})
    if len(printed) * width > limits.cells:
        detail = f"the sheet {sheet.name!r} has {len(printed):,} rows of {width:,} columns"
        raise Unreadable("too_many_cells", detail)
    covered = set(_covered(spans.values()))
    cells = []
    for place in product(printed, range(width)):
        if place in covered:
            continue
        (row, column), entry = place, sheet.cells.get(place, _BLANK)
        span = spans.get(place, Span(row, column, row, column))
        row_span = rows[span.last_row + 1] - rows[row]
        column_span = columns[span.last_column + 1] - columns[column]
        if row_span > 0 and column_span > 0:
            at = (rows[row], columns[column], entry.shown, row_span, column_span)
            cells.append(TableCell(*at, stored=entry.stored, address=entry.address))
    end = columns[_end(spans.values(), filled, width)]
    blocks = cut([cell for cell in cells if cell.column < end], end, limits)
    beside = [cell._replace(column=cell.column - end) for cell in cells if cell.column >= end]
    blocks += cut(beside, columns[-1] - end, limits)
    return Page(_titled(blocks, sheet.name), sheet=sheet.name)


def _end(spans: Iterable[Span], filled: set[tuple[int, int]], width: int) -> int:
    """Return the column before which a form ends, by its merged title and a blank column behind.

    Beside a form people keep sums to check it with, which are no column of it.
    """
    spans = list(spans)
    top = min((row for row, _ in filled), default=0)
    title = next((span for span in spans if span.row == top), None)
    behind = width if title is None else title.last_column + 1
    used = {column for _, column in filled} | {
        column for span in spans for column in range(span.column, span.last_column + 1)
    }
    return width if behind in used else min(behind, width)


def _shown(count: int, hidden: set[int]) -> list[int]:
    """Return for each row, and the end, how many rows are shown before it."""
    return [0, *accumulate(int(index not in hidden) for index in range(count))]


def _covered(spans: Iterable[Span]) -> Iterable[tuple[int, int]]:
    for span in spans:
        for row in range(span.row, span.last_row + 1):
            for column in range(span.column, span.last_column + 1):
                if (row, column) != span[:2]:
                    yield row, column


def _titled(blocks: list[Block], name: str) -> list[Block]:
    """Put the name of a sheet above it where no title stands there and the name is one."""
    texts = chain.from_iterable(
        [block.text] if isinstance(block, Paragraph) else (cell.text for cell in block.cells)
        for block in blocks
    )
    title = _OPEN_BRACKET.sub("", name)
    if not blocks or not patterns.is_title(patterns.plain(title)):
        return blocks
    is_titled = any(patterns.line_role(patterns.plain(text)) == "title" for text in texts if text)
    return blocks if is_titled else [Paragraph(title), *blocks]
