"""What a warehouse says of itself: its tables, views and columns, and the comments on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import duckdb

from flows.sql import statement


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its DuckDB type, its comment."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view."""

    schema: str
    name: str
    comment: str
    columns: tuple[Column, ...]


def tables(
    connection: duckdb.DuckDBPyConnection, schemas: Iterable[str], database: str | None = None
) -> list[Table]:
    """Return the tables and views of some schemas, sorted by schema and name.

    Args:
        connection: to a warehouse.
        schemas: whose tables are wanted.
        database: the name under which it is attached; None for the one that is asked by default.
    """
    query = statement(__package__, "columns")
    rows = connection.execute(query, [list(schemas), database]).fetchall()
    return [
        Table(schema, name, comment, tuple(Column(*row[3:]) for row in members))
        for (schema, name, comment), members in groupby(rows, key=lambda row: row[:3])
    ]


def own_key(table: Table) -> str | None:
    """Return the table's own key: it is named after the table."""
    own = f"{table.name.partition('_')[2]}_key"
    return own if any(column.name == own for column in table.columns) else None
