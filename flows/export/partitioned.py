"""Open data for engines that read many files at once: Parquet in folders named for what they hold.

`marts/fct_budget_line/shard=…/fiscal_year_key=2025/*.parquet` (Hive's layout) is what Spark, Trino,
ClickHouse, BigQuery and Athena read as one table, and of which they skip what they need not. The
columns of the path are not in the files. A folder appears whole or not at all.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.export.datapackage import TITLE, resource_names
from flows.export.export import DESCRIPTION, QUOTING, SCHEMAS, Exported, put_in_place, require_ours
from flows.settings import PROJECT, PUBLIC, Settings
from flows.warehouse import catalog, lake
from flows.warehouse.catalog import Table
from flows.warehouse.connection import attached, reader
from flows.warehouse.files import sync
from flows.warehouse.lake_rows import SHARD
from flows.warehouse.locks import hold

#: By what the rows of a table lie apart, where it has such columns.
_APART = (SHARD, "fiscal_year_key")
_VERSION = "SELECT version_id FROM raw.refresh ORDER BY refreshed_at DESC LIMIT 1"


def export_partitioned(settings: Settings, folder: Path) -> Exported:
    """Write the served version, or a lake as it is now, into a folder that is replaced as a whole.

    Raises:
        FileNotFoundError: nothing is published yet.
        Unusable: the folder holds something that is no export, or the lake cannot be opened.
        Busy: another export is running.
    """
    require_ours(folder)
    with (
        hold(settings.build / "export.lock", "export", settings.holder),
        _opened(settings) as (connection, version),
    ):
        folder.parent.mkdir(parents=True, exist_ok=True)
        growing = folder.with_name(f".{folder.name}.next")
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir()
        try:
            tables = {
                table: rows
                for table in catalog.tables(connection, SCHEMAS)
                if table.name not in QUOTING
                and (rows := _write(connection, table, growing, _names(settings)))
            }
            _describe(growing, version, tables, _names(settings))
            put_in_place(folder, growing)
        finally:
            shutil.rmtree(growing, ignore_errors=True)
    size = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
    return Exported(folder, version, len(tables), sum(tables.values()), size)


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Open what is exported, so that it may write files, as of one moment; say which version."""
    if settings.lake:
        with lake.opened(settings.lake) as connection:
            version = lake.versions(connection)[-1].number
        options = ("READ_ONLY", f"SNAPSHOT_VERSION {version}")
        with lake.attached_lake(settings.lake, *options) as connection:
            yield connection, str(version)
        return
    with reader(settings.warehouse) as whole:
        (name,) = whole.execute(_VERSION).fetchone() or ("none",)
    public = settings.warehouse.resolve().with_name(PUBLIC)
    with duckdb.connect() as connection, attached(connection, public, lake.NAME):
        connection.execute(f"USE {lake.NAME}")
        yield connection, name
        connection.execute("USE memory")


def _names(settings: Settings) -> Mapping[str, str]:
    return resource_names(settings.dbt_project)


def _place(table: Table, names: Mapping[str, str]) -> str:
    return f"{table.schema}/{names.get(table.name, table.name)}"


def _write(
    connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, names: Mapping[str, str]
) -> int:
    """Write a table as Parquet; return how many rows it has. One without any has no file."""
    target = folder / _place(table, names)
    target.mkdir(parents=True)
    columns = [column.name for column in table.columns]
    apart = [name for name in _APART if name in columns]
    options = "FORMAT parquet, COMPRESSION zstd"
    if apart and len(apart) < len(columns):
        options += f", PARTITION_BY ({', '.join(apart)})"
        place = target
    else:
        place = target / "data.parquet"
    (rows,) = connection.execute(
        f"COPY {table.schema}.\"{table.name}\" TO '{lake.quoted(str(place))}' ({options})"
    ).fetchone() or (0,)
    for file in target.rglob("*.parquet"):
        sync(file)
    if not rows:
        shutil.rmtree(target)
    return int(rows)


def _describe(
    folder: Path, version: str, tables: Mapping[Table, int], names: Mapping[str, str]
) -> None:
    resources = [
        {
            "name": f"{table.schema}.{names.get(table.name, table.name)}",
            "title": table.name,
            "description": table.comment,
            "path": sorted(
                file.relative_to(folder).as_posix()
                for file in (folder / _place(table, names)).rglob("*.parquet")
            ),
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "rows": rows,
            "partitionedBy": [c.name for c in table.columns if c.name in _APART],
            "columns": [
                {"name": c.name, "duckdbType": c.type, "description": c.comment}
                for c in table.columns
            ],
        }
        for table, rows in tables.items()
    ]
    description = {
        "profile": "data-package",
        "name": PROJECT,
        "title": TITLE,
        "version": version,
        "created": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "resources": resources,
    }
    text = json.dumps(description, ensure_ascii=False, indent=2)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
