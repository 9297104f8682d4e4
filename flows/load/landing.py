"""Documents to `raw.*`: in batches and columnar frames, idempotent by content hash.

What a landing changed stands in `raw.touched`: the models are built anew for these documents only.
Nothing that has landed is ever deleted; a document that its folder no longer holds is withdrawn.

Reading runs in processes where there is enough of it to pay for them; writing is one INSERT per
batch and table. The memory needed is bounded by the batch, not by the folder.
"""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import duckdb
import polars as pl

from flows.read import Unreadable, grids, read
from flows.read.admission import Rejected, admit
from flows.read.folding import folded
from flows.read.grids import Cell
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
    collection: str  # the folder or archive that holds it

    @property
    def document_id(self) -> str:
        """The identity of a document is its content."""
        return self.sha256[:_ID_DIGITS]


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
    reread: int = 0  # known, and read again because the way of reading has changed
    withdrawn: int = 0
    rejected: list[tuple[str, str, str]] = field(default_factory=list)  # file, reason, detail

    def __str__(self) -> str:
        """The line of a log."""
        parts = [f"{self.landed} new, {self.unchanged} known, {len(self.rejected)} rejected"]
        parts += [f"{self.reread} read again"] if self.reread else []
        parts += [f"{self.withdrawn} withdrawn"] if self.withdrawn else []
        return ", ".join(parts)


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
    found = []
    for path in paths:
        with suppress(FileNotFoundError):  # taken away since it was listed
            found.append(source(path, folder))
    return found


def source(path: Path, folder: Path) -> Source:
    """Return one file with its name relative to a folder and the hash of what it holds now."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    name = path.relative_to(folder).as_posix()
    return Source(path, name, path.stat().st_size, digest, str(folder.resolve()))


def fingerprint(sources: Iterable[Source]) -> str:
    """Return one hash over the names and contents of all documents."""
    digest = hashlib.sha256()
    for item in sources:
        digest.update(f"{item.name}\0{item.sha256}\n".encode())
    return digest.hexdigest()


def land(
    connection: duckdb.DuckDBPyConnection,
    sources: list[Source],
    settings: Settings,
    *,
    reread: bool = False,
) -> Landing:
    """Land what is new into `raw.*`, mark what is gone, and record what had to be turned away.

    Args:
        connection: to the build file, with the raw tables in place.
        sources: all that the folders hold now.
        settings: how much is read at once, and by how many processes.
        reread: read the known documents again, too: they were read in another way.
    """
    result = Landing(found=len(sources))
    connection.execute("DELETE FROM raw.touched")
    known = {row[0] for row in connection.execute("SELECT sha256 FROM raw.document").fetchall()}
    first: dict[str, Source] = {}
    for source in sources:
        first.setdefault(source.sha256, source)  # a second copy is the same document
    result.unchanged = sum(source.sha256 in known for source in sources)
    wanted = [source for source in first.values() if reread or source.sha256 not in known]
    for batch in _batches(wanted, settings.batch_bytes):
        _write(connection, _extract_all(batch, settings), known, result)
    _follow(connection, list(first.values()), result)
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
    identity = pl.lit(source.document_id).alias("document_id")
    return Extract(
        source,
        document=pl.DataFrame(
            {
                "document_id": [source.document_id],
                "source_path": [source.name],
                "collection": [source.collection],
                "sha256": [source.sha256],
                "media_type": [reading.media_type],
                "encoding": [reading.encoding],
                "byte_size": [len(data)],
                "line_count": [len(reading.lines)],
            }
        ),
        lines=pl.DataFrame(
            {
                "line_no": range(1, len(reading.lines) + 1),
                "text": reading.lines,
                "folded": list(map(folded, reading.lines)),
            },
            schema_overrides={"folded": pl.String},
        ).select(identity, pl.all()),
        cells=pl.DataFrame(
            cells, schema=list(Cell._fields), schema_overrides={"folded": pl.String}, orient="row"
        ).select(
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


def _write(
    connection: duckdb.DuckDBPyConnection,
    extracts: list[Extract],
    known: set[str],
    result: Landing,
) -> None:
    now = _now(connection)
    read_again = [
        (item.source.document_id,)
        for item in extracts
        if item.rejection is None and item.source.sha256 in known
    ]
    if read_again:
        for table in ("line", "cell"):
            connection.executemany(f"DELETE FROM raw.{table} WHERE document_id = ?", read_again)
    for table in ("document", "lines", "cells"):
        frames = [frame for item in extracts if (frame := getattr(item, table)) is not None]
        if not frames:
            continue
        batch = pl.concat(frames)
        if table == "document":
            batch = batch.with_columns(pl.lit(now).alias("landed_at"))
        connection.register("batch", batch.to_arrow())
        if table == "document":
            # a document that is read again keeps the day it landed
            connection.execute(
                """
                INSERT INTO raw.document BY NAME SELECT * FROM batch
                ON CONFLICT DO UPDATE SET
                    encoding = excluded.encoding, line_count = excluded.line_count
                """
            )
            connection.execute("INSERT INTO raw.touched SELECT document_id FROM batch")
        else:
            connection.execute(f"INSERT INTO raw.{table.rstrip('s')} BY NAME SELECT * FROM batch")
        connection.unregister("batch")
    result.reread += len(read_again)
    for item in extracts:
        if item.rejection is None:
            result.landed += item.source.sha256 not in known
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


def _follow(connection: duckdb.DuckDBPyConnection, found: list[Source], result: Landing) -> None:
    """Say of each document where it lies now; of one that its folder has lost, since when.

    A document stays where its name now holds something that could not be read: the edition that
    would replace it has not come yet.
    """
    present = pl.DataFrame(
        [(item.document_id, item.name, item.collection) for item in found],
        schema=["document_id", "source_path", "collection"],
        orient="row",
    )
    turned_away = pl.DataFrame(
        {"source_path": [name for name, *_ in result.rejected]}, schema={"source_path": pl.String}
    )
    connection.register("present", present.to_arrow())
    connection.register("turned_away", turned_away.to_arrow())
    moved = connection.execute(
        """
        UPDATE raw.document AS document
        SET source_path = present.source_path, collection = present.collection,
            withdrawn_at = NULL
        FROM present
        WHERE document.document_id = present.document_id
            AND (document.source_path, document.collection, document.withdrawn_at)
                IS DISTINCT FROM (present.source_path, present.collection, NULL)
        RETURNING document.document_id
        """
    ).fetchall()
    withdrawn = connection.execute(
        """
        UPDATE raw.document AS document SET withdrawn_at = $1
        WHERE document.withdrawn_at IS NULL
            AND document.document_id NOT IN (SELECT document_id FROM present)
            AND document.collection IN (SELECT collection FROM present)
            AND document.source_path NOT IN (SELECT source_path FROM turned_away)
        RETURNING document.document_id
        """,
        [datetime.now(UTC)],
    ).fetchall()
    for rows in (moved, withdrawn):
        if rows:
            connection.executemany("INSERT INTO raw.touched VALUES (?)", rows)
    result.withdrawn = len(withdrawn)
    connection.unregister("present")
    connection.unregister("turned_away")
