"""`budget page`: a page of a document as a picture, with the cells that were read outlined."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import fail, out

_COLOURS = {"header": 0x1F6FB4, "body": 0xC0392B, "ordinal": 0x8E44AD}
_OTHER = 0x2E8B57  # titles, attributes, notes
_ROOM = 3  # points around a printed line, which has no ruling


def page(
    document: Annotated[Path, typer.Argument(help="A PDF.")],
    number: Annotated[int, typer.Argument(help="The page, from 1.", min=1)],
    to: Annotated[Path, typer.Option("--to", help="The picture to write, a PNG.")],
) -> None:
    """Draw a page with the cells that were read outlined: headers blue, body red, others green."""
    from flows.read import Unreadable, grids, read
    from flows.read.blocks import Box
    from flows.read.pdf import picture

    data = document.read_bytes()
    try:
        reading = read(document, data)
    except Unreadable as verdict:
        fail(verdict)
    if reading.media_type != "application/pdf":
        raise typer.BadParameter(f"only a PDF has pages to draw, this is {reading.media_type}")
    outlines = [
        (
            Box(cell.x0 - room, cell.y0 - room, cell.x1 + room, cell.y1 + room),
            _COLOURS.get(cell.role, _OTHER),
        )
        for cell in grids.cells(reading.lines)
        for room in [0 if cell.role in _COLOURS else _ROOM]
        if cell.page_no == number
        and cell.x0 is not None
        and cell.y0 is not None
        and cell.x1 is not None
        and cell.y1 is not None
    ]
    to.write_bytes(picture.draw(data, number, outlines))
    out.print(f"Page {number} with {len(outlines)} cells outlined: {to}", soft_wrap=True)
