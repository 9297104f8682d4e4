"""Web pages, as servers send and browsers save them: what a reader of the page sees.

Parsed as browsers do. The bytes say in which charset they are; what the page declares is asked
last, for pages are converted and their declarations forgotten.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.read import patterns
from flows.read.blocks import Block, Page, TableCell
from flows.read.nesting import Box, Content, flow
from flows.read.text import decode
from flows.read.types import Reading, Unreadable
from flows.settings import Limits

_MEDIA_TYPE = "text/html"
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)|encoding=["']([\w-]+)["']""")
_DECLARED_WITHIN = 4_096  # bytes
_MOST_REPLACED = 0.01  # of the characters, in a page that is of no charset throughout
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
    *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol", "p", "pre"),
    *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_UNSEEN = {
    *("head", "script", "style", "template", "noscript", "title", "del", "s", "strike", "select"),
    *("textarea", "iframe", "object", "svg", "audio", "video", "canvas", "map", "datalist"),
    *("-comment", "_comment", "-doctype", "-cdata", "rp", "rt", "noframes"),
}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
#: Elements that hold nothing, or that the next one ends.
_CLOSED_BY_OTHERS = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "wbr"),
    *("source", "track", "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot"),
    *("colgroup", "option", "optgroup", "o", "v", "w", "st1"),
}
_MOST_OPEN = 1_000
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|text-decoration[\w-]*\s*:[^;]*line-through|font-size\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"(?:[a-zA-Z]+\d?)?(?:[.#][\w-]+)|[a-zA-Z]+\d?(?:[.#][\w-]+)?")
_BLANKS = re.compile(r" {2,}")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MOST_COLUMNS = 1_000  # of one cell, as in browsers


def read_html(data: bytes, limits: Limits, declared: str = "") -> Reading:
    """Read the text and the tables of a web page in their order.

    Args:
        data: of the page.
        limits: how deep its elements may be nested, how many cells its tables may have.
        declared: its charset as a server or a letter around it says.

    Raises:
        Unreadable: `empty_file`, `unknown_encoding`, `damaged` or `too_much_work`.
    """
    text, encoding = _decode(data, declared)
    return Reading([Page(blocks(text, limits))], _MEDIA_TYPE, encoding)


def blocks(text: str, limits: Limits) -> list[Block]:
    """Return the blocks of a page.

    Raises:
        Unreadable: `damaged` if it breaks off inside a table, `too_much_work`.
    """
    lower = text.lower()
    end = lower.rfind("<table")
    if end >= 0 and not any(tag in lower[end:] for tag in ("</table", "</body", "</html")):
        raise Unreadable("damaged", "the page breaks off inside a table: save it again")
    _require_depth(text)
    tree = LexborHTMLParser(text.replace("\x00", ""))
    if tree.root is None:
        return []
    return flow(_Walk(tree, limits).contents(tree.root), limits)


def _decode(data: bytes, declared: str) -> tuple[str, str]:
    """Return a page's text and charset: what the bytes are, not what they are said to be."""
    if not data.strip(b" \t\r\n\x00"):
        raise Unreadable("empty_file", "the file holds no text")
    said = _DECLARED.search(data[:_DECLARED_WITHIN])
    claims = [declared, *(group.decode() for group in (said.groups() if said else ()) if group)]
    with suppress(Unreadable):
        encoding, text = decode(data)
        return text, encoding
    others = {"utf-8", "utf8", "gbk", "gb2312", "gb18030", "x-gbk", "utf-16", ""}
    for claim in (claim.lower() for claim in claims):
        if claim not in others:
            try:
                return data.decode(claim), claim
            except (UnicodeDecodeError, LookupError):
                continue
    readings = [(data.decode(name, "replace"), name) for name in ("utf-8", "gb18030")]
    text, encoding = min(readings, key=lambda reading: reading[0].count("\ufffd"))
    if text.count("\ufffd") > _MOST_REPLACED * len(text):
        raise Unreadable("unknown_encoding", "neither UTF-8 nor GB18030 gives Chinese text")
    return text, encoding


def _require_depth(text: str) -> None:
    """Ask how deep a page is nested before it is parsed: that costs the square of it."""
    opened: Counter[str] = Counter()
    depth = 0
    for closing, name in _TAG.findall(text):
        tag = name.lower()
        if tag in _CLOSED_BY_OTHERS or (closing and not opened[tag]):
            continue
        step = -1 if closing else 1
        opened[tag] += step
        depth += step
        if depth > _MOST_OPEN:
            detail = f"more than {_MOST_OPEN} of its elements are open at once"
            raise Unreadable("too_much_work", detail)


