"""The layer validation, on real DuckDB files: its behaviour, its suites, its pages."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from flows.report.data_docs import render
from flows.validate.suites import EmptySuite, Outcome, SuiteError, validate

# One worker pays for the import of great_expectations.

PHONE = "138" + "1234" + "5678"  # nobody's; in one piece it would look like somebody's

SUITES = Path(__file__).parents[2] / "expectations"
MODELS = Path(__file__).parents[2] / "dbt_project" / "models"

TEXT = "支出总表\n科目编码\t科目名称\t合计\n2080505\t养老保险缴费\t1. 41\n"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()

RAW_TABLES = """
CREATE SCHEMA raw;
CREATE TABLE raw.document (
    document_id VARCHAR, source_path VARCHAR, sha256 VARCHAR, media_type VARCHAR,
    encoding VARCHAR, byte_size BIGINT, line_count INTEGER, landed_at TIMESTAMPTZ
);
CREATE TABLE raw.line (document_id VARCHAR, line_no INTEGER, text VARCHAR);
CREATE TABLE raw.cell (
    document_id VARCHAR, grid_no INTEGER, row_no INTEGER, column_no INTEGER, block_no INTEGER,
    line_no INTEGER, role VARCHAR, column_kind VARCHAR, header_path VARCHAR, text VARCHAR
);
CREATE TABLE raw.rejection (
    source_path VARCHAR, sha256 VARCHAR, stage VARCHAR, reason VARCHAR, detail VARCHAR,
    rejected_at TIMESTAMPTZ
);
CREATE TABLE raw.personal_data (
    document_id VARCHAR, line_no INTEGER, kind VARCHAR, text VARCHAR
);
CREATE SCHEMA intermediate;
CREATE TABLE intermediate.int_touched_document AS SELECT 'd1' AS document_id, 7 AS document_key;
INSERT INTO raw.rejection
VALUES ('scan.pdf', repeat('0', 64), 'reading', 'unsupported_format', 'no reader', now());
"""
RAW_ROWS = f"""
INSERT INTO raw.document
VALUES ('d1', 'a.txt', '{SHA256}', 'text/plain', 'utf-8', {len(TEXT.encode())}, 4, now());
INSERT INTO raw.line
SELECT 'd1', generate_subscripts(string_split('{TEXT}', chr(10)), 1),
    unnest(string_split('{TEXT}', chr(10)));
INSERT INTO raw.cell (
    document_id, grid_no, row_no, column_no, block_no, line_no, role, header_path, text
) VALUES
    ('d1', 1, 0, 1, 1, 1, 'title', '', '支出总表'),
    ('d1', 1, 1, 1, 1, 2, 'header', '科目编码', '科目编码'),
    ('d1', 1, 1, 2, 1, 2, 'header', '科目名称', '科目名称'),
    ('d1', 1, 1, 3, 1, 2, 'header', '合计', '合计'),
    ('d1', 1, 2, 1, 1, 3, 'body', '科目编码', '2080505'),
    ('d1', 1, 2, 2, 1, 3, 'body', '科目名称', '养老保险缴费'),
    ('d1', 1, 2, 3, 1, 3, 'body', '合计', '1. 41');
