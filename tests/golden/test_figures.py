"""The printed figures, checked by eye against the documents, in 万元."""

from decimal import Decimal

import duckdb
import pytest

XING, YI, HE, LAN, TUN = "兴县", "孝义", "山西转型", "岚县", "屯留"
UNITS = {XING: 2023, YI: 2024, HE: 2023, LAN: 2024, TUN: 2025}

LEAVES = """
    SELECT coalesce(sum(line.amount_yuan), 0) / 10000, count(*)
    FROM marts.fct_budget_line AS line
    JOIN marts.dim_unit AS unit USING (unit_key)
    JOIN marts.dim_statement AS statement USING (statement_key)
    JOIN marts.dim_phase AS phase ON phase.phase_key = line.phase_key
    JOIN marts.dim_subject AS subject USING (subject_key)
    JOIN marts.dim_fund AS fund USING (fund_key)
    JOIN marts.dim_economic_class AS class
        ON class.economic_class_key = line.department_economic_class_key
    JOIN marts.dim_line_item AS item ON item.line_item_key = line.line_item_key
    JOIN marts.dim_expenditure_kind AS kind USING (expenditure_kind_key)
    WHERE line.is_current AND starts_with(unit.name, $1) AND line.fiscal_year_key = $2
        AND statement.code = $3
"""


def leaves(
    warehouse: duckdb.DuckDBPyConnection, unit: str, statement: str, condition: str = "true"
) -> tuple[Decimal, int]:
    row = warehouse.execute(
        f"{LEAVES} AND ({condition})", [unit, UNITS[unit], statement]
    ).fetchone()
    assert row is not None
    return Decimal(str(row[0])).quantize(Decimal("0.01")), row[1]


def assert_sums(found: tuple[Decimal, int], printed: str) -> None:
    """n printed leaves may differ from their printed sum by 0.005 × (n + 1)."""
    amount, count = found
    assert count > 0
    assert abs(amount - Decimal(printed)) <= Decimal("0.005") * (count + 1)


@pytest.mark.parametrize(
    ("unit", "printed"),
    [(XING, "24481.58"), (YI, "12140.24"), (HE, "129589.59"), (LAN, "24556.69"), (TUN, "2912.68")],
)
def test_spending_equals_the_printed_total(
    warehouse: duckdb.DuckDBPyConnection, unit: str, printed: str
) -> None:
    assert_sums(leaves(warehouse, unit, "expenditure_by_subject"), printed)
    total = warehouse.execute(
        """
        SELECT total.amount_yuan / 10000 FROM marts.fct_reported_total AS total
        JOIN marts.dim_unit AS unit USING (unit_key)
        JOIN marts.dim_statement AS statement USING (statement_key)
        JOIN marts.dim_expenditure_kind AS kind USING (expenditure_kind_key)
        WHERE starts_with(unit.name, $1) AND statement.code = 'expenditure_by_subject'
            AND total.total_kind = 'total' AND kind.code = 'unknown'
        """,
        [unit],
    ).fetchall()
    assert [Decimal(str(row[0])).quantize(Decimal("0.01")) for row in total] == [Decimal(printed)]


@pytest.mark.parametrize(
    ("unit", "revenue", "carryover"),
    [
        (XING, "24431.58", "50.00"),
        (YI, "12140.24", None),
        (HE, "118816.59", "10773.00"),
        (LAN, "24556.69", "0.47"),
        (TUN, "2896.21", "16.47"),
    ],
)
def test_revenue_and_carryover_equal_the_printed_totals(
    warehouse: duckdb.DuckDBPyConnection, unit: str, revenue: str, carryover: str | None
) -> None:
    assert_sums(leaves(warehouse, unit, "income_by_subject", "not is_carryover"), revenue)
    found = leaves(warehouse, unit, "income_summary", "is_carryover")
    if carryover is None:
        assert found[1] == 0
    else:
        assert found[0] == Decimal(carryover)


