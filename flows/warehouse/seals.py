"""The seal beside a published file: the hash by which it is known to be whole."""

import hashlib
from contextlib import suppress
from pathlib import Path

import duckdb

from flows.settings import Settings
from flows.warehouse.connection import reader
from flows.warehouse.files import Unusable

_SUFFIX = ".sha256"


def seal(file: Path) -> Path:
    """Write the seal of a finished file; return where it stands."""
    path = _path(file)
    path.write_text(_content(file), encoding="ascii")
    return path


def is_whole(file: Path) -> bool:
    """Tell whether a published file can be read to its last value.

    It can if its bytes are those that were published; else DuckDB reads it all, for its blocks
    bear checksums of their own.
    """
    with suppress(OSError):
        if _path(file).read_text(encoding="ascii") == _content(file):
            return True
    try:
        with reader(file) as connection:
            tables = connection.execute(
                "SELECT format('{}.{}', schema_name, table_name) FROM duckdb_tables() "
                "WHERE NOT internal"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f"SELECT bit_xor(hash(row)) FROM {table} AS row").fetchall()
    except (duckdb.Error, OSError):
        return False
    return any(table == "raw.refresh" for (table,) in tables)


def require_own_folder(settings: Settings) -> None:
    """Refuse a second warehouse in one folder: they would take each other's pages and records.

    Raises:
        Unusable: the folder holds versions of another warehouse.
    """
    name = settings.warehouse.name
    for found in sorted(settings.versions.glob(f"*/*{_SUFFIX}")):
        if found != _path(found.with_name(name)):
            raise Unusable(
                f"{settings.home} is the folder of {found.stem}, with its versions and pages: "
                f"give {name} a folder of its own"
            )


def _path(file: Path) -> Path:
    return file.with_name(f"{file.name}{_SUFFIX}")


def _content(file: Path) -> str:
    """Return what the seal of a file must say: `sha256sum -c` understands it."""
    with file.open("rb") as handle:
        return f"{hashlib.file_digest(handle, 'sha256').hexdigest()}  {file.name}\n"
