"""`budget fetch`: download what the sources have published."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import DEFAULT, Networks, Sources
from flows.cli.output import SOME_MISSING, err, interrupted, out
from flows.settings import FetchPolicy, Settings


def fetch(
    sources: Sources = DEFAULT.sources,
    warehouse_file: Annotated[
        Path, typer.Option("--warehouse", help="The archive lies beside this file.")
    ] = DEFAULT.warehouse,
    allow_network: Networks = [],  # noqa: B006 - typer copies it
) -> None:
    """Download new and changed originals into the archive; the next refresh reads them."""
    from flows.fetch.fetcher import fetch as bring

    settings = Settings(
        sources=sources,
        warehouse=warehouse_file.absolute(),
        fetch_policy=FetchPolicy(private_networks=tuple(allow_network)),
        holder="budget fetch",
    )
    try:
        with err.status("fetching ..."):
            fetched = bring(settings, lambda line: err.print(f"  {line}", markup=False))
    except KeyboardInterrupt:
        interrupted("what was fetched so far is kept, the next run goes on")
    for row in fetched.bad_rows:
        err.print(f"  {sources}:{row.line_no}: {row.problem}", markup=False)
    out.print(str(fetched), markup=False)
    out.print(f"Archive: {settings.archive}")
    if not fetched.is_complete:
        raise typer.Exit(SOME_MISSING)
