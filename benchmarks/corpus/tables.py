"""A form of a form set × the money of a body → the table that is printed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from benchmarks.corpus.figures import Budget, names, subjects, tree
from benchmarks.corpus.layouts import Layout

ORDINALS = "一二三四五六七八九十"
# of the class lists without all thirty names: those that departments never use
RARE = {
    "30": (),
    "26": ("209", "227", "230", "233"),
    "24": ("209", "227", "230", "233", "234", "223"),
}
# what a column holds that is no amount; those of the second line never hold a label
TEXTS = ("label", "code", "name", "class", "group", "item", "source", "category", "purpose", "thing",
         "manner", "row", "government", "body", "blank")  # fmt: skip
BESIDE = ("row", "government", "body", "blank")
MEASURES = {
    "total": "合计",
    "basic": "基本支出",
    "personnel": "人员经费",
    "operating": "公用经费",
    "project": "项目支出",
    "reserve": "单位预留机动经费",
    "general_public": "一般公共预算",
    "government_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
    "special_account": "财政专户管理资金",
    "fiscal_appropriation": "财政拨款收入",
    "unit_own": "单位资金",
    "superior_subsidy": "上级补助收入",
    "undertaking": "事业收入",
    "business": "经营收入",
    "affiliated": "附属单位上缴收入",
    "other": "其他收入",
    "overseas_travel": "因公出国（境）费",
    "reception": "公务接待费",
    "vehicle": "公务用车购置及运行维护费/小计",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行维护费",
}
ITEMS = ("overseas_travel", "reception", "vehicle", "vehicle_purchase", "vehicle_operation",
         "three_public", "conferences")  # fmt: skip
TOTAL_ITEMS = {"three_public", "conferences"}
KINDS = ("basic", "personnel", "operating", "project", "reserve")
FUNDS = ("general_public", "government_fund", "state_capital", "fiscal_appropriation", "unit_own",
         "special_account", "superior_subsidy", "undertaking", "business", "affiliated",
         "other")  # fmt: skip
PHASES = {"adjusted": ("adjusted_budget", "预算数"), "spent": ("final", "决算数")}
# beside the items of 三公 in its form
_BESIDE_ITEMS = ("会议费", "培训费")
# where the total of a line may be filed with its only fund
_UNSPLIT = ("project_current", "project_carryover", "agency_operating")


@dataclass
class Amount:
    """A printed amount and what it means."""

    fen: int
    statement: str
    code: str
    label: str
    measure: str
    facets: Mapping[str, str]
    text: str = ""


Cell = str | Amount


@dataclass
class Table:
    """A printed table; the header is a path a column."""

    title: str
    caption: str
    lines: list[str]
    header: list[tuple[str, ...]]
    rows: list[list[Cell]]
    note: str
    money: str
    number: int = 0

    def amounts(self) -> Iterator[Amount]:
        """The amounts that are printed, zeros included where they are."""
        return (cell for row in self.rows for cell in row if isinstance(cell, Amount) and cell.text)


@dataclass
class _Line:
    texts: Mapping[str, str]
    selector: str = "total"
    prefix: str = ""
    fen: Any = None
    label: str = ""


@dataclass
class Maker:
    """Makes the tables of one document."""

    budget: Budget
    layout: Layout
    words: Mapping[str, str]
    money: str

    def make(self, form: Mapping[str, Any]) -> Table:
        """Make the table of a form, its amounts printed."""
        money = form.get("money", self.money)
        blocks = form.get("blocks") or [form]
        bodies = [self._block(block, form, money) for block in blocks]
        header = [self._path(path) for block in blocks for path in block["columns"]]
        rows = _side_by_side(bodies)
        table = Table(self._say(form["title"]), self._say(form.get("caption", "")), [], header,
                      rows, "", money)  # fmt: skip
        self._number_columns(table)
        if not any(table.amounts()):
            table.note = self.layout.note
        return table

    def _say(self, text: str) -> str:
        return text.format(**self.words)

    def _path(self, path: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self._say(path).split("/"))

    def _block(
        self, block: Mapping[str, Any], form: Mapping[str, Any], money: str
    ) -> tuple[list[list[Cell]], list[list[Cell]], int]:
        """Return the rows of a block, its last rows (bottom of the table) and its width."""
        only = block.get("only", form.get("only", "total"))
        statement = block.get("statement", form.get("statement", ""))
        columns = [(self._path(path)[-1], meaning) for path, meaning in block["columns"].items()]
        amounts = [meaning for _, meaning in columns if meaning not in TEXTS]

        def row(number: int, line: _Line) -> list[Cell]:
            cells: list[Cell] = []
            for printed, meaning in columns:
                if meaning == "row":
                    cells.append(str(number))
                elif meaning in TEXTS:
                    cells.append(line.texts.get(meaning, ""))
                else:
                    selector = f"{meaning}&{line.selector}&{only}"
                    fen = line.fen(selector) if line.fen else self._value(selector, line.prefix)
                    facets = _facets(meaning, selector, statement)
                    measure = _measure(facets, printed, len(amounts), statement)
                    code = line.prefix or line.texts.get("truth_code", "")
                    label = line.label or line.texts.get("name") or line.texts.get("label", "")
                    text = self.layout.print(fen, money) if "none" not in line.selector else ""
                    cells.append(Amount(fen, statement, code, label, measure, facets, text))
            return cells

        lines, last = list(self._lines(block, only)), []
        if total := block.get("total"):
            line = _Line(self._total_texts(total, block), label=self._total_label(total))
            if block["rows"] == "economics":
                section = block.get("section", "3")
                line.fen = lambda selectors: self._basic(section, selectors)
            (lines.insert(0, line) if self.layout.total.startswith("first") else last.append(line))
        for label, selector in block.get("totals", {}).items():
            printed, _, truth = self._say(label).partition("|")
            texts = {"label": printed, "name": printed}
            last.append(_Line(texts, selector, label=truth or printed))
        top = [row(number, line) for number, line in enumerate(lines, start=1)]
        bottom = [row(number, line) for number, line in enumerate(last, start=len(top) + 1)]
        return top, bottom, len(columns)

    def _total_label(self, total: Any) -> str:
        return self.layout.total_label if total is True else self._say(str(total))

    def _total_texts(self, total: Any, block: Mapping[str, Any]) -> dict[str, str]:
        place = _label_columns(block)[0 if self.layout.total.endswith("code") else -1]
        return {place: self._total_label(total)}

    def _value(self, selectors: str, prefix: str) -> int:
        terms = set(selectors.split("&"))
        if section := next((t for t in terms if t.startswith("economic:")), None):
            return self._basic(section.removeprefix("economic:"), selectors)
        item = next((term for term in sorted(terms) if term in self.budget.items), None)
        if item is None:
            return self.budget.amount("&".join(sorted(terms - set(PHASES))), prefix)
        if terms & {"government_fund", "state_capital"}:
            return 0
        return self.budget.items[f"adjusted:{item}" if "adjusted" in terms else item]

    def _basic(self, prefix: str, selectors: str) -> int:
        kind = next((t for t in selectors.split("&") if t in ("personnel", "operating")), "total")
        return sum(self.budget.basic(code, kind) for code in prefix.split("|"))

    def _lines(self, block: Mapping[str, Any], only: str) -> Iterator[_Line]:
        source = block["rows"]
        if isinstance(source, dict):
            places, parent = _label_columns(block), ""
            for label, selector in source.items():
                parts = self._say(label).split("/")
                texts = dict(zip(places, parts, strict=False))
                if len(parts) > 1 and parts[0] == parent:
                    texts[places[0]] = ""
                parent = parts[0] or parent
                yield _Line(texts, selector, label="/".join(filter(None, parts)))
        else:
            yield from getattr(self, f"_{source}")(block, only)

    def _single(self, block: Mapping[str, Any], _: str) -> Iterator[_Line]:
        """One row without a label."""
        yield _Line({"blank": block.get("label", "")})

    def _bodies(self, *_: Any) -> Iterator[_Line]:
        """The body itself as the only line."""
        yield _Line(dict.fromkeys(("label", "name", "body"), self.words["body"]))

    def _subjects(self, block: Mapping[str, Any], only: str) -> Iterator[_Line]:
        """The functional classification, as deep as the block says."""
        selectors = {f"{m}&{only}" for m in block["columns"].values() if m not in TEXTS}
        used = sorted({
            fact.subject for fact in self.budget.facts
            if any(self.budget.amount(selector, fact.subject) for selector in selectors)
        })  # fmt: skip
        for code in tree(used, (3, 5, 7)[: block.get("depth", 3)]):
            yield _Line(_coded(code, subjects()[code], block), prefix=code)

    def _classes(self, block: Mapping[str, Any], only: str) -> Iterator[_Line]:
        """The list of 类 with ordinals; each publisher lists other ones."""
        codes = [code for code in sorted(names("functional_class"))]
        if self.layout.classes == "present":
            codes = [code for code in codes if self.budget.amount(only, code)]
        else:
            rare = [c for c in RARE[self.layout.classes] if not self.budget.amount("resources", c)]
            codes = [code for code in codes if code not in rare]
        style = block.get("ordinal", "{}、{}")
        for number, code in enumerate(codes, start=1):
            label = style.format(ordinal(number), names("functional_class")[code])
            line = _Line({"label": label, "name": label}, label=label)
            line.fen = lambda selectors, code=code: self._value(selectors, code)
            yield line

    def _economics(self, block: Mapping[str, Any], _: str) -> Iterator[_Line]:
        """The economic classes of basic spending; a section keeps some 类, all names if wanted."""
        known = names("economic_class_department")
        section = tuple(block.get("section", "3").split("|"))
        used = [code for code in self.budget.economic if code.startswith(section)]
        if block.get("complete"):
            used = [c for c in known if c.startswith(section) and len(c) == 5]
        for code in tree(used, (3, 5)):
            texts = _coded(code, known[code], block)
            if len(code) == 5:
                texts["government"] = "机关工资福利支出" if code[:3] == "301" else known[code[:3]]
            line = _Line(texts)
            line.fen = lambda selectors, code=code: self._basic(code, selectors)
            if "code" in block["columns"].values() or "class" in block["columns"].values():
                texts["truth_code"] = code
            yield line

    def _revenues(self, block: Mapping[str, Any], only: str) -> Iterator[_Line]:
        """The revenue classification of a fund that is the money of one 目."""
        known = names("revenue_class")
        for code in tree([str(block["revenue"])], (3, 5, 7)):
            if self.budget.amount(f"income&{only}"):
                line = _Line(_coded(code, known[code], block) | {"truth_code": code})
                line.fen = lambda selectors: self._value(selectors, "")
                yield line

    def _projects(self, block: Mapping[str, Any], only: str) -> Iterator[_Line]:
        """The projects, below the body on two rows where the set repeats it."""
        for _ in range(block.get("bodies", 0)):
            yield _Line({"name": self.words["body"]}, "project")
        for project in self.budget.projects:
            own = Budget((project.fact,), {}, ())
            if own.amount(f"{only}&project"):
                yield _Line({"name": project.name, "body": self.words["body"]}, fen=own.amount)

    def _number_columns(self, table: Table) -> None:
        """Put a line of integers that are no amounts below the header."""
        if self.layout.ordinals == "none":
            return
        width = len(table.header)
        numbers: list[Cell] = [str(column) for column in range(1, width + 1)]
        if self.layout.ordinals == "栏次":
            is_amount = [any(isinstance(r[c], Amount) for r in table.rows) for c in range(width)]
            count = iter(range(1, width + 1))
            numbers = [str(next(count)) if is_it else "" for is_it in is_amount]
            numbers[0] = numbers[0] or "栏次"
        table.rows.insert(0, numbers)


def _label_columns(block: Mapping[str, Any]) -> list[str]:
    """The columns that a label can stand in, left to right."""
    return [m for m in block["columns"].values() if m in TEXTS and m not in BESIDE]


def _coded(code: str, name: str, block: Mapping[str, Any]) -> dict[str, str]:
    pieces = {"class": code[:3], "group": code[3:5], "item": code[5:]}
    if block.get("lost_zero"):
        pieces = {key: piece.lstrip("0") for key, piece in pieces.items()}
    return {"code": code, "name": name, "label": name, **pieces}


def ordinal(number: int) -> str:
    """Return a Chinese numeral up to 99."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else ORDINALS[tens - 1] + "十"
    return head + (ORDINALS[ones - 1] if ones else "")


