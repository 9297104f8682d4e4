"""`budget sql`: a question to the served warehouse."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.cli.options import DEFAULT, Warehouse, is_lake
from flows.warehouse import lake
from flows.warehouse.connection import reader


def sql(
    query: Annotated[str, typer.Argument(help="One SQL statement; the file is opened read-only.")],
    warehouse: Warehouse = str(DEFAULT.warehouse),
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the served warehouse a question."""
    opened = lake.opened(warehouse) if is_lake(warehouse) else reader(Path(warehouse).absolute())
    with opened as connection:
        if not _is_one(connection.extract_statements(query)):
            raise typer.BadParameter("one SQL statement, please", param_hint="QUERY")
        answer = connection.sql(query)
        if answer is None:
            return
        if csv:
            from flows.export.spreadsheet import disarmed

            sys.stdout.write(disarmed(_flat(answer).pl()).write_csv())
        else:
            answer.show(max_rows=200, max_width=10_000 if not sys.stdout.isatty() else None)


def _is_one(statements: Sequence[duckdb.Statement]) -> bool:
    """Return whether somebody wrote one statement.

    DuckDB makes two or more of PIVOT: types of the values that become columns, which are temporary
    and without a text, and the question itself.
    """
    written = [
        each for each in statements if each.type != duckdb.StatementType.CREATE or each.query
    ]
    if len(statements) > 1 and [each.type for each in written] != [duckdb.StatementType.SELECT]:
        return False
    return len(written) == 1


def _flat(answer: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return an answer with its lists as JSON, as the export writes them: CSV knows no lists."""
    lists = [
        name.replace('"', '""')
        for name, kind in zip(answer.columns, answer.types, strict=True)
        if str(kind).endswith("]") or str(kind).startswith(("STRUCT", "MAP"))
    ]
    as_text = ", ".join(f'to_json("{name}")::VARCHAR AS "{name}"' for name in lists)
    return answer.project(f"* REPLACE ({as_text})") if lists else answer
