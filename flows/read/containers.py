"""ZIP containers, which hold an office file or are archives: told apart by the names in them."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

#: What opening a broken container, or reading from it, raises.
_FAULTS = (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError)


def container_kind(file: bytes | BinaryIO) -> str | None:
    """Return `xlsx`, `docx`, `ofd`, another `office` or `zip`; None if it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as container:
            names = set(container.namelist())
    except _FAULTS:
        return None
    if "[Content_Types].xml" in names:
        folders = {PurePosixPath(name).parts[0].lower() for name in names if "/" in name}
        return next((k for f, k in (("xl", "xlsx"), ("word", "docx")) if f in folders), "office")
    if "OFD.xml" in names:
        return "ofd"
    return "office" if {"mimetype", "content.xml"} <= names else "zip"
