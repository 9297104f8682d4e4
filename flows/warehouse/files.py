"""Files that outlive a crash, and files that cannot be used."""

import atexit
import os
import shutil
import tempfile
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
