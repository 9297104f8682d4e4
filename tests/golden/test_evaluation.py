"""Self-evaluations and the catalogue of services, checked by eye against the full documents.

The CSV files beside this one hold what was read by eye: for every layout at least three reports,
and rows that slid, that a page or a line break cut in two, or that stand under a wrong category.
"""

import csv
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

# the committed sample has no attachments
pytestmark = pytest.mark.parametrize("warehouse_file", ["full"], indirect=True)

REPORTS = "lanxian-2024-final-accounts.txt"
CATALOGUE = "xiaoyi-2024-budget.txt"
MARTS = [
    "fct_self_evaluation",
    "fct_self_evaluation_fund",
    "fct_self_evaluation_indicator",
    "dim_service_catalogue",
    "fct_asset",
    "fct_procurement",
]

#: reports in the order of the document: their indicators
INDICATOR_COUNTS = [
    *(7, 7, 9, 6, 6, 7, 10, 8, 7, 8, 11, 11, 11, 9),
    *(11, 10, 7, 7, 13, 9, 6, 6, 8, 7, 7, 11, 9, 15),
]

SECTORS = {
    "发展和改革委员会": 24,
    "教育": 6,
    "科技": 5,
    "工业和信息化": 32,
    "自然资源": 43,
    "住房和城乡建设": 40,
    "生态环境": 68,
    "农业农村": 34,
    "文化和旅游": 32,
    "退役军人": 38,
    "应急": 28,
    "市场监督管理": 48,
    "统计": 14,
    "能源": 18,
    "粮食和物资储备": 28,
}

#: a label before the name or number of a handler, on the signature lines of any attachment
HANDLER = re.compile(r"(?:负责人|经办人|联系人|填[报表]人|审核人|联系电话|手机)[^:：]{0,6}[:：]?$")


