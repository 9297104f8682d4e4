"""Lines to grids and cells: which lines form a table, and where in it each text stands.

Pure functions over the lines of one document. They decide structure only: title, caption,
attribute lines, header rows, body rows, notes; the column of each cell under its header path; the
side-by-side blocks of a table. What a form or a measure *is* gets decided in dbt.

Where its reader knows which rows share their columns and which cells are merged, that is taken as
it is; elsewhere the texts are all there is.

A grid keeps growing over blank lines, watermarks and page numbers (page breaks) until a title, a
caption, an attribute line, a note or a new header says that another table begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.read import patterns
from flows.read.blocks import Line, TableCell, as_lines
from flows.read.columns import align, block_numbers, column_kinds, header_paths, merged_paths
from flows.read.folding import folded
from flows.read.work import Work
from flows.settings import Limits

MAX_HEADER_ROWS = 4
PATH_SEPARATOR = " / "
_NOWHERE = (None, None, None, None)
_NO_SLOT = TableCell(0, 0, "")
_CELLS_BETWEEN_LOOKS = 10_000  # at the clock


class Cell(NamedTuple):
    """One non-blank cell. Rows, columns, blocks and lines count from 1; row 0 is the preamble."""

    grid_no: int
    row_no: int
    column_no: int
    block_no: int
    line_no: int
    role: str  # title | caption | attribute | header | ordinal | body | noise | note
    column_kind: str  # label | ordinal | measure; '' outside header and body
    header_path: str
    text: str  # verbatim
    folded: str | None = None  # the text to match, where it is another one
    page_no: int | None = None
    x0: float | None = None
    y0: float | None = None
    x1: float | None = None
    y1: float | None = None
    stored: str | None = None
    sheet: str | None = None
    address: str | None = None
    confidence: float | None = None


@dataclass(slots=True)
class Row:
    """The cells of one line, blanks included: without markup to judge by, and as printed.

    `table` is not 0 where the reader knows the columns; rows of one table share them.
    """

    line_no: int
    cells: list[str]
    printed: list[str]
    role: str = "body"
    table: int = 0
    slots: Sequence[TableCell] = ()


@dataclass(slots=True)
class Grid:
    """One table as printed, possibly over several pages."""

    preamble: list[tuple[int, str, str]] = field(default_factory=list)  # line_no, role, text
    rows: list[Row] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    follows_heading: bool = False

    @property
    def title(self) -> str:
        """The last title line above the rows, '' if there is none."""
        return next((text for _, role, text in reversed(self.preamble) if role == "title"), "")

    @property
    def header_rows(self) -> list[Row]:
        """The header lines at the top (not their repetitions on later pages)."""
        top = []
        for row in self.rows:
            if row.role not in ("header", "noise"):
                break
            if row.role == "header":
                top.append(row)
        return top


def cells(lines: Sequence[Line] | Sequence[str], work: Work | None = None) -> list[Cell]:
    """Return the non-blank cells of all tables of one document, in reading order.

    Args:
        lines: of the document.
        work: asked, table by table, whether there may be more of it.

    Raises:
        Unreadable: `too_many_cells` or `too_much_work`.
    """
    work = work or Work(Limits())
    found: list[Cell] = []
    known = as_lines(lines)
    for number, grid in enumerate(grids(known, work), start=1):
        for cell in _emit(number, grid, known):
            found.append(cell)
            if len(found) % _CELLS_BETWEEN_LOOKS == 0:
                work.require_cells(len(found))
                work.require_time()
    work.require_cells(len(found))
    return found


def grids(lines: Sequence[Line] | Sequence[str], work: Work | None = None) -> list[Grid]:
    """Return the tables of one document with the roles of their rows settled."""
    work = work or Work(Limits())
    found: list[Grid] = []
    for grid in _collect(as_lines(lines)):
        work.require_time()
        _drop_units(grid)
        _mark_headers(grid)
        if found and _continues(found[-1], grid):
            found[-1].rows += grid.rows
            found[-1].notes += grid.notes
        else:
            found.append(grid)
    return found


# --- which lines form a table -----------------------------------------------------------------


def _collect(lines: Sequence[Line]) -> Iterator[Grid]:
    grid = Grid()
    pending: list[tuple[int, str, str]] = []  # what stands between the last row and this line
    for line_no, line in enumerate(lines, start=1):
        item = _read(line_no, line)
        if line.table and grid.rows and grid.rows[-1].table == line.table:
            # between the rows of one table a reader has found running heads and page numbers only
            pending = [piece for piece in pending if lines[piece[0] - 1].table == line.table]
        if isinstance(item, Row):
            if item.role == "noise":
                grid.rows += [item] if grid.rows else []
                continue
            if grid.rows and _starts_new_grid(grid, item, pending):
                yield grid
                grid = Grid()
            if not grid.rows:
                grid.preamble = _preamble(pending)
                grid.follows_heading = any(role == "heading" for _, role, _ in pending)
            pending = []
            grid.rows.append(item)
            continue
        for role, text in item:
            if role == "note" and grid.rows and all(p[1] in ("note", "text") for p in pending):
                grid.notes.append((line_no, text))
            pending.append((line_no, role, text))
            _close_bracket(pending)
    if grid.rows:
        yield grid


def _read(line_no: int, line: Line) -> Row | list[tuple[str, str]]:
    """Return a row of cells, or the roles and texts of what stands outside the rows."""
    if line.row is None and "\t" not in line.text:
        text = patterns.plain(line.text) if line.text and not line.text.isspace() else ""
        return [] if patterns.is_noise(text) else [(patterns.line_role(text), _trim(line.text))]
    printed = [cell.strip() for cell in line.text.split("\t")]
    cells = [patterns.unmarked(cell) for cell in printed]
    if not any(cells):
        return []
    special = _special_row(cells, printed)
    if special is not None:
        return special
    if line.row is None:  # a printed line with gaps
        texts = [text for cell, text in zip(cells, printed, strict=True) if cell]
        roles = [patterns.line_role(patterns.plain(text)) for text in texts]
        if all(role in ("title", "attribute", "caption") for role in roles):
            return list(zip(roles, texts, strict=True))
        text = patterns.plain(line.text)
        return [] if patterns.is_noise(text) else [(patterns.line_role(text), _trim(line.text))]
    is_noise = not line.table and _is_noise(cells)
    return Row(line_no, cells, printed, "noise" if is_noise else "body", line.table, line.row)


def _is_noise(row_cells: list[str]) -> bool:
    filled = [cell for cell in row_cells if cell]
    return len(filled) == 1 and patterns.is_noise(patterns.plain(filled[0]))


def _close_bracket(pending: list[tuple[int, str, str]]) -> None:
    """Make a title of two lines that were broken inside a bracket: …支出表（上年 | 结转）."""
    if len(pending) < 2:  # noqa: PLR2004 - a line and the one before
        return
    (line_no, role, text), (next_no, _, next_text) = pending[-2:]
    broken = role == "text" and text.count("（") > text.count("）") and next_no == line_no + 1
    if broken and patterns.line_role(patterns.plain(text + next_text)) == "title":
        pending[-2:] = [(line_no, "title", text), (next_no, "title", next_text)]


def _continues(grid: Grid, later: Grid) -> bool:
    """Tell whether a grid goes on the one before it: the next page, with a title or without.

    A page may repeat the caption, the title, the unit of money, the header or none of them. What
    begins anew with its total line, or with the same first line, is a table of its own.
    """
    if later.follows_heading or not grid.header_rows or not grid.title:
        return False
    title = patterns.without_continued(later.title)
    if title and title != patterns.without_continued(grid.title):
        return False
    header = [row.cells for row in grid.header_rows]
    if later.header_rows and [row.cells for row in later.header_rows] != header:
        return False
    body = [row for row in grid.rows if row.role == "body"]
    later_body = [row for row in later.rows if row.role == "body"]
    if not body or not later_body or later_body[0].cells == body[0].cells:
        return False
    starts_with_total = any(patterns.TOTAL.fullmatch(cell) for cell in later_body[0].cells[:2])
    lost = 0 if later_body[0].table else 1  # cells that a row may lack
    same_width = abs(len(later_body[0].cells) - len(body[-1].cells)) <= lost
    return same_width and not (starts_with_total and later.header_rows)


def _special_row(row_cells: list[str], printed: list[str]) -> list[tuple[str, str]] | None:
    """Recognise a title, caption, attribute or note that a converter wrote as a row of cells."""
    filled = [(cell, text) for cell, text in zip(row_cells, printed, strict=True) if cell]
    if not filled or len(filled) > 3:  # noqa: PLR2004 - name, period, unit of money
        return None
    roles = [patterns.line_role(patterns.plain(cell)) for cell, _ in filled]
    texts = [text for _, text in filled]
    if roles[0] in ("note", "title") and len(filled) == 1:
        return [(roles[0], texts[0])]
    if "attribute" in roles:  # beside which the body may stand without a key of its own
        roles = [
            "attribute" if role == "text" and patterns.is_body(patterns.plain(cell)) else role
            for role, (cell, _) in zip(roles, filled, strict=True)
        ]
    if all(role in ("attribute", "caption") for role in roles):
        return list(zip(roles, texts, strict=True))
    return None


def _ends_grid(role: str) -> bool:
    return role in ("title", "caption", "attribute", "heading", "note")


def _starts_new_grid(  # noqa: PLR0911 - a list of cases
    grid: Grid, row: Row, pending: list[tuple[int, str, str]]
) -> bool:
    if any(_ends_grid(role) for _, role, _ in pending):
        return True
    last = grid.rows[-1]
    if row.table or last.table:
        if row.table != last.table:
            return not (row.table and not pending and _is_below_header(grid, row))
        return _begins_anew(grid, row)
    broken = bool(pending) or row.line_no > last.line_no + 1
    first = grid.rows[0]
    if not broken:
        return False
    if row.cells == first.cells:
        return False  # the header, repeated on the next page
    if row.cells[0] and row.cells[0] == first.cells[0]:
        return True  # the next of a series of forms that all begin with the same label
    if pending:  # prose in between: only rows that plainly go on are taken as the same table
        # a line without a TAB between rows is a label whose empty cells were not printed
        is_label = row.line_no == grid.rows[-1].line_no + len(pending) + 1
        same_width = len(row.cells) == len(first.cells)
        return not (_is_data(row.cells, has_header=True) and (is_label or same_width))
    return _looks_like_header(row.cells) and not _repeats_header(row, grid.rows[:MAX_HEADER_ROWS])


def _is_below_header(grid: Grid, row: Row) -> bool:
    """Tell the first row of a table whose header stands in a table of its own, right above it."""
    return (
        len(grid.rows) <= MAX_HEADER_ROWS
        and len(row.cells) == len(grid.rows[-1].cells)
        and _looks_like_header(grid.rows[0].cells)
        and not any(_is_data(above.cells, has_header=False) for above in grid.rows)
        and not _looks_like_header(row.cells)
        and _is_data(row.cells, has_header=True)
    )


def _begins_anew(grid: Grid, row: Row) -> bool:
    """Tell another header where the columns go on, below rows that have data already."""
    return (
        any(_is_data(above.cells, has_header=True) for above in grid.rows)
        and _looks_like_header(row.cells)
        and not _repeats_header(row, grid.rows[:MAX_HEADER_ROWS])
        and row.cells[0] == grid.rows[0].cells[0]
    )


def _looks_like_header(row_cells: list[str]) -> bool:
    filled = [patterns.plain(cell) for cell in row_cells if cell]
    return (
        len(set(filled)) > 1
        and not any(patterns.cell_kind(cell) == "number" for cell in filled)
        and any(patterns.column_kind(cell) == "label" for cell in filled)
        and not patterns.ENUMERATED.match(filled[0])
    )


def _preamble(pending: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Keep what describes the next table: its attributes, captions and the last title.

    A line that directly follows an attribute line is its broken end (a long unit's name). A title
    broken over two lines is joined by its reader: both lines keep the role `title`. The name of a
    fund begins the title below it even over a blank line.
    """
    kept: list[tuple[int, str, str]] = []
    for index, (line_no, role, text) in enumerate(pending):
        follows = index > 0 and pending[index - 1][0] == line_no - 1
        if role == "text" and follows and kept and kept[-1][1] == "attribute":
            kept.append((line_no, "attribute", text))
        elif role == "title":
            before = pending[index - 1] if index else None
            if (
                before
                and follows
                and before[1] == "title"
                and before[2].count("（") > before[2].count("）")
            ):
                kept.append((line_no, role, text))
                continue
            kept = [piece for piece in kept if piece[1] in ("caption", "attribute")]
            begun = patterns.plain(before[2]) if before and before[1] == "text" else ""
            if before and patterns.begins_title(begun, is_adjacent=follows):
                kept.append((before[0], "title", before[2]))
            kept.append((line_no, role, text))
        elif role in ("caption", "attribute"):
            kept.append((line_no, role, text))
        elif role == "heading" or (role == "note" and all(p[1] != "title" for p in kept)):
            kept = []
    return kept


