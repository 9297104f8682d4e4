"""What every reader returns and raises."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.read.blocks import Line, Page, lines


@dataclass(frozen=True)
class Reading:
    """The content of one document.

    Attributes:
        pages: in their order.
        media_type: of the file.
        encoding: of a text file, '' of other formats.
        unread_pages: numbers of the pages that are pictures and were left out.
        recognised_pages: how many pages were looked at as pictures.
        uncomputed_cells: of a workbook, whose formulas have no stored value (`sheet!C5`): they
            are blank, as no program has computed them.
    """

    pages: Sequence[Page]
    media_type: str
    encoding: str
    unread_pages: Sequence[int] = ()
    recognised_pages: int = 0
    uncomputed_cells: Sequence[str] = ()

    @cached_property
    def lines(self) -> list[Line]:
        r"""The lines as `raw.line` keeps them; a text file is these, joined with `\n`."""
        return lines(self.pages)


class Unreadable(Exception):  # noqa: N818 - a verdict on the input, not a fault of the program
    """The bytes are no text that this project can read."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
