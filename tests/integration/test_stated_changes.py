"""What sentences say of the year before, as publishers of other provinces word it, and one slip.

Each change is one row with its rate and its reason; one slip gives one lead, which names it.
"""

from decimal import Decimal

import duckdb
import gathered
import pytest
from test_prose import TABLES

# prose, and of each change: what it is of, this year, change, stated rate, reason
CHANGES: dict[str, tuple[str, list[tuple[str, str | None, str, str | None, str | None]]]] = {
    "含数原因": (
        "2025年支出总计130.00万元，比上年增加18.00万元，增长\n16.07%。主要原因是新增人员经费12.00万元，"
        "追加项目6.00万元。其中：\n基本支出30.00万元，比上年增加2.00万元，增长7.14%，主要原因：一是调资"
        "1.50万元；二是增人0.50万元。项目支出100.00万元，与上年持平。",
        [
            ("支出总计", "130.00", "18.00", "16.07", "新增人员经费12.00万元，追加项目6.00万元"),
            ("基本支出", "30.00", "2.00", "7.14", "一是调资1.50万元；二是增人0.50万元"),
            ("项目支出", "100.00", "0.00", None, None),
        ],
    ),
    # the reason stands on the next line, in full-width digits, with quotation marks
    "换行原因": (
        "2025年支出总计130.00万元，较上年增加18.00万元，增长16.07%。主要原因是：\n"
        "２０２５年“三支一扶”人员增加。",
        [("支出总计", "130.00", "18.00", "16.07", "2025年“三支一扶”人员增加")],
    ),
    # of another amount, and what is counted from the year's own budget: neither is taken
    "别处原因": (
        "2025年支出总计130.00万元，比上年增加18.00万元。基本支出30.00万元，比上年减少2.00万元，"
        "主要原因是人员减少。项目支出100.00万元，比年初预算增加5.00万元，主要原因是追加。",
        [
            ("支出总计", "130.00", "18.00", None, None),
            ("基本支出", "30.00", "-2.00", None, "人员减少"),
        ],
    ),
    # what falls within a reason is no row, and 因 belongs to the name
    "因公": (
        "一、“三公”经费预算情况\n2025年“三公”经费预算2.00万元，比上年减少0.50万元，下降20%，主要原因是"
        "因公出国（境）费减少0.30万元，公务接待费减少0.20万元。",
        [
            (
                "“三公”经费",
                "2.00",
                "-0.50",
                "-20.00",
                "因公出国（境）费减少0.30万元，公务接待费减少0.20万元",
            )
        ],
    ),
    # a name that no dictionary knows, just before; not across a stop
    "未知名称": (
        "一、支出预算情况\n2025年支出总计130.00万元。其中：运转保障类支出30.00万元，比上年增加2.00万元，"
        "增长7.14%，主要是运转成本上升。发展建设类支出100.00万元。比上年增加16.00万元。",
        [("运转保障类支出", "30.00", "2.00", "7.14", "运转成本上升")],
    ),
    # between two amounts, and across a line that ends with a stop
    "两年之间": (
        "一、支出预算情况\n2025年支出总计130.00万元。\n1.“一般公共服务支出（类）政府办公厅（室）及相关机构事务"
        "（款）事业运行（项）”30.00万元，主要用于事业运行。\n2024年当年预算执行数为28.00万元，2025年预算安排"
        "30.00万元，比2024年预算执行数增加7.14%。主要原因是：调资。",
        [("事业运行", "30.00", "2.00", "7.14", "调资")],
    ),
}

AWARDS = {
    "中小微": (
        "一、政府采购情况\n2025年政府采购支出总额100.00万元。其中：授予中小微企业合同金额90.00万元，占"
        "90%；授予小型和微型企业合同金额40.00万元。政府采购合同授予监狱企业的金额1.00万元。",
        {"procurement_small_firms": "90.00", "procurement_micro_firms": "40.00"},
    ),
    "授予": (
        "一、政府采购情况\n2025年政府采购支出总额100.00万元，政府采购合同授予中小企业的采购额90.00万元。"
        "支持中小企业发展专项支出7.00万元。",
        {"procurement_small_firms": "90.00"},
    ),
    "中标": (
        "一、政府采购情况\n2025年度政府采购金额100.00万元。在面向中小企业预留的政府采购项目中，由中小企业"
        "供应商中标或成交的，采购金额60.00万元；在面向小微企业预留的政府采购项目中，由小微企业供应商中标或"
        "成交的，采购金额20.00万元；在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额30.00万元；"
        "由外省企业供应商中标的，采购金额9.00万元。",
        {
            "procurement_reserved_small_won": "60.00",
            "procurement_reserved_micro_won": "20.00",
            "procurement_other_small_won": "30.00",
        },
    ),
    "预留": (
        "一、政府采购情况\n2025年政府采购预算100.00万元，其中：专门面向中小企业采购的项目预算金额70.00"
        "万元，面向残疾人福利性单位预留采购项目预算金额3.00万元。",
        {"procurement_reserved_small": "70.00"},
    ),
}

