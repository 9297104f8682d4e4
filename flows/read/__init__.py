"""Files to pages of blocks: one function per format behind one interface.

A format is a function `(bytes, Limits) -> Reading`; what the bytes say counts for more than the
name of the file, and nothing downstream knows which format a document came in.
"""

from collections.abc import Callable
from pathlib import Path

from flows.read.formats import READERS, SUFFIXES, format_of
from flows.read.types import Reading, Unreadable
from flows.settings import Limits

__all__ = ["SUFFIXES", "Reading", "Unreadable", "read"]


def read(path: Path, data: bytes, limits: Limits | None = None) -> Reading:
    """Return the content of one document.

    Args:
        path: where the document lies; its suffix decides where the bytes do not.
        data: the file's bytes, read by the caller (who has hashed the same bytes).
        limits: past what it is turned away.

    Raises:
        Unreadable: with a reason from the rejection vocabulary and a sentence for people.
    """
    reader: Callable[[bytes, Limits], Reading] = READERS[format_of(path.suffix.lower(), data)]
    try:
        return reader(data, limits or Limits())
    except Unreadable:
        raise
    except Exception as error:  # one file that a library stumbles over stops no other
        detail = f"it cannot be read ({error or type(error).__name__}): open it and save it again"
        raise Unreadable("damaged", detail) from error
