"""The readers: a PDF to the tables of each page, a table being rows of the texts of its cells."""

from collections.abc import Callable, Iterator
from pathlib import Path

Table = list[list[str]]
Reader = Callable[[Path], Iterator[tuple[int, Table]]]


def _flows(path: Path) -> Iterator[tuple[int, Table]]:
    from flows.read import read

    for page in read(path, path.read_bytes()).pages:
        for block in page.blocks:
            if hasattr(block, "cells"):
                yield page.number or 0, [[cell.text for cell in row] for row in block.rows()]


def _pdfplumber(path: Path) -> Iterator[tuple[int, Table]]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.extract_tables():
                yield page.page_number, [[text or "" for text in row] for row in table]
            page.close()  # or it keeps the characters of every page


def _camelot(path: Path) -> Iterator[tuple[int, Table]]:
    import camelot

    for table in camelot.read_pdf(str(path), pages="all", flavor="lattice"):
        yield int(table.page), table.data


# by the name of the package
READERS: dict[str, Reader] = {"flows": _flows, "pdfplumber": _pdfplumber, "camelot": _camelot}
