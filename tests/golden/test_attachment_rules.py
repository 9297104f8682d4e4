"""Every rule of the attachments holds somewhere, and fails when one figure is another."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from flows.load import landing
from flows.read.discovery import discover
from flows.run.steps import STAGES
from flows.settings import Settings
from flows.transform.runner import Transformer
from flows.warehouse import versions
from flows.warehouse.connection import connect
from tests.conftest import SHARED

_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d,]*\.?\d)")

# the terms of all identities of attachments
_TERMS = """
WITH term AS (
    SELECT document_id, rule_id, identity_code, side, line_no, row_no, amount_yuan
    FROM intermediate.int_identity_term WHERE identity_kind IN ('evaluation', 'performance')
)
SELECT
    result.rule_id, result.identity_code, result.verdict, document.source_path, unit.name,
    term.side, term.line_no, line.text, term.amount_yuan,
    if(term.side = 'lhs', result.rhs_yuan, result.lhs_yuan) AS other_yuan,
    count(*) OVER (PARTITION BY term.document_id, term.identity_code, term.side) AS term_count
FROM term
JOIN intermediate.int_identity AS result USING (document_id, identity_code)
JOIN staging.identity_rule AS rule ON rule.rule_id = result.rule_id
JOIN raw.line AS line USING (document_id, line_no)
JOIN marts.dim_document AS document USING (document_id)
JOIN marts.dim_unit AS unit USING (unit_key)
WHERE result.verdict != 'not_evaluable' AND term.amount_yuan > 0
    -- a figure is raised: on the greater side of an inequality that changes nothing
    AND (rule.relation = 'equal' OR term.side = 'rhs')
-- what a cell prints, before what is counted or follows from elsewhere
ORDER BY term.row_no IS NULL, term_count, document.source_path, result.identity_code, term.line_no
"""


class Change(NamedTuple):
    """A figure on one line of a document, to be printed as another."""

    rule_id: str
    identity_code: str
    source_path: str
    unit: str
    line_no: int
    printed: str
    other: str

    @property
    def text(self) -> str:
        lines = (SHARED / self.source_path).read_text(encoding="utf-8").split("\n")
        lines[self.line_no - 1] = _NUMBER.sub(
            lambda match: self.other if match[0] == self.printed else match[0],
            lines[self.line_no - 1],
        )
        # another unit, or it would be a newer edition of the same document
        return "\n".join(lines).replace(self.unit, f"试验单位{self.rule_id}")


def changes(rows: list[tuple], verdicts: set[str]) -> dict[str, Change]:
    """The first change of each rule that turns its identity over.

    A figure that its line prints once is taken before one that it prints again beside it.
    """
    found: dict[str, Change] = {}
    for most in (1, 9):
        for rule, code, verdict, path, unit, _, line_no, text, amount, other, count in rows:
            if rule in found or verdict not in verdicts or (verdict == "violation" and count > 1):
                continue
            numbers = _NUMBER.findall(text)
            for printed in numbers:
                value = Decimal(printed.replace(",", ""))
                # a figure of 元 where 万元 is printed
                is_wrong_unit = rule == "performance_unit"
                units = (10_000,) if is_wrong_unit else (1, 10_000)
                if amount not in [value * unit for unit in units]:
                    continue
                if numbers.count(printed) > most:
                    continue
                wanted = value * 10_000 if is_wrong_unit else value * 3 + 7
                if verdict == "violation":
                    wanted = other * value / amount
                found[rule] = Change(
                    rule, code, path, unit, line_no, printed, f"{wanted.normalize():f}"
                )
                break
    return found


@pytest.fixture(scope="module")
def rows(full_file: Path) -> list[tuple]:
    with duckdb.connect(str(full_file.resolve()), read_only=True) as connection:
        return connection.execute(_TERMS).fetchall()


@pytest.fixture(scope="module")
def rules(full_file: Path) -> set[str]:
    with duckdb.connect(str(full_file.resolve()), read_only=True) as connection:
        found = connection.execute(
            "SELECT rule_id FROM staging.identity_rule"
            " WHERE regexp_matches(rule_id, '^(?:evaluation|performance)_')"
        ).fetchall()
    return {rule for (rule,) in found}


@pytest.fixture(scope="module")
def broken(rows: list[tuple]) -> list[Change]:
    return list(changes(rows, {"pass", "rounding"}).values())


@pytest.fixture(scope="module")
def mended(rows: list[tuple], broken: list[Change]) -> list[Change]:
    """Of the rules that hold in no document, the figure that would make them hold."""
    known = {change.rule_id for change in broken}
    found = changes(rows, {"violation"})
    return [change for rule, change in found.items() if rule not in known]


@pytest.fixture(scope="module")
def judged(
    broken: list[Change], mended: list[Change], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of all the changed documents, one of each rule, as far as its findings."""
    home = tmp_path_factory.mktemp("attachment_rules")
    settings = Settings(documents=home / "documents", warehouse=home / "warehouse.duckdb")
    settings.documents.mkdir()
    settings.build.mkdir()
    for change in (*broken, *mended):
        (settings.documents / f"{change.rule_id}.txt").write_text(change.text, encoding="utf-8")
    build = versions.begin(settings)
    with connect(build) as connection:
        landing.land(connection, discover(settings.documents), settings)
    transformer = Transformer(settings.dbt_project, build)
    transformer.build(seeds=True)
    for models, _ in STAGES:  # as a refresh does, whose compiled models are kept
        transformer.build(*models, full=True)
    with duckdb.connect(str(build), read_only=True) as connection:
        yield connection


def verdicts(connection: duckdb.DuckDBPyConnection, wanted: set[str]) -> set[str]:
    """The rules that reach one of the verdicts in the document changed for them."""
    found = connection.execute(
        """
        SELECT DISTINCT identity.rule_id
        FROM intermediate.int_identity AS identity
        JOIN raw.document AS document USING (document_id)
        WHERE replace(document.source_path, '.txt', '') = identity.rule_id
            AND list_contains($1, identity.verdict)
        """,
        [sorted(wanted)],
    ).fetchall()
    return {rule for (rule,) in found}


def test_every_rule_has_an_example(
    broken: list[Change], mended: list[Change], rules: set[str]
) -> None:
    assert {change.rule_id for change in (*broken, *mended)} == rules


def test_every_rule_fails_on_a_changed_figure(
    judged: duckdb.DuckDBPyConnection, broken: list[Change]
) -> None:
    violated = verdicts(judged, {"violation"})
    assert {change.rule_id for change in broken} - violated == set()


def test_every_rule_holds_somewhere(
    judged: duckdb.DuckDBPyConnection, mended: list[Change]
) -> None:
    held = verdicts(judged, {"pass", "rounding"})
    assert {change.rule_id for change in mended} - held == set()


@pytest.mark.parametrize("rule", ["performance_annual_fund", "evaluation_fund_sum"])
def test_the_changed_figure_is_suspected(
    judged: duckdb.DuckDBPyConnection, broken: list[Change], rule: str
) -> None:
    (change,) = (change for change in broken if change.rule_id == rule)
    suspects = judged.execute(
        """
        SELECT suspect.line_no
        FROM quality.fct_suspect_cell AS suspect
        JOIN raw.document AS document USING (document_id)
        WHERE document.source_path = $1 AND list_contains(suspect.rule_ids, $2)
        """,
        [f"{rule}.txt", rule],
    ).fetchall()
    assert (change.line_no,) in suspects
