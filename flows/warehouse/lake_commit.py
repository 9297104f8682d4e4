"""A shard into the lake, in one transaction: its rows, the members of dimensions, the views.

A shard is a warehouse of its own: built and validated in a file, and committed as a whole. Its
tables are those of the copy for others (`public`), without `raw`, for a lake cannot keep a reader
from a schema. In the lake they have one column more, `shard`, and are partitioned by it; what comes
from no single document (dimensions) is one table for all, merged by key. Rows that are the same in
both stay where they are: one document more writes little, however large its shard is.

Two transactions that delete from and insert into one table conflict, whichever rows they mean
(DuckLake 1.0, measured). Each commit changes the one row of `lake.turn`, so that two at once always
do: one of them fails as a whole and begins anew, with what the other has brought before its eyes.
In PostgreSQL they queue for a lock before, so that hardly any has to.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import sleep

import duckdb

from flows.settings import PUBLIC
from flows.warehouse import catalog, lake
from flows.warehouse.catalog import Table
from flows.warehouse.files import Unusable
from flows.warehouse.lake_layout import (
    LAY_OUT,
    OWN,
    SOURCE,
    WHOLE,
    clear,
    is_shared,
    lay_out,
    show,
    views_of,
)
from flows.warehouse.lake_rows import (
    NOBODY,
    SHARD,
    SHARD_NAME,
    Extent,
    execute_for,
    key,
    mark,
    mend,
    named,
    plain,
)
from flows.warehouse.public import SCHEMAS

_TURN = 0x6275646765740001  # the lock in PostgreSQL: one commit at a time
_ATTEMPTS = 12
_BACKOFF_SECONDS = 0.2  # doubled after each attempt, at most so long
_LONGEST_SECONDS = 10.0
#: What DuckDB says where another transaction was faster; the last two where both made the lake.
_CONFLICTS = ("conflict", "could not serialize", "already exists", "duplicate key")


@dataclass(slots=True)
class Committed:
    """What a commit did.

    Attributes:
        number: of the snapshot; None if there was nothing to do.
        rows: how many rows of each table it took away and brought.
        attempts: that it took.
    """

    number: int | None = None
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    attempts: int = 1

    def __str__(self) -> str:
        if self.number is None:
            return "the lake has this version already"
        gone, come = (sum(pair[side] for pair in self.rows.values()) for side in (0, 1))
        again = f", at the {self.attempts}th attempt" if self.attempts > 1 else ""
        return f"snapshot {self.number}: {come:,} rows came, {gone:,} went{again}"


@dataclass(frozen=True, slots=True)
class Shard:
    """A published version of a warehouse that is a part of a lake.

    Attributes:
        name: by which its rows are known (`SHARD_NAME`).
        file: the served file; the copy for others lies beside it.
    """

    name: str
    file: Path

    def __post_init__(self) -> None:
        """Refuse a name that no path and no statement should hold."""
        if not SHARD_NAME.fullmatch(self.name):
            raise Unusable(f"no shard is called {self.name!r}: ASCII letters, digits, -, _ and .")


def commit(address: str, shard: Shard, data: str = "") -> Committed:
    """Bring the served version of a shard into a lake; make the lake where there is none.

    Args:
        address: of the lake.
        shard: what is brought; its rows in the lake become those of its file.
        data: where a new lake keeps its files: a folder, or `s3://…`.

    Raises:
        Unusable: the lake cannot be opened or is of another release; a document, or a publication,
            of the shard is in another one, too.
        duckdb.Error: it failed otherwise, or other writers were faster too often.
    """
    whole = shard.file.resolve()
    options = [f"DATA_PATH '{lake.quoted(data)}'"] if data else []
    beside = {WHOLE: whole, SOURCE: whole.with_name(PUBLIC)}
    return _persist(address, options, beside, partial(_bring, shard.name))


def rollback(address: str, version: str | None = None) -> tuple[lake.Version, Committed]:
    """Let a lake hold again what it held in an earlier version, as a new version.

    Only rows that differ are written; readers see the one or the other.

    Raises:
        LookupError: there is no such version.
        Unusable: the lake cannot be opened.
        duckdb.Error: it failed otherwise, or other writers were faster too often.
    """
    with lake.opened(address) as connection:
        chosen = lake.earlier(lake.versions(connection), version)
    return chosen, _persist(address, [], {}, partial(_revert, chosen.number))


def _persist(
    address: str,
    options: Sequence[str],
    beside: Mapping[str, Path],
    work: Callable[[duckdb.DuckDBPyConnection], tuple[str, Committed]],
) -> Committed:
    """Do a work in one transaction; where another writer was faster, begin it anew.

    Args:
        address: of the lake.
        options: with which it is attached.
        beside: files that the work reads, by the names under which they are attached.
        work: returns what its snapshot is called, empty if there was nothing to do.
    """
    wait = _BACKOFF_SECONDS
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with lake.attached_lake(address, *options, beside=beside) as connection:
                with _turn(connection, address):
                    done = _transact(connection, work)
                done.attempts = attempt
                return done
        except (duckdb.Error, Unusable) as fault:
            is_conflict = any(word in str(fault).lower() for word in _CONFLICTS)
            if attempt == _ATTEMPTS or not is_conflict:
                raise
        sleep(wait * random.uniform(0.5, 1.5))
        wait = min(2 * wait, _LONGEST_SECONDS)
    raise AssertionError("the last attempt raises or returns")


def _transact(
    connection: duckdb.DuckDBPyConnection,
    work: Callable[[duckdb.DuckDBPyConnection], tuple[str, Committed]],
) -> Committed:
    connection.execute("BEGIN")
    if not lake.is_laid_out(connection):
        connection.execute(LAY_OUT)
    message, done = work(connection)
    if not message:
        connection.execute("ROLLBACK")
        return done
    connection.execute(f"UPDATE {OWN}.turn SET turns = turns + 1")
    connection.execute(
        f"CALL ducklake_set_commit_message('{lake.NAME}', $1, $2, extra_info => $3)",
        [lake.AUTHOR, message, json.dumps({"rows": done.rows}, ensure_ascii=False)],
    )
    connection.execute("COMMIT")
    found = connection.execute(f"FROM ducklake_last_committed_snapshot('{lake.NAME}')").fetchone()
    done.number = found[0] if found else None
    return done


@contextmanager
def _turn(connection: duckdb.DuckDBPyConnection, address: str) -> Iterator[None]:
    """Wait for one's turn to commit, where the catalogue is one in which one can.

    It is over with the connection, however the process ends. The lock is in a transaction of its
    own, which outlasts that of the lake.
    """
    if not address.startswith(lake.POSTGRES):
        yield
        return
    query = f"SELECT 1 FROM (SELECT pg_advisory_xact_lock({_TURN})) AS turn"
    with connection.cursor() as other:
        other.execute("BEGIN")
        other.execute(f"FROM postgres_query('__ducklake_metadata_{lake.NAME}', '{query}')")
        other.fetchall()
        try:
            yield
        finally:
            other.execute("ROLLBACK")


# --- a shard into the lake ------------------------------------------------------------------------


def _bring(name: str, connection: duckdb.DuckDBPyConnection) -> tuple[str, Committed]:
    done = Committed()
    version, documents, project = connection.execute(
        "SELECT version_id, "
        f"(SELECT count(*) FROM {SOURCE}.marts.dim_document WHERE document_key > 0), "
        f"project_fingerprint FROM {WHOLE}.raw.refresh ORDER BY version_id DESC LIMIT 1"
    ).fetchone() or ("", 0, "")
    known = connection.execute(
        f"SELECT version_id FROM {OWN}.shard WHERE shard = $1", [name]
    ).fetchone()
    if known == (version,):
        return "", done
    views = views_of(connection)
    tables = [
        table
        for table in catalog.tables(connection, SCHEMAS, SOURCE)
        if (table.schema, table.name) not in views
    ]
    _require_apart(connection, name)
    clear(connection, views)
    lay_out(connection, tables)
    members = _gather_members(connection, name, tables)
    for table in tables:
        bring = _merge if is_shared(table) else _replace
        done.rows[plain(table)] = bring(connection, name, table)
    columns = ["table_name", "member_key"]
    mend(connection, f"{OWN}.member", members, columns, Extent.of_shard(name))
    show(connection, views)
    done.rows = {table: rows for table, rows in done.rows.items() if any(rows)}
    connection.execute(f"DELETE FROM {OWN}.shard WHERE {SHARD} = $1", [name])
    connection.execute(
        f"INSERT INTO {OWN}.shard VALUES ($1, $2, $3, $4)", [name, version, documents, project]
    )
    return f"{name}: version {version}, {documents} documents", done


def _require_apart(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Refuse what would be counted twice: a document, or a publication, of two shards.

    Raises:
        Unusable: naming it and the other shard.
    """
    if not catalog.tables(connection, ["marts"]):
        return
    found = connection.execute(
        f"""
        SELECT theirs.{SHARD}, theirs.source_path, mine.source_path
        FROM {SOURCE}.marts.dim_document AS mine
        JOIN marts.dim_document AS theirs
            ON mine.document_key = theirs.document_key
            OR (mine.publication_key = theirs.publication_key AND theirs.publication_key > 0)
        WHERE theirs.{SHARD} != $1 AND theirs.document_key > 0
        ORDER BY ALL
        LIMIT 1
        """,
        [name],
    ).fetchone()
    if found is not None:
        other, theirs, mine = found
        raise Unusable(
            f"{mine} is, or belongs to the same publication as, {theirs} of the shard {other}: "
            "it would be counted twice. What one body publishes for a year belongs into one shard"
        )


