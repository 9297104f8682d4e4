"""A loop of seconds: chosen models and their children, built on a copy of the served file.

`make dev SELECT="int_row form"` builds them for all documents and says, table by table, what
differs from what is served. The copy is nobody else's: ask it, change it, throw it away.
"""

import shutil
import sys
from collections.abc import Sequence
from shlex import quote
from time import perf_counter

import duckdb
import typer

from flows.settings import Settings, disable_telemetry
from flows.transform.runner import Transformer, TransformFailed
from flows.warehouse.connection import attached

# how many rows there are, are new or changed, are gone or were changed
_COMPARED = """
SELECT
    (SELECT count(*) FROM {table}),
    (SELECT count(*) FROM (FROM {table} EXCEPT ALL FROM served.{table})),
    (SELECT count(*) FROM (FROM served.{table} EXCEPT ALL FROM {table}))
"""


def copy_served(settings: Settings) -> None:
    """Copy the served file to where models are tried.

    Raises:
        FileNotFoundError: nothing is published yet.
    """
    if not settings.warehouse.exists():
        raise FileNotFoundError(f"no warehouse at {settings.warehouse}: run `make refresh` first")
    settings.dev.parent.mkdir(exist_ok=True)
    shutil.copyfile(settings.warehouse.resolve(), settings.dev)


def build(settings: Settings, models: Sequence[str]) -> list[str]:
    """Build models or seeds, and all that is made from them, on a fresh copy.

    Args:
        settings: which project, and what is served.
        models: their names, without dbt's `+`.

    Returns:
        A line for each table that was built: its rows, and how they differ from what is served.

    Raises:
        FileNotFoundError: nothing is published yet.
        TransformFailed: a model cannot be built; the copy stays for a look.
    """
    transformer = _transformer(settings, is_tested=False)
    copy_served(settings)
    transformer.build(*(f"{model}+" for model in models), full=True)
    with (
        duckdb.connect(str(settings.dev)) as connection,
        attached(connection, settings.warehouse, "served"),
    ):
        return [_difference(connection, table) for table in transformer.built]


def test(settings: Settings, models: Sequence[str]) -> int:
    """Build models alone on a fresh copy, with their data tests, and run their unit tests.

    Args:
        settings: which project, and what is served.
        models: their names, in dbt's syntax.

    Returns:
        How many nodes were built or tested.

    Raises:
        FileNotFoundError: nothing is published yet.
        TransformFailed: a model cannot be built, or a test fails.
    """
    transformer = _transformer(settings, is_tested=True)
    copy_served(settings)
    return transformer.build(*models, full=True) + transformer.unit_test(*models)


def _transformer(settings: Settings, *, is_tested: bool) -> Transformer:
    scratch = settings.dev.parent / "dbt"
    return Transformer(settings.dbt_project, settings.dev, is_tested=is_tested, scratch=scratch)


def _difference(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    try:
        counts = connection.execute(_COMPARED.format(table=table)).fetchone()
    except duckdb.Error:  # what is served has no such table, or other columns
        counts = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    match counts:
        case (rows, 0, 0):
            return f"{table}: {rows:,} rows, as served"
        case (rows, new, gone):
            return f"{table}: {rows:,} rows, {new:,} new or changed, {gone:,} gone or changed"
        case (rows,):
            return f"{table}: {rows:,} rows, not served so far, or with other columns"
    return table


def main(verb: str, *models: str) -> int:
    """Build or test what is named and say what came of it; return the exit status."""
    disable_telemetry()
    settings = Settings()
    started = perf_counter()
    try:
        if not models:
            raise LookupError('which models? SELECT="int_row form"')
        if verb == "test":
            lines = [f"{test(settings, models)} models and tests hold"]
        else:
            lines = build(settings, models)
    except (LookupError, FileNotFoundError, TransformFailed, duckdb.Error) as fault:
        typer.echo(fault, err=True)
        return 1
    for line in lines:
        typer.echo(line)
    typer.echo(f"{perf_counter() - started:.1f} s, on a copy of what is served:")
    typer.echo(f'  budget sql "SHOW ALL TABLES" --warehouse {quote(str(settings.dev))}')
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
