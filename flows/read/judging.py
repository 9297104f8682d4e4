"""One document read, cut into cells and judged: all that a refusal needs, and no more."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase, digits

from flows.read import Reading, Unreadable, grids, read
from flows.read.admission import Rejected, admit
from flows.read.archive import read_bytes
from flows.read.document_file import DocumentFile
from flows.read.work import Work
from flows.settings import Limits

_MAY_BREAK_OFF = {"text/plain", "text/markdown"}  # others say where they end


@dataclass(frozen=True, slots=True)
class Judged:
    """A document that is let in."""

    reading: Reading
    cells: Sequence[grids.Cell]
    byte_size: int


class Refused(Exception):  # noqa: N818 - a verdict on the input, not a fault of the program
    """A document that is turned away.

    Attributes:
        rejection: stage, reason and detail, as `raw.rejection` keeps them.
    """

    def __init__(self, stage: str, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.rejection = (stage, reason, detail)


def judge(file: DocumentFile, forms: Path, limits: Limits, content: bytes | None = None) -> Judged:
    """Read, cut into cells and judge one document.

    Args:
        file: where it lies, and what it was when the refresh began.
        forms: the dictionary of statutory forms.
        limits: past what it is turned away.
        content: its bytes, where they were brought to a machine that does not see the file.

    Raises:
        Refused: it cannot be read, or is no whole disclosure.
    """
    if file.fault is not None:
        raise Refused("reading", file.fault.reason, file.fault.detail)
    work = Work(limits)
    try:
        data = read_bytes(file) if content is None else content
        if hashlib.sha256(data).hexdigest() != file.sha256:
            detail = "the file changed while it was being read; the next refresh takes it"
            raise Refused("reading", "changed_while_read", detail)
        reading = read(file.called, data, limits)
        work.grant(reading.recognised_pages)
        texts = [line.text for line in reading.lines]
        work.require_size(texts)
        cells = grids.cells(reading.lines, work)
        _require_values(reading.uncomputed_cells, cells)
        admit(texts, cells, forms, may_break_off=reading.media_type in _MAY_BREAK_OFF)
        work.require_time()
    except Unreadable as verdict:
        raise Refused("reading", verdict.reason, verdict.detail) from verdict
    except Rejected as verdict:
        raise Refused("structure", verdict.reason, verdict.detail) from verdict
    except OSError as error:
        detail = error.strerror or str(error)
        raise Refused("reading", "unreadable_file", detail) from error
    return Judged(reading, cells, len(data))


def _require_values(uncomputed: Sequence[str], cells: Sequence[grids.Cell]) -> None:
    """Turn away a form with a formula that no program has computed among its amounts.

    Its blank would be taken for nothing, and others accused of not adding up to that. Beside a
    form, where people check it, it does no harm.
    """
    if not uncomputed:
        return
    body = [cell for cell in cells if cell.role == "body" and cell.address]
    rows = {(cell.sheet, _row(cell.address)) for cell in body}
    columns = {
        (cell.sheet, _column(cell.address)) for cell in body if cell.column_kind == "measure"
    }
    found = []
    for place in uncomputed:
        sheet, _, address = place.rpartition("!")
        if (sheet, _row(address)) in rows and (sheet, _column(address)) in columns:
            found.append(place)
    if found:
        raise Rejected(
            "not_computed",
            f"{len(found)} of its amounts are formulas without a stored value ({found[0]} first): "
            "open it with a spreadsheet program and save it again",
        )


def _row(address: str | None) -> str:
    return (address or "").lstrip(ascii_uppercase)


def _column(address: str | None) -> str:
    return (address or "").rstrip(digits)
