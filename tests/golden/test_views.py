"""Every view of `bi` has one additive basis: its sums are the printed totals, in 万元."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.cli import trace

XING, YI, HE, LAN, TUN = "兴县", "孝义", "山西转型", "岚县", "屯留"

#: Measure of a view (or of a selection of it) and unit -> the total that the document prints.
PRINTED = {
    "支出_元 FROM bi.各单位收支": ("24481.58", "12140.24", "129589.59", "24556.69", "2912.68"),
    "本年收入_元 FROM bi.各单位收支": ("24431.58", "12140.24", "118816.59", "24556.69", "2896.21"),
    "上年结转_元 FROM bi.各单位收支": ("50.00", None, "10773.00", "0.47", "16.47"),
    "基本支出_元 FROM bi.各单位收支": ("571.58", "1138.44", "57.65", "446.23", "349.30"),
    "项目支出_元 FROM bi.各单位收支": ("23910.00", "11001.81", "129531.94", "24110.46", "2563.38"),
    "金额_元 FROM bi.收入_按来源": ("24431.58", "12140.24", "118816.59", "24556.69", "2896.21"),
    "上年结转_元 FROM bi.收入_按来源": ("50.00", None, "10773.00", "0.47", "16.47"),
    "金额_元 FROM bi.支出_按资金来源": (
        "24481.58",
        "12140.24",
        "129589.59",
        "24556.69",
        "2912.68",
    ),
    "本年收入_元 FROM bi.收支_按资金来源": (
        "24431.58",
        "12140.24",
        "118816.59",
        "24556.69",
        "2896.21",
    ),
    "上年结转_元 FROM bi.收支_按资金来源": ("50.00", None, "10773.00", "0.47", "16.47"),
    "支出_元 FROM bi.收支_按资金来源": ("24481.58", "12140.24", "129589.59", "24556.69", "2912.68"),
    "年末结转_元 FROM bi.收支_按资金来源": (None, None, None, "0.47", None),
    "金额_元 FROM bi.支出_按科目": ("24481.58", "12140.24", "129589.59", "24556.69", "2912.68"),
    "金额_元 FROM bi.支出_按经济分类": ("571.58", "1138.44", "57.65", "446.23", "349.30"),
    "年初预算_元 FROM bi.三公经费": ("10.00", None, "26.65", None, "5.00"),
    "全年预算_元 FROM bi.三公经费": (None, None, None, "4.90", None),
    "决算_元 FROM bi.三公经费": (None, None, None, "4.90", None),
    "金额_元 FROM bi.项目支出": ("23910.00", "11001.81", "129531.94", None, "2563.38"),
    "金额_元 FROM bi.政府采购": ("20.39", "1317.51", "8840.10", "491.13", "151.40"),
    "金额_元 FROM bi.跨县对比": ("24481.58", "12140.24", "129589.59", "24556.69", "2912.68"),
    "年初预算_元 FROM bi.预算与决算对照": ("24481.58", "12140.24", "129589.59", None, "2912.68"),
    "决算_元 FROM bi.预算与决算对照": (None, None, None, "24556.69", None),
}


@pytest.mark.parametrize(
    ("measure", "unit", "printed"),
    [
        (measure, unit, printed)
        for measure, totals in PRINTED.items()
        for unit, printed in zip((XING, YI, HE, LAN, TUN), totals, strict=True)
    ],
)
def test_a_measure_sums_to_the_printed_total(
    warehouse: duckdb.DuckDBPyConnection, measure: str, unit: str, printed: str | None
) -> None:
    column, _, view = measure.partition(" FROM ")
    amount, rows = warehouse.execute(
        f"SELECT sum({column}), count({column}) FROM {view} WHERE starts_with(单位, $1)", [unit]
    ).fetchone() or (None, 0)
    if printed is None:
        assert amount is None
        return
    # n printed addends may differ from their printed sum by 0.005 × (n + 1); a row of these views
    # adds at most 14 of them
    addends = rows if "各单位" not in view and "跨县" not in view and "对照" not in view else 14
    difference = abs(amount / 10000 - Decimal(printed))
    assert difference <= Decimal("0.005") * (addends + 1)


#: Views that sum, and which columns of theirs their details add up to: by 收支方向, by 数字含义.
DETAILED = {
    "各单位收支": {
        f"{meaning}_元": f"数字含义 = '{meaning}'"
        for meaning in (
            *("本年收入", "上年结转", "支出", "基本支出", "项目支出", "其他支出", "年末结转"),
            *(f"公布{total}合计" for total in ("支出", "本年收入", "基本支出", "项目支出")),
        )
    },
    "项目绩效": {
        f"{meaning}_元": f"数字含义 = '{meaning}'"
        for meaning in ("绩效目标金额", "自评年初预算", "全年预算", "执行")
    },
    "支出_按科目": {"金额_元": None},
    "支出_按经济分类": {"金额_元": None},
    "三公经费": {"金额_元": None},
    "项目支出": {"金额_元": None},
    "支出_按资金来源": {"金额_元": None},
    "收入_按来源": {"金额_元": "收支方向 = '本年收入'", "上年结转_元": "收支方向 = '上年结转'"},
    "收支_按资金来源": {
        f"{side}_元": f"收支方向 = '{side}'"
        for side in ("本年收入", "上年结转", "支出", "年末结转")
    },
}


@pytest.mark.parametrize("view", DETAILED)
def test_details_are_the_printed_figures_that_a_view_sums(
    warehouse: duckdb.DuckDBPyConnection, view: str
) -> None:
    sums = "项目支出" if view == "项目绩效" else view
    for column, condition in DETAILED[view].items():
        assert (
            warehouse.execute(
                f"""
            SELECT 单位, 年度, sum(金额_元) FROM bi.{view}_明细
            WHERE {condition or "true"} AND 金额_元 IS NOT NULL GROUP BY ALL ORDER BY ALL
            """
            ).fetchall()
            == warehouse.execute(
                f"""
            SELECT 单位, 年度, sum({column}) FROM bi.{sums}
            WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY ALL
            """
            ).fetchall()
        ), column
    figures, shown = warehouse.execute(
        f"""
        SELECT count(*), count(*) FILTER (
            position(detail.印刷数字 IN coalesce(line.folded, line.text)) > 0
        )
        FROM bi.{view}_明细 AS detail
        INNER JOIN raw.document AS document ON detail.文件路径 = document.source_path
        INNER JOIN raw.line AS line
            ON document.document_id = line.document_id AND detail.行 = line.line_no
        """
    ).fetchone() or (0, None)
    # the sample has no forms of targets
    assert figures == shown
    assert figures > 0 or view == "项目绩效"


def test_the_way_of_a_figure_is_told_from_its_line_to_the_views(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """屯留's 2,209.02 of 政府办公厅, and the total above which no sum counts."""
    leaf = warehouse.execute(
        "SELECT 数字编号, 行 FROM bi.支出_按科目_明细 "
        "WHERE 印刷数字 = '2209.02' AND starts_with(单位, '屯留')"
    ).fetchone()
    assert leaf is not None
    told = dict(trace.way(warehouse, leaf[0]))
    assert told["文件"] == "tunliu-2025-budget.txt"
    assert f"第 {leaf[1]} 行" in told["位置"]
    assert "2010399 ¦ 其他政府办公厅（室）及相关机构事务支出 ¦ 2209.02" in told["原文"]
    assert told["性质"] == "明细 leaf，计入支出总数"
    assert told["资金"] == "支出 · 一般公共预算 (divided)"
    assert "bi.支出_按科目、" in told["用于"] and "bi.支出_按资金来源" in told["用于"]
    total = warehouse.execute(
        "SELECT 数字编号 FROM bi.各单位收支_明细 "
        "WHERE 印刷数字 = '2912.68' AND 数字含义 = '公布支出合计'"
    ).fetchone()
    assert total is not None
    told = dict(trace.way(warehouse, total[0]))
    assert told["性质"].endswith("不计入任何求和") and told["用于"] == "bi.各单位收支"
    beside = warehouse.execute(
        "SELECT reported_total_key FROM marts.fct_reported_total "
        "INNER JOIN marts.dim_statement AS statement USING (statement_key) "
        "WHERE printed_amount = '2209.02' AND total_kind = 'row_total' "
        "ORDER BY statement.code = 'expenditure_by_subject'"
    ).fetchall()
    ways = [dict(trace.way(warehouse, key))["用于"] for (key,) in beside]
    assert ways[0] == "无 no view" and ways[-1] == "bi.公布小计对照"
    # what a sentence says has a way, too
    said = warehouse.execute(
        "SELECT 文字编号, 行 FROM bi.文字所述预算 WHERE 事项 = '农林水支出'"
    ).fetchone()
    assert said is not None
    told = dict(trace.way(warehouse, said[0]))
    assert told["文件"] == "lanxian-2024-final-accounts.txt"
    assert f"第 {said[1]} 行" in told["位置"] and "6.00万元" in told["原文"]
    assert told["用于"].startswith("bi.文字所述预算: ") and "决算_元 59000.00" in told["用于"]
    with pytest.raises(LookupError, match="no printed figure"):
        list(trace.way(warehouse, 5))


