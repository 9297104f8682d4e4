"""Form set × body × year → a document: cover, contents, tables under their lines, explanation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any

import yaml

from benchmarks.corpus import figures
from benchmarks.corpus.figures import HERE, Budget, Manner
from benchmarks.corpus.layouts import Layout
from benchmarks.corpus.tables import Maker, Table, ordinal

MONEY_LINE = "单位：{money}"


@dataclass
class Document:
    """What one file prints, and what its truth needs to know."""

    key: str
    form_set: str
    body: str
    place: str
    year: int
    phase: str
    layout: Layout
    title: str
    cover: list[str]
    contents: list[str]
    tables: list[Table]
    prose: list[str]
    budget: Budget
    errors: list[dict[str, str]] = field(default_factory=list)


@cache
def form_sets() -> Mapping[str, Mapping[str, Any]]:
    """Return all form sets by name; one file each."""
    return {
        file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted((HERE / "form_sets").glob("*.yaml"))
    }


def draw(seed: str, name: str, kind: str, place: str, year: int) -> Document:
    """Draw the document of a body (a kind in the catalogue) of a made-up place."""
    random, form_set = Random(f"{seed} {name} {place}{kind} {year}"), form_sets()[name]
    layout = Layout.draw(random, form_set.get("layout", {}))
    phase = form_set["phase"]
    body = form_set.get("body", "{place}县{kind}").format(place=place, kind=kind)
    manner = Manner(is_final=phase == "final", **form_set.get("manner", {}))
    budget = figures.draw(random, kind, manner)
    money = random.choice(form_set.get("money", ["万元"]))
    words = {"body": body, "year": str(year), "last": str(year - 1), "number": str(random.randint(101, 799)),
             "place": f"{place}县"}  # fmt: skip
    maker = Maker(budget, layout, words, money)
    tables = []
    for number, form in enumerate(form_set["forms"], start=1):
        table = maker.make(form)
        caption = form.get("caption", form_set.get("caption", ""))
        shown = number + 1 if layout.caption == "wrong" and number == 3 else number
        table.number = number
        table.caption = (
            "" if layout.caption == "none" else caption.format(n=shown, nn=f"{shown:02}")
        )
        table.lines = list(_lines(form_set, layout, words | {"money": table.money}))
        tables.append(table)
    cover = [line.format(**words) for line in form_set["cover"]]
    return Document(
        key=f"{name}-{place}{kind}-{year}", form_set=name, body=body, place=place, year=year,
        phase=phase, layout=layout, title="".join(cover), cover=cover,
        contents=[table.title for table in tables] if layout.contents == "yes" else [],
        tables=tables, prose=list(_prose(budget, words, phase)), budget=budget,
    )  # fmt: skip


def _lines(form_set: Mapping[str, Any], layout: Layout, words: Mapping[str, str]) -> Iterator[str]:
    """The lines between title and header."""
    if line := form_set.get("line"):
        yield line.format(**words)
        return
    body = form_set.get("body_line", "部门名称：{body}").format(**words)
    money = form_set.get("money_line", MONEY_LINE).format(**words)
    if year := form_set.get("year_line"):
        yield year.format(**words)
    match layout.lines:
        case "one line":
            yield f"{body}\t{money}"
        case "half-width":
            yield from (body.replace("：", ":"), money.replace("：", ":"))
        case "unit first":
            yield from (money, body)
        case "broken":
            yield from (body[:-3], body[-3:], money)
        case _:
            yield from (body, money)


def _prose(budget: Budget, words: Mapping[str, str], phase: str) -> Iterator[str]:
    """A few sentences that repeat figures of the tables in 万元."""
    plain = replace(Layout.draw(Random(0), {}), numbers="plain", zero="0")

    def say(selector: str) -> str:
        return plain.print(budget.amount(selector), "万元")

    def share(selector: str) -> str:
        return f"{100 * budget.amount(selector) / budget.amount('total'):.2f}%"

    what = "决算" if phase == "final" else "预算"
    yield (
        f"{words['year']}年度{words['body']}收入{what}总计{say('resources')}万元，其中：本年收入"
        f"{say('income')}万元，上年结转{say('carryover')}万元。"
    )
    yield (
        f"{words['year']}年度{words['body']}支出{what}{say('total')}万元，其中：基本支出"
        f"{say('basic')}万元，占{share('basic')}；项目支出{say('project')}万元，"
        f"占{share('project')}。"
    )


def listed(document: Document) -> list[str]:
    """The contents page: titles with dots and page numbers."""
    return [
        f"{ordinal(number)}、{title}{'.' * 12}{number + 1}"
        for number, title in enumerate(document.contents, start=1)
    ]