"""

STATEMENTS = [
    "income_summary",
    "expenditure_summary",
    "income_by_subject",
    "expenditure_by_subject",
    "appropriation_summary",
    "general_public_by_subject",
    "basic_by_economic_class",
    "government_fund_income",
    "government_fund_by_subject",
    "state_capital",
    "three_public",
    "agency_operating",
    "project_current",
    "project_carryover",
    "supplementary_statistics",
]
SUBJECT_COLUMNS = [
    "code",
    "kind",
    "class_code",
    "class_name",
    "group_code",
    "group_name",
    "item_code",
    "item_name",
]
# entity: columns beside key and name (with the values of -1 and -2), then the real members
DIMENSIONS: dict[str, tuple[str, list[str]]] = {
    "document": (
        "NULL::VARCHAR AS document_id, NULL::VARCHAR AS source_path, NULL::VARCHAR AS title",
        [],
    ),
    "unit": ("-1 AS division_key", ["3 AS k, '养老中心 2024-6322187' AS n, 3 AS division_key"]),
    "division": (
        "NULL::VARCHAR AS county, NULL::VARCHAR AS prefecture, NULL::VARCHAR AS province",
        ["3 AS k, '兴县' AS n, '兴县' AS county, '吕梁市' AS prefecture, '山西省' AS province"],
    ),
    "fiscal_year": ("NULL::VARCHAR AS code", ["2024 AS k, '2024年' AS n, '2024' AS code"]),
    "phase": (
        "NULL::VARCHAR AS code",
        [
            f"{key} AS k, 'p' AS n, '{code}' AS code"
            for key, code in enumerate(["budget", "adjusted_budget", "final"])
        ],
    ),
    "statement": (
        "NULL::VARCHAR AS code, NULL::BOOLEAN AS is_additive_basis",
        [
            f"{key} AS k, 's' AS n, '{code}' AS code,"
            f" {code in STATEMENTS[2:4]} AS is_additive_basis"
            for key, code in enumerate(STATEMENTS)
        ],
    ),
    "subject": (
        ", ".join(f"NULL::VARCHAR AS {column}" for column in SUBJECT_COLUMNS),
        [
            "5 AS k, '养老保险缴费' AS n, '2080505' AS code, 'functional' AS kind,"
            " '208' AS class_code, '社保' AS class_name, '20805' AS group_code,"
            " '养老' AS group_name, '2080505' AS item_code, '缴费' AS item_name"
        ],
    ),
    "economic_class": (
        "NULL::VARCHAR AS code, NULL::VARCHAR AS scheme",
        ["301 AS k, '工资' AS n, '301' AS code, 'department' AS scheme"],
    ),
    "fund": (
        "NULL::VARCHAR AS code",
        [
            f"{key} AS k, 'f' AS n, '{code}' AS code"
            for key, code in enumerate(
                [
                    "general_public",
                    "government_fund",
                    "state_capital",
                    "special_account",
                    "unit_own",
                ]
            )
        ],
    ),
    "expenditure_kind": (
        "NULL::VARCHAR AS code",
        [
            f"{key} AS k, 'e' AS n, '{code}' AS code"
            for key, code in enumerate(["basic", "project", "personnel", "operating"])
        ],
    ),
    "project": ("NULL::VARCHAR AS source", []),
}
FACTS = """
CREATE TABLE marts.fct_budget_line (
    budget_line_key BIGINT, document_key BIGINT, unit_key BIGINT, fiscal_year_key BIGINT,
    phase_key BIGINT, statement_key BIGINT, subject_key BIGINT,
    department_economic_class_key BIGINT, government_economic_class_key BIGINT, fund_key BIGINT,
    expenditure_kind_key BIGINT, project_key BIGINT, is_carryover BOOLEAN, is_current BOOLEAN,
    amount_yuan DECIMAL(18, 2), printed_amount VARCHAR, printed_label VARCHAR, line_no INTEGER,
    column_no INTEGER
);
CREATE TABLE marts.fct_reported_total (
    document_key BIGINT, statement_key BIGINT, total_kind VARCHAR, amount_yuan DECIMAL(18, 2),
    printed_amount VARCHAR, printed_label VARCHAR, line_no INTEGER
);
CREATE TABLE marts.fct_performance_target (
    performance_target_key BIGINT, document_key BIGINT, unit_key BIGINT, fiscal_year_key BIGINT,
    project_key BIGINT, statement_key BIGINT, form_scope VARCHAR, project_name VARCHAR,
    agency_code VARCHAR, agency_name VARCHAR, implementing_unit VARCHAR, project_type VARCHAR,
    project_period VARCHAR, period_amount_yuan DECIMAL(18, 2), annual_amount_yuan DECIMAL(18, 2),
    printed_period_amount VARCHAR, printed_annual_amount VARCHAR, printed_unit VARCHAR,
    mapping_method VARCHAR, is_repeated BOOLEAN, is_current BOOLEAN, first_line_no INTEGER,
    last_line_no INTEGER
);
CREATE TABLE marts.fct_performance_fund (
    performance_fund_key BIGINT, performance_target_key BIGINT, document_key BIGINT, side VARCHAR,
    breakdown VARCHAR, fund_source VARCHAR, fund_source_name VARCHAR, amount_yuan DECIMAL(18, 2),
    printed_amount VARCHAR, printed_unit VARCHAR, printed_label VARCHAR, is_repeated BOOLEAN,
    is_current BOOLEAN, line_no INTEGER, column_no INTEGER
);
CREATE TABLE marts.fct_performance_indicator (
    performance_indicator_key BIGINT, performance_target_key BIGINT, document_key BIGINT,
    side VARCHAR, level_1 VARCHAR, level_2 VARCHAR, level_3 VARCHAR, target_text VARCHAR,
    target_operator VARCHAR, target_value DECIMAL(38, 6), target_upper_value DECIMAL(38, 6),
    target_unit VARCHAR, is_name_unknown BOOLEAN, is_qualitative BOOLEAN, is_repeated BOOLEAN,
    is_current BOOLEAN, line_no INTEGER, column_no INTEGER
);
"""
FACT_ROWS = """
INSERT INTO marts.dim_document
VALUES (7, '支出总表', 'd1', 'a.txt', '支出总表');
INSERT INTO marts.fct_budget_line VALUES
    (11, 7, 3, 2024, 0, 3, 5, -2, -2, -2, -1, -2, false, true, 14100.00, '1. 41',
     '养老保险缴费', 3, 3);
