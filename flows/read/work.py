"""What one document may cost: limits of size, cells and seconds, each with a reason of its own."""

from collections.abc import Sequence
from time import monotonic

from flows.read.types import Unreadable
from flows.settings import Limits


class Work:
    """The work that one document makes, from when this is made; asked now and then on the way."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._until = monotonic() + limits.seconds

    def grant(self, pictures: int) -> None:
        """Allow for pages of which the text was recognised."""
        self._until += pictures * self._limits.seconds_a_picture

    def require_size(self, lines: Sequence[str]) -> None:
        """Turn away what is longer than any document.

        Raises:
            Unreadable: `too_much_work`, with the figure and the limit.
        """
        limits = self._limits
        if len(lines) > limits.lines:
            raise Unreadable(
                "too_much_work", f"it has {len(lines):,} lines; the limit is {limits.lines:,}"
            )
        characters = sum(map(len, lines))
        if characters > limits.characters:
            raise Unreadable(
                "too_much_work",
                f"it has {characters:,} characters; the limit is {limits.characters:,}",
            )
        for line_no, line in enumerate(lines, start=1):
            if len(line) > limits.line_characters:
                raise Unreadable(
                    "too_much_work",
                    f"line {line_no} has {len(line):,} characters; "
                    f"the limit is {limits.line_characters:,}",
                )
            if line.count("\t") >= limits.columns:
                raise Unreadable(
                    "too_many_cells",
                    f"line {line_no} has {line.count(chr(9)) + 1:,} columns; "
                    f"the limit is {limits.columns:,}",
                )

    def require_cells(self, count: int) -> None:
        """Turn away a document of more cells than one can be checked with.

        Raises:
            Unreadable: `too_many_cells`, with the figure and the limit.
        """
        if count > self._limits.cells:
            raise Unreadable(
                "too_many_cells",
                f"its tables have more than {self._limits.cells:,} cells, which is the limit",
            )

    def require_time(self) -> None:
        """Turn away a document that takes too long.

        Raises:
            Unreadable: `too_much_work`, with the limit.
        """
        if monotonic() > self._until:
            raise Unreadable(
                "too_much_work",
                f"reading it takes more than {self._limits.seconds:g} seconds, which is the limit",
            )
