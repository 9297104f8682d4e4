"""Attachments in layouts that the sample has none of: other columns, units, numbering, words."""

import re
from decimal import Decimal

import duckdb
import gathered

from flows.settings import ROOT

DOCUMENTS = ROOT / "data" / "documents"


def table(rows: str) -> str:
    """A table as documents print it, from one whose cells | divides."""
    return "\n".join("\t".join(cell.strip() for cell in row.split("|")) for row in rows.split("\n"))


# sign, number and unit in columns of their own; the unit of money over the form; full-width digits
COLUMNS = "项目支出绩效目标表\n（2023年度）\n（单位：万元）\n" + table(
    """项 目 名 称|教师培训项目
主管部门|某县教育局|实施单位|某县幼儿园
项目资金|年度资金总额|５０．００
|其中：财政拨款|５０．００
总体目标|完成培训
绩效指标|一级指标|二级指标|三级指标|绩效指标性质|绩效指标值|绩效度量单位|权重
|产出指标|数量指标|培训场次|≥|5|场|10
||质量指标|如：……|/|-||
||时效指标|指标1||||
|成本指标|经济成本指标|培训成本|≤|50|万元|20
|满意度指标|服务对象满意度指标|学员满意度|≥|90|%|10"""
)

# two levels in place of three
TWO_LEVELS = "项目支出绩效目标表\n（2023年度）\n" + table(
    """项目名称|幼儿园桌椅购置
项目资金（元）|年度资金总额：|300,000
绩效指标|一级指标|二级指标|指标值
|数量指标|购置桌椅|200套
|成本指标|购置成本|≤30万元
|社会效益指标|办学条件|改善"""
)

# the year before the period
YEAR_FIRST = "项目支出绩效目标申报表\n（2023年度）\n" + table(
    """项目名称|校舍维修
项目资金（万元）|年度资金总额：|20.00|中期资金总额：|60.00
总体目标|年度目标||中期目标|
绩效指标|一级指标|二级指标|三级指标|年度指标值|二级指标|三级指标|中期指标值
|产出指标|数量指标|维修校舍|2栋|数量指标|维修校舍|6栋
|满意度指标|服务对象满意度指标|师生满意度|≥90%|服务对象满意度指标|师生满意度|≥95%"""
)


def wide(name: str) -> list[str]:
    """The rows of a form in which every other column is empty."""
    head = ["项目支出绩效目标申报表（甲）", "（2023年度）"]
    body = f"""项目名称|{name}
项目资金（元）|实施期资金总额:|40|年度资金总额:|20
绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值
|产出指标|数量指标|{name}数量|4个|数量指标|{name}数量|2个
||质量指标|{name}质量|≥98%|质量指标|{name}质量|≥95%
||时效指标|{name}时效|及时|时效指标|{name}时效|及时
|效益指标|社会效益指标|{name}效益|提高|社会效益指标|{name}效益|提高"""
    return [*head, *table(body).replace("\t", "\t\t").split("\n"), ""]


# of the third form the tail is lost, of the fourth the head
TORN = [*wide("甲"), *wide("乙"), *wide("丙")[:6], "", "", *wide("丁")[7:]]

CATALOGUE = "某县政府购买服务指导性目录\n\n" + table(
    """代码|一级目录|二级目录|三级目录
教育|||
a|公共服务
Ａ.14||应急
a.14.01|||预警
A-14-02|||预报"""
)

EVALUATION = "项目支出绩效自评表\n（2024年度）\n" + table(
    """项目名称|{name}
主管部门|某县教育局|||实施单位|某县幼儿园
项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|100.00|100.00|95.00|10|95.00%|9.50
|其中：当年财政拨款|100.00|100.00|95.00|—|95.00%|—
年度总体目标|预期目标|||实际完成情况
|完成培训|||已完成
"""
)
WEIGHT_FIRST = table(
    """绩效指标|一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分|未完成原因
|产出指标|数量指标|培训场次|50|≥5场|5场|49分|
|效益指标|社会效益指标|业务水平|40|提高|提高|40.00|
总分||||100|||98.50分|"""
)
NO_WEIGHTS = table(
    """绩效指标|一级指标|二级指标|三级指标|指标值|实际完成值|得分
|产出指标|数量指标|培训场次|5场|5场|20分
|效益指标|社会效益指标|业务水平|提高|提高|30分"""
)


def budget() -> str:
    text = (DOCUMENTS / "xiaohe-2023-budget.txt").read_text(encoding="utf-8")
    text = re.sub(r"\n.*政府采购[^\n]*预算[^\n]*万元。", "", text)
    text = re.sub(r"\n九、政府采购情况\n", "\n九、政府采购情况\n\n2023年无政府采购预算。\n", text)
    text = re.sub(
        r"\n1、车辆情况：\n",
        "\n1、车辆情况：\n\n我单位公务用车编制数为12台，实际保有10台，其中一般公务用车7台。\n",
        text,
    )
    text = re.sub(r"\n2、房屋情况：\n", "\n2、房屋情况：\n\n使用办公用房1,234.56㎡。\n", text)
    attachments = [COLUMNS, TWO_LEVELS, YEAR_FIRST, "\n".join(TORN), CATALOGUE]
    end = text.rindex("第四部分 名词解释")
    return text[:end] + "\n\n".join(attachments) + "\n\n" + text[end:]


def accounts() -> str:
    text = (DOCUMENTS / "lanxian-2024-final-accounts.txt").read_text(encoding="utf-8")
    reports = [
        EVALUATION.format(name="教师培训项目") + WEIGHT_FIRST,
        EVALUATION.format(name="校园安全项目") + NO_WEIGHTS,
    ]
    end = text.rindex("#### 第四部分 名词解释")
    return text[:end] + "\n\n".join(reports) + "\n\n" + text[end:]


