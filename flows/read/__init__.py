"""Files to lines: one function per format behind one interface.

A format is a function `bytes -> Reading` and one row of `FORMATS`. PDF and spreadsheets join
here; nothing downstream knows which format a document came in.
"""

from collections.abc import Callable
from pathlib import Path

from flows.read.text import read_text
from flows.read.types import Reading, Unreadable

__all__ = ["FORMATS", "Reading", "Unreadable", "read"]

FORMATS: dict[str, Callable[[bytes], Reading]] = {
    ".txt": read_text,
    ".tsv": read_text,
    ".md": read_text,
}


def read(path: Path, data: bytes) -> Reading:
    """Return the lines of one document.

    Args:
        path: where the document lies; only its suffix decides the format.
        data: the file's bytes, read by the caller (who has hashed the same bytes).

    Raises:
        Unreadable: with a reason from the rejection vocabulary and a sentence for people.
    """
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(FORMATS))
        raise Unreadable(
            "unsupported_format", f"no reader for {path.suffix!r} files (have {known})"
        )
    return reader(data)
