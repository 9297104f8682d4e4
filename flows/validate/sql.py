"""All checks of a table as one query: one row for each check that fails."""

import re
from collections.abc import Sequence

from flows.validate.checks import Check, Suite

__all__ = ["BATCH", "failing", "literal", "quoted"]

BATCH = "{batch}"
_COMPUTED = "computed"

_PLAIN_IDENTIFIER = re.compile(r"[^\W\d]\w*")
MOST_ROWS = 20

# Whatever columns a query has: a failing row is a JSON object, in which the columns that lead to a
# document and a line of it are found by their names.
_FAILING = """
WITH {computed} failing (check_no, shown) AS MATERIALIZED (
    {parts}
),
by_document AS (
    SELECT
        check_no,
        shown ->> 'document_id' AS document_id,
        TRY_CAST(shown ->> 'document_key' AS BIGINT) AS document_key,
        coalesce(shown ->> 'source_path', shown ->> '文件路径') AS source_path,
        count(*) AS row_count,
        list_sort(list(DISTINCT place.line_no))[:{most}] AS line_nos,
        list(shown ORDER BY place.line_no, shown)[:{most}] AS shown
    FROM failing
    CROSS JOIN LATERAL (
        SELECT TRY_CAST(
            coalesce(
                shown ->> 'line_no', shown ->> 'first_line_no', shown ->> '$.line_nos[0]'
            ) AS INTEGER
        ) AS line_no
    ) AS place
    GROUP BY ALL
)
SELECT check_no, to_json(list(by_document ORDER BY document_id, document_key))::VARCHAR AS found
FROM by_document
GROUP BY check_no
ORDER BY check_no
"""


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return name if _PLAIN_IDENTIFIER.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def failing(suite: Suite, checks: Sequence[Check]) -> str:
    """Return the query for what fails some checks of a suite, by their number among them.

    Its columns are `check_no` and `found`, a JSON list of documents with `row_count`, `line_nos`
    and some rows `shown`.
    """
    conditions = [(number, check) for number, check in enumerate(checks) if check.is_failing]
    batch = _COMPUTED if suite.is_computed else suite.relation
    rows = suite.rows or batch
    parts = [_scan(rows, suite.identify_by, conditions)] if conditions else []
    parts += [
        f"SELECT {number}, {_shown(suite.identify_by, check)} "
        f"FROM (\n{check.query.replace(BATCH, batch)}\n) AS failing"
        for number, check in enumerate(checks)
        if check.query
    ]
    computed = f"{_COMPUTED} AS MATERIALIZED (FROM {suite.relation})," if suite.is_computed else ""
    return _FAILING.format(computed=computed, parts="\nUNION ALL\n".join(parts), most=MOST_ROWS)


def _scan(rows: str, identify_by: Sequence[str], checks: Sequence[tuple[int, Check]]) -> str:
    flags = ", ".join(
        f"coalesce(({check.is_failing}), false) AS check_{number}" for number, check in checks
    )
    cases = ", ".join(
        f"CASE WHEN check_{number} THEN "
        f"{{'check_no': {number}, 'shown': {_shown(identify_by, check)}}} END"
        for number, check in checks
    )
    any_flag = " OR ".join(f"check_{number}" for number, _ in checks)
    return f"""
    SELECT failure.check_no, failure.shown
    FROM (
        SELECT unnest([{cases}]) AS failure
        FROM (SELECT *, {flags} FROM {rows})
        WHERE {any_flag}
    )
    WHERE failure IS NOT NULL
    """


def _shown(identify_by: Sequence[str], check: Check) -> str:
    """Return a failing row as JSON."""
    if check.columns is None:
        return "to_json(failing)::VARCHAR"
    columns = dict.fromkeys([*identify_by, *check.columns])
    listed = ", ".join(f"{literal(column)}, {quoted(column)}" for column in columns)
    return f"json_object({listed})::VARCHAR"
