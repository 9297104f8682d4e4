"""Findings as static Chinese pages: one per current document, and an index of all.

The pages depend on nothing but the documents and the rules: the same input gives the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from flows.read import patterns
from flows.report import static_pages
from flows.report.findings import Findings, Identity, Line, Place, Repair, Side, Suspect, Table

__all__ = ["render"]

_MOST_ROWS = 12  # of a table that a finding shows at once; the others are folded
_MOST_SPANS = 8  # of line numbers that are listed one by one
_YUAN_PER_WAN = 10_000
_SIDE_NAMES: dict[Side, str] = {"lhs": "左", "rhs": "右"}
_MEASURES = {"point": "分", "piece": "数量", "percent": "%"}
#: What a rule cannot point at: no amount of its sentence, but a percentage, or one left out.
_OTHER_CAUSES = {
    "narrative_share": "所述百分比本身也可能有误",
    "narrative_completion": "所述百分比本身也可能有误",
    "narrative_parts": "也可能漏列了一项",
}
_UNMAPPED_KINDS = {
    "unit_without_county": "单位所属县区不明",
    "table_not_recognised": "不能认出的表",
    "measure_not_understood": "不能理解的栏目",
    "subject_without_code": "没有编码的科目",
    "economic_class_not_found": "查不到的经济分类",
    "label_not_understood": "不能理解的行名",
    "amount_not_read": "不能读成数字的金额",
    "amount_without_label": "没有行名的金额",
    "figure_outside_measures": "不在金额栏内的数字",
    "name_read_as_near_one": "按最相近的名称读取",
    "narrative_figure_not_understood": "情况说明中未能理解的数字",
    "evaluation_amount_not_read": "自评报告中不能读成数字的金额",
    "evaluation_amount_without_unit": "自评报告中没有单位的金额",
    "evaluation_cell_not_placed": "自评报告中未能归位的单元格",
    "evaluation_incomplete": "不完整的自评报告",
    "evaluation_level_not_understood": "自评报告中不能理解的指标级别",
    "evaluation_project_ambiguous": "自评报告的项目不能确定",
    "evaluation_source_not_understood": "自评报告中不能理解的资金来源",
    "performance_form_without_name": "没有项目名称的绩效目标表",
    "performance_project_ambiguous": "绩效目标表的项目不能确定",
    "performance_project_near": "绩效目标表按相近名称对应项目",
    "performance_project_not_found": "绩效目标表的项目不在项目支出表中",
    "performance_amount_not_read": "绩效目标表中不能读成数字的金额",
    "performance_indicator_without_name": "没有名称的绩效指标",
    "performance_indicator_without_target": "没有指标值的绩效指标",
    "performance_indicator_without_level": "没有级别的绩效指标",
}

_Placed = TypeVar("_Placed", Suspect, Repair)


@dataclass(frozen=True, slots=True)
class _Order:
    """A column of the index and the order that it gives; each has a page, so no script sorts."""

    name: str
    file_name: str
    count: Callable[[Findings], int] | None = None  # None: by title
    style: str = ""

    def sorted(self, documents: Iterable[Findings]) -> list[Findings]:
        """Return the documents, most first; then by title, the same on every machine."""

        def rank(document: Findings) -> tuple[int, int, str, str, str]:
            counts = (self.count(document), document.violation_count) if self.count else (0, 0)
            name = (document.title, document.source_path, document.document_id)
            return -counts[0], -counts[1], *name

        return sorted(documents, key=rank)


_ORDERS = (
    _Order("文件", "by-title.html"),
    _Order("不符", "index.html", lambda document: document.violation_count, "violation"),
    _Order("提示", "by-notices.html", lambda document: document.notice_count, "notice"),
    _Order("存疑", "by-suspects.html", lambda document: document.suspect_cell_count),
    _Order("订正", "by-repairs.html", lambda document: document.repaired_label_count),
    _Order("舍入", "by-roundings.html", lambda document: document.rounding_count),
    _Order("相符", "by-passes.html", lambda document: document.pass_count),
    _Order("核对", "by-identities.html", lambda document: document.identity_count),
)


@dataclass(frozen=True, slots=True)
class _HeadCell:
    text: str
    colspan: int
    rowspan: int


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    is_number: bool
    side: str = ""
    suspect: Suspect | None = None
    is_explaining: bool = False  # the suspect explains the finding that shows the cell
    repair: Repair | None = None

    @property
    def classes(self) -> str:
        named = {
            "number": self.is_number,
            "involved": self.side,
            "suspect": self.suspect,
            "elsewhere": self.suspect and not self.is_explaining,
        }
        return " ".join(name for name, applies in named.items() if applies)


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed row; `suspects` are doubtful figures of it whose cells are not known."""

    line_no: int
    text: str
    is_withheld: bool
    cells: list[_Cell]
    suspects: list[Suspect]

    @property
    def is_doubted(self) -> bool:
        return bool(self.suspects) or any(cell.suspect for cell in self.cells)

    @property
    def is_left(self) -> bool:
        return any(cell.side == _SIDE_NAMES["lhs"] for cell in self.cells)

    @property
    def is_telling(self) -> bool:
        return self.is_left or self.is_doubted


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """Some rows of one table under its header."""

    table: Table
    head: list[list[_HeadCell]]
    rows: list[_Row]
    folded: list[_Row]

    @property
    def name(self) -> str:
        return f"{self.table.form} {self.table.title}".strip() or "（无表名）"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A line of prose, cut where a figure in it is doubted; `suspects` are not found in it."""

    line_no: int
    segments: list[tuple[str, Suspect | None]]
    suspects: list[Suspect]

    @property
    def is_telling(self) -> bool:
        return bool(self.suspects) or any(
            suspect or any(sign.isdigit() for sign in text) for text, suspect in self.segments
        )


@dataclass(frozen=True, slots=True)
class _Finding:
    identity: Identity
    equation: tuple[tuple[str, str, Decimal], ...]  # name, where it is printed, amount in yuan
    excerpts: list[_Excerpt]
    sentences: list[_Sentence]
    folded_sentences: list[_Sentence]
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
        return _OTHER_CAUSES.get(self.identity.rule_id, "")


def page_name(document_id: str) -> str:
    """Return the file name of a document's page."""
    return f"{document_id}.html"


