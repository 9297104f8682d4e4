"""One page to its blocks: the tables, and the printed lines around them."""

from typing import Any

import pypdfium2.raw as pdfium

from flows.read.blocks import Paragraph
from flows.read.pdf import cells, characters, marks, rulings


_COLON = (":", "：")

Placed = Paragraph | cells.Piece


def cut(page: Any) -> list[Placed]:
    """Return the tables and the printed lines of one open page from the top."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        frame = characters.frame_of(page, text_page, count)
        drawn = marks.survey(page)
        seen = characters.visible(text_page, count, frame, drawn)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    placed: list[tuple[float, Placed]] = []
    for lattice in rulings.lattices(frame.upright(rect) for rect in drawn.rulings):
        inside, seen = cells.take(lattice, seen)
        if inside:
            placed.append((lattice.ys[0], cells.table(lattice, inside)))
    for line in characters.text_lines(seen):
        placed.append((line.box.y0, Paragraph(_printed(line), line.box)))
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def _printed(line: characters.TextLine) -> str:
    """Return the text of a line: a wide gap is a TAB, but not behind the colon of a label."""
    text = ""
    for piece in line.pieces():
        text += ("" if not text else " " if text.endswith(_COLON) else "\t") + piece.text()
    return text
