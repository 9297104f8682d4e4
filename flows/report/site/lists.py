"""The front page and the lists; what is said of the method and of the data."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import duckdb

from flows.report.site.book import Body, Book, Row
from flows.report.site.common import MOST_ROWS, About, Site, brief, glossary
from flows.warehouse import catalog

_GRAIN = re.compile(r"One row per .*?\. *")
_MOST_LEADS = 3  # of a kind, on the front page
#: The kinds of leads, what asks most first.
_LEADS = (
    "执行率低而得满分 变动大而未说明 三公经费上升 决算远离预算 科目远离同类单位 "
    "文件自相矛盾 缺年度或缺表"
)


def write_lists(site: Site, connection: duckdb.DuckDBPyConnection, about: About) -> None:
    """Write the front page, the lists, and what is said of the method and of the data."""
    book, writer = site.book, site.writer
    places = [
        {
            **{"key": place.key, "name": place.name, "province": place.province},
            "prefecture": place.prefecture,
            "bodies": len(place.bodies),
            # whose bodies they are: a zone of a province is not the province
            "levels": sorted(
                Counter(body.level or "已被取代或撤下" for body in place.bodies).items()
            ),
            "documents": sum(len(body.documents) for body in place.bodies),
            "years": _years(place.bodies),
            "violations": sum(
                document["violation_count"] or 0
                for body in place.bodies
                for document in body.documents
            ),
        }
        for place in sorted(book.places.values(), key=lambda place: place.key)
    ]
    current = [document for document in book.documents if document["status"] == "current"]
    counts = {
        "documents": len(current),
        "bodies": len(book.bodies),
        "places": len(book.places),
        "subjects": len(site.subjects),
        "projects": len(book.projects),
        "checks": sum(document["check_count"] or 0 for document in current),
        "violations": sum(document["violation_count"] or 0 for document in current),
        "years": sorted({row["fiscal_year"] for row in current if row["fiscal_year"] > 0}),
    }
    leads = _leads(book)
    writer.page(
        "index.html",
        "index.html.j2",
        counts=counts,
        places=places[:MOST_ROWS],
        leads=[(*told, _first_of_each(found)[:_MOST_LEADS], len(found)) for *told, found in leads],
    )
    writer.page(
        "leads.html",
        "leads.html.j2",
        leads=[(*told, found[:MOST_ROWS], len(found)) for *told, found in leads],
    )
    writer.page("places.html", "places.html.j2", places=places)
    classes = [subject for subject in site.subjects.values() if not subject.path]
    writer.page(
        "subjects.html",
        "subjects.html.j2",
        classes=[
            (subject.code, subject.name, sorted(subject.parts.items()))
            for subject in sorted(classes, key=lambda subject: subject.code)
        ],
    )
    graded = sorted(
        current,
        key=lambda row: (-(row["violation_count"] or 0), -(row["notice_count"] or 0), row["title"]),
    )
    writer.page(
        "findings.html",
        "findings.html.j2",
        documents=[brief(document) for document in graded[:MOST_ROWS]],
        count=len(graded),
    )
    writer.page("method.html", "method.html.j2", glossary=glossary(), metrics=about.metrics)
    writer.page("data.html", "data.html.j2", views=_views(connection))
    writer.page("search.html", "search.html.j2", years=counts["years"])
    writer.page("compare.html", "compare.html.j2")


def _leads(book: Book) -> list[tuple[str, str, str, list[Row]]]:
    """Return what is worth a question: kind, rule, caveat, where."""
    kinds: dict[str, list[Row]] = defaultdict(list)
    for body in book.bodies.values():
        for row in body.tables["leads"]:
            kinds[row["kind"]].append({**row, "key": body.key, "name": body.name})
    found = []
    for kind in sorted(kinds, key=lambda kind: (_LEADS.find(kind), kind)):
        rows = sorted(
            kinds[kind],
            key=lambda row: (
                -row["年度"],
                -abs(row["amount"] or 0),
                row["key"],
                row["description"],
            ),
        )
        found.append((kind, rows[0]["rule"], rows[0]["caveat"], rows))
    return found


def _first_of_each(leads: Sequence[Row]) -> list[Row]:
    """Return one lead of each body, so that no body fills the front page."""
    return list({row["key"]: row for row in reversed(leads)}.values())[::-1]


def _years(bodies: Sequence[Body]) -> list[int]:
    return sorted(
        {
            document["fiscal_year"]
            for body in bodies
            for document in body.documents
            if document["status"] == "current" and document["fiscal_year"] > 0
        }
    )


def _views(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    return [
        {
            "name": view.name,
            "comment": _GRAIN.sub("", view.comment, count=1),
            "columns": [(column.name, column.comment) for column in view.columns],
        }
        for view in catalog.tables(connection, ["bi"])
    ]
