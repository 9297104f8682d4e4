r"""Markdown: pipe tables, and tables written as HTML, between lines of text.

    | 科目编码 | 合计 |
    |---|---:|
    | 201 | 130.00 |

Like those of a plain text, its tables have no spans: a merged cell looks blank.
"""

import html
import re
from collections.abc import Iterator

from flows.read import html as page
from flows.read.blocks import Block, Page, Paragraph, Table, TableCell
from flows.read.cutting import one_line
from flows.read.text import blocks_of, decoded
from flows.read.types import Reading
from flows.settings import Limits

_SEPARATOR = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_ROW = re.compile(r"\s*\|.*\|\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_END = "</table>"


def read_markdown(data: bytes, limits: Limits) -> Reading:
    """Read a text whose tables may be Markdown or HTML.

    Raises:
        Unreadable: `empty_file`, `binary_file`, `unknown_encoding` or `too_much_work`.
    """
    encoding, text = decoded(data)
    blocks: list[Block] = []
    lower = text.lower()
    end = 0
    while (start := lower.find("<table", end)) >= 0 and lower.find(_END, start) >= 0:
        stop = lower.find(_END, start) + len(_END)
        blocks += _blocks(text[end:start])
        blocks += page.blocks(text[start:stop], limits)
        end = stop
    blocks += _blocks(text[end:])
    return Reading([Page(blocks)], "text/markdown", encoding)


def _blocks(text: str) -> Iterator[Block]:
    lines = text.split("\n")
    width = 0  # of the table that the line before is in, if its separator says
    is_table = False
    for line, behind in zip(lines, [*lines[1:], ""], strict=True):
        if "|" in line and _SEPARATOR.fullmatch(line):
            continue
        begins = "|" in line and "|" in behind and _SEPARATOR.fullmatch(behind) is not None
        is_table = "|" in line and (is_table or begins or _ROW.fullmatch(line) is not None)
        if begins:
            width = len(_PIPE.split(behind.strip().strip("|")))
        width = width if is_table else 0
        yield from [_row(line, width)] if is_table else blocks_of(line)


def _row(line: str, width: int) -> Block:
    """Return a row; where no pipes stand around it, a blank first cell begins with one."""
    pieces = _PIPE.split(line)
    if len(pieces) != width:
        pieces = pieces[1:] if not pieces[0].strip() else pieces
        pieces = pieces[:-1] if len(pieces) > 1 and not pieces[-1].strip() else pieces
    texts = [
        one_line(_BREAK.sub("\n", html.unescape(piece.strip())).replace("\\|", "|"))
        for piece in pieces
    ]
    if len(texts) == 1:
        return Paragraph(texts[0])
    cells = [TableCell(0, column, text) for column, text in enumerate(texts)]
    return Table(cells, len(cells), has_spans=False)
