"""Plain text with TAB-separated tables, in the encodings that Chinese offices produce."""

import codecs
import re

from flows.read.blocks import Block, Page, Paragraph, Table, TableCell
from flows.read.types import Reading, Unreadable

_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP container (docx, xlsx, zip)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x1f\x8b": "a gzip file",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HAN = re.compile("[\u3400-\u9fff]")
_SAMPLE = 65_536  # characters judged; a wrong decoding shows within the first page
_MOST_CONTROL_SHARE = 0.02  # a few come out of converters; bytes of a program hold a tenth
_LEAST_COMMON_SHARE = 0.7  # measured: real disclosures 0.97 and more, Big5 read as GB18030 0.3


def read_text(data: bytes) -> Reading:
    """Decode UTF-8 (BOM or not), UTF-16 or GB18030 and split at newlines.

    Raises:
        Unreadable: `empty_file`, `binary_file` or `unknown_encoding`.
    """
    encoding, text = decoded(data)
    return Reading([Page(blocks_of(text))], "text/plain", encoding)


def blocks_of(text: str) -> list[Block]:
    """Return the lines of a text, those with TABs as rows of tables."""
    return [_block(line) for line in text.split("\n")]


def decoded(data: bytes) -> tuple[str, str]:
    """Return encoding and text of a text file.

    Raises:
        Unreadable: `empty_file`, `binary_file` or `unknown_encoding`.
    """
    if not data.strip(b" \t\r\n\x00"):
        raise Unreadable("empty_file", "the file holds no text")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise Unreadable("binary_file", f"the file is {what}, not text")
    return decode(data)


def _block(line: str) -> Block:
    if "\t" not in line or line.isspace():
        return Paragraph(line)
    cells = [TableCell(0, column, text) for column, text in enumerate(line.split("\t"))]
    return Table(cells, len(cells), has_spans=False)


def decode(data: bytes) -> tuple[str, str]:
    """Return encoding and text.

    Raises:
        Unreadable: `binary_file` or `unknown_encoding`.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            candidates = [encoding]
            break
    else:
        if b"\x00" in data:
            # Chinese text in UTF-16 has NULs only beside ASCII: at odd offsets if little-endian.
            even, odd = data[::2].count(0), data[1::2].count(0)
            # A converter's stray one in other text shows in no such pattern.
            candidates = ["utf-8", "utf-16-le" if odd >= even else "utf-16-be", "gb18030"]
        else:
            candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text[:_SAMPLE], strict=encoding not in ("utf-8", "utf-8-sig")):
            return encoding.removesuffix("-sig"), text
        if encoding.startswith("utf-8") and b"\x00" not in data:
            break  # valid UTF-8 is UTF-8; GB18030 would accept the same bytes as nonsense
    if b"\x00" in data or _control_share(data[:_SAMPLE].decode("latin-1")) > _MOST_CONTROL_SHARE:
        raise Unreadable("binary_file", "the file holds control bytes, it is not text")
    raise Unreadable("unknown_encoding", "neither UTF-8 nor UTF-16 nor GB18030 gives Chinese text")


def _control_share(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(len(text), 1)


def _is_plausible(text: str, *, strict: bool) -> bool:
    """Tell text from bytes that merely decode.

    Almost any bytes decode as GB18030 or UTF-16, but then the characters are rare ones. The
    yardstick is the share of GB 2312 level 1 (the 3,755 commonest) among the Han characters.
    """
    if _control_share(text) > _MOST_CONTROL_SHARE:
        return False
    if not strict:
        return True
    han = _HAN.findall(text)
    common = sum(1 for character in han if b"\xb0" <= _gb2312(character)[:1] <= b"\xd7")
    other = sum(1 for character in text if not character.isascii()) - len(han)
    return common >= _LEAST_COMMON_SHARE * len(han) and (bool(han) or not other)


def _gb2312(character: str) -> bytes:
    return character.encode("gb2312", "replace")
