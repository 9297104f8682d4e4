"""`budget export`: the served warehouse as open data."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import DEFAULT, Warehouse, is_lake
from flows.cli.output import err, interrupted, out
from flows.settings import Settings


def export(
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder to write. Default: data/export.")
    ] = None,
    warehouse: Warehouse = str(DEFAULT.warehouse),
    partitioned: Annotated[
        bool,
        typer.Option(
            "--partitioned",
            help="Parquet only, in folders by shard and year, for Spark, Trino, ClickHouse and the "
            "like; of a lake always.",
        ),
    ] = False,
) -> None:
    """Write the served warehouse as Parquet, CSV and Excel, with a data package."""
    lake = warehouse if is_lake(warehouse) else ""
    file = DEFAULT.warehouse if lake else Path(warehouse)
    settings = Settings(warehouse=file.absolute(), lake=lake, holder="budget export")
    target = (to or settings.export).absolute()
    try:
        with err.status("exporting ..."):
            if lake or partitioned:
                from flows.export.partitioned import export_partitioned

                done = export_partitioned(settings, target)
            else:
                from flows.export.export import export as export_package

                done = export_package(settings, target)
    except KeyboardInterrupt:
        interrupted("the export before, if there was one, stays as it was")
    out.print(
        f"Exported version {done.version}: {done.tables} tables, {done.rows:,} rows, "
        f"{done.bytes / 2**20:.1f} MiB"
    )
    out.print(f"Folder: {done.folder}")
