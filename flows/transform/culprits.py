"""Whose rows make a model raise or a check fail: found by halving the documents, then the lines.

The query is run again over what it was run over, but for some documents: in a catalog of its own,
whose tables are views of those of the build, so that nothing is changed or copied.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
from duckdb import DuckDBPyConnection as Connection

from flows.warehouse.connection import opened

__all__ = ["Culprit", "FailedModel", "find", "gives_rows", "raises"]

T = TypeVar("T", str, int)

_BUILD = "of_the_build"
#: What knows the keys of documents, first what is built first.
_KEYS = (("intermediate", "int_touched_document"), ("marts", "dim_document"))


@dataclass(frozen=True, slots=True)
class FailedModel:
    """A model that raised while it was built.

    Attributes:
        name: of the model.
        message: DuckDB's.
        query: its SQL; '' if dbt could not compile it.
        columns: names, types and whether NULL is allowed, where a contract says so.
    """

    name: str
    message: str
    query: str = ""
    columns: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Culprit:
    """A document that alone is enough for the fault, and where in it the trouble begins."""

    document_id: str
    line_no: int | None


def find(
    build: Path, fails: Callable[[Connection], bool], documents: Sequence[str], most: int
) -> list[Culprit]:
    """Return the documents each of which alone is enough for a fault.

    Args:
        build: a file that nobody has open for writing; what the queries read has been built.
        fails: whether the fault is there, in a catalog of some of the documents.
        documents: those that this build is about; the others are there all the time.
        most: no more than these are looked for: then it is not the documents.

    Returns:
        Nothing if the fault is there without any of them, too, or only for several together.
    """
    with _shadow(build, documents) as connection:

        def fails_with(chosen: Sequence[str]) -> bool:
            connection.execute("DELETE FROM excluded")
            connection.execute("INSERT INTO excluded FROM candidate")
            if chosen:
                connection.execute(
                    "DELETE FROM excluded WHERE document_id IN (SELECT unnest($1))", [list(chosen)]
                )
            return fails(connection)

        if fails_with([]) or not fails_with(documents):
            return []
        found = []
        for document_id in _halved(list(documents), fails_with, most):
            fails_with([document_id])  # from here on this one is the only document of the build
            found.append(Culprit(document_id, _line(connection, fails, document_id)))
        return found


def _halved(suspects: Sequence[T], fails: Callable[[Sequence[T]], bool], most: int) -> list[T]:
    """Return those of some suspects, together known to fail, that fail alone."""
    if len(suspects) == 1:
        return list(suspects)
    middle = len(suspects) // 2
    found: list[T] = []
    for half in (suspects[:middle], suspects[middle:]):
        if len(found) < most and fails(half):
            found += _halved(half, fails, most - len(found))
    return found


def _line(
    connection: Connection, fails: Callable[[Connection], bool], document_id: str
) -> int | None:
    """Return the first line of a document that alone is enough for the fault, if one is."""
    rows = connection.execute(
        f"SELECT line_no FROM {_BUILD}.raw.line WHERE document_id = $1 ORDER BY line_no",
        [document_id],
    ).fetchall()
    lines = [line for (line,) in rows]

    def fails_with(kept: Sequence[int]) -> bool:
        connection.execute("DELETE FROM excluded_line")
        connection.execute(
            f"INSERT INTO excluded_line SELECT $1, line_no FROM {_BUILD}.raw.line "
            "WHERE document_id = $1 AND line_no NOT IN (SELECT unnest($2))",
            [document_id, list(kept)],
        )
        return fails(connection)

    # of what is kept by other marks than lines, none is to blame
    found = _halved(lines, fails_with, 1) if lines and not fails_with([]) else []
    connection.execute("DELETE FROM excluded_line")
    return found[0] if found else None


def raises(model: FailedModel) -> Callable[[Connection], bool]:
    """Return what builds a model as dbt would, throws it away and says whether it raised."""

    def fails(connection: Connection) -> bool:
        try:
            if model.columns:
                listed = ", ".join(
                    f'"{name}" {kind}{"" if is_nullable else " NOT NULL"}'
                    for name, kind, is_nullable in model.columns
                )
                names = ", ".join(f'"{name}"' for name, *_ in model.columns)
                connection.execute(f"CREATE OR REPLACE TABLE main.probe ({listed})")
                connection.execute(f"INSERT INTO main.probe SELECT {names} FROM ({model.query})")
            else:
                connection.execute(f"CREATE OR REPLACE TABLE main.probe AS ({model.query})")
        except duckdb.Error:
            return True
        return False

    return fails


def gives_rows(query: str) -> Callable[[Connection], bool]:
    """Return what says whether a query gives a row; one that raises gives none."""

    def fails(connection: Connection) -> bool:
        try:
            return connection.execute(query).fetchone() is not None
        except duckdb.Error:
            return False

    return fails


@contextmanager
def _shadow(build: Path, documents: Sequence[str]) -> Iterator[Connection]:
    """Yield a catalog that shows a build without the documents and lines that are excluded."""
    connection = opened(None)
    try:
        quoted = str(build.resolve()).replace("'", "''")
        connection.execute(f"SET temp_directory = '{quoted}.tmp'")
        connection.execute(f"ATTACH '{quoted}' AS {_BUILD} (READ_ONLY)")
        # under the name of the build, which a query may name
        connection.execute(f'ATTACH \':memory:\' AS "{build.stem}"; USE "{build.stem}"')
        columns: dict[tuple[str, str], set[str]] = {}
        for schema, table, column in connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
            f"WHERE database_name = '{_BUILD}'"
        ).fetchall():
            columns.setdefault((schema, table), set()).add(column)
        keys = next(
            (
                table
                for table in _KEYS
                if {"document_id", "document_key"} <= columns.get(table, set())
            ),
            None,
        )
        connection.execute(
            "CREATE TABLE candidate AS SELECT document_id, any_value(document_key) AS document_key "
            "FROM (SELECT unnest($1) AS document_id) LEFT JOIN "
            + (
                f"{_BUILD}.{'.'.join(keys)} USING (document_id)"
                if keys
                else "(SELECT NULL::BIGINT AS document_key) ON true"
            )
            + " GROUP BY document_id",
            [list(documents)],
        )
        connection.execute("CREATE TABLE excluded AS FROM candidate LIMIT 0")
        connection.execute("CREATE TABLE excluded_line (document_id VARCHAR, line_no INTEGER)")
        for schema in {schema for schema, _ in columns}:
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        for (schema, table), names in columns.items():
            connection.execute(
                f'CREATE VIEW "{schema}"."{table}" AS '
                f'SELECT * FROM {_BUILD}."{schema}"."{table}" AS shown {_without_excluded(names)}'
            )
        _copy_views(connection)
        yield connection
    finally:
        connection.close()


def _without_excluded(columns: set[str]) -> str:
    conditions = [
        f"NOT coalesce({column} IN (SELECT {column} FROM main.excluded), false)"
        for column in ("document_id", "document_key")
        if column in columns
    ][:1]
    if {"document_id", "line_no"} <= columns:
        conditions.append(
            "NOT coalesce((document_id, line_no) IN "
            "(SELECT (document_id, line_no) FROM main.excluded_line), false)"
        )
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def _copy_views(connection: Connection) -> None:
    """Make the views of the build over these tables; of those that no longer work, none."""
    waiting = connection.execute(
        "SELECT schema_name, sql FROM duckdb_views() "
        f"WHERE database_name = '{_BUILD}' AND NOT internal"
    ).fetchall()
    while waiting:
        left = []
        for schema, sql in waiting:
            try:
                connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
                connection.execute(sql)
            except duckdb.Error:
                left.append((schema, sql))
        if len(left) == len(waiting):
            return
        waiting = left
