"""What pages share: the style, the scripts, and the data that scripts ask for, split by kind."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.report.findings.wording import wan
from flows.report.site import lines
from flows.report.site.bodies import staff_of, three_public_of, totals_of
from flows.report.site.book import Body, Column, Figure, Project
from flows.report.site.common import TEMPLATES, About, Site, glossary


def write_shared(site: Site, about: About) -> None:
    """Write the style, the script, and the data that scripts ask for, split by kind."""
    book, writer = site.book, site.writer
    style = "".join(
        (TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "site/site.css")
    )
    writer.file("style.css", style)
    for name in ("site.js", "compare.js", "search.js"):
        writer.file(name, (TEMPLATES / "site" / name).read_text(encoding="utf-8"))
    stamp = f"{about.rendered_at:%Y-%m-%d %H:%M %Z}".strip() if about.rendered_at else ""
    writer.file(
        "data/about.js",
        _script("about", {"version": about.version, "at": stamp, "report": about.report_to}),
    )
    bodies = sorted(book.bodies.values(), key=lambda body: body.key)
    number = {body.key: count for count, body in enumerate(bodies)}
    names: list[tuple[Any, ...]] = [("place", p.key, p.name, "", "") for p in book.places.values()]
    for body in bodies:
        told = _spent(body)
        names.append(("unit", body.key, body.name, body.place.name, told))
    names += [
        ("subject", subject.code, f"{subject.code} {subject.name}", subject.path[-1][1], "")
        if subject.path
        else ("subject", subject.code, f"{subject.code} {subject.name}", "", "")
        for subject in sorted(site.subjects.values(), key=lambda subject: subject.code)
    ]
    names += [("term", row["term"], row["term"], row["english"], "") for row in glossary()]
    writer.file("data/names.js", _script("names", names))
    writer.file(
        "data/projects.js",
        _script(
            "projects",
            [
                ("project", project.key, project.name, project.body.name, _told(project))
                for project in sorted(book.projects.values(), key=lambda project: project.key)
            ],
        ),
    )
    writer.file(
        "data/units.js",
        _script("units", [(body.key, body.name, body.place.name) for body in bodies]),
    )
    writer.file("data/staff.js", _script("staff", list(_heads(bodies))))
    for kind, found in _comparable(site).items():
        rows = [
            (number[body.key], *column, item, f"{figure.amount:.2f}", _first(figure))
            for body, column, item, figure in found
            if figure.amount is not None
        ]
        writer.file(f"data/{kind}.js", _script(kind, rows))


def _heads(bodies: Sequence[Body]) -> Iterator[tuple[object, ...]]:
    """Yield by how many persons figures of a body are divided: body, year, phase, kind, number."""
    for count, body in enumerate(bodies):
        for row in staff_of(body):
            kind = row["by"]
            yield count, *row["column"], kind, row["heads"][kind == "实有"][0]


def _spent(body: Body) -> str:
    latest = body.latest
    if latest is None or latest["支出_元"] is None:
        return ""
    return f"{latest['年度']} {latest['阶段']}支出 {wan(latest['支出_元'])} 万元"


def _told(project: Project) -> str:
    for row in project.lines:
        if row["amount"] is not None:
            return f"{row['年度']} 年 {wan(row['amount'])} 万元"
    return ""


def _first(figure: Figure) -> str:
    return lines.address(figure.places[0]) if figure.places else ""


def _comparable(site: Site) -> Mapping[str, list[tuple[Body, Column, str, Figure]]]:
    """Return what bodies can be compared by, by kind."""
    book = site.book
    totals, three, classes = [], [], []
    for body in sorted(book.bodies.values(), key=lambda body: body.key):
        for row in totals_of(book, body):
            totals += [
                (body, row["column"], name, row[name][0])
                for name in ("支出", "基本支出", "项目支出", "本年收入")
            ]
        public = three_public_of(book, body, body.columns)
        if public:
            for column, figure in zip(public["columns"], public["total"], strict=True):
                if not figure.state:
                    three.append((body, column, "三公经费合计", figure))
            for item, figures in public["items"]:
                three += [
                    (body, column, item, figure)
                    for column, figure in zip(public["columns"], figures, strict=True)
                ]
        for node in book.tree(body, "subjects", body.columns):
            if node.level == 1:
                name = f"{node.code} {node.name}"
                classes += [(body, column, name, found) for column, found in node.figures.items()]
    return {"totals": totals, "three": three, "subjects": classes}


def _script(name: str, value: object) -> str:
    """Return a script that hands data over: unlike JSON, it can be read from a file, too."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"(window.budget??={{}}).{name}={text};\n"
