"""What the pages of the site show: the rows of few bulk queries, by body, subject and project."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb

from flows.sql import statement

__all__ = ["Body", "Book", "Column", "Figure", "Node", "Place", "Project", "Row", "rows"]

Row = dict[str, Any]

#: The phases of a year, in the order of their publication.
PHASES = ("年初预算", "全年预算", "决算")
UNKNOWN = "unknown"


class At(NamedTuple):
    """A line of a document, and the cell of it where that is known."""

    document_id: str
    line_no: int
    column_no: int | None = None

    @property
    def line(self) -> "At":
        """The whole line."""
        return At(self.document_id, self.line_no)


class Figure(NamedTuple):
    """An amount in yuan and the lines that print it; None where nothing is published."""

    amount: Decimal | None = None
    places: tuple[At, ...] = ()
    is_doubted: bool = False
    state: str = ""  # what stands for the amount: 公布为零, 空表, 无此表, 仅见于文字
    summed: Decimal | None = None  # of its lines, where that differs from what is printed


class Column(NamedTuple):
    """A publication of a body, as a column of its tables: a year and a phase."""

    year: int
    phase: str

    @property
    def order(self) -> tuple[int, int, str]:
        """By year, then by phase."""
        known = PHASES.index(self.phase) if self.phase in PHASES else len(PHASES)
        return self.year, known, self.phase


@dataclass(slots=True)
class Node:
    """A line of a table of classes: its figures column by column, its part of all."""

    level: int
    code: str
    name: str
    figures: dict[Column, Figure] = field(default_factory=dict)


@dataclass(slots=True)
class Place:
    """A division, and the bodies that are known there."""

    key: str
    name: str
    province: str
    prefecture: str
    bodies: list["Body"] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """A unit, and everything that is known of it, table by table."""

    key: str
    name: str
    place: Place
    level: str = ""
    documents: list[Row] = field(default_factory=list)
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def columns(self) -> list[Column]:
        """The years and phases of which it has published income or spending."""
        found = {
            Column(row["年度"], row["阶段"])
            for name in ("totals", "subjects", "economic", "funds")
            for row in self.tables[name]
        }
        return sorted(found, key=lambda column: column.order)

    @property
    def latest(self) -> Row | None:
        """Its newest income and spending."""
        found = sorted(
            self.tables["totals"], key=lambda row: Column(row["年度"], row["阶段"]).order
        )
        return found[-1] if found else None


@dataclass(slots=True)
class Project:
    """A project of a body, with its years."""

    key: str
    name: str
    body: Body
    lines: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)


_LEVELS = ("类", "款", "项")
#: What the classes of a table are of, as `bi.公布小计对照` names it.
_DIMENSIONS = {"subjects": "支出科目", "economic": "部门经济分类"}
#: Tables whose rows name the file that they come from, and those that name the body only.
_BY_FILE = (
    *("subjects", "economic", "funds", "three", "published", "claims", "problems"),
    *("indicators", "project_places", "performed", "staff", "parts", "carried"),
)
_BY_BODY = ("totals", "compared", "missing", "projects", "leads")


#: What forms say of the money of a project, as the view of their figures names it.
_PERFORMED = {"target": "绩效目标金额", "full_year": "全年预算", "spent": "执行"}


class Book:
    """All that the site shows, read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.documents = list(rows(connection, "documents"))
        self.places: dict[str, Place] = {}
        self.bodies: dict[str, Body] = {}
        self._of_unit: dict[int, Body] = {}
        self._by_path: dict[str, Row] = {}
        self._by_name: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
        for document in self.documents:
            self._place(document)
        self.doubted = {At(*row.values()) for row in rows(connection, "doubted")}
        self._collect(connection)
        self._printed = self._totals(connection)
        self._parts = self._subtotals()
        self.projects = self._projects(connection)

    def _place(self, document: Row) -> None:
        code = document["place_code"]
        key = code if document["unit_key"] > 0 and code and code.isalnum() else UNKNOWN
        place = self.places.get(key) or Place(
            key,
            (document["place"] or "地区不明") if key != UNKNOWN else "地区不明",
            document["province"] or "",
            document["prefecture"] or "",
        )
        unit_key = document["unit_key"]
        body = self._of_unit.get(unit_key)
        if body is None:
            name = document["unit"] if unit_key > 0 else "单位不明"
            body = Body(f"u{unit_key:x}" if unit_key > 0 else UNKNOWN, name, place)
            self._of_unit[unit_key] = self.bodies[body.key] = body
            self.places[key] = place
            place.bodies.append(body)
        document["body"] = body.key
        body.documents.append(document)
        if document["status"] == "current":
            self._by_path[document["source_path"]] = document
            body.level = document["层级"] or body.level
            name_of = document["地区"], document["层级"], document["单位"]
            self._by_name[name_of].add(body.key)

    def _collect(self, connection: duckdb.DuckDBPyConnection) -> None:
        for name in _BY_FILE:
            for row in rows(connection, name):
                document = self._by_path.get(row["文件路径"])
                if document is not None:
                    row["document_id"] = document["document_id"]
                    self.bodies[document["body"]].tables[name].append(row)
        for name in _BY_BODY:
            for row in rows(connection, name):
                # of two bodies of one name, in two places of one name, no row is given to either
                keys = self._by_name.get((row["地区"], row["层级"], row["单位"]), set())
                document = self._by_path.get(row.get("文件路径") or "")
                if len(keys) == 1 or document is not None:
                    key = document["body"] if document else next(iter(keys))
                    row["document_id"] = document["document_id"] if document else None
                    self.bodies[key].tables[name].append(row)

    def _totals(self, connection: duckdb.DuckDBPyConnection) -> dict[tuple[Any, ...], At]:
        """Return where an amount is printed as a total: by body, column, flow, kind."""
        known = {document["document_id"]: document for document in self.documents}
        found: dict[tuple[Any, ...], At] = {}
        for row in rows(connection, "printed"):
            document = known[row["document_id"]]
            of = document["body"], document["fiscal_year"], document["phase"]
            key = *of, row["flow"], row["kind"], row["amount_yuan"]
            at = At(row["document_id"], row["line_no"], row["column_no"])
            found[key] = min(found.get(key, at), at)
        return found

    def printed(
        self,
        body: Body,
        column: Column,
        amount: Decimal | None,
        *,
        flow: str = "expenditure",
        kind: str | None = None,
    ) -> Figure:
        """Return an amount with the line that prints it as a total, if one does."""
        if amount is None:
            return Figure()
        at = self._printed.get((body.key, *column, flow, kind, amount))
        places = () if at is None else (at,)
        return Figure(amount, places, self.is_doubted(places))

    def is_doubted(self, places: Iterable[At]) -> bool:
        """Tell whether a failing check points at one of the lines."""
        return not self.doubted.isdisjoint(place.line for place in places)

    def _subtotals(self) -> dict[tuple[Any, ...], tuple[Decimal, At]]:
        """Return what is printed of a part, and where: by body, column, dimension, level, code."""
        return {
            (key, row["年度"], row["阶段"], row["dimension"], row["level"], row["code"]): (
                row["amount"],
                At(row["document_id"], row["line_no"], row["column_no"]),
            )
            for key, body in self.bodies.items()
            for row in body.tables["parts"]
        }

    def part(
        self, body: Body, column: Column, part: tuple[str, str, str], summed: Figure
    ) -> Figure:
        """Return a part as it is printed, with its sum where that differs; else its sum.

        Args:
            body: whose.
            column: of which publication.
            part: dimension, level and code, as `bi.公布小计对照` names them.
            summed: the sum of its lines.
        """
        found = self._parts.get((body.key, *column, *part))
        if found is None:
            return summed
        amount, at = found
        beside = summed.amount if summed.amount != amount else None
        return Figure(amount, (at,), self.is_doubted((at,)), summed.state, beside)

    def figure(self, members: Iterable[Row]) -> Figure:
        """Return the sum of rows of a view, and the lines that print its parts."""
        members = list(members)
        amounts = [row["amount"] for row in members if row["amount"] is not None]
        places = _of_lines(
            At(row["document_id"], *place) for row in members for place in row["places"]
        )
        amount = sum(amounts, Decimal(0)) if amounts else None
        return Figure(amount, places, self.is_doubted(places))

    def tree(self, body: Body, table: str, columns: Sequence[Column]) -> list[Node]:
        """Return the classes of a table of a body, each above its parts."""
        members: dict[tuple[str, ...], dict[Column, list[Row]]] = {}
        names: dict[tuple[str, ...], str] = {}
        for row in self.bodies[body.key].tables[table]:
            column = Column(row["年度"], row["阶段"])
            path: tuple[str, ...] = ()
            for level in _LEVELS:
                if not row.get(f"{level}编码"):
                    break
                path = (*path, row[f"{level}编码"])
                names[path] = row[level] or row[f"{level}编码"]
                members.setdefault(path, {}).setdefault(column, []).append(row)
        nodes = []
        for key in sorted(members):
            node = Node(len(key), key[-1], names[key])
            for column in columns:
                found = members[key].get(column, [])
                part = _DIMENSIONS[table], _LEVELS[len(key) - 1], key[-1]
                node.figures[column] = (
                    self.part(body, column, part, self.figure(found)) if found else Figure()
                )
            nodes.append(node)
        return nodes

    def _projects(self, connection: duckdb.DuckDBPyConnection) -> dict[str, Project]:
        keys = {
            (row["unit_key"], row["name"]): f"p{row['project_key']:x}"
            for row in rows(connection, "project_keys")
        }
        found: dict[str, Project] = {}
        for unit_key, body in self._of_unit.items():
            places: dict[tuple[Any, ...], list[At]] = defaultdict(list)
            for row in body.tables["project_places"]:
                of = row["年度"], row["project"], row["fund"], row["is_carryover"]
                places[of] += (At(row["document_id"], *place) for place in row["places"])
            told = {
                (row["年度"], row["project"], row["meaning"], row["amount"]): At(
                    row["document_id"], row["line_no"]
                )
                for row in body.tables["performed"]
            }
            for row in body.tables["projects"]:
                for name, meaning in _PERFORMED.items():
                    place = told.get((row["年度"], row["project"], meaning, row[name]))
                    places_of = () if place is None else (place,)
                    row[name] = Figure(row[name], places_of, self.is_doubted(places_of))
                of = row["年度"], row["project"], row["fund"], row["is_carryover"]
                at = _of_lines(places.get(of, ()))
                row["figure"] = Figure(row["amount"], at, self.is_doubted(at))
                row["key"] = key = keys.get((unit_key, row["project"]), "")
                if key:
                    project = found.setdefault(key, Project(key, row["project"], body))
                    project.lines.append(row)
            for row in body.tables["indicators"]:
                key = keys.get((unit_key, row["project"]), "")
                if key in found:
                    found[key].indicators.append(row)
        return found


def _of_lines(places: Iterable[At]) -> tuple[At, ...]:
    """Return the cells, and of a line that has several of them the whole line."""
    found: dict[At, list[At]] = {}
    for place in dict.fromkeys(places):
        found.setdefault(place.line, []).append(place)
    return tuple(cells[0] if len(cells) == 1 else line for line, cells in found.items())


def rows(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Sequence[object] = ()
) -> Iterator[Row]:
    """Yield the rows of a query of the site by name."""
    cursor = connection.execute(statement(__package__, name), list(parameters))
    names = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))
