"""Open data: the published warehouse as Parquet, CSV and one Excel workbook, with a description.

A folder appears whole or not at all, and the same version gives the same bytes. What is exported
are `bi`, `marts` and the findings of `quality`, from the copy for others; what quotes the documents
stays at home.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
import polars.selectors as cs
from xlsxwriter import Workbook

from flows.export.datapackage import TITLE, File, describe, resource_names
from flows.export.spreadsheet import disarmed
from flows.settings import PUBLIC, Settings
from flows.warehouse import catalog
from flows.warehouse.catalog import Table
from flows.warehouse.connection import reader
from flows.warehouse.files import Unusable, sync
from flows.warehouse.locks import hold

SCHEMAS = ("bi", "marts", "quality")
#: Tables of `quality` that quote the documents or the rows of other layers verbatim.
QUOTING = ("rpt_unmapped", "fct_validation_result")
_SHEET_ROWS = 1_048_575  # of Excel, without the header
DESCRIPTION = "datapackage.json"
_WORKBOOK = "budget.xlsx"
_TOO_LONG = "行数超过 Excel 上限，请用 csv 或 parquet 文件夹中的同名文件。"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_VERSION = "SELECT version_id, refreshed_at FROM raw.refresh ORDER BY refreshed_at DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: where, which version, and how much."""

    folder: Path
    version: str
    tables: int
    rows: int
    bytes: int


def export(settings: Settings, folder: Path) -> Exported:
    """Write the served version into a folder, which is replaced as a whole.

    Raises:
        FileNotFoundError: nothing is published yet.
        Unusable: the folder holds something that is no export.
        Busy: another export is running.
    """
    require_ours(folder)
    served = settings.warehouse.resolve() if settings.warehouse.exists() else settings.warehouse
    public = served.with_name(PUBLIC)  # of the same version, whatever is published meanwhile
    with (
        reader(served) as whole,
        reader(public if public.exists() else served) as connection,
        hold(settings.build / "export.lock", "export", settings.holder),
    ):
        folder.parent.mkdir(parents=True, exist_ok=True)
        growing = folder.with_name(f".{folder.name}.next")
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir()
        try:
            of_version = whole.execute(_VERSION).fetchone() or ("none", datetime.now(UTC))
            written = _write(connection, growing, of_version, resource_names(settings.dbt_project))
            put_in_place(folder, growing)
        finally:
            shutil.rmtree(growing, ignore_errors=True)
    return Exported(folder, *written)


def require_ours(folder: Path) -> None:
    """Refuse to replace a folder that holds something else than an export.

    Raises:
        Unusable: naming it.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / DESCRIPTION).is_file():
        raise Unusable(f"{folder} holds other files: name a new or an empty folder (--to)")


def put_in_place(folder: Path, growing: Path) -> None:
    """Put the finished folder in its place; the old one makes way in one step and comes back."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    with suppress(FileNotFoundError):
        folder.rename(old)
    try:
        growing.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _write(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    of_version: tuple[str, datetime],
    names: Mapping[str, str],
) -> tuple[str, int, int, int]:
    version, published_at = of_version
    described: dict[Table, File] = {}
    others: list[File] = []
    views: dict[Table, pl.DataFrame] = {}
    row_count = 0
    for table in catalog.tables(connection, SCHEMAS):
        if table.name in QUOTING:
            continue
        frame, flat = _rows(connection, table)
        row_count += frame.height
        stem = f"{table.schema}/{table.name}"
        described[table] = _file(folder, f"csv/{stem}.csv", partial(_write_csv, flat))
        others.append(_file(folder, f"parquet/{stem}.parquet", frame.write_parquet))
        if table.schema == "bi":
            views[table] = flat
    created = published_at.astimezone(UTC)
    workbook = partial(_write_workbook, views, version, created)
    others.append(_file(folder, _WORKBOOK, workbook))
    description = describe(version, created.strftime(_TIME), described, others, names)
    text = json.dumps(description, ensure_ascii=False, indent=2)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
    byte_count = sum(file.byte_size for file in (*described.values(), *others))
    return version, len(described), row_count, byte_count


def _rows(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of a table, always in the same order, and once more with lists as JSON."""
    lists = [column.name for column in table.columns if column.type.endswith("[]")]
    as_text = ", ".join(f'to_json("{name}")::VARCHAR AS "{name}"' for name in lists)
    frames = []
    for replaced in ("", f"REPLACE ({as_text})" if lists else ""):
        query = f'SELECT * {replaced} FROM {table.schema}."{table.name}" ORDER BY ALL'
        frame = connection.sql(query).pl()
        frames.append(frame.with_columns(cs.datetime(time_zone="*").dt.convert_time_zone("UTC")))
    return frames[0], frames[1]


def _file(folder: Path, path: str, write: Callable[[Path], object]) -> File:
    """Let a file of the package be written, and bring it to the disk."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    write(target)
    sync(target)
    content = target.read_bytes()
    media_type = _MEDIA_TYPES[target.suffix]
    return File(path, media_type, len(content), hashlib.sha256(content).hexdigest())


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write CSV with the mark by which Excel knows UTF-8, and without what it would execute."""
    disarmed(frame).write_csv(path, include_bom=True, datetime_format=_TIME)


def _write_workbook(
    views: Mapping[Table, pl.DataFrame], version: str, created: datetime, path: Path
) -> None:
    """Write one sheet per view of `bi`, after one that says what they are."""
    # what a document prints is text, whatever it begins with
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), options) as book:
        book.set_properties({"title": TITLE, "created": created.replace(tzinfo=None)})
        sheets = pl.DataFrame(
            {
                "表": [table.name for table in views],
                "行数": [frame.height for frame in views.values()],
                "说明": [
                    table.comment if frame.height <= _SHEET_ROWS else _TOO_LONG
                    for table, frame in views.items()
                ],
            }
        )
        columns = pl.DataFrame(
            [
                {"表": table.name, "列": column.name, "说明": column.comment}
                for table in views
                for column in table.columns
            ],
            schema={"表": pl.String, "列": pl.String, "说明": pl.String},
        )
        _write_sheet(book, f"版本 {version}", sheets)
        for table, frame in views.items():
            if frame.height <= _SHEET_ROWS:
                _write_sheet(book, table.name, frame)
        _write_sheet(book, "列说明", columns)


def _write_sheet(book: Workbook, name: str, frame: pl.DataFrame) -> None:
    # Excel keeps 15 digits of a number, and a key has more: `budget trace` wants all of them
    keys = cs.ends_with("编号") & cs.integer()
    frame.with_columns(keys.cast(pl.String)).write_excel(
        book,
        name,
        column_formats={cs.decimal(): "#,##0.00", cs.integer(): "0"},
        freeze_panes=(1, 0),
        autofit=True,
    )
