"""One document read, cut into cells and judged: all that a refusal needs, and no more."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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


def judge(file: DocumentFile, forms: Path, limits: Limits) -> Judged:
    """Read, cut into cells and judge one document.

    Raises:
        Refused: it cannot be read, or is no whole disclosure.
    """
    if file.fault is not None:
        raise Refused("reading", file.fault.reason, file.fault.detail)
    work = Work(limits)
    try:
        data = read_bytes(file)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            detail = "the file changed while it was being read; the next refresh takes it"
            raise Refused("reading", "changed_while_read", detail)
        reading = read(file.called, data, limits)
        work.grant(reading.recognised_pages)
        texts = [line.text for line in reading.lines]
        work.require_size(texts)
        cells = grids.cells(reading.lines, work)
        admit(texts, cells, forms, may_break_off=reading.media_type in _MAY_BREAK_OFF)
        work.require_time()
    except Unreadable as verdict:
        raise Refused("reading", verdict.reason, verdict.detail) from verdict
    except Rejected as verdict:
        detail = verdict.detail + _without_values(reading.uncomputed_cells)
        raise Refused("structure", verdict.reason, detail) from verdict
    except OSError as error:
        detail = error.strerror or str(error)
        raise Refused("reading", "unreadable_file", detail) from error
    return Judged(reading, cells, len(data))


def _without_values(cells: Sequence[str]) -> str:
    """Return what to do about formulas that no program has computed, '' if there are none."""
    if not cells:
        return ""
    return (
        f"; {len(cells)} of its formulas have no stored value ({cells[0]} first): "
        "open it with a spreadsheet program and save it again"
    )
