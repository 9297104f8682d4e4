"""Opens DuckDB files: to write, to read, beside another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.settings import memory_limit
from flows.sql import statement

#: For connection strings handed to others: a read-only file that cannot reach the disk around it.
LOCKED_DOWN = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def opened(path: Path | None, *, is_read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a file as it is, within the memory that a refresh may take; None: a database in memory.

    What does not fit is spilled into a folder beside the file, which goes with the connection.

    Raises:
        duckdb.Error: it cannot be opened.
        ValueError: `BUDGET_MEMORY_LIMIT` is no amount of memory.
    """
    connection = duckdb.connect(":memory:" if path is None else str(path), read_only=is_read_only)
    try:
        limit(connection)
    except (duckdb.Error, ValueError):
        connection.close()
        raise
    return connection


def limit(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep what a connection's file is asked within the memory that a refresh may take.

    And silent: DuckDB draws a bar of what takes longer than two seconds, into any log.
    """
    connection.execute("SET GLOBAL memory_limit = $1", [memory_limit()])
    connection.execute("SET enable_progress_bar = false")


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file for writing, with the raw tables in place."""
    connection = opened(path)
    connection.execute(statement(__package__, "raw_tables"))
    return connection


@contextmanager
def reader(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published file read-only, without access to the disk around it.

    Raises:
        FileNotFoundError: nothing is published there yet.
    """
    if not path.exists():
        raise FileNotFoundError(f"no warehouse at {path}: run `budget refresh` first")
    connection = duckdb.connect(
        str(path.resolve()), read_only=True, config={**LOCKED_DOWN, "memory_limit": memory_limit()}
    )
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[None]:
    """Attach a published file, read-only, under a name."""
    quoted = str(path.resolve()).replace("'", "''")
    connection.execute(f'''ATTACH '{quoted}' AS "{name}" (READ_ONLY)''')
    try:
        yield
    finally:
        connection.execute(f'DETACH "{name}"')