#: Printed totals: the sum of the leaves may be off by rounding, these are not.
TOTALS = {
    "公布支出合计": ("24481.58", "12140.24", "129589.59", "24556.69", "2912.68"),
    "公布本年收入合计": ("24431.58", "12140.24", "118816.59", "24556.69", "2896.21"),
    "公布基本支出合计": ("571.58", "1138.44", "57.65", "446.23", "349.30"),
    "公布项目支出合计": ("23910.00", "11001.81", "129531.94", "24110.46", "2563.38"),
}


@pytest.mark.parametrize("column", TOTALS)
def test_a_total_stands_beside_the_sum_as_it_is_printed(
    warehouse: duckdb.DuckDBPyConnection, column: str
) -> None:
    for unit, total in zip((XING, YI, HE, LAN, TUN), TOTALS[column], strict=True):
        assert warehouse.execute(
            f"SELECT {column}_万元 FROM bi.各单位收支 WHERE starts_with(单位, $1)", [unit]
        ).fetchall() == [(Decimal(total),)]


def test_a_score_stands_beside_the_share_of_the_initial_budget(
    full: duckdb.DuckDBPyConnection,
) -> None:
    """岚县 gave full marks to four projects that spent a part of what was budgeted at first."""
    rows = full.execute(
        "SELECT 执行占年初预算_百分比 FROM bi.项目支出 "
        "WHERE 自评等级 = '优' AND 自评得分 = 100 AND 执行占年初预算_百分比 < 80 ORDER BY ALL"
    ).fetchall()
    assert [rate for (rate,) in rows] == [
        Decimal(rate) for rate in ("8.66", "29.49", "29.72", "78.46")
    ]


