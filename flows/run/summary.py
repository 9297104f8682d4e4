"""What a refresh did, for people and machines."""

from dataclasses import dataclass, field

import duckdb

from flows.load.outcome import Landing
from flows.sql import statement


@dataclass(slots=True)
class Summary:
    """What a refresh did, and how many rows the served version holds."""

    is_published: bool
    version: str
    landing: Landing
    seconds: float
    documents: int = 0
    lines: int = 0
    cells: int = 0
    budget_lines: int = 0
    reported_totals: int = 0
    unmapped: int = 0
    checks: int = 0
    warnings: list[str] = field(default_factory=list)
    committed: str = field(default="", init=False)  # what was brought into a lake


def row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many rows a version holds, by the names that `Summary` gives them."""
    counted = connection.execute(statement(__package__, "row_counts"))
    names = [column[0] for column in counted.description or ()]
    return dict(zip(names, counted.fetchone() or (), strict=True))
