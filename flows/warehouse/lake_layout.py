"""What a lake is made of: tables, their columns and comments, views of `bi`, its own records."""

import re
from collections.abc import Iterable, Mapping

import duckdb

from flows.warehouse import catalog, lake
from flows.warehouse.catalog import Table
from flows.warehouse.files import Unusable
from flows.warehouse.lake_rows import SHARD, named, plain
from flows.warehouse.public import SCHEMAS

#: The schema of what the lake knows of itself.
OWN = "lake"
#: The two files of a version, as they are attached.
WHOLE, SOURCE = "whole", "public"
_OF_A_DOCUMENT = {"document_key", "document_id"}
#: What a lake has not: a view of `bi` that reads it is a table there.
_UNSHOWN = re.compile(r"\b(?:raw|staging|intermediate)\.")
_LEFT_OUT = re.compile(r"EXCLUDE \(([^()]*)\)")

#: Makes the records of an empty lake.
LAY_OUT = f"""
CALL ducklake_set_option('{lake.NAME}', 'parquet_compression', 'zstd');
CREATE SCHEMA IF NOT EXISTS {OWN};
CREATE TABLE {OWN}.turn (turns BIGINT);
INSERT INTO {OWN}.turn VALUES (0);
CREATE TABLE {OWN}.shard (
    shard VARCHAR, version_id VARCHAR, documents BIGINT, project_fingerprint VARCHAR
);
CREATE TABLE {OWN}.member (shard VARCHAR, table_name VARCHAR, member_key VARCHAR);
CREATE TABLE {OWN}.shown (view_name VARCHAR, query VARCHAR);
ALTER TABLE {OWN}.member SET PARTITIONED BY (shard);
COMMENT ON TABLE {OWN}.shard IS 'One row per shard: which version of it the lake holds.';
COMMENT ON TABLE {OWN}.member IS
'One row per shard, dimension and member that it has: with the last shard the member goes.';
COMMENT ON TABLE {OWN}.shown IS 'One row per view of bi: the query that it was made of.';
COMMENT ON TABLE {OWN}.turn IS 'One row, changed by every commit: no two are done at once.';
"""


def is_shared(table: Table) -> bool:
    """Tell whether the rows of a table are members that shards have in common: of no document."""
    names = {column.name for column in table.columns}
    return table.schema == "marts" and not names & _OF_A_DOCUMENT


def views_of(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """Return the views of `bi` that read nothing but what a lake has, with their queries.

    They are views in the lake, too, and see all shards; the others are tables there.
    """
    found = connection.execute(
        "SELECT view_name, sql FROM duckdb_views() WHERE database_name = $1 AND schema_name = 'bi'",
        [WHOLE],
    ).fetchall()
    return {("bi", name): _steady(query) for name, query in found if not _UNSHOWN.search(query)}


def _steady(query: str) -> str:
    """Return a query as it is told each time: DuckDB keeps no order of what a star leaves out."""
    return _LEFT_OUT.sub(lambda m: f"EXCLUDE ({', '.join(sorted(m[1].split(', ')))})", query)


def lay_out(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> None:
    """Make the tables that the lake lacks, and the columns that they lack.

    Raises:
        Unusable: a column has another type in the lake.
    """
    present = {
        (table.schema, table.name): {column.name: column.type for column in table.columns}
        for table in catalog.tables(connection, SCHEMAS)
    }
    for schema in SCHEMAS:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for table in tables:
        wanted = {column.name: column.type for column in table.columns}
        if not is_shared(table):
            wanted[SHARD] = "VARCHAR"
        there = present.get((table.schema, table.name))
        if there is None:
            columns = ", ".join(f'"{column}" {kind}' for column, kind in wanted.items())
            connection.execute(f"CREATE TABLE {named(table)} ({columns})")
            if SHARD in wanted:
                connection.execute(f"ALTER TABLE {named(table)} SET PARTITIONED BY ({SHARD})")
            _comment(connection, table)
            continue
        for column, kind in wanted.items():
            if column not in there:
                connection.execute(f'ALTER TABLE {named(table)} ADD COLUMN "{column}" {kind}')
            elif there[column] != kind:
                raise Unusable(
                    f"{plain(table)}.{column} is {there[column]} in the lake and {kind} in this "
                    "release: make a new lake of the shards, beside the old one"
                )


def _comment(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    said = {f"TABLE {named(table)}": table.comment}
    said |= {f'COLUMN {named(table)}."{c.name}"': c.comment for c in table.columns}
    for what, text in said.items():
        if text:
            connection.execute("COMMENT ON {} IS '{}'".format(what, text.replace("'", "''")))


def clear(connection: duckdb.DuckDBPyConnection, views: Iterable[tuple[str, str]]) -> None:
    """Take away what was a view of `bi` and is a table in this release, or the other way round."""
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = $1 AND schema_name = 'bi'",
        [lake.NAME],
    ).fetchall()
    wanted = {name for _, name in views}
    for (name,) in tables:
        if name in wanted:
            connection.execute(f'DROP TABLE bi."{name}"')
    for (name,) in connection.execute(f"SELECT view_name FROM {OWN}.shown").fetchall():
        if name not in wanted:
            connection.execute(f'DROP VIEW bi."{name}"')
            connection.execute(f"DELETE FROM {OWN}.shown WHERE view_name = $1", [name])


def show(connection: duckdb.DuckDBPyConnection, views: Mapping[tuple[str, str], str]) -> None:
    """Make the views that the lake lacks or has otherwise; those that read others after them."""
    shown = dict(connection.execute(f"SELECT view_name, query FROM {OWN}.shown").fetchall())
    waiting = {name: query for (_, name), query in views.items() if shown.get(name) != query}
    while waiting:
        made = []
        for name, query in waiting.items():
            others = [other for other in waiting if other != name]
            if any(f'bi."{other}"' in query or f"bi.{other}" in query for other in others):
                continue
            connection.execute(f'DROP VIEW IF EXISTS bi."{name}"')
            connection.execute(query)
            made.append(name)
        if not made:
            raise Unusable(f"views of bi read each other in a circle: {', '.join(waiting)}")
        for name in made:
            connection.execute(f"DELETE FROM {OWN}.shown WHERE view_name = $1", [name])
            connection.execute(
                f"INSERT INTO {OWN}.shown VALUES ($1, $2)", [name, waiting.pop(name)]
            )