def _facets(meaning: str, terms: str, statement: str) -> dict[str, str]:
    """Say what a column adds to its line: kind and fund, or item and phase."""
    if statement == "three_public":
        parts = terms.split("&")
        named = {"item": (set(ITEMS) - TOTAL_ITEMS) & set(parts), "phase": set(PHASES) & set(parts)}
    else:
        parts = meaning.split("&")
        named = {"kind": set(KINDS) & set(parts), "fund": set(FUNDS) & set(parts)}
    facets = {name: words.pop() for name, words in named.items() if words}
    return facets | ({"phase": PHASES[facets["phase"]][0]} if "phase" in facets else {})


def _measure(facets: Mapping[str, str], printed: str, columns: int, statement: str) -> str:
    """Name a column in the words of the truth; a lone column keeps its own."""
    if statement == "three_public":
        name = MEASURES.get(facets.get("item", ""), printed if printed in _BESIDE_ITEMS else "合计")
        phase = {code: word for code, word in PHASES.values()}.get(facets.get("phase", ""))
        return f"{name.replace('/', '')}/{phase}" if phase else name
    named = next((MEASURES[facets[name]] for name in ("kind", "fund") if name in facets), "")
    if columns == 1:
        return printed
    if statement in _UNSPLIT and not named:
        return "金额"
    return named or ("合计" if re.search("[合小总]计", printed) else printed)


def _side_by_side(
    blocks: Sequence[tuple[list[list[Cell]], list[list[Cell]], int]],
) -> list[list[Cell]]:
    """Join blocks: their rows from the top, their totals on the same last lines."""
    height = max(len(top) for top, _, _ in blocks)
    last = max(len(bottom) for _, bottom, _ in blocks)
    columns = []
    for top, bottom, width in blocks:
        filler: list[list[Cell]] = [[""] * width for _ in range(height - len(top))]
        above: list[list[Cell]] = [[""] * width for _ in range(last - len(bottom))]
        columns.append([*top, *filler, *above, *bottom])
    return [[cell for part in parts for cell in part] for parts in zip_longest(*columns)]
