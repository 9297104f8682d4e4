"""What is known of each source: a small SQLite file beside the originals.

Every outcome is one transaction, made after its original has reached the disk: a run that is
killed forgets at most the download it was in. It is also the list from which a refresh reads.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flows.fetch.archive import Original, original_path
from flows.read import SUFFIXES
from flows.read.discovery import DocumentFile
from flows.sql import statement
from flows.warehouse.files import Unusable, set_aside_damaged_sqlite

_NAME = "manifest.sqlite"


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier runs left: the latest original, and how to ask whether it has changed."""

    original: Original
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class Received:
    """A whole document that has just come into the archive."""

    known: Known
    content_type: str
    served_by: str  # the address after all redirects


@dataclass(frozen=True, slots=True)
class Attempt:
    """How asking for one source ended.

    Attributes:
        outcome: `new`, `changed`, `unchanged` or `failed`.
        status: of the last answer; None if there was none.
        reason: of a failure, from a small vocabulary; else empty.
        ask_not_before: until when the server wants to be left alone.
    """

    outcome: str
    status: int | None = None
    reason: str = ""
    detail: str = ""
    ask_not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the listed sources stand: each was had, failed when last asked, or was not asked yet."""

    listed: int
    originals: int  # sources of which the archive has an original
    failed: int
    not_asked: int
    last_asked: datetime | None
    reasons: dict[str, int]  # of the failures, the commonest first


class Manifest:
    """The open manifest of an archive."""

    def __init__(self, connection: sqlite3.Connection, archive: Path) -> None:
        self._connection = connection
        self._archive = archive

    def list_sources(self, rows: Iterable[tuple[str, ...]], *, is_complete: bool) -> None:
        """Take over the list of sources: (url, unit, division, year, phase, note).

        Args:
            rows: the sources now listed.
            is_complete: whether a source that is not among them was taken off the list. Its
                documents then leave the warehouse with the next refresh.
        """
        with self._connection:
            if is_complete:
                self._connection.execute("UPDATE source SET is_listed = 0")
            self._connection.executemany(statement(__package__, "list_source"), rows)

    def known(self, url: str) -> Known | None:
        """Return the latest original of a source, if the archive still holds it whole."""
        row = self._connection.execute(
            "SELECT sha256, extension, byte_size, etag, last_modified FROM source "
            "WHERE url = ? AND sha256 IS NOT NULL",
            [url],
        ).fetchone()
        if row is None:
            return None
        original = Original(*row[:3])
        path = original_path(self._archive, original.sha256, original.extension)
        if not path.is_file() or path.stat().st_size != original.byte_size:
            return None
        return Known(original, *row[3:])

    def ask_not_before(self, url: str) -> datetime | None:
        """Return until when a server wants to be left alone."""
        row = self._connection.execute(
            "SELECT ask_not_before FROM source WHERE url = ?", [url]
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def record(
        self, url: str, attempt: Attempt, now: datetime, received: Received | None = None
    ) -> None:
        """Remember an attempt, and the original if it brought one."""
        until = attempt.ask_not_before
        with self._connection:
            self._connection.execute(
                statement(__package__, "record_attempt"),
                {
                    "url": url,
                    "now": now.isoformat(),
                    "status": attempt.status,
                    "outcome": attempt.outcome,
                    "reason": attempt.reason,
                    "detail": attempt.detail,
                    "ask_not_before": until.isoformat() if until else None,
                },
            )
            if received is not None:
                row = {
                    "url": url,
                    "now": now.isoformat(),
                    "content_type": received.content_type,
                    "served_by": received.served_by,
                    "etag": received.known.etag,
                    "last_modified": received.known.last_modified,
                    **asdict(received.known.original),
                }
                self._connection.execute(statement(__package__, "record_original"), row)
                self._connection.execute(statement(__package__, "record_edition"), row)

    def unreadable(self) -> dict[str, int]:
        """Return how many listed originals wait for a reader of their format, by suffix."""
        rows = self._connection.execute(
            "SELECT extension, count(*) FROM source WHERE is_listed AND sha256 IS NOT NULL "
            "GROUP BY extension ORDER BY extension"
        ).fetchall()
        return {extension: count for extension, count in rows if extension not in SUFFIXES}

    def standing(self) -> Standing:
        """Return how the listed sources stand."""
        listed, originals, failed, not_asked, asked = self._connection.execute(
            statement(__package__, "standing")
        ).fetchone()
        reasons = self._connection.execute(
            "SELECT reason, count(*) FROM source WHERE is_listed AND outcome = 'failed' "
            "GROUP BY reason ORDER BY count(*) DESC, reason"
        ).fetchall()
        last = datetime.fromisoformat(asked) if asked else None
        return Standing(listed, originals, failed, not_asked, last, dict(reasons))

    def documents(self) -> list[DocumentFile]:
        """Return the latest original of every listed source that can be read, named by its url."""
        rows = self._connection.execute(
            "SELECT url, sha256, extension, byte_size, edition.fetched_at "
            "FROM source LEFT JOIN edition USING (url, sha256, extension, byte_size) "
            "WHERE is_listed AND sha256 IS NOT NULL ORDER BY url"
        ).fetchall()
        collection = str(self._archive.resolve())
        return [
            DocumentFile(
                original_path(self._archive, sha256, extension),
                url,
                size,
                sha256,
                collection,
                datetime.fromisoformat(fetched_at).date() if fetched_at else None,
            )
            for url, sha256, extension, size, fetched_at in rows
            if extension in SUFFIXES
        ]


def set_aside_if_damaged(archive: Path) -> str | None:
    """Give a manifest that cannot be read another name; return what the keeper should know."""
    remark = set_aside_damaged_sqlite(archive / _NAME)
    return f"{remark}; every source is asked anew" if remark else None


@contextmanager
def open_manifest(archive: Path) -> Iterator[Manifest]:
    """Open the manifest of an archive; it is made where there is none.

    Raises:
        Unusable: naming the file and the way out.
    """
    path = archive / _NAME
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(statement(__package__, "tables"))
            yield Manifest(connection, archive)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise OSError(f"{path}: {error}") from error  # a full disk, a read-only folder
        raise Unusable(
            f"{path} is damaged ({error}): what was fetched stays as it is; "
            "the next fetch puts it aside and asks every source anew"
        ) from error


def fetched_documents(archive: Path) -> list[DocumentFile]:
    """Return the documents that `budget fetch` has brought; none where it never ran.

    Raises:
        Unusable: the list of them cannot be read.
    """
    if not (archive / _NAME).is_file():
        return []
    with open_manifest(archive) as manifest:
        return manifest.documents()


def standing(archive: Path) -> Standing | None:
    """Return how the sources stand; None where `budget fetch` never ran.

    Raises:
        Unusable: the list of them cannot be read.
    """
    if not (archive / _NAME).is_file():
        return None
    with open_manifest(archive) as manifest:
        return manifest.standing()
