"""Documents that print only some forms of their phase are published, and asked for no others."""

import duckdb
import gathered

from flows.settings import ROOT

BUDGET = "tunliu-2025-budget.txt", "屯留经济技术开发区管理委员会", "2025年度部门预算公开"
FINAL = "lanxian-2024-final-accounts.txt", "岚县经济技术开发区管理委员会", "2024年度部门决算公开"

# which of the sample's forms a made-up unit prints: the title of the first, and of the one behind
FORMS = {
    "甲县五至八局": (
        BUDGET,
        "2025年一般公共预算支出预算表（不含上年结转）",
        "2025年国有资本经营预算收支预算表（不含上年结转）",
    ),
    "甲县三公局": (
        BUDGET,
        "2025年财政拨款安排“三公”经费支出预算表",
        "2025年财政拨款安排机关运行经费预算表",
    ),
    "甲县项目局": (BUDGET, "2025年项目支出预算表（本年预算）", "2025年项目支出预算表（上年结转）"),
    "乙县五至八局": (FINAL, "一般公共预算财政拨款支出决算表", "财政拨款“三公”经费支出决算表"),
    "乙县三公局": (FINAL, "财政拨款“三公”经费支出决算表", "部门决算公开相关信息统计表"),
    "乙县支出局": (FINAL, "支出决算表", "财政拨款收入支出决算总表"),
}

# a department's performance form, whose total repeats the income of a form that is not printed
TARGET = """
部门（单位）整体支出绩效目标申报表

（2025）年度

部门基本信息	部门名称	甲县三公局
年度预算情况	资金来源	资金总额（万元）	按资金方向划分	资金总额（万元）
	合计	300.00	合计	300.00
	其中:一般公共预算	300.00	其中:基本支出	200.00
	政府性基金	0.00	项目支出	100.00
绩效指标	一级指标	二级指标	三级指标	指标值
	产出指标	数量指标	检查次数	≥4次
	效益指标	社会效益	办事效率	提高
"""


def printed(unit: str) -> str:
    """The document of a made-up unit: a cover and some consecutive forms of the sample's."""
    (file, sample_unit, cover), first, behind = FORMS[unit]
    lines = (ROOT / "data" / "documents" / file).read_text(encoding="utf-8").split("\n")
    titles = [line.strip("# ") for line in lines]
    forms = "\n".join(lines[titles.index(first) : titles.index(behind)])
    target = TARGET if unit == "甲县三公局" else ""
    return f"# {unit}\n\n## {cover}\n\n{forms.replace(sample_unit, unit)}\n{target}"


gathered.publish("partial", {unit: printed(unit) for unit in FORMS})


def test_every_document_has_identities_that_lead_to_its_lines(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    found = made_up.execute(
        """
        SELECT parse_filename(document.source_path, true),
            bool_and(len(line_nos) > 0 AND list_max(line_nos) <= line_count)
        FROM quality.fct_identity_result JOIN raw.document USING (document_id)
        WHERE starts_with(source_path, 'partial/')
        GROUP BY ALL
        """
    ).fetchall()
    assert dict(found) == dict.fromkeys(FORMS, True)


def test_no_rule_asks_for_forms_of_which_none_is_printed(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    asked = made_up.execute(
        """
        SELECT parse_filename(document.source_path, true), rule_id
        FROM quality.fct_identity_result AS result JOIN raw.document USING (document_id)
        JOIN staging.identity_term AS term USING (rule_id)
        LEFT JOIN intermediate.int_grid AS grid
            ON grid.document_id = result.document_id AND grid.form_code = term.form_code
        WHERE starts_with(source_path, 'partial/')
        GROUP BY ALL HAVING count(grid.form_code) = 0
        """
    ).fetchall()
    assert asked == []


def test_nobody_contradicts_a_form_that_is_not_printed(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    targets = made_up.execute(
        """
        SELECT title FROM intermediate.int_performance_form JOIN raw.document USING (document_id)
        WHERE form_scope = 'department' AND starts_with(source_path, 'partial/')
        """
    ).fetchall()
    assert len(targets) == 1
    violated = made_up.execute(
        """
        SELECT parse_filename(document.source_path, true), rule_id
        FROM quality.fct_identity_result JOIN raw.document USING (document_id)
        WHERE verdict = 'violation' AND starts_with(source_path, 'partial/')
        """
    ).fetchall()
    assert violated == []
