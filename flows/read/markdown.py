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
_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)


def read_markdown(data: bytes, limits: Limits) -> Reading:
    """Read a text whose tables may be Markdown or HTML.

    Raises:
        Unreadable: `empty_file`, `binary_file`, `unknown_encoding` or `too_much_work`.
    """
    encoding, text = decoded(data)
    blocks: list[Block] = []
    end = 0
    for match in _TABLE.finditer(text):
        blocks += _blocks(text[end : match.start()])
        blocks += page.blocks(match[0], limits)
        end = match.end()
    blocks += _blocks(text[end:])
    return Reading([Page(blocks)], "text/markdown", encoding)


def _blocks(text: str) -> Iterator[Block]:
    lines = text.split("\n")
    has_pipes = False
    for number, line in enumerate(lines):
        behind = lines[number + 1] if number + 1 < len(lines) else ""
        if "|" in line and _SEPARATOR.fullmatch(line):
            has_pipes = True
            continue
        begins = "|" in line and "|" in behind and _SEPARATOR.fullmatch(behind) is not None
        has_pipes = "|" in line and (has_pipes or begins or _ROW.fullmatch(line) is not None)
        yield from [_row(line)] if has_pipes else blocks_of(line)


def _row(line: str) -> Block:
    inner = line.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    texts = [
        one_line(_BREAK.sub("\n", html.unescape(cell.strip())).replace("\\|", "|"))
        for cell in _PIPE.split(inner)
    ]
    if len(texts) == 1:
        return Paragraph(texts[0])
    cells = [TableCell(0, column, text) for column, text in enumerate(texts)]
    return Table(cells, len(cells), has_spans=False)
