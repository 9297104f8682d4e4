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

from flows.warehouse import versions as warehouse

FILE = "changes.json"
_PREVIOUS = "previous"

# One row per figure; what a figure is about stands in the columns before its unit of measure.
_FIGURES = """
SELECT
    'count' AS change_kind, counted.code, NULL AS source_path, NULL AS unit, NULL AS fiscal_year,
    NULL AS phase, NULL AS statement, 'piece' AS measured_in, counted.value::DECIMAL(18, 2) AS value
FROM (
    SELECT 'documents' AS code, count(*) AS value
    FROM {base}.marts.dim_document WHERE document_key > 0 AND is_current
    UNION ALL
    SELECT 'lines', coalesce(sum(line_count), 0)
    FROM {base}.marts.dim_document WHERE document_key > 0 AND is_current
    UNION ALL
    SELECT 'budget_lines', count(*) FROM {base}.marts.fct_budget_line WHERE is_current
    UNION ALL
    SELECT 'reported_totals', count(*)
    FROM {base}.marts.fct_reported_total AS total
    JOIN {base}.marts.dim_document AS document USING (document_key)
    WHERE document.is_current
) AS counted
UNION ALL
SELECT
    'total', NULL, NULL, unit.name, year.code, phase.code, statement.code, 'yuan',
    sum(line.amount_yuan)::DECIMAL(18, 2)
FROM {base}.marts.fct_budget_line AS line
JOIN {base}.marts.dim_unit AS unit USING (unit_key)
JOIN {base}.marts.dim_fiscal_year AS year USING (fiscal_year_key)
JOIN {base}.marts.dim_phase AS phase USING (phase_key)
JOIN {base}.marts.dim_statement AS statement USING (statement_key)
WHERE line.is_current
GROUP BY unit.name, year.code, phase.code, statement.code
UNION ALL
SELECT
    'violation', result.rule_id, NULL, NULL, NULL, NULL, NULL, 'piece', count(*)::DECIMAL(18, 2)
FROM {base}.quality.fct_identity_result AS result
JOIN {base}.marts.dim_document AS document USING (document_id)
WHERE result.verdict = 'violation' AND document.is_current
GROUP BY result.rule_id
UNION ALL
SELECT
    'unmapped', listed.kind, NULL, NULL, NULL, NULL, NULL, 'piece',
    sum(listed.occurrences)::DECIMAL(18, 2)
FROM {base}.quality.rpt_unmapped AS listed
JOIN {base}.marts.dim_document AS document USING (document_id)
WHERE document.is_current
GROUP BY listed.kind
"""
# The current documents: which, and how many lines; the editions of one path are one document.
_DOCUMENTS = """
SELECT
    source_path, list_sort(list(document_id)) AS editions,
    sum(line_count)::DECIMAL(18, 2) AS lines
FROM {base}.marts.dim_document
WHERE document_key > 0 AND is_current
GROUP BY source_path
"""
_TABLE = "quality.fct_version_change"
_COMMENT = (
    "One row per figure that differs between this version and the one it was made from. "
    "Empty in the first version; superseded editions are left out on both sides."
)
_COLUMNS = {
    "change_kind VARCHAR NOT NULL": (
        "What differs: `document_added`, `document_changed`, `document_withdrawn` (or superseded "
        "by one of another name), by their lines; a `count`, the `total` of the leaves of a "
        "statement, how often a rule is violated "
        "(`violation`) or something was not understood (`unmapped`)."
    ),
    "code VARCHAR": (
        "What is counted: `documents`, `lines`, `budget_lines`, `reported_totals`; of a violation "
        "the rule, of what was not understood its kind."
    ),
    "source_path VARCHAR": (
        "Of a document: path of the file below the documents folder, or its address."
    ),
    "unit VARCHAR": "Of a total: name of the unit.",
    "fiscal_year VARCHAR": "Of a total: code of the year.",
    "phase VARCHAR": "Of a total: code of the phase.",
    "statement VARCHAR": "Of a total: code of the statement.",
    "measured_in VARCHAR NOT NULL": "`yuan` for totals, `piece` for all that is counted.",
    "value_before DECIMAL(18, 2)": (
        "The figure in the version before; null where it had no such document or total."
    ),
    "value_after DECIMAL(18, 2)": (
        "The figure in this version; null where it has no such document or total."
    ),
    "difference DECIMAL(18, 2) NOT NULL": (
        "After less before, what is not there counted as zero. A changed document can have as many "
        "lines as before."
    ),
    "version_id VARCHAR NOT NULL": "Id of this version.",
    "previous_version_id VARCHAR NOT NULL": "Id of the version that it was made from.",
}
_CREATE = "; ".join(
    [
        f"CREATE OR REPLACE TABLE {_TABLE} ({', '.join(_COLUMNS)})",
        f"COMMENT ON TABLE {_TABLE} IS '{_COMMENT}'",
        *(
            f"COMMENT ON COLUMN {_TABLE}.{column.partition(' ')[0]} IS '{comment}'"
            for column, comment in _COLUMNS.items()
        ),
    ]
)
_COMPARED = f"""
INSERT INTO {_TABLE}
WITH

figure AS (
    SELECT
        * EXCLUDE (value_before, value_after),
        -- what can be counted is there: none of it is zero
        if(measured_in = 'piece', coalesce(value_before, 0), value_before) AS value_before,
        if(measured_in = 'piece', coalesce(value_after, 0), value_after) AS value_after
    FROM (
        SELECT
            * EXCLUDE (value, is_after),
            any_value(value) FILTER (NOT is_after) AS value_before,
            any_value(value) FILTER (is_after) AS value_after
        FROM (
            SELECT *, FALSE AS is_after FROM ({_FIGURES.format(base=_PREVIOUS)})
            UNION ALL
            SELECT *, TRUE AS is_after FROM ({_FIGURES.format(base="{new}")})
        )
        GROUP BY ALL
    )
),

document AS (
    SELECT
        CASE
            WHEN earlier.source_path IS NULL THEN 'document_added'
            WHEN later.source_path IS NULL THEN 'document_withdrawn'
            ELSE 'document_changed'
        END AS change_kind,
        source_path,
        earlier.lines AS value_before,
        later.lines AS value_after
    FROM ({_DOCUMENTS.format(base=_PREVIOUS)}) AS earlier
    FULL JOIN ({_DOCUMENTS.format(base="{new}")}) AS later USING (source_path)
    WHERE earlier.editions IS DISTINCT FROM later.editions
)

SELECT
    change_kind, code, source_path, unit, fiscal_year, phase, statement, measured_in,
    value_before, value_after,
    (coalesce(value_after, 0) - coalesce(value_before, 0))::DECIMAL(18, 2), $1, $2
FROM (
    SELECT
        change_kind, NULL AS code, source_path, NULL AS unit, NULL AS fiscal_year, NULL AS phase,
        NULL AS statement, 'piece' AS measured_in, value_before, value_after
    FROM document
    UNION ALL BY NAME
    SELECT * FROM figure WHERE value_before IS DISTINCT FROM value_after
)
ORDER BY ALL
"""
_CHANGES = f"SELECT * EXCLUDE (version_id, previous_version_id) FROM {_TABLE}"
# by which people recognise a version: its size, and what it says is spent, all years and phases
_HOLDS = """
SELECT
    (SELECT count(*) FROM marts.dim_document WHERE document_key > 0 AND is_current),
    (SELECT coalesce(sum(line_count), 0)
     FROM marts.dim_document WHERE document_key > 0 AND is_current),
    (
        SELECT coalesce(sum(line.amount_yuan), 0)::DECIMAL(18, 2)
        FROM marts.fct_budget_line AS line
        JOIN marts.dim_statement AS statement USING (statement_key)
        WHERE line.is_current AND statement.code = 'expenditure_by_subject'
    )
"""


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
    connection.execute(_CREATE)
    before, file = previous or (None, None)
    is_comparable = (
        before is not None and file is not None and _compare(connection, version, before, file)
    )
    found = connection.execute(_CHANGES)
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    documents, lines, spending = connection.execute(_HOLDS).fetchone() or (0, 0, Decimal(0))
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
        with warehouse.attached(connection, file, _PREVIOUS):
            connection.execute(_COMPARED.format(new=f'"{new}"'), [version, before])
    except duckdb.Error:
        return False  # other columns then, or a disk that lost some: no reason not to publish
    return True


def _exact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in _MONEY and value is not None else value
        for name, value in row.items()
    }
