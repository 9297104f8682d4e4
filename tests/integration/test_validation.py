"""The layer validation, on real DuckDB files: its behaviour, its suites, its pages."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows.report.data_docs import render
from flows.settings import ROOT
from flows.transform.runner import Transformer
from flows.validate.structure import LAYERS, Structure
from flows.validate.suites import EmptySuite, Failure, Outcome, SuiteError, validate

# One worker pays for the import of great_expectations.

PHONE = "138" + "1234" + "5678"  # nobody's; in one piece it would look like somebody's

SUITES = ROOT / "expectations"

TEXT = "支出总表\n科目编码\t科目名称\t合计\n2080505\t养老保险缴费\t1. 41\n"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()

RAW_TABLES = """
CREATE SCHEMA raw;
CREATE TABLE raw.document (
    document_id VARCHAR, source_path VARCHAR, sha256 VARCHAR, media_type VARCHAR,
    encoding VARCHAR, byte_size BIGINT, line_count INTEGER, landed_at TIMESTAMPTZ
);
CREATE TABLE raw.line (document_id VARCHAR, line_no INTEGER, text VARCHAR);
"""
RAW_ROWS = f"""
INSERT INTO raw.document
VALUES ('d1', 'a.txt', '{SHA256}', 'text/plain', 'utf-8', {len(TEXT.encode())}, 4, now());
INSERT INTO raw.line
SELECT 'd1', generate_subscripts(string_split('{TEXT}', chr(10)), 1),
    unnest(string_split('{TEXT}', chr(10)));
"""


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One document as it lands, with one amount."""
    file = tmp_path_factory.mktemp("good") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(RAW_TABLES + RAW_ROWS)
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


# ---- the rules of the project, each broken once