INSERT INTO marts.fct_reported_total
VALUES (7, 3, 'grand_total', 14100.00, '1. 41', '合计', 3);
INSERT INTO marts.fct_performance_target VALUES
    (21, 7, 3, 2024, -1, -2, 'project', '养老保险缴费', '601', '养老中心', '养老中心', '一次性',
     '1年', NULL, 14100.00, NULL, '1. 41', '万元', 'none', false, true, 3, 3);
INSERT INTO marts.fct_performance_fund VALUES
    (22, 21, 7, 'annual', 'source', 'other', '其他资金', 14100.00, '1. 41', '万元', '其他资金',
     false, true, 3, 3);
INSERT INTO marts.fct_performance_indicator VALUES
    (23, 21, 7, 'annual', '产出指标', '数量指标', '人数', '≥5人', '>=', 5, NULL, '人', false, false,
     false, true, 3, 3);
"""


def marts_tables() -> str:
    statements = ["CREATE SCHEMA marts;"]
    for entity, (blank, members) in DIMENSIONS.items():
        rows = [f"-1 AS k, '未知' AS n, {blank}", f"-2 AS k, '不适用' AS n, {blank}", *members]
        union = " UNION ALL BY NAME ".join(f"SELECT {row}" for row in rows)
        statements.append(
            f"CREATE TABLE marts.dim_{entity} AS"
            f" SELECT k::BIGINT AS {entity}_key, n AS name, * EXCLUDE (k, n) FROM ({union});"
        )
    return "\n".join([*statements, FACTS, *empty_tables(set(DIMENSIONS))])


def empty_tables(made: set[str]) -> Iterator[str]:
    """The other marts, without rows, as their contracts describe them."""
    for file in sorted(MODELS.glob("marts/*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            name = model["name"]
            if name in FACTS or name.removeprefix("dim_") in made:
                continue
            columns = ", ".join(f"{c['name']} {c['data_type']}" for c in model["columns"])
            yield f"CREATE TABLE marts.{name} ({columns});"
            if name.startswith("dim_"):
                for member in (-1, -2):
                    values = {
                        column["name"]: str(member) if column["name"].endswith("_key") else "'-'"
                        for column in model["columns"]
                        if column["name"].endswith("_key")
                        or column["name"] in {"code", "name", "sector"}
                    }
                    names, written = ", ".join(values), ", ".join(values.values())
                    yield f"INSERT INTO marts.{name} ({names}) VALUES ({written});"


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One document, one amount: everything that the contract asks for and nothing else."""
    file = tmp_path_factory.mktemp("good") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(RAW_TABLES + RAW_ROWS + marts_tables() + FACT_ROWS)
    return file


