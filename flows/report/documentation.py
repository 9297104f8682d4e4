"""The pages of docs/ that are made from the published warehouse itself: dictionary, star, cookbook.

dbt persists every description as a comment, so the warehouse is its own documentation; this
module only lays it out. A test holds the committed pages to what it makes.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import duckdb

from flows.report.cookbook import cookbook
from flows.report.metrics import Metric, metrics
from flows.settings import ROOT, Settings
from flows.warehouse import catalog
from flows.warehouse.catalog import Column
from flows.warehouse.connection import reader

_SCHEMAS = {
    "marts": "The star: facts and dimensions. Query these.",
    "quality": "What is not understood, and what does not add up.",
    "bi": "Views with Chinese names, one question each, safe to sum.",
    "raw": "What was landed, verbatim, with provenance.",
    "staging": "raw, renamed and cast; and the dictionaries.",
    "intermediate": "How meaning is decided, step by step.",
}

_METRICS = """## Metrics

One name, one definition (`dbt_project/models/bi/_metrics.yml`), for MetricFlow and for people.
Fix or group by year (`metric_time__year`) and `phase`; `county` and `unit` are there besides.
"""


def data_dictionary(connection: duckdb.DuckDBPyConnection, definitions: Iterable[Metric]) -> str:
    """Return the data dictionary as Markdown: metrics, then every table and column."""
    tables = catalog.tables(connection, _SCHEMAS)
    parts = [
        "# Data dictionary\n",
        "Made by `make docs` from the comments in the published warehouse; do not edit.\n",
    ]
    parts.append(_METRICS)
    parts.append(
        "| metric | label | meaning |\n| --- | --- | --- |\n"
        + "".join(f"| `{m.name}` | {m.label} | {_line(m.description)} |\n" for m in definitions)
    )
    for schema, purpose in _SCHEMAS.items():
        parts.append(f"## {schema}\n\n{purpose}\n")
        for table in tables:
            if table.schema == schema:
                parts.append(f"### {schema}.{table.name}\n\n{_line(table.comment)}\n")
                parts.append(_markdown_table(table.columns))
    return "\n".join(parts)


def _markdown_table(columns: Iterable[Column]) -> str:
    lines = ["| column | type | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{c.name}` | {c.type} | {_line(c.comment)} |" for c in columns]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def star(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the star around `fct_budget_line` as an SVG picture, read off its foreign keys."""
    columns = {
        table.name: [column.name for column in table.columns]
        for table in catalog.tables(connection, ["marts"])
    }
    fact = columns["fct_budget_line"]
    spokes = [(key, table) for key in fact if (table := _dimension(key, columns))]
    spokes.append(("unit → division_key", "dim_division"))
    half = (len(spokes) + 1) // 2
    height = 60 + half * 112
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 {height}" '
        'font-family="sans-serif" font-size="13">',
        "<style>rect{fill:#fff;stroke:#567;rx:6}.fact rect{fill:#eef4fb;stroke:#246}"
        "line{stroke:#9ab}text{fill:#123}.t{font-weight:bold}.k{fill:#567;font-size:11px}</style>",
        f'<rect width="980" height="{height}" style="fill:#fafbfc;stroke:none"/>',
    ]
    middle = height / 2
    boxes = []
    for index, (key, table) in enumerate(spokes):
        left = index < half
        x = 20 if left else 700
        y = 30 + (index if left else index - half) * 112
        edge = x + 260 if left else x
        parts.append(f'<line x1="490" y1="{middle:.0f}" x2="{edge}" y2="{y + 42}"/>')
        shown = [name for name in columns[table] if not name.endswith("_key")][:4]
        boxes.append(_box(x, y, table, key, shown))
    measures = ["amount_yuan", "printed_amount", "printed_label", "line_no", "flow"]
    measures += ["is_carryover", "is_current"]
    fact_box = _box(370, middle - 62, "fct_budget_line", "one published leaf amount", measures)
    parts += [*boxes, f'<g class="fact">{fact_box}</g>', "</svg>"]
    return "\n".join(parts) + "\n"


def _dimension(key: str, columns: dict[str, list[str]]) -> str | None:
    """Return the dimension a foreign key points to: its name, or the name without its role."""
    if not key.endswith("_key"):
        return None
    name = key.removesuffix("_key")
    for candidate in (name, name.partition("_")[2]):
        if f"dim_{candidate}" in columns:
            return f"dim_{candidate}"
    return None


def _box(x: float, y: float, title: str, subtitle: str, lines: list[str]) -> str:
    width = 260 if title.startswith("dim") else 240
    text = [", ".join(lines[i : i + 2]) for i in range(0, len(lines), 2)]
    body = "".join(
        f'<text x="{x + 12}" y="{y + 54 + 16 * i:.0f}" class="k">{escape(line)}</text>'
        for i, line in enumerate(text)
    )
    return (
        f'<rect x="{x}" y="{y:.0f}" width="{width}" height="{52 + 16 * len(text)}"/>'
        f'<text x="{x + 12}" y="{y + 20:.0f}" class="t">{escape(title)}</text>'
        f'<text x="{x + 12}" y="{y + 37:.0f}" class="k">{escape(subtitle)}</text>{body}'
    )


def write(folder: Path, settings: Settings) -> None:
    """Write the pages into a folder."""
    with reader(settings.warehouse) as connection:
        definitions = metrics(settings.dbt_project)
        (folder / "data-dictionary.md").write_text(
            data_dictionary(connection, definitions), encoding="utf-8"
        )
        (folder / "star.svg").write_text(star(connection), encoding="utf-8")
        recipes = cookbook(connection, settings.analyses)
        (folder / "cookbook.md").write_text(recipes, encoding="utf-8")


if __name__ == "__main__":
    write(ROOT / "docs", Settings())
