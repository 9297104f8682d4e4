"""The lines of a block: which rows a form prints, and what stands in each for a column."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.corpus import meaning
from benchmarks.corpus.figures import Budget, names, subjects, tree
from benchmarks.corpus.layouts import Layout

CODES = ("code", "class", "group", "item")
# never hold a label
BESIDE = ("row", "government", "body", "blank")
# what a column holds that is no amount
TEXTS = (*CODES, "label", "name", "source", "category", "purpose", "thing", "manner", *BESIDE)
ORDINALS = "一二三四五六七八九十"
# of the class lists without all thirty names: those that departments hardly use
RARE = {
    "30": (),
    "26": ("209", "227", "230", "233"),
    "24": ("209", "223", "227", "230", "233", "234"),
}
DETAIL = 5  # digits of a 款 of the economic classification

Block = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A row of a block.

    Attributes:
        texts: What its columns without amounts hold, by their meaning.
        fen: The selectors of a column → the amount in 分.
        code: The code in the truth, where the form prints one.
        label: The label in the truth.
        selector: What the line itself selects.
    """

    texts: Mapping[str, str]
    fen: Callable[[str], int]
    code: str = ""
    label: str = ""
    selector: str = "total"


@dataclass(frozen=True)
class Lines:
    """Makes the lines of one document; a source in a form set is a method here."""

    budget: Budget
    layout: Layout
    words: Mapping[str, str]

    def of(self, block: Block, only: str) -> tuple[list[Line], list[Line]]:
        """Return the lines of a block from the top, and those at the bottom of its table."""
        source = block["rows"]
        named = isinstance(source, dict)
        top = list(self._named(source, block) if named else getattr(self, source)(block, only))
        bottom = []
        if block.get("total"):
            total = self._total(block)
            (
                top.insert(0, total)
                if self.layout.total.startswith("first")
                else bottom.append(total)
            )
        return top, [*bottom, *self._named(block.get("totals", {}), block)]

    def say(self, text: str) -> str:
        """Fill the words of this document into a text of its form set."""
        return text.format(**self.words)

    def value(self, selectors: str, prefix: str = "") -> int:
        """Return an amount by its selectors: of the cube, of economic classes, or an item."""
        terms = selectors.split("&")
        for term in terms:
            if term.startswith("economic:"):
                return self.basic(selectors, term.removeprefix("economic:"))
        if item := next((term for term in terms if term in self.budget.items), ""):
            if "government_fund" in terms or "state_capital" in terms or "none" in terms:
                return 0
            return self.budget.items[f"adjusted:{item}" if "adjusted" in terms else item]
        known = [term for term in terms if term not in meaning.PHASES]
        return self.budget.amount("&".join(known), prefix)

    def basic(self, selectors: str, codes: str) -> int:
        """Return basic spending on economic classes (`301|303`)."""
        terms = selectors.split("&")
        kind = next((term for term in terms if term in ("personnel", "operating")), "total")
        return sum(self.budget.basic(code, kind) for code in codes.split("|"))

    def _named(self, lines: Mapping[str, str], block: Block) -> Iterator[Line]:
        """Lines of the form set: label → selector.

        A label goes over several columns at `/`; what stands behind `|` is not printed, but the
        label that the truth knows.
        """
        places, parent = label_columns(block), ""
        for text, selector in lines.items():
            printed, _, known = self.say(text).partition("|")
            parts = printed.split("/")
            texts = dict(zip(places, parts, strict=False))
            # a merged parent is printed once
            if len(parts) > 1 and parts[0] == parent:
                texts[places[0]] = ""
            parent = parts[0] or parent
            label = known or "/".join(filter(None, parts))
            yield Line(texts, partial(self._selected, selector), label=label, selector=selector)

    def _selected(self, selector: str, selectors: str) -> int:
        return self.value(f"{selectors}&{selector}")

    def _total(self, block: Block) -> Line:
        place = label_columns(block)[0 if self.layout.total.endswith("code") else -1]
        label = self.layout.total_label
        codes = block.get("section", "3")
        fen = partial(self.basic, codes=codes) if block["rows"] == "economics" else self.value
        return Line({place: label}, fen, label=label)

    def single(self, *_: Any) -> Iterator[Line]:
        """One row without a label."""
        yield Line({}, self.value)

    def bodies(self, *_: Any) -> Iterator[Line]:
        """The body itself as the only line."""
        body = self.words["body"]
        yield Line(dict.fromkeys(("label", "name", "body"), body), self.value, label=body)

    def bodies_subjects(self, block: Block, only: str) -> Iterator[Line]:
        """The body, its own office below it, each with a code and all money, then the subjects."""
        body = self.words["body"]
        for code, name in (("101", body), ("101001", f"{body}（本级）")):
            # a code over three columns has no place for that of a body
            texts = {"name": name} | ({"code": code} if "code" in block["columns"].values() else {})
            yield Line(texts, self.value, label=name)
        yield from self.subjects(block, only)

    def subjects(self, block: Block, only: str) -> Iterator[Line]:
        """The functional classification, as deep as the layout says."""
        columns = {f"{m}&{only}" for m in block["columns"].values() if m not in TEXTS}
        used = {
            fact.subject
            for fact in self.budget.facts
            if any(self.value(column, fact.subject) for column in columns)
        }
        for code in tree(used, (3, 5, 7)[: int(self.layout.depth)]):
            name = subjects()[code]
            yield Line(_coded(code, name, block), partial(self.value, prefix=code), code, name)

    def classes(self, block: Block, only: str) -> Iterator[Line]:
        """The list of 类 with ordinals; each publisher lists other ones."""
        known = names("functional_class")
        listed = {
            code
            for code in known
            if self.budget.amount(f"resources&{only}", code)
            or (self.layout.classes != "present" and code not in RARE[self.layout.classes])
        }
        for number, code in enumerate(sorted(listed), start=1):
            label = f"{ordinal(number)}、{known[code]}"
            yield Line(
                {label_columns(block)[0]: label}, partial(self.value, prefix=code), label=label
            )

    def economics(self, block: Block, _: str) -> Iterator[Line]:
        """The economic classes of basic spending: those used, or all names of a section."""
        known = names("economic_class_department")
        section = tuple(block.get("section", "3").split("|"))
        source = known if block.get("complete") else self.budget.economic
        used = [code for code in source if code.startswith(section)]
        is_coded = set(CODES) & set(block["columns"].values())
        for code in tree(used, (3, DETAIL)):
            # the government's list names the same class otherwise
            government = {"301": "机关工资福利支出"}.get(code[:3], known[code[:3]])
            texts = _coded(code, known[code], block)
            texts["government"] = government if len(code) == DETAIL else ""
            fen = partial(self.basic, codes=code)
            yield Line(texts, fen, code if is_coded else "", known[code])

    def revenues(self, block: Block, only: str) -> Iterator[Line]:
        """The revenue classification of a fund that is the money of one 目."""
        known = names("revenue_class")
        if self.value(f"income&{only}"):
            for code in tree([str(block["revenue"])], (3, 5, 7)):
                yield Line(_coded(code, known[code], block), self.value, code, known[code])

    def projects(self, block: Block, only: str) -> Iterator[Line]:
        """The projects, below the body on as many rows as the set repeats it."""
        body = self.words["body"]
        for _ in range(block.get("bodies", 0)):
            yield Line({"name": body}, self.value, label=body)
        for project in self.budget.projects:
            own = Budget((project.fact,), {}, ())
            if own.amount(only):
                yield Line({"name": project.name, "body": body}, own.amount, label=project.name)


def label_columns(block: Block) -> list[str]:
    """Return the columns that a label can stand in, left to right."""
    texts = [text for text in block["columns"].values() if text in TEXTS and text not in BESIDE]
    return texts or ["label"]


def ordinal(number: int) -> str:
    """Return a Chinese numeral up to 99."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else ORDINALS[tens - 1] + "十"
    return head + (ORDINALS[ones - 1] if ones else "")


def _coded(code: str, name: str, block: Block) -> dict[str, str]:
    pieces = {"class": code[:3], "group": code[3:5], "item": code[5:]}
    if block.get("lost_zero"):
        pieces = {key: piece.lstrip("0") for key, piece in pieces.items()}
    return {"code": code, "name": name, **pieces}
