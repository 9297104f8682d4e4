"""A workbook: a sheet a form, merged cells, amounts as numbers under a format that shows them."""

import io
from datetime import datetime
from decimal import Decimal

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


def _sheet(book: "xlsxwriter.Workbook", table: Table) -> None:
    sheet = book.add_worksheet(f"表{table.number}")
    centre = book.add_format({"align": "center", "border": 1})
    border = book.add_format({"border": 1})
    last = len(table.header) - 1
    top = 0
    for line in filter(None, [table.caption, table.title, *table.lines]):
        parts = line.split("\t")
        if line == table.title and last:
            sheet.merge_range(top, 0, top, last, line, centre)
        else:
            places = [round(i * last / max(1, len(parts) - 1)) for i in range(len(parts))]
            for column, part in zip(places, parts, strict=True):
                sheet.write_string(top, column, part)
        top += 1
    for box in header.boxes(table.header):
        row, column = top + box.row, box.column
        if box.height * box.width > 1:
            end = row + box.height - 1, column + box.width - 1
            sheet.merge_range(row, column, *end, box.text, centre)
        else:
            sheet.write_string(row, column, box.text, centre)
    top += header.depth(table.header)
    for number, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            text = cell.text if isinstance(cell, Amount) else cell
            if isinstance(cell, Amount) and text:
                digits = len(text.partition(".")[2])
                shown = ("#,##0" if "," in text else "0") + ("." + "0" * digits if digits else "")
                style = book.add_format({"num_format": shown, "border": 1})
                sheet.write_number(
                    top + number, column, float(Decimal(text.replace(",", ""))), style
                )
            elif text:
                sheet.write_string(top + number, column, text, border)
            else:
                sheet.write_blank(top + number, column, None, border)
    if table.note:
        sheet.write_string(top + len(table.rows), 0, table.note)
