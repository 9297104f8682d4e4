"""The only module that opens DuckDB: writer, reader, build, publish, versions, rollback.

A refresh never writes the file that users read. It builds `build/next/<name>.duckdb`,
moves that folder to `versions/<id>/` and points the link at it in one atomic step. Readers with the
old version open keep it whole.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from flows.settings import Settings
from flows.warehouse.files import Unusable, held_by, hold, sync

RAW_TABLES = """
CREATE SCHEMA IF NOT EXISTS raw;
CREATE TABLE IF NOT EXISTS raw.document (
    document_id VARCHAR PRIMARY KEY,
    source_path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    media_type VARCHAR NOT NULL,
    encoding VARCHAR NOT NULL,
    byte_size BIGINT NOT NULL,
    line_count INTEGER NOT NULL,
    landed_at TIMESTAMPTZ NOT NULL,
    collection VARCHAR NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    file_date DATE
);
CREATE TABLE IF NOT EXISTS raw.touched (
    document_id VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.line (
    document_id VARCHAR NOT NULL,
    line_no INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    folded VARCHAR
);
CREATE TABLE IF NOT EXISTS raw.cell (
    document_id VARCHAR NOT NULL,
    grid_no INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    column_no INTEGER NOT NULL,
    block_no INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    column_kind VARCHAR NOT NULL,
    header_path VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    folded VARCHAR
);
CREATE TABLE IF NOT EXISTS raw.rejection (
    source_path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    rejected_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE IF NOT EXISTS raw.refresh (
    version_id VARCHAR NOT NULL,
    input_fingerprint VARCHAR NOT NULL,
    project_fingerprint VARCHAR NOT NULL,
    models_fingerprint VARCHAR NOT NULL,
    reading_fingerprint VARCHAR NOT NULL,
    documents_path VARCHAR NOT NULL,
    refreshed_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE raw.document IS 'One row per document landed, identified by its content.';
COMMENT ON TABLE raw.touched IS
    'One row per document that the last refresh landed, read again, withdrew or found elsewhere.';
COMMENT ON TABLE raw.line IS
    'One row per line of a document, verbatim; joined with newlines: the decoded text.';
COMMENT ON TABLE raw.cell IS
    'One row per non-blank cell of a table, verbatim, with its place and its source line.';
COMMENT ON TABLE raw.rejection IS
    'One row per file version that could not be taken in, with the reason.';
COMMENT ON TABLE raw.refresh IS 'One row per refresh that was published, newest last.';
"""

_RAW_NAMES = ("document", "line", "cell", "rejection", "refresh")
_SEAL = ".sha256"
_VERSION = "%Y%m%dT%H%M%S_%fZ"

#: What warehouses of earlier releases lack; the next refresh fills it.
_MIGRATIONS = """
ALTER TABLE raw.document ADD COLUMN IF NOT EXISTS collection VARCHAR DEFAULT '';
ALTER TABLE raw.document ADD COLUMN IF NOT EXISTS withdrawn_at TIMESTAMPTZ;
ALTER TABLE raw.document ADD COLUMN IF NOT EXISTS file_date DATE;
ALTER TABLE raw.line ADD COLUMN IF NOT EXISTS folded VARCHAR;
ALTER TABLE raw.cell ADD COLUMN IF NOT EXISTS folded VARCHAR;
ALTER TABLE raw.refresh ADD COLUMN IF NOT EXISTS models_fingerprint VARCHAR DEFAULT '';
ALTER TABLE raw.refresh ADD COLUMN IF NOT EXISTS reading_fingerprint VARCHAR DEFAULT '';
"""

#: For connection strings handed to others: a read-only file that cannot reach the disk around it.
LOCKED_DOWN = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file for writing, with the raw tables in place."""
    connection = duckdb.connect(str(path))
    connection.execute(RAW_TABLES + _MIGRATIONS)
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


def lock(settings: Settings) -> AbstractContextManager[None]:
    """Hold the one refresh lock of a warehouse while in the returned context.

    Raises:
        Busy: naming the process that holds it.
        Unusable: the folder belongs to another warehouse.
    """
    _require_own_folder(settings)
    return hold(_lock_file(settings), "refresh", settings.holder)


def _require_own_folder(settings: Settings) -> None:
    """Two warehouses in one folder would take each other's pages and records."""
    name = settings.warehouse.name
    for seal in sorted(settings.versions.glob(f"*/*{_SEAL}")):
        if seal != _seal(seal.with_name(name)):
            raise Unusable(
                f"{settings.home} is the folder of {seal.stem}, with its versions and pages: "
                f"give {name} a folder of its own"
            )


def refreshed_by(settings: Settings) -> str | None:
    """Return who is refreshing a warehouse now, or None."""
    return held_by(_lock_file(settings))


def _lock_file(settings: Settings) -> Path:
    return settings.build / "refresh.lock"


def build_file(settings: Settings) -> Path:
    """Return where the next version grows."""
    return settings.build / "next" / settings.warehouse.name


@dataclass(frozen=True, slots=True)
class Start:
    """What a new version is made from.

    Attributes:
        served: the served file, if it is whole: all of it is copied.
        rescue: else the files, best first, of which one may still give what was landed.
    """

    served: Path | None
    rescue: tuple[Path, ...] = ()

    @property
    def remark(self) -> str | None:
        """What the keeper should know."""
        if not self.rescue:
            return None
        return "the served file is missing or damaged: made anew from what can still be read"


def start(settings: Settings) -> Start:
    """Look at what is there: the served file where it is whole, else whatever can be rescued."""
    served = settings.warehouse.resolve()
    if settings.warehouse.exists() and is_whole(served):
        return Start(served)
    kept = [path / served.name for path in reversed(versions(settings))]
    damaged = [served] if served.is_file() else []
    return Start(None, (*damaged, *(path for path in kept if path != served)))


def begin(settings: Settings, origin: Start | None = None) -> Path:
    """Start a new version from the published one and return its file.

    What an earlier, interrupted refresh left behind is removed first. The folder always has the
    same name, so that dbt can keep what it parsed.

    Args:
        settings: whose build folder is used.
        origin: what `start` has found, if it was asked already.
    """
    origin = origin or start(settings)
    file = build_file(settings)
    discard(file)
    file.parent.mkdir(parents=True)
    if origin.served is not None:
        shutil.copyfile(origin.served, file)
    for damaged in origin.rescue:
        if _rescue(damaged, file):
            break
        file.unlink(missing_ok=True)
    return file


def is_whole(file: Path) -> bool:
    """Tell whether a published file can be read to its last value.

    It can if its bytes are those that were published; else DuckDB reads it all, for its blocks
    bear checksums of their own.
    """
    with suppress(OSError):
        if _seal(file).read_text(encoding="ascii") == _sealing(file):
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


def _rescue(damaged: Path, file: Path) -> bool:
    """Copy what was landed from a damaged file, if DuckDB can still read that."""
    try:
        with connect(file) as connection, attached(connection, damaged, "damaged"):
            for table in _RAW_NAMES:
                connection.execute(
                    f"INSERT INTO raw.{table} BY NAME SELECT * FROM damaged.raw.{table}"
                )
    except duckdb.Error:
        return False
    return True


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[None]:
    """Attach a published file, read-only, under a name."""
    quoted = str(path.resolve()).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
    try:
        yield
    finally:
        connection.execute(f"DETACH {name}")


def new_version(settings: Settings) -> str:
    """Return an id for a version that is being made now.

    Ids sort by time; where the clock has jumped back, by the order in which they were made.
    """
    now = datetime.now(UTC)
    for path in versions(settings):
        with suppress(ValueError):
            then = datetime.strptime(path.name, _VERSION).replace(tzinfo=UTC)
            now = max(now, then + timedelta(microseconds=1))
    return f"{now:{_VERSION}}"


def discard(file: Path) -> None:
    """Remove an unfinished version."""
    shutil.rmtree(file.parent, ignore_errors=True)


def publish(settings: Settings, version: str, file: Path) -> None:
    """Make a finished, closed build the served warehouse, and forget the oldest versions."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("CHECKPOINT")
    wal = file.with_name(file.name + ".wal")
    if wal.exists():
        raise RuntimeError(f"{wal} still lies beside the build: it was not closed properly")
    _seal(file).write_text(_sealing(file), encoding="ascii")
    sync(file)
    sync(_seal(file))
    sync(file.parent)
    settings.versions.mkdir(exist_ok=True)
    target = settings.versions / version
    file.parent.rename(target)
    sync(settings.versions)
    _point(settings, target / file.name)
    link_pages(settings)
    served = settings.warehouse.resolve().parent
    for old in versions(settings)[: -settings.versions_kept]:
        if old != served:
            shutil.rmtree(old, ignore_errors=True)


def versions(settings: Settings) -> list[Path]:
    """Return the folders of the published versions, oldest first."""
    if not settings.versions.is_dir():
        return []
    name = settings.warehouse.name
    return sorted(path for path in settings.versions.iterdir() if (path / name).is_file())


def rollback(settings: Settings, version: str | None = None) -> str:
    """Serve an earlier version: the named one, or the one before the served one.

    Raises:
        LookupError: there is no such version.
    """
    known = versions(settings)
    served = settings.warehouse.resolve().parent
    if version is None:
        earlier = [path for path in known if path.name < served.name]
        if not earlier:
            raise LookupError("there is no earlier version to go back to")
        chosen = earlier[-1]
    else:
        chosen = settings.versions / version
        if chosen not in known:
            raise LookupError(f"no version {version!r}; `budget versions` lists them")
    _point(settings, chosen / settings.warehouse.name)
    link_pages(settings)
    return chosen.name


def _point(settings: Settings, file: Path) -> None:
    """Replace the served link atomically (a copy where links are not possible)."""
    temporary = settings.home / f".{settings.warehouse.name}.next"
    with suppress(FileNotFoundError):
        temporary.unlink()
    try:
        temporary.symlink_to(os.path.relpath(file, settings.home))
    except OSError:
        shutil.copyfile(file, temporary)
        sync(temporary)
    temporary.replace(settings.warehouse)
    sync(settings.home)


def _seal(file: Path) -> Path:
    return file.with_name(f"{file.name}{_SEAL}")


def _sealing(file: Path) -> str:
    """Return what the seal of a file must say: `sha256sum -c` understands it."""
    with file.open("rb") as handle:
        return f"{hashlib.file_digest(handle, 'sha256').hexdigest()}  {file.name}\n"


def link_pages(settings: Settings) -> None:
    """Point `docs` and `site` at the pages of the served version.

    Whatever else bears one of these names is left alone.
    """
    served = settings.warehouse.resolve().parent
    for link in (settings.docs, settings.site):
        pages = served / link.name
        if link.exists() and not link.is_symlink():
            continue
        if link.is_symlink() and link.resolve() == pages:
            continue
        temporary = settings.home / f".{link.name}.next"
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
            temporary.symlink_to(os.path.relpath(pages, settings.home))
            temporary.replace(link)
