"""A form of a form set × the money of a body → the table that is printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.corpus import meaning
from benchmarks.corpus.layouts import Layout
from benchmarks.corpus.lines import TEXTS, Line, Lines


@dataclass
class Amount:
    """A printed amount and what it means; without a text it is a blank cell."""

    fen: int
    statement: str
    code: str
    label: str
    measure: str
    facets: Mapping[str, str]
    is_total: bool
    text: str

    @property
    def is_figure(self) -> bool:
        """Whether it is printed: neither blank nor dashes."""
        return self.text[-1:].isdigit()


Cell = str | Amount


@dataclass
class Table:
    """A printed table; its header is a path a column."""

    number: int
    title: str
    money: str
    header: list[tuple[str, ...]]
    rows: list[list[Cell]]
    caption: str = ""
    note: str = ""
    lines: list[str] = field(default_factory=list)

    def amounts(self) -> Iterator[Amount]:
        """The amounts that are printed, zeros included where they are."""
        cells = (cell for row in self.rows for cell in row if isinstance(cell, Amount))
        return (cell for cell in cells if cell.is_figure)


def make(form: Mapping[str, Any], number: int, lines: Lines, money: str) -> Table:
    """Make the table of a form, its amounts printed.

    Args:
        form: A form of a form set.
        number: Its place in the document.
        lines: Makes the lines of this document.
        money: The unit of money, where the form has none of its own.
    """
    money = form.get("money", money)
    blocks = [{**form, **block} for block in form.get("blocks", [{}])]
    remark = lines.layout.remark
    header = [
        tuple(part.strip() for part in lines.say(path + remark * path.endswith("合计")).split("/"))
        for block in blocks
        for path in block["columns"]
    ]
    rows = _side_by_side([_rows(block, lines, money) for block in blocks])
    table = Table(number, lines.say(form["title"]), money, header, rows)
    if not any(table.amounts()):
        table.note = lines.layout.note
    if ordinals := _ordinals(table, lines.layout):
        table.rows.insert(0, ordinals)
    return table


_Rows = list[list[Cell]]


def _rows(block: Mapping[str, Any], lines: Lines, money: str) -> tuple[_Rows, _Rows]:
    """Return the rows of a block from the top, and those at the bottom."""
    only, statement = block.get("only", "total"), block["statement"]
    columns = [(lines.say(path), what) for path, what in block["columns"].items()]
    wide = [what for _, what in columns if what not in TEXTS]
    numbers = count(1)

    def amount(line: Line, path: str, what: str) -> Amount:
        fen = line.fen(f"{what}&{only}")
        named = meaning.facets(what, f"{what}&{line.selector}", statement)
        measure = meaning.measure(named, path.rpartition("/")[2], len(wide), statement)
        text = "" if "none" in line.selector else lines.layout.print(fen, money)
        # the total of an empty form has no parts
        is_total = measure == "合计" and len(wide) > 1 and bool(fen)
        return Amount(fen, statement, line.code, line.label, measure, named, is_total, text)

    def row(line: Line) -> list[Cell]:
        texts = {**line.texts, "row": str(next(numbers))}
        return [
            texts.get(what, "") if what in TEXTS else amount(line, path, what)
            for path, what in columns
        ]

    top, bottom = lines.of(block, only)
    return [row(line) for line in top], [row(line) for line in bottom]


def _side_by_side(blocks: Sequence[tuple[_Rows, _Rows]]) -> _Rows:
    """Join blocks: their rows from the top, their totals on the same last lines."""
    height = max(len(top) for top, _ in blocks)
    last = max(len(bottom) for _, bottom in blocks)
    columns = []
    for top, bottom in blocks:
        width = len((top or bottom)[0])
        filler: _Rows = [[""] * width for _ in range(height - len(top) + last - len(bottom))]
        columns.append([*top, *filler, *bottom])
    return [[cell for part in parts for cell in part] for parts in zip(*columns, strict=True)]


def _ordinals(table: Table, layout: Layout) -> list[Cell]:
    """A line of integers that are no amounts, below the header."""
    width = len(table.header)
    if layout.ordinals == "none":
        return []
    if layout.ordinals == "numbers":
        return [str(number) for number in range(1, width + 1)]
    numbers = count(1)
    cells: list[Cell] = [
        str(next(numbers)) if any(isinstance(row[column], Amount) for row in table.rows) else ""
        for column in range(width)
    ]
    return [cells[0] or "栏次", *cells[1:]]
