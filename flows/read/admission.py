"""Which texts are let into the warehouse: whole disclosures with known units of money.

Better no figures of a document than half of them, or figures that may be off by 10,000. What is
turned away is told why, with file, line and reason.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from flows.read import patterns
from flows.read.grids import Cell

_PART = re.compile(r"第([一二三四五六七八九十]+)部分")
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_HALF_WIDTH = str.maketrans("（）：；，．％０１２３４５６７８９", "():;,.%0123456789")
_QUOTES = re.compile("[“”\"'‘’《》]")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
#: What a code of the functional or an economic classification looks like, also without the zeros of
#: 208 | 05 | 05, and where in a cell it stands: `2080505`, `[201]一般公共服务支出`.
_CLASS_CODE = re.compile(r"(?:2\d|3[0-39]|5[01])\d(?:\d\d?){0,2}")
_LEADING_CODE = re.compile(r"[\[(【]?(\d+)(?![\d.,年])")
_NAME = re.compile("[\u3400-\u9fff]{2}")
_BUDGET_OF_A_YEAR = re.compile(
    r"(?:(?:19|20)\d\d|二[〇○零O0][〇○零O0一二三四五六七八九]{2})年.{0,40}[预决]算"
)
_COVER = re.compile(
    r"(?:19|20)\d\d年(?:度|区级|市级|省级)?"
    r"(?:(?:部门|单位)[预决]算|[预决]算(?:公开|情况|编制){0,2}说明)"
)
_LAST_SECTION = re.compile(r"^(?:第.部分|[一二三四五六七八九十]+、)?[:：]?(?:专业)?名词解释")
_END_OF_A_SENTENCE = re.compile(r"[。！；.;）)”]$")
_SECTION = re.compile(
    r"主要职[能责]|机构设置|名词解释|(?:收支|收入|支出)[预决]算(?:总[体表])?情况(?:的)?说明|[预决]算编制说明"
    r"|收支总体情况|“?三公”?经费[预决]算|收入支出[预决]算总体|(?:基本|拨款)支出[预决]算情况|“?三公”?经费.{0,30}情况"
    r"|机关运行经费.{0,20}(?:情况|说明)|政府采购.{0,20}(?:情况|说明)"
)
_SUM = re.compile(r"\d(?:\.\d+)?[亿百千万]{0,2}元")
_LINES_OF_A_COVER = 40
_FEWEST_SECTIONS = 3
_FEWEST_SUMS = 10
_FULL_CODE = 7
_FEWEST_CODES = 3
_ROWS_TO_COMPARE = 2
_ENOUGH = 8  # as dbt_project.yml has it: form_evidence_needed, form_evidence_margin
_MARGIN = 2
_LINES_ABOVE_A_TABLE = 6  # title, caption, department, period, unit, a broken first row


class Rejected(Exception):  # noqa: N818 - a verdict on the input, not a fault of the program
    """A readable text that is not taken in."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Clue(NamedTuple):
    """What speaks for a form, or against it (negative), where it is found in a title."""

    form_code: str  # '*' for every form
    pattern: re.Pattern[str]
    exclusion: re.Pattern[str] | None
    weight: int

    def speaks(self, title: str) -> bool:
        """Tell whether the clue is found in a normalised title."""
        return bool(self.pattern.search(title)) and not (
            self.exclusion and self.exclusion.search(title)
        )


@cache
def title_clues(dictionary: Path) -> tuple[Clue, ...]:
    """Read what titles say about forms (a dbt seed)."""
    with dictionary.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Clue(
                row["form_code"],
                re.compile(row["pattern"]),
                re.compile(row["exclusion"]) if row["exclusion"] else None,
                int(row["weight"]),
            )
            for row in csv.DictReader(handle)
            if row["source"] == "title"
        )


