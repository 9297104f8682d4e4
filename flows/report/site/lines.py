"""The printed lines of documents: the tables and the sentences with figures, line by line.

A line keeps its address: the page that it stands on follows from its number alone.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

from flows.read import patterns
from flows.read.grids import PATH_SEPARATOR
from flows.report.findings.model import WITHHELD
from flows.report.site.book import At, Row, rows
from flows.validate import privacy

__all__ = ["LINES", "address", "cells_of", "is_amount", "is_personal", "pages", "sections"]

#: Lines that a page may hold: fixed, for an address must last.
LINES = 200
_BATCH = 50  # documents whose cells are in memory at once
_MOST_TEXT = 400  # characters of a cell
_MOST_CHECKS = 300  # of a page; what fails comes first
_MOST_OF_CHECK = 8  # lines that are named
_FIGURE = re.compile(r"[\d ]{11,20}")
#: What a line that may name somebody still shows: no telephone number has decimals.
_AMOUNT = re.compile(r"-?[\d,]+\.\d+")
_CODES = re.compile(rf"^(?!.*(?:{privacy.OF_PERSONS})).*(?:编码|代码|编号)", re.DOTALL)
#: A table of which nothing but its text is shown: one cell over all columns.
_WHOLE = ("title", "caption", "attribute", "note")


class Cell(NamedTuple):
    """What a line prints in a column; a figure is nobody's number, whatever it looks like."""

    text: str
    is_figure: bool = False
    column_no: int = 0  # of a figure that may be linked to


class Line(NamedTuple):
    """A printed line: a row of a table, or a text."""

    line_no: int
    kind: str  # head, body, text
    cells: tuple[Cell, ...]
    held: tuple[int, ...]  # numbers of the checks that it took part in
    failed: tuple[int, ...]
    is_doubted: bool


class Part(NamedTuple):
    """A table, or what of it stands on a page, or sentences one after the other."""

    title: str
    unit: str
    page_no: int | None
    width: int
    heads: tuple[str, ...]  # of a table that began on an earlier page
    lines: tuple[Line, ...]


class Check(NamedTuple):
    """A check that lines took part in."""

    number: int
    verdict: str
    rule: str
    lhs: Any
    rhs: Any
    measured_in: str
    places: tuple[tuple[int, str], ...]
    more: int


def cells_of(line: Line) -> str:
    """Return the cells of a row as HTML: most of a site is these, too many for a template."""
    return "".join(
        f"<td{' class=n' if cell.is_figure else ''}"
        f"{f' id=L{line.line_no}C{cell.column_no}' if cell.column_no else ''}>"
        f"{escape(cell.text)}</td>"
        for cell in line.cells
    )


def address(at: At) -> str:
    """Return where a line is shown, or a cell of it, from the root of the site."""
    cell = f"C{at.column_no}" if at.column_no else ""
    return f"document/{at.document_id}-{at.line_no // LINES + 1}.html#L{at.line_no}{cell}"


def sections(
    connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]
) -> dict[str, list[Row]]:
    """Return the tables of documents: form, title, first line."""
    found: dict[str, list[Row]] = defaultdict(list)
    persons: dict[str, set[str]] = defaultdict(set)
    for row in rows(connection, "persons", [list(document_ids)]):
        persons[row["document_id"]] |= {row["text"]} if row["text"] else set()
    for row in rows(connection, "grids", [list(document_ids)]):
        if is_personal(row["title"], persons[row["document_id"]]):
            row["title"] = WITHHELD
        found[row["document_id"]].append(row)
    return found


