"""A workbook: a sheet a form, merged cells, amounts as numbers under a format that shows them."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from benchmarks.corpus.documents import Document
from benchmarks.corpus.tables import Amount, Table
from benchmarks.corpus.writers import header


def write(document: Document) -> bytes:
    """Return the file."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(document.year, 2, 1)})
        cover = book.add_worksheet("封面")
        for number, line in enumerate(document.cover):
            cover.write_string(number, 0, line)
        for table in document.tables:
            _sheet(book, table)
    return file.getvalue()


def _sheet(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(f"表{table.number}")
    border = book.add_format({"border": 1})
    top = 0
    for line in filter(None, [table.caption, table.title, *table.lines]):
        _line(sheet, top, line.split("\t"), len(table.header) - 1)
        top += 1
    for box in header.boxes(table.header):
        row, column = top + box.row, box.column
        if box.height * box.width > 1:
            end = row + box.height - 1, column + box.width - 1
            sheet.merge_range(row, column, *end, box.text, border)
        else:
            sheet.write_string(row, column, box.text, border)
    top += header.depth(table.header)
    for row, cells in enumerate(table.rows, start=top):
        for column, cell in enumerate(cells):
            if isinstance(cell, Amount) and cell.is_figure:
                style = book.add_format({"num_format": _format(cell.text), "border": 1})
                stored = Decimal(cell.text.replace(",", ""))
                sheet.write_number(row, column, float(stored), style)
            else:
                sheet.write_string(
                    row, column, cell.text if isinstance(cell, Amount) else cell, border
                )
    if table.note:
        sheet.write_string(top + len(table.rows), 0, table.note)


def _line(sheet: Any, row: int, parts: Sequence[str], last: int) -> None:
    """Write a line above the table: alone over all columns, or its parts apart."""
    if len(parts) == 1 and last:
        sheet.merge_range(row, 0, row, last, parts[0])
        return
    for number, part in enumerate(parts):
        sheet.write_string(row, round(number * last / max(1, len(parts) - 1)), part)


def _format(text: str) -> str:
    """Return the number format under which a number shows as printed."""
    digits = len(text.partition(".")[2])
    return ("#,##0" if "," in text else "0") + ("." + "0" * digits if digits else "")
