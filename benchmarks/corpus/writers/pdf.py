"""A ruled PDF: merged header boxes, wrapped labels, figures at the right, breaks inside tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from benchmarks.corpus.documents import Document
from benchmarks.corpus.tables import Amount, Cell, Table
from benchmarks.corpus.writers import header
from tests.pdf_file import A4, Page, pdf

WIDTH, HEIGHT = A4
MARGIN, BOTTOM = 40.0, 550.0
SIZE = 8.0
STEP = 12.0
WIDEST = 170.0


def write(document: Document) -> bytes:
    """Return the file."""
    printer = Printer(document.layout.header_repeated == "yes")
    printer.page()
    for line in document.cover:
        printer.line(line, size=16)
    if contents := document.contents:
        printer.page()
        for line in ("目　录", *contents):
            printer.line(line)
    for table in document.tables:
        printer.page()
        above = [table.caption, table.title]
        for line in reversed(above) if document.layout.caption == "after" else above:
            printer.line(line, size=12 if line == table.title else SIZE)
        for line in table.lines:
            printer.spread(line.split("\t"))
        printer.table(table)
        printer.line(table.note)
    printer.page()
    for sentence in document.prose:
        for line in _wrapped(sentence, WIDTH - 2 * MARGIN):
            printer.line(line)
    return pdf(*printer.pages)


@dataclass
class Printer:
    """Where the next line goes."""

    repeats_header: bool
    pages: list[Page] = field(default_factory=list)
    y: float = MARGIN

    def page(self) -> None:
        """Begin a page."""
        self.pages.append(Page())
        self.y = MARGIN

    def line(self, text: str, size: float = SIZE) -> None:
        """Print a line of text."""
        if text:
            self.pages[-1].text(MARGIN, self.y + size, text, size)
            self.y += size * 1.6

    def spread(self, parts: Sequence[str]) -> None:
        """Print parts of one line side by side."""
        for number, part in enumerate(parts):
            x = MARGIN + number * (WIDTH - 2 * MARGIN) / len(parts)
            self.pages[-1].text(x, self.y + SIZE, part, SIZE)
        self.y += SIZE * 1.8

    def table(self, table: Table) -> None:
        """Print a table over as many pages as it needs."""
        widths = _widths(table)
        xs = [MARGIN + sum(widths[:number]) for number in range(len(widths) + 1)]
        self._header(table, xs)
        for row in table.rows:
            texts = [_fit(cell, width) for cell, width in zip(row, widths, strict=True)]
            height = STEP * max(len(lines) for lines in texts) + 3
            if self.y + height > BOTTOM:
                self.page()
                if self.repeats_header:
                    self._header(table, xs)
            self._row(row, texts, xs, height)
        self.y += SIZE

    def _header(self, table: Table, xs: Sequence[float]) -> None:
        boxes = list(header.boxes(table.header))
        fitted = {b: _wrapped(b.text, xs[b.column + b.width] - xs[b.column] - 4) for b in boxes}
        heights = []
        for row in range(header.depth(table.header)):
            own = [len(fitted[b]) / b.height for b in boxes if b.row <= row < b.row + b.height]
            heights.append(STEP * max(own) + 3)
        for box, lines in fitted.items():
            top = self.y + sum(heights[: box.row])
            bottom = top + sum(heights[box.row : box.row + box.height])
            left, right = xs[box.column], xs[box.column + box.width]
            self._frame(left, top, right, bottom)
            for number, text in enumerate(lines):
                x = left + (right - left - _width(text)) / 2
                self.pages[-1].text(x, top + STEP * number + SIZE + 2, text, SIZE)
        self.y += sum(heights)

    def _row(
        self, row: list[Cell], texts: list[list[str]], xs: Sequence[float], height: float
    ) -> None:
        for column, (cell, lines) in enumerate(zip(row, texts, strict=True)):
            left, right = xs[column], xs[column + 1]
            self._frame(left, self.y, right, self.y + height)
            for number, text in enumerate(lines):
                x = right - 2 - _width(text) if isinstance(cell, Amount) else left + 2
                self.pages[-1].text(x, self.y + STEP * number + SIZE + 2, text, SIZE)
        self.y += height

    def _frame(self, left: float, top: float, right: float, bottom: float) -> None:
        page = self.pages[-1]
        page.line(left, top, right, top)
        page.line(left, bottom, right, bottom)
        page.line(left, top, left, bottom)
        page.line(right, top, right, bottom)


def _width(text: str) -> float:
    return sum(SIZE if east_asian_width(mark) in "WFA" else SIZE / 2 for mark in text)


def _wrapped(text: str, width: float) -> list[str]:
    lines, line = [], ""
    for mark in text:
        if line and _width(line + mark) > width:
            lines.append(line)
            line = ""
        line += mark
    return [*lines, line] if line else lines


def _fit(cell: Cell, width: float) -> list[str]:
    """Wrap a label to its column; a figure stays whole."""
    if isinstance(cell, Amount):
        return [cell.text] if cell.text else []
    return _wrapped(cell, width - 4)


def _widths(table: Table) -> list[float]:
    """Give each column what its figures need and shrink the labels until the page holds all."""
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.header)
    least, wanted = [], []
    for path, cells in zip(table.header, columns, strict=True):
        figures = max((_width(c.text) for c in cells if isinstance(c, Amount)), default=0)
        labels = max((_width(c) for c in cells if isinstance(c, str)), default=0)
        least.append(max(figures, min(labels, 4 * SIZE), 3 * SIZE) + 6)
        wanted.append(min(max(figures, labels, _width(path[-1])), WIDEST) + 6)
    room = WIDTH - 2 * MARGIN
    if sum(wanted) <= room:
        return wanted
    share = max(0.0, (room - sum(least)) / max(1.0, sum(wanted) - sum(least)))
    return [low + (high - low) * share for low, high in zip(least, wanted, strict=True)]
