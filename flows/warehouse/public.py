"""The copy for everybody else: what was concluded, as tables, without what was printed.

`raw` holds documents verbatim, with the names of persons, and a file cannot keep a reader from a
schema. So each version has a second file without it. Keys can be reflected there: nothing is ever
inserted into it again, so that primary keys cost no refresh anything.
"""

from pathlib import Path

import duckdb

from flows.settings import PUBLIC
from flows.sql import statement
from flows.warehouse import catalog
from flows.warehouse.connection import attached, opened, reader
from flows.warehouse.files import sync
from flows.warehouse.seals import seal

SCHEMAS = ("marts", "quality", "bi")


def write(whole: Path) -> Path:
    """Write and seal the public file of a finished version beside its whole one; return it."""
    file = whole.with_name(PUBLIC)
    growing = file.with_name(f".{PUBLIC}.next")
    growing.unlink(missing_ok=True)
    with reader(whole) as connection:
        tables = catalog.tables(connection, SCHEMAS)
        (name,) = connection.execute("SELECT current_catalog()").fetchone() or (whole.stem,)
    # the views of `bi` name their catalog
    with opened(growing) as connection, attached(connection, whole, name):
        connection.execute("BEGIN")
        for schema in SCHEMAS:
            connection.execute(f"CREATE SCHEMA {schema}")
        for table in tables:
            _copy(connection, table, f'"{name}"')
        show_views(connection)
        connection.execute("COMMIT")
    growing.replace(file)
    sync(file)
    sync(seal(file))
    return file


def show_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Let `SHOW TABLES` list what `bi` holds: a file keeps no search path, so `main` has views."""
    (catalog_name,) = connection.execute("SELECT current_catalog()").fetchone() or ("",)
    rows = connection.execute(statement(__package__, "of_main_and_bi"), [catalog_name]).fetchall()
    shown = {name for schema, name in rows if schema == "bi"}
    for name in {name for schema, name in rows if schema == "main"} - shown:
        connection.execute(f'DROP VIEW IF EXISTS main."{name}"')
    for name in sorted(shown):
        connection.execute(f'CREATE OR REPLACE VIEW main."{name}" AS FROM bi."{name}"')


def _copy(connection: duckdb.DuckDBPyConnection, table: catalog.Table, source: str) -> None:
    name = f'{table.schema}."{table.name}"'
    connection.execute(f"CREATE TABLE {name} AS FROM {source}.{name}")
    if own_key := catalog.own_key(table):
        connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({own_key})")
    said = {f"TABLE {name}": table.comment}
    said |= {f'COLUMN {name}."{column.name}"': column.comment for column in table.columns}
    comments = [
        "COMMENT ON {} IS '{}'".format(what, text.replace("'", "''"))
        for what, text in said.items()
        if text
    ]
    if comments:
        connection.execute(";\n".join(comments))
