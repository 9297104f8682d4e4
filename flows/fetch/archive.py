"""Originals under the hash of their bytes: `ab/cdef….pdf`, written once, never changed.

A body grows in a file of another name, on the same disk; only when it is complete and synced does
it get its own, in one rename. So whatever stands under a hash is whole.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.warehouse.files import sync


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the archive."""

    sha256: str
    extension: str
    byte_size: int


def original_path(archive: Path, sha256: str, extension: str) -> Path:
    """Return where an original lies."""
    return archive / sha256[:2] / f"{sha256[2:]}{extension}"


class Incoming:
    """A body on its way into the archive."""

    def __init__(self, archive: Path, file: Path) -> None:
        self._archive = archive
        self._file = file
        self._handle = file.open("wb")
        self._digest = hashlib.sha256()
        self.byte_size = 0

    def write(self, chunk: bytes) -> None:
        """Append some bytes."""
        self._handle.write(chunk)
        self._digest.update(chunk)
        self.byte_size += len(chunk)

    def keep(self, extension: str) -> Original:
        """Give the complete body its place in the archive."""
        self._handle.flush()
        os.fsync(self._handle.fileno())
        original = Original(self._digest.hexdigest(), extension, self.byte_size)
        target = original_path(self._archive, original.sha256, extension)
        target.parent.mkdir(exist_ok=True)
        self._file.chmod(0o444)
        self._file.replace(target)
        sync(target.parent)
        sync(self._archive)
        return original

    def close(self) -> None:
        """Let go; what was not kept is removed."""
        self._handle.close()
        self._file.unlink(missing_ok=True)


@contextmanager
def incoming(archive: Path) -> Iterator[Incoming]:
    """Receive a body; nothing of it remains unless it is kept."""
    folder = _incoming_folder(archive)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=folder)
    os.close(descriptor)
    body = Incoming(archive, Path(name))
    try:
        yield body
    finally:
        body.close()


def clear_incoming(archive: Path) -> None:
    """Remove what a killed run left half received."""
    for part in _incoming_folder(archive).glob("*.part"):
        part.unlink()


def _incoming_folder(archive: Path) -> Path:
    return archive / ".incoming"
