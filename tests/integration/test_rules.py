"""Every rule of the sample's forms holds somewhere, and fails when a figure in it is changed."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.load import landing
from flows.read.discovery import discover
from flows.run.steps import STAGES
from flows.settings import ROOT, Settings
from flows.transform.runner import Transformer
from flows.warehouse import versions
from flows.warehouse.connection import connect

DOCUMENTS = ROOT / "data" / "documents"

# one identity of each rule that holds, with a figure that it involves, as printed
_EXAMPLES = """
WITH held AS (
    SELECT * FROM intermediate.int_identity AS identity
    WHERE identity.verdict IN ('pass', 'rounding')
),
cell AS (
    SELECT document_id, identity_code, side, grid_no, row_no, column_no, amount_yuan
    FROM intermediate.int_identity_term WHERE identity_kind IN ('structural', 'cross')
),
example AS (
    SELECT held.rule_id, held.document_id, raw_cell.line_no, raw_cell.column_no, raw_cell.text,
        cell.amount_yuan, rule.relation
    FROM held
    JOIN staging.identity_rule AS rule USING (rule_id)
    JOIN cell USING (document_id, identity_code)
    JOIN raw.cell AS raw_cell USING (document_id, grid_no, row_no, column_no)
    -- a changed figure would undo the repair of its labels
    ANTI JOIN quality.fct_label_repair AS repair
        ON repair.document_id = held.document_id AND repair.line_no = raw_cell.line_no
    WHERE cell.amount_yuan > 0 AND (rule.relation = 'equal' OR cell.side = 'rhs')
    UNION ALL
    SELECT held.rule_id, held.document_id, claim.line_no, NULL,
        concat(claim.printed_amount, claim.printed_unit),
        coalesce(claim.amount_yuan, claim.amount), rule.relation
    FROM held
    JOIN staging.identity_rule AS rule USING (rule_id)
    JOIN intermediate.int_narrative_claim AS claim
        ON claim.document_id = held.document_id
        AND claim.figure_no = TRY_CAST(split_part(held.identity_code, '|', 2) AS INTEGER)
    JOIN raw.line AS line
        ON line.document_id = claim.document_id AND line.line_no = claim.line_no
    WHERE rule.family = 'narrative' AND claim.amount > 0
        AND len(string_split(line.text, concat(claim.printed_amount, claim.printed_unit))) = 2
)
SELECT example.rule_id, document.source_path, unit.name, example.line_no, example.column_no,
    example.text, example.relation
FROM example
JOIN marts.dim_document AS document USING (document_id)
JOIN marts.dim_unit AS unit USING (unit_key)
QUALIFY row_number() OVER (
    PARTITION BY example.rule_id
    -- of percentages a small one: by one more it is far off
    ORDER BY example.amount_yuan * if(example.column_no IS NULL, -1, 1) DESC, example.line_no
) = 1
"""

OTHER_FORMS = "tests/integration/test_corpus.py: forms of 江苏, which 山西 does not print"
WORDING = "tests/integration/test_prose.py: texts of other publishers"
# what the sample cannot show, and where it is shown instead
ELSEWHERE = {
    "appropriation_basic_class": OTHER_FORMS,
    "appropriation_basic_total": OTHER_FORMS,
    "appropriation_subject_class": OTHER_FORMS,
    "appropriation_subject_fund": OTHER_FORMS,
    "appropriation_subject_total": OTHER_FORMS,
    "summary_appropriation_subject_class": OTHER_FORMS,
    "summary_expenditure_class_project": OTHER_FORMS,
    "summary_expenditure_kind": OTHER_FORMS,
    "empty_note": "tests/integration/test_corpus.py: is there only where a note contradicts",
    "narrative_former_name": WORDING,
    "narrative_other_base": WORDING,
    "narrative_percent_sign": WORDING,
    "narrative_rate_of_nothing": WORDING,
    "narrative_repeat": WORDING,
    "narrative_template": WORDING,
    "narrative_unchanged": WORDING,
    "narrative_unit": WORDING,
    "narrative_year_digits": WORDING,
    "narrative_direction": "tests/golden/test_narrative.py: the sample gives no reasons",
    "narrative_prior_year": "tests/integration/test_contradictions.py: needs two years",
    "narrative_vehicles": "tests/golden/test_narrative.py: only the violated case is printed",
    "wrong_year": "tests/integration/test_publications.py: is there only where years differ",
    "publication_parts": "tests/integration/test_publications.py: needs two parts",
    "three_public_reception": "printed in one table only, whose labels are repaired",
    "three_public_reception_final": "the only final accounts of the sample leave both blank",
}


def changed(text: str, example: tuple) -> str:
    """A document in which the example's figure is another one."""
    _, _, _, line_no, column_no, printed, relation = example
    lines = text.split("\n")
    number = re.sub(r"[^\d.]", "", printed)
    value = Decimal(number)
    other = str(value * 1000 if relation == "at_least" else value + 1)
    if column_no is None:
        unit = re.sub(r"^[\d.,\s]+", "", printed)
        lines[line_no - 1] = lines[line_no - 1].replace(printed, other + unit)
    else:
        parts = lines[line_no - 1].split("\t")
        places = [i for i, part in enumerate(parts) if part.strip() == printed.strip()]
        parts[min(places, key=lambda place: abs(place + 1 - column_no))] = other
        lines[line_no - 1] = "\t".join(parts)
    return "\n".join(lines)


@pytest.fixture(scope="module")
def examples(sample_file: Path) -> dict[str, tuple]:
    with duckdb.connect(str(sample_file.resolve()), read_only=True) as connection:
        return {row[0]: row for row in connection.execute(_EXAMPLES).fetchall()}


@pytest.fixture(scope="module")
def rules(sample_file: Path) -> set[str]:
    """The rules of statutory forms and narrative; attachments are not in the sample."""
    with duckdb.connect(str(sample_file.resolve()), read_only=True) as connection:
        rows = connection.execute(
            """
            SELECT rule_id FROM staging.identity_rule
            WHERE NOT regexp_matches(rule_id, '^(?:evaluation|performance)_')
            """
        ).fetchall()
    return {rule for (rule,) in rows}


def test_every_rule_holds_somewhere(examples: dict[str, tuple], rules: set[str]) -> None:
    assert rules - set(examples) - set(ELSEWHERE) == set()


def test_every_rule_fails_on_a_changed_figure(examples: dict[str, tuple], tmp_path: Path) -> None:
    settings = Settings(documents=tmp_path / "documents", warehouse=tmp_path / "warehouse.duckdb")
    settings.documents.mkdir()
    settings.build.mkdir()
    for rule, example in examples.items():
        text = (DOCUMENTS / example[1]).read_text(encoding="utf-8")
        document = changed(text, example).replace(example[2], f"试验单位{rule}")
        (settings.documents / f"{rule}.txt").write_text(document, encoding="utf-8")
    build = versions.begin(settings)
    with connect(build) as connection:
        landing.land(connection, discover(settings.documents), settings)
    transformer = Transformer(settings.dbt_project, build)
    transformer.build(seeds=True)
    transformer.build(*STAGES[0][0], full=True)  # as a refresh does, whose compiled models are kept
    with duckdb.connect(str(build), read_only=True) as connection:
        violated = connection.execute(
            """
            SELECT DISTINCT replace(document.source_path, '.txt', ''), identity.rule_id
            FROM intermediate.int_identity AS identity
            JOIN raw.document AS document USING (document_id)
            WHERE identity.verdict = 'violation'
            """
        ).fetchall()
    assert {rule for rule in examples if (rule, rule) not in violated} == set()
