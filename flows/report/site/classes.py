"""The pages of functional classes and of projects."""

from collections import defaultdict
from decimal import Decimal

from flows.report.site.book import Body, Book, Column, Figure, Node, Project
from flows.report.site.common import MOST_ROWS, Site, Subject, crumbs_of, width


def subjects_of(book: Book) -> dict[str, Subject]:
    """Return the functional classes that anybody spends on, by code."""
    found: dict[str, Subject] = {}
    for body in book.bodies.values():
        columns = body.columns
        spent = {
            Column(row["年度"], row["阶段"]): (
                row["支出_元"] if row["公布支出合计_元"] is None else row["公布支出合计_元"]
            )
            for row in body.tables["totals"]
        }
        path: list[Node] = []
        for node in book.tree(body, "subjects", columns):
            path = [*path[: node.level - 1], node]
            above = tuple((parent.code, parent.name) for parent in path[:-1])
            subject = found.setdefault(node.code, Subject(node.code, node.name, above))
            if above and above[-1][0] in found:
                found[above[-1][0]].parts[node.code] = node.name
            for column, figure in node.figures.items():
                if figure.amount is not None:
                    subject.uses.append((column, body, figure, spent.get(column)))
    return found


def write_subject(site: Site, subject: Subject) -> None:
    """Write the page of a functional class: who spends on it, year by year."""
    groups: dict[Column, list[tuple[Body, Figure, Decimal | None]]] = defaultdict(list)
    for column, body, figure, whole in subject.uses:
        groups[column].append((body, figure, whole))
    columns = sorted(groups, key=lambda column: column.order, reverse=True)
    shown, left = [], MOST_ROWS
    for column in columns[:12]:
        members = sorted(groups[column], key=lambda use: (-(use[1].amount or 0), use[0].key))
        widest = members[0][1].amount
        rows = [
            {
                **{"key": body.key, "name": body.name, "place": body.place.name},
                **{"place_key": body.place.key, "figure": figure, "whole": whole},
                "bar": width(figure.amount, widest) if len(members) > 1 else None,
            }
            for body, figure, whole in members[: max(left, 3)]
        ]
        left -= len(rows)
        shown.append({"column": column, "rows": rows, "more": len(members) - len(rows)})
    site.writer.page(
        f"subject/{subject.code}.html",
        "subject.html.j2",
        code=subject.code,
        name=subject.name,
        crumbs=[
            ("科目", "subjects.html"),
            *((f"{code} {name}", f"subject/{code}.html") for code, name in subject.path),
        ],
        groups=shown,
        parts=sorted(subject.parts.items()),
    )


def write_project(site: Site, project: Project) -> None:
    """Write the page of a project."""
    body = project.body
    site.writer.page(
        f"project/{project.key}.html",
        "project.html.j2",
        name=project.name,
        unit=body.name,
        crumbs=crumbs_of(body.place, (body.name, f"unit/{body.key}.html")),
        lines=project.lines,
        indicators=project.indicators[:MOST_ROWS],
        indicator_count=len(project.indicators),
    )
