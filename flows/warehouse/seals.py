"""The seal beside a published file: the hash by which it is known to be whole."""

import hashlib
import os
from pathlib import Path

import duckdb

from flows.settings import PUBLIC, Settings
from flows.warehouse.connection import reader
from flows.warehouse.files import Unusable

_SUFFIX = ".sha256"


def seal(file: Path) -> Path:
    """Write the seal of a finished file; return where it stands."""
    path = _path(file)
    path.write_bytes(_content(file))
    return path


def is_whole(file: Path) -> bool:
    """Tell whether a published file can be read to its last value.

    It can if its bytes are those that were published; else DuckDB reads it all, for its blocks
    bear checksums of their own.
    """
    if is_sealed(file):
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


def is_sealed(file: Path) -> bool:
    """Tell whether the bytes of a file are those that were published."""
    try:
        return _path(file).read_bytes() == _content(file)
    except OSError:
        return False


def is_ours(file: Path) -> bool:
    """Tell whether a file that can be read is a warehouse that was published."""
    try:
        with reader(file) as connection:
            connection.execute("SELECT version_id FROM raw.refresh LIMIT 1")
    except (duckdb.Error, OSError):
        return False
    return True


def require_own_folder(settings: Settings) -> None:
    """Refuse what would destroy what is not ours: another's file, or another warehouse's folder.

    Two warehouses in one folder would take each other's pages and records.

    Raises:
        Unusable: the folder holds versions of another warehouse, or the file is another's.
    """
    name = settings.warehouse.name
    if name == PUBLIC:
        raise Unusable(f"{name} is the name of the copy for others: call the warehouse otherwise")
    if "?" in str(settings.warehouse.absolute()):
        raise Unusable(f"{settings.warehouse}: DuckDB opens no file with a ? in its path")
    if set(name) & set("#;$\"'"):
        raise Unusable(f"{name}: no file is called so that is a catalog, too (#, ;, $, quotes)")
    _require_own_file(settings)
    for found in sorted(settings.versions.glob(f"*/*{_SUFFIX}")):
        if found.name not in (f"{name}{_SUFFIX}", f"{PUBLIC}{_SUFFIX}"):
            raise Unusable(
                f"{settings.home} is the folder of {found.stem}, with its versions and pages: "
                f"give {name} a folder of its own"
            )


def _require_own_file(settings: Settings) -> None:
    """Refuse to replace a file that this program has not made.

    What it has made is a link to one of its versions, or bears its records. One that nobody can
    read is taken for a damaged one of ours where there are versions of it.

    Raises:
        Unusable: naming the file.
    """
    for file in (settings.warehouse, settings.public):
        if file.is_symlink() and file.resolve().is_relative_to(settings.versions.resolve()):
            continue
        if not file.exists() or (file.is_file() and not file.stat().st_size):
            continue
        if file == settings.public:
            is_known = any(settings.versions.glob(f"*/{file.name}"))
        else:
            is_known = is_ours(file) or (
                not _can_be_read(file) and any(settings.versions.glob(f"*/{file.name}"))
            )
        if not is_known:
            raise Unusable(
                f"{file} is not of this program, and would be replaced: "
                "move it away, or name another file (--warehouse)"
            )


def _can_be_read(file: Path) -> bool:
    try:
        with reader(file):
            return True
    except (duckdb.Error, OSError):
        return False


def _path(file: Path) -> Path:
    return file.with_name(f"{file.name}{_SUFFIX}")


def _content(file: Path) -> bytes:
    """Return what the seal of a file must say: `sha256sum -c` understands it."""
    with file.open("rb") as handle:
        return os.fsencode(f"{hashlib.file_digest(handle, 'sha256').hexdigest()}  {file.name}\n")