def render(documents: Sequence[Findings], folder: Path, earlier: Path | None = None) -> Path:
    """Replace `folder` with a page per current document and an index in several orders.

    Args:
        documents: all that there are.
        folder: to write.
        earlier: a folder with the pages of those that are not detailed.

    Returns:
        The index, `folder/index.html`.
    """
    templates = static_pages.templates()
    templates.filters |= {
        "yuan": _yuan,
        "wan": _wan,
        "in_unit": _in_unit,
        "unit": _unit,
        "percent": lambda share: f"{share:.0%}",
        "ranges": _ranges,
        "measure": lambda measured_in: _MEASURES.get(measured_in, ""),
        "unmapped_kind": lambda kind: _UNMAPPED_KINDS.get(kind, kind),
    }
    current = [document for document in documents if document.status == "current"]
    former = [document for document in documents if document.status != "current"]
    index = templates.get_template("findings_index.html.j2")
    files = {
        order.file_name: index.render(
            documents=order.sorted(current),
            former=former,
            orders=_ORDERS,
            current=order,
        )
        for order in _ORDERS
    }
    template = templates.get_template("findings_document.html.j2")
    for document in current:
        name = page_name(document.document_id)
        if document.is_detailed or earlier is None:
            files[name] = template.render(document=document, page=_Page(document))
        else:
            files[name] = (earlier / name).read_text(encoding="utf-8")
    static_pages.replace(folder, files)
    return folder / "index.html"


_Shown = TypeVar("_Shown", _Row, _Sentence)


