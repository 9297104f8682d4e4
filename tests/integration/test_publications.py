"""What one body publishes is counted once: departments, units, parts, corrections, counties."""

import duckdb
import gathered
import pytest

from flows.settings import ROOT

SAMPLE, SAMPLE_UNIT = "tunliu-2025-budget.txt", "屯留经济技术开发区管理委员会"
SPENDING, REVENUE = 29_126_900, 29_126_900
SECOND_HALF = "2025年一般公共预算支出预算表（不含上年结转）"
FOURTH = "2025年财政拨款收支总表"

COUNTY = """# 2025年甲县政府预算公开

### 2025年甲县一般公共预算支出预算表

单位：万元

科目编码	科目名称	预算数
	合计	37118
201	一般公共服务支出	16500
205	教育支出	20618
"""


def published(unit: str, cover: str, begin: str = "", end: str = "") -> str:
    """Some consecutive forms of the sample's, or all, under the name of a made-up body."""
    lines = (ROOT / "data" / "documents" / SAMPLE).read_text(encoding="utf-8").split("\n")
    titles = [line.strip("# ") for line in lines]
    first = titles.index(begin) if begin else titles.index("2025年预算收支总表")
    last = titles.index(end) if end else len(lines)
    forms = "\n".join(lines[first:last]).replace(SAMPLE_UNIT, unit)
    return f"# {unit}\n\n## {cover}\n\n{forms}\n"


DOCUMENTS = {
    "department": published("甲县教育局", "2025年度部门预算公开"),
    "unit": published("甲县教育局（本级）", "2025年度单位预算公开"),
    "alone": published("甲县水利局（本级）", "2025年度单位预算公开"),
    # two parts, of which both print form 4, and a correction of the second
    "part 1": published("乙县文化局", "2025年度部门预算公开", end=SECOND_HALF),
    "part 2": published("乙县文化局", "2025年度部门预算公开", begin=FOURTH).replace("5.00", "6.00"),
    "part 2 更正": published("乙县文化局", "2025年度部门预算公开（更正）", begin=FOURTH),
    "template": published("乙县林业局", "2024年度部门预算公开"),
    "county": COUNTY,
    "nobody": published("", "2025年度部门预算公开")
    .replace("部门名称：", "")
    .replace("单位名称：", ""),
}


COUNTED = ("乙县文化局", "乙县林业局", "甲县教育局", "甲县水利局")
OURS = "starts_with(source_path, 'publications/')"

gathered.publish("publications", DOCUMENTS)
gathered.publish(
    "years",
    {
        year: published("丙县粮食局", "2025年度部门预算公开").replace("2025", year)
        for year in ("2021", "2024")
    },
)


def test_publications_of_the_documents(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT parse_filename(source_path, true), publication.scope, document.is_current,
            publication.is_counted, publication.held_out_reason, fiscal_year_key
        FROM marts.dim_document AS document
        JOIN marts.dim_publication AS publication USING (publication_key, fiscal_year_key)
        WHERE {OURS}
        ORDER BY ALL
        """
    ).fetchall()
    assert rows == [
        ("alone", "unit", True, True, None, 2025),
        ("county", "government", True, False, None, 2025),
        ("department", "department", True, True, None, 2025),
        ("nobody", "department", True, False, "body unknown", 2025),
        ("part 1", "department", True, True, None, 2025),
        ("part 2", "department", False, True, None, 2025),
        ("part 2 更正", "department", True, True, None, 2025),
        ("template", "department", True, True, None, 2025),
        ("unit", "unit", True, False, None, 2025),
    ]


@pytest.mark.parametrize(
    ("flag", "total"), [("is_spending_basis", SPENDING), ("is_revenue_basis", REVENUE)]
)
def test_a_sum_by_the_flags_counts_every_body_once(
    made_up: duckdb.DuckDBPyConnection, flag: str, total: int
) -> None:
    rows = made_up.execute(
        f"""
        SELECT unit.name, sum(amount_yuan)::BIGINT
        FROM marts.fct_budget_line AS line
        JOIN marts.dim_unit AS unit USING (unit_key)
        JOIN marts.dim_document USING (document_key)
        WHERE {flag} AND line.is_counted AND {OURS}
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert rows == [(unit, total) for unit in COUNTED]


def test_kinds_divide_all_spending(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT sum(amount_yuan)::BIGINT
        FROM marts.fct_budget_line AS line JOIN marts.dim_document USING (document_key)
        WHERE is_spending_by_kind_basis AND line.is_counted AND {OURS}
        GROUP BY line.unit_key
        """
    ).fetchall()
    assert rows == [(SPENDING,)] * 4


@pytest.mark.parametrize(
    ("view", "amount", "total"),
    [
        ("各单位收支", "支出_元", SPENDING),
        ("各单位收支", "本年收入_元 + coalesce(上年结转_元, 0)", REVENUE),
        ("支出_按科目", "金额_元", SPENDING),
        ("跨县对比", "金额_元", SPENDING),
        ("预算与决算对照", "年初预算_元", SPENDING),
    ],
)
def test_views_show_what_is_counted(
    made_up: duckdb.DuckDBPyConnection, view: str, amount: str, total: int
) -> None:
    rows = made_up.execute(
        f"""
        SELECT 单位, round(sum({amount}) / 1000)::BIGINT FROM bi.{view}
        WHERE 单位 IN (
            SELECT unit.name
            FROM marts.dim_document JOIN marts.dim_unit AS unit USING (unit_key) WHERE {OURS}
        )
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert rows == [(unit, round(total / 1000)) for unit in COUNTED]


def test_a_year_of_last_years_template_is_a_finding(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT parse_filename(source_path, true), lhs_yuan::INTEGER, rhs_yuan::INTEGER, line_nos
        FROM quality.fct_identity_result JOIN raw.document USING (document_id)
        WHERE rule_id = 'wrong_year' AND {OURS}
        """
    ).fetchall()
    assert rows == [("template", 2024, 2025, [3])]


def test_two_parts_that_print_one_form_agree(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT DISTINCT parse_filename(source_path, true), verdict
        FROM quality.fct_identity_result JOIN raw.document USING (document_id)
        WHERE rule_id = 'publication_parts' AND {OURS}
        """
    ).fetchall()
    assert rows == [("part 2 更正", "pass")]


def test_what_is_held_out_is_listed(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT parse_filename(source_path, true), text
        FROM quality.rpt_unmapped JOIN raw.document USING (document_id)
        WHERE kind = 'held_out' AND {OURS}
        ORDER BY ALL
        """
    ).fetchall()
    assert rows == [("nobody", "body unknown"), ("part 2", "leaves miss the total")]
    scores = made_up.execute(
        "SELECT 文件路径, 未计入原因 FROM bi.文件评分 "
        "WHERE 未计入原因 IS NOT NULL AND starts_with(文件路径, 'publications/')"
    ).fetchall()
    assert scores == [("publications/nobody.txt", "单位不明")]


def test_years_between_two_others_are_gaps_and_no_fault(made_up: duckdb.DuckDBPyConnection) -> None:
    for view, kind in (("公开缺漏", "年度"), ("线索", "缺年度或缺表")):
        rows = made_up.execute(
            f"""
            SELECT 年度, 阶段, 文件路径 FROM bi.{view}
            WHERE 单位 = '丙县粮食局' AND 类型 = '{kind}' AND 文件路径 IS NULL
            ORDER BY ALL
            """
        ).fetchall()
        assert rows == [(2022, "年初预算", None), (2023, "年初预算", None)]