# prose with one slip: what the only lead says, and its line
SLIPS = {
    # the table says 130.00, as the rate does
    "金额": (
        "2025年支出总计132.00万元，比上年增加18.00万元，增长16.07%。",
        "支出总计：情况说明所述 132.00万元（第38行），报表 130.00 万元（第11行），相差 2.00 万元；"
        "第38行的 132.00 存疑，似应为 130.00 万元",
    ),
    "占比": (
        "2025年支出总计132.00万元，其中：基本支出30.00万元，占支出总计的23.08%。",
        "支出总计：情况说明所述 132.00万元（第38行），报表 130.00 万元（第11行），相差 2.00 万元；"
        "第38行的 132.00 存疑，似应为 130.00 万元",
    ),
    # the amount is the table's, and the rate is not
    "比率": (
        "2025年支出总计130.00万元，比上年增加18.00万元，增长17.06%。",
        "支出总计：所述增减幅 17.06%（第38行），按所列金额推算 16.07%，相差 0.99 个百分点",
    ),
}


def unit(kind: str, name: str) -> str:
    return f"甲县{name}{kind}局"


PROSE = {
    **{("增减", name): prose for name, (prose, _) in CHANGES.items()},
    **{("采购", name): prose for name, (prose, _) in AWARDS.items()},
    **{("笔误", name): prose for name, (prose, _) in SLIPS.items()},
}
gathered.publish(
    "stated_changes",
    {
        str(number): TABLES.format(unit=unit(*key), prose=prose)
        for number, (key, prose) in enumerate(PROSE.items())
    },
)


@pytest.mark.parametrize("name", CHANGES)
def test_each_stated_change_is_one_row_with_its_reason(
    made_up: duckdb.DuckDBPyConnection, name: str
) -> None:
    rows = made_up.execute(
        "SELECT 事项, 本年_万元, 增减_万元, 所述增减率_百分比, 原因 FROM bi.文字所述增减 "
        "WHERE 单位 = $1 ORDER BY 行, 文字编号",
        [unit("增减", name)],
    ).fetchall()
    expected = [
        (topic, *(value and Decimal(value) for value in figures), reason)
        for topic, *figures, reason in CHANGES[name][1]
    ]
    assert sorted(rows, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("name", AWARDS)
def test_awards_to_small_firms_are_read_in_other_wordings(
    made_up: duckdb.DuckDBPyConnection, name: str
) -> None:
    rows = made_up.execute(
        """
        SELECT category_code, amount_yuan / 10000
        FROM marts.fct_procurement JOIN marts.dim_unit AS unit USING (unit_key)
        WHERE unit.name = $1
            AND category_code NOT IN (
                'procurement_total', 'procurement_goods', 'procurement_works',
                'procurement_services'
            )
        """,
        [unit("采购", name)],
    ).fetchall()
    assert {code: Decimal(str(amount)) for code, amount in rows} == {
        code: Decimal(amount) for code, amount in AWARDS[name][1].items()
    }


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_is_one_lead_that_names_it(made_up: duckdb.DuckDBPyConnection, name: str) -> None:
    rows = made_up.execute(
        "SELECT 说明, 行 FROM bi.线索 WHERE 单位 = $1 AND 类型 = '文件自相矛盾'",
        [unit("笔误", name)],
    ).fetchall()
    assert rows == [(SLIPS[name][1], 38)]
    (count,) = made_up.execute(
        "SELECT count(*) FROM bi.勾稽问题 WHERE 单位 = $1 AND 严重程度 = '矛盾'",
        [unit("笔误", name)],
    ).fetchall()
    assert count == (1,)