class _Page:
    """What the page of one document shows."""

    def __init__(self, document: Findings) -> None:
        self._document = document
        self._suspects = _by_line(document.suspects)
        self._repairs = _by_line(document.repairs)

    def violations(self) -> list[_Finding]:
        """Return the laws that are broken, with the printed lines that they compare."""
        return list(map(self._finding, self._document.violations))

    def notices(self) -> list[_Finding]:
        """Return the habits that are broken, with the printed lines that they compare."""
        return list(map(self._finding, self._document.notices))

    def repairs(self) -> list[tuple[str, list[_Excerpt]]]:
        """Return the repaired rows of each reason, table by table."""
        return [
            (reason, self._excerpts([repair.line_no for repair in repairs], {}, []))
            for reason, repairs in groupby(self._document.repairs, key=lambda item: item.reason)
        ]

    def _finding(self, identity: Identity) -> _Finding:
        suspects = [
            suspect for suspect in self._document.suspects if self._explains(suspect, identity)
        ]
        sentences = [
            _sentence(line, self._suspects.get(line.line_no, []))
            for line in map(self._document.lines.__getitem__, identity.line_nos)
            if line.grid_no is None
        ]
        shown, folded = _folded(sentences)
        return _Finding(
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
            f"{form} {_ranges(sorted(line_nos))}".strip() for form, line_nos in by_form.items()
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
            _label_column(repair, line, table): repair.repaired_label
            for repair in self._repairs.get(line.line_no, [])
        }
        names = line.cells | repaired
        for before in range(column - 1, 0, -1):
            name = names.get(before, "")
            if patterns.cell_kind(name) == "text" and not _is_figure(before, table):
                return name
        return ""

    def _excerpts(
        self,
        line_nos: Iterable[int],
        sides: Mapping[Place, Side],
        explaining: Sequence[Suspect],
    ) -> list[_Excerpt]:
        """Return the rows among some lines, table by table, the left side of an equation first."""
        by_table: dict[int, list[_Row]] = {}
        for line in map(self._document.lines.__getitem__, line_nos):
            if line.grid_no is not None:
                row = self._row(line, self._document.tables[line.grid_no], sides, explaining)
                by_table.setdefault(line.grid_no, []).append(row)
        excerpts = []
        for grid_no, rows in by_table.items():
            table = self._document.tables[grid_no]
            excerpts.append(_Excerpt(table, _head(table.headers), *_folded(rows)))
        return sorted(excerpts, key=lambda excerpt: not any(row.is_left for row in excerpt.rows))

    def _row(
        self,
        line: Line,
        table: Table,
        sides: Mapping[Place, Side],
        explaining: Sequence[Suspect],
    ) -> _Row:
        doubted: dict[int, Suspect] = {}
        unplaced: list[Suspect] = []
        for suspect in self._suspects.get(line.line_no, []):
            place = _column(suspect, line, table)
            if place is None or place in doubted:
                unplaced.append(suspect)
            else:
                doubted[place] = suspect
        repaired = {
            _label_column(repair, line, table): repair
            for repair in self._repairs.get(line.line_no, [])
        }
        cells = []
        for column in range(1, table.width + 1):
            side = sides.get((line.line_no, column))
            text = line.cells.get(column, "")
            cells.append(
                _Cell(
                    text,
                    _is_figure(column, table) and patterns.cell_kind(text) != "text",
                    _SIDE_NAMES[side] if side else "",
                    doubted.get(column),
                    doubted.get(column) in explaining,
                    repaired.get(column),
                )
            )
        return _Row(line.line_no, line.text, line.is_withheld, cells, unplaced)


def _by_line(rows: Iterable[_Placed]) -> dict[int, list[_Placed]]:
    found: dict[int, list[_Placed]] = {}
    for row in rows:
        found.setdefault(row.line_no, []).append(row)
    return found


def _folded(rows: list[_Shown]) -> tuple[list[_Shown], list[_Shown]]:
    """Return what is shown at once (all if it is little, else totals and doubts), and the rest."""
    if len(rows) <= _MOST_ROWS:
        return rows, []
    shown = ([row for row in rows if row.is_telling] or rows)[:_MOST_ROWS]
    line_nos = {row.line_no for row in shown}
    return shown, [row for row in rows if row.line_no not in line_nos]


