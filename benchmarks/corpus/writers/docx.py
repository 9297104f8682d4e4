"""A Word file: merged header cells, everything else as printed."""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from benchmarks.corpus.documents import Document
from benchmarks.corpus.tables import Amount, Table
from benchmarks.corpus.writers import header

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def write(document: Document) -> bytes:
    """Return the file."""
    body = "".join(_parts(document))
    relation = f'<Relationship Id="r1" Type="{_MAIN}" Target="word/document.xml"/>'
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": relations,
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            # without the clock: the same plan gives the same bytes
            package.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def _parts(document: Document) -> Iterator[str]:
    for line in (*document.cover, *document.contents):
        yield _paragraph(line)
    for table in document.tables:
        yield from _table(table, document.layout.caption == "after")
    for sentence in document.prose:
        yield _paragraph(sentence)


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(table: Table, is_caption_after: bool) -> Iterator[str]:
    above = [table.caption, table.title]
    for line in [*(reversed(above) if is_caption_after else above), *table.lines]:
        if line:
            yield _paragraph(line)
    rows = [*_header(table), *([_cell(cell) for cell in row] for row in table.rows)]
    yield f"<w:tbl>{''.join(f'<w:tr>{cells}</w:tr>' for cells in map(''.join, rows))}</w:tbl>"
    yield _paragraph(table.note)


def _header(table: Table) -> Iterator[list[str]]:
    """Rows of merged cells; below a tall one stands a cell that continues it."""
    boxes = list(header.boxes(table.header))
    for row in range(header.depth(table.header)):
        here = [box for box in boxes if box.row <= row < box.row + box.height]
        yield [
            _cell(
                box.text if box.row == row else "",
                f'<w:gridSpan w:val="{box.width}"/>'
                f'<w:vMerge w:val="{"restart" if box.row == row else "continue"}"/>',
            )
            for box in sorted(here, key=lambda box: box.column)
        ]


def _cell(content: str | Amount, properties: str = "") -> str:
    text = content.text if isinstance(content, Amount) else content
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(text)}</w:tc>"
