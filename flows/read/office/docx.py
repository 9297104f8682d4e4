"""DOCX: paragraphs and tables as the last edition of the text prints them.

What a tracked change deletes, and what is hidden or struck out, is not printed; what it inserts
is. Text boxes stand behind the paragraph that holds them, footnotes at the end.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.read import patterns
from flows.read.blocks import Block, Page, Paragraph, TableCell
from flows.read.cutting import split_lines
from flows.read.nesting import Box, flow
from flows.read.office.container import main_part, parsed, parts
from flows.read.types import Reading, Unreadable
from flows.settings import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Deleted, moved away, or a second version of the same for older programs.
_UNSEEN = {"del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "sdtPr", "sectPr"}
_SIGNS = {
    "tab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}
_OFF = {"0", "false", "off", "none"}


def read_docx(data: bytes, limits: Limits) -> Reading:
    """Read the paragraphs and tables of a Word file in their order.

    Raises:
        Unreadable: `damaged` or `too_large`.
    """
    found = parts(data, limits)
    name = main_part(found, "word/document.xml")
    if name not in found:
        raise Unreadable("damaged", "it holds no text: fetch it again")
    body = _child(parsed(found[name]), "body")
    blocks = [] if body is None else flow(list(_contents(body)), limits)
    folder = name.rpartition("/")[0]
    for notes in ("footnotes.xml", "endnotes.xml"):
        if f"{folder}/{notes}" in found:
            blocks += _notes(parsed(found[f"{folder}/{notes}"]))
    return Reading([Page(blocks)], _MEDIA_TYPE, "")


def _name(element: "_Element") -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: "_Element | None", name: str) -> "_Element | None":
    if element is None:
        return None
    return next((child for child in element if _name(child) == name), None)


def _value(element: "_Element | None", name: str = "val") -> str:
    """Return an attribute, whatever its namespace is called."""
    attributes = {} if element is None else element.attrib
    found = (v for key, v in attributes.items() if str(key).rpartition("}")[2] == name)
    return str(next(found, ""))


def _is_on(properties: "_Element | None", *names: str) -> bool:
    marks = (_child(properties, name) for name in names)
    return any(mark is not None and _value(mark) not in _OFF for mark in marks)


def _contents(element: "_Element") -> Iterator[str | Box]:
    """Yield the paragraphs (texts) and tables below an element, in reading order."""
    for child in element:
        match _name(child):
            case "p":
                boxes: list[_Element] = []
                yield "".join(_text(child, boxes))
                for box in boxes:
                    yield from _contents(box)
            case "tbl":
                yield _table(child)
            case name if name not in _UNSEEN and name != "tcPr":
                yield from _contents(child)  # sdt, sdtContent, customXml, ins, smartTag


def _text(element: "_Element", boxes: "list[_Element]") -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name in _UNSEEN:
            continue
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            code = _value(child, "char")
            yield chr(int(code, 16)) if code else ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "r" and _is_on(
            _child(child, "rPr"), "vanish", "webHidden", "strike", "dstrike"
        ):
            continue
        elif name == "r" and _value(_child(_child(child, "rPr"), "vertAlign")) == "superscript":
            yield patterns.raised("".join(_text(child, boxes)))
        else:
            yield from _text(child, boxes)


def _table(table: "_Element") -> Box:
    cells: list[tuple[TableCell, list[str | Box]]] = []
    open_cells: dict[int, int] = {}  # column: which cell goes on there
    row_no = 0
    width = 0
    for row in _below(table, "tr"):
        properties = _child(row, "trPr")
        if _child(properties, "del") is not None or _is_on(properties, "hidden"):
            continue
        column = int(_value(_child(properties, "gridBefore")) or 0)
        for cell in _below(row, "tc"):
            about = _child(cell, "tcPr")
            span = max(1, int(_value(_child(about, "gridSpan")) or 1))
            merge = _child(about, "vMerge")
            beside = _child(about, "hMerge")
            goes_on = merge is not None and _value(merge) != "restart"
            if beside is not None and _value(beside) != "restart" and cells:
                last, contents = cells[-1]
                cells[-1] = (last._replace(column_span=last.column_span + span), contents)
            elif goes_on and column in open_cells:
                at = open_cells[column]
                above, contents = cells[at]
                cells[at] = (above._replace(row_span=row_no - above.row + 1), contents)
            else:
                if merge is not None:
                    open_cells[column] = len(cells)
                else:
                    open_cells.pop(column, None)
                is_deleted = _child(about, "cellDel") is not None
                contents = [] if is_deleted else list(_contents(cell))
                cells.append((TableCell(row_no, column, "", 1, span), contents))
            column += span
        width = max(width, column)
        row_no += 1
    return Box(cells, width)


def _below(element: "_Element", name: str) -> "Iterator[_Element]":
    """Yield the rows of a table or the cells of a row, those in content controls, too."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _below(child, name)


def _notes(root: "_Element") -> list[Block]:
    texts = (
        "".join(_text(paragraph, []))
        for note in root
        if _value(note, "type") not in ("separator", "continuationSeparator")
        for paragraph in _below(note, "p")
    )
    return [Paragraph(line) for text in texts for line in split_lines(text)]
