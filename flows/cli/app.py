"""The command `budget`.

Exit status: 0 all well, 1 a fault, 2 usage, 3 done but some documents were rejected or not had.
"""

from importlib.metadata import version as installed
from typing import Annotated

import duckdb
import typer

from flows.cli.ask import sql
from flows.cli.check import check
from flows.cli.export import export
from flows.cli.fetch import fetch
from flows.cli.output import fail, out
from flows.cli.page import page
from flows.cli.refresh import refresh
from flows.cli.serve import serve
from flows.cli.status import status
from flows.cli.trace import trace
from flows.cli.versions import rollback, versions
from flows.load.outcome import NothingLanded, TooManyWithdrawals
from flows.read.discovery import NoDocuments
from flows.settings import PROJECT
from flows.transform.runner import TransformFailed
from flows.validate.privacy import PersonalDataExposed
from flows.warehouse.files import Unusable
from flows.warehouse.locks import Busy


def _print_version(is_asked: bool) -> None:
    if is_asked:
        out.print(f"{PROJECT} {installed(PROJECT)}, DuckDB {duckdb.__version__}")
        raise typer.Exit


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A warehouse of Chinese local-government budget disclosures: build it, look into it.",
)


@app.callback()
def _app(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    pass


for command in (refresh, fetch, serve, status, sql, trace, export, check, page, versions, rollback):
    app.command()(command)


def main() -> None:
    """Run the command; every foreseeable fault is one sentence and exit status 1."""
    try:
        app()
    except (
        NoDocuments,
        NothingLanded,
        TooManyWithdrawals,
        TransformFailed,
        PersonalDataExposed,
        Busy,
        Unusable,
        LookupError,
        OSError,
    ) as fault:
        fail(fault)
    except duckdb.Error as fault:
        fail(fault)