def pages(
    connection: duckdb.DuckDBPyConnection,
    document_ids: Sequence[str],
    doubted: set[At],
    told: Mapping[str, Collection[int]],
) -> Iterator[tuple[str, int, list[Part], list[Check]]]:
    """Yield the pages of documents: document, number of the page, its parts, their checks.

    Args:
        connection: to the warehouse.
        document_ids: whose.
        doubted: the lines with a figure in doubt.
        told: by document, what other pages speak of: it is shown though it holds no figure.
    """
    for first in range(0, len(document_ids), _BATCH):
        batch = [list(document_ids[first : first + _BATCH])]
        cells = _grouped(rows(connection, "cells", batch))
        spoken = [(key, line_no) for key in batch[0] for line_no in sorted(told.get(key, ()))]
        places = [[at[0] for at in spoken], [at[1] for at in spoken]]
        sentences = _grouped(rows(connection, "sentences", [*batch, *places]))
        grids = _grouped(rows(connection, "grids", batch))
        checks = _grouped(rows(connection, "checks", batch))
        persons = _grouped(rows(connection, "persons", batch))
        for document_id in batch[0]:
            document = _Document(
                document_id,
                {row["grid_no"]: row for row in grids[document_id]},
                checks[document_id],
                persons[document_id],
                doubted,
            )
            yield from document.pages(cells[document_id], sentences[document_id])


def _grouped(found: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row["document_id"]].append(row)
    return grouped


