"""Rows of a lake made those of a source, and only those touched that differ."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from flows.warehouse import catalog
from flows.warehouse.catalog import Table

#: The column that says which shard a row is of.
SHARD = "shard"
#: What a shard may be called: its name stands in paths, and not every engine decodes one.
SHARD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
#: The shard of the members *unknown* and *not applicable*, which all have.
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Extent:
    """Which rows are meant.

    Attributes:
        there: a condition on those of the lake.
        here: on those of the source.
        shard: that the rows of the source are of, where it has no such column.
    """

    there: str = "true"
    here: str = "true"
    shard: str | None = None

    @classmethod
    def of_shard(cls, name: str, here: str = "true") -> "Extent":
        """Return the rows of a shard."""
        return cls(f"{SHARD} = '{name}'", here, name)


def mend(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    source: str,
    columns: Sequence[str],
    extent: Extent,
) -> tuple[int, int]:
    """Make the rows of a table those of a source, and touch only what differs.

    Args:
        connection: to the lake, in a transaction.
        target: a table of the lake.
        source: a table, or a query in parentheses.
        columns: that both have.
        extent: which rows are meant.

    Returns:
        How many rows it has taken away and brought.
    """
    row = mark(columns)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE differing AS
        SELECT mark, coalesce(theirs.many, 0) AS there, coalesce(mine.many, 0) AS here
        FROM (
            SELECT {row} AS mark, count(*) AS many FROM {target} WHERE {extent.there} GROUP BY ALL
        ) AS theirs
        FULL JOIN (
            SELECT {row} AS mark, count(*) AS many FROM {source} WHERE {extent.here} GROUP BY ALL
        ) AS mine USING (mark)
        WHERE theirs.many IS DISTINCT FROM mine.many
        """
    )
    gone = execute_for(
        connection,
        "differing WHERE there > 0",
        f"DELETE FROM {target} WHERE {extent.there} AND {row} IN (SELECT mark FROM differing)",
    )
    names = ", ".join(f'"{column}"' for column in columns)
    added = f", '{extent.shard}' AS {SHARD}" if extent.shard is not None else ""
    come = execute_for(
        connection,
        "differing WHERE here > 0",
        f"INSERT INTO {target} BY NAME SELECT {names}{added} FROM {source} "
        f"WHERE {extent.here} AND {row} IN (SELECT mark FROM differing)",
    )
    return gone, come


def execute_for(connection: duckdb.DuckDBPyConnection, rows: str, statement: str) -> int:
    """Execute a statement if there are such rows; return how many it has changed."""
    if connection.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchone() is None:
        return 0
    (changed,) = connection.execute(statement).fetchone() or (0,)
    return int(changed)


def named(table: Table) -> str:
    """Return the name of a table for a statement."""
    return f'{table.schema}."{table.name}"'


def plain(table: Table) -> str:
    """Return the name of a table for people."""
    return f"{table.schema}.{table.name}"


def key(table: Table) -> str:
    """Return an expression for the identity of a member: its own key, else all of the row."""
    own = catalog.own_key(table)
    return f"{own}::VARCHAR" if own else f"{mark(c.name for c in table.columns)}::VARCHAR"


def mark(columns: Iterable[str]) -> str:
    """Return an expression for the content of a row: 128 bits, of two hashes.

    Two rows that differ have the same one once in 10^38 times.
    """
    names = [f'"{column}"' for column in columns]
    ways = (names, [*names[1:], names[0], "42"])
    first, second = (f"hash({', '.join(way)})::UHUGEINT" for way in ways)
    return f"({first} * 18446744073709551616 + {second})"
