"""Files that outlive a crash, and files that cannot be used."""

import os
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
