"""Documents to `raw.*`: in batches and columnar frames, idempotent by content hash.

Reading runs in processes where there is enough of it to pay for them; writing is one INSERT per
batch and table. The memory needed is bounded by the batch, not by the folder.
"""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import duckdb
import polars as pl

from flows import grids
from flows.admission import Rejected, admit
from flows.grids import Cell
from flows.reading import Unreadable, read
from flows.settings import Settings

_POOL_PAYS_FROM = 8 * 2**20  # bytes: a process that imports all this costs about half a second
_ID_DIGITS = 16  # of the SHA-256: 64 bits, no collision among the documents of a country


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the documents folder, as hashed when the refresh began."""

    path: Path
    name: str  # relative to the documents folder: the same on every machine
    byte_size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What one document gives: frames with the columns of `raw.*`, or a rejection."""

    source: Source
    document: pl.DataFrame | None = None
    lines: pl.DataFrame | None = None
    cells: pl.DataFrame | None = None
    rejection: tuple[str, str, str] | None = None  # stage, reason, detail


@dataclass(slots=True)
class Landing:
    """What a landing did."""

    found: int = 0
    landed: int = 0
    unchanged: int = 0
    rejected: list[tuple[str, str, str]] = field(default_factory=list)  # file, reason, detail


class NoDocuments(Exception):  # noqa: N818 - a verdict on the input, not a fault of the program
    """There is nothing to read."""


def discover(folder: Path, own: tuple[Path, ...] = ()) -> list[Source]:
    """Return the files of a folder, sorted by name, with the hash of what they hold now.

    Args:
        folder: searched with its subfolders; hidden files are left alone.
        own: paths that this program writes, left out where they lie below the folder.

    Raises:
        NoDocuments: the folder does not exist, is a folder of ours, or holds no file.
    """
    if not folder.is_dir():
        problem = "is not a folder" if folder.exists() else "does not exist"
        raise NoDocuments(f"the documents folder {folder} {problem}")
    mine = {path.resolve() for path in own} | {path.absolute() for path in own}
    if mine & {folder.resolve(), *folder.resolve().parents}:
        raise NoDocuments(
            f"{folder} is a folder that this program writes: keep documents elsewhere"
        )
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not mine & {path.resolve(), path.absolute(), *path.absolute().parents}
    )
    if not paths:
        raise NoDocuments(f"the documents folder {folder} holds no file")
    return [source(path, folder) for path in paths]


def source(path: Path, folder: Path) -> Source:
    """Return one file with its name relative to a folder and the hash of what it holds now."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return Source(path, path.relative_to(folder).as_posix(), path.stat().st_size, digest)


def fingerprint(sources: Iterable[Source]) -> str:
    """Return one hash over the names and contents of all documents."""
    digest = hashlib.sha256()
    for item in sources:
        digest.update(f"{item.name}\0{item.sha256}\n".encode())
    return digest.hexdigest()


def land(
    connection: duckdb.DuckDBPyConnection, sources: list[Source], settings: Settings
) -> Landing:
    """Land what is new into `raw.*` and record what had to be turned away."""
    result = Landing(found=len(sources))
    known = {row[0] for row in connection.execute("SELECT sha256 FROM raw.document").fetchall()}
    new: list[Source] = []
    for source in sources:
        if source.sha256 in known:
            result.unchanged += 1
        else:
            known.add(source.sha256)  # a second copy in the folder is the same document
            new.append(source)
    for batch in _batches(new, settings.batch_bytes):
        _write(connection, _extract_all(batch, settings), result)
    return result


def extract(source: Source, forms: Path) -> Extract:
    """Read, cut into cells and judge one document. Runs in any process."""
    try:
        data = source.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != source.sha256:
            detail = "the file changed while it was being read; the next refresh takes it"
            return Extract(source, rejection=("reading", "changed_while_read", detail))
        reading = read(source.path, data)
        cells = grids.cells(reading.lines)
        admit(reading.lines, cells, forms)
    except Unreadable as verdict:
        return Extract(source, rejection=("reading", verdict.reason, verdict.detail))
    except Rejected as verdict:
        return Extract(source, rejection=("structure", verdict.reason, verdict.detail))
    except OSError as error:
        return Extract(source, rejection=("reading", "unreadable_file", str(error)))
    document_id = source.sha256[:_ID_DIGITS]
    identity = pl.lit(document_id).alias("document_id")
    return Extract(
        source,
        document=pl.DataFrame(
            {
                "document_id": [document_id],
                "source_path": [source.name],
                "sha256": [source.sha256],
                "media_type": [reading.media_type],
                "encoding": [reading.encoding],
                "byte_size": [len(data)],
                "line_count": [len(reading.lines)],
            }
        ),
        lines=pl.DataFrame(
            {"line_no": range(1, len(reading.lines) + 1), "text": reading.lines}
        ).select(identity, "line_no", "text"),
        cells=pl.DataFrame(cells, schema=list(Cell._fields), orient="row").select(
            identity, pl.all()
        ),
    )


def _batches(sources: list[Source], limit: int) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        if batch and size + source.byte_size > limit:
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += source.byte_size
    if batch:
        yield batch


def _extract_all(batch: list[Source], settings: Settings) -> list[Extract]:
    forms = [settings.forms] * len(batch)
    if settings.workers < 2 or sum(source.byte_size for source in batch) < _POOL_PAYS_FROM:  # noqa: PLR2004
        return list(map(extract, batch, forms))
    with ProcessPoolExecutor(settings.workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(extract, batch, forms, chunksize=4))


def _now(connection: duckdb.DuckDBPyConnection) -> datetime:
    """Return the time, but later than any landing before: the newest edition is the current one."""
    latest = connection.execute("SELECT epoch_us(max(landed_at)) FROM raw.document").fetchone()
    now = datetime.now(UTC)
    if latest is None or latest[0] is None:
        return now
    return max(now, datetime.fromtimestamp(0, UTC) + timedelta(microseconds=latest[0] + 1))


def _write(connection: duckdb.DuckDBPyConnection, extracts: list[Extract], result: Landing) -> None:
    now = _now(connection)
    for table in ("document", "lines", "cells"):
        frames = [frame for item in extracts if (frame := getattr(item, table)) is not None]
        if not frames:
            continue
        batch = pl.concat(frames)
        if table == "document":
            batch = batch.with_columns(pl.lit(now).alias("landed_at"))
        connection.register("batch", batch.to_arrow())
        connection.execute(f"INSERT INTO raw.{table.rstrip('s')} BY NAME SELECT * FROM batch")
        connection.unregister("batch")
    for item in extracts:
        if item.rejection is None:
            result.landed += 1
            continue
        stage, reason, detail = item.rejection
        result.rejected.append((item.source.name, reason, detail))
        identity = [item.source.name, item.source.sha256, stage, reason, detail]
        connection.execute(
            """
            INSERT INTO raw.rejection
            SELECT $1, $2, $3, $4, $5, $6
            WHERE NOT EXISTS (
                FROM raw.rejection WHERE (source_path, sha256, reason) = ($1, $2, $4)
            )
            """,
            [*identity, now],
        )
