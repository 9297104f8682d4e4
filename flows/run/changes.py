"""What changed between two versions, in figures: only those that differ.

Compared are the marts of the new version with those of the one that it was made from, both by the
same query. The rows are published twice: as `quality.fct_version_change` for SQL, and as
`changes.json` beside the file, which can be read while nobody opens the warehouse.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import duckdb

from flows.sql import statement
from flows.warehouse.connection import attached

FILE = "changes.json"
_PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Changes:
    """A version, and what sets it apart from the one that it was made from.

    Attributes:
        previous: id of that version; None for the first one.
        documents: number of documents, superseded editions left out; `lines` likewise.
        spending_yuan: leaves of `expenditure_by_subject`, all units, years and phases.
        is_comparable: whether the version before could be read by the queries of today.
        rows: those of `quality.fct_version_change` without the ids.
    """

    version: str
    previous: str | None
    published_at: datetime
    documents: int
    lines: int
    spending_yuan: Decimal
    is_comparable: bool = True
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        if self.previous is None:
            return "the first version"
        if not self.is_comparable:
            return f"not comparable with {self.previous}"
        kinds = Counter(row["change_kind"] for row in self.rows)
        phrases = [f"{kinds[kind]} {words}" for kind, words in _WORDS.items() if kinds.get(kind)]
        return ", ".join(phrases) or "no figure differs"

    def write(self, folder: Path) -> None:
        """Write the changes beside the file of their version; amounts as text, exactly."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return what was written beside the file of a version; None if that cannot be read."""
        try:
            record: Mapping[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(
                **{
                    **record,
                    "published_at": datetime.fromisoformat(record["published_at"]),
                    "spending_yuan": Decimal(record["spending_yuan"]),
                    "rows": [_exact(row) for row in record["rows"]],
                }
            )
        except (OSError, ValueError, TypeError, KeyError, ArithmeticError):
            return None


_WORDS = {
    "document_added": "documents added",
    "document_changed": "changed",
    "document_withdrawn": "withdrawn",
    "count": "counts differ",
    "total": "totals",
    "violation": "rules violated otherwise",
    "unmapped": "kinds of not understood",
}
_MONEY = ("value_before", "value_after", "difference")


def record(
    connection: duckdb.DuckDBPyConnection, version: str, previous: tuple[str, Path | None] | None
) -> Changes:
    """Write `quality.fct_version_change` into a finished build and return what it holds.

    Args:
        connection: to the build, open for writing.
        version: its id.
        previous: id and file of the version that it was made from, if there is one; without the
            file, if that was damaged.
    """
    connection.execute(statement(__package__, "version_change"))
    before, file = previous or (None, None)
    is_comparable = (
        before is not None and file is not None and _compare(connection, version, before, file)
    )
    found = connection.execute(
        "SELECT * EXCLUDE (version_id, previous_version_id) FROM quality.fct_version_change"
    )
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    holds = connection.execute(statement(__package__, "version_holds")).fetchone()
    documents, lines, spending = holds or (0, 0, Decimal(0))
    return Changes(
        version=version,
        previous=before,
        published_at=datetime.now(UTC),
        documents=documents,
        lines=lines,
        spending_yuan=spending,
        is_comparable=is_comparable,
        rows=rows,
    )


def _compare(connection: duckdb.DuckDBPyConnection, version: str, before: str, file: Path) -> bool:
    (new,) = connection.execute("SELECT current_catalog()").fetchone() or ("",)
    try:
        with attached(connection, file, _PREVIOUS):
            try:
                _gather(connection, _PREVIOUS, "before")
            finally:
                connection.execute(f'USE "{new}"')
        _gather(connection, new, "after")
        connection.execute(statement(__package__, "compare_versions"), [version, before])
    except duckdb.Error:
        return False  # other columns then, or a disk that lost some: no reason not to publish
    return True


def _gather(connection: duckdb.DuckDBPyConnection, catalog: str, moment: str) -> None:
    """Ask one version for its figures and documents; keep them in tables named for the moment."""
    connection.execute(f'USE "{catalog}"')
    for kind in ("figures", "current_documents"):
        query = statement(__package__, kind)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {kind}_{moment} AS {query}")


def _exact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in _MONEY and value is not None else value
        for name, value in row.items()
    }