def _trim(line: str) -> str:
    return line.strip().lstrip("#").strip().strip("*").strip()


# --- header rows and body rows ----------------------------------------------------------------


def _drop_units(grid: Grid) -> None:
    """Take columns whose figures all bring their unit of money with them for columns of figures."""
    columns: dict[int, list[tuple[Row, str | None]]] = {}
    for row in grid.rows:
        for column, cell in enumerate(row.cells):
            amount = patterns.without_unit(cell)
            if amount or patterns.cell_kind(cell) == "number":
                columns.setdefault(column, []).append((row, amount))
    for column, figures in columns.items():
        if len(figures) > 1 and all(amount for _, amount in figures):
            for row, amount in figures:
                row.cells[column] = amount or row.cells[column]


def _mark_headers(grid: Grid) -> None:
    header: list[Row] = []
    open_header = True
    for row in grid.rows:
        if row.role == "noise":
            continue
        if patterns.is_ordinal_row(row.cells):
            row.role = "ordinal"
            open_header = open_header and not header
        elif open_header and not _is_data(row.cells, has_header=bool(header)):
            row.role = "header"
            header.append(row)
        else:
            open_header = False
            if _repeats_header(row, header) or _is_subheader(row.cells):
                row.role = "header"
    if len(header) > MAX_HEADER_ROWS:  # a form of labels and values, not a table with a header
        for row in header:
            row.role = "body"