@pytest.fixture
def warehouse(good_file: Path, tmp_path: Path) -> Path:
    """Return a copy of the good file, to be spoilt."""
    return Path(shutil.copy(good_file, tmp_path / "warehouse.duckdb"))


def change(file: Path, sql: str) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(sql)


def write_suite(folder: Path, text: str, name: str = "line.yaml") -> Path:
    path = folder / "suites" / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder / "suites"


def failures(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if not outcome.is_success]


# ---- the suites of the project


@pytest.mark.parametrize("layer", ["raw", "marts"])
def test_good_file_passes(good_file: Path, layer: str) -> None:
    outcomes = validate(good_file, layer, SUITES)
    assert failures(outcomes) == []
    assert [outcome.suite for outcome in outcomes] == sorted(o.suite for o in outcomes)
    assert {outcome.suite for outcome in outcomes} == {p.stem for p in (SUITES / layer).iterdir()}


@pytest.mark.parametrize("layer", ["raw", "marts"])
def test_warehouse_without_a_document_passes(tmp_path: Path, layer: str) -> None:
    file = tmp_path / "warehouse.duckdb"
    change(file, RAW_TABLES + marts_tables())
    assert failures(validate(file, layer, SUITES)) == []


LABEL = "UPDATE marts.{table} SET {column} = '联系人 {number}' WHERE {key} > 0"
PHONES = [
    LABEL.format(table="fct_budget_line", column="printed_label", number=number, key="unit_key")
    for number in (PHONE, "138-1234-5678", "138 1234 5678", f"{PHONE}.")
]