def test_what_a_sentence_says_of_the_year_before(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "SELECT 本年_万元, 增减_万元, 上年_万元, 所述增减率_百分比 FROM bi.文字所述增减 "
        "WHERE starts_with(单位, '岚县') AND 所属 = '三公经费' AND 增减_万元 = -1.1"
    ).fetchall()
    assert rows == [(Decimal("4.9"), Decimal("-1.1"), Decimal(6), Decimal("-18.33"))]


def test_no_figure_is_one_of_four_answers(full: duckdb.DuckDBPyConnection) -> None:
    """孝义 prints an empty form and a sentence: 0, 9.60 the year before.

    Of 国有资本 潇河 prints zeros, and three others say 0.00万元 beside an empty form.
    """
    rows = full.execute(
        "SELECT 单位, 情况, 有此表, 文字金额_万元, 文字上年金额_万元, 文字行 FROM bi.公开情况 "
        "WHERE 报表 = '“三公”经费表' AND starts_with(单位, '孝义')"
    ).fetchall()
    assert [row[1:] for row in rows] == [("公布为零", True, Decimal(0), Decimal("9.6"), 463)]
    states = dict(
        full.execute(
            "SELECT left(单位, 2), 情况 FROM bi.公开情况 WHERE 报表 = '国有资本经营预算表'"
        ).fetchall()
    )
    assert states == {
        "兴县": "公布为零",
        "孝义": "公布为零",
        "屯留": "公布为零",
        "岚县": "空表",
        "山西": "公布为零",
    }


