"""Text as OCR leaves it: a line a row, its cells apart by TAB."""

from collections.abc import Iterator

from benchmarks.corpus.documents import Document
from benchmarks.corpus.layouts import Layout
from benchmarks.corpus.tables import Amount, Cell, Table
from benchmarks.corpus.writers import header

NOISY = 17  # each such row has a blank behind its points
WATERMARK = "仅供内部审核"


def write(document: Document) -> bytes:
    """Return the file."""
    return ("\n".join(_lines(document)) + "\n").encode()


def _lines(document: Document) -> Iterator[str]:
    for line in document.cover:
        yield from (f"# {line}", "")
    if contents := document.contents:
        yield from ("# 目 录", "", *contents, "")
    for table in document.tables:
        if document.layout.watermark == "yes" and table.number % 4 == 1:
            yield from (WATERMARK, "")
        yield from _table(table, document.layout)
    yield from ("## 情况说明", "")
    for sentence in document.prose:
        yield from (sentence, "")


def _table(table: Table, layout: Layout) -> Iterator[str]:
    title = f"### {table.title}"
    above = [table.caption, title] if layout.caption != "after" else [title, table.caption]
    for line in filter(None, above):
        yield from (line, "")
    # the halves of a broken line stand together
    yield from ("\n" if layout.lines == "broken" else "\n\n").join(table.lines).split("\n")
    yield ""
    for names in header.lines(table.header):
        yield "\t".join(names)
    for number, row in enumerate(table.rows, start=1):
        line = "\t".join(_row(row, layout))
        yield line.replace(".", ". ") if layout.noise == "yes" and number % NOISY == 0 else line
        if number % layout.rows_a_page == 0 and number < len(table.rows):
            yield ""
    yield ""
    if table.note:
        yield from (table.note, "")


def _row(row: list[Cell], layout: Layout) -> list[str]:
    texts = [cell.text if isinstance(cell, Amount) else cell for cell in row]
    is_total = layout.total_label in texts[:2] and isinstance(row[-1], Amount)
    if is_total and layout.shifted_total == "yes" and not any(texts[1:2]):
        del texts[1:2]
    if layout.trailing == "trimmed":
        while any(texts[1:]) and not texts[-1]:
            texts.pop()
    return texts
