"""Files that outlive a crash, and files that cannot be used."""

import atexit
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path


class Unusable(Exception):  # noqa: N818 - a verdict on a file, not a fault of the program
    """A file that cannot be used as it is; the message names it and what to do."""


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


#: What dbt takes for the end of a path, and Great Expectations for a variable.
_SIGNS = set("#;$")


def plain(path: Path) -> Path:
    """Return a path to the same file without signs in its folders that libraries misread."""
    if not _SIGNS & set(str(path.parent)):
        return path
    return _alias(path.parent) / path.name


@cache
def _alias(folder: Path) -> Path:
    """Return a link to a folder, for as long as this process lives."""
    home = tempfile.mkdtemp(prefix="budget-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    link = Path(home, "folder")
    link.symlink_to(folder.absolute(), target_is_directory=True)
    return link


def set_aside_damaged_sqlite(path: Path) -> str | None:
    """Give a SQLite file that cannot be read another name; return what the keeper should know."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return None  # busy, a full disk, a read-only folder: told by whoever writes
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict == "ok":
        return None
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    path.rename(aside)
    for suffix in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return f"{path} is damaged ({verdict.splitlines()[0]}): kept as {aside.name}, made anew"