def test_a_form_is_told_with_the_total_that_it_prints(
    full: duckdb.DuckDBPyConnection,
) -> None:
    """兴县 prints 本年收入 and 上年结转 and no sum of both, 公开06 its total in two halves."""
    rows = full.execute(
        "SELECT left(单位, 2), 报表, 报表金额_万元, 报表金额依据, 报表明细之和_万元, 报表行 "
        "FROM bi.公开情况 WHERE (left(单位, 2), 报表) IN (('兴县', '收入表'), ('岚县', '支出表'), "
        "('岚县', '基本支出经济分类表'), ('山西', '“三公”经费表'), ('岚县', '收支总表')) "
        "ORDER BY ALL"
    ).fetchall()
    assert [(*row[:2], str(row[2]), row[3], str(row[4]), row[5]) for row in rows] == [
        ("兴县", "收入表", "24431.580000", "所印合计", "24431.590000", 117),
        ("山西", "“三公”经费表", "26.650000", "所印合计", "26.650000", 335),
        ("岚县", "基本支出经济分类表", "446.230000", "明细之和", "446.230000", 289),
        ("岚县", "支出表", "24556.690000", "所印合计", "24556.680000", 155),
        ("岚县", "收支总表", "24556.690000", "所印合计", "24556.690000", 89),
    ]
    assert full.execute(
        "SELECT count(*) FROM bi.公开情况 "
        "WHERE 报表金额依据 = '明细之和' AND 报表 != '基本支出经济分类表' AND 报表 != '项目支出表'"
    ).fetchone() == (0,)


def test_what_is_not_found_is_said_with_its_line(full: duckdb.DuckDBPyConnection) -> None:
    """屯留 and 兴县 leave a share out; 岚县 decreased because projects increased; 孝义 tells of 62
    projects, with 18 forms; 屯留 prints one form twice, and none of its greatest project."""
    rows = full.execute(
        "SELECT left(单位, 2), 类型, 说明, 行 FROM bi.公开缺漏 ORDER BY 行 NULLS LAST, 单位"
    ).fetchall()
    again = "同一项目的绩效目标表再印一次："
    lacking = "同一句中其余各项都有占比，唯独未见："
    assert rows[:8] == [
        ("屯留", "占比", f"{lacking}“住房保障支出34.99万元等”", 415),
        ("兴县", "占比", f"{lacking}“卫生健康支出23.19万元”", 441),
        ("岚县", "文字与数字", "增减方向与所述原因相左：一般公共预算支出 17.57%", 450),
        ("孝义", "绩效目标表份数", "所述项目 62 个，所附绩效目标表 18 份", 483),
        ("岚县", "文字与数字", "增减方向与所述原因相左：公务用车运行维护费 63.33%", 506),
        ("孝义", "模板残留", "绩效目标表中未填的模板文字：20××年 (11 行)", 509),
        ("兴县", "绩效目标表重复", f"{again}“高新技术企业清泉醋业奖励”", 646),
        (
            "屯留",
            "绩效目标表重复",
            f"{again}“屯留创新科技产业园建设项目竣工验收相关报告编制费用”",
            892,
        ),
    ]
    forms = {unit: text for unit, kind, text, line in rows[8:] if line is None}
    assert set(forms) == {"兴县", "孝义", "屯留"}
    assert forms["屯留"] == (
        "项目支出表列项目 18 个，所附绩效目标表 17 份，其中重复 1 份；3 个项目未见同名的表，"
        "最大的是“康庄工业园区雨污分流及供水建设项目工程费” 1,500.00 万元；"
        "另有 1 份未与项目对上，可能属于其中某个项目"
    )


def test_a_stated_change_has_the_reason_that_is_given_for_it(
    full: duckdb.DuckDBPyConnection,
) -> None:
    """Behind the rate or the amount; never that of the next figure of the same line."""
    rows = full.execute(
        "SELECT 行, 事项, 原因 FROM bi.文字所述增减 "
        "WHERE starts_with(单位, '岚县') AND 行 IN (472, 502, 506) ORDER BY 行"
    ).fetchall()
    assert rows == [
        (472, "社会保障和就业支出", "规范支出科目使用"),
        (502, "因公出国（境）费", "单位无此项支出"),
        (506, "公务用车运行维护费", "本年度公车活动减少"),
    ]
    rows = full.execute(
        "SELECT 事项, 原因 FROM bi.文字所述增减 WHERE starts_with(单位, '岚县') AND 行 = 426"
    ).fetchall()
    assert dict(rows) == {"收入总计": None, "支出总计": "单位本年度实施项目增加"}


