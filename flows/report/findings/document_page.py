"""The page of one document: each finding with the printed lines that it speaks of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from flows.read import patterns
from flows.report.findings.excerpts import (
    Cell,
    Excerpt,
    Row,
    Sentence,
    cut_sentence,
    doubted_column,
    fold,
    header_rows,
    is_figure,
    label_column,
)
from flows.report.findings.model import (
    Findings,
    Identity,
    Line,
    Place,
    Repair,
    Side,
    Suspect,
    Table,
)
from flows.report.findings.wording import OTHER_CAUSES, SIDE_NAMES, ranges

_Placed = TypeVar("_Placed", Suspect, Repair)


@dataclass(frozen=True, slots=True)
class Finding:
    """An identity that does not hold, with all that the page shows of it."""

    identity: Identity
    equation: tuple[tuple[str, str, Decimal], ...]  # name, where it is printed, amount in yuan
    excerpts: list[Excerpt]
    sentences: list[Sentence]
    folded_sentences: list[Sentence]
    suspects: list[Suspect]

    @property
    def single(self) -> list[Suspect]:
        """The suspects that nothing else equals."""
        return [suspect for suspect in self.suspects if suspect.tie_count == 1]

    @property
    def tied(self) -> list[Suspect]:
        """The suspects of which arithmetic cannot choose one."""
        return [suspect for suspect in self.suspects if suspect.tie_count > 1]

    @property
    def other_cause(self) -> str:
        """What else may be wrong, '' where nothing is known."""
        return OTHER_CAUSES.get(self.identity.rule_id, "")


class Page:
    """What the page of one document shows."""

    def __init__(self, document: Findings) -> None:
        self._document = document
        self._suspects = _by_line(document.suspects)
        self._repairs = _by_line(document.repairs)

    def violations(self) -> list[Finding]:
        """Return the laws that are broken, with the printed lines that they compare."""
        return list(map(self._finding, self._document.violations))

    def notices(self) -> list[Finding]:
        """Return the habits that are broken, with the printed lines that they compare."""
        return list(map(self._finding, self._document.notices))

    def doubts(self) -> list[Finding]:
        """Return what fails because of how a table was read, with the printed lines."""
        return list(map(self._finding, self._document.doubts))

    def repairs(self) -> list[tuple[str, list[Excerpt]]]:
        """Return the repaired rows of each reason, table by table."""
        return [
            (reason, self._excerpts([repair.line_no for repair in repairs], {}, []))
            for reason, repairs in groupby(self._document.repairs, key=lambda item: item.reason)
        ]

    def _finding(self, identity: Identity) -> Finding:
        suspects = [
            suspect for suspect in self._document.suspects if self._explains(suspect, identity)
        ]
        sentences = [
            cut_sentence(line, self._suspects.get(line.line_no, []))
            for line in map(self._document.lines.__getitem__, identity.line_nos)
            if line.grid_no is None
        ]
        shown, folded = fold(sentences)
        return Finding(
            identity,
            (
                ("左边", self._printed_at(identity, "lhs"), identity.lhs_yuan),
                ("右边", self._printed_at(identity, "rhs"), identity.rhs_yuan),
                ("差额", "", identity.difference_yuan),
                ("容差", "", identity.tolerance_yuan),
            ),
            self._excerpts(identity.line_nos, identity.sides, suspects),
            shown,
            folded,
            suspects,
        )

    def _explains(self, suspect: Suspect, identity: Identity) -> bool:
        if identity.rule_id not in suspect.rule_ids:
            return False
        if suspect.suspect_kind == "unit_of_money":
            grid_no = self._document.lines[suspect.line_no].grid_no
            return any(self._document.lines[n].grid_no == grid_no for n in identity.line_nos)
        if identity.places:
            return suspect.place in identity.sides
        return suspect.line_no in identity.line_nos

    def place(self, suspect: Suspect) -> str:
        """Return where a doubted figure stands, but for the line: form, row and column."""
        line = self._document.lines[suspect.line_no]
        if line.grid_no is None:
            return "文字说明"
        return self._document.tables[line.grid_no].form + self._named(*suspect.place)

    def _printed_at(self, identity: Identity, side: Side) -> str:
        """Return where the figures of one side of an identity stand."""
        by_form: dict[str, set[int]] = {}
        for line_no, _ in identity.places.get(side, []):
            grid_no = self._document.lines[line_no].grid_no
            form = "文字说明" if grid_no is None else self._document.tables[grid_no].form
            by_form.setdefault(form, set()).add(line_no)
        return "，".join(
            f"{form} {ranges(sorted(line_nos))}".strip() for form, line_nos in by_form.items()
        )

    def _named(self, line_no: int, column: int) -> str:
        """Return a figure of a table by the label of its row and the header of its column."""
        line = self._document.lines[line_no]
        if line.grid_no is None or line.is_withheld:
            return ""
        table = self._document.tables[line.grid_no]
        label, header = self._label(line, table, column), " / ".join(table.headers.get(column, ()))
        return (f"“{label}”行" if label else "") + (f"“{header}”栏" if header else "")

    def _label(self, line: Line, table: Table, column: int) -> str:
        """Return the name that stands before a figure on its line, as repaired."""
        repaired = {
            label_column(repair, line, table): repair.repaired_label
            for repair in self._repairs.get(line.line_no, [])
        }
        names = line.cells | repaired
        for before in range(column - 1, 0, -1):
            name = names.get(before, "")
            if patterns.cell_kind(name) == "text" and not is_figure(before, table):
                return name
        return ""

    def _excerpts(
        self,
        line_nos: Iterable[int],
        sides: Mapping[Place, Side],
        explaining: Sequence[Suspect],
    ) -> list[Excerpt]:
        """Return the rows among some lines, table by table, the left side of an equation first."""
        by_table: dict[int, list[Row]] = {}
        for line in map(self._document.lines.__getitem__, line_nos):
            if line.grid_no is not None:
                row = self._row(line, self._document.tables[line.grid_no], sides, explaining)
                by_table.setdefault(line.grid_no, []).append(row)
        excerpts = []
        for grid_no, rows in by_table.items():
            table = self._document.tables[grid_no]
            excerpts.append(Excerpt(table, header_rows(table.headers), *fold(rows)))
        return sorted(excerpts, key=lambda excerpt: not any(row.is_left for row in excerpt.rows))

    def _row(
        self,
        line: Line,
        table: Table,
        sides: Mapping[Place, Side],
        explaining: Sequence[Suspect],
    ) -> Row:
        doubted: dict[int, Suspect] = {}
        unplaced: list[Suspect] = []
        for suspect in self._suspects.get(line.line_no, []):
            place = doubted_column(suspect, line, table)
            if place is None or place in doubted:
                unplaced.append(suspect)
            else:
                doubted[place] = suspect
        repaired = {
            label_column(repair, line, table): repair
            for repair in self._repairs.get(line.line_no, [])
        }
        cells = []
        for column in range(1, table.width + 1):
            side = sides.get((line.line_no, column))
            text = line.cells.get(column, "")
            cells.append(
                Cell(
                    text,
                    is_figure(column, table) and patterns.cell_kind(text) != "text",
                    SIDE_NAMES[side] if side else "",
                    doubted.get(column),
                    doubted.get(column) in explaining,
                    repaired.get(column),
                )
            )
        return Row(line.line_no, line.text, line.is_withheld, cells, unplaced)


def _by_line(rows: Iterable[_Placed]) -> dict[int, list[_Placed]]:
    found: dict[int, list[_Placed]] = {}
    for row in rows:
        found.setdefault(row.line_no, []).append(row)
    return found
