"""`budget export`: the served warehouse as open data."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import DEFAULT, WarehouseFile
from flows.cli.output import err, interrupted, out
from flows.settings import Settings


def export(
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder to write. Default: data/export.")
    ] = None,
    warehouse_file: WarehouseFile = DEFAULT.warehouse,
) -> None:
    """Write the served warehouse as Parquet, CSV and Excel, with a data package."""
    from flows.export import export as exporting

    settings = Settings(warehouse=warehouse_file.absolute(), holder="budget export")
    try:
        with err.status("exporting ..."):
            done = exporting.export(settings, (to or settings.export).absolute())
    except KeyboardInterrupt:
        interrupted("the export before, if there was one, stays as it was")
    out.print(
        f"Exported version {done.version}: {done.tables} tables, {done.rows:,} rows, "
        f"{done.bytes / 2**20:.1f} MiB"
    )
    out.print(f"Folder: {done.folder}")
