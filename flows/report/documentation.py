"""The pages of docs/ that are made from the published warehouse itself: dictionary, star, cookbook.

dbt persists every description as a comment, so the warehouse is its own documentation; this
module only lays it out. A test holds the committed pages to what it makes.
"""

import re
from collections.abc import Iterable
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

_FACT = [
    *("amount_yuan", "printed_amount", "printed_label", "line_no"),
    *("is_spending_basis", "is_revenue_basis", "is_counted"),
]
_DIAGRAM = re.compile(r"(```mermaid\n).*?(```)", re.DOTALL)

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
    """Return the star around `fct_budget_line` as a Mermaid diagram, read off its foreign keys."""
    tables = {table.name: table.columns for table in catalog.tables(connection, ["marts"])}
    columns = {name: [column.name for column in found] for name, found in tables.items()}
    spokes = [
        (key, table) for key in columns["fct_budget_line"] if (table := _dimension(key, columns))
    ]
    lines = ["erDiagram"]
    lines += [f"    {table} ||--o{{ fct_budget_line : {key}" for key, table in spokes]
    lines.append("    dim_division ||--o{ dim_unit : division_key")
    shown = {"fct_budget_line": _FACT} | {
        table: [name for name in columns[table] if not name.endswith("_key")][:4]
        for table in dict.fromkeys([*(table for _, table in spokes), "dim_division"])
    }
    for table, names in shown.items():
        types = {column.name: column.type for column in tables[table]}
        lines.append(f"    {table} {{")
        lines += [f"        {types[name].partition('(')[0].lower()} {name}" for name in names]
        lines.append("    }")
    return "\n".join(lines) + "\n"


def with_star(readme: str, diagram: str) -> str:
    """Return the README with the diagram in its place."""
    return _DIAGRAM.sub(lambda found: f"{found[1]}{diagram}{found[2]}", readme)


def _dimension(key: str, columns: dict[str, list[str]]) -> str | None:
    """Return the dimension a foreign key points to: its name, or the name without its role."""
    if not key.endswith("_key"):
        return None
    name = key.removesuffix("_key")
    for candidate in (name, name.partition("_")[2]):
        if f"dim_{candidate}" in columns:
            return f"dim_{candidate}"
    return None


def write(folder: Path, settings: Settings) -> None:
    """Write the pages into a folder."""
    with reader(settings.warehouse) as connection:
        definitions = metrics(settings.dbt_project)
        (folder / "data-dictionary.md").write_text(
            data_dictionary(connection, definitions), encoding="utf-8"
        )
        readme = folder.parent / "README.md"
        diagram = with_star(readme.read_text(encoding="utf-8"), star(connection))
        readme.write_text(diagram, encoding="utf-8")
        recipes = cookbook(connection, settings.analyses)
        (folder / "cookbook.md").write_text(recipes, encoding="utf-8")


if __name__ == "__main__":
    write(ROOT / "docs", Settings())