@pytest.mark.parametrize(
    ("suite", "sql", "expected"),
    [
        ("raw/document", "UPDATE raw.document SET sha256 = 'ab'", "sha256_is_64_hex_digits"),
        ("raw/document", "DELETE FROM raw.line", "document_without_lines"),
        ("raw/document", "INSERT INTO raw.document FROM raw.document", "be_unique(document_id)"),
        (
            "raw/document",
            "UPDATE raw.line SET text = text || ' ' WHERE line_no = 2",
            "lines_do_not_reassemble_the_file",
        ),
        ("raw/line", "DELETE FROM raw.line", "documents_but_no_lines"),
        ("raw/line", "DELETE FROM raw.line WHERE line_no = 2", "numbered_with_gaps"),
        ("raw/line", "DELETE FROM raw.line WHERE line_no = 4", "numbered_with_gaps"),
        ("raw/line", "UPDATE raw.line SET line_no = 3 WHERE line_no = 2", "(document_id, line_no)"),
        ("raw/line", "INSERT INTO raw.line VALUES ('d2', 1, '')", "line_of_no_document"),
        ("raw/line", "UPDATE raw.line SET text = chr(10)", "newline_inside_a_line"),
        ("raw/cell", "DELETE FROM raw.cell", "documents_but_no_cells"),
        ("raw/cell", "UPDATE raw.cell SET line_no = 9 WHERE row_no = 2", "line_does_not_exist"),
        ("raw/cell", "UPDATE raw.cell SET text = '1.41' WHERE text = '1. 41'", "not_in_its_line"),
        ("raw/cell", "DELETE FROM raw.cell WHERE text = '1. 41'", "figure_that_no_cell_shows"),
        ("raw/cell", "UPDATE raw.cell SET role = 'footer'", "be_in_set(role)"),
        ("raw/cell", "UPDATE raw.cell SET column_no = 1", "(document_id, grid_no, row_no"),
        ("raw/rejection", "UPDATE raw.rejection SET reason = ''", "reason_is_blank"),
        ("marts/fct_budget_line", "DELETE FROM marts.fct_budget_line", "documents_but_no_rows"),
        (
            "marts/fct_budget_line",
            "INSERT INTO marts.fct_budget_line SELECT * REPLACE (12 AS budget_line_key)"
            " FROM marts.fct_budget_line",
            "(document_key, statement_key, line_no, column_no)",
        ),
        (
            "marts/fct_budget_line",
            "UPDATE marts.fct_budget_line SET project_key = 99",
            "foreign_key_without_member",
        ),
        (
            "marts/fct_budget_line",
            "UPDATE marts.fct_budget_line SET fund_key = NULL",
            "foreign_key_without_member",
        ),
        (
            "marts/fct_budget_line",
            "INSERT INTO marts.dim_subject FROM marts.dim_subject",
            "join_fans_out",
        ),
        (
            "marts/fct_budget_line",
            "UPDATE marts.fct_budget_line SET printed_amount = '1.41'",
            "printed_amount_is_not_in_its_line",
        ),
        (
            "marts/fct_budget_line",
            "UPDATE marts.fct_budget_line SET amount_yuan = NULL",
            "not_be_null(amount_yuan)",
        ),
        *(("marts/fct_budget_line", sql, "mobile_phone_number") for sql in PHONES),
        (
            "marts/dim_unit",
            f"UPDATE marts.dim_unit SET name = '电话{PHONE}，李某' WHERE unit_key > 0",
            "mobile_phone_number",
        ),
        (
            "marts/dim_document",
            "DELETE FROM marts.dim_document WHERE document_key = 7",
            "landed_document_without_member",
        ),
        (
            "marts/fct_performance_target",
            "INSERT INTO marts.fct_performance_target SELECT * REPLACE (24 AS"
            " performance_target_key, 2 AS first_line_no) FROM marts.fct_performance_target",
            "forms_that_overlap",
        ),
        (
            "marts/fct_performance_target",
            "UPDATE marts.fct_performance_target SET printed_annual_amount = '1.41'",
            "printed_amount_is_not_in_its_form",
        ),
        (
            "marts/fct_performance_target",
            "UPDATE marts.fct_performance_target SET implementing_unit = '养老中心 经办人：某甲'",
            "label_of_a_handler",
        ),
        (
            "marts/fct_performance_target",
            f"UPDATE marts.fct_performance_target SET project_name = '{PHONE}'",
            "mobile_phone_number",
        ),
        (
            "marts/fct_performance_fund",
            "UPDATE marts.fct_performance_fund SET performance_target_key = 99",
            "foreign_key_without_member",
        ),
        (
            "marts/fct_performance_indicator",
            "UPDATE marts.fct_performance_indicator SET level_3 = '指标 1：'",
            "placeholder_as_a_name",
        ),
        (
            "marts/fct_performance_indicator",
            "UPDATE marts.fct_performance_indicator SET target_value = NULL",
            "number_without_value",
        ),
        ("marts/dim_fund", "DELETE FROM marts.dim_fund WHERE fund_key = -2", "unknown_or_not"),
        (
            "marts/dim_phase",
            "UPDATE marts.dim_phase SET code = 'plan' WHERE code = 'final'",
            "code_outside_the_vocabulary",
        ),
        (
            "marts/dim_statement",
            "UPDATE marts.dim_statement SET is_additive_basis = true",
            "additive_basis_is_another",
        ),
        (
            "marts/dim_subject",
            "UPDATE marts.dim_subject SET group_code = '20905' WHERE subject_key > 0",
            "hierarchy_is_broken",
        ),
    ],
)
def test_suites_see_the_fault(
    warehouse: Path, tmp_path: Path, suite: str, sql: str, expected: str
) -> None:
    layer, name = suite.split("/")
    only = tmp_path / "suites" / layer
    only.mkdir(parents=True)
    shutil.copy(SUITES / f"{suite}.yaml", only)
    change(warehouse, sql)
    seen = failures(validate(warehouse, layer, tmp_path / "suites"))
    found = [outcome for outcome in seen if expected in outcome.expectation]
    assert found, [outcome.expectation for outcome in seen]
    assert found[0].suite == name
    assert not found[0].observed.startswith("error")
    assert found[0].unexpected


