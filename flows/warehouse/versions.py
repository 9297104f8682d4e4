"""Versions of the warehouse: build, publish, roll back.

A refresh never writes the file that users read. It builds `build/next/<name>.duckdb`,
moves that folder to `versions/<id>/` and points the link at it in one atomic step. Readers with the
old version open keep it whole.
"""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from flows.settings import Settings
from flows.warehouse.connection import attached, connect
from flows.warehouse.files import sync
from flows.warehouse.seals import is_whole, seal

_VERSION = "%Y%m%dT%H%M%S_%fZ"


def build_file(settings: Settings) -> Path:
    """Return where the next version grows."""
    return settings.build / "next" / settings.warehouse.name


@dataclass(frozen=True, slots=True)
class Origin:
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


def find_origin(settings: Settings) -> Origin:
    """Look at what is there: the served file where it is whole, else whatever can be rescued."""
    served = settings.warehouse.resolve()
    if settings.warehouse.exists() and is_whole(served):
        return Origin(served)
    kept = [path / served.name for path in reversed(published(settings))]
    damaged = [served] if served.is_file() else []
    return Origin(None, (*damaged, *(path for path in kept if path != served)))


def begin(settings: Settings, origin: Origin | None = None) -> Path:
    """Start a new version from the published one and return its file.

    What an earlier, interrupted refresh left behind is removed first. The folder always has the
    same name, so that dbt can keep what it parsed.

    Args:
        settings: whose build folder is used.
        origin: what `find_origin` has found, if it was asked already.
    """
    origin = origin or find_origin(settings)
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


def _rescue(damaged: Path, file: Path) -> bool:
    """Copy what was landed from a damaged file, if DuckDB can still read that."""
    try:
        with connect(file) as connection, attached(connection, damaged, "damaged"):
            tables = connection.execute(
                # what the last refresh touched is of no use to the next one
                "SELECT table_name FROM duckdb_tables() WHERE database_name = current_catalog() "
                "AND schema_name = 'raw' AND table_name != 'touched'"
            ).fetchall()
            for (table,) in tables:
                connection.execute(
                    f"INSERT INTO raw.{table} BY NAME SELECT * FROM damaged.raw.{table}"
                )
    except duckdb.Error:
        return False
    return True


def new_version(settings: Settings) -> str:
    """Return an id for a version that is being made now.

    Ids sort by time; where the clock has jumped back, by the order in which they were made.
    """
    now = datetime.now(UTC)
    for path in published(settings):
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
    sealed = seal(file)
    sync(file)
    sync(sealed)
    sync(file.parent)
    settings.versions.mkdir(exist_ok=True)
    target = settings.versions / version
    file.parent.rename(target)
    sync(settings.versions)
    _point(settings, target / file.name)
    link_pages(settings)
    served = settings.warehouse.resolve().parent
    for old in published(settings)[: -settings.versions_kept]:
        if old != served:
            shutil.rmtree(old, ignore_errors=True)


def published(settings: Settings) -> list[Path]:
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
    known = published(settings)
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
