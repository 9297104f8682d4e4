"""Whose rows make a model raise: found by halving the documents, then the lines of the one found.

The query of the model is run again over what it was run over, but for some documents: in a catalog
of its own, whose tables are views of those of the build, so that nothing is changed or copied.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

__all__ = ["Culprit", "FailedModel", "find"]

T = TypeVar("T", str, int)

_BUILD = "of_the_build"
_TOUCHED = f"{_BUILD}.intermediate.int_touched_document"


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
    """A document without which the model is built, and where in it the trouble begins."""

    document_id: str
    line_no: int | None


def find(build: Path, model: FailedModel, documents: Sequence[str], most: int) -> list[Culprit]:
    """Return the documents each of which alone makes a model raise.

    Args:
        build: a file that nobody has open for writing; what the model reads has been built.
        model: what raised.
        documents: those that this build is about; the others are there all the time.
        most: no more than these are looked for: then it is not the documents.

    Returns:
        Nothing if the model raises without any of them, too, or only for several together.
    """
    if not model.query:
        return []
    with _shadow(build, documents) as connection:

        def raises(chosen: Sequence[str]) -> bool:
            connection.execute("DELETE FROM excluded")
            connection.execute("INSERT INTO excluded FROM candidate")
            if chosen:
                connection.execute(
                    "DELETE FROM excluded WHERE document_id IN (SELECT unnest($1))", [list(chosen)]
                )
            return _raises(connection, model)

        if raises([]) or not raises(documents):
            return []
        return [
            Culprit(document_id, _line(connection, model, document_id, raises))
            for document_id in _halved(list(documents), raises, most)
        ]


def _halved(suspects: Sequence[T], raises: Callable[[Sequence[T]], bool], most: int) -> list[T]:
    """Return those of some suspects, together known to raise, that raise alone."""
    if len(suspects) == 1:
        return list(suspects)
    middle = len(suspects) // 2
    found: list[T] = []
    for half in (suspects[:middle], suspects[middle:]):
        if len(found) < most and raises(half):
            found += _halved(half, raises, most - len(found))
    return found


def _line(
    connection: duckdb.DuckDBPyConnection,
    model: FailedModel,
    document_id: str,
    raises: Callable[[Sequence[str]], bool],
) -> int | None:
    """Return the first line of a document without the rows of which the model is built."""
    raises([document_id])  # from here on this one is the only document of the build
    rows = connection.execute(
        f"SELECT line_no FROM {_BUILD}.raw.line WHERE document_id = $1 ORDER BY line_no",
        [document_id],
    ).fetchall()
    lines = [line for (line,) in rows]

    def raises_with(kept: Sequence[int]) -> bool:
        connection.execute("DELETE FROM excluded_line")
        connection.execute(
            f"INSERT INTO excluded_line SELECT $1, line_no FROM {_BUILD}.raw.line "
            "WHERE document_id = $1 AND line_no NOT IN (SELECT unnest($2))",
            [document_id, list(kept)],
        )
        return _raises(connection, model)

    found = _halved(lines, raises_with, 1) if lines else []
    connection.execute("DELETE FROM excluded_line")
    return found[0] if found else None


def _raises(connection: duckdb.DuckDBPyConnection, model: FailedModel) -> bool:
    """Build a model for what is not excluded, as dbt would, and throw it away."""
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


@contextmanager
def _shadow(build: Path, documents: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a catalog that shows a build without the documents and lines that are excluded."""
    connection = duckdb.connect()
    try:
        quoted = str(build.resolve()).replace("'", "''")
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
        key = "NULL::BIGINT"
        if "document_key" in columns.get(("intermediate", "int_touched_document"), ()):
            key = f"(SELECT any_value(document_key) FROM {_TOUCHED} AS touched "
            key += "WHERE touched.document_id = given.document_id)"
        connection.execute(
            f"CREATE TABLE candidate AS SELECT document_id, {key} AS document_key "
            "FROM (SELECT unnest($1) AS document_id) AS given",
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


def _copy_views(connection: duckdb.DuckDBPyConnection) -> None:
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