def _is_data(row_cells: list[str], *, has_header: bool) -> bool:
    filled = [(position, cell) for position, cell in enumerate(row_cells) if cell]
    numbers = [cell for _, cell in filled if patterns.cell_kind(cell) == "number"]
    if any(not patterns.YEAR.fullmatch(number) for number in numbers):
        return True
    if not filled:
        return False
    position, first = filled[0]
    if patterns.ENUMERATED.match(first):
        return True
    if not has_header:
        return False
    alone = all(patterns.TOTAL.fullmatch(cell) for _, cell in filled)
    return position <= 1 and (alone or (position == 0 and len(filled) == 1))


def _is_subheader(row_cells: list[str]) -> bool:
    """Tell the header of a section inside a table (项目 | 行次 | 统计数)."""
    filled = [patterns.plain(cell) for cell in row_cells if cell]
    return (
        len(set(filled)) > 1
        and patterns.is_header_word(filled[0])
        and not any(patterns.cell_kind(cell) == "number" for cell in filled)
    )


def _repeats_header(row: Row, header: Sequence[Row]) -> bool:
    filled = [(position, cell) for position, cell in enumerate(row.cells) if cell]
    return any(
        all(position < len(top.cells) and top.cells[position] == cell for position, cell in filled)
        for top in header
        if top is not row
    )


