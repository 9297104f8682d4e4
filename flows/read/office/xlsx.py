"""XLSX: what each visible sheet shows, and the values behind it."""

import io
import re

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from flows.read.office.container import parts
from flows.read.office.number_format import shown, stored
from flows.read.office.sheets import Entry, Sheet, Span, page
from flows.read.types import Reading, Unreadable
from flows.settings import Limits

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*?\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")


def read_xlsx(data: bytes, limits: Limits) -> Reading:
    """Read the visible sheets of a workbook, each as a page.

    Raises:
        Unreadable: `damaged`, `too_large` or `too_many_cells`.
    """
    for name, part in parts(data, limits).items():
        if "/worksheets/" in name:
            _require_cells(part, limits)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        sheets = [_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Exception as error:  # whatever a library stumbles over in a broken file
        detail = f"openpyxl cannot open it ({error}): open it and save it again, or fetch it again"
        raise Unreadable("damaged", detail) from error
    return Reading([page(sheet, limits) for sheet in sheets], _MEDIA_TYPE, "")


def _require_cells(part: bytes, limits: Limits) -> None:
    """Ask for the cells before they are made: one merged range can name 17 billion."""
    count = sum(1 for _ in _CELL.finditer(part))
    for left, top, right, bottom in _MERGED.findall(part):
        width = column_index_from_string(right.decode()) - column_index_from_string(left.decode())
        count += (width + 1) * (int(bottom) - int(top) + 1)
    if count > limits.cells:
        detail = f"a sheet has {count:,} cells, merged ones included; the limit is {limits.cells:,}"
        raise Unreadable("too_many_cells", detail)


def _sheet(sheet: Worksheet) -> Sheet:
    cells: dict[tuple[int, int], Entry] = {}
    hides_zeros = sheet.sheet_view.showZeros is False
    for (row, column), cell in sheet._cells.items():  # the public ways make the ones between, too
        if not isinstance(cell, Cell) or cell.value is None:
            continue
        value = cell.value
        is_unseen = hides_zeros and value == 0 and not isinstance(value, bool | str)
        text = "" if is_unseen else shown(value, cell.number_format)
        cells[row - 1, column - 1] = Entry(text, stored(value), cell.coordinate)
    merged = [
        Span(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1)
        for r in sheet.merged_cells.ranges
    ]
    return Sheet(sheet.title, cells, merged, _hidden_rows(sheet), _hidden_columns(sheet))


def _hidden_rows(sheet: Worksheet) -> set[int]:
    dimensions = sheet.row_dimensions
    unseen = {n - 1 for n, row in dimensions.items() if row.hidden or row.ht == 0}
    if sheet.sheet_format.zeroHeight:
        unseen |= set(range(sheet.max_row)) - {n - 1 for n in dimensions}
    return unseen


def _hidden_columns(sheet: Worksheet) -> set[int]:
    return {
        number - 1
        for column in sheet.column_dimensions.values()
        if column.hidden or (column.width == 0 and column.customWidth)
        for number in range(column.min or 1, min(column.max or 0, sheet.max_column) + 1)
    }