def test_a_phone_number_is_masked_and_a_hash_is_none(warehouse: Path) -> None:
    change(
        warehouse,
        f"""
        UPDATE marts.fct_budget_line SET printed_label = '张某 138-1234-5678';
        ALTER TABLE marts.dim_unit ADD COLUMN fingerprint VARCHAR DEFAULT 'ab{PHONE}cd';
        ALTER TABLE marts.dim_unit ADD COLUMN amount VARCHAR DEFAULT '{PHONE}.50';
        ALTER TABLE marts.dim_unit ADD COLUMN long_key BIGINT DEFAULT {PHONE};
        """,
    )
    failed, general = failures(validate(warehouse, "marts", SUITES))
    assert (failed.suite, general.suite) == ("fct_budget_line", "personal_data")
    assert failed.unexpected == (
        "budget_line_key=11, column_name='printed_label', masked='张某 138********'",
    )


# ---- behaviour


ONE_OF_EACH = """
table: raw.line
identify_by: [document_id, line_no]
expectations:
  - type: unexpected_rows_expectation
    name: digits
    kwargs:
      unexpected_rows_query: |
        SELECT l.line_no, l.text
        FROM {batch} AS l
        JOIN raw.document AS d ON d.document_id = l.document_id
        WHERE regexp_matches(l.text, '[0-9]{7}') AND l.text NOT LIKE '%x%' AND l.text <> ':name';
    severity: critical
    description: no
      digits
  - {type: expect_table_row_count_to_be_between, kwargs: {min_value: 1, max_value: 9},
     severity: critical, description: rows}
  - {type: expect_column_values_to_be_in_set, kwargs: {column: text, value_set: ['']},
     severity: warning, description: blank}
"""


def test_outcomes_in_order_with_severity_and_rows(good_file: Path, tmp_path: Path) -> None:
    outcomes = validate(good_file, "raw", write_suite(tmp_path, ONE_OF_EACH))
    assert outcomes == [
        Outcome(
            "raw", "line", "raw.line", "unexpected_rows_expectation(digits)", "no digits",
            "critical", False, "1 unexpected rows",
            ("line_no=3, text='2080505\\t养老保险缴费\\t1. 41'",),
        ),
        Outcome(
            "raw", "line", "raw.line", "expect_table_row_count_to_be_between", "rows",
            "critical", True, "4",
        ),
        Outcome(
            "raw", "line", "raw.line", "expect_column_values_to_be_in_set(text)", "blank",
            "warning", False, "3 of 4 rows unexpected",
            (
                "document_id='d1', line_no=1, text='支出总表'",
                "document_id='d1', line_no=2, text='科目编码\\t科目名称\\t合计'",
                "document_id='d1', line_no=3, text='2080505\\t养老保险缴费\\t1. 41'",
            ),
        ),
    ]  # fmt: skip


def test_at_most_twenty_rows(warehouse: Path, tmp_path: Path) -> None:
    change(warehouse, "INSERT INTO raw.line SELECT 'd1', i, 'x' FROM range(5, 500) AS t (i)")
    outcomes = validate(warehouse, "raw", write_suite(tmp_path, ONE_OF_EACH))
    assert outcomes[2].observed == "498 of 499 rows unexpected"
    assert len(outcomes[2].unexpected) == 20


def test_file_can_be_written_right_after(warehouse: Path, tmp_path: Path) -> None:
    validate(warehouse, "raw", write_suite(tmp_path, ONE_OF_EACH))
    change(warehouse, "DELETE FROM raw.line")
    validate(warehouse, "raw", write_suite(tmp_path, ONE_OF_EACH))  # sees the new rows
    change(warehouse, "DROP TABLE raw.line")


