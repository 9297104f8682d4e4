"""Documents to `raw.*`: in batches and columnar frames, idempotent by content hash.

What a landing changed stands in `raw.touched`: the models are built anew for these documents only.
Nothing that has landed is ever deleted; a document that its folder no longer holds is withdrawn.

Reading runs in processes where there is enough of it to pay for them, or on a cluster; writing is
one INSERT per batch and table. The memory needed is bounded by the batch, not by the folder.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import duckdb
import polars as pl

from flows.load.extraction import FRAMES, Extract, extract_all
from flows.load.outcome import Landing, NothingLanded, TooManyWithdrawals
from flows.read.discovery import DocumentFile
from flows.settings import Settings
from flows.sql import statement

__all__ = ["Landing", "NothingLanded", "TooManyWithdrawals", "copies", "land"]

#: From how many documents, and which share of all, their going away is asked about.
_LEAST_TO_ASK = 2
_SHARE_TO_ASK = 10
_NAMES_TOLD = 5


def land(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[DocumentFile],
    settings: Settings,
    *,
    reread: bool = False,
    project: str = "",
) -> Landing:
    """Land what is new into `raw.*`, mark what is gone, and record what had to be turned away.

    Args:
        connection: to the build file, with the raw tables in place.
        files: all that the folders hold now.
        settings: how much is read at once, by how many processes, within which limits.
        reread: read the known documents again, too: they were read in another way.
        project: fingerprint of what the documents are built and validated with; those that a
            validation set aside under the same one are not tried again.

    Raises:
        TooManyWithdrawals: more has gone than people take away, unless they say that they did.
    """
    result = Landing(found=len(files))
    connection.execute("DELETE FROM raw.touched")
    (there,) = connection.execute(
        "SELECT count(*) FROM raw.document WHERE withdrawn_at IS NULL"
    ).fetchone() or (0,)
    known = {row[0] for row in connection.execute("SELECT sha256 FROM raw.document").fetchall()}
    first: dict[str, DocumentFile] = {}
    for file in files:
        if file.sha256 is not None:
            first.setdefault(file.sha256, file)  # a second copy is the same document
    result.unchanged = sum(file.sha256 in known for file in files)
    set_aside = _set_aside(connection, project)
    result.rejected += [
        (file.name, *set_aside[file.sha256]) for file in first.values() if file.sha256 in set_aside
    ]
    result.copies = copies(files)
    faulty = [file for file in files if file.fault is not None]
    wanted = [
        file
        for file in first.values()
        if (reread or file.sha256 not in known) and file.sha256 not in set_aside
    ]
    for extracts in _extracted(faulty + wanted, settings):
        _write(connection, extracts, known, result)
    _follow(connection, list(first.values()), result, None if settings.allow_withdrawals else there)
    return result


def _extracted(files: Sequence[DocumentFile], settings: Settings) -> Iterator[list[Extract]]:
    if not settings.cluster:
        return extract_all(files, settings)
    from flows.load.cluster import extract_on_cluster

    return extract_on_cluster(files, settings)


def copies(files: Sequence[DocumentFile]) -> list[tuple[str, str]]:
    """Return the files that hold what another one holds, each with the name of that other."""
    first: dict[str, str] = {}
    return [
        (file.name, other)
        for file in files
        if file.sha256 is not None
        and (other := first.setdefault(file.sha256, file.name)) != file.name
    ]


def _set_aside(connection: duckdb.DuckDBPyConnection, project: str) -> dict[str, tuple[str, str]]:
    """Return reason and detail of what the same project set aside; forget what another one did."""
    connection.execute(
        "DELETE FROM raw.rejection "
        "WHERE stage = 'validation' AND project_fingerprint IS DISTINCT FROM $1",
        [project],
    )
    rows = connection.execute(
        "SELECT sha256, reason, detail FROM raw.rejection WHERE stage = 'validation'"
    ).fetchall()
    return {sha256: (reason, detail) for sha256, reason, detail in rows}


def _now(connection: duckdb.DuckDBPyConnection) -> datetime:
    """Return the time, but later than any landing before: the newest edition is the current one."""
    latest = connection.execute("SELECT epoch_us(max(landed_at)) FROM raw.document").fetchone()
    now = datetime.now(UTC)
    if latest is None or latest[0] is None:
        return now
    return max(now, datetime.fromtimestamp(0, UTC) + timedelta(microseconds=latest[0] + 1))


def _write(
    connection: duckdb.DuckDBPyConnection,
    extracts: Sequence[Extract],
    known: set[str],
    result: Landing,
) -> None:
    now = _now(connection)
    read = [item for item in extracts if item.rejection is None]
    again = [(item.file.document_id,) for item in read if item.file.sha256 in known]
    if again:
        for table in ("line", "cell"):
            connection.executemany(f"DELETE FROM raw.{table} WHERE document_id = ?", again)
    for table in FRAMES if read else ():
        batch = pl.concat([item.frames[table] for item in read])
        if table == "document":
            batch = batch.with_columns(pl.lit(now).alias("landed_at"))
        connection.register("batch", batch.to_arrow())
        if table == "document":
            connection.execute(statement(__package__, "upsert_document"))
            connection.execute("INSERT INTO raw.touched SELECT document_id FROM batch")
        else:
            connection.execute(f"INSERT INTO raw.{table} BY NAME SELECT * FROM batch")
        connection.unregister("batch")
    result.reread += len(again)
    result.landed += len(read) - len(again)
    refused = [
        (item.file.name, item.file.sha256, *item.rejection)
        for item in extracts
        if item.rejection is not None
    ]
    if refused:
        result.rejected += [(name, reason, detail) for name, _, _, reason, detail in refused]
        columns = ("source_path", "sha256", "stage", "reason", "detail")
        frame = pl.DataFrame(refused, schema=dict.fromkeys(columns, pl.String), orient="row")
        connection.register("refused", frame.to_arrow())
        connection.execute(statement(__package__, "insert_rejection"), [now])
        connection.unregister("refused")


def _follow(
    connection: duckdb.DuckDBPyConnection,
    found: Sequence[DocumentFile],
    result: Landing,
    there: int | None,
) -> None:
    """Say of each document where it lies now; of one that its folder has lost, since when.

    A document stays where its name, or a folder above it, could not be read: what cannot be listed
    is not gone, and the edition that would replace it has not come yet.

    Args:
        connection: to the build file.
        found: what is there now and can be read.
        result: what was turned away; told how many were withdrawn.
        there: how many documents there were before; None if any number of them may go.

    Raises:
        TooManyWithdrawals: more has gone than people take away, and nobody has said so.
    """
    present = pl.DataFrame(
        [(item.document_id, item.name, item.collection, item.dated) for item in found],
        schema={
            "document_id": pl.String,
            "source_path": pl.String,
            "collection": pl.String,
            "file_date": pl.Date,
        },
        orient="row",
    )
    turned_away = pl.DataFrame(
        {"source_path": [name for name, *_ in result.rejected]}, schema={"source_path": pl.String}
    )
    connection.register("present", present.to_arrow())
    connection.register("turned_away", turned_away.to_arrow())
    moved = connection.execute(statement(__package__, "follow_document")).fetchall()
    if there is not None:
        _require_presence(connection, there)
    withdrawn = connection.execute(
        statement(__package__, "withdraw_document"), [datetime.now(UTC)]
    ).fetchall()
    for rows in (moved, withdrawn):
        if rows:
            connection.executemany("INSERT INTO raw.touched VALUES (?)", rows)
    result.withdrawn = len(withdrawn)
    connection.unregister("present")
    connection.unregister("turned_away")


def _require_presence(connection: duckdb.DuckDBPyConnection, there: int) -> None:
    gone = connection.execute(statement(__package__, "gone_documents")).fetchall()
    if len(gone) < _LEAST_TO_ASK or len(gone) * _SHARE_TO_ASK <= there:
        return
    names = ", ".join(name for (name,) in gone[:_NAMES_TOLD])
    names += ", ..." if len(gone) > _NAMES_TOLD else ""
    raise TooManyWithdrawals(
        f"{len(gone)} of {there} documents are no longer where they were ({names}): nothing is "
        "published. If they were taken away on purpose, say so: --allow-withdrawals"
    )
