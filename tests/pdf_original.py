"""A table of the sample, as if it had come from a PDF: its cells get boxes, its page a picture."""

import hashlib
from pathlib import Path

import duckdb

from flows.read.document_file import DocumentFile
from tests import pdf_file

#: Where the rows of the made-up original stand, by their order.
TOP, STEP = 100.0, 18.0
COLUMNS = (60.0, 160.0, 260.0, 360.0, 460.0, 560.0)


def as_pdf(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, DocumentFile]:
    """Say that 屯留's table of expenditure (line 154) came from a PDF of one page; return that."""
    page = pdf_file.Page()
    page.table(COLUMNS, TOP, [["X"] * 5] * 20, STEP)
    data = pdf_file.pdf(page)
    file = folder / "original.pdf"
    file.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    (document_id, grid_no) = connection.execute(
        "SELECT document_id, grid_no FROM raw.cell JOIN raw.document USING (document_id) "
        "WHERE source_path = 'tunliu-2025-budget.txt' AND line_no = 154"
    ).fetchone() or ("", 0)
    connection.execute(
        "UPDATE raw.document SET media_type = 'application/pdf' WHERE document_id = $1",
        [document_id],
    )
    connection.execute(
        "UPDATE marts.dim_document SET sha256 = $2 WHERE document_id = $1", [document_id, sha256]
    )
    connection.execute(
        "UPDATE raw.cell SET page_no = 1, x0 = 60 + 100 * (column_no - 1), "
        "x1 = 160 + 100 * (column_no - 1), y0 = $3 + $4 * (row_no - 1), y1 = $3 + $4 * row_no "
        "WHERE document_id = $1 AND grid_no = $2",
        [document_id, grid_no, TOP, STEP],
    )
    found = DocumentFile(file, file.name, len(data), sha256, str(folder))
    return {document_id: found}
