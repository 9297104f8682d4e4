"""A web page: merged header cells, everything else as printed."""

from collections.abc import Iterator
from html import escape

from benchmarks.corpus.documents import Document
from benchmarks.corpus.tables import Amount, Table
from benchmarks.corpus.writers import header


def write(document: Document) -> bytes:
    """Return the file."""
    title = escape("".join(document.cover))
    body = "\n".join(_parts(document))
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<!DOCTYPE html>\n<html>{head}\n<body>\n{body}\n</body></html>\n".encode()


def _parts(document: Document) -> Iterator[str]:
    for line in document.cover:
        yield f"<h1>{escape(line)}</h1>"
    for line in document.contents:
        yield f"<p>{escape(line)}</p>"
    for table in document.tables:
        yield from _table(table, document.layout.caption == "after")
    for sentence in document.prose:
        yield f"<p>{escape(sentence)}</p>"


def _table(table: Table, is_caption_after: bool) -> Iterator[str]:
    above = [table.caption, table.title]
    for line in [*(reversed(above) if is_caption_after else above), *table.lines]:
        if line:
            yield f"<p>{escape(line)}</p>"
    yield "<table border='1'>"
    boxes = list(header.boxes(table.header))
    for row in range(header.depth(table.header)):
        cells = (
            f"<td rowspan='{box.height}' colspan='{box.width}'>{escape(box.text)}</td>"
            for box in boxes
            if box.row == row
        )
        yield f"<tr>{''.join(cells)}</tr>"
    for cells_of_row in table.rows:
        texts = (cell.text if isinstance(cell, Amount) else cell for cell in cells_of_row)
        yield f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}</tr>"
    yield "</table>"
    if table.note:
        yield f"<p>{escape(table.note)}</p>"
