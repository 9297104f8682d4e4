"""Land and reconcile single documents beside the warehouse, and say what does not add up."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from flows import landing, warehouse
from flows.landing import Landing
from flows.settings import Settings, silence
from flows.transform import Transformer

SCORECARDS = """
SELECT source_path, identity_count, pass_count, rounding_count, violation_count, notice_count
FROM quality.rpt_document_scorecard ORDER BY source_path
"""
VIOLATIONS = """
SELECT document.source_path, result.severity, result.description,
    result.lhs_yuan, result.rhs_yuan, result.difference_yuan, result.line_nos,
    list(line.text ORDER BY line.line_no)
FROM quality.fct_identity_result AS result
JOIN raw.document AS document USING (document_id)
JOIN raw.line AS line
    ON line.document_id = result.document_id AND list_contains(result.line_nos, line.line_no)
WHERE result.verdict = 'violation'
GROUP BY
    document.source_path, result.severity, result.description, result.lhs_yuan, result.rhs_yuan,
    result.difference_yuan, result.line_nos, result.identity_code
ORDER BY document.source_path, result.severity, result.line_nos
"""
_SUSPECTS = """
SELECT document.source_path, suspect.line_no, suspect.column_no, suspect.printed_amount,
    suspect.proposed_amount_yuan, suspect.confidence, line.text
FROM quality.fct_suspect_cell AS suspect
JOIN raw.document AS document USING (document_id)
JOIN raw.line AS line USING (document_id, line_no)
ORDER BY document.source_path, suspect.confidence DESC, suspect.line_no
"""
_UNMAPPED = """
SELECT document.source_path, unmapped.kind, unmapped.text, unmapped.first_line_no
FROM quality.rpt_unmapped AS unmapped
JOIN raw.document AS document USING (document_id)
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the documents gave: rows of the queries above, and what was rejected."""

    landing: Landing
    scorecards: list[tuple[Any, ...]]
    violations: list[tuple[Any, ...]]
    suspects: list[tuple[Any, ...]]
    unmapped: list[tuple[Any, ...]]


def check(files: Sequence[Path]) -> Findings:
    """Return the findings on some documents; the served warehouse is not touched.

    Raises:
        FileNotFoundError: one of the files does not exist.
        TransformFailed: a model or test failed.
    """
    silence()
    sources = [landing.source(file, file.parent) for file in files]
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(warehouse=Path(home, "warehouse.duckdb"))
        settings.build.mkdir()
        build = warehouse.begin(settings)
        with warehouse.connect(build) as connection:
            result = landing.land(connection, sources, settings)
        transformer = Transformer(settings.dbt_project, build)
        transformer.build(seeds=True)
        transformer.build("staging", "intermediate", "marts", "quality")
        with duckdb.connect(str(build), read_only=True) as connection:
            rows = [
                connection.execute(query).fetchall()
                for query in (SCORECARDS, VIOLATIONS, _SUSPECTS, _UNMAPPED)
            ]
    return Findings(result, *rows)
