"""One page to its blocks: the tables, and the printed lines around them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from flows.read.blocks import Paragraph
from flows.read.pdf import alignment, cells, characters, lines, marks, mending, rulings

_PICTURE = 0.5  # of the page: what a scan covers at least
_STAMP = 30  # signs: scanners print less than that on a page of their own

Placed = Paragraph | cells.Piece


class Sheet(NamedTuple):
    """What an upright page holds, from the top.

    `turns` are the quarters, clockwise, by which a viewer shows it turned from its text.
    """

    placed: Sequence[Placed]
    size: tuple[float, float]
    turns: int
    is_picture: bool


def cut(page: Any) -> Sheet:
    """Return the tables and the printed lines of one open page."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        layer = characters.layer_of(text_page)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    frame = characters.frame_of(page, layer)
    drawn = marks.Marks(page, set(layer.objects.tolist()))
    seen, across = characters.visible(layer, frame, drawn)
    placed: list[tuple[float, Placed]] = []
    for lattice in rulings.lattices(frame.upright(rect) for rect in drawn.rulings):
        inside, seen = cells.take(lattice, seen)
        if inside:
            placed.append((lattice.ys[0], cells.table(lattice, inside)))
    printed = lines.text_lines(seen)
    taken: set[int] = set()
    for numbers, piece in alignment.tables(printed):
        placed.append((printed[numbers[0]].box.y0, piece))
        taken.update(numbers)
    rest = [line for number, line in enumerate(printed) if number not in taken]
    for paragraph in mending.paragraphs(rest, [top for top, _ in placed]):
        placed.append((paragraph.box.y0 if paragraph.box else 0.0, paragraph))
    for watermark in (lines.line(run.words) for run in across):
        placed.append((frame.size[1], Paragraph(watermark.text(), watermark.box)))
    blocks = [block for _, block in sorted(placed, key=lambda item: item[0])]
    width, height = frame.size
    signs = sum(len(block.text) if isinstance(block, Paragraph) else _STAMP for block in blocks)
    is_picture = signs < _STAMP and drawn.pictures >= _PICTURE * width * height
    turns = (pdfium.FPDFPage_GetRotation(page) - frame.turns) % 4
    return Sheet(blocks, frame.size, turns, is_picture)
