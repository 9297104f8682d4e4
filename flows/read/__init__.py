"""Files to pages of blocks: one function per format behind one interface.

A format is a function `bytes -> Reading` and one row of `FORMATS`, or of `SIGNATURES` where its
bytes say what they are; nothing downstream knows which format a document came in.
"""

from collections.abc import Callable
from pathlib import Path

from flows.read.pdf import read_pdf
from flows.read.text import read_text
from flows.read.types import Reading, Unreadable

__all__ = ["FORMATS", "Reading", "Unreadable", "read"]

#: What the bytes say counts for more than the name of the file.
SIGNATURES: dict[bytes, Callable[[bytes], Reading]] = {b"%PDF-": read_pdf}
_SIGNED_WITHIN = 1_024  # bytes: some files carry a line of a server before their own

FORMATS: dict[str, Callable[[bytes], Reading]] = {
    ".txt": read_text,
    ".tsv": read_text,
    ".md": read_text,
    ".pdf": read_pdf,
}


def read(path: Path, data: bytes) -> Reading:
    """Return the content of one document.

    Args:
        path: where the document lies; its suffix decides where the bytes do not.
        data: the file's bytes, read by the caller (who has hashed the same bytes).

    Raises:
        Unreadable: with a reason from the rejection vocabulary and a sentence for people.
    """
    head = data[:_SIGNED_WITHIN]
    signed = (reader for signature, reader in SIGNATURES.items() if signature in head)
    reader = next(signed, FORMATS.get(path.suffix.lower()))
    if reader is None:
        known = " ".join(sorted(FORMATS))
        raise Unreadable(
            "unsupported_format", f"no reader for {path.suffix!r} files (have {known})"
        )
    return reader(data)
