"""Make scans of the open originals, read them, and print as Markdown what came of it.

    python -m benchmarks.scans [--documents DIR] [--pages 3] [--dpi 200] [--askew 0.5] [--wrong]

The truth is what the reader of the text layer finds in the same place of the same page, which
`benchmarks.reading` holds against what was read by hand. An amount is right if its text is the
same, wrong if another one was taken for read, and else not read: no cell there, or a figure that
breaks the grammar, or of which the recognition was not sure. CPU seconds of all threads.
"""

import argparse
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, radians, sin
from pathlib import Path

import pypdfium2

from benchmarks.scans.making import Scanner, scan
from flows.read import read
from flows.read.blocks import Page, Table, TableCell
from flows.settings import ROOT, recognises_text

_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SURE = 0.5  # recognition_confidence_needed in dbt_project.yml


@dataclass
class Tally:
    """What came of the amounts of a document."""

    pages: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: "Tally") -> None:
        """Count another one in."""
        self.pages += other.pages
        self.right += other.right
        self.wrong += other.wrong
        self.unread += other.unread
        self.seconds += other.seconds

    def row(self, name: str) -> str:
        """Return a line of the table."""
        count = self.right + len(self.wrong) + len(self.unread)
        cells = (
            name,
            self.pages,
            count,
            f"{self.right} ({self.right / max(1, count):.2%})",
            len(self.wrong),
            len(self.unread),
            f"{self.seconds / max(1, self.pages):.1f}",
        )
        return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Read the scan of each document and hold it against the text of the original."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scans",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=Path, default=ROOT.parent / "shared" / "originals")
    parser.add_argument("--pages", type=int, help="so many of each document, those with amounts")
    parser.add_argument("--wrong", action="store_true", help="name what is wrong or not read")
    for name, value in Scanner()._asdict().items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    given = parser.parse_args()
    if not recognises_text():
        sys.exit("what recognises text is not installed: make ocr")
    scanner = Scanner(**{name: getattr(given, name) for name in Scanner._fields})
    print("| document | pages | amounts | right | wrong | not read | CPU s a page |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    total = Tally()
    for path in sorted(given.documents.glob("*.pdf")):
        tally = measure(path, scanner, given.pages)
        total.add(tally)
        print(tally.row(path.stem), flush=True)
        if given.wrong:
            for kind, named in (("wrong", tally.wrong), ("not read", tally.unread)):
                for text in named:
                    print(f"  {kind}: {text}")
    print(total.row("all"))


def measure(path: Path, scanner: Scanner, most: int | None = None) -> Tally:
    """Return what is read of the scan of a document, or of some of its pages."""
    data = path.read_bytes()
    pages = [page for page in read(path, data).pages if most is None or any(amounts(page))]
    if most is not None:
        pages = pages[:: max(1, len(pages) // most)][:most]
    if not pages:
        return Tally()
    scanned = scan(data, scanner, [page.number or 1 for page in pages])
    started = time.process_time()
    recognised = read(path, scanned).pages
    tally = Tally(len(pages), seconds=time.process_time() - started)
    originals = pypdfium2.PdfDocument(data)
    for truth, page in zip(pages, recognised, strict=True):
        size = originals[(truth.number or 1) - 1].get_size()
        compare(truth, page, scanner, size, tally)
    return tally


def amounts(page: Page) -> Iterator[TableCell]:
    """Yield the cells of a page that hold a figure."""
    for block in page.blocks:
        if isinstance(block, Table):
            yield from (cell for cell in block.cells if _AMOUNT.fullmatch(cell.text))


def compare(
    truth: Page, page: Page, scanner: Scanner, size: tuple[float, float], tally: Tally
) -> None:
    """Count what is right, wrong and not read on a page, cell by cell where it stands."""
    cells = [
        cell
        for block in page.blocks
        if isinstance(block, Table)
        for cell in block.cells
        if cell.box
    ]
    for cell in amounts(truth):
        assert cell.box
        x, y = (cell.box.x0 + cell.box.x1) / 2, (cell.box.y0 + cell.box.y1) / 2
        width, height = size
        turn = radians(scanner.askew)
        x, y = x - width / 2, y - height / 2
        x, y = x * cos(turn) + y * sin(turn), y * cos(turn) - x * sin(turn)
        x, y = x + width / 2, y + height / 2
        for _ in range(scanner.quarters % 4):
            x, y, width, height = height - y, x, height, width
        there = [c for c in cells if c.box.x0 <= x <= c.box.x1 and c.box.y0 <= y <= c.box.y1]
        read_as = there[0].text if there else ""
        named = f"page {truth.number}: {cell.text} as {read_as!r}"
        if read_as == cell.text and (there[0].confidence or 0) >= _SURE:
            tally.right += 1
        elif _AMOUNT.fullmatch(read_as) and (there[0].confidence or 0) >= _SURE:
            tally.wrong.append(named)
        else:
            tally.unread.append(named)


if __name__ == "__main__":
    main()