OURS = "starts_with(source_path, 'attachments/')"

gathered.publish("attachments", {"budget": budget(), "accounts": accounts()})


def test_amounts_in_the_unit_over_the_form(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT project_name, period_amount_yuan, annual_amount_yuan, printed_annual_amount,
            printed_unit
        FROM marts.fct_performance_target JOIN marts.dim_document USING (document_key)
        WHERE {OURS} ORDER BY first_line_no
        """
    ).fetchall()
    assert rows == [
        ("教师培训项目", None, Decimal(500000), "５０．００", "万元"),
        ("幼儿园桌椅购置", None, Decimal(300000), "300,000", "元"),
        ("校舍维修", Decimal(600000), Decimal(200000), "20.00", "万元"),
        ("甲", Decimal(40), Decimal(20), "20", "元"),
        ("乙", Decimal(40), Decimal(20), "20", "元"),
        ("丙", Decimal(40), Decimal(20), "20", "元"),
        (None, None, None, None, None),
    ]


def indicators(made_up: duckdb.DuckDBPyConnection, project: str | None) -> list[tuple]:
    return made_up.execute(
        f"""
        SELECT indicator.side, indicator.level_1, indicator.level_2, indicator.level_3,
            indicator.target_text
        FROM marts.fct_performance_indicator AS indicator
        JOIN marts.fct_performance_target AS form USING (performance_target_key)
        JOIN marts.dim_document AS document ON document.document_key = form.document_key
        WHERE {OURS} AND form.project_name IS NOT DISTINCT FROM $1
        ORDER BY indicator.line_no, indicator.column_no
        """,
        [project],
    ).fetchall()


def test_targets_over_several_columns(made_up: duckdb.DuckDBPyConnection) -> None:
    """Placeholders name no indicator."""
    assert indicators(made_up, "教师培训项目") == [
        ("annual", "产出指标", "数量指标", "培训场次", "≥5场"),
        ("annual", "成本指标", "经济成本指标", "培训成本", "≤50万元"),
        ("annual", "满意度指标", "服务对象满意度指标", "学员满意度", "≥90%"),
    ]


def test_two_levels_have_their_first_from_the_dictionary(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    assert indicators(made_up, "幼儿园桌椅购置") == [
        ("annual", "产出指标", "数量指标", "购置桌椅", "200套"),
        ("annual", "产出指标", "成本指标", "购置成本", "≤30万元"),
        ("annual", "效益指标", "社会效益指标", "办学条件", "改善"),
    ]


def test_the_year_may_stand_before_the_period(made_up: duckdb.DuckDBPyConnection) -> None:
    assert indicators(made_up, "校舍维修") == [
        ("annual", "产出指标", "数量指标", "维修校舍", "2栋"),
        ("period", "产出指标", "数量指标", "维修校舍", "6栋"),
        ("annual", "满意度指标", "服务对象满意度指标", "师生满意度", "≥90%"),
        ("period", "满意度指标", "服务对象满意度指标", "师生满意度", "≥95%"),
    ]


def test_a_lost_tail_goes_on_no_other_form(made_up: duckdb.DuckDBPyConnection) -> None:
    """丙 ends at 数量指标; 丁, whose head is lost, goes on with 时效指标."""
    names = {form: {row[3][:1] for row in indicators(made_up, form)} for form in ("甲", "丙", None)}
    assert names == {"甲": {"甲"}, "丙": {"丙"}, None: {"丁"}}
    assert [row[0] for row in indicators(made_up, "甲")] == ["period", "annual"] * 4


def test_codes_with_other_signs(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT code, printed_code, name FROM intermediate.int_service_catalogue
        JOIN raw.document USING (document_id) WHERE {OURS} ORDER BY line_no
        """
    ).fetchall()
    assert rows == [
        ("A", "a", "公共服务"),
        ("A14", "Ａ.14", "应急"),
        ("A1401", "a.14.01", "预警"),
        ("A1402", "A-14-02", "预报"),
    ]


def test_points_with_signs_in_other_columns(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        f"""
        SELECT evaluation.project_name, evaluation.executed_yuan, evaluation.total_score,
            indicator.name, indicator.initial_target, indicator.actual, indicator.weight,
            indicator.score
        FROM intermediate.int_evaluation AS evaluation
        JOIN intermediate.int_evaluation_indicator AS indicator USING (document_id, report_no)
        JOIN raw.document USING (document_id)
        WHERE {OURS}
        ORDER BY report_no, indicator_no
        """
    ).fetchall()
    executed, total = Decimal(950000), Decimal("98.5")
    assert rows == [
        ("教师培训项目", executed, total, "培训场次", "≥5场", "5场", 50, 49),
        ("教师培训项目", executed, total, "业务水平", "提高", "提高", 40, 40),
        ("校园安全项目", executed, None, "培训场次", "5场", "5场", None, 20),
        ("校园安全项目", executed, None, "业务水平", "提高", "提高", None, 30),
    ]


def test_assets_in_other_words(made_up: duckdb.DuckDBPyConnection) -> None:
    rows = made_up.execute(
        """
        SELECT category_code, measure, number, printed_amount
        FROM intermediate.int_asset_statement
        JOIN raw.document USING (document_id)
        WHERE source_path = 'attachments/budget.txt' ORDER BY ALL
        """
    ).fetchall()
    assert rows == [
        ("office_area", "actual", Decimal("1234.56"), "1,234.56"),
        ("procurement_total", "actual", 0, "无政府采购预算"),
        ("vehicles", "actual", 10, "10"),
        ("vehicles", "establishment", 12, "12"),
        ("vehicles_other", "actual", 7, "7"),
    ]
