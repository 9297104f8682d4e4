"""The performance target forms of the four budgets, checked by eye against the printed text."""

import re
from decimal import Decimal

import duckdb
import pytest

XING, YI, HE, TUN = (
    "xingxian-2023-budget.txt",
    "xiaoyi-2024-budget.txt",
    "xiaohe-2023-budget.txt",
    "tunliu-2025-budget.txt",
)

Form = tuple[str, str, str | None, str | None, str | None, str | None, int, int]
Indicator = tuple[
    str, int, str | None, str | None, str | None, str | None, str | None, str | None, str | None
]

FORM = """
    SELECT form.* FROM marts.fct_performance_target AS form
    JOIN marts.dim_document AS document USING (document_key)
    WHERE document.source_path = $1
"""


def test_forms_of_every_document(full: duckdb.DuckDBPyConnection) -> None:
    """88 named forms, one that has lost its head, two for a whole department."""
    rows = full.execute(
        """
        SELECT
            document.source_path,
            count(form.project_name),
            count(*) FILTER (form.form_scope = 'project' AND form.project_name IS NULL),
            count(*) FILTER (form.form_scope = 'department'),
            count(*) FILTER (form.is_repeated)
        FROM marts.fct_performance_target AS form
        JOIN marts.dim_document AS document USING (document_key)
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert rows == [
        (TUN, 16, 1, 1, 1),
        (HE, 16, 0, 0, 0),
        (YI, 18, 0, 1, 0),
        (XING, 38, 0, 0, 1),
    ]


def test_the_sample_has_no_attachments(sample: duckdb.DuckDBPyConnection) -> None:
    for table in ("target", "fund", "indicator"):
        assert sample.execute(f"SELECT count(*) FROM marts.fct_performance_{table}").fetchone() == (
            0,
        )


# Of each layout: name, type, period, amount of the period and the year, indicators of each side.
FORMS: list[Form] = [
    # 兴县, nine cells a row
    (XING, "6号厂房及配套设施前期费", "一次性项目(1年结束)", "1年", "2000000", "2000000", 5, 5),
    (XING, "创卫责任区清扫", "延续性项目(阶段开展)", "2年", "0", "0", 7, 0),
    (
        XING,
        "园区党群活动服务中心规范化建设项目",
        "一次性项目(1年结束)",
        "1年",
        "500000",
        "500000",
        7,
        7,
    ),
    # 兴县, seven and eight cells, levels shifted into the first cell
    (XING, "开发区发展专项资金", "一次性项目(1年结束)", "1年", "130000000", "55256092.04", 6, 6),
    (
        XING,
        "兴县创卫第六责任区环境整治工程",
        "一次性项目(1年结束)",
        "1年",
        "326926.59",
        "326926.59",
        8,
        8,
    ),
    (
        XING,
        "兴县经济技术开发区拟公告区块项目",
        "一次性项目(1年结束)",
        "1年",
        "150000",
        "150000",
        6,
        6,
    ),
    # 兴县, fifteen cells, of two sides only the targets
    (XING, "控制性详细规划", "一次性项目(1年结束)", "1年", "1125000", "1125000", 8, 8),
    # 孝义, placeholders; amounts in 万元
    (YI, "宣传资料及文印费用", "宣传资料及文印费用", "2024.2-2024.12", None, "200000", 0, 3),
    (YI, "开发区化工园区认定资料编制", "化工园区认定", "2023.5-2024.5", None, "612653", 0, 6),
    (YI, "中小企业园网络监控改造费用", None, None, None, "200000", 0, 8),
    (YI, "招才引智聘用人员住房补贴及生活补助", None, None, None, "150000", 5, 5),
    # 孝义, four cells, the amount in its label's cell
    (
        YI,
        "孝义经济开发区2024年度土地利用状况调查分析数据库更新",
        "目标性",
        "年期",
        None,
        "140300",
        17,
        17,
    ),
    # 孝义, the province's form, torn in the middle
    (
        YI,
        "孝义经济开发区现代煤化工产业园安全风险智能化管控平台项目",
        "一次性项目",
        "6个月",
        "6964800",
        "6964800",
        4,
        4,
    ),
    # 孝义, the county's form in 元
    (YI, "〔略〕补发工资", "一次性项目(1年结束)", "1年", "49242", "49242", 5, 5),
    (YI, "伙食补助", "一次性项目(1年结束)", "1年", "135000", "135000", 6, 6),
    (YI, "23年赴商务厅学习人员生活交通补助", "一次性项目(1年结束)", "1年", "29808", "29808", 6, 6),
    # 潇河, without titles, broken by pages, levels in merged cells
    (HE, "泵站运行管理经费", "经常性项目(长期开展)", "3年", "12000000", "4000000", 18, 18),
    (HE, "风险评估及测绘服务经费", "经常性项目（长期开展）", "3年", "1500000", "500000", 15, 15),
    (HE, "园区运行经费", "经常性项目（长期开展）", "4年", "52810600", "13218200", 40, 40),
    (HE, "征拆资金", "经常性项目（长期开展）", "3年", "600000000", None, 19, 19),
    (HE, "专项债资金项目", "一次性项目（1年结束）", "1年", "87730000", "87730000", 8, 0),
    # 屯留, watermarks between any two rows
    (TUN, "2025年第三方聘请服务费", "一次性项目（1年结束）", "1年", "400000", "200000", 6, 6),
    (TUN, "2025年高级管理人员工资", "一次性项目（1年结束）", "1年", "150000", "150000", 6, 6),
    (
        TUN,
        "污水处理一期工程造价管理咨询服务费",
        "一次性项目(1年结束)",
        "1年",
        "680000",
        "680000",
        6,
        6,
    ),
    (TUN, "办公场所搬迁费用", "一次性项目(1年结束)", "1年", "1183700", "1183700", 10, 10),
    (
        TUN,
        "2024年第四次“三个一批”活动经费",
        "一次性项目(1年结束)",
        "1年",
        "440000",
        "440000",
        6,
        6,
    ),
    (TUN, "2025年办公楼费用", "一次性项目（1年结束）", "1年", "600000", "600000", 6, 6),
    (TUN, "聘用第三方专业技术服务费", "一次性项目(1年结束)", "1年", "278050", "278050", 8, 8),
    (HE, "园区党建经费", "经常性项目（长期开展）", "4年", "400000", "100000", 19, 19),
    (HE, "政策兑现", "经常性项目(长期开展)", "3年", "737208600", "245736200", 13, 13),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[1])
def test_forms_checked_by_hand(full: duckdb.DuckDBPyConnection, form: Form) -> None:
    path, name, kind, period, period_yuan, annual_yuan, periods, annuals = form
    row = full.execute(
        f"""
        SELECT
            form.project_type, form.project_period, form.period_amount_yuan,
            form.annual_amount_yuan,
            count(*) FILTER (indicator.side = 'period'),
            count(*) FILTER (indicator.side = 'annual')
        FROM ({FORM} AND form.project_name = $2 AND NOT form.is_repeated) AS form
        LEFT JOIN marts.fct_performance_indicator AS indicator
            ON indicator.performance_target_key = form.performance_target_key
            AND NOT indicator.is_repeated
        GROUP BY ALL
        """,
        [path, name],
    ).fetchone()
    assert row == (
        kind,
        period,
        period_yuan and Decimal(period_yuan),
        annual_yuan and Decimal(annual_yuan),
        periods,
        annuals,
    )


TOTAL = re.compile(r"(实施期|中期|年度)资金总额[:：]?")


def test_every_printed_total_is_read(full: duckdb.DuckDBPyConnection) -> None:
    """What stands behind each label of a total, read here by the line and nothing else."""
    lines = full.execute(
        """
        SELECT document.source_path, line.line_no, line.text
        FROM raw.line AS line JOIN raw.document AS document USING (document_id)
        WHERE regexp_matches(line.text, '(?:实施期|中期|年度)资金总额')
        """
    ).fetchall()
    printed = set()
    for path, line_no, text in lines:
        unit = 10000 if path == YI and "中期" in text else 1
        pieces = TOTAL.split(text)[1:]
        for label, value in zip(pieces[::2], pieces[1::2], strict=True):
            number = re.search(r"\d[\d,. ]*", value)
            if number:
                amount = Decimal(re.sub(r"[, ]", "", number[0])) * unit
                printed.add((path, line_no, "annual" if label == "年度" else "period", amount))
    read = full.execute(
        """
        SELECT document.source_path, amount.line_no, amount.side, amount.amount_yuan
        FROM intermediate.int_performance_amount AS amount
        JOIN intermediate.int_performance_form AS form USING (document_id, form_no)
        JOIN raw.document AS document USING (document_id)
        WHERE amount.is_total AND form.form_scope = 'project'
        """
    ).fetchall()
    assert len(printed) > 150
    assert set(read) == printed
    assert len(read) == len(printed)


def test_forms_for_a_whole_department(full: duckdb.DuckDBPyConnection) -> None:
    rows = full.execute(
        """
        SELECT
            document.source_path, form.implementing_unit, form.annual_amount_yuan,
            form.printed_annual_amount, form.printed_unit, form.project_key
        FROM marts.fct_performance_target AS form
        JOIN marts.dim_document AS document USING (document_key)
        WHERE form.form_scope = 'department' ORDER BY 1
        """
    ).fetchall()
    assert rows == [
        (
            TUN,
            "601-屯留经济技术开发区管理委员会",
            Decimal("28962100.00"),
            "2896.21",
            "万元",
            -2,
        ),
        (YI, "孝义经济开发区管理委员会", Decimal("121402400.00"), "12140.24", "万元", -2),
    ]
    assert full.execute(
        """
        SELECT fund.side, fund.breakdown, fund.fund_source, fund.printed_amount
        FROM marts.fct_performance_fund AS fund
        JOIN marts.dim_document AS document USING (document_key)
        JOIN marts.fct_performance_target AS form USING (performance_target_key)
        WHERE form.form_scope = 'department' AND fund.amount_yuan != 0
            AND document.source_path = $1
        ORDER BY ALL
        """,
        [YI],
    ).fetchall() == [
        ("annual", "kind", "basic", "1138.44"),
        ("annual", "kind", "project", "11001.81"),
        ("prior_budget", "kind", "basic", "1262.9"),
        ("prior_budget", "kind", "project", "9000"),
        ("prior_final", "kind", "basic", "1169.36"),
        ("prior_final", "kind", "project", "8101.07"),
    ]


def test_a_lost_tail_is_glued_to_no_other_form(full: duckdb.DuckDBPyConnection) -> None:
    """屯留: the tail of one form and the head of the next lie on a page that is not there."""
    rows = full.execute(
        f"""
        SELECT form.project_name, form.first_line_no, form.last_line_no, form.mapping_method,
            count(indicator.line_no)
        FROM ({FORM} AND form.first_line_no BETWEEN 750 AND 800) AS form
        LEFT JOIN marts.fct_performance_indicator AS indicator USING (performance_target_key)
        GROUP BY ALL ORDER BY 2
        """,
        [TUN],
    ).fetchall()
    assert rows == [("方舱医院资产拆运费", 752, 769, "near", 0), (None, 787, 799, "none", 18)]
    listed = full.execute(
        """
        SELECT line_no FROM intermediate.int_performance_unmapped
        WHERE kind = 'performance_form_without_name'
        """
    ).fetchall()
    assert listed == [(787,)]


def test_forms_meet_their_budget_lines(full: duckdb.DuckDBPyConnection) -> None:
    methods = full.execute(
        """
        SELECT mapping_method, count(*), count(*) FILTER (project_key > 0)
        FROM marts.fct_performance_target WHERE project_name IS NOT NULL GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert methods == [("exact", 71, 71), ("near", 13, 13), ("none", 4, 0)]
    near = full.execute(
        """
        SELECT form.project_name, project.name
        FROM marts.fct_performance_target AS form
        JOIN marts.dim_project AS project USING (project_key)
        WHERE form.mapping_method = 'near'
        """
    ).fetchall()
    assert {
        ("高新技术企业清泉职业奖励", "高新技术企业清泉醋业奖励"),
        ("中小企业园网络监控改造费用", "中小企业园网络监控费用"),
        ("方舱医院资产拆运费", "方舱医院资产拆运费用"),
        ("开发区化工园区气防站建设", "化工园区气防站建设费用"),
    } <= set(near)
    unmatched = full.execute(
        """
        SELECT text FROM intermediate.int_performance_unmapped
        WHERE kind = 'performance_project_not_found' ORDER BY text
        """
    ).fetchall()
    assert [text for (text,) in unmatched] == [
        "创卫责任区清扫",
        "孝义经济开发区2024年度土地利用状况调查分析数据库更新",
        "开发区化工园区认定资料编制",
        "招才引智聘用人员住房补贴",
    ]


INDICATORS: list[Indicator] = [
    (XING, 570, "period", "产出指标", "数量指标", "清扫人数", ">=", "30", "人"),
    (XING, 932, None, None, None, None, None, None, None),
    (XING, 960, "annual", "产出指标", "数量指标", "年度兑现金额", "=", "112.5", "万元"),
    (XING, 1198, "annual", "效益指标", "可持续影响指标", "可持续影响", "none", None, None),
    (YI, 520, "annual", "产出指标", "时效指标", None, "none", None, None),
    (YI, 699, "period", "产出指标", "时效指标", "监测及时率", ">=", "95", "%"),
    (YI, 975, "annual", "效益指标", "生态效益指标", "改造废物回收利用程度", "none", None, None),
    (YI, 1023, "annual", "产出指标", "时效指标", "改造时间", "<=", "30", "个工作日"),
    (YI, 1192, "period", "产出指标", "数量指标", "引进补贴人数", "=", "6", None),
    (YI, 1449, "annual", "职责履行", None, "总体工作完成率", "=", "70", "%"),
    (HE, 644, None, None, None, None, None, None, None),
    (HE, 598, "annual", "产出指标", "时效指标", "保险缴纳及时性", "none", None, None),
    (HE, 640, "period", "产出指标", "时效指标", "园区路网建设任务完成及时性", "none", None, None),
    (HE, 643, "period", "产出指标", "成本指标", "控制在预算批复范围内", "<=", "62200", "万元"),
    (HE, 695, "period", "效益指标", "社会效益指标", "提升园区企业入驻幸福感", "none", None, None),
    (HE, 695, "annual", "效益指标", "社会效益指标", "提升园区企业入驻幸福感", "none", None, None),
    (HE, 813, "annual", "满意度指标", "服务对象满意度指标", "参训人员满意度", ">=", "95", "%"),
    (HE, 885, "annual", "满意度指标", "服务对象满意度指标", "平台使用人员满意度", ">=", "95", "%"),
    (HE, 884, "annual", "效益指标", "可持续影响指标", "服务保障机制", "none", None, None),
    (TUN, 696, "period", "满意度指标", "服务对象满意度指标", "服务对象满意度", ">=", "90", "%"),
    (TUN, 735, "annual", "产出指标", "数量指标", "办公用品费用", "<=", "35", "万元"),
    (TUN, 962, "annual", "产出指标", "成本指标", "污水处理服务单价", "<=", "6.329", "元/m³"),
]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda row: f"{row[0][:8]}:{row[1]}")
def test_indicators_checked_by_hand(full: duckdb.DuckDBPyConnection, indicator: Indicator) -> None:
    path, line_no, side, first, second, name, operator, value, unit = indicator
    rows = full.execute(
        """
        SELECT
            indicator.level_1, indicator.level_2, indicator.level_3, indicator.target_operator,
            indicator.target_value, indicator.target_unit
        FROM marts.fct_performance_indicator AS indicator
        JOIN marts.dim_document AS document USING (document_key)
        WHERE document.source_path = $1 AND indicator.line_no = $2
            AND indicator.side = coalesce($3, indicator.side)
        """,
        [path, line_no, side],
    ).fetchall()
    expected = (first, second, name, operator, value and Decimal(value), unit)
    assert rows == ([expected] if side else [])


