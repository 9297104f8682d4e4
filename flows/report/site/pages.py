"""Writes the site: front, places, bodies, subjects, projects, documents, findings, method, data."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from flows.report import static_pages
from flows.report.findings.wording import wan, yuan
from flows.report.metrics import Metric
from flows.report.site import lines
from flows.report.site.book import At, Body, Book, Column, Figure, Node, Place, Project, Row
from flows.report.site.writer import Writer
from flows.warehouse import catalog

__all__ = ["LARGEST", "About", "render"]

#: Bytes of a page: what a telephone far from a mast can open.
LARGEST = 200_000
_TEMPLATES = Path(__file__).parents[1] / "templates"
_MOST_COLUMNS = 6  # publications side by side; what is older is on the pages of their documents
_MOST_ROWS = 250
_GRAIN = re.compile(r"One row per .*?\. *")
_STATES = ("公布为零", "空表", "无此表", "仅见于文字")
_MOST_LEADS = 3  # of a kind, on the front page
#: The kinds of leads, what asks most first.
_LEADS = "执行率低而得满分 变动大而未说明 三公经费上升 决算远离预算 文件自相矛盾 缺年度或缺表"
_THREE = "“三公”经费表"


@dataclass(frozen=True, slots=True)
class About:
    """What the pages say of themselves.

    Attributes:
        metrics: what they mean is listed.
        version: id of the warehouse version.
        rendered_at: shown with its time zone.
        report_to: an address (https://, mailto:) for errors; '' where there is none.
    """

    metrics: Sequence[Metric] = ()
    version: str = ""
    rendered_at: datetime | None = None
    report_to: str = ""


@dataclass(frozen=True, slots=True)
class _Site:
    book: Book
    writer: Writer
    subjects: dict[str, "_Subject"] = field(default_factory=dict)


@dataclass(slots=True)
class _Subject:
    """A functional class, and who spends on it."""

    code: str
    name: str
    path: tuple[tuple[str, str], ...]
    uses: list[tuple[Column, Body, Figure, Decimal | None]] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)


def render(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    about: About = About(),
    *,
    earlier: Path | None = None,
    touched: Collection[str] | None = None,
) -> list[str]:
    """Replace `folder` with the pages of a warehouse.

    Args:
        connection: to the warehouse; it may be read-only.
        folder: beside the folder `docs` with the findings, which pages lead to.
        about: what they say of themselves.
        earlier: the pages of the version before; of those that would be the same, links are made.
        touched: ids of the documents whose printed lines may have changed; None for all.

    Returns:
        The names of the pages and files that are new or changed, from the folder.
    """
    _prepare()
    book = Book(connection)
    with static_pages.replacing(folder) as fresh:
        site = _Site(book, Writer(fresh, earlier), _subjects(book))
        for body in book.bodies.values():
            _body(site, body)
        for place in book.places.values():
            _place(site, place)
        for subject in site.subjects.values():
            _subject(site, subject)
        for project in book.projects.values():
            _project(site, project)
        _documents(site, connection, touched)
        _lists(site, connection, about)
        _shared(site, about)
        site.writer.finish()
    return site.writer.written


def _prepare() -> None:
    templates = static_pages.templates()
    templates.filters |= {
        "yuan": yuan,
        "wan": wan,
        "share": lambda part, whole: f"{part / whole:.1%}" if whole else "—",
        "width": _width,
        "sql": lambda text: str(text).replace("'", "''"),
        "at": lambda place: lines.address(At(*place)),
    }
    templates.globals |= {"states": _STATES}


def _width(part: Decimal | None, widest: Decimal | None) -> str:
    """Return the length of a bar, in percent of the longest."""
    if not part or not widest or part < 0:
        return "0"
    return f"{min(part / widest * 100, Decimal(100)):.1f}"


# --- bodies and places ---------------------------------------------------------------------------


def _crumbs(place: Place, *further: tuple[str, str]) -> list[tuple[str, str]]:
    above = [(place.province, "")] if place.province and place.province != place.name else []
    if place.prefecture and place.prefecture != place.name:
        above.append((place.prefecture, ""))
    return [*above, (place.name, f"place/{place.key}.html"), *further]


def _tree(nodes: Sequence[Node], columns: Sequence[Column]) -> list[Row]:
    """Return the rows of a table of classes, with the bar of the newest column."""
    shown = []
    newest = columns[0] if columns else None
    widest = max(
        (node.figures[newest].amount or Decimal(0) for node in nodes if newest), default=Decimal(0)
    )
    for node in nodes:
        figures = [node.figures[column] for column in columns]
        if any(figure.amount is not None for figure in figures):
            bar = _width(figures[0].amount, widest)
            shown.append(
                {
                    **{"level": node.level, "code": node.code, "name": node.name},
                    **{"figures": figures, "bar": bar},
                }
            )
    return shown


def _body(site: _Site, body: Body) -> None:
    book = site.book
    for most in (_MOST_COLUMNS, 4, 2):
        columns = body.columns[-most:][::-1]  # the newest first: it stands beside the name
        subjects = _tree(book.tree(body, "subjects", columns), columns)
        economic = _tree(book.tree(body, "economic", columns), columns)
        if (len(subjects) + len(economic)) * len(columns) <= 5 * _MOST_ROWS:
            break
    projects = body.tables["projects"]
    site.writer.page(
        f"unit/{body.key}.html",
        "unit.html.j2",
        name=body.name,
        key=body.key,
        level=body.level,
        crumbs=_crumbs(body.place),
        columns=columns,
        older=len(body.columns) - len(columns),
        totals=_totals(book, body),
        funds=_funds(book, body),
        subjects=subjects[:_MOST_ROWS],
        economic=economic[:_MOST_ROWS],
        three=_three(book, body, columns),
        compared=body.tables["compared"][:_MOST_ROWS],
        projects=projects[:_MOST_ROWS],
        project_count=len(projects),
        claims=body.tables["claims"][:_MOST_ROWS],
        problems=body.tables["problems"][:_MOST_ROWS],
        problem_count=len(body.tables["problems"]),
        leads=[
            row
            for row in body.tables["leads"]
            if row["kind"] not in ("文件自相矛盾", "缺年度或缺表")
        ],
        missing=body.tables["missing"][:_MOST_ROWS],
        forms=_forms(body),
        documents=[_brief(document) for document in body.documents],
    )


def _totals(book: Book, body: Body) -> list[Row]:
    """Return income and spending by year and phase: as printed, and the sum where it differs."""
    shown = []
    for row in sorted(
        body.tables["totals"], key=lambda row: Column(row["年度"], row["阶段"]).order, reverse=True
    ):
        column = Column(row["年度"], row["阶段"])
        sums: Row = {"column": column, "is_recognised": row["含识别数字"]}
        for name, added, flow, kind in (
            ("本年收入", "公布本年收入合计_元", "income", None),
            ("支出", "公布支出合计_元", "expenditure", None),
            ("基本支出", "公布基本支出合计_元", "expenditure", "basic"),
            ("项目支出", "公布项目支出合计_元", "expenditure", "project"),
        ):
            amount, printed = row[f"{name}_元"], row[added]
            figure = book.printed(
                body, column, printed if printed is not None else amount, flow=flow, kind=kind
            )
            sums[name] = figure, amount if amount != figure.amount else None
        for name in ("上年结转", "其他支出", "年末结转"):
            sums[name] = Figure(row[f"{name}_元"]), None
        shown.append(sums)
    return shown


def _funds(book: Book, body: Body) -> list[Row]:
    members: dict[tuple[Column, str], dict[str, list[Row]]] = {}
    for row in body.tables["funds"]:
        column = Column(row["年度"], row["阶段"])
        sides = members.setdefault((column, row["fund"]), defaultdict(list))
        sides[row["side"]].append(row)
    return [
        {
            "column": column,
            "fund": fund,
            "sides": [book.figure(sides[side]) for side in ("本年收入", "上年结转", "支出")],
        }
        for (column, fund), sides in sorted(
            members.items(), key=lambda item: (item[0][0].order, item[0][1]), reverse=True
        )
    ]


def _three(book: Book, body: Body, columns: Sequence[Column]) -> Row | None:
    """Return the 三公 expenses by item and publication, and what stands where no amount does."""
    members: dict[str, dict[Column, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in body.tables["three"]:
        members[row["item"]][Column(row["年度"], row["阶段"])].append(row)
    states = {
        Column(row["年度"], row["阶段"]): row
        for row in body.tables["published"]
        if row["form"] == _THREE
    }
    own = {column for found in members.values() for column in found} | set(states)
    shown = sorted(own, key=lambda column: column.order, reverse=True)[:_MOST_COLUMNS]
    if not shown or not (members or columns):
        return None
    answers = []
    for column in shown:
        row = states.get(column, {})
        state = row["state"] if row.get("state", "有金额") != "有金额" else ""
        at = (At(row["document_id"], row["line_no"]),) if row.get("line_no") else ()
        parts = [found[column] for found in members.values() if column in found]
        total = book.figure([row for found in parts for row in found])
        if state and not parts:
            spoken = row["spoken"] if state == "仅见于文字" else None
            answers.append(Figure(spoken, at, False, state))
        else:
            answers.append(Figure(total.amount, total.places, total.is_doubted))
    return {
        "columns": shown,
        "total": answers,
        "items": [
            (
                item,
                [book.figure(found[column]) if column in found else Figure() for column in shown],
            )
            for item, found in sorted(members.items())
        ],
    }


def _forms(body: Body) -> Row:
    """Return which forms are there, publication by publication."""
    columns = sorted(
        {Column(row["年度"], row["阶段"]) for row in body.tables["published"]},
        key=lambda column: column.order,
        reverse=True,
    )[:_MOST_COLUMNS]
    forms: dict[str, dict[Column, str]] = defaultdict(dict)
    for row in body.tables["published"]:
        forms[row["form"]][Column(row["年度"], row["阶段"])] = row["state"]
    return {
        "columns": columns,
        "rows": [
            (form, [states.get(column, "") for column in columns])
            for form, states in sorted(forms.items())
        ],
    }


def _brief(document: Row) -> Row:
    names = (
        *("document_id", "title", "source_path", "status", "fiscal_year", "phase", "scope"),
        *("held_out_reason", "check_count", "violation_count", "notice_count", "suspect_count"),
    )
    return {name: document[name] for name in names}


def _place(site: _Site, place: Place) -> None:
    levels: dict[str, list[Row]] = defaultdict(list)
    for body in sorted(place.bodies, key=lambda body: body.name):
        levels[body.level or "已被取代或撤下"].append(_summary(site.book, body))
    site.writer.page(
        f"place/{place.key}.html",
        "place.html.j2",
        name=place.name,
        crumbs=_crumbs(place),
        levels=sorted(levels.items()),
    )


def _summary(book: Book, body: Body) -> Row:
    """Return a body as a line of a list: its newest spending, its years, its contradictions."""
    latest, figure, column = body.latest, Figure(), None
    if latest:
        column = Column(latest["年度"], latest["阶段"])
        printed = latest["公布支出合计_元"]
        figure = book.printed(body, column, latest["支出_元"] if printed is None else printed)
    current = [document for document in body.documents if document["status"] == "current"]
    return {
        "key": body.key,
        "name": body.name,
        "column": column,
        "figure": figure,
        "years": sorted({row["fiscal_year"] for row in current if row["fiscal_year"] > 0}),
        "documents": len(current),
        "violations": sum(row["violation_count"] or 0 for row in current),
        "held_out": sum(row["held_out_reason"] is not None for row in current),
    }


# --- subjects and projects -----------------------------------------------------------------------


def _subjects(book: Book) -> dict[str, _Subject]:
    """Return the functional classes that anybody spends on, by code."""
    found: dict[str, _Subject] = {}
    for body in book.bodies.values():
        columns = body.columns
        spent = {Column(row["年度"], row["阶段"]): row["支出_元"] for row in body.tables["totals"]}
        path: list[Node] = []
        for node in book.tree(body, "subjects", columns):
            path = [*path[: node.level - 1], node]
            above = tuple((parent.code, parent.name) for parent in path[:-1])
            subject = found.setdefault(node.code, _Subject(node.code, node.name, above))
            if above and above[-1][0] in found:
                found[above[-1][0]].parts[node.code] = node.name
            for column, figure in node.figures.items():
                if figure.amount is not None:
                    subject.uses.append((column, body, figure, spent.get(column)))
    return found


def _subject(site: _Site, subject: _Subject) -> None:
    groups: dict[Column, list[tuple[Body, Figure, Decimal | None]]] = defaultdict(list)
    for column, body, figure, whole in subject.uses:
        groups[column].append((body, figure, whole))
    columns = sorted(groups, key=lambda column: column.order, reverse=True)
    shown, left = [], _MOST_ROWS
    for column in columns[:12]:
        members = sorted(groups[column], key=lambda use: (-(use[1].amount or 0), use[0].key))
        widest = members[0][1].amount
        rows = [
            {
                **{"key": body.key, "name": body.name, "place": body.place.name},
                **{"place_key": body.place.key, "figure": figure, "whole": whole},
                "bar": _width(figure.amount, widest),
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


def _project(site: _Site, project: Project) -> None:
    body = project.body
    site.writer.page(
        f"project/{project.key}.html",
        "project.html.j2",
        name=project.name,
        unit=body.name,
        crumbs=_crumbs(body.place, (body.name, f"unit/{body.key}.html")),
        lines=project.lines,
        indicators=project.indicators[:_MOST_ROWS],
        indicator_count=len(project.indicators),
    )


# --- documents -----------------------------------------------------------------------------------


def _documents(
    site: _Site, connection: duckdb.DuckDBPyConnection, touched: Collection[str] | None
) -> None:
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
            document={**_brief(document), "unread_page_count": document["unread_page_count"]},
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
        "crumbs": _crumbs(body.place, (body.name, f"unit/{body.key}.html")),
    }


# --- lists and what pages share ------------------------------------------------------------------


def _lists(site: _Site, connection: duckdb.DuckDBPyConnection, about: About) -> None:
    book, writer = site.book, site.writer
    places = [
        {
            **{"key": place.key, "name": place.name, "province": place.province},
            "prefecture": place.prefecture,
            "bodies": len(place.bodies),
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
        places=places[:_MOST_ROWS],
        leads=[(*told, _first_of_each(found)[:_MOST_LEADS], len(found)) for *told, found in leads],
    )
    writer.page(
        "leads.html",
        "leads.html.j2",
        leads=[(*told, found[:_MOST_ROWS], len(found)) for *told, found in leads],
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
        documents=[_brief(document) for document in graded[:_MOST_ROWS]],
        count=len(graded),
    )
    writer.page("method.html", "method.html.j2", glossary=_glossary(), metrics=about.metrics)
    writer.page("data.html", "data.html.j2", views=_views(connection))
    for page in ("search", "compare"):
        writer.page(f"{page}.html", f"{page}.html.j2")


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


def _glossary() -> list[Row]:
    with (_TEMPLATES / "site" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _views(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    return [
        {
            "name": view.name,
            "comment": _GRAIN.sub("", view.comment, count=1),
            "columns": [(column.name, column.comment) for column in view.columns],
        }
        for view in catalog.tables(connection, ["bi"])
    ]


def _shared(site: _Site, about: About) -> None:
    """Write the style, the script, and the data that scripts ask for, split by kind."""
    book, writer = site.book, site.writer
    style = "".join(
        (_TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "site/site.css")
    )
    writer.file("style.css", style)
    for name in ("site.js", "compare.js", "search.js"):
        writer.file(name, (_TEMPLATES / "site" / name).read_text(encoding="utf-8"))
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
    names += [("term", row["term"], row["term"], row["english"], "") for row in _glossary()]
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
    for kind, found in _comparable(site).items():
        rows = [
            (number[body.key], *column, item, f"{figure.amount:.2f}", _first(figure))
            for body, column, item, figure in found
            if figure.amount is not None
        ]
        writer.file(f"data/{kind}.js", _script(kind, rows))


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


def _comparable(site: _Site) -> Mapping[str, list[tuple[Body, Column, str, Figure]]]:
    """Return what bodies can be compared by, by kind."""
    book = site.book
    totals, three, classes = [], [], []
    for body in sorted(book.bodies.values(), key=lambda body: body.key):
        for row in _totals(book, body):
            totals += [
                (body, row["column"], name, row[name][0])
                for name in ("支出", "基本支出", "项目支出", "本年收入")
            ]
        public = _three(book, body, body.columns)
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
