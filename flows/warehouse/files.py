"""What files must stand: other processes (locks) and a crash (syncs)."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


class Busy(Exception):  # noqa: N818 - a state, not a fault
    """Somebody else holds the lock."""


class Unusable(Exception):  # noqa: N818 - a verdict on a file, not a fault of the program
    """A file that cannot be used as it is; the message names it and what to do."""


@contextmanager
def hold(path: Path, activity: str, holder: str) -> Iterator[None]:
    """Hold the lock of an activity; the kernel frees it however the process ends.

    Args:
        path: the file of the lock, which names the holder; its folder is made where it is missing.
        activity: what may not run twice, such as `refresh`.
        holder: who is asking, for those who find the lock held.

    Raises:
        Busy: naming the process that holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise Busy(f"another {activity} is running ({handle.read().strip()})") from None
        handle.truncate(0)
        since = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        handle.write(f"{holder}, process {os.getpid()} since {since}")
        handle.flush()
        yield


def held_by(path: Path) -> str | None:
    """Return who holds the lock in a file, or None."""
    try:
        with path.open(encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return handle.read().strip()
    except FileNotFoundError:
        pass
    return None


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
