"""The pages of documents and of their printed lines."""

from collections.abc import Collection

import duckdb

from flows.report.site import lines
from flows.report.site.book import At, Body, Row
from flows.report.site.common import Site, brief, crumbs_of


def write_documents(
    site: Site, connection: duckdb.DuckDBPyConnection, touched: Collection[str] | None
) -> None:
    """Write the pages of all documents, and of the touched ones the printed lines."""
    book, writer = site.book, site.writer
    known = [document["document_id"] for document in book.documents]
    kept = set() if touched is None else {f"document/{key}" for key in known if key not in touched}
    anew = writer.keep(kept) if kept else set()
    wanted = [key for key in known if f"document/{key}" in anew or f"document/{key}" not in kept]
    titles = {document["document_id"]: document for document in book.documents}
    for document_id, number, parts, checks in lines.pages(connection, wanted, book.doubted):
        document = titles[document_id]
        body = book.bodies[document["body"]]
        writer.page(
            f"document/{document_id}-{number}.html",
            "lines.html.j2",
            **_identity(document, body),
            number=number,
            first=(number - 1) * lines.LINES,
            last=number * lines.LINES - 1,
            parts=parts,
            checks=checks,
        )
    tables = lines.sections(connection, known)
    for document in book.documents:
        body, key = book.bodies[document["body"]], document["document_id"]
        writer.page(
            f"document/{key}.html",
            "document.html.j2",
            **_identity(document, body),
            document={**brief(document), "unread_page_count": document["unread_page_count"]},
            score={
                name: document[name]
                for name in ("held_count", "doubt_count", "unmapped_count", "sha256")
            },
            unit=body.name,
            unit_key=body.key,
            tables=[
                (row["form"], row["title"], At(key, row["first_line_no"]))
                for row in tables.get(key, [])
                if row["form"] or row["title"]
            ],
            problems=[row for row in body.tables["problems"] if row["document_id"] == key],
            missing=[row for row in body.tables["missing"] if row["document_id"] == key],
        )


def _identity(document: Row, body: Body) -> Row:
    """Return by what a document is known: for the head of its pages, and to cite it by."""
    return {
        "title": document["title"],
        "document_id": document["document_id"],
        "sha": document["sha256"][:12],
        "status": document["status"],
        "crumbs": crumbs_of(body.place, (body.name, f"unit/{body.key}.html")),
    }