def form_of_title(title: str, dictionary: Path) -> str | None:
    """Return the form that a normalised title clearly names, `None` if it names none.

    The model `int_form_evidence` weighs titles in the same way, beside other evidence; a test
    holds the two together.
    """
    weights: Counter[str] = Counter()
    for clue in title_clues(dictionary):
        if clue.speaks(title):
            weights[clue.form_code] += clue.weight
    against_all = weights.pop("*", 0)
    ranked = [(code, weight + against_all) for code, weight in weights.most_common(2)]
    first, second = (*ranked, (None, 0), (None, 0))[:2]
    is_clear = first[1] >= _ENOUGH and first[1] - max(second[1], 0) >= _MARGIN
    return first[0] if is_clear else None


@cache
def money_units(dictionary: Path) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Read where a table states its unit of money, and how: roles and patterns (a dbt seed)."""
    with dictionary.open(encoding="utf-8", newline="") as handle:
        rows = sorted(csv.DictReader(handle), key=lambda row: int(row["precedence"]))
    return tuple((row["role"], re.compile(row["pattern"])) for row in rows)


def normalise_text(text: str) -> str:
    """Return a text without markup and blanks, its signs and digits of half width.

    The macro `normalise_text` does the same in SQL; a test holds the two together.
    """
    return patterns.plain(text).translate(_HALF_WIDTH)


def money_unit(table: Sequence[Cell], dictionary: Path) -> str | None:
    """Return the unit of money that a table states, by the patterns that the models use, too."""
    texts: dict[str, str] = {}
    for role in ("attribute", "title", "header"):
        texts[role] = "|".join(normalise_text(cell.text) for cell in table if cell.role == role)
    found = (pattern.search(texts[role]) for role, pattern in money_units(dictionary))
    return next((match[1] for match in found if match), None)


def normalise_title(title: str) -> str:
    """Return a title without markup, blanks, years and quotation marks.

    The macro `normalise_title` does the same in SQL; a test holds the two together.
    """
    return _QUOTES.sub("", _YEAR.sub("", patterns.plain(title)))


def admit(
    lines: Sequence[str], cells: Sequence[Cell], dictionary: Path, *, may_break_off: bool = True
) -> None:
    """Let a document pass, or say what is wrong with it.

    Args:
        lines: the document's lines.
        cells: of its tables.
        dictionary: of the statutory forms; those of clues and units of money lie beside it.
        may_break_off: a text may; a file that says where it ends is whole. A part of a disclosure
            that is prose only is known by its cover and its sections, the last one included where
            it may break off.

    Raises:
        Rejected: `not_a_disclosure`, `no_unit_of_money` or `cut_off`.
    """
    tables: dict[int, list[Cell]] = {}
    for cell in cells:
        tables.setdefault(cell.grid_no, []).append(cell)
    statutory = {number: table for number, table in tables.items() if _is_form(table, dictionary)}
    if not statutory and _BUDGET_OF_A_YEAR.search("".join(map(patterns.plain, lines))):
        units = dictionary.with_name("money_unit.csv")
        statutory = {number: table for number, table in tables.items() if _is_coded(table, units)}
    if not statutory:
        if _is_prose_of_disclosure(lines) and (not may_break_off or _is_told_to_the_end(lines)):
            return
        raise Rejected(
            "not_a_disclosure", "no table has the title or the codes of a statutory form"
        )
    if may_break_off:
        _require_whole(lines, tables, statutory)
        _require_last_table(lines, tables, dictionary)
    for table in statutory.values():
        _require_unit(table, dictionary.with_name("money_unit.csv"))


def _is_prose_of_disclosure(lines: Sequence[str]) -> bool:
    """Tell the explanations of a budget, published apart from its tables, from other prose.

    Body, year and kind stand on the cover, the sections follow the forms, and they state money.
    """
    texts = [patterns.plain(line) for line in lines]
    sections = {match[0] for text in texts if (match := _SECTION.search(text))}
    return (
        bool(_COVER.search("".join(texts[:_LINES_OF_A_COVER])))
        and len(sections) >= _FEWEST_SECTIONS
        and sum(len(_SUM.findall(text)) for text in texts) >= _FEWEST_SUMS
    )


def _is_told_to_the_end(lines: Sequence[str]) -> bool:
    """Tell a text that has come to its glossary, the last of all sections, and ends a sentence."""
    texts = [text for line in lines if not patterns.is_noise(text := patterns.plain(line))]
    sections = [number for number, text in enumerate(texts) if _LAST_SECTION.search(text)]
    return bool(
        sections
        and len(texts) // 3 < sections[-1] < len(texts) - 1
        and _END_OF_A_SENTENCE.search(texts[-1])
    )


def _is_form(table: Sequence[Cell], dictionary: Path) -> bool:
    return any(cell.row_no for cell in table) and _names_form(_title(table), dictionary)


def _is_coded(table: Sequence[Cell], units: Path) -> bool:
    """Tell a table that says by its lines what no title says.

    Most of its codes are of a classification, each beside a name, one below another; it states
    amounts and their unit of money.
    """
    labels: dict[int, list[str]] = {}
    for cell in table:
        if cell.role == "body" and cell.column_kind == "label":
            labels.setdefault(cell.row_no, []).append(normalise_text(cell.text))
    codes = [
        "".join(match[1] for text in texts if (match := _LEADING_CODE.match(text)))
        for texts in labels.values()
        if any(_NAME.search(text) for text in texts)
    ]
    codes = [code for code in codes if code]
    of_classes = sorted({code for code in codes if _CLASS_CODE.fullmatch(code)})
    return (
        len(of_classes) >= _FEWEST_CODES
        and 2 * sum(code in of_classes for code in codes) > len(codes)
        and any(below.startswith(code) for code, below in pairwise(of_classes))
        and bool(_amounts(table))
        and money_unit(table, units) is not None
    )


def _names_form(title: str, dictionary: Path) -> bool:
    clues = dictionary.with_name("form_clue.csv")
    return form_of_title(normalise_title(title), clues) is not None


def _title(table: Sequence[Cell]) -> str:
    return "".join(cell.text for cell in table if cell.role == "title")


def _amounts(table: Sequence[Cell]) -> list[Cell]:
    return [
        cell
        for cell in table
        if cell.role == "body"
        and cell.column_kind == "measure"
        and patterns.cell_kind(patterns.unmarked(cell.text)) == "number"
        and patterns.without_unit(patterns.unmarked(cell.text)) is None
    ]


def _require_unit(table: Sequence[Cell], dictionary: Path) -> None:
    amounts = _amounts(table)
    if amounts and money_unit(table, dictionary) is None:
        raise Rejected(
            "no_unit_of_money",
            f"line {amounts[0].line_no}: the table {_title(table)!r} states amounts "
            "but no unit of money (单位：万元)",
        )


def _require_whole(
    lines: Sequence[str], tables: dict[int, list[Cell]], statutory: dict[int, list[Cell]]
) -> None:
    """Reject a text that ends inside a table which shows that more was to come."""
    last_line = max(
        (
            number
            for number, line in enumerate(lines, 1)
            if not patterns.is_noise(patterns.plain(line))
        ),
        default=0,
    )
    number, table = max(tables.items(), key=lambda item: item[1][-1].line_no)
    ends_in_table = table[-1].line_no >= last_line - 1 and table[-1].role != "note"
    if not ends_in_table:
        return
    evidence = _missing_part(lines)
    if evidence is None and table[-1].line_no != last_line:
        evidence = "its last row breaks off"
    if evidence is None:
        evidence = _broken_row(table, lines)
    if evidence is None and number in statutory:
        evidence = _unfinished(table)
    if evidence:
        raise Rejected("cut_off", f"line {last_line}: the text ends inside a table, and {evidence}")


def _require_last_table(
    lines: Sequence[str], tables: dict[int, list[Cell]], dictionary: Path
) -> None:
    """Reject a text that ends on the title of a form, before its first row."""
    last_row = max(table[-1].line_no for table in tables.values())
    tail = [(number, patterns.plain(line)) for number, line in enumerate(lines, 1)][last_row:]
    tail = [(number, text) for number, text in tail if not patterns.is_noise(text)]
    for number, text in tail[-_LINES_ABOVE_A_TABLE:]:
        if _names_form(text, dictionary) and patterns.line_role(text) == "title":
            raise Rejected("cut_off", f"line {number}: the text ends before the table {text!r}")


def _missing_part(lines: Sequence[str]) -> str | None:
    """Return the first 部分 that the table of contents announces and the text never reaches."""
    announced: dict[str, int] = {}
    for line in lines:
        text = patterns.plain(line)
        match = _PART.match(text)
        if match:
            announced[match[1]] = announced.get(match[1], 0) + 1
    if not any("目录" in patterns.plain(line) for line in lines[:200]):
        return None
    once = [part for part, count in announced.items() if count == 1]
    return f"第{once[0]}部分 is announced but never begins" if once else None


def _broken_row(table: Sequence[Cell], lines: Sequence[str]) -> str | None:
    """Compare the last row with the ones before it: a cut text ends in mid-row, without newline."""
    rows = sorted({cell.line_no for cell in table if cell.row_no and cell.role != "note"})
    if not any(cell.role == "body" for cell in table):
        return "its last table has no rows"
    if lines[-1] == "" or len(rows) <= _ROWS_TO_COMPARE:
        return None
    widths = [lines[number - 1].count("\t") for number in rows]
    return (
        "its last row lacks cells" if widths[-1] < min(widths[-_ROWS_TO_COMPARE - 1 : -1]) else None
    )


def _unfinished(table: Sequence[Cell]) -> str | None:
    """Return what the last statutory table promises and does not hold."""
    rows = [
        cell._replace(text=patterns.unmarked(cell.text)) for cell in table if cell.role == "body"
    ]
    last = [cell for cell in rows if cell.row_no == rows[-1].row_no]
    labels = " ".join(cell.text for cell in last if cell.column_kind == "label")
    paths = {cell.header_path.split(" / ")[0] for cell in table if cell.role == "header"}
    if {"收入", "支出"} <= paths and "总计" not in labels:
        return "its last table never comes to its 总计"
    codes = [c.text for c in rows if c.column_kind == "label" and _CODE.fullmatch(c.text)]
    is_last = bool(codes) and codes[-1] in labels.split()
    if is_last and max(map(len, codes)) == _FULL_CODE > len(codes[-1]):
        return f"the subject {codes[-1]} has no lines below it"
    if codes and _is_short_of_total(rows):
        return "its last table states more in 合计 than in its lines"
    return None


def _is_short_of_total(rows: Sequence[Cell]) -> bool:
    """Tell whether the 类 lines of a table add up to less than the 合计 above them."""
    first = min((c.column_no for c in rows if c.column_kind == "measure"), default=0)
    labels: dict[int, list[str]] = {}
    amounts: dict[int, Decimal] = {}
    for cell in rows:
        if cell.column_kind == "label":
            labels.setdefault(cell.row_no, []).append(cell.text)
        elif cell.column_no == first and patterns.cell_kind(cell.text) == "number":
            digits = re.sub(r"[^\d.-]", "", cell.text)
            with suppress(InvalidOperation):
                amounts[cell.row_no] = Decimal(digits)
    total = next(
        (amounts[row] for row, texts in labels.items() if row in amounts and _has_total(texts)),
        None,
    )
    tops = [
        amounts[row]
        for row, texts in labels.items()
        if row in amounts and any(re.fullmatch(r"\d{3}", text) for text in texts)
    ]
    rounding = Decimal("0.005") * (len(tops) + 1)
    return total is not None and bool(tops) and sum(tops) < total - rounding


def _has_total(texts: Sequence[str]) -> bool:
    return any(patterns.TOTAL.fullmatch(text) for text in texts)
