"""`budget versions` and `budget rollback`: what was published, and the way back."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.options import DEFAULT, Warehouse, is_lake
from flows.cli.output import out
from flows.run.changes import Changes
from flows.settings import Settings
from flows.warehouse import lake, lake_commit
from flows.warehouse import versions as version_store
from flows.warehouse.locks import refresh_lock


def versions(
    of_version: Annotated[
        str | None,
        typer.Option(
            "--changes", help="The totals, counts and violations that differ in this version."
        ),
    ] = None,
    warehouse: Warehouse = str(DEFAULT.warehouse),
) -> None:
    """List the published versions: what each holds, and how it differs from the one before."""
    if is_lake(warehouse):
        _versions_of_lake(warehouse, of_version)
        return
    settings = Settings(warehouse=Path(warehouse).absolute())
    served = version_store.served_folder(settings)
    known = version_store.published(settings)
    if not known:
        raise LookupError(_none(settings))
    if of_version is not None:
        if settings.versions / of_version not in known:
            raise LookupError(f"no version {of_version!r}; `budget versions` lists them")
        known = [settings.versions / of_version]
    for path in known:
        size = (path / settings.warehouse.name).stat().st_size / 2**20
        line = f"{'*' if path == served else ' '} {path.name}  {size:7.1f} MiB"
        found = Changes.read(path)
        if found is None:
            out.print(f"{line}  (what it holds and what changed is not known)")
            continue
        out.print(
            f"{line}  published {found.published_at:%Y-%m-%d %H:%M} UTC  "
            f"{found.documents:,} documents  {found.lines:,} lines  "
            f"{found.spending_yuan:,} yuan in all budgets and accounts  {found}",
            markup=False,
        )
        if of_version is not None:
            for row in found.rows:
                out.print(f"    {_change(row)}", markup=False)


def _versions_of_lake(address: str, of_version: str | None) -> None:
    with lake.opened(address) as connection:
        known = lake.versions(connection)
    if not known:
        raise LookupError("no version of the lake is kept")
    served = known[-1]
    if of_version is not None:
        known = [lake.earlier(known, of_version)]
    for found in known:
        gone, come = (sum(pair[side] for pair in found.rows.values()) for side in (0, 1))
        out.print(
            f"{'*' if found == served else ' '} {found.number}  published "
            f"{found.at:%Y-%m-%d %H:%M} UTC  {found.message}  {come:,} rows came, {gone:,} went",
            markup=False,
        )
        if of_version is not None:
            for table, (gone, come) in sorted(found.rows.items()):
                out.print(f"    {table}: {come:,} came, {gone:,} went", markup=False)


def _none(settings: Settings) -> str:
    return f"no version of {settings.warehouse}: run `budget refresh` first"


def _change(row: Mapping[str, Any]) -> str:
    """Lay out one figure that differs: what it is about, before, after, difference."""
    names = ("change_kind", "code", "source_path", "unit", "fiscal_year", "phase", "statement")
    about = " ".join(row[name] for name in names if row[name])
    is_count = row["measured_in"] == "piece"

    def text(value: Decimal | None) -> str:
        return "-" if value is None else f"{value:,.0f}" if is_count else f"{value:,}"

    sign = "+" if row["difference"] > 0 else ""
    return (
        f"{about}: {text(row['value_before'])} -> {text(row['value_after'])} "
        f"({sign}{text(row['difference'])}{'' if is_count else ' yuan'})"
    )


def rollback(
    version: Annotated[str | None, typer.Argument(help="Default: the one before.")] = None,
    warehouse: Warehouse = str(DEFAULT.warehouse),
) -> None:
    """Serve an earlier version."""
    if is_lake(warehouse):
        chosen, done = lake_commit.rollback(warehouse, version)
        out.print(f"Serving version {chosen.number} ({chosen.message}): {done}.", markup=False)
        return
    settings = Settings(warehouse=Path(warehouse).absolute())
    if not version_store.published(settings):
        raise LookupError(_none(settings))
    with refresh_lock(settings):
        out.print(f"Serving version {version_store.rollback(settings, version)}.")
