"""What a finding shows of a document: rows of its tables under their headers, and its sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from flows.read import patterns
from flows.report.findings.model import Line, Repair, Suspect, Table
from flows.report.findings.wording import SIDE_NAMES

_MOST_ROWS = 12  # of a table that a finding shows at once; the others are folded


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A text above columns, over as many of them as it names."""

    text: str
    colspan: int
    rowspan: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell, and what is to be said of it."""

    text: str
    is_number: bool
    side: str = ""
    suspect: Suspect | None = None
    is_explaining: bool = False  # the suspect explains the finding that shows the cell
    repair: Repair | None = None

    @property
    def classes(self) -> str:
        """Its classes in the style sheet."""
        named = {
            "number": self.is_number,
            "involved": self.side,
            "suspect": self.suspect,
            "elsewhere": self.suspect and not self.is_explaining,
        }
        return " ".join(name for name, applies in named.items() if applies)


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row; `suspects` are doubtful figures of it whose cells are not known."""

    line_no: int
    text: str
    is_withheld: bool
    cells: list[Cell]
    suspects: list[Suspect]

    @property
    def is_doubted(self) -> bool:
        """Whether a figure of it is doubted."""
        return bool(self.suspects) or any(cell.suspect for cell in self.cells)

    @property
    def is_left(self) -> bool:
        """Whether it stands on the left side of the equation."""
        return any(cell.side == SIDE_NAMES["lhs"] for cell in self.cells)

    @property
    def is_telling(self) -> bool:
        """Whether it is shown where others are folded."""
        return self.is_left or self.is_doubted


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some rows of one table under its header."""

    table: Table
    head: list[list[HeadCell]]
    rows: list[Row]
    folded: list[Row]

    @property
    def name(self) -> str:
        """What the table is called."""
        return f"{self.table.form} {self.table.title}".strip() or "（无表名）"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of prose, cut where a figure in it is doubted; `suspects` are not found in it."""

    line_no: int
    segments: list[tuple[str, Suspect | None]]
    suspects: list[Suspect]

    @property
    def is_telling(self) -> bool:
        """Whether it is shown where others are folded."""
        return bool(self.suspects) or any(
            suspect or any(sign.isdigit() for sign in text) for text, suspect in self.segments
        )


_Shown = TypeVar("_Shown", Row, Sentence)


def fold(rows: list[_Shown]) -> tuple[list[_Shown], list[_Shown]]:
    """Return what is shown at once (all if it is little, else totals and doubts), and the rest."""
    if len(rows) <= _MOST_ROWS:
        return rows, []
    shown = ([row for row in rows if row.is_telling] or rows)[:_MOST_ROWS]
    line_nos = {row.line_no for row in shown}
    return shown, [row for row in rows if row.line_no not in line_nos]


def doubted_column(suspect: Suspect, line: Line, table: Table) -> int | None:
    """Return the column that prints a doubted amount, None if only the row is known."""
    if suspect.is_missing:
        return None
    if line.cells.get(suspect.column_no, "") == suspect.printed_amount:
        return suspect.column_no if suspect.column_no in table.headers else None
    alike = [column for column, text in line.cells.items() if text == suspect.printed_amount]
    return min(alike, key=lambda column: abs(column - suspect.column_no), default=None)


def label_column(repair: Repair, line: Line, table: Table) -> int:
    """Return the column of the label that was repaired, else the first one."""
    for column, text in line.cells.items():
        if patterns.plain(text) == patterns.plain(repair.printed_label):
            return column
    return min(table.headers)


def is_figure(column: int, table: Table) -> bool:
    """Tell whether a column holds figures, by its header."""
    path = table.headers.get(column, ())
    return not path or patterns.column_kind(path[-1]) is None


def header_rows(headers: Mapping[int, tuple[str, ...]]) -> list[list[HeadCell]]:
    """Return the header rows, parents merged over their columns, from the texts of each column.

    A table without any header, such as a form of labels and values, has no rows of it.
    """
    if not any(headers.values()):
        return []
    paths = [headers.get(column, ()) for column in range(1, max(headers) + 1)]
    depth = max(1, *map(len, paths))
    rows: list[list[HeadCell]] = []
    for level in range(depth):
        # columns under the same parents share its cell; the lowest text of a column is its own
        spans = groupby(
            (
                (path[: level + 1] if level < len(path) - 1 else column, path)
                for column, path in enumerate(paths)
            ),
            key=lambda item: item[0],
        )
        row = []
        for _, members in spans:
            (_, path), *others = members
            if level < max(1, len(path)):
                text = path[level] if path else ""
                rowspan = 1 if level < len(path) - 1 else depth - level
                row.append(HeadCell(text, 1 + len(others), rowspan))
        rows.append(row)
    return rows


def cut_sentence(line: Line, suspects: Sequence[Suspect]) -> Sentence:
    """Cut a sentence where it prints the doubted figures."""
    found, lost = [], []
    for suspect in suspects:
        pattern = rf"(?<![\d.,]){re.escape(suspect.printed_amount)}(?![\d,]|\.\d)"
        prints = list(re.finditer(pattern, line.text)) if suspect.printed_amount else []
        if prints:
            match = prints[min(suspect.prints_before, len(prints) - 1)]
            found.append((match.start(), match.end(), suspect))
        else:
            lost.append(suspect)
    segments: list[tuple[str, Suspect | None]] = []
    end = 0
    for start, stop, suspect in sorted(found, key=lambda item: item[:2]):
        if start >= end:
            segments += [(line.text[end:start], None), (line.text[start:stop], suspect)]
            end = stop
        else:
            lost.append(suspect)
    return Sentence(line.line_no, [*segments, (line.text[end:], None)], lost)
