"""Opens DuckDB files: to write, to read, beside another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.sql import statement

#: For connection strings handed to others: a read-only file that cannot reach the disk around it.
LOCKED_DOWN = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file for writing, with the raw tables in place."""
    connection = duckdb.connect(str(path))
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
    connection = duckdb.connect(str(path.resolve()), read_only=True, config=dict(LOCKED_DOWN))
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
