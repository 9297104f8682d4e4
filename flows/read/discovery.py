"""Which documents there are: the files of a folder and of the archives in it, known by their hash.

What is there and cannot be read is listed like a document, with its fault: it is turned away by
name, and what is known of it stays.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Set
from datetime import UTC, datetime
from pathlib import Path

from flows.read.archive import expanded
from flows.read.document_file import DocumentFile, Fault
from flows.settings import Limits

__all__ = [
    "DocumentFile",
    "Fault",
    "NoDocuments",
    "discover",
    "document_file",
    "document_files",
    "fingerprint",
    "readable",
]

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NoDocuments(Exception):  # noqa: N818 - a verdict on the input, not a fault of the program
    """There is nothing to read."""


def discover(
    folder: Path,
    own: tuple[Path, ...] = (),
    largest_bytes: int | None = None,
    limits: Limits | None = None,
) -> list[DocumentFile]:
    """Return the files of a folder, sorted by name, with the hash of what they hold now.

    Args:
        folder: searched with its subfolders; hidden files are left alone.
        own: paths that this program writes, left out where they lie below the folder.
        largest_bytes: a file beyond that size is a fault, and not even hashed.
        limits: of what an archive may hold.

    Raises:
        NoDocuments: the folder does not exist, is a folder of ours, or holds no file.
        OSError: the folder itself cannot be listed.
    """
    if not folder.is_dir():
        problem = "is not a folder" if folder.exists() else "does not exist"
        raise NoDocuments(f"the documents folder {readable(folder)} {problem}")
    mine = {path.resolve() for path in own} | {path.absolute() for path in own}
    if mine & {folder.resolve(), *folder.resolve().parents}:
        raise NoDocuments(
            f"{readable(folder)} is a folder that this program writes: keep documents elsewhere"
        )
    unlisted: list[OSError] = []
    found = [
        file
        for path in sorted(_walk(folder, mine, unlisted))
        for file in document_files(path, folder, largest_bytes, limits)
    ]
    found += [
        _faulty(Path(error.filename), folder, Fault("unreadable_folder", _words(error)))
        for error in unlisted
    ]
    if not found:
        raise NoDocuments(f"the documents folder {readable(folder)} holds no file")
    return found


def document_files(
    path: Path,
    folder: Path,
    largest_bytes: int | None = None,
    limits: Limits | None = None,
) -> list[DocumentFile]:
    """Return the documents of one file: the members of an archive, else the file itself."""
    return expanded(document_file(path, folder, largest_bytes), limits or Limits())


def document_file(path: Path, folder: Path, largest_bytes: int | None = None) -> DocumentFile:
    """Return one file with its name relative to a folder and the hash of what it holds now."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            link = "a link to " if path.is_symlink() else ""
            kind = _KINDS.get(stat.S_IFMT(status.st_mode), "something else")
            return _faulty(path, folder, Fault("not_a_file", f"it is {link}{kind}, not a file"))
        if largest_bytes is not None and status.st_size > largest_bytes:
            detail = f"it has {status.st_size:,} bytes; the limit is {largest_bytes:,}"
            return _faulty(path, folder, Fault("too_large", detail), status.st_size)
        with path.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError:
        fault = Fault("vanished", "it was taken away while the folder was read")
        if path.is_symlink():
            fault = Fault("broken_link", "it is a link to a file that is not there")
        return _faulty(path, folder, fault)
    except OSError as error:
        return _faulty(path, folder, Fault("unreadable_file", _words(error)))
    name = readable(path.relative_to(folder))
    dated = datetime.fromtimestamp(status.st_mtime, UTC).date()
    return DocumentFile(path, name, status.st_size, digest, readable(folder.resolve()), dated)


def readable(path: Path) -> str:
    """Return a path as text for people and tables: names that are not UTF-8 are read as GBK."""
    name = os.fsencode(path.as_posix())
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "backslashreplace")


def fingerprint(documents: Iterable[DocumentFile]) -> str:
    """Return one hash over the names and contents of all documents."""
    digest = hashlib.sha256()
    for document in documents:
        content = document.sha256 or document.fault
        digest.update(f"{document.name}\0{content}\n".encode())
    return digest.hexdigest()


def _walk(folder: Path, mine: Set[Path], unlisted: list[OSError]) -> Iterator[Path]:
    """Yield the files below a folder, and what else it holds that is no folder."""

    def note(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        unlisted.append(error)

    for parent, folders, files in os.walk(folder, onerror=note):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        folders[:] = [
            name for name in folders if name not in links and _is_theirs(parent, name, mine)
        ]
        for name in (*files, *links):
            if _is_theirs(parent, name, mine):
                yield Path(parent, name)


def _is_theirs(parent: str, name: str, mine: Set[Path]) -> bool:
    path = Path(parent, name)
    real = Path(os.path.realpath(path))  # of a link that leads to itself, too
    return not name.startswith(".") and not mine & {real, path.absolute()}


def _faulty(path: Path, folder: Path, fault: Fault, size: int = 0) -> DocumentFile:
    name = readable(path.relative_to(folder))
    return DocumentFile(path, name, size, None, readable(folder.resolve()), fault=fault)


def _words(error: OSError) -> str:
    """Say what the system said, without the path: that stands beside it."""
    return error.strerror or type(error).__name__
