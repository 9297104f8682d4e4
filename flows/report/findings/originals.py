"""Doubted figures where the original prints them: pieces of its pages, small, persons blacked out.

A format without pages has none. Cells with a person, and lines that are withheld as a whole, are
covered; a piece is made of rows that were read, so that nothing else of the page is shown.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import NamedTuple

import duckdb
import pypdfium2

from flows.read.archive import read_bytes
from flows.read.blocks import Box
from flows.read.document_file import DocumentFile
from flows.read.pdf import picture
from flows.report.findings.boxes import ROOM, BoxedCell, extents, strips_of
from flows.report.findings.excerpts import doubted_column
from flows.report.findings.model import Findings, Suspect
from flows.sql import statement

_MOST = 40  # of one document
_AROUND = 3  # rows above and below the figure
_GONE = "原件已不在原处，不能附图。"
_CHANGED = "原处的文件已不是所核对的那一份（散列值不同），不附图。"
_FAILED = "原件第 {} 页无法绘出，不附图。"
_MORE = "只附前 {} 处的图。"


@dataclass(frozen=True, slots=True)
class Piece:
    """The piece of a page that prints a doubted figure."""

    suspect: Suspect
    page_no: int
    png: bytes

    @property
    def address(self) -> str:
        """The picture itself, as a page holds it."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a page shows of the original of its document, and why it does not show more."""

    shown: Sequence[Piece] = ()
    remarks: Sequence[str] = ()


class _Place(NamedTuple):
    suspect: Suspect
    page_no: int
    piece: picture.Piece


def collect(
    connection: duckdb.DuckDBPyConnection,
    documents: Iterable[Findings],
    originals: Mapping[str, DocumentFile],
) -> dict[str, Pieces]:
    """Return what is to be shown of the originals of the detailed documents, by document.

    Args:
        connection: to a build on which the findings have been collected.
        documents: with their findings.
        originals: where documents lie, by id.
    """
    rows = map(BoxedCell._make, connection.execute(statement(__package__, "boxes")).fetchall())
    cells = {key: list(found) for key, found in groupby(rows, key=lambda cell: cell.document_id)}
    return {
        document.document_id: _pieces(
            document, cells[document.document_id], originals.get(document.document_id)
        )
        for document in documents
        if document.document_id in cells and document.status == "current"
    }


def _pieces(
    document: Findings, cells: Sequence[BoxedCell], original: DocumentFile | None
) -> Pieces:
    try:
        data = read_bytes(original) if original else b""
    except OSError:
        data = b""
    if not data:
        return Pieces(remarks=[_GONE])
    if hashlib.sha256(data).hexdigest() != document.sha256:
        return Pieces(remarks=[_CHANGED])
    places = list(islice(_places(document, cells), _MOST + 1))
    remarks = [_MORE.format(_MOST)] if len(places) > _MOST else []
    drawn: dict[int, bytes] = {}  # by place
    wanted = sorted(range(len(places[:_MOST])), key=lambda number: places[number].page_no)
    for page_no, group in groupby(wanted, key=lambda number: places[number].page_no):
        numbers = list(group)
        try:
            found = picture.pieces(data, page_no, [places[number].piece for number in numbers])
        except (pypdfium2.PdfiumError, LookupError):
            remarks.append(_FAILED.format(page_no))
        else:
            drawn |= zip(numbers, found, strict=True)
    shown = [Piece(places[n].suspect, places[n].page_no, drawn[n]) for n in sorted(drawn)]
    return Pieces(shown, remarks)


def _places(document: Findings, cells: Sequence[BoxedCell]) -> Iterator[_Place]:
    """Yield where each doubted figure of a table stands, and what to show around it."""
    by_line = {no: list(row) for no, row in groupby(cells, key=lambda cell: cell.line_no)}
    seen: set[tuple[int, int]] = set()
    for suspect in document.suspects:
        own = by_line.get(suspect.line_no)
        if suspect.suspect_kind in ("sentence", "missing_part") or not own:
            continue
        line = document.lines[suspect.line_no]
        table = document.tables[own[0].grid_no]
        column = doubted_column(suspect, line, table) or suspect.column_no
        if (suspect.line_no, column) in seen:
            continue
        seen.add((suspect.line_no, column))
        page_no = own[0].page_no
        grid = [c for c in cells if (c.grid_no, c.page_no) == (own[0].grid_no, page_no)]
        yield _Place(suspect, page_no, _piece(grid, own[0].row_no, column))


def _piece(grid: Sequence[BoxedCell], row_no: int, column: int) -> picture.Piece:
    rows = extents(grid)
    body = sorted({cell.row_no for cell in grid if cell.role == "body"} | {row_no})
    at = body.index(row_no)
    near = set(body[max(0, at - _AROUND) : at + _AROUND + 1])
    shown = near | {cell.row_no for cell in grid if cell.role != "body"}
    return picture.Piece(
        min(cell.x0 for cell in grid) - ROOM,
        max(cell.x1 for cell in grid) + ROOM,
        strips_of(rows[number] for number in shown),
        [cell.box for cell in grid if cell.is_personal],
        _mark(grid, row_no, column, rows[row_no]),
    )


def _mark(grid: Sequence[BoxedCell], row_no: int, column: int, extent: tuple[float, float]) -> Box:
    """Return the box of a cell; of a blank one, its row between the edges of its column."""
    alike = [cell for cell in grid if cell.column_no == column]
    if not alike:
        row = [cell for cell in grid if cell.row_no == row_no]
        return Box(min(c.x0 for c in row), extent[0], max(c.x1 for c in row), extent[1])
    nearest = min(alike, key=lambda cell: (cell.role != "body", abs(cell.row_no - row_no)))
    if nearest.row_no == row_no:
        return nearest.box
    return Box(nearest.x0, extent[0], nearest.x1, extent[1])