# --- where each cell stands -------------------------------------------------------------------


def _emit(grid_no: int, grid: Grid, lines: Sequence[Line]) -> Iterator[Cell]:
    # a table made of sections has its header inside: the first section's speaks for all
    header = grid.header_rows or [row for row in grid.rows if row.role == "header"][:1]
    body = [row.cells for row in grid.rows if row.role == "body"]
    width = max(len(row.cells) for row in header) if header else 0
    width = max([width, *(_filled_width(row) for row in body)])
    is_known = bool(header) and all(row.table for row in header)
    paths = (
        merged_paths([row.slots for row in header], width)
        if is_known
        else header_paths([row.cells for row in header], width)
    )
    kinds, codes = column_kinds(paths, body)
    blocks = block_numbers(kinds)
    joined = [PATH_SEPARATOR.join(path) for path in paths]
    for column, (line_no, role, text) in enumerate(grid.preamble, start=1):
        place = (grid_no, 0, column, 1, line_no)
        yield Cell._make((*place, role, "", "", text, *_provenance(text, lines[line_no - 1])))
    for row_no, row in enumerate(grid.rows, start=1):
        may_lack = row.role == "body" and header and not row.table
        placed = align(row.cells, kinds, codes) if may_lack else row.cells
        slots = {slot.column: slot for slot in row.slots}
        # alignment only puts blanks in: the printed texts follow in their order
        printed = (column for column, cell in enumerate(row.cells) if cell)
        for column, cell in enumerate(placed):
            if cell:
                origin = next(printed)
                slot = slots.get(origin, _NO_SLOT)
                known = column < width
                kind = kinds[column] if known else "measure"
                # a label merged up to the next column names what stands there
                is_merged = row.table and row.role == "body" and kind == "label"
                last = column + (slot.column_span if is_merged else 1) - 1
                at = (grid_no, row_no, column + 1)
                block = blocks[min(last, width - 1)] if known else 1
                path = joined[column] if known else ""
                text = row.printed[origin]
                provenance = _provenance(text, lines[row.line_no - 1], slot)
                yield Cell._make((*at, block, row.line_no, row.role, kind, path, text, *provenance))
    for offset, (line_no, text) in enumerate(grid.notes, start=1):
        place = (grid_no, len(grid.rows) + offset, 1, 1, line_no)
        yield Cell._make((*place, "note", "", "", text, *_provenance(text, lines[line_no - 1])))


def _provenance(text: str, line: Line, slot: TableCell | None = None) -> tuple[object, ...]:
    """Return the last fields of a cell: how it is matched, where it stands, what lies behind it."""
    if slot is None:
        whole = _NO_SLOT._replace(box=line.box, address=line.address, confidence=line.confidence)
        row = line.row or (whole,)
        slot = next((cell for cell in row if cell.text.strip() == text), row[0])
    box = slot.box or _NOWHERE
    return (
        folded(text),
        line.page_no,
        *box,
        slot.stored,
        line.sheet,
        slot.address,
        slot.confidence,
    )


def _filled_width(row_cells: Sequence[str]) -> int:
    width = len(row_cells)
    while width and not row_cells[width - 1]:
        width -= 1
    return width
