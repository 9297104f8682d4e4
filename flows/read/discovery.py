"""Which documents there are: the files of a folder, each known by the hash of what it holds."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_ID_DIGITS = 16  # of the SHA-256: 64 bits, no collision among the documents of a country


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """One file of the documents folder, as hashed when the refresh began."""

    path: Path
    name: str  # relative to the documents folder: the same on every machine
    byte_size: int
    sha256: str
    collection: str  # the folder or archive that holds it

    @property
    def document_id(self) -> str:
        """The identity of a document is its content."""
        return self.sha256[:_ID_DIGITS]


class NoDocuments(Exception):  # noqa: N818 - a verdict on the input, not a fault of the program
    """There is nothing to read."""


def discover(folder: Path, own: tuple[Path, ...] = ()) -> list[DocumentFile]:
    """Return the files of a folder, sorted by name, with the hash of what they hold now.

    Args:
        folder: searched with its subfolders; hidden files are left alone.
        own: paths that this program writes, left out where they lie below the folder.

    Raises:
        NoDocuments: the folder does not exist, is a folder of ours, or holds no file.
    """
    if not folder.is_dir():
        problem = "is not a folder" if folder.exists() else "does not exist"
        raise NoDocuments(f"the documents folder {folder} {problem}")
    mine = {path.resolve() for path in own} | {path.absolute() for path in own}
    if mine & {folder.resolve(), *folder.resolve().parents}:
        raise NoDocuments(
            f"{folder} is a folder that this program writes: keep documents elsewhere"
        )
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not mine & {path.resolve(), path.absolute(), *path.absolute().parents}
    )
    if not paths:
        raise NoDocuments(f"the documents folder {folder} holds no file")
    found = []
    for path in paths:
        with suppress(FileNotFoundError):  # taken away since it was listed
            found.append(document_file(path, folder))
    return found


def document_file(path: Path, folder: Path) -> DocumentFile:
    """Return one file with its name relative to a folder and the hash of what it holds now."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    name = path.relative_to(folder).as_posix()
    return DocumentFile(path, name, path.stat().st_size, digest, str(folder.resolve()))


def fingerprint(documents: Iterable[DocumentFile]) -> str:
    """Return one hash over the names and contents of all documents."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(f"{document.name}\0{document.sha256}\n".encode())
    return digest.hexdigest()
