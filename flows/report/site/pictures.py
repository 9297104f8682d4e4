"""The pages of originals that print tables, as pictures: persons blacked out, cells to outline.

A picture shows the rows that were read and nothing between them, where they stand on the page. The
outline is laid over it by the boxes of the cells, so that a page has one picture for all figures.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import NamedTuple

import duckdb
import pypdfium2

from flows.read.archive import read_bytes
from flows.read.document_file import DocumentFile
from flows.read.pdf import picture
from flows.report.findings.boxes import ROOM, BoxedCell, extents, strips_of
from flows.report.site import lines
from flows.report.site.book import Row, rows
from flows.report.site.writer import Writer

__all__ = ["Picture", "Pictures", "by_line"]

_BATCH = 50  # documents whose boxes are in memory at once


class Picture(NamedTuple):
    """A page of an original, and where its cells are on the picture.

    Attributes:
        page_no: of the original, from 1.
        address: from the root of the site.
        width: of what is shown of it, in points.
        height: likewise.
        columns: of each table the columns, `number:left:right` in points from the left.
        rows: of each table the lines, `number:top:bottom` in points from the top.
    """

    page_no: int
    address: str
    width: int
    height: int
    columns: tuple[str, ...]
    rows: tuple[str, ...]


class Pictures:
    """The pictures of some documents, their boxes asked for batch by batch.

    Args:
        connection: to the warehouse.
        writer: of the site.
        originals: where documents lie, by id.
        wanted: `none`, `findings` or `all`, as `Settings.page_pictures` has it.
        documents: of which there may be pictures.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        writer: Writer,
        originals: Mapping[str, DocumentFile],
        wanted: str,
        documents: Iterable[Row],
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._originals = originals
        self._hashes = {
            document["document_id"]: document["sha256"]
            for document in documents
            if document["status"] == "current" and document["document_id"] in originals
        }
        self._made: dict[str, Sequence[Picture]] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._pages: dict[str, list[int]] = defaultdict(list)
        if wanted != "none" and self._hashes:
            for row in rows(connection, "pictured", [list(self._hashes), wanted == "all"]):
                self._pages[row["document_id"]].append(row["page_no"])

    def of(self, document_id: str) -> Sequence[Picture]:
        """Write the pictures of a document unless that is done; return what they show."""
        if document_id in self._pages and document_id not in self._made:
            batch = list(islice((key for key in self._pages if key not in self._made), _BATCH))
            batch = [document_id, *(key for key in batch if key != document_id)]
            wanted = [(key, page_no) for key in batch for page_no in self._pages[key]]
            found = rows(self._connection, "boxes", [*map(list, zip(*wanted, strict=True))])
            cells = [BoxedCell(**row) for row in found]
            for row in rows(self._connection, "persons", [batch]):
                self._names[row["document_id"]] |= {row["text"]} if row["text"] else set()
            self._made |= dict.fromkeys(batch, ()) | {
                key: tuple(self._drawn(key, list(members)))
                for key, members in groupby(cells, key=lambda cell: cell.document_id)
            }
        return self._made.get(document_id, ())

    def _drawn(self, document_id: str, cells: Sequence[BoxedCell]) -> Iterator[Picture]:
        data = _original(self._originals[document_id], self._hashes[document_id])
        names = self._names[document_id]
        for page_no, members in groupby(cells, key=lambda cell: cell.page_no):
            shown = self._draw(document_id, page_no, list(members), data, names) if data else None
            if shown:
                yield shown

    def _draw(
        self,
        document_id: str,
        page_no: int,
        cells: Sequence[BoxedCell],
        data: bytes,
        names: Collection[str],
    ) -> Picture | None:
        tables = [
            [cell for cell in cells if cell.grid_no == grid_no]
            for grid_no in sorted({cell.grid_no for cell in cells})
        ]
        reaches = [extents(table) for table in tables]
        sheet = picture.Sheet(
            max(0.0, min(cell.x0 for cell in cells) - ROOM),
            max(cell.x1 for cell in cells) + ROOM,
            strips_of(extent for reach in reaches for extent in reach.values()),
            [cell.box for cell in cells if _is_black(cell, names)],
        )
        address = f"picture/{document_id}-{page_no}.png"
        stamp = f"{self._hashes[document_id]} {page_no} {sheet}"
        try:
            self._writer.picture(address, stamp, lambda: picture.sheet(data, page_no, sheet))
        except (pypdfium2.PdfiumError, LookupError):
            return None
        left, top, right, bottom = sheet.box
        return Picture(
            page_no,
            address,
            round(right - left),
            round(bottom - top),
            tuple(" ".join(_columns(table, left)) for table in tables),
            tuple(
                " ".join(_rows(table, reach, top))
                for table, reach in zip(tables, reaches, strict=True)
            ),
        )


def _is_black(cell: BoxedCell, names: Collection[str]) -> bool:
    """Tell whether a cell is covered: what the page of its line does not show, no picture does."""
    if cell.is_personal:
        return True
    return lines.is_personal(cell.text, names) and not lines.is_amount(cell.text)


def _columns(table: Sequence[BoxedCell], left: float) -> Iterator[str]:
    """Yield the columns; a cell that is wider than one is merged, or printed over its edge."""
    columns: dict[int, list[BoxedCell]] = defaultdict(list)
    for cell in table:
        if cell.role in ("body", "ordinal"):
            columns[cell.column_no].append(cell)
    for number, cells in sorted(columns.items()):
        x0, x1 = min(cell.x0 for cell in cells), max(cell.x1 for cell in cells)
        yield f"{number}:{x0 - left:.0f}:{x1 - left:.0f}"


def _rows(
    table: Sequence[BoxedCell], reach: Mapping[int, tuple[float, float]], top: float
) -> Iterator[str]:
    seen = {cell.line_no: cell.row_no for cell in table if cell.role == "body"}
    for line_no, row_no in sorted(seen.items()):
        y0, y1 = reach[row_no]
        yield f"{line_no}:{y0 - top:.0f}:{y1 - top:.0f}"


def _original(file: DocumentFile, sha256: str) -> bytes:
    """Return the bytes that were read, none where they are gone or others."""
    try:
        data = read_bytes(file)
    except OSError:
        return b""
    return data if hashlib.sha256(data).hexdigest() == sha256 else b""


def by_line(pictures: Iterable[Picture]) -> dict[int, Picture]:
    """Return on which picture each line is."""
    return {
        int(row.partition(":")[0]): shown
        for shown in pictures
        for table in shown.rows
        for row in table.split()
    }
