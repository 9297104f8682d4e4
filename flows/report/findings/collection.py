"""Collects the findings on all documents: one query a section, from `sql/`.

Names and telephone numbers of those who signed a form stay in `raw`: a line that may hold them is
withheld as a whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

import duckdb

from flows.read import patterns
from flows.read.grids import PATH_SEPARATOR
from flows.report.findings.model import (
    WITHHELD,
    Findings,
    Identity,
    Line,
    Repair,
    Rule,
    Suspect,
    Table,
    Unmapped,
)
from flows.sql import statement


def collect(
    connection: duckdb.DuckDBPyConnection, detailed: Collection[str] | None = None
) -> list[Findings]:
    """Return the findings on every document of a built warehouse, by source path.

    Args:
        connection: to the build; nothing is written into it.
        detailed: ids of the documents of which more is wanted than counts; None for all.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE detailed AS SELECT document_id FROM raw.document "
        "WHERE $1::VARCHAR[] IS NULL OR document_id IN (SELECT unnest($1::VARCHAR[]))",
        [None if detailed is None else list(detailed)],
    )
    connection.execute(statement(__package__, "selection"))
    identities = _grouped(Identity, _records(connection, "identities", "description"))
    _add_places(identities, _records(connection, "places"))
    suspects = _grouped(Suspect, _records(connection, "suspects", "printed_amount"))
    repairs = _grouped(Repair, _records(connection, "repairs", "printed_label", "repaired_label"))
    unmapped = _grouped(Unmapped, _records(connection, "unmapped", "text"))
    rules = _grouped(Rule, _records(connection, "rules"))
    tables = _tables(_records(connection, "tables"), _records(connection, "notes"))
    lines = _lines(_records(connection, "lines"), _records(connection, "cells"), tables)
    return [
        Findings(
            **record,
            is_detailed=detailed is None or record["document_id"] in detailed,
            identities=identities[record["document_id"]],
            suspects=suspects[record["document_id"]],
            repairs=repairs[record["document_id"]],
            unmapped=unmapped[record["document_id"]],
            rules=rules[record["document_id"]],
            tables=tables[record["document_id"]],
            lines=lines[record["document_id"]],
        )
        for record in _records(connection, "documents", "title", "unit")
    ]


_Record = dict[str, Any]
_Row = TypeVar("_Row")


def _records(connection: duckdb.DuckDBPyConnection, name: str, *printed: str) -> Iterable[_Record]:
    """Yield the rows of a query by name, in the columns `printed` nothing that is personal."""
    cursor = connection.execute(statement(__package__, name))
    names = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        record = dict(zip(names, row, strict=True))
        yield record | {name: shown(record[name]) for name in printed}


def shown(text: str) -> str:
    """Return a text of a document as anybody may see it."""
    return WITHHELD if patterns.is_signature(text) else text


def _grouped(row_type: type[_Row], records: Iterable[_Record]) -> dict[str, list[_Row]]:
    rows: dict[str, list[_Row]] = defaultdict(list)
    for record in records:
        rows[record.pop("document_id")].append(row_type(**record))
    return rows


def _add_places(identities: Mapping[str, list[Identity]], records: Iterable[_Record]) -> None:
    known = {
        (document_id, identity.identity_code): identity
        for document_id, members in identities.items()
        for identity in members
    }
    for record in records:
        identity = known[record["document_id"], record["identity_code"]]
        place = record["line_no"], record["column_no"]
        identity.places.setdefault(record["side"], []).append(place)


def _tables(columns: Iterable[_Record], notes: Iterable[_Record]) -> dict[str, dict[int, Table]]:
    tables: dict[str, dict[int, Table]] = defaultdict(dict)
    for record in columns:
        members, grid_no = tables[record["document_id"]], record["grid_no"]
        if grid_no not in members:
            members[grid_no] = Table(
                record["form"],
                shown(record["title"] or ""),
                record["yuan_per_unit"],
            )
        path = record["header_path"].split(PATH_SEPARATOR) if record["header_path"] else []
        members[grid_no].headers[record["column_no"]] = tuple(map(shown, path))
    for record in notes:
        tables[record["document_id"]][record["grid_no"]].notes.append(shown(record["text"]))
    return tables


def _lines(
    lines: Iterable[_Record], cells: Iterable[_Record], tables: Mapping[str, Mapping[int, Table]]
) -> dict[str, dict[int, Line]]:
    found: dict[str, dict[int, Line]] = defaultdict(dict)
    for record in lines:
        is_withheld = patterns.is_signature(record["text"])
        text = WITHHELD if is_withheld else record["text"]
        line = Line(record["line_no"], text, is_withheld, record["page_no"])
        found[record["document_id"]][line.line_no] = line
    for record in cells:
        line = found[record["document_id"]][record["line_no"]]
        line.grid_no = record["grid_no"]
        headers = tables[record["document_id"]][record["grid_no"]].headers
        if not line.is_withheld:
            is_personal = WITHHELD in headers[record["column_no"]]
            line.cells[record["column_no"]] = WITHHELD if is_personal else record["text"]
    return found