def _gather_members(
    connection: duckdb.DuckDBPyConnection, name: str, tables: Iterable[Table]
) -> str:
    """Gather which members the shard has, and forget those that no shard has any more.

    Returns:
        The name of a table of them.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE held (table_name VARCHAR, member_key VARCHAR)")
    for table in filter(is_shared, tables):
        connection.execute(
            f"INSERT INTO held SELECT DISTINCT $1, {key(table)} FROM {SOURCE}.{named(table)}",
            [plain(table)],
        )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE forsaken AS
        SELECT table_name, member_key FROM {OWN}.member WHERE {SHARD} = $1
        EXCEPT FROM held
        EXCEPT SELECT table_name, member_key FROM {OWN}.member WHERE {SHARD} != $1
        """,
        [name],
    )
    return "held"


def _replace(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> tuple[int, int]:
    """Make the rows of a shard in the lake those that it has now.

    The members *unknown* and *not applicable* of its own dimensions are there once for all.
    """
    target, source = named(table), f"{SOURCE}.{named(table)}"
    columns = [column.name for column in table.columns]
    own = catalog.own_key(table)
    if own is None:
        return mend(connection, target, source, columns, Extent.of_shard(name))
    execute_for(
        connection,
        f"{source} WHERE {own} < 0 AND {own} NOT IN (SELECT {own} FROM {target} WHERE {own} < 0)",
        f"INSERT INTO {target} BY NAME SELECT *, '{NOBODY}' AS {SHARD} FROM {source} "
        f"WHERE {own} < 0 AND {own} NOT IN (SELECT {own} FROM {target} WHERE {own} < 0)",
    )
    return mend(connection, target, source, columns, Extent.of_shard(name, f"{own} > 0"))


def _merge(connection: duckdb.DuckDBPyConnection, _: str, table: Table) -> tuple[int, int]:
    """Bring members that the lake lacks or has otherwise; take those away that are forsaken."""
    target, source = named(table), f"{SOURCE}.{named(table)}"
    member, row = key(table), mark(column.name for column in table.columns)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE differing AS
        SELECT member_key FROM forsaken WHERE table_name = $1
        UNION
        SELECT {member} FROM {target}
        WHERE {member} IN (SELECT {member} FROM {source})
            AND {row} NOT IN (SELECT {row} FROM {source})
        """,
        [plain(table)],
    )
    meant = f"{member} IN (SELECT member_key FROM differing)"
    gone = execute_for(connection, "differing", f"DELETE FROM {target} WHERE {meant}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS "
        f"SELECT {member} AS member_key FROM {source} EXCEPT SELECT {member} FROM {target}"
    )
    brought = f"INSERT INTO {target} BY NAME FROM {source} WHERE {meant}"
    return gone, execute_for(connection, "differing", brought)


# --- back to an earlier version -------------------------------------------------------------------


def _revert(number: int, connection: duckdb.DuckDBPyConnection) -> tuple[str, Committed]:
    done = Committed()
    then = f"AT (VERSION => {number})"
    # of the others nothing differs
    shards = connection.execute(
        f"""
        SELECT DISTINCT {SHARD} FROM (
            (FROM {OWN}.shard EXCEPT FROM {OWN}.shard {then})
            UNION ALL (FROM {OWN}.shard {then} EXCEPT FROM {OWN}.shard)
        )
        """
    ).fetchall()
    names = ", ".join(f"'{name}'" for name in (NOBODY, *(name for (name,) in shards)))
    for table in _stored(connection):
        columns = [column.name for column in table.columns]
        source = f"{named(table)} {then}"
        try:
            there = {name for name, *_ in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
        except duckdb.CatalogException:
            source, there = (
                f"(FROM {named(table)} LIMIT 0)",
                set(columns),
            )  # there was no such table
        of_these = f"{SHARD} IN ({names})" if SHARD in columns else "true"
        common = [name for name in columns if name in there]
        rows = mend(connection, named(table), source, common, Extent(of_these, of_these))
        if any(rows):
            done.rows[plain(table)] = rows
    return (f"back to version {number}" if done.rows else ""), done


def _stored(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Return the tables that a version is made of; the queries of views stay those of today."""
    found = connection.execute(
        "SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = $1", [lake.NAME]
    ).fetchall()
    apart = {*found, (OWN, "turn"), (OWN, "shown")}
    return [
        table
        for table in catalog.tables(connection, [*SCHEMAS, OWN])
        if (table.schema, table.name) not in apart
    ]
