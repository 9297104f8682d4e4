"""Locks between processes: one refresh, one fetch, one export at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.settings import Settings
from flows.warehouse.seals import require_own_folder


class Busy(Exception):  # noqa: N818 - a state, not a fault
    """Somebody else holds the lock."""


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


def refresh_lock(settings: Settings) -> AbstractContextManager[None]:
    """Hold the one refresh lock of a warehouse while in the returned context.

    Raises:
        Busy: naming the process that holds it.
        Unusable: the folder belongs to another warehouse.
    """
    require_own_folder(settings)
    return hold(_refresh_lock_file(settings), "refresh", settings.holder)


def refreshed_by(settings: Settings) -> str | None:
    """Return who is refreshing a warehouse now, or None."""
    return held_by(_refresh_lock_file(settings))


def _refresh_lock_file(settings: Settings) -> Path:
    return settings.build / "refresh.lock"
