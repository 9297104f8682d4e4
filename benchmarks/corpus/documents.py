"""Form set × body × year → a document: cover, contents, tables under their lines, explanation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any

import yaml

from benchmarks.corpus import figures, tables
from benchmarks.corpus.figures import HERE, Budget, Manner
from benchmarks.corpus.layouts import Layout
from benchmarks.corpus.lines import Lines, ordinal
from benchmarks.corpus.tables import Table

WRONG_CAPTION = 3  # the form that is captioned with the number of its neighbour


@dataclass
class Document:
    """What one file prints, and what its truth needs to know."""

    key: str
    form_set: str
    body: str
    year: int
    phase: str
    layout: Layout
    cover: list[str]
    contents: list[str]
    tables: list[Table]
    prose: list[str]
    budget: Budget
    errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The cover on one line."""
        return "".join(self.cover)


@cache
def form_sets() -> Mapping[str, Mapping[str, Any]]:
    """Return all form sets by name; one file each."""
    return {
        file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted((HERE / "form_sets").glob("*.yaml"))
    }


@dataclass(frozen=True)
class Body:
    """A body: a kind in the catalogue, of a made-up place, printing in one manner."""

    kind: str
    place: str
    form_set: str


def draw(seed: str, body: Body, year: int, narrowed: Mapping[str, Sequence[str]]) -> Document:
    """Draw the document of a body; its layout keeps to the narrowed choices."""
    name, kind, place = body.form_set, body.kind, body.place
    random, form_set = Random(f"{seed} {name} {place}{kind} {year}"), form_sets()[name]
    layout = Layout.draw(random, {**form_set.get("layout", {}), **narrowed})
    phase = form_set["phase"]
    manner = Manner(is_final=phase == "final", **form_set.get("manner", {}))
    budget = figures.draw(random, kind, manner)
    money = random.choice(form_set.get("money", ["万元"]))
    words = {
        "body": form_set.get("body", "{place}县{kind}").format(place=place, kind=kind),
        "place": place,
        "year": str(year),
        "number": str(random.randint(101, 799)),
    }
    lines = Lines(budget, layout, words)
    printed = [
        tables.make(form, number, lines, money)
        for number, form in enumerate(form_set["forms"], start=1)
    ]
    for table, form in zip(printed, form_set["forms"], strict=True):
        table.caption = _caption(form.get("caption", form_set.get("caption", "")), table, layout)
        table.lines = list(_lines(form_set, layout, words | {"money": table.money}))
    return Document(
        key=f"{name}-{place}{kind}-{year}",
        form_set=name,
        body=words["body"],
        year=year,
        phase=phase,
        layout=layout,
        cover=[line.format(**words) for line in form_set["cover"]],
        contents=_contents(printed) if layout.contents == "yes" else [],
        tables=printed,
        prose=list(_prose(budget, words, phase)),
        budget=budget,
    )


def _caption(pattern: str, table: Table, layout: Layout) -> str:
    if layout.caption == "none":
        return ""
    number = table.number + (layout.caption == "wrong" and table.number == WRONG_CAPTION)
    return pattern.format(n=number, nn=f"{number:02}")


def _contents(printed: list[Table]) -> list[str]:
    return [f"{ordinal(t.number)}、{t.title}{'.' * 12}{t.number + 1}" for t in printed]


def _lines(form_set: Mapping[str, Any], layout: Layout, words: Mapping[str, str]) -> Iterator[str]:
    """The lines between title and header."""
    if line := form_set.get("line"):
        yield line.format(**words)
        return
    body = form_set.get("body_line", "部门名称：{body}").format(**words)
    money = form_set.get("money_line", "单位：{money}").format(**words)
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
        return plain.print(budget.amount(selector), "万元") + "万元"

    def share(selector: str) -> str:
        return f"{100 * budget.amount(selector) / budget.amount('total'):.2f}%"

    what = "决算" if phase == "final" else "预算"
    yield (
        f"{words['year']}年度{words['body']}收入{what}总计{say('resources')}，"
        f"其中：本年收入{say('income')}，上年结转{say('carryover')}。"
    )
    yield (
        f"{words['year']}年度{words['body']}支出{what}{say('total')}，"
        f"其中：基本支出{say('basic')}，占{share('basic')}；"
        f"项目支出{say('project')}，占{share('project')}。"
    )
