"""XLS: what each visible sheet of a workbook of before 2007 shows, and the values behind it."""

import io

import xlrd
from openpyxl.utils import get_column_letter
from xlrd.book import Book
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as OldSheet

from flows.read.office.number_format import shown, stored
from flows.read.office.sheets import Entry, Sheet, Span, page
from flows.read.types import Reading, Unreadable
from flows.settings import Limits

_MEDIA_TYPE = "application/vnd.ms-excel"
_PASSWORD = "encrypted"  # in the words of xlrd


def read_xls(data: bytes, limits: Limits) -> Reading:
    """Read the visible sheets of a workbook, each as a page.

    Raises:
        Unreadable: `encrypted`, `damaged` or `too_many_cells`.
    """
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        sheets = [_sheet(book, sheet) for sheet in book.sheets() if sheet.visibility == 0]
    except Exception as error:  # whatever a library stumbles over in a broken file
        if _PASSWORD in str(error):
            detail = "it opens with a password only: ask its publisher for one without"
            raise Unreadable("encrypted", detail) from error
        detail = f"xlrd cannot open it ({error}): save it as XLSX, or fetch it again"
        raise Unreadable("damaged", detail) from error
    return Reading([page(sheet, limits) for sheet in sheets], _MEDIA_TYPE, "")


def _sheet(book: Book, sheet: OldSheet) -> Sheet:
    cells = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                address = f"{get_column_letter(column + 1)}{row + 1}"
                cells[row, column] = Entry(*_texts(book, sheet, cell), address)
    merged = [
        Span(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
    ]
    rows = {n for n, row in sheet.rowinfo_map.items() if row.hidden or row.height == 0}
    columns = {n for n, column in sheet.colinfo_map.items() if column.hidden or not column.width}
    return Sheet(sheet.name, cells, merged, rows, columns)


def _texts(book: Book, sheet: OldSheet, cell: Cell) -> tuple[str, str | None]:
    """Return what a cell shows and the value behind it."""
    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(cell.value, "#ERR")
        return text, text
    value = cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(value)
    elif cell.ctype == xlrd.XL_CELL_DATE:
        value = xlrd.xldate_as_datetime(value, book.datemode)
    if value == 0 and not sheet.show_zero_values and not isinstance(value, bool):
        return "", stored(value)
    return shown(value, number_format), stored(value)