class _Walk:
    """One way through a page."""

    def __init__(self, tree: LexborHTMLParser, limits: Limits) -> None:
        self._limits = limits
        self._cells = 0
        self._hidden = set(_hidden_selectors(tree))

    def contents(self, node: LexborNode) -> list[Content]:
        """Return the texts and tables below an element, in reading order."""
        found: list[Content] = []
        self._collect(node, found, 0)
        return _joined(found)

    def _collect(self, node: LexborNode, found: list[Content], depth: int) -> None:
        if depth > self._limits.depth:
            detail = f"its elements are nested more than {self._limits.depth} deep"
            raise Unreadable("too_much_work", detail)
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                raw = child.text(deep=False) or ""
                is_pre = node.tag == "pre"
                found.append(raw if is_pre else _SPACE.sub(" ", raw))
            elif tag in _UNSEEN or tag.startswith(("_", "-", "!")) or self._is_hidden(child):
                continue
            elif tag == "br":
                found.append("\n")
            elif tag == "sup":
                found.append(patterns.raised(_SPACE.sub(" ", child.text(deep=True) or "")))
            elif tag == "input":
                if (child.attributes.get("type") or "text").lower() == "text":
                    found.append(child.attributes.get("value") or "")
            elif tag == "table":
                found.append(self._table(child, depth + 1))
            elif tag in _BLOCKS:
                found.append("\n")
                self._collect(child, found, depth + 1)
                found.append("\n")
            else:
                self._collect(child, found, depth + 1)

    def _is_hidden(self, node: LexborNode) -> bool:
        attributes = node.attributes
        if "hidden" in attributes or _HIDING.search(attributes.get("style") or ""):
            return True
        if not self._hidden:
            return False
        tag = node.tag or ""
        names = [f".{name}" for name in (attributes.get("class") or "").split()]
        names += [f"#{attributes['id']}"] if attributes.get("id") else []
        return any(name in self._hidden or tag + name in self._hidden for name in [*names, ""])

    def _table(self, table: LexborNode, depth: int) -> Box:
        cells: list[tuple[TableCell, Sequence[Content]]] = []
        taken: dict[int, int] = {}  # column: from which row on it is free again
        row_no = 0
        width = 0
        caption: list[Content] = []
        hidden_columns = self._hidden_columns(table)
        for row in self._rows(table, caption, depth):
            column = 0
            for cell in row.iter():
                if cell.tag not in ("td", "th") or self._is_hidden(cell):
                    continue
                while taken.get(column, 0) > row_no:
                    column += 1
                columns = min(_number(cell, "colspan"), _MOST_COLUMNS)
                rows = _number(cell, "rowspan")
                contents = self._cell(cell, depth)
                for place in range(column, column + columns):
                    taken[place] = row_no + rows
                cells.append((TableCell(row_no, column, "", rows, columns), contents))
                column += columns
                self._cells += columns
                if self._cells > self._limits.cells:
                    raise Unreadable(
                        "too_many_cells", f"its tables have more than {self._limits.cells:,} cells"
                    )
            width = max(width, column)
            row_no += 1
        cells = [
            (cell._replace(row_span=min(cell.row_span, row_no - cell.row)), contents)
            for cell, contents in cells
            if cell.column not in hidden_columns
        ]
        if caption:
            cells = [(c._replace(row=c.row + 1), contents) for c, contents in cells]
            cells.insert(0, (TableCell(0, 0, "", 1, max(width, 1)), caption))
        return Box(cells, width)

    def _cell(self, cell: LexborNode, depth: int) -> list[Content]:
        found: list[Content] = []
        self._collect(cell, found, depth + 1)
        return _joined(found)

    def _rows(self, table: LexborNode, caption: list[Content], depth: int) -> Iterator[LexborNode]:
        feet: list[LexborNode] = []
        for child in table.iter():
            if self._is_hidden(child):
                continue
            if child.tag == "tr":
                yield child
            elif child.tag == "caption":
                caption += self._cell(child, depth)
            elif child.tag in ("thead", "tbody", "tfoot"):
                rows = [r for r in child.iter() if r.tag == "tr" and not self._is_hidden(r)]
                if child.tag == "tfoot":
                    feet += rows  # wherever it stands in the source
                else:
                    yield from rows
        yield from feet

    def _hidden_columns(self, table: LexborNode) -> set[int]:
        hidden: set[int] = set()
        column = 0
        for child in table.iter():
            if child.tag not in ("col", "colgroup"):
                continue
            inner = [c for c in child.iter() if c.tag == "col"] or [child]
            for col in inner:
                span = min(_number(col, "span"), _MOST_COLUMNS)
                if self._is_hidden(col):
                    hidden |= set(range(column, column + span))
                column += span
        return hidden


def _hidden_selectors(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the simple selectors that the page's own style sheets hide."""
    for style in tree.css("style"):
        if "print" in (style.attributes.get("media") or "screen"):
            continue
        first, *parts = (style.text(deep=True) or "").replace("<!--", "").split("/*")
        sheet = first + "".join(part.partition("*/")[2] for part in parts)
        for text in sheet.split("}"):
            selectors, _, rule = text.partition("{")
            if _HIDING.search(rule):
                yield from (s.strip() for s in selectors.split(",") if _SIMPLE.fullmatch(s.strip()))


def _joined(pieces: list[Content]) -> list[Content]:
    """Join the texts between tables; blanks are one, wherever they came together."""
    found: list[Content] = []
    for is_text, group in groupby(pieces, key=lambda piece: isinstance(piece, str)):
        if is_text:
            text = _BLANKS.sub(" ", "".join(piece for piece in group if isinstance(piece, str)))
            found += [text] if text.strip(" \n") else []
        else:
            found += group
    return found


def _number(node: LexborNode, name: str) -> int:
    match = re.match(r"\s*(\d{1,5})", node.attributes.get(name) or "")
    return max(1, int(match[1])) if match else 1