@pytest.fixture(scope="module")
def structure(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Structure:
    build = tmp_path_factory.mktemp("parsed") / "next" / "warehouse.duckdb"
    build.parent.mkdir()
    shutil.copyfile(sample_file, build)
    transformer = Transformer(ROOT / "dbt_project", build)
    return Structure(transformer.manifest, transformer.compiled)


def everything(file: Path, structure: Structure) -> list[Outcome]:
    return [outcome for layer in LAYERS for outcome in validate(file, layer, SUITES, structure)]


# table, check, how a document breaks it; `{0}` stands for the document, `{1}` for its key. Most
# columns of the marts cannot be NULL: that is their contract's.
BROKEN = [
    ("raw.document", "sha256_is_64_hex_digits", "UPDATE raw.document SET sha256 = 'ab' WHERE {0}"),
    ("raw.document", "lines_do_not_reassemble_the_file",
     "UPDATE raw.line SET text = text || ' ' WHERE line_no = 2 AND {0}"),
    ("raw.line", "unique_combination(document_id, line_no)",
     "UPDATE raw.line SET line_no = 3 WHERE line_no = 4 AND {0}"),
    ("raw.line", "numbered_with_gaps", "DELETE FROM raw.line WHERE line_no = 5 AND {0}"),
    ("raw.line", "newline_inside_a_line",
     "UPDATE raw.line SET text = chr(10) WHERE line_no = 6 AND {0}"),
    ("raw.line", "not_null(text)",
     "ALTER TABLE raw.line ALTER text DROP NOT NULL;"
     "UPDATE raw.line SET text = NULL WHERE line_no = 7 AND {0}"),
    ("raw.cell", "accepted_values(role)", "UPDATE raw.cell SET role = 'footer' WHERE {0}"),
    ("raw.cell", "line_does_not_exist",
     "UPDATE raw.cell SET line_no = 99999 WHERE row_no = 3 AND {0}"),
    ("raw.cell", "text_is_not_in_its_line",
     "UPDATE raw.cell SET text = 'x' WHERE row_no = 4 AND {0}"),
    ("raw.cell", "figure_that_no_cell_shows",
     "DELETE FROM raw.cell WHERE role = 'body' AND column_no > 2 AND {0}"),
    ("staging.stg_cell", "no_cell_lost", "DELETE FROM staging.stg_cell WHERE {0}"),
    ("staging.stg_line", "relationships(document_id)",
     "UPDATE staging.stg_line SET document_id = 'nobody' WHERE line_no = 9 AND {0}"),
    ("intermediate.int_grid", "unique_combination(document_id, grid_no)",
     "UPDATE intermediate.int_grid SET grid_no = 1 WHERE grid_no = 2 AND {0}"),
    ("intermediate.int_line", "accepted_values(line_dimension)",
     "UPDATE intermediate.int_line SET line_dimension = 'mood' WHERE {0}"),
    ("marts.dim_document", "member_of_no_landed_document",
     "UPDATE marts.dim_document SET document_id = 'nobody' WHERE {1} AND {0}"),
    ("marts.fct_budget_line", "unique_combination(budget_line_key)",
     "UPDATE marts.fct_budget_line SET budget_line_key = 7 WHERE {1}"),
    ("marts.fct_budget_line", "relationships(fund_key)",
     "UPDATE marts.fct_budget_line SET fund_key = 99 WHERE {1}"),
    ("marts.fct_budget_line", "amount_not_in_one_fact",
     "DELETE FROM marts.fct_reported_total WHERE total_kind = 'row_total' AND {1}"),
    ("marts.fct_budget_line", "printed_amount_is_not_in_its_line",
     "UPDATE marts.fct_budget_line SET printed_amount = 'x' WHERE {1}"),
    ("marts.fct_budget_line", "leaves_differ_from_the_printed_total",
     "UPDATE marts.fct_budget_line SET amount_yuan = amount_yuan + 1000 WHERE {1}"),
    ("marts.fct_narrative_claim", "claim_not_on_its_line",
     "UPDATE marts.fct_narrative_claim SET printed_amount = '999999.99' WHERE {1}"),
    ("marts.dim_document", "personal_data_outside_raw",
     f"UPDATE marts.fct_reported_total SET printed_label = '电话{PHONE}' WHERE {{1}}"),
    ("quality.fct_identity_result", "accepted_values(verdict)",
     "UPDATE quality.fct_identity_result SET verdict = 'dubious' WHERE verdict = 'pass' AND {0}"),
    ("quality.fct_identity_result", "line_that_does_not_exist",
     "UPDATE quality.fct_identity_result SET line_nos = [99999] WHERE {0}"),
    ("quality.rpt_document_coverage", "document_missing",
     "DELETE FROM quality.rpt_document_coverage WHERE {0}"),
]  # fmt: skip
# and the warehouse as a whole, whoever's the rows are
UNSOUND = [
    ("staging.*", "dictionaries_name_known_members",
     "UPDATE staging.term SET value = 'slush' WHERE attribute = 'fund'"),
    ("intermediate.*", "columns_as_described",
     "ALTER TABLE intermediate.int_grid RENAME caption TO heading"),
    ("raw.rejection", "reason_is_blank",
     "UPDATE raw.rejection SET reason = ''"),
    ("marts.dim_document", "reserved_member_is_missing",
     "DELETE FROM marts.dim_fund WHERE fund_key = -2"),
    ("marts.dim_economic_class", "not_null(scheme)",
     "UPDATE marts.dim_economic_class SET scheme = NULL"),
    ("marts.dim_phase", "code_outside_the_vocabulary",
     "UPDATE marts.dim_phase SET code = 'plan' WHERE code = 'final'"),
    ("marts.dim_statement", "additive_basis_is_another",
     "UPDATE marts.dim_statement SET is_additive_basis = true"),
    ("marts.dim_subject", "hierarchy_is_broken",
     "UPDATE marts.dim_subject SET group_code = '20905' WHERE subject_key > 0"),
    ("marts.dim_unit", "relationships(division_key)",
     "UPDATE marts.dim_unit SET division_key = 99 WHERE unit_key > 0"),
    ("bi.*", "columns_as_described",
     "CREATE OR REPLACE VIEW bi.文件评分 AS SELECT 1 AS score, 'x' AS 文件路径"),
    ("bi.三公经费", "total_differs_from_marts",
     "CREATE OR REPLACE VIEW bi.三公经费 AS SELECT '地' AS 地区, '单' AS 单位, 2025 AS 年度,"
     " '决算' AS 阶段, '三公' AS 项目, 1.00 AS 金额_元, 0.0001 AS 金额_万元, 0 AS 年初预算_元,"
     " 0 AS 全年预算_元, 1.00 AS 决算_元"),
]  # fmt: skip


REJECTION = """
INSERT INTO raw.rejection BY NAME SELECT 'a.pdf' AS source_path, repeat('0', 64) AS sha256,
    'reading' AS stage, 'unsupported_format' AS reason, 'no' AS detail, now() AS rejected_at
"""


def broken(sample_file: Path, folder: Path, faults: list[tuple[str, str, str]]) -> tuple[Path, str]:
    """Return a copy of the sample with these faults in one document, and its id."""
    file = Path(shutil.copy(sample_file, folder / "warehouse.duckdb"))
    with duckdb.connect(str(file)) as connection:
        document_id, key = connection.execute(
            "SELECT document_id, document_key FROM marts.dim_document"
            " WHERE source_path LIKE '%final%'"
        ).fetchone() or ("", 0)
        connection.execute(REJECTION)
        for _, _, sql in faults:
            connection.execute(
                sql.format(f"document_id = '{document_id}'", f"document_key = {key}")
            )
    return file, document_id


def test_the_sample_keeps_every_rule(sample_file: Path, structure: Structure) -> None:
    outcomes = everything(sample_file, structure)
    assert failures(outcomes) == []
    assert len({(o.layer, o.suite, o.name) for o in outcomes}) == len(outcomes) > 400


def test_every_kind_of_rule_sees_the_fault_and_whose_it_is(
    sample_file: Path, structure: Structure, tmp_path: Path
) -> None:
    file, document_id = broken(sample_file, tmp_path, BROKEN)
    found = {(o.table_name, o.name): o for o in failures(everything(file, structure))}
    missed = [fault[:2] for fault in BROKEN if fault[:2] not in found]
    assert missed == []
    for fault in BROKEN:
        outcome = found[fault[:2]]
        assert not outcome.observed.startswith("error"), outcome
        assert outcome.scope == "document"
        assert outcome.unexpected
        assert {failure.document_id for failure in outcome.failures} & {document_id, "nobody"}
    assert found["raw.line", "newline_inside_a_line"].failures == (Failure(document_id, 1, (6,)),)
    assert found["raw.line", "not_null(text)"].unexpected == (
        f"document_id='{document_id}', line_no=7",
    )
    assert not any(PHONE in row for outcome in found.values() for row in outcome.unexpected)


def test_what_is_wrong_with_the_warehouse_is_nobodys(
    sample_file: Path, structure: Structure, tmp_path: Path
) -> None:
    file, _ = broken(sample_file, tmp_path, UNSOUND)
    found = {(o.table_name, o.name): o for o in failures(everything(file, structure))}
    assert [fault[:2] for fault in UNSOUND if fault[:2] not in found] == []
    for fault in UNSOUND:
        assert {f.document_id for f in found[fault[:2]].failures} == {None}
        assert found[fault[:2]].unexpected


def test_a_warehouse_without_a_document_keeps_every_rule(
    sample_file: Path, structure: Structure, tmp_path: Path
) -> None:
    file = Path(shutil.copy(sample_file, tmp_path / "warehouse.duckdb"))
    with duckdb.connect(str(file)) as connection:
        tables = connection.execute(
            """
            SELECT DISTINCT format('{}.{}', schema_name, table_name), column_name
            FROM duckdb_columns() JOIN duckdb_tables() USING (schema_name, table_name)
            WHERE column_name IN ('document_id', 'document_key')
            """
        ).fetchall()
        for table, column in sorted(tables, key=lambda row: row[0] == "raw.document"):
            connection.execute(f"DELETE FROM {table} WHERE {column}::VARCHAR NOT IN ('-1', '-2')")
    assert failures(everything(file, structure)) == []


def test_only_what_was_touched_is_looked_at_again(
    sample_file: Path, structure: Structure, tmp_path: Path
) -> None:
    fault = (
        "marts.fct_budget_line",
        "",
        "UPDATE marts.fct_budget_line SET fund_key = 99 WHERE {1}",
    )
    untouched = ("", "", "DELETE FROM intermediate.int_touched_document WHERE {0}")
    file, _ = broken(sample_file, tmp_path, [fault, untouched])
    narrowed = replace(structure, is_narrowed=True)
    assert failures(validate(file, "marts", SUITES, narrowed)) == []
    (failed,) = failures(validate(file, "marts", SUITES, structure))
    assert failed.expectation == "relationships(fund_key)"


def test_the_same_rules_hold_as_dbt_tests(sample_file: Path, tmp_path: Path) -> None:
    build = tmp_path / "next" / "warehouse.duckdb"
    build.parent.mkdir()
    shutil.copyfile(sample_file, build)
    assert Transformer(ROOT / "dbt_project", build).test() > 300


# ---- behaviour


ONE_OF_EACH = """
table: raw.line
identify_by: [document_id, line_no]
expectations:
  - type: unexpected_rows_expectation
    name: digits
    kwargs:
      unexpected_rows_query: |
        SELECT d.source_path, l.line_no, l.text
        FROM {batch} AS l
        JOIN raw.document AS d ON d.document_id = l.document_id
        WHERE regexp_matches(l.text, '[0-9]{7}') AND l.text NOT LIKE '%x%' AND l.text <> ':name';
    scope: document
    severity: critical
    description: no
      digits
  - {type: expect_table_row_count_to_be_between, kwargs: {min_value: 1, max_value: 9},
     scope: structure, severity: critical, description: rows}
  - {type: expect_column_values_to_be_in_set, kwargs: {column: text, value_set: ['']},
     scope: document, severity: warning, description: blank}
"""


def test_outcomes_in_order_with_severity_and_rows(good_file: Path, tmp_path: Path) -> None:
    outcomes = validate(good_file, "raw", write_suite(tmp_path, ONE_OF_EACH))
    assert outcomes == [
        Outcome(
            "raw", "line", "raw.line", "unexpected_rows_expectation(digits)", "no digits",
            "critical", False, "1 unexpected rows",
            ("source_path='a.txt', line_no=3, text='2080505\\t养老保险缴费\\t1. 41'",),
            "digits", "document", (Failure("d1", 1, (3,)),),
        ),
        Outcome(
            "raw", "line", "raw.line", "expect_table_row_count_to_be_between", "rows",
            "critical", True, "4",
            (), "expect_table_row_count_to_be_between", "structure",
        ),
        Outcome(
            "raw", "line", "raw.line", "expect_column_values_to_be_in_set(text)", "blank",
            "warning", False, "3 of 4 rows unexpected",
            (
                "document_id='d1', line_no=1, text='支出总表'",
                "document_id='d1', line_no=2, text='科目编码\\t科目名称\\t合计'",
                "document_id='d1', line_no=3, text='2080505\\t养老保险缴费\\t1. 41'",
            ),
            "expect_column_values_to_be_in_set(text)", "document",
            (Failure("d1", 3, (1, 2, 3)),),
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
    assert [(o.severity, o.scope, o.is_success) for o in outcomes] == [
        ("critical", "structure", False)
    ] * 3
    assert all(o.observed.startswith("error: ") and "absent" in o.observed for o in outcomes)


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
        ONE_OF_EACH + f"  - {{type: {kind}, kwargs: {kwargs},"
        " scope: document, severity: warning, description: x}"
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
    " scope: structure, severity: critical, description: x}"
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("expect_table_row_count_to_equal", "expect_miracles", "expect_miracles"),
        ("value: 4", "valu: 4", "valu"),
        ("severity: critical", "severity: fatal", "fatal"),
        ("scope: structure", "scope: nobody", "nobody"),
        ("scope: structure, ", "", "scope"),
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
            scope: structure
            severity: critical
            description: 有金额
          - type: unexpected_rows_expectation
            kwargs: {unexpected_rows_query: 'SELECT * FROM {batch}'}
            scope: structure
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
    suites = write_suite(tmp_path, f"table: raw.line\nexpectations: [{GOOD_ENTRY}]")
    outcomes = [*validate(good_file, "raw", suites), HOSTILE]
    index = render(outcomes, tmp_path / "docs", version="v<1>", rendered_at=RENDERED_AT)
    assert index == tmp_path / "docs" / "index.html"
    pages = {path.name: path.read_text(encoding="utf-8") for path in index.parent.iterdir()}
    assert pages.keys() == {
        "index.html", "raw.line.html", "raw.a-..-b.html",
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
    assert "expect_table_row_count_to_equal" in pages["raw.line.html"]


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
