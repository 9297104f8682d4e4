"""The columns of a table: headers over each, what belongs in it, where the cells of a row go."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import and_

from flows.read import patterns
from flows.read.blocks import TableCell

#: Rows that lack more cells than this are left as printed: any alignment would be a guess.
MAX_MISSING_CELLS = 3


def header_paths(header: Sequence[Sequence[str]], width: int) -> list[tuple[str, ...]]:
    """Return for each column the header texts above it, outermost first.

    A blank header cell belongs to the merged parent on its left, within the span of the parent
    above it; the lowest text of a column is its own. Blanks inside a text are dropped, for they
    only show where the column was too narrow.
    """
    rows = [[patterns.plain(cell) for cell in row] + [""] * (width - len(row)) for row in header]
    for upper, lower in pairwise(rows):
        _straighten(upper, lower)
    paths: list[list[str]] = [[] for _ in range(width)]
    starts = [column == 0 for column in range(width)]  # where a span begins, row by row narrower
    for depth, row in enumerate(rows):
        below = rows[depth + 1 :]
        parent = ""
        for column in range(width):
            if row[column]:
                parent = row[column]
            elif starts[column] or not any(lower[column] for lower in below):
                # a new span, or a column without a text of its own further down: no merged parent
                parent = "" if starts[column] or paths[column] else parent
            starts[column] = starts[column] or bool(row[column])
            if parent:
                paths[column].append(parent)
    return [tuple(dict.fromkeys(path)) for path in paths]


def _straighten(upper: list[str], lower: list[str]) -> None:
    """Move parents that lost a cell to where the sequence of their children begins again.

    预算数 and 决算数 stand over the same children (合计, 因公出国, …): the second parent belongs
    over the second 合计, even if its line was printed one cell short.
    """
    starts = [column for column, text in enumerate(upper) if text]
    for start in starts[1:]:
        first = lower[starts[0]]
        if not first or lower[start] == first:
            continue
        for column in range(start + 1, min(start + MAX_MISSING_CELLS, len(upper))):
            if upper[column]:
                break
            if lower[column] == first:
                upper[start], upper[column] = "", upper[start]
                break


def column_kinds(
    paths: Sequence[tuple[str, ...]], body: Sequence[Sequence[str]]
) -> tuple[list[str], list[bool]]:
    """Return for each column `label`, `ordinal` or `measure`, and whether codes belong there.

    The leaf header decides; where it says nothing, what stands in the column does.
    """
    kinds: list[str] = []
    codes: list[bool] = []
    for column, path in enumerate(paths):
        leaf = path[-1] if path else ""
        kind = patterns.column_kind(leaf)
        if kind is None:
            below = [row[column] for row in body if column < len(row) and row[column]]
            texts = sum(1 for text in below if patterns.cell_kind(text) == "text")
            kind = "label" if texts * 2 > len(below) else "measure"
            if not leaf and len(below) > 2 and patterns.is_ordinal_row(below):  # noqa: PLR2004
                kind = "ordinal"
            if not leaf and column == 0 and below and all(map(patterns.is_subject_code, below)):
                kind, leaf = "label", "编码"
        kinds.append(kind)
        codes.append(kind == "label" and patterns.is_code_header(leaf))
    return kinds, codes


def block_numbers(kinds: Sequence[str]) -> list[int]:
    """Return for each column its side-by-side block: a label after a measure begins a new one."""
    numbers: list[int] = []
    block = 1
    for column, kind in enumerate(kinds):
        if column and kind == "label" and kinds[column - 1] != "label":
            block += 1
        numbers.append(block)
    return numbers


def align(row_cells: list[str], kinds: Sequence[str], codes: Sequence[bool]) -> list[str]:
    """Put the cells of a row that lost some of them under their columns.

    A row is moved only when a number stands in a name column or a text in a measure column, and
    when blanks can be put in so that nothing does any more. Of several ways the one that moves
    the fewest cells is taken, so that cells lost at the end stay lost at the end.
    """
    width = len(kinds)
    filled = row_cells
    while filled and not filled[-1]:
        filled = filled[:-1]
    as_printed = row_cells[:width] + [""] * (width - len(row_cells)) + row_cells[width:]
    missing = min(width - len(filled), MAX_MISSING_CELLS)
    if missing <= 0 or not _misplaced(as_printed, kinds, codes):
        return as_printed
    fits = [
        [_fits(cell, kinds[at + shift], codes[at + shift]) for at, cell in enumerate(filled)]
        for shift in range(missing + 1)
    ]
    for count in range(1, missing + 1):
        positions = _blanks(fits[: count + 1])
        if positions is not None:
            moved = list(filled)
            for position in positions:  # descending, so earlier positions stay valid
                moved.insert(position, "")
            return moved + [""] * (width - len(moved))
    gap = _run_of_labels(filled, kinds, missing)
    return gap if gap is not None and not _misplaced(gap, kinds, codes) else as_printed


def _blanks(fits: Sequence[Sequence[bool]]) -> list[int] | None:
    """Return before which cells one blank each is put in so that all cells fit, the last first.

    Of several ways the one whose last blank stands furthest right, then its last but one, and so
    on: one pass over the row for each blank, however wide the row is.

    Args:
        fits: for each shift (0, 1, ...), whether each cell fits that many columns further right.
    """
    size = len(fits[0])
    reached = list(accumulate(fits[0], and_, initial=True))  # all cells before a position in place
    steps: list[list[int | None]] = []  # per blank and position: where it stands best before that
    for fit in fits[1:]:
        best: list[int | None] = [None]
        for position in range(size):
            latest = position if reached[position] else best[-1]
            best.append(latest if fit[position] else None)
        steps.append(best)
        reached = [before is not None for before in best]
    positions: list[int] = []
    for best in reversed(steps):
        before = best[positions[-1] if positions else size]
        if before is None:
            return None
        positions.append(before)
    return positions


def _run_of_labels(filled: list[str], kinds: Sequence[str], missing: int) -> list[str] | None:
    """Move everything behind the first cell by several columns (合计 under 类 | 款 | 项 | 名称)."""
    labels = next((i for i, kind in enumerate(kinds) if kind != "label"), 0)
    shift = labels - 1
    if not 0 < shift <= missing:
        return None
    moved = [filled[0], *[""] * shift, *filled[1:]]
    return moved + [""] * (len(kinds) - len(moved))


def _misplaced(row_cells: Sequence[str], kinds: Sequence[str], codes: Sequence[bool]) -> bool:
    return not all(map(_fits, row_cells, kinds, codes))


def _fits(cell: str, kind: str, is_code: bool) -> bool:
    """Tell whether a cell may stand in a column: no number for a name, no text for an amount."""
    if not cell:
        return True
    if kind == "label":
        return patterns.cell_kind(cell) != "number" or (is_code and cell.isdigit())
    return patterns.cell_kind(cell) != "text"


def merged_paths(header: Sequence[Sequence[TableCell]], width: int) -> list[tuple[str, ...]]:
    """Return for each column the header texts over it, outermost first, by the merged cells.

    A blank cell beside a parent that is not merged although it looks so belongs to the parent.
    """
    paths: list[list[str]] = [[] for _ in range(width)]
    lowest = [0] * width  # down to which row the cells above each column reach
    for depth, row in enumerate(header):
        above = [tuple(path) for path in paths]
        texts: list[str] = [""] * width
        for slot in row:
            text = patterns.plain(slot.text)
            for column in range(slot.column, slot.column + slot.column_span if text else 0):
                texts[column] = text
                lowest[column] = depth + slot.row_span
        below = {
            column
            for lower in header[depth + 1 :]
            for slot in lower
            for column in range(slot.column, slot.column + slot.column_span)
        }
        for column in range(1, width):
            is_child = column in below and column - 1 in below
            if not texts[column] and lowest[column] <= depth and is_child:
                texts[column] = texts[column - 1] if above[column] == above[column - 1] else ""
        for column, text in enumerate(texts):
            paths[column] += [text] if text else []
    return [tuple(dict.fromkeys(path)) for path in paths]