@pytest.mark.parametrize(
    ("unit", "code", "printed"),
    [
        (XING, "201", "11851.47"),
        (XING, "215", "12500.61"),
        (XING, "208", "56.54"),
        (YI, "208", "119.43"),
        (YI, "212", "11852.48"),
        (HE, "212", "94853.00"),
        (HE, "229", "8773.00"),
        (LAN, "208", "51.06"),
        (LAN, "229", "11965.47"),
        (TUN, "208", "32.90"),
        (TUN, "211", "222.89"),
    ],
)
def test_spending_of_a_class_across_counties(
    warehouse: duckdb.DuckDBPyConnection, unit: str, code: str, printed: str
) -> None:
    condition = f"subject.class_code = '{code}'"
    assert_sums(leaves(warehouse, unit, "expenditure_by_subject", condition), printed)
    assert_sums(leaves(warehouse, unit, "expenditure_summary", condition), printed)


@pytest.mark.parametrize(
    ("unit", "fund", "printed"),
    [
        (XING, "general_public", "24431.58"),
        (YI, "general_public", "11864.66"),
        (YI, "government_fund", "275.58"),
        (HE, "general_public", "97766.59"),
        (HE, "government_fund", "21050.00"),
        (TUN, "general_public", "2896.21"),
        (LAN, "fiscal_appropriation", "24556.69"),
    ],
)
def test_revenue_by_fund(
    warehouse: duckdb.DuckDBPyConnection, unit: str, fund: str, printed: str
) -> None:
    condition = f"fund.code = '{fund}' AND not is_carryover"
    assert_sums(leaves(warehouse, unit, "income_by_subject", condition), printed)


@pytest.mark.parametrize(
    ("unit", "code", "printed"),
    [
        (XING, "30101", "216.22"),
        (YI, "30101", "431.82"),
        (LAN, "30101", "157.48"),
        (TUN, "30101", "122.46"),
        (LAN, "30302", "1.41"),
        (LAN, "30229", "9.57"),
        (YI, "30213", "2.50"),
        (XING, "30231", "10.00"),
    ],
)
def test_basic_spending_by_economic_class(
    warehouse: duckdb.DuckDBPyConnection, unit: str, code: str, printed: str
) -> None:
    found = leaves(warehouse, unit, "basic_by_economic_class", f"class.code = '{code}'")
    assert found == (Decimal(printed), 1)


def test_both_economic_classes_stand_on_the_lines_of_form_6(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        """
        SELECT department.code, government.code, line.amount_yuan
        FROM marts.fct_budget_line AS line
        JOIN marts.dim_unit AS unit USING (unit_key)
        JOIN marts.dim_economic_class AS department
            ON department.economic_class_key = line.department_economic_class_key
        JOIN marts.dim_economic_class AS government
            ON government.economic_class_key = line.government_economic_class_key
        WHERE starts_with(unit.name, '孝义') AND department.scheme = 'department'
        ORDER BY 1
        """
    ).fetchall()
    found = {department: government for department, government, _ in rows}
    assert found["30101"] == "50501"
    assert found["30108"] == "50102"
    assert found["30113"] == "50103"
    assert len(found) == 15


@pytest.mark.parametrize(
    ("unit", "phase", "items"),
    [
        (XING, "budget", {"vehicle_operation": "10.00"}),
        (YI, "budget", {}),
        (HE, "budget", {"reception": "1.65", "vehicle_operation": "25.00"}),
        (LAN, "adjusted_budget", {"vehicle_operation": "4.90"}),
        (LAN, "final", {"vehicle_operation": "4.90"}),
        (TUN, "budget", {"vehicle_operation": "5.00"}),
    ],
)
def test_three_public_expenses(
    warehouse: duckdb.DuckDBPyConnection, unit: str, phase: str, items: dict[str, str]
) -> None:
    rows = warehouse.execute(
        f"""
        {LEAVES.replace("SELECT", "SELECT item.code,")} AND phase.code = $4 GROUP BY item.code
        """,
        [unit, UNITS[unit], "three_public", phase],
    ).fetchall()
    found = {code: Decimal(str(amount)).quantize(Decimal("0.01")) for code, amount, _ in rows}
    assert found == {code: Decimal(amount) for code, amount in items.items()}


