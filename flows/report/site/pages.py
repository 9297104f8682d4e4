"""Writes the site: front, places, bodies, subjects, projects, documents, findings, method, data."""

from collections.abc import Collection
from pathlib import Path

import duckdb

from flows.report import static_pages
from flows.report.findings.wording import wan, yuan
from flows.report.site import lines
from flows.report.site.bodies import write_body, write_place
from flows.report.site.book import At, Book
from flows.report.site.classes import subjects_of, write_project, write_subject
from flows.report.site.common import STATES, About, Site, width
from flows.report.site.documents import Originals, write_documents
from flows.report.site.lists import write_lists
from flows.report.site.search import write_search
from flows.report.site.shared import write_shared
from flows.report.site.writer import Writer

__all__ = ["LARGEST", "About", "Originals", "render"]

#: Bytes of a page: what a telephone far from a mast can open.
LARGEST = 200_000
_NOTHING = About()
_UNSEEN = Originals()


def render(  # noqa: PLR0913 - what the pages are made of
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    about: About = _NOTHING,
    *,
    earlier: Path | None = None,
    touched: Collection[str] | None = None,
    originals: Originals = _UNSEEN,
) -> list[str]:
    """Replace `folder` with the pages of a warehouse.

    Args:
        connection: to the warehouse; it may be read-only.
        folder: beside the folder `docs` with the findings, which pages lead to.
        about: what they say of themselves.
        earlier: the pages of the version before; of those that would be the same, links are made.
        touched: ids of the documents whose printed lines may have changed; None for all.
        originals: where documents lie, and which of their pages are wanted as pictures.

    Returns:
        The names of the pages and files that are new or changed, from the folder.
    """
    _prepare()
    book = Book(connection)
    with static_pages.replacing(folder) as fresh:
        site = Site(book, Writer(fresh, earlier), subjects_of(book))
        for body in book.bodies.values():
            write_body(site, body)
        for place in book.places.values():
            write_place(site, place)
        for subject in site.subjects.values():
            write_subject(site, subject)
        for project in book.projects.values():
            write_project(site, project)
        write_documents(site, connection, touched, originals)
        write_lists(site, connection, about)
        write_shared(site, about)
        write_search(site, connection)
        site.writer.finish()
    return site.writer.written


def _prepare() -> None:
    templates = static_pages.templates()
    templates.filters |= {
        "yuan": yuan,
        "wan": wan,
        "share": lambda part, whole: f"{part / whole:.1%}" if whole else "—",
        "width": width,
        "sql": lambda text: str(text).replace("'", "''"),
        "cells": lines.cells_of,
        "at": lambda place: lines.address(At(*place)),
    }
    templates.globals |= {"states": STATES}