def test_final_accounts_state_the_budget_of_each_class(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """岚县's classes, from their sentences; its form 09 prints 三公 beside its adjusted budget."""
    rows = warehouse.execute(
        """
        SELECT 事项, 年初预算_万元, 全年预算_万元, 决算_万元, 所述完成率_百分比, 核对
        FROM bi.文字所述预算 ORDER BY 行
        """
    ).fetchall()
    assert [tuple(map(str, row)) for row in rows] == [
        ("一般公共预算支出", "4764.040000", "None", "9791.220000", "205.52", "相符"),
        ("一般公共服务支出", "3626.550000", "None", "9661.630000", "266.41", "相符"),
        ("社会保障和就业支出", "52.840000", "None", "51.060000", "96.63", "相符"),
        ("卫生健康支出", "20.600000", "None", "19.380000", "94.08", "相符"),
        ("农林水支出", "6.000000", "None", "5.900000", "98.33", "相符"),
        ("住房保障支出", "58.040000", "None", "53.250000", "91.75", "相符"),
        ("“三公”经费", "None", "4.900000", "4.900000", "100.00", "相符"),
    ]


def test_what_projects_cost_is_held_against_their_budgets(
    full: duckdb.DuckDBPyConnection,
) -> None:
    """潇河: ≤500万元 of a project of 800; 岚县: ≤501549元, of which 147,900 were spent."""
    rows = full.execute(
        """
        SELECT left(单位, 2), 指标值, 年初预算_元, 执行_元, 执行占所定成本_百分比, 对照, 行
        FROM bi.成本指标对照
        WHERE 对照 IN ('低于年初预算', '单位疑误') OR 指标值 = '≤501549元' ORDER BY 行
        """
    ).fetchall()
    assert rows == [
        ("山西", "≤500万元", Decimal(8000000), None, None, "低于年初预算", 910),
        (
            *("岚县", "≤501549元", Decimal(501549), Decimal(147900), Decimal("29.49")),
            *("等于年初预算", 2552),
        ),
    ]


def test_a_zone_of_a_province_is_not_the_province(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert set(warehouse.execute("SELECT DISTINCT 地区, 层级 FROM bi.各单位收支").fetchall()) == {
        ("山西省", "省级开发区"),
        *((county, "县级开发区") for county in ("兴县", "孝义市", "岚县", "屯留区")),
    }


#: What the forms of single funds print: 岚县 公开04 and 07, 潇河 表4, 孝义 表4.
BY_FUND = {
    (LAN, "一般公共预算"): ("9791.22", None, "9791.22", None),
    (LAN, "政府性基金预算"): ("14765.47", None, "14765.47", None),
    (LAN, "财政拨款以外（未分来源）"): (None, "0.47", None, "0.47"),
    (HE, "一般公共预算"): ("97766.59", "2000.00", "99766.59", None),
    (HE, "政府性基金预算"): ("21050.00", "8773.00", "29823.00", None),
    (YI, "一般公共预算"): ("11864.66", None, "11864.66", None),
    (YI, "政府性基金预算"): ("275.58", None, "275.58", None),
    (XING, "一般公共预算"): ("24431.58", "50.00", "24481.58", None),
    (TUN, "一般公共预算"): ("2896.21", "16.47", "2912.68", None),
}


def test_money_is_of_the_fund_that_the_finest_form_says(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "SELECT 单位, 资金来源, 本年收入_万元, 上年结转_万元, 支出_万元, 年末结转_万元 "
        "FROM bi.收支_按资金来源"
    ).fetchall()
    assert len(rows) == len(BY_FUND)
    for unit, fund, *amounts in rows:
        printed = next(p for (u, f), p in BY_FUND.items() if unit.startswith(u) and f == fund)
        for amount, figure in zip(amounts, printed, strict=True):
            assert (amount is None) == (figure is None), (unit, fund)
            # 14 leaves at most of a fund, each rounded
            assert figure is None or abs(amount - Decimal(figure)) <= Decimal("0.07"), (unit, fund)


def views(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for view, column, data_type, comment in warehouse.execute(
        """
        SELECT table_name, column_name, data_type, coalesce(comment, '')
        FROM duckdb_columns() WHERE schema_name = 'bi' ORDER BY table_name, column_index
        """
    ).fetchall():
        found.setdefault(view, []).append((column, data_type, comment))
    return found


def test_the_agreed_views_are_there_in_chinese(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert set(views(warehouse)) == {
        "各单位收支",
        "收入_按来源",
        "支出_按科目",
        "支出_按资金来源",
        "收支_按资金来源",
        *(f"{view}_明细" for view in DETAILED),
        "支出_按经济分类",
        "三公经费",
        "项目支出",
        "跨县对比",
        "公布小计对照",
        "预算与决算对照",
        "勾稽问题",
        "文件评分",
        "公开情况",
        "公开缺漏",
        "政府采购",
        "绩效指标",
        "文字所述增减",
        "文字所述预算",
        "成本指标对照",
        "单位人数",
        "线索",
    }
    for view, columns in views(warehouse).items():
        for column, _, comment in columns:
            assert re.fullmatch(r"[\u4e00-\u9fff_]+", column), (view, column)
            assert re.search(r"[\u4e00-\u9fff]", comment), (view, column)
    comments = warehouse.execute(
        "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'bi'"
    ).fetchall()
    for view, comment in comments:
        assert re.match(r"One row per .+\. .*[\u4e00-\u9fff]{6}", comment), view


def test_every_amount_is_exact_and_the_same_in_yuan_and_in_wan(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    pairs = 0
    for view, columns in views(warehouse).items():
        types = {column: data_type for column, data_type, _ in columns}
        for column, data_type in types.items():
            if column.endswith("_元"):
                assert data_type == "DECIMAL(18,2)", (view, column)
            if not column.endswith("_万元"):
                continue
            assert data_type == "DECIMAL(18,6)", (view, column)
            in_yuan = column.removesuffix("_万元") + "_元"
            assert warehouse.execute(
                f"SELECT count(*) FROM bi.{view} WHERE {in_yuan} IS DISTINCT FROM {column} * 10000"
            ).fetchone() == (0,), (view, column)
            pairs += 1
    assert pairs >= 15


def test_a_share_or_rank_is_found_again_by_hand(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        SELECT
            地区, 金额_万元, 占本单位支出_百分比, 本单位内名次,
            占同类支出_百分比, 各单位间名次, 单位数
        FROM bi.跨县对比 WHERE 年度 = 2023 AND 类编码 = '215' ORDER BY 各单位间名次
        """
    ).fetchall()
    # 24573.62 / 129589.59, 12500.61 / 24481.59, and each of both together
    assert rows == [
        ("山西省", Decimal("24573.62"), Decimal("18.96"), 2, Decimal("66.28"), 1, 2),
        ("兴县", Decimal("12500.61"), Decimal("51.06"), 1, Decimal("33.72"), 2, 2),
    ]


def test_every_contradiction_is_listed_with_its_lines(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "SELECT 规则编码, 严重程度, 差额_万元, len(行号) FROM bi.勾稽问题 "
        "WHERE starts_with(单位, '孝义') AND 严重程度 = '矛盾' ORDER BY 规则编码"
    ).fetchall()
    assert rows == [
        ("government_fund_project", "矛盾", Decimal("275.58"), 2),
        ("government_fund_spent", "矛盾", Decimal("-275.58"), 2),
    ]


def test_a_project_shows_its_target_and_its_execution(full_file: Path) -> None:
    with duckdb.connect(str(full_file), read_only=True) as warehouse:
        targets = dict(
            warehouse.execute(
                """
                SELECT coalesce(目标与预算, '—'), count(*) FROM bi.项目支出
                WHERE 金额_元 IS NOT NULL GROUP BY ALL
                """
            ).fetchall()
        )
        project = warehouse.execute(
            "SELECT 金额_元, 绩效目标金额_元, 目标与预算 FROM bi.项目支出 "
            "WHERE 项目 = '兴县创卫第六责任区环境整治工程'"
        ).fetchone()
        executed = warehouse.execute(
            "SELECT 金额_元, 全年预算_元, 执行_元, 执行率_百分比, 自评得分, 自评等级 "
            "FROM bi.项目支出 WHERE 项目 = '岚县经济技术开发区旧盛华厂区供电工程'"
        ).fetchone()
    assert targets["一致"] > 60
    assert targets["不一致"] >= 4
    assert project == (Decimal("326900.00"), Decimal("326926.59"), "一致")
    assert executed == (
        None,
        Decimal("2586850.00"),
        Decimal("1633800.00"),
        Decimal("63.16"),
        Decimal("73.32"),
        "中",
    )


@pytest.mark.parametrize("flag", ["is_spending_basis", "is_revenue_basis"])
def test_the_flags_sum_to_the_printed_total_of_every_publication(
    warehouse: duckdb.DuckDBPyConnection, flag: str
) -> None:
    """By publication; a year, a place or all of them are sums of these, for no line is in two."""
    rows = warehouse.execute(
        f"""
        WITH summed AS (
            SELECT publication_key, statement_key, flow, sum(amount_yuan) AS leaf_yuan,
                count(*) AS leaves
            FROM marts.fct_budget_line AS line JOIN marts.dim_document USING (document_key)
            WHERE line.{flag} AND line.is_counted
            GROUP BY ALL
        ),
        printed AS (
            SELECT publication_key, statement_key, flow, max(amount_yuan) AS printed_yuan
            FROM marts.fct_reported_total AS total JOIN marts.dim_document USING (document_key)
            WHERE total.total_kind = 'total'
            GROUP BY ALL
        )
        SELECT publication.name,
            bool_and(abs(leaf_yuan - printed_yuan) <= 50 * (leaves + 1))
        FROM marts.dim_publication AS publication
        LEFT JOIN summed USING (publication_key) LEFT JOIN printed
            USING (publication_key, statement_key, flow)
        WHERE publication.is_counted
        GROUP BY ALL
        """
    ).fetchall()
    assert len(rows) == 5
    assert [name for name, is_right in rows if not is_right] == []


def test_staff_is_what_the_documents_say(full: duckdb.DuckDBPyConnection) -> None:
    """兴县: 编制45人，实有45人; 岚县 has posts for 40; 屯留's form of targets says 31 and 30."""
    assert full.execute(
        "SELECT left(单位, 2), 类别, 人数 FROM bi.单位人数 WHERE 是否唯一 ORDER BY ALL"
    ).fetchall() == [
        *[("兴县", "实有", 45), ("兴县", "编制", 45), ("屯留", "实有", 30), ("屯留", "编制", 31)],
        ("岚县", "编制", 40),
    ]


def test_leads_are_found_and_none_rests_on_a_figure_in_doubt(
    full: duckdb.DuckDBPyConnection,
) -> None:
    """By the documents.

    屯留 says that its general budget rose by 96.43 % and not why; 孝义 spends no fund it has; 岚县
    spends 8.66 % of what a rent was given, and gets full marks.
    """
    found = full.execute(
        "SELECT left(单位, 2), 类型, 行, 金额_万元 FROM bi.线索 WHERE 类型 != '缺年度或缺表'"
    ).fetchall()
    assert ("屯留", "变动大而未说明", 411, Decimal("1421.810000")) in found
    assert ("孝义", "文件自相矛盾", 279, Decimal("275.580000")) in found
    assert ("岚县", "执行率低而得满分", 3299, Decimal("3.466000")) in found
    assert len([row for row in found if row[0] == "孝义"]) == 1


def test_a_contradiction_says_both_figures_and_where_they_are_printed(
    full: duckdb.DuckDBPyConnection,
) -> None:
    """By the documents.

    孝义's form 8 is empty; 岚县 leaves a part out; 屯留's 87.93 % is of another whole.
    """
    rows = full.execute(
        "SELECT left(单位, 2), 说明 FROM bi.线索 WHERE 类型 = '文件自相矛盾' ORDER BY ALL"
    ).fetchall()
    assert rows == [
        (
            "孝义",
            "项目支出表政府性基金 275.58 万元（第338行），政府性基金项目支出 0.00 万元（第279行），"
            "相差 275.58 万元；第279行的表未填数；政府性基金支出表合计 0.00 万元（第279行），"
            "政府性基金收入表合计 275.58 万元（第267行），相差 275.58 万元；第279行的表未填数",
        ),
        (
            "屯留",
            "公开绩效目标的项目：所述占比 87.93%（第454行），按所列金额推算 99.36%，"
            "相差 11.43 个百分点",
        ),
        (
            "岚县",
            "一般公共预算支出：所述整体 4,764.04万元（第468行），所述各部分之和 3,764.03 万元"
            "（第470行等5行），相差 1,000.01 万元；似漏述一项 1,000.01 万元",
        ),
    ]
    rows = full.execute(
        "SELECT 左方, 右方, 差额, 允许误差, 差额_元 FROM bi.勾稽问题 WHERE 计量单位 = '%'"
    ).fetchall()
    assert rows == [(Decimal("87.93"), Decimal("99.36"), Decimal("-11.43"), None, None)]
