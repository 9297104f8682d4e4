"""The parts of an office file, safe to parse.

Parts are asked for their true size by reading them, for a container can lie about it; a part that
defines entities is no office file, and nothing is ever written to the disk.
"""

import io
import re
import zipfile
import zlib

from lxml import etree

from flows.read.types import Unreadable
from flows.settings import Limits

_DEFINITION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MAIN = "/officeDocument"  # how the relation to the main part ends, in both editions of the format
_PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False}


def parts(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Return the XML parts of an office file, each safe to parse.

    Raises:
        Unreadable: `damaged`, or `too_large` unpacked.
    """
    found: dict[str, bytes] = {}
    left = limits.unpacked_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            for info in container.infolist():
                if not info.filename.lower().endswith((".xml", ".rels")):
                    continue
                with container.open(info) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    detail = f"unpacked it has more than {limits.unpacked_bytes:,} bytes"
                    raise Unreadable("too_large", detail)
                if _DEFINITION.search(content.replace(b"\x00", b"")):
                    detail = f"{info.filename} defines entities, which no office program writes"
                    raise Unreadable("damaged", detail)
                found[info.filename] = content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable("damaged", f"it cannot be unpacked ({error}): fetch it again") from error
    return found


def parsed(part: bytes) -> "etree._Element":
    """Return the root of one part.

    Raises:
        Unreadable: `damaged`.
    """
    try:
        return etree.fromstring(part, etree.XMLParser(**_PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged", f"its XML breaks off or is none: {error}") from error


def main_part(found: dict[str, bytes], default: str) -> str:
    """Return the name of the part that holds the text."""
    relations = found.get("_rels/.rels")
    if relations is None:
        return default
    for relation in parsed(relations):
        if str(relation.get("Type", "")).endswith(_MAIN):
            return str(relation.get("Target", default)).lstrip("/")
    return default
