"""A document as it was found: where it lies, what it is called, what its bytes are."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

_ID_DIGITS = 16  # of the SHA-256: 64 bits, no collision among the documents of a country


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file, or a folder with all that it holds, cannot be read."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """One file of the documents folder or of an archive, as hashed when the refresh began."""

    path: Path
    name: str  # relative to the documents folder: the same on every machine
    byte_size: int
    sha256: str | None  # None if it cannot be read
    collection: str  # the folder or archive that holds it
    dated: date | None = None  # when it was written, or fetched for the first time
    fault: Fault | None = None
    member: int | None = None  # of an archive: its place in it

    @property
    def document_id(self) -> str:
        """The identity of a document is its content."""
        return (self.sha256 or "")[:_ID_DIGITS]

    @property
    def called(self) -> Path:
        """What its suffix is asked of: a member of an archive has a name of its own."""
        return self.path if self.member is None else Path(self.name)