def test_file_is_released_when_validation_fails(warehouse: Path, tmp_path: Path) -> None:
    suites = write_suite(tmp_path, ONE_OF_EACH.replace("raw.line", "raw.absent", 1))
    assert {o.severity for o in validate(warehouse, "raw", suites)} == {"critical"}
    change(warehouse, "DROP TABLE raw.line")


def test_validation_does_not_write(warehouse: Path, tmp_path: Path) -> None:
    before = warehouse.read_bytes()
    suites = write_suite(tmp_path, ONE_OF_EACH)
    files = set(tmp_path.rglob("*"))
    validate(warehouse, "raw", suites)
    assert warehouse.read_bytes() == before
    assert set(tmp_path.rglob("*")) == files


def test_absent_table_is_critical(good_file: Path, tmp_path: Path) -> None:
    outcomes = validate(
        good_file, "raw", write_suite(tmp_path, ONE_OF_EACH.replace("raw.line", "raw.absent", 1))
    )
    assert [(o.severity, o.is_success, o.observed) for o in outcomes] == [
        ("critical", False, "error: there is no table raw.absent")
    ] * 3


@pytest.mark.parametrize(
    ("kind", "kwargs", "message"),
    [
        ("expect_column_values_to_not_be_null", "{column: absent}", 'column "absent"'),
        ("expect_column_values_to_match_regex", "{column: text, regex: x}", "Regex"),
        (
            "unexpected_rows_expectation",
            "{unexpected_rows_query: SELECT * FROM nowhere}",
            "nowhere",
        ),
    ],
)
def test_an_exception_is_critical_and_spares_the_others(
    good_file: Path, tmp_path: Path, kind: str, kwargs: str, message: str
) -> None:
    text = (
        ONE_OF_EACH + f"  - {{type: {kind}, kwargs: {kwargs}, severity: warning, description: x}}"
    )
    outcomes = validate(good_file, "raw", write_suite(tmp_path, text))
    assert [outcome.is_success for outcome in outcomes] == [False, True, False, False]
    assert outcomes[3].severity == "critical"
    assert outcomes[3].observed.startswith("error: ")
    assert message in outcomes[3].observed
    assert "SQL:" not in outcomes[3].observed


@pytest.mark.parametrize("text", ["", "table: raw.line", "table: raw.line\nexpectations: []"])
def test_a_suite_that_checks_nothing_is_an_error(
    good_file: Path, tmp_path: Path, text: str
) -> None:
    with pytest.raises(EmptySuite, match=r"line\.yaml"):
        validate(good_file, "raw", write_suite(tmp_path, text))


def test_a_layer_without_suites_is_an_error(good_file: Path, tmp_path: Path) -> None:
    with pytest.raises(EmptySuite, match="raw"):
        validate(good_file, "raw", tmp_path)


GOOD_ENTRY = (
    "{type: expect_table_row_count_to_equal, kwargs: {value: 4},"
    " severity: critical, description: x}"
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("expect_table_row_count_to_equal", "expect_miracles", "expect_miracles"),
        ("value: 4", "valu: 4", "valu"),
        ("severity: critical", "severity: fatal", "fatal"),
        ("severity: critical, ", "", "severity"),
        ("severity: critical", "severity: critical, colour: red", "colour"),
        ("table: raw.line", "table: marts.line", "marts.line"),
        ("table: raw.line", "tabel: raw.line", "tabel"),
        ("[", "", "YAML"),
    ],
)
def test_a_suite_with_a_mistake_names_its_file(
    good_file: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = f"table: raw.line\nexpectations: [{GOOD_ENTRY}]"
    assert failures(validate(good_file, "raw", write_suite(tmp_path, text))) == []
    with pytest.raises(SuiteError, match=rf"(?s)line\.yaml.*{message}"):
        validate(good_file, "raw", write_suite(tmp_path, text.replace(old, new, 1)))


def test_no_warehouse_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="absent"):
        validate(tmp_path / "absent.duckdb", "raw", SUITES)


