"""XLSX: what each visible sheet shows, and the values behind it."""

import io
import re
from collections.abc import Iterator, Mapping

from openpyxl.cell import Cell
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from flows.read.office.container import parts
from flows.read.office.number_format import shown, stored
from flows.read.office.sheets import Entry, Sheet, Span, page
from flows.read.types import Reading, Unreadable
from flows.settings import Limits

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*?\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
#: A formula that no program has computed: without a value, unless that is an empty text.
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c\b(?![^<>]*\bt="str")[^<>]*\br="([A-Z]{1,3}\d+)"[^<>]*>\s*'
    rb"<(?:\w+:)?f\b[^<>]*(?:/>|>[^<>]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)


def read_xlsx(data: bytes, limits: Limits) -> Reading:
    """Read the visible sheets of a workbook, each as a page.

    Raises:
        Unreadable: `damaged`, `too_large` or `too_many_cells`.
    """
    found = parts(data, limits)
    for name, part in found.items():
        if "/worksheets/" in name:
            _require_cells(part, limits)
    try:
        reader = ExcelReader(io.BytesIO(data), data_only=True, keep_links=False)
        reader.read()
        visible = [sheet for sheet in reader.wb.worksheets if sheet.sheet_state == "visible"]
        sheets = [_sheet(sheet) for sheet in visible]
        names = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    except Exception as error:  # whatever a library stumbles over in a broken file
        detail = f"openpyxl cannot open it ({error}): open it and save it again, or fetch it again"
        raise Unreadable("damaged", detail) from error
    uncomputed = [cell for sheet in sheets for cell in _uncomputed(sheet, names, found)]
    pages = [page(sheet, limits) for sheet in sheets]
    return Reading(pages, _MEDIA_TYPE, "", uncomputed_cells=uncomputed)


def _uncomputed(
    sheet: Sheet, names: Mapping[str, str], found: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield the shown cells whose formulas nobody has computed: they are printed as blanks."""
    for address in _UNCOMPUTED.findall(found.get(names.get(sheet.name, ""), b"")):
        column, row = coordinate_from_string(address.decode())
        is_hidden = row - 1 in sheet.hidden_rows
        if not is_hidden and column_index_from_string(column) - 1 not in sheet.hidden_columns:
            yield f"{sheet.name}!{column}{row}"


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