class _Document:
    def __init__(
        self,
        document_id: str,
        grids: Mapping[int, Row],
        checks: Sequence[Row],
        persons: Sequence[Row],
        doubted: set[At],
    ) -> None:
        self._id = document_id
        self._grids = grids
        self._checks = checks
        self._named = {row["line_no"] for row in persons}
        self._persons = {row["text"] for row in persons if row["text"]}
        self._doubted = doubted
        self._held: dict[int, list[int]] = defaultdict(list)
        self._failed: dict[int, list[int]] = defaultdict(list)
        for number, check in enumerate(checks):
            has_failed = check["verdict"] not in ("pass", "rounding")
            for line_no in check["line_nos"]:
                (self._failed if has_failed else self._held)[line_no].append(number)

    def pages(
        self, cells: Sequence[Row], sentences: Sequence[Row]
    ) -> Iterator[tuple[str, int, list[Part], list[Check]]]:
        in_tables = {cell["line_no"] for cell in cells}
        texts = [
            {**row, "grid_no": 0, "column_no": 1, "role": "note", "header_path": ""}
            | {"column_kind": ""}
            for row in sentences
            if row["line_no"] not in in_tables
        ]
        ordered = sorted([*cells, *texts], key=lambda cell: (cell["line_no"], cell["column_no"]))
        for page, members in groupby(ordered, key=lambda cell: cell["line_no"] // LINES):
            parts = [
                self._part(grid_no, list(found))
                for grid_no, found in groupby(members, key=lambda cell: cell["grid_no"])
            ]
            numbers = {
                number
                for part in parts
                for line in part.lines
                for number in (*line.held[:3], *line.failed)
            }
            checks = sorted(
                (self._check(number) for number in numbers),
                key=lambda check: (check.verdict in ("pass", "rounding"), check.number),
            )
            shown = checks[:_MOST_CHECKS]
            yield self._id, page + 1, _only(parts, {check.number for check in shown}), shown

    def _part(self, grid_no: int, cells: Sequence[Row]) -> Part:
        width = max(cell["column_no"] for cell in cells)
        lines = [
            self._line(line_no, list(found), width)
            for line_no, found in groupby(cells, key=lambda cell: cell["line_no"])
        ]
        grid = self._grids.get(grid_no, {})
        heads = [""] * width
        if lines[0].kind == "body":
            for cell in cells:
                heads[cell["column_no"] - 1] = " / ".join(cell["header_path"].split(PATH_SEPARATOR))
        title = " ".join(filter(None, (grid.get("form"), grid.get("title"))))
        unit = {1: "元", 1_000: "千元", 10_000: "万元", 100_000_000: "亿元"}
        return Part(
            WITHHELD if self._is_withheld(0, title) else title,
            unit.get(grid.get("yuan_per_unit") or 0, ""),
            cells[0]["page_no"],
            width,
            tuple("" if self._is_withheld(0, head) else head for head in heads)
            if any(heads)
            else (),
            tuple(lines),
        )

    def _line(self, line_no: int, cells: Sequence[Row], width: int) -> Line:
        roles = {cell["role"] for cell in cells}
        figures = [
            cell["role"] == "body"
            and (
                cell["column_kind"] == "measure"
                or (_is_code(cell) and _FIGURE.fullmatch(cell["text"]) is not None)
            )
            for cell in cells
        ]
        # what can be nobody's number does not keep a line back
        text = "\t".join(
            "" if is_figure and _FIGURE.fullmatch(cell["text"]) else cell["text"]
            for cell, is_figure in zip(cells, figures, strict=True)
        )
        whole = "\t".join(cell["text"] for cell in cells)
        is_withheld = self._is_withheld(line_no, text)
        if is_withheld and not any(figures):
            shown: tuple[Cell, ...] = (Cell(WITHHELD),)
            kind = "text"
        elif roles <= set(_WHOLE):
            shown, kind = (Cell(_cut(whole.replace("\t", "  "))),), "text"
        else:
            by_column = {
                cell["column_no"]: Cell(_cut(cell["text"]), is_figure, _linked(cell, is_figure))
                for cell, is_figure in zip(cells, figures, strict=True)
                if not is_withheld
                or (
                    is_figure
                    and is_amount(cell["text"])
                    and not any(person in cell["text"] for person in self._persons)
                )
            }
            if is_withheld:  # its amounts are public
                by_column.setdefault(min(cell["column_no"] for cell in cells), Cell(WITHHELD))
                for cell, is_figure in zip(cells, figures, strict=True):
                    by_column.setdefault(
                        cell["column_no"], Cell("", is_figure, _linked(cell, is_figure))
                    )
            shown = tuple(by_column.get(column, Cell("")) for column in range(1, width + 1))
            kind = "body" if "body" in roles else "head"
        return Line(
            line_no,
            kind,
            shown,
            tuple(self._held.get(line_no, ())),
            tuple(self._failed.get(line_no, ())),
            At(self._id, line_no) in self._doubted,
        )

    def _is_withheld(self, line_no: int, text: str) -> bool:
        return line_no in self._named or is_personal(text, self._persons)

    def _check(self, number: int) -> Check:
        row = self._checks[number]
        detail = row["description"].removeprefix(row["rule"]).lstrip("：")
        rule = f"{row['rule']}：{detail}" if detail else row["rule"]
        places = tuple(
            (line_no, address(At(self._id, line_no)).removeprefix("document/"))
            for line_no in row["line_nos"][:_MOST_OF_CHECK]
        )
        return Check(
            number,
            (
                "notice"
                if (row["verdict"], row["severity"]) == ("violation", "notice")
                else row["verdict"]
            ),
            WITHHELD if self._is_withheld(0, rule) else _cut(rule),
            row["lhs"],
            row["rhs"],
            row["measured_in"],
            places,
            len(row["line_nos"]) - len(places),
        )


def is_amount(text: str) -> bool:
    """Tell whether a text is a figure with decimals, which no number of a person has."""
    return _AMOUNT.fullmatch(text) is not None


def _linked(cell: Row, is_figure: bool) -> int:
    """Return the column of a cell that amounts are read from, else 0."""
    is_number = is_figure or patterns.cell_kind(cell["text"]) == "number"
    return cell["column_no"] if cell["role"] == "body" and is_number else 0


def _only(parts: Iterable[Part], numbers: set[int]) -> list[Part]:
    """Return parts whose lines name none but the checks that are listed."""
    return [
        part._replace(
            lines=tuple(
                line._replace(
                    held=tuple(number for number in line.held if number in numbers),
                    failed=tuple(number for number in line.failed if number in numbers),
                )
                for line in part.lines
            )
        )
        for part in parts
    ]


def is_personal(text: str, persons: Collection[str]) -> bool:
    """Tell whether a text, its cells apart by tabs, may name or reach somebody."""
    return (
        patterns.is_signature(text)
        # cell by cell: what a label before it says of a number is not beside it on the page
        or any(map(privacy.shows_number, text.split("\t")))
        or any(person in text for person in persons)
    )


def _is_code(cell: Row) -> bool:
    return _CODES.search(cell["header_path"] or "") is not None


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}…"
