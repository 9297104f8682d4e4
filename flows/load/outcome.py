"""What a landing did, for those who need no polars to say it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Landing:
    """What a landing did."""

    found: int = 0
    landed: int = 0
    unchanged: int = 0
    reread: int = 0  # known, and read again because the way of reading has changed
    withdrawn: int = 0
    rejected: list[tuple[str, str, str]] = field(default_factory=list)  # file, reason, detail
    copies: list[tuple[str, str]] = field(default_factory=list)  # file, which other one it equals

    def __str__(self) -> str:
        """The line of a log."""
        parts = [f"{self.landed} new, {self.unchanged} known, {len(self.rejected)} rejected"]
        parts += [f"{self.reread} read again"] if self.reread else []
        parts += [f"{self.withdrawn} withdrawn"] if self.withdrawn else []
        return ", ".join(parts)


class NothingLanded(Exception):  # noqa: N818 - the message is for the keeper of the documents
    """Every file was turned away, and no document had landed before: there is nothing to build."""


class TooManyWithdrawals(Exception):  # noqa: N818 - a question to the keeper of the documents
    """So much has gone that its folder may have been read wrongly: nothing is published."""
