"""No sum that comes to mind is wrong: every amount of every view and fact, as people filter it."""

from decimal import Decimal

import duckdb
import pytest

#: Half of 0.01 万元: what rounding hides in each printed figure, in yuan.
HALF = 50

#: What a sum of each amount is, in the words of docs/sums.md. `never` says in its name, or in that
#: of its view, that it does not add up; what is `counted` adds up over what its flag lets through;
#: what is `printed` adds up like the amount beside it, where the document prints all its parts.
BI = {
    "各单位收支": {
        "本年收入 上年结转 支出 基本支出 项目支出 其他支出 年末结转": "unit",
        "年初预算支出 决算支出": "unit",
        "公布支出合计 公布本年收入合计 公布基本支出合计 公布项目支出合计": "unit",
    },
    "收入_按来源": {"金额 年初预算 全年预算 决算 上年结转": "unit"},
    "支出_按科目": {"金额 年初预算 全年预算 决算": "unit"},
    "支出_按资金来源": {"金额 年初预算 全年预算 决算": "unit", "公布合计": "printed"},
    "收支_按资金来源": {
        "本年收入 上年结转 支出 年末结转": "unit",
        "公布本年收入 公布上年结转 公布支出 公布年末结转": "printed",
    },
    "支出_按经济分类": {"金额 年初预算 全年预算 决算": "unit"},
    "三公经费": {"金额 年初预算 全年预算 决算": "unit"},
    "项目支出": {"金额 绩效目标金额 自评年初预算 全年预算 执行": "unit"},
    "跨县对比": {"金额": "unit", "公布小计": "printed"},
    "预算与决算对照": {"年初预算 决算 差额": "unit", "公布年初预算 公布决算": "printed"},
    "公布小计对照": {"公布 明细之和 差额": "never"},
    "勾稽问题": {"左方 右方 差额 允许误差 所述百分比 推算百分比 相差百分点": "never"},
    "文件评分": {},
    "政府采购": {"金额 年初预算 决算": "unit"},
    "文字所述增减": {"本年 增减 上年": "never"},
    "文字所述预算": {"年初预算 全年预算 决算": "never"},
    "成本指标对照": {"所定成本 年初预算 全年预算 执行": "never"},
    "线索": {"金额": "never"},
    "公开情况": {"报表金额 报表明细之和 文字金额 文字上年金额": "never"},
}
MARTS = {
    "fct_budget_line": "is_counted AND is_statement_basis",
    "fct_money": "side",
    "fct_procurement": "is_additive",
    "fct_performance_target": "is_additive AND NOT is_unit_doubtful",
    "fct_performance_fund": "is_additive",
    "fct_self_evaluation": "is_additive",
    "fct_self_evaluation_fund": "is_additive",
    "fct_reported_total": "never",
    "fct_narrative_claim": "never",
}