@pytest.mark.parametrize(
    ("unit", "statement", "count", "printed"),
    [
        (XING, "project_current", 36, "23860.00"),
        (XING, "project_carryover", 1, "50.00"),
        (YI, "project_current", 62, "11001.81"),
        (HE, "project_current", 14, "118758.94"),
        (HE, "project_carryover", 2, "10773.00"),
        (TUN, "project_current", 17, "2546.91"),
        (TUN, "project_carryover", 1, "16.47"),
    ],
)
def test_projects(
    warehouse: duckdb.DuckDBPyConnection, unit: str, statement: str, count: int, printed: str
) -> None:
    found = leaves(warehouse, unit, statement)
    assert found[1] == count
    assert_sums(found, printed)


def test_every_statutory_table_and_amount_is_there_once(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert warehouse.execute(
        """
        SELECT
            (SELECT sum(statutory_table_count) FROM quality.rpt_document_coverage),
            (SELECT count(*) FROM marts.fct_budget_line)
                + (SELECT count(*) FROM marts.fct_reported_total)
        """
    ).fetchone() == (62, 1361)
    assert warehouse.execute(
        """
        SELECT kind, text FROM quality.rpt_unmapped
        WHERE NOT regexp_matches(kind, '^(?:performance|evaluation)_')
        """
    ).fetchall() == [("name_read_as_near_one", "二十三、灾害防治及应急管理体系支出")]


def test_every_row_of_the_facts_leads_back_to_its_line(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    walked, found = warehouse.execute(
        """
        SELECT count(*), count(*) FILTER (contains(raw_line.text, fact.printed_amount))
        FROM (
            SELECT document_key, line_no, printed_amount FROM marts.fct_budget_line
            UNION ALL
            SELECT document_key, line_no, printed_amount FROM marts.fct_reported_total
        ) AS fact
        LEFT JOIN marts.dim_document AS document USING (document_key)
        LEFT JOIN raw.line AS raw_line
            ON raw_line.document_id = document.document_id AND raw_line.line_no = fact.line_no
        """
    ).fetchone() or (0, 0)
    assert walked == found == 1361


def test_no_phone_number_leaves_raw(warehouse: duckdb.DuckDBPyConnection) -> None:
    tables = warehouse.execute(
        """
        SELECT schema_name, table_name, list(column_name) FROM duckdb_columns()
        WHERE schema_name IN ('marts', 'quality', 'bi') AND data_type = 'VARCHAR'
        GROUP BY ALL
        """
    ).fetchall()
    assert sum(len(columns) for *_, columns in tables) > 50
    for schema, table, columns in tables:
        shown = ", ".join(f'"{column}"' for column in columns)
        found = warehouse.execute(
            f'SELECT count(*) FROM {schema}."{table}" WHERE regexp_matches('
            rf"concat_ws(' ', {shown}), '(^|[^0-9a-f])1[3-9]\d{{9}}([^0-9a-f]|$)')"
        ).fetchone()
        assert found == (0,), (schema, table)


def test_labels_that_slid_by_a_row_are_put_back(warehouse: duckdb.DuckDBPyConnection) -> None:
    """潇河 表6 lost its 合计 label: all labels stand one row too high."""
    repairs = warehouse.execute(
        """
        SELECT document.source_path, repair.printed_label, repair.repaired_label
        FROM quality.fct_label_repair AS repair
        JOIN marts.dim_document AS document USING (document_id)
        ORDER BY repair.line_no
        """
    ).fetchall()
    assert {path for path, _, _ in repairs} == {"xiaohe-2023-budget.txt"}
    printed = [label for _, label, _ in repairs]
    assert [label for _, _, label in repairs] == ["合计", *printed[:-1]]
    found = leaves(warehouse, HE, "basic_by_economic_class", "class.code = '30231'")
    assert found == (Decimal("25.00"), 1)
    assert_sums(leaves(warehouse, HE, "basic_by_economic_class"), "57.65")


def test_the_empty_form_8_is_named_as_the_suspect(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        SELECT suspect.printed_amount, suspect.proposed_amount_yuan, suspect.confidence
        FROM quality.fct_suspect_cell AS suspect
        JOIN marts.dim_document AS document USING (document_id)
        WHERE document.source_path LIKE 'xiaoyi%'
        """
    ).fetchall()
    assert rows == [("", Decimal("2755800.00"), Decimal("1.0000"))] * 2
