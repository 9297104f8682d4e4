"""Header paths → the boxes that a header is printed in."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A cell of a header: where it begins, how far it goes."""

    row: int
    column: int
    height: int
    width: int
    text: str


def depth(header: Sequence[tuple[str, ...]]) -> int:
    """Return how many lines a header has."""
    return max(map(len, header))


def boxes(header: Sequence[tuple[str, ...]]) -> Iterator[Box]:
    """Merge equal parents that stand side by side; a short path ends in a tall box."""
    lines = depth(header)
    for row in range(lines):
        column = 0
        while column < len(header):
            path = header[column]
            if len(path) <= row:
                column += 1
                continue
            width = 1
            while (
                column + width < len(header)
                and header[column + width][: row + 1] == path[: row + 1]
            ):
                width += 1
            height = lines - row if len(path) == row + 1 else 1
            yield Box(row, column, height, width, path[row])
            column += width


def lines(header: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """Return the header as rows of texts, merged cells empty but for their first."""
    rows = [[""] * len(header) for _ in range(depth(header))]
    for box in boxes(header):
        rows[box.row][box.column] = box.text
    return rows