def test_what_every_amount_sums_to_is_said(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A new amount has its line here and in docs/sums.md before anybody sums it."""
    found: dict[str, set[str]] = {}
    for view, column in warehouse.execute(
        """
        SELECT table_name, column_name FROM duckdb_columns()
        WHERE schema_name = 'bi' AND data_type = 'DECIMAL(18,2)'
            AND (column_name LIKE '%\\_元' ESCAPE '\\' OR table_name = '勾稽问题')
        """
    ).fetchall():
        found.setdefault(view, set()).add(column.removesuffix("_元"))
    details = {view: found.pop(view) for view in list(found) if view.endswith("_明细")}
    assert all(amounts == {"金额"} for amounts in details.values())
    assert found == {
        view: {name for names in columns for name in names.split()}
        for view, columns in BI.items()
        if columns
    }
    facts = warehouse.execute(
        """
        SELECT DISTINCT table_name FROM duckdb_columns()
        WHERE schema_name = 'marts' AND column_name LIKE '%\\_yuan' ESCAPE '\\'
        """
    ).fetchall()
    assert {name for (name,) in facts} == set(MARTS)


def test_what_never_adds_up_has_a_flag_that_lets_nothing_through(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for fact in [name for name, flag in MARTS.items() if flag == "never"]:
        assert warehouse.execute(
            f"SELECT count(*) > 0, count(*) FILTER (WHERE is_additive) FROM marts.{fact}"
        ).fetchone() == (True, 0), fact


def test_every_statement_adds_up_to_its_printed_total(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Forms that print income and expenditure side by side, or two phases, among them."""
    rows = warehouse.execute(
        f"""
        WITH summed AS (
            SELECT document_key, statement_key, sum(amount_yuan) AS yuan, count(*) AS addends
            FROM marts.fct_budget_line WHERE {MARTS["fct_budget_line"]} GROUP BY ALL
        ),
        printed AS (
            SELECT document_key, statement_key, max(yuan) AS greatest, sum(yuan) AS side_by_side
            FROM (
                SELECT document_key, statement_key, flow, max(amount_yuan) AS yuan
                FROM marts.fct_reported_total AS total
                INNER JOIN marts.dim_document AS document USING (document_key)
                WHERE total_kind = 'total' AND total.phase_key = document.phase_key
                GROUP BY ALL
            )
            GROUP BY ALL
        )
        -- 收入总表 prints 本年收入 and 上年结转 side by side, and no total of both
        SELECT source_path, statement.code, summed.yuan,
            if(statement.code = 'income_by_subject', side_by_side, greatest), addends
        FROM summed INNER JOIN printed USING (document_key, statement_key)
        INNER JOIN marts.dim_document USING (document_key)
        INNER JOIN marts.dim_statement AS statement USING (statement_key)
        -- 公开06 prints its total in two halves
        WHERE statement.code != 'basic_by_economic_class'
        """
    ).fetchall()
    assert {"appropriation_summary", "government_fund_by_subject", "three_public"} <= {
        statement for _, statement, *_ in rows
    }
    assert [row for row in rows if abs(row[2] - row[3]) > HALF * (row[4] + 1)] == []


@pytest.mark.parametrize(
    ("view", "by", "printed"),
    [
        ("支出_按科目", "类编码", "subject.code"),
        ("支出_按科目", "支出性质", "kind.name"),
        ("跨县对比", "类编码", "subject.code"),
        ("收入_按来源", "资金来源", "fund.name"),
    ],
)
def test_a_filter_leaves_what_the_document_prints_of_it(
    warehouse: duckdb.DuckDBPyConnection, view: str, by: str, printed: str
) -> None:
    """By class, kind or fund: the subtotals of the same form, which no view is made from."""
    statement = "income_by_subject" if view == "收入_按来源" else "expenditure_by_subject"
    rows = warehouse.execute(
        f"""
        WITH total AS (
            SELECT unit.name AS 单位, total.fiscal_year_key AS 年度, phase.name AS 阶段,
                {printed} AS part, max(total.amount_yuan) AS yuan
            FROM marts.fct_reported_total AS total
            INNER JOIN marts.dim_statement AS statement USING (statement_key)
            INNER JOIN marts.dim_subject AS subject USING (subject_key)
            INNER JOIN marts.dim_expenditure_kind AS kind USING (expenditure_kind_key)
            INNER JOIN marts.dim_fund AS fund USING (fund_key)
            INNER JOIN marts.dim_unit AS unit USING (unit_key)
            INNER JOIN marts.dim_phase AS phase USING (phase_key)
            WHERE statement.code = '{statement}' AND total.is_current
                AND (total.total_kind = 'total' OR {printed} = subject.code)
            GROUP BY ALL
        ),
        summed AS (
            SELECT 单位, 年度, 阶段, {by} AS part, sum(金额_元) AS yuan, count(*) AS addends
            FROM bi.{view} WHERE 金额_元 IS NOT NULL GROUP BY ALL
        )
        SELECT 单位, part, summed.yuan, total.yuan, addends
        FROM summed INNER JOIN total USING (单位, 年度, 阶段, part)
        """
    ).fetchall()
    assert len(rows) >= 5
    # a class of 跨县对比 is one row of several lines
    more = 14 if view == "跨县对比" else 0
    assert [row for row in rows if abs(row[2] - row[3]) > HALF * (row[4] + more + 1)] == []


@pytest.mark.parametrize(
    ("view", "printed", "summed"),
    [
        ("跨县对比", "公布小计_元", "金额_元"),
        ("支出_按资金来源", "公布合计_元", "金额_元"),
        ("收支_按资金来源", "公布本年收入_元", "本年收入_元"),
        ("收支_按资金来源", "公布上年结转_元", "上年结转_元"),
        ("收支_按资金来源", "公布支出_元", "支出_元"),
        ("收支_按资金来源", "公布年末结转_元", "年末结转_元"),
        ("预算与决算对照", "公布年初预算_元", "年初预算_元"),
        ("预算与决算对照", "公布决算_元", "决算_元"),
    ],
)
def test_printed_subtotals_add_up_like_the_sums_beside_them(
    warehouse: duckdb.DuckDBPyConnection, view: str, printed: str, summed: str
) -> None:
    """A part is a row of its own there: no subtotal holds another."""
    rows = warehouse.execute(
        f"SELECT 单位, 年度, sum({printed}), sum({summed}), count(*) FROM bi.{view} "
        f"GROUP BY ALL HAVING count({printed}) > 0"
    ).fetchall()
    assert rows
    # a part is the sum of as many as 14 lines
    assert [row for row in rows if abs(row[2] - row[3]) > HALF * 15 * row[4]] == []
    assert warehouse.execute(
        f"SELECT count(*) FROM bi.{view} WHERE {printed} IS NOT NULL AND {summed} IS NULL"
    ).fetchone() == (0,)


#: Subtotals that the sums of their lines miss by a rounding: as printed, as summed, their label.
ROUNDED = {
    ("岚县", "支出科目", "208"): ("51.06", "51.05", "社会保障和就业支出"),
    ("岚县", "支出科目", "20805"): ("51.06", "51.05", "行政事业单位养老支出"),
    ("岚县", "部门经济分类", "302"): ("20.33", "20.34", "商品和服务支出"),
    ("岚县", "资金来源", "支出"): ("9791.22", "9791.21", "本年支出合计"),
    ("岚县", "资金来源", "本年收入"): ("9791.22", "9791.21", "一、一般公共预算财政拨款收入"),
    ("兴县", "部门经济分类", "301"): ("527.97", "527.98", "工资福利支出"),
    ("兴县", "部门经济分类", "302"): ("43.61", "43.62", "商品和服务支出"),
    ("兴县", "资金来源", "支出"): ("24481.58", "24481.59", "本年支出合计"),
    ("兴县", "资金来源", "本年收入"): ("24431.58", "24431.59", "一、一般公共预算"),
    ("屯留", "资金来源", "支出"): ("2912.68", "2912.69", "本年支出合计"),
    ("屯留", "资金来源", "本年收入"): ("2896.21", "2896.22", "一、一般公共预算"),
    ("孝义", "部门经济分类", "302"): ("51.64", "51.65", "商品和服务支出"),
}


def test_a_subtotal_is_told_as_printed_beside_the_sum_of_its_lines(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "SELECT left(单位, 2), 分类, coalesce(编码, 层次), 公布_万元, 明细之和_万元, 印刷名称, "
        "核对 FROM bi.公布小计对照 WHERE 核对 != '一致'"
    ).fetchall()
    assert {row[:3]: row[3:6] for row in rows} == {
        part: (Decimal(printed), Decimal(summed), label)
        for part, (printed, summed, label) in ROUNDED.items()
    }
    assert {row[6] for row in rows} == {"舍入差"}
    assert warehouse.execute(
        "SELECT 公布小计_万元, 金额_万元 FROM bi.跨县对比 WHERE 类编码 = '208' AND 地区 = '岚县'"
    ).fetchall() == [(Decimal("51.06"), Decimal("51.05"))]


def test_phases_are_never_added_in_the_columns_of_phases(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Over all rows, whatever phase they are of: each column holds the money of one."""
    for view in ("支出_按科目", "支出_按资金来源", "收入_按来源", "支出_按经济分类", "三公经费"):
        for phase, column in (
            ("年初预算", "年初预算_元"),
            ("全年预算", "全年预算_元"),
            ("决算", "决算_元"),
        ):
            assert warehouse.execute(
                f"SELECT sum({column}) IS NOT DISTINCT FROM sum(金额_元) FILTER (WHERE 阶段 = $1) "
                f"FROM bi.{view}",
                [phase],
            ).fetchone() == (True,), (view, column)


def test_procurement_is_said_in_a_table_and_a_sentence_and_counts_once(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        """
        SELECT source_path, sum(amount_yuan) FILTER (WHERE is_additive),
            max(amount_yuan) FILTER (WHERE category_code = 'procurement_total')
        FROM marts.fct_procurement INNER JOIN marts.dim_document USING (document_key)
        GROUP BY ALL
        """
    ).fetchall()
    assert len(rows) >= 4
    assert all(summed == total for _, summed, total in rows), rows
    assert ("lanxian-2024-final-accounts.txt", Decimal("4911300"), Decimal("4911300")) in rows


def test_a_slip_of_the_unit_of_money_is_in_no_sum(full: duckdb.DuckDBPyConnection) -> None:
    """孝义 prints 1950000 万元 for a project of 195 万元."""
    project = "项目 = '高质量发展奖励金'"
    assert full.execute(
        "SELECT 金额_万元, 绩效目标金额_元, 绩效目标所印金额, 目标与预算 "
        f"FROM bi.项目支出 WHERE {project}"
    ).fetchall() == [(Decimal(195), None, "1950000万元", "单位疑误")]
    # the forms of projects add up to less than ten times their projects
    assert full.execute(
        "SELECT sum(绩效目标金额_元) < 10 * sum(金额_元) FROM bi.项目支出"
    ).fetchone() == (True,)
    assert full.execute(
        """
        SELECT count(*) > 50, count(*) FILTER (WHERE parts != annual_amount_yuan)
        FROM (
            SELECT target.annual_amount_yuan, sum(fund.amount_yuan) AS parts
            FROM marts.fct_performance_target AS target
            INNER JOIN marts.fct_performance_fund AS fund USING (performance_target_key)
            WHERE fund.is_additive
            GROUP BY target.performance_target_key, target.annual_amount_yuan
        )
        """
    ).fetchone() == (True, 0)