def test_paths_and_views_with_chinese_names(good_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "版本 1#%20"
    folder.mkdir()
    file = Path(shutil.copy(good_file, folder / "warehouse.duckdb"))
    change(file, 'CREATE SCHEMA bi; CREATE VIEW bi."支出（按科目）" AS SELECT 1 AS "金额（元）"')
    suite = tmp_path / "suites" / "bi" / "支出.yaml"
    suite.parent.mkdir(parents=True)
    suite.write_text(
        """
        table: bi.支出（按科目）
        expectations:
          - type: expect_column_values_to_not_be_null
            kwargs: {column: 金额（元）}
            severity: critical
            description: 有金额
          - type: unexpected_rows_expectation
            kwargs: {unexpected_rows_query: 'SELECT * FROM {batch}'}
            severity: warning
            description: 没有行
        """,
        encoding="utf-8",
    )
    first, second = validate(file, "bi", tmp_path / "suites")
    assert first.is_success
    assert second.expectation == "unexpected_rows_expectation(2)"
    assert second.unexpected == ("金额（元）=1",)


def test_nothing_is_printed_and_no_home_is_needed(good_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    suites = write_suite(tmp_path, ONE_OF_EACH.replace("column: text,", "column: absent,"))
    code = (
        "import sys; from pathlib import Path; from flows.validate.suites import validate;"
        "assert 'great_expectations' not in sys.modules;"
        "validate(Path(sys.argv[1]), 'raw', Path(sys.argv[2]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(good_file), str(suites)],
        cwd=home,
        env={"HOME": str(home), "PYTHONPATH": str(SUITES.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert list(home.rglob("*")) == []


# ---- pages


RENDERED_AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
HOSTILE = Outcome(
    "raw", "a/../b", "raw.<b>", "expect(<i>)", "<script>alert(1)</script>",
    "warning", False, "<u>", ("text='<script>alert(2)</script>'", "&amp; \"quoted\""),
)  # fmt: skip


def test_pages_render_and_escape(good_file: Path, tmp_path: Path) -> None:
    outcomes = [*validate(good_file, "raw", SUITES), HOSTILE]
    index = render(outcomes, tmp_path / "docs", version="v<1>", rendered_at=RENDERED_AT)
    assert index == tmp_path / "docs" / "index.html"
    pages = {path.name: path.read_text(encoding="utf-8") for path in index.parent.iterdir()}
    assert pages.keys() == {
        "index.html", "raw.document.html", "raw.line.html", "raw.cell.html",
        "raw.rejection.html", "raw.a-..-b.html",
    }  # fmt: skip
    for name, page in pages.items():
        assert "<script" not in page, name
        assert "http:" not in page and "https:" not in page and "url(" not in page, name
        assert "v&lt;1&gt;" in page and "2026-11-21 04:30 UTC" in page
        assert f'href="{name}"' in pages["index.html"] or name == "index.html"
    hostile = pages["raw.a-..-b.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in hostile
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in hostile
    assert "&amp;amp; &#34;quoted&#34;" in hostile
    assert "警告" in pages["index.html"] and "不影响发布" in pages["index.html"]
    assert "每份文件都有标识" in pages["raw.document.html"]


def test_pages_replace_the_old_ones_as_a_whole(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "old.html").write_text("old")
    render([HOSTILE], docs, version="1", rendered_at=RENDERED_AT)
    assert sorted(path.name for path in docs.iterdir()) == ["index.html", "raw.a-..-b.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


def test_old_pages_stay_if_rendering_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = tmp_path / "docs"
    render([HOSTILE], docs, version="1", rendered_at=RENDERED_AT)

    def full_disk(*_: object, **__: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="no space"):
        render([HOSTILE], docs, version="2", rendered_at=RENDERED_AT)
    monkeypatch.undo()
    assert "<code>1</code>" in (docs / "index.html").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


def test_a_page_over_nothing_says_so(tmp_path: Path) -> None:
    index = render([], tmp_path / "docs", version="1", rendered_at=RENDERED_AT)
    assert "没有运行任何检查" in index.read_text(encoding="utf-8")
