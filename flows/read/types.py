"""What every reader returns and raises."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    r"""The text of one document, in lines.

    `"\n".join(lines)` is the decoded text exactly: a final newline shows as a last empty line,
    and the `\r` of a CRLF file stays at the end of its line.
    """

    lines: list[str]
    media_type: str
    encoding: str


class Unreadable(Exception):  # noqa: N818 - a verdict on the input, not a fault of the program
    """The bytes are no text that this project can read."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
