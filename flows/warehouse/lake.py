"""A lake: many warehouses as one, in Parquet files with a catalogue in PostgreSQL (DuckLake).

A lake is named by what DuckDB attaches: `ducklake:postgres:dbname=lake host=…`. Any number of
clients read it while others write; each transaction leaves a snapshot, which stays readable.

This needs the optional extra `[lake]` (`make lake`): ask `settings.opens_lakes` first.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from flows.settings import LAKE_EXTENSIONS, LAKE_SCHEME
from flows.warehouse.connection import LOCKED_DOWN
from flows.warehouse.files import Unusable

#: How the address of a lake begins whose catalogue is in PostgreSQL.
POSTGRES = f"{LAKE_SCHEME}postgres:"

#: What DuckLake says where there is no lake, to those who read and to those who write.
_NO_LAKE = {
    "creating a new DuckLake is explicitly disabled": "there is no lake at that address",
    "data_path is not set": "there is no lake at that address yet: say where it shall keep its "
    "files (--lake-data)",
}

#: The catalog under which a lake is attached: that of the file, which the views name.
NAME = "warehouse"
#: Who makes the snapshots that are versions; maintenance makes others.
AUTHOR = "budget"


@dataclass(frozen=True, slots=True)
class Version:
    """A snapshot that a refresh or a rollback has left.

    Attributes:
        number: of the snapshot.
        at: when it was committed.
        message: what it did, in a sentence.
        rows: how many rows of each table it took away and brought.
    """

    number: int
    at: datetime
    message: str
    rows: dict[str, tuple[int, int]]


def is_laid_out(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether anything has been committed to a lake."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = $1 AND schema_name = 'lake'", [NAME]
    ).fetchone()
    return found is not None


@contextmanager
def opened(address: str, version: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a lake read-only, as it is now or as it was in a version; its tables need no catalog.

    Of the disk it sees what the lake holds, and nothing else.

    Raises:
        Unusable: it cannot be opened.
        FileNotFoundError: nothing is committed there yet.
    """
    options = ["READ_ONLY", *([f"SNAPSHOT_VERSION {version:d}"] if version is not None else [])]
    with attached_lake(address, *options) as connection:
        if not is_laid_out(connection):
            raise FileNotFoundError(
                "nothing is in the lake yet: run `budget refresh --warehouse ducklake:…` first"
            )
        (data,) = connection.execute(
            f"SELECT data_path FROM ducklake_settings('{NAME}')"
        ).fetchone() or ("",)
        connection.execute(f"SET allowed_directories = ['{quoted(data)}']")
        for name, value in LOCKED_DOWN.items():
            connection.execute(f"SET {name} = {value}")
        yield connection


@contextmanager
def attached_lake(
    address: str, *options: str, beside: Mapping[str, Path] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Attach a lake to a connection of its own and make it the catalog of what is asked.

    Args:
        address: of the lake.
        options: with which it is attached.
        beside: files that are attached, too, read-only, by their names.

    Raises:
        Unusable: it cannot be opened. The sentence leaves the address out, which may hold a
            password.
    """
    connection = duckdb.connect()
    try:
        connection.execute("SET enable_progress_bar = false")
        with_options = f" ({', '.join(options)})" if options else ""
        try:
            for name in LAKE_EXTENSIONS:
                connection.execute(f"LOAD '{_extension(name)}'")
            connection.execute(f"ATTACH '{quoted(address)}' AS {NAME}{with_options}")
        except duckdb.Error as fault:
            for words, meaning in _NO_LAKE.items():
                if words in str(fault):
                    raise Unusable(meaning) from None
            said = str(fault).partition("\n")[0]
            for secret in (address, address.removeprefix(POSTGRES)):
                said = said.replace(secret, "…")
            raise Unusable(f"the lake cannot be opened: {said}") from None
        for name, file in (beside or {}).items():
            connection.execute(f"ATTACH '{quoted(str(file))}' AS {name} (READ_ONLY)")
        connection.execute(f"USE {NAME}")
        yield connection
    finally:
        # DuckLake holds on to what is closed: its files and its connections to PostgreSQL
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        for statement in ("USE memory", *(f"DETACH {name}" for name in (NAME, *(beside or {})))):
            with suppress(duckdb.Error):
                connection.execute(statement)
        connection.close()


def versions(connection: duckdb.DuckDBPyConnection) -> list[Version]:
    """Return the versions of a lake that are kept, oldest first."""
    found = connection.execute(
        "SELECT snapshot_id, snapshot_time, commit_message, commit_extra_info "
        f"FROM ducklake_snapshots('{NAME}') WHERE author = $1 ORDER BY snapshot_id",
        [AUTHOR],
    ).fetchall()
    return [Version(number, at, message, _rows(extra)) for number, at, message, extra in found]


def earlier(known: list[Version], version: str | None) -> Version:
    """Return the version that is named, or the one before the newest.

    Raises:
        LookupError: there is no such version.
    """
    if version is None:
        if len(known) < 2:  # noqa: PLR2004 - the newest, and one before
            raise LookupError("there is no earlier version to go back to")
        return known[-2]
    for found in known:
        if str(found.number) == version:
            return found
    raise LookupError(f"no version {version!r}; `budget versions` lists them")


def _rows(extra: Any) -> dict[str, tuple[int, int]]:
    try:
        return {name: (gone, come) for name, (gone, come) in json.loads(extra)["rows"].items()}
    except (TypeError, ValueError, KeyError):
        return {}


def _extension(name: str) -> str:
    """Return the file of an extension that a package of the registry brings."""
    package = f"duckdb_extension_{name}"
    found = find_spec(package)
    home = Path((found.submodule_search_locations or [""])[0]) if found else Path(package)
    return quoted(f"{home}/extensions/v{duckdb.__version__}/{name}.duckdb_extension")


def quoted(text: str) -> str:
    """Return a text as it stands between the quotes of a statement."""
    return text.replace("'", "''")
