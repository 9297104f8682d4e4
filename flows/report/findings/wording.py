"""Words and figures of the pages of findings, in Chinese."""

from collections.abc import Sequence
from decimal import Decimal

from flows.report.findings.model import Side, Table

_MOST_SPANS = 8  # of line numbers that are listed one by one
_YUAN_PER_WAN = 10_000
SIDE_NAMES: dict[Side, str] = {"lhs": "左", "rhs": "右"}
MEASURES = {"point": "分", "piece": "数量", "percent": "%"}
#: What a rule cannot point at: no amount of its sentence, but a percentage, or one left out.
OTHER_CAUSES = {
    "narrative_share": "所述百分比本身也可能有误",
    "narrative_completion": "所述百分比本身也可能有误",
    "narrative_parts": "也可能漏列了一项",
}
UNMAPPED_KINDS = {
    "unit_without_county": "单位所属县区不明",
    "held_out": "未计入各视图与合计",
    "near_unit_name": "与另一单位名称相近，或为同一单位",
    "edition_undecided": "有两个版本，无从判定以哪个为准",
    "table_not_recognised": "不能认出的表",
    "measure_not_understood": "不能理解的栏目",
    "subject_without_code": "没有编码的科目",
    "economic_class_not_found": "查不到的经济分类",
    "label_not_understood": "不能理解的行名",
    "amount_not_read": "不能读成数字的金额",
    "amount_without_label": "没有行名的金额",
    "figure_outside_measures": "不在金额栏内的数字",
    "name_read_as_near_one": "按最相近的名称读取",
    "narrative_figure_not_understood": "情况说明中未能理解的数字",
    "evaluation_amount_not_read": "自评报告中不能读成数字的金额",
    "evaluation_amount_without_unit": "自评报告中没有单位的金额",
    "evaluation_cell_not_placed": "自评报告中未能归位的单元格",
    "evaluation_incomplete": "不完整的自评报告",
    "evaluation_level_not_understood": "自评报告中不能理解的指标级别",
    "evaluation_project_ambiguous": "自评报告的项目不能确定",
    "evaluation_source_not_understood": "自评报告中不能理解的资金来源",
    "performance_form_without_name": "没有项目名称的绩效目标表",
    "performance_project_ambiguous": "绩效目标表的项目不能确定",
    "performance_project_near": "绩效目标表按相近名称对应项目",
    "performance_project_not_found": "绩效目标表的项目不在项目支出表中",
    "performance_amount_not_read": "绩效目标表中不能读成数字的金额",
    "performance_indicator_without_name": "没有名称的绩效指标",
    "performance_indicator_without_target": "没有指标值的绩效指标",
    "performance_indicator_without_level": "没有级别的绩效指标",
}


def ranges(line_nos: Sequence[int]) -> str:
    """Return line numbers in words: 第 3–5、9 行; many scattered ones by their range."""
    spans: list[list[int]] = []
    for line_no in line_nos:
        if spans and line_no == spans[-1][1] + 1:
            spans[-1][1] = line_no
        else:
            spans.append([line_no, line_no])
    if len(spans) > _MOST_SPANS:
        return f"第 {line_nos[0]}–{line_nos[-1]} 行中的 {len(line_nos)} 行"
    words = (f"{first}" if first == last else f"{first}–{last}" for first, last in spans)
    return f"第 {'、'.join(words)} 行"


def yuan(amount: Decimal) -> str:
    """Return an amount of yuan in 元."""
    return f"{amount:,.2f}".replace("-", "−")


def wan(amount: Decimal) -> str:
    """Return an amount of yuan in 万元: all its digits, and at least two decimals."""
    whole, _, decimals = f"{amount / _YUAN_PER_WAN:,.6f}".partition(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}".replace("-", "−")


def unit(table: Table) -> str:
    """Return the unit of money of a table."""
    return {1: "元", 1_000: "千元", _YUAN_PER_WAN: "万元", 100_000_000: "亿元"}.get(
        table.yuan_per_unit or 0, "元"
    )


def in_unit(amount: Decimal, table: Table | None) -> str:
    """Return an amount in the unit of money of its table, 万元 in a sentence."""
    if table is not None and table.yuan_per_unit == 1:
        return f"{yuan(amount)} 元"
    return f"{wan(amount)} 万元"
