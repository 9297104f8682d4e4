"""Versions of the warehouse: build, publish, roll back.

A refresh never writes the file that users read. It builds `build/next/<name>.duckdb`, moves that
folder to `versions/<id>/` and points the link `versions/current` at it in one atomic step: the
served file, the copy for others and the pages are links that lead through it. Readers with the old
version open keep it whole.
"""

import errno
import filecmp
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from flows.settings import PUBLIC, Settings
from flows.warehouse import public
from flows.warehouse.connection import attached, connect, opened, reader
from flows.warehouse.files import Unusable, sync
from flows.warehouse.seals import is_sealed, is_whole, seal

#: What a file system answers that knows no links.
_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
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
    with opened(file) as connection:
        public.show_views(connection)
        connection.execute("CHECKPOINT")
    wal = file.with_name(file.name + ".wal")
    if wal.exists():
        raise RuntimeError(f"{wal} still lies beside the build: it was not closed properly")
    sealed = seal(file)
    public.write(file)
    sync(file)
    sync(sealed)
    sync(file.parent)
    settings.versions.mkdir(exist_ok=True)
    target = settings.versions / version
    file.parent.rename(target)
    sync(settings.versions)
    _serve(settings, target)
    for old in published(settings)[: -settings.versions_kept]:
        if old != target:
            shutil.rmtree(old, ignore_errors=True)


def published(settings: Settings) -> list[Path]:
    """Return the folders of the published versions, oldest first."""
    if not settings.versions.is_dir():
        return []
    name, current = settings.warehouse.name, settings.current
    found = (path for path in settings.versions.iterdir() if (path / name).is_file())
    return sorted(path for path in found if path != current)


def served_folder(settings: Settings) -> Path | None:
    """Return the folder of the served version; None where nothing is served, or no version of it.

    A restore can have turned links into files and folders: then the file says which one it is.
    """
    folder = settings.versions / settings.warehouse.resolve().parent.name
    if settings.warehouse.is_symlink() and folder in published(settings):
        return folder
    version = _version_of(settings.warehouse)
    folder = settings.versions / (version or "")
    return folder if version and folder in published(settings) else None


def _version_of(file: Path) -> str | None:
    with suppress(duckdb.Error, OSError), reader(file) as connection:
        row = connection.execute("SELECT max(version_id) FROM raw.refresh").fetchone()
        return row[0] if row else None
    return None


def rollback(settings: Settings, version: str | None = None) -> str:
    """Serve an earlier version: the named one, or the one before the served one.

    Raises:
        LookupError: there is no such version.
        Unusable: it is damaged.
    """
    known = published(settings)
    if version is None:
        served = served_folder(settings)
        earlier = [path for path in known if served and path.name < served.name]
        if not earlier:
            raise LookupError("there is no earlier version to go back to")
        chosen = earlier[-1]
    else:
        chosen = settings.versions / version
        if chosen not in known:
            raise LookupError(f"no version {version!r}; `budget versions` lists them")
    file = chosen / settings.warehouse.name
    if not is_whole(file):
        raise Unusable(
            f"version {chosen.name} is damaged ({file} does not fit its seal), "
            "the served one stays: name another version, `budget versions` lists them"
        )
    _complete(chosen, file.name)
    _serve(settings, chosen)
    return chosen.name


def set_right(settings: Settings) -> None:
    """Serve the served version by links again, whatever a kill or a restore has made of them."""
    folder = served_folder(settings)
    if folder is None and (version := _version_of(settings.warehouse)):
        folder = settings.versions / version  # all that was restored is the file
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings.warehouse, folder / settings.warehouse.name)
        seal(folder / settings.warehouse.name)
    if folder is not None:
        _complete(folder, settings.warehouse.name)
        _serve(settings, folder)


def _complete(folder: Path, name: str) -> None:
    """Make the copy for others where a version has none, or a damaged one."""
    if not is_sealed(folder / PUBLIC):
        public.write(folder / name)


def _serve(settings: Settings, folder: Path) -> None:
    """Let one link lead to a version, and all others through it; copies, where no links can be."""
    links = (settings.warehouse, settings.public, settings.docs, settings.site)
    try:
        if not settings.current.is_symlink():
            shutil.rmtree(settings.current, ignore_errors=True)  # a copy, made by a restore
            # what is served stays so until all others lead through this link
            _link(settings.current, served_folder(settings) or folder)
        for link in links:
            if link.is_symlink() or not link.exists():
                _link(link, settings.current / link.name)
        _link(settings.current, folder)
        for link in links:
            if (link in links[:2] and link.is_file()) or _is_copy(settings, link):
                _link(link, settings.current / link.name)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        for file in links[:2]:
            temporary = _temporary(file)
            shutil.copyfile(folder / file.name, temporary)
            sync(temporary)
            temporary.replace(file)
    sync(settings.home)


def _link(link: Path, target: Path) -> None:
    """Put a link in the place of what bears its name: in one step, but where that is a folder."""
    relative = Path(os.path.relpath(target, link.parent))
    if link.is_symlink() and link.readlink() == relative:
        return
    temporary = _temporary(link)
    temporary.symlink_to(relative)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    temporary.replace(link)


def _temporary(path: Path) -> Path:
    temporary = path.with_name(f".{path.name}.next")
    temporary.unlink(missing_ok=True)
    return temporary


def _is_copy(settings: Settings, pages: Path) -> bool:
    """Tell whether a folder is a copy of our pages, made by a restore; others are left alone."""
    if pages.is_symlink() or not (copied := pages / "index.html").is_file():
        return False
    kept = [path / pages.name / "index.html" for path in published(settings)]
    return any(page.is_file() and filecmp.cmp(page, copied, shallow=False) for page in kept)
