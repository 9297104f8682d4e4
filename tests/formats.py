"""A document of plain text in the other formats that are read: the same lines, the same tables.

What a text leaves to be guessed is decided as it is read: merged headers, the columns of a row that
lost some of its cells.
"""

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import openpyxl

from benchmarks.corpus.tables import Amount
from benchmarks.corpus.tables import Table as Printed
from benchmarks.corpus.writers import header
from benchmarks.corpus.writers.pdf import Printer
from flows.read import grids, patterns
from tests import office_file
from tests.pdf_file import pdf as pdf_of

_AMOUNT = re.compile(r"-?\d[\d,]*\.\d+")
_OUTER = ("header", "body", "ordinal")
CHROMIUM = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--no-pdf-header-footer", "--virtual-time-budget=10000"),
)


class Table(NamedTuple):
    """The boxes of a header and the rows below it."""

    header: Sequence[tuple[str, ...]]  # of each column, outermost first
    rows: Sequence[Sequence[str]]


Part = str | Table


def parts(text: str) -> list[Part]:
    """Return the lines and tables of a document in their order."""
    lines = text.split("\n")
    found: dict[int, Part] = {}
    taken: set[int] = set()
    cells = [cell for cell in grids.cells(lines) if cell.role in _OUTER]
    for _, members in groupby(cells, key=lambda cell: cell.grid_no):
        grid = list(members)
        table = _table(grid)
        found[grid[0].line_no] = table
        taken |= {cell.line_no for cell in grid}
    for line_no, line in enumerate(lines, start=1):
        shown = patterns.unmarked(line).lstrip("# ")
        if line_no not in taken and shown and not patterns.is_noise(patterns.plain(line)):
            found[line_no] = shown.replace("\t", " ")
    return [found[line_no] for line_no in sorted(found)]


def _table(grid: Sequence[grids.Cell]) -> Table:
    width = max(cell.column_no for cell in grid)
    rows = {no: list(row) for no, row in groupby(grid, key=lambda cell: cell.row_no)}
    paths = {cell.column_no: cell.header_path for cell in grid if cell.header_path}
    top = []
    if paths:
        for no in sorted(rows):
            if rows[no][0].role != "header":
                break
            top.append(no)
    names = [
        tuple(paths.get(column, "").split(grids.PATH_SEPARATOR)) for column in range(1, width + 1)
    ]
    seen = {tuple((c.column_no, c.text) for c in rows[no]) for no in top}
    body = []
    for no in sorted(rows):
        if no in top or tuple((c.column_no, c.text) for c in rows[no]) in seen:
            continue  # a header, repeated
        texts = {cell.column_no: patterns.unmarked(cell.text) for cell in rows[no]}
        body.append([texts.get(column, "") for column in range(1, width + 1)])
    return Table(names if top else [], body)


def html(document: Sequence[Part]) -> bytes:
    """Return a web page."""
    style = (
        "table{border-collapse:collapse;width:100%;font-size:9pt}"
        "td{border:1px solid #000;padding:2px}@page{size:A4 landscape}"
    )
    body = "\n".join(
        f"<p>{escape(part)}</p>" if isinstance(part, str) else f"<table>{_rows(part)}</table>"
        for part in document
    )
    return f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style>\n{body}\n'.encode()


def _rows(table: Table) -> str:
    boxes = list(header.boxes(table.header)) if table.header else []
    rows = []
    for row in range(header.depth(table.header) if table.header else 0):
        cells = (
            f'<td rowspan="{box.height}" colspan="{box.width}">{escape(box.text)}</td>'
            for box in boxes
            if box.row == row
        )
        rows.append("".join(cells))
    rows += ["".join(f"<td>{escape(text)}</td>" for text in row) for row in table.rows]
    return "".join(f"<tr>{row}</tr>" for row in rows)


def pdf(document: Sequence[Part]) -> bytes:
    """Return a ruled PDF, written by hand."""
    printer = Printer(repeats_header=True)
    printer.page()
    for part in document:
        if printer.y > 500:
            printer.page()
        if isinstance(part, str):
            for start in range(0, len(part), 85):
                printer.line(part[start : start + 85])
                if printer.y > 540:
                    printer.page()
        else:
            rows = [
                [
                    Amount(0, "", "", "", "", {}, is_total=False, text=text)
                    if _AMOUNT.fullmatch(text)
                    else text
                    for text in row
                ]
                for row in part.rows
            ]
            names = list(part.header) or [("",)] * len(rows[0])
            printer.table(Printed(0, "", "", names, rows))
    return pdf_of(*printer.pages)


def printed(document: Sequence[Part], program: str) -> bytes:
    """Return what Chromium prints of the web page."""
    with tempfile.TemporaryDirectory() as folder:
        page, file = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_bytes(html(document))
        flags = [*CHROMIUM, f"--user-data-dir={folder}/profile", f"--print-to-pdf={file}"]
        subprocess.run(
            [program, *flags, page.as_uri()], check=True, capture_output=True, timeout=180
        )
        return file.read_bytes()


def xlsx(document: Sequence[Part]) -> bytes:
    """Return a workbook of one sheet for each table, below the lines before it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, lines in enumerate(_sheets(document), start=1):
        sheet = book.create_sheet(f"表{number}")
        row = 1
        for part in lines:
            if isinstance(part, str):
                sheet.cell(row, 1, part)
                row += 1
                continue
            for box in header.boxes(part.header) if part.header else ():
                sheet.cell(row + box.row, box.column + 1, box.text)
                if box.height * box.width > 1:
                    sheet.merge_cells(
                        start_row=row + box.row,
                        start_column=box.column + 1,
                        end_row=row + box.row + box.height - 1,
                        end_column=box.column + box.width,
                    )
            row += header.depth(part.header) if part.header else 0
            for texts in part.rows:
                for column, text in enumerate(texts, start=1):
                    _write(sheet.cell(row, column), text)
                row += 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheets(document: Sequence[Part]) -> Iterator[list[Part]]:
    sheet: list[Part] = []
    for part in document:
        sheet.append(part)
        if isinstance(part, Table):
            yield sheet
            sheet = []
    if sheet:
        yield sheet


def _write(cell: openpyxl.cell.Cell, text: str) -> None:
    if _AMOUNT.fullmatch(text):
        cell.value = float(text.replace(",", ""))
        whole = "#,##0" if "," in text else "0"
        cell.number_format = f"{whole}.{'0' * len(text.partition('.')[2])}"
    elif text:
        cell.value = text


def docx(document: Sequence[Part]) -> bytes:
    """Return a Word file."""
    run, paragraph, cell = office_file.run, office_file.paragraph, office_file.cell

    def merged(box: header.Box, row: int) -> str:
        span = f'<w:gridSpan w:val="{box.width}"/>'
        if box.height > 1:
            span += '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
        return cell(paragraph(run(box.text if row == box.row else "")), span)

    body = []
    for part in document:
        if isinstance(part, str):
            body.append(paragraph(run(part)))
            continue
        boxes = list(header.boxes(part.header)) if part.header else []
        rows = [
            [
                merged(box, row)
                for box in sorted(boxes, key=lambda box: box.column)
                if box.row <= row < box.row + box.height
            ]
            for row in range(header.depth(part.header) if part.header else 0)
        ]
        body.append(office_file.table(*rows, *(office_file.texts(*row) for row in part.rows)))
        body.append(paragraph())
    return office_file.letter("".join(body))