def test_indicators_of_every_document(full: duckdb.DuckDBPyConnection) -> None:
    rows = full.execute(
        """
        SELECT
            document.source_path, count(*), count(*) FILTER (indicator.is_name_unknown),
            count(*) FILTER (indicator.level_2 IS NULL), count(*) FILTER (indicator.is_qualitative)
        FROM marts.fct_performance_indicator AS indicator
        JOIN marts.dim_document AS document USING (document_key)
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert [row[:4] for row in rows] == [
        (TUN, 229, 0, 0),
        (HE, 549, 1, 10),
        (YI, 161, 38, 5),
        (XING, 485, 0, 0),
    ]


def test_contradictions_of_the_forms(full: duckdb.DuckDBPyConnection) -> None:
    """Amounts that differ from the project's line, and 1950000 元 printed under 万元."""
    rows = full.execute(
        """
        SELECT document.source_path, result.rule_id, result.lhs_yuan, result.rhs_yuan
        FROM quality.fct_identity_result AS result
        JOIN marts.dim_document AS document USING (document_id)
        WHERE starts_with(result.rule_id, 'performance_') AND result.verdict = 'violation'
        ORDER BY ALL
        """
    ).fetchall()
    assert [(path, rule, int(lhs), int(rhs)) for path, rule, lhs, rhs in rows] == [
        (TUN, "performance_department_kind", 29419100, 28962100),
        (TUN, "performance_department_total", 28962100, 29419100),
        (YI, "performance_annual_project", 200000, 150000),
        (YI, "performance_annual_project", 300000, 100000),
        (YI, "performance_annual_project", 2000000, 400000),
        (YI, "performance_annual_project", 6964800, 1000000),
        (YI, "performance_annual_project", 1_950_000 * 10_000, 1_950_000),
        (YI, "performance_project_count", 62, 18),
        (YI, "performance_unit", 1_950_000 * 10_000, 1_950_000),
    ]


def test_identities_of_the_forms_are_evaluated(full: duckdb.DuckDBPyConnection) -> None:
    rows = full.execute(
        """
        SELECT rule_id, count(*), count(*) FILTER (verdict = 'not_evaluable')
        FROM quality.fct_identity_result
        WHERE starts_with(rule_id, 'performance_') GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert rows == [
        ("performance_annual_fund", 88, 7),
        ("performance_annual_project", 81, 0),
        ("performance_department_budget", 2, 0),
        ("performance_department_kind", 4, 0),
        ("performance_department_total", 1, 0),
        ("performance_period_fund", 74, 0),
        ("performance_project_count", 4, 0),
        ("performance_repeated", 4, 0),
        ("performance_unit", 87, 0),
    ]


SIGNED = re.compile(r"(?:负责人|经办人|填[表报]人)[:：\s]*([\u4e00-\u9fff]{2,12})")
PHONE = re.compile(r"联系电话[:：\s]*(\d{7,})")
LABELS = re.compile(
    r"(?:项目|单位)?负责人|经办人|填[表报]人|联系电话|填[表报]日期|服务对象满意度指标"
)


def test_nobody_who_signed_a_form_is_in_the_marts(full: duckdb.DuckDBPyConnection) -> None:
    names, phones = set(), set()
    for (text,) in full.execute(
        "SELECT text FROM raw.line WHERE regexp_matches(text, '联系电话|经办人|填[表报]人')"
    ).fetchall():
        spaced = LABELS.sub(lambda label: f"|{label[0]}:", text)
        names |= {name for name in SIGNED.findall(spaced) if not LABELS.search(name)}
        phones |= set(PHONE.findall(spaced.replace(":：", ":")))
    assert len(names) > 10
    assert len(phones) > 5
    columns = full.execute(
        """
        SELECT schema_name, table_name, column_name FROM duckdb_columns()
        WHERE data_type = 'VARCHAR' AND schema_name IN ('intermediate', 'marts')
            AND regexp_matches(table_name, 'performance')
        """
    ).fetchall()
    assert len(columns) > 30
    for schema, table, column in columns:
        found = full.execute(
            f"""
            SELECT count(*) FROM {schema}.{table}
            WHERE len(list_filter($1, lambda secret: contains("{column}", secret))) > 0
            """,
            [sorted(names | phones)],
        ).fetchone()
        assert found == (0,), (schema, table, column)
