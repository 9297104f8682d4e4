"""What is printed above a table on two lines for want of room, put together again.

Prose stays in its printed lines; these few words are names that the rows below depend on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.read import patterns
from flows.read.blocks import Box, Paragraph
from flows.read.pdf.lines import TextLine

_LINES_ABOVE = 6
_NEAR = 1.7  # of the height: from one printed line to the next
_UNIT_BEGUN = re.compile(r".*单位[:：]?(?:人民币)?[亿百千万]*")
_UNIT_END = re.compile(r"[亿百千万]*元[)）]?")
_NAMED = re.compile(r"(?:部门|单位)(?:名称)?[)）]?[:：].*[^元]")
_TITLE_END = re.compile(r".{0,3}表")
_COLON = (":", "：")


@dataclass(slots=True)
class _Piece:
    text: str
    box: Box

    @property
    def height(self) -> float:
        return self.box.y1 - self.box.y0


def paragraphs(lines: Sequence[TextLine], tables: Sequence[float]) -> list[Paragraph]:
    """Return the printed lines of a page, those right above its tables (their tops) mended."""
    rows = [[_Piece(piece.text(), piece.box) for piece in line.pieces()] for line in lines]
    for top in tables:
        above = [row for row in rows if row and row[0].box.y1 <= top + row[0].height / 2]
        _mend(above[-_LINES_ABOVE:])
    return [_printed(row) for row in rows if row]


def _mend(rows: Sequence[list[_Piece]]) -> None:
    for number, row in enumerate(rows):
        for piece in row:
            for below in rows[number + 1 :]:
                for rest in below:
                    if _is_rest(piece, rest):
                        piece.text += rest.text
                        below.remove(rest)
                        break


def _is_rest(piece: _Piece, rest: _Piece) -> bool:
    """Tell whether a text ends what another one just above it began."""
    gap = rest.box.y0 - piece.box.y1
    if not -piece.height < gap < (_NEAR - 1) * piece.height:
        return False
    begun, end = patterns.plain(piece.text), patterns.plain(rest.text)
    if _UNIT_BEGUN.fullmatch(begun):
        return bool(_UNIT_END.fullmatch(end))
    if abs(piece.height - rest.height) > 1:
        return False
    below = piece.box.x0 - piece.height <= rest.box.x0 and rest.box.x1 <= piece.box.x1
    if _NAMED.fullmatch(begun):
        return below and patterns.line_role(end) == "text" and not patterns.is_noise(end)
    is_end = bool(_TITLE_END.fullmatch(end)) and patterns.line_role(begun) == "text"
    return is_end and patterns.line_role(begun + end) == "title"


def _printed(row: Sequence[_Piece]) -> Paragraph:
    """Return one line: a wide gap in it is a TAB, but not behind the colon of a label."""
    if len(row) == 1:
        return Paragraph(row[0].text, row[0].box)
    text = ""
    for piece in row:
        text += ("" if not text else " " if text.endswith(_COLON) else "\t") + piece.text
    boxes = [piece.box for piece in row]
    return Paragraph(
        text,
        Box(
            min(box.x0 for box in boxes),
            min(box.y0 for box in boxes),
            max(box.x1 for box in boxes),
            max(box.y1 for box in boxes),
        ),
    )