def read_by_eye(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_reports_per_document(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        SELECT document.source_path, count(*), count(DISTINCT evaluation.project_name)
        FROM marts.fct_self_evaluation AS evaluation
        JOIN marts.dim_document AS document USING (document_key)
        GROUP BY ALL
        """
    ).fetchall()
    assert rows == [(REPORTS, 28, 27)]  # two tranches of one repurchase bear the same name


@pytest.mark.parametrize(
    "printed", read_by_eye("evaluation_report.csv"), ids=lambda printed: printed["line_no"]
)
def test_a_report(warehouse: duckdb.DuckDBPyConnection, printed: dict[str, str]) -> None:
    row = warehouse.execute(
        """
        SELECT project_name, grade, initial_target_yuan, initial_budget_yuan,
            full_year_budget_yuan, executed_yuan, balance_yuan, execution_rate, budget_score,
            total_score
        FROM marts.fct_self_evaluation WHERE line_no = $1
        """,
        [int(printed.pop("line_no"))],
    ).fetchone()
    assert row is not None
    assert row[:2] == (printed.pop("project_name"), printed.pop("grade"))
    assert row[2:] == tuple(map(Decimal, printed.values()))


def test_every_amount_is_the_one_printed(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Read the funds tables once more, by nothing but their lines, and compare all amounts."""
    lines = warehouse.execute(
        """
        SELECT line.text
        FROM raw.line AS line
        JOIN raw.document AS document USING (document_id)
        WHERE document.source_path = $1
            AND line.line_no > (SELECT min(line_no) FROM marts.fct_self_evaluation)
            AND regexp_matches(line.text, '^(合计|市县区财政资金)\t')
        ORDER BY line.line_no
        """,
        [REPORTS],
    ).fetchall()
    printed = [
        tuple(Decimal(cell.replace(",", "")) if cell else None for cell in text.split("\t")[1:8])
        for (text,) in lines
    ]
    columns = """
        initial_target_yuan, initial_budget_yuan, full_year_budget_yuan, executed_yuan,
        balance_yuan
    """
    found = warehouse.execute(
        f"""
        SELECT {columns}, execution_rate, budget_score FROM (
            SELECT {columns}, execution_rate, budget_score, amount_line_no AS line_no
            FROM marts.fct_self_evaluation
            UNION ALL
            SELECT {columns}, NULL, NULL, line_no FROM marts.fct_self_evaluation_fund
        )
        ORDER BY line_no
        """
    ).fetchall()
    assert len(printed) == 56
    assert found == printed


def test_indicators_of_every_report(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        SELECT count(*), sum(indicator.weight), bool_and(indicator.level_2_code IS NOT NULL),
            count(DISTINCT indicator.level_1_code),
            sum(indicator.score) + any_value(evaluation.budget_score)
                = any_value(evaluation.total_score)
        FROM marts.fct_self_evaluation_indicator AS indicator
        JOIN marts.fct_self_evaluation AS evaluation USING (self_evaluation_key)
        GROUP BY evaluation.report_no ORDER BY evaluation.report_no
        """
    ).fetchall()
    assert [row[0] for row in rows] == INDICATOR_COUNTS
    assert {row[1:] for row in rows} == {(Decimal(90), True, 3, True)}


@pytest.mark.parametrize(
    "printed",
    read_by_eye("evaluation_indicator.csv"),
    ids=lambda printed: f"{printed['case']}-{printed['line_no']}",
)
def test_an_indicator(warehouse: duckdb.DuckDBPyConnection, printed: dict[str, str]) -> None:
    row = warehouse.execute(
        """
        SELECT level_1_code, level_2_code, name, adjusted_target, actual, weight, score, is_moved
        FROM marts.fct_self_evaluation_indicator WHERE line_no = $1
        """,
        [int(printed["line_no"])],
    ).fetchone()
    assert row is not None
    texts = ("level_1_code", "level_2_code", "name", "adjusted_target", "actual")
    assert row[:5] == tuple(printed[column] for column in texts)
    assert row[5:7] == (Decimal(printed["weight"]), Decimal(printed["score"]))
    assert row[7] == (printed["case"] in ("slid", "category too early"))


def test_reasons_of_deviations(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The publisher gives a reason for every point that was lost, and for no other."""
    explained, lost = (
        warehouse.execute(
            f"""
            SELECT line_no FROM marts.fct_self_evaluation_indicator
            WHERE {condition} ORDER BY line_no
            """
        ).fetchall()
        for condition in ("deviation IS NOT NULL", "score < weight")
    )
    assert len(explained) == 20
    assert explained == lost


def test_violated_identities(warehouse: duckdb.DuckDBPyConnection) -> None:
    """All laws hold; what does not is what the texts of the reports and the narrative say."""
    rows = warehouse.execute(
        """
        SELECT severity, rule_id, count(*) FILTER (WHERE verdict = 'violation'), count(*)
        FROM quality.fct_identity_result WHERE starts_with(rule_id, 'evaluation_')
        GROUP BY ALL
        """
    ).fetchall()
    assert {rule: (failed, all_) for severity, rule, failed, all_ in rows if severity == "law"} == {
        "evaluation_weight_sum": (0, 28),
        "evaluation_score_sum": (0, 28),
        "evaluation_score_parts": (0, 28),
        "evaluation_score_limit": (0, 243),
        "evaluation_balance": (0, 56),
        "evaluation_rate": (0, 28),
        "evaluation_fund_sum": (0, 140),
    }
    assert {rule: (failed, all_) for severity, rule, failed, all_ in rows if severity != "law"} == {
        "evaluation_budget_score": (0, 28),
        "evaluation_grade": (0, 28),
        "evaluation_narrative_amount": (16, 83),
        "evaluation_narrative_rate": (0, 28),
        "evaluation_narrative_score": (5, 111),
        "evaluation_narrative_weight": (0, 55),
        "evaluation_project_count": (0, 1),
        "evaluation_grade_count": (3, 4),
        "evaluation_executed_total": (1, 1),
    }


def test_executed_total_against_the_final_accounts(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = warehouse.execute(
        """
        SELECT lhs_yuan, rhs_yuan FROM quality.fct_identity_result
        WHERE rule_id = 'evaluation_executed_total'
        """
    ).fetchone()
    assert row == (Decimal("57259707.90"), Decimal("241104600.00"))


def test_sectors_of_the_catalogue(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        SELECT document.source_path, entry.sector, count(*), count(DISTINCT entry.code)
        FROM marts.dim_service_catalogue AS entry
        JOIN marts.dim_document AS document USING (document_key)
        WHERE entry.service_catalogue_key > 0
        GROUP BY ALL
        """
    ).fetchall()
    assert {path for path, *_ in rows} == {CATALOGUE}  # the others print 无
    assert {sector: count for _, sector, count, _ in rows} == SECTORS
    assert all(count == codes for *_, count, codes in rows)
    assert sum(SECTORS.values()) == 458


@pytest.mark.parametrize(
    "printed", read_by_eye("catalogue_entry.csv"), ids=lambda printed: printed["line_no"]
)
def test_an_entry_of_the_catalogue(
    warehouse: duckdb.DuckDBPyConnection, printed: dict[str, str]
) -> None:
    row = warehouse.execute(
        """
        SELECT entry.sector, entry.code, entry.name, coalesce(parent.name, '')
        FROM marts.dim_service_catalogue AS entry
        LEFT JOIN marts.dim_service_catalogue AS parent
            ON parent.service_catalogue_key = entry.parent_service_catalogue_key
            AND parent.service_catalogue_key > 0
        WHERE entry.line_no = $1
        """,
        [int(printed.pop("line_no"))],
    ).fetchone()
    assert row == tuple(printed.values())


def test_procurement_of_form_10(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        SELECT procurement.category_code, procurement.amount_yuan, procurement.printed_amount,
            procurement.is_additive, procurement.line_no
        FROM marts.fct_procurement AS procurement
        JOIN marts.dim_document AS document USING (document_key)
        WHERE document.source_path = $1 AND procurement.source = 'table'
        ORDER BY procurement.line_no
        """,
        [REPORTS],
    ).fetchall()
    assert rows == [
        ("procurement_total", Decimal(4911300), "491.13", False, 394),
        ("procurement_goods", Decimal(39200), "3.92", True, 395),
        ("procurement_works", Decimal(4458400), "445.84", True, 396),
        ("procurement_services", Decimal(413700), "41.37", True, 397),
    ]


def test_assets_of_form_10(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The form lists nine lines of vehicles and one of equipment, all of them blank."""
    rows = warehouse.execute(
        """
        SELECT asset.family, count(*), sum(asset.quantity), bool_or(asset.is_printed),
            count(*) FILTER (WHERE asset.is_additive)
        FROM marts.fct_asset AS asset
        JOIN marts.dim_document AS document USING (document_key)
        WHERE document.source_path = $1 AND asset.source = 'table'
        GROUP BY asset.family ORDER BY asset.family
        """,
        [REPORTS],
    ).fetchall()
    assert rows == [("equipment", 1, 0, False, 1), ("vehicle", 9, 0, False, 8)]


@pytest.mark.parametrize(
    ("document", "amounts"),
    [
        ("xingxian-2023-budget.txt", {"total": "20.39", "goods": "20.39", "works": "0"}),
        ("xiaoyi-2024-budget.txt", {"total": "1317.51", "works": "446.71", "services": "815.65"}),
        ("xiaohe-2023-budget.txt", {"total": "8840.1", "works": "2500", "services": "6305.3"}),
        (
            REPORTS,
            {"total": "491.13", "works": "445.83", "small_firms": "3.92", "micro_firms": "0"},
        ),
        ("tunliu-2025-budget.txt", {"total": "151.40", "goods": "66.80", "services": "84.60"}),
    ],
)
def test_procurement_of_the_narrative(
    warehouse: duckdb.DuckDBPyConnection, document: str, amounts: dict[str, str]
) -> None:
    rows = warehouse.execute(
        """
        SELECT replace(procurement.category_code, 'procurement_', ''), procurement.amount_yuan
        FROM marts.fct_procurement AS procurement
        JOIN marts.dim_document AS document USING (document_key)
        WHERE document.source_path = $1 AND procurement.source = 'narrative'
        """,
        [document],
    ).fetchall()
    found = dict(rows)
    assert {code: found[code] for code in amounts} == {
        code: Decimal(amount) * 10_000 for code, amount in amounts.items()
    }


@pytest.mark.parametrize(
    ("document", "quantities", "establishment"),
    [
        ("xingxian-2023-budget.txt", {"vehicles": 5}, 5),
        ("xiaoyi-2024-budget.txt", {"vehicles": 0, "office_area": 1000, "equipment_over_1m": 1}, 0),
        ("xiaohe-2023-budget.txt", {"vehicles": 10, "vehicles_enforcement": 7}, 10),
        (REPORTS, {"vehicles": 0, "equipment_over_1m": 0}, None),
        ("tunliu-2025-budget.txt", {"vehicles_other": 2, "office_area": Decimal("2051.35")}, 0),
    ],
)
def test_assets_of_the_narrative(
    warehouse: duckdb.DuckDBPyConnection,
    document: str,
    quantities: dict[str, Decimal],
    establishment: int | None,
) -> None:
    rows = warehouse.execute(
        """
        SELECT asset.category_code, asset.quantity, asset.establishment_quantity
        FROM marts.fct_asset AS asset
        JOIN marts.dim_document AS document USING (document_key)
        WHERE document.source_path = $1 AND asset.source = 'narrative'
        """,
        [document],
    ).fetchall()
    found = {code: quantity for code, quantity, _ in rows}
    assert {code: found[code] for code in quantities} == quantities
    assert {code: allowed for code, _, allowed in rows}["vehicles"] == establishment
    types = [code for code in found if code.startswith("vehicles_")]
    assert not types or sum(found[code] for code in types) == found["vehicles"]


def handlers(warehouse: duckdb.DuckDBPyConnection) -> set[str]:
    """Return what stands behind such labels in the documents, read when the test runs."""
    found: set[str] = set()
    for (line,) in warehouse.execute("SELECT text FROM raw.line").fetchall():
        for label, value in pairwise(filter(None, re.split(r"[\s:：]+", line))):
            if HANDLER.search(label) and not HANDLER.search(value):
                found.add(value)
    return {value for value in found if re.fullmatch(r"[\u4e00-\u9fff]{2,3}|\d{7,12}", value)}


def test_no_handler_leaves_the_raw_layer(warehouse: duckdb.DuckDBPyConnection) -> None:
    people = handlers(warehouse)
    assert len(people) > 5  # the documents do name some
    tables = warehouse.execute(
        """
        SELECT table_schema, table_name,
            string_agg('CAST("' || column_name || '" AS VARCHAR)', ', ')
        FROM information_schema.columns
        WHERE (table_schema = 'marts' AND list_contains($1, table_name))
            OR table_schema = 'intermediate'
                AND regexp_matches(table_name, 'evaluation|service|asset')
        GROUP BY ALL
        """,
        [MARTS],
    ).fetchall()
    assert len(tables) > len(MARTS)
    for schema, table, columns in tables:
        texts = warehouse.execute(
            f"SELECT DISTINCT unnest([{columns}]) FROM {schema}.{table}"
        ).fetchall()
        found = sum(person in text for person in people for (text,) in texts if text is not None)
        assert found == 0, f"{schema}.{table} holds {found} names or numbers of handlers"