def _column(suspect: Suspect, line: Line, table: Table) -> int | None:
    """Return the column that prints a doubted amount, None if only the row is known."""
    if suspect.suspect_kind == "missing_row":
        return None
    if line.cells.get(suspect.column_no, "") == suspect.printed_amount:
        return suspect.column_no if suspect.column_no in table.headers else None
    alike = [column for column, text in line.cells.items() if text == suspect.printed_amount]
    return min(alike, key=lambda column: abs(column - suspect.column_no), default=None)


def _label_column(repair: Repair, line: Line, table: Table) -> int:
    for column, text in line.cells.items():
        if patterns.plain(text) == patterns.plain(repair.printed_label):
            return column
    return min(table.headers)


def _is_figure(column: int, table: Table) -> bool:
    path = table.headers.get(column, ())
    return not path or patterns.column_kind(path[-1]) is None


def _head(headers: Mapping[int, tuple[str, ...]]) -> list[list[_HeadCell]]:
    """Return the header rows, parents merged over their columns, from the texts of each column.

    A table without any header, such as a form of labels and values, has no rows of it.
    """
    if not any(headers.values()):
        return []
    paths = [headers.get(column, ()) for column in range(1, max(headers) + 1)]
    depth = max(1, *map(len, paths))
    rows: list[list[_HeadCell]] = []
    for level in range(depth):
        # columns under the same parents share its cell; the lowest text of a column is its own
        spans = groupby(
            (
                (path[: level + 1] if level < len(path) - 1 else column, path)
                for column, path in enumerate(paths)
            ),
            key=lambda item: item[0],
        )
        row = []
        for _, members in spans:
            (_, path), *others = members
            if level < max(1, len(path)):
                text = path[level] if path else ""
                rowspan = 1 if level < len(path) - 1 else depth - level
                row.append(_HeadCell(text, 1 + len(others), rowspan))
        rows.append(row)
    return rows


def _sentence(line: Line, suspects: Sequence[Suspect]) -> _Sentence:
    """Cut a sentence where it prints the doubted figures."""
    found, lost = [], []
    for suspect in suspects:
        pattern = rf"(?<![\d.,]){re.escape(suspect.printed_amount)}(?![\d,]|\.\d)"
        prints = list(re.finditer(pattern, line.text)) if suspect.printed_amount else []
        if prints:
            match = prints[min(suspect.prints_before, len(prints) - 1)]
            found.append((match.start(), match.end(), suspect))
        else:
            lost.append(suspect)
    segments: list[tuple[str, Suspect | None]] = []
    end = 0
    for start, stop, suspect in sorted(found, key=lambda item: item[:2]):
        if start >= end:
            segments += [(line.text[end:start], None), (line.text[start:stop], suspect)]
            end = stop
        else:
            lost.append(suspect)
    return _Sentence(line.line_no, [*segments, (line.text[end:], None)], lost)


# --- words and figures ------------------------------------------------------------------------


def _ranges(line_nos: Sequence[int]) -> str:
    """Return line numbers in words: 第 3–5、9 行; many scattered ones by their range."""
    spans: list[list[int]] = []
    for line_no in line_nos:
        if spans and line_no == spans[-1][1] + 1:
            spans[-1][1] = line_no
        else:
            spans.append([line_no, line_no])
    if len(spans) > _MOST_SPANS:
        return f"第 {line_nos[0]}–{line_nos[-1]} 行中的 {len(line_nos)} 行"
    words = (f"{first}" if first == last else f"{first}–{last}" for first, last in spans)
    return f"第 {'、'.join(words)} 行"


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace("-", "−")


def _wan(amount: Decimal) -> str:
    """Return an amount of yuan in 万元: all its digits, and at least two decimals."""
    whole, _, decimals = f"{amount / _YUAN_PER_WAN:,.6f}".partition(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}".replace("-", "−")


def _unit(table: Table) -> str:
    return {1: "元", 1_000: "千元", _YUAN_PER_WAN: "万元", 100_000_000: "亿元"}.get(
        table.yuan_per_unit or 0, "元"
    )


def _in_unit(amount: Decimal, table: Table | None) -> str:
    """Return an amount in the unit of money of its table, 万元 in a sentence."""
    if table is not None and table.yuan_per_unit == 1:
        return f"{_yuan(amount)} 元"
    return f"{_wan(amount)} 万元"
