"""ZIP archives as documents: each member is one, `archive.zip!/name`.

Nothing is unpacked to the disk, so that no name leads anywhere; members are measured while they are
read, for an archive can lie about them; archives within archives stay closed.
"""

import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath

from flows.read.containers import container_kind
from flows.read.document_file import DocumentFile, Fault
from flows.settings import Limits

_UTF_8 = 0x800  # the flag of a name in UTF-8
_PASSWORD = 0x1
_CHUNK = 2**20
_SEPARATOR = "!/"
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError),
)
_DAMAGED = Fault("damaged", "it cannot be unpacked: fetch the archive again")
_MAGIC = b"PK"


def expanded(file: DocumentFile, limits: Limits) -> list[DocumentFile]:
    """Return the members of an archive, or the file itself if it is none."""
    if file.fault is not None:
        return [file]
    try:
        with file.path.open("rb") as handle:
            if handle.read(len(_MAGIC)) != _MAGIC or container_kind(handle) != "zip":
                return [file]
            with zipfile.ZipFile(handle) as archive:
                found = list(_members(file, archive, limits))
    except _FAULTS:
        return [file]  # its reader says what is wrong with it
    if not found:
        return [replace(file, sha256=None, fault=Fault("empty_file", "the archive holds no file"))]
    return found


def read_bytes(file: DocumentFile) -> bytes:
    """Return what a document holds.

    Raises:
        OSError: it cannot be read.
    """
    if file.member is None:
        return file.path.read_bytes()
    try:
        with zipfile.ZipFile(file.path) as archive:
            info = archive.infolist()[file.member]
            with archive.open(info) as member:
                return member.read(file.byte_size + 1)
    except (*_FAULTS, IndexError) as error:
        raise OSError(str(error)) from error


def _members(
    file: DocumentFile, archive: zipfile.ZipFile, limits: Limits
) -> Iterator[DocumentFile]:
    left = limits.unpacked_bytes
    taken = 0
    for number, info in enumerate(archive.infolist()):
        name = _name(info)
        if info.is_dir() or not name or _is_hidden(name):
            continue
        taken += 1
        member = replace(file, name=f"{file.name}{_SEPARATOR}{name}", member=number, sha256=None)
        if taken > limits.members:
            detail = f"the archive has more than {limits.members:,} files, which is the limit"
            yield replace(file, sha256=None, fault=Fault("too_large", detail))
            return
        if info.flag_bits & _PASSWORD:
            detail = "it opens with a password only: ask its publisher for one without"
            yield replace(member, byte_size=0, fault=Fault("encrypted", detail))
            continue
        most = max(0, min(left, limits.largest_bytes))
        try:
            size, sha256 = _measured(archive, info, most)
        except _FAULTS:
            yield replace(member, byte_size=0, fault=_DAMAGED)
            continue
        left -= size
        if size > most:
            detail = (
                f"unpacked it has more than {limits.largest_bytes:,} bytes, or the archive more "
                f"than {limits.unpacked_bytes:,}, which are the limits"
            )
            yield replace(member, byte_size=0, fault=Fault("too_large", detail))
            continue
        yield replace(member, byte_size=size, sha256=sha256)


def _measured(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> tuple[int, str]:
    """Return size and hash of a member; one byte more than it may have is enough."""
    digest = hashlib.sha256()
    size = 0
    with archive.open(info) as member:
        while size <= most and (chunk := member.read(min(_CHUNK, most + 1 - size))):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the flag for UTF-8 it is that, too, or GBK.

    Programs that take GBK for code page 437 set the flag and write what they make of it.
    """
    name = info.orig_filename
    is_unicode = bool(info.flag_bits & _UTF_8)
    with suppress(UnicodeEncodeError):
        raw = name.encode("cp437")
        for encoding in ("gb18030",) if is_unicode else ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                name = raw.decode(encoding)
                break
    parts = PurePosixPath(name.replace("\\", "/")).parts
    inner = "/".join(part for part in parts if part not in ("/", "..", "."))
    return "".join(sign if sign.isprintable() else "?" for sign in inner)


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
