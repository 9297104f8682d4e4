"""Shards of a lake made of one warehouse, and what processes do with them."""

import os
import signal
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from flows.settings import PUBLIC
from flows.warehouse import lake
from flows.warehouse.lake_commit import Shard, commit

#: What a small shard has of the tables of `marts`: its own, and what all have in common.
OWN = ("dim_document", "fct_budget_line", "fct_reported_total")
COMMON = ("dim_publication", "dim_unit", "dim_subject")
ROUNDS = 2


def cut(version: Path, document: str, home: Path) -> Shard:
    """Make a small shard of one document of a warehouse.

    Args:
        version: the folder of the warehouse's version.
        document: its source path.
        home: whose name the shard bears.
    """
    home.mkdir(parents=True)
    file = home / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA bi; CREATE SCHEMA raw")
        connection.execute(
            "CREATE TABLE raw.refresh AS SELECT 'v0' AS version_id, 'p' AS project_fingerprint"
        )
    with duckdb.connect(str(file.with_name(PUBLIC))) as connection:
        connection.execute(f"ATTACH '{version / PUBLIC}' AS whole (READ_ONLY)")
        connection.execute("CREATE SCHEMA marts; CREATE SCHEMA quality; CREATE SCHEMA bi")
        for table in (*OWN, *COMMON):
            keys = f"FROM whole.marts.dim_document WHERE source_path = '{document}'"
            own = f"WHERE document_key < 0 OR document_key IN (SELECT document_key {keys})"
            own = own if table in OWN else ""
            connection.execute(f"CREATE TABLE marts.{table} AS FROM whole.marts.{table} {own}")
        connection.execute("DETACH whole")
    return Shard(home.name, file)


def change(shard: Shard, label: str) -> None:
    """Make a new version of a shard, all lines of which bear a label."""
    with duckdb.connect(str(shard.file)) as connection:
        connection.execute("UPDATE raw.refresh SET version_id = $1", [label])
    with duckdb.connect(str(shard.file.with_name(PUBLIC))) as connection:
        for table in OWN[1:]:
            connection.execute(f"UPDATE marts.{table} SET printed_label = $1", [label])


def write(address: str, shard: Shard, queues: bool) -> None:
    """Commit some versions of a shard, one after the other. Runs in a process.

    Args:
        address: of the lake.
        shard: of which versions are made.
        queues: whether it waits for its turn; else it meets conflicts, and tries again.
    """
    if not queues:
        lake.POSTGRES = "no catalogue with a lock"  # type: ignore[misc]
    for number in range(1, ROUNDS + 1):
        change(shard, f"v{number}")
        commit(address, shard)


def die(address: str, shard: Shard, statement: str, count: int) -> None:
    """Commit a shard and be killed before the n-th statement that begins so. Runs in a process."""
    seen = 0

    class Watched:
        """A connection that kills its process."""

        def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
            self.connection = connection

        def execute(self, query: str, *rest: Any) -> Any:
            nonlocal seen
            if query.lstrip().startswith(statement):
                seen += 1
                if seen == count:
                    os.kill(os.getpid(), signal.SIGKILL)
            return self.connection.execute(query, *rest)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.connection, name)

    connect = duckdb.connect
    duckdb.connect = lambda *args, **options: Watched(connect(*args, **options))  # type: ignore
    commit(address, shard)
    sys.exit(0)


def seen(address: str) -> dict[str, tuple[set[str], int, int, Decimal]]:
    """Return of each shard, as of one moment: the labels, the lines, the totals and their sum."""
    with lake.opened(address) as connection:
        rows = connection.execute(
            """
            SELECT shard, list(DISTINCT printed_label), count(*) FILTER (kind = 'line'),
                count(*) FILTER (kind = 'total'), sum(amount_yuan)
            FROM (
                SELECT 'line' AS kind, shard, printed_label, amount_yuan FROM marts.fct_budget_line
                UNION ALL
                SELECT 'total', shard, printed_label, amount_yuan FROM marts.fct_reported_total
            )
            GROUP BY ALL
            """
        ).fetchall()
    return {name: (set(labels), *rest) for name, labels, *rest in rows}
