"""The pages of documents and of their printed lines."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from flows.read.document_file import DocumentFile
from flows.report.site import lines
from flows.report.site.book import At, Body, Book, Row
from flows.report.site.common import Site, brief, crumbs_of
from flows.report.site.pictures import Picture, Pictures, by_line


@dataclass(frozen=True, slots=True)
class Originals:
    """Where documents lie, by their ids, and of which of their pages there are pictures."""

    files: Mapping[str, DocumentFile] = field(default_factory=dict)
    wanted: str = "none"


def write_documents(
    site: Site,
    connection: duckdb.DuckDBPyConnection,
    touched: Collection[str] | None,
    originals: Originals,
) -> None:
    """Write the pages of all documents, and of the touched ones the printed lines and pictures."""
    book, writer = site.book, site.writer
    known = [document["document_id"] for document in book.documents]
    if writer.remember("pictures", originals.wanted):
        touched = None
    kept = set() if touched is None else {key for key in known if key not in touched}
    anew = writer.keep({f"{of}/{key}" for key in kept for of in ("document", "picture")})
    wanted = [key for key in known if f"document/{key}" in anew or key not in kept]
    titles = {document["document_id"]: document for document in book.documents}
    pictures = Pictures(
        connection, writer, originals.files, originals.wanted, map(titles.__getitem__, wanted)
    )
    for document_id, number, parts, checks in lines.pages(
        connection, wanted, book.doubted, _told(book)
    ):
        document = titles[document_id]
        body = book.bodies[document["body"]]
        writer.page(
            f"document/{document_id}-{number}.html",
            "lines.html.j2",
            **_identity(document, body),
            number=number,
            first=(number - 1) * lines.LINES,
            last=number * lines.LINES - 1,
            parts=_with_pictures(parts, pictures.of(document_id)),
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


def _told(book: Book) -> dict[str, set[int]]:
    """Return the lines that other pages speak of and lead to, by document."""
    told: dict[str, set[int]] = defaultdict(set)
    for body in book.bodies.values():
        for row in (*body.tables["missing"], *body.tables["leads"]):
            if row["document_id"] and row["line_no"]:
                told[row["document_id"]].add(row["line_no"])
    return told


def _with_pictures(
    parts: Iterable[lines.Part], pictures: Iterable[Picture]
) -> list[tuple[lines.Part, list[Picture]]]:
    """Return tables, each with the pictures of its pages; a picture stands where it is first."""
    on_picture = by_line(pictures)
    seen: set[str] = set()
    shown = []
    for part in parts:
        found = {at.address: at for line in part.lines if (at := on_picture.get(line.line_no))}
        shown.append((part, [found[address] for address in found if address not in seen]))
        seen |= set(found)
    return shown


def _identity(document: Row, body: Body) -> Row:
    """Return by what a document is known: for the head of its pages, and to cite it by."""
    return {
        "title": document["title"],
        "document_id": document["document_id"],
        "sha": document["sha256"][:12],
        "status": document["status"],
        "crumbs": crumbs_of(body.place, (body.name, f"unit/{body.key}.html")),
    }
