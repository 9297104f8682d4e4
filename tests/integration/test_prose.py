"""Prose as publishers of other provinces write it: what agrees is not accused, what is wrong is."""

import duckdb
import gathered
import pytest

TABLES = """{unit}2025年部门预算公开

### 2025年预算收支总表

单位：万元

收入		支出
项目	2025年预算	项目	2025年合计	当年预算安排	上年结转安排
一、一般公共预算	130.00	一、一般公共服务支出	130.00	130.00
本年收入合计	130.00	本年支出合计	130.00	130.00
收入总计	130.00	支出总计	130.00	130.00

### 2025年预算支出总表

单位：万元

项目		2025年预算数
科目编码	科目名称	合计	基本支出	项目支出
合计		130.00	30.00	100.00
201	一般公共服务支出	130.00	30.00	100.00
20103	政府办公厅（室）及相关机构事务	130.00	30.00	100.00
2010350	事业运行	30.00	30.00
2010399	其他政府办公厅（室）及相关机构事务支出	100.00		100.00

### 2025年财政拨款安排“三公”经费支出预算表

单位：万元

项目	2025年预算数
	合计	一般公共预算	政府性基金预算	国有资本经营预算
合计	2.00	2.00
因公出国（境）费	0.00	0.00
公务接待费	0.80	0.80
公务用车运行维护费	1.20	1.20

## 第三部分 2025年度部门预算情况说明

{prose}
"""

# prose that agrees with the tables, and how many of its figures are held against something
AGREEING = {
    "两年": (
        "2025年支出总计130.00万元，其中：基本支出30.00万元，项目支出100.00万元。"
        "2024年支出总计112.00万元，其中：基本支出28.00万元，占总支出的25%。",
        3,
    ),
    "补助": (
        "2025年收入总计130.00万元，其中县级安排118.00万元、市级专项补助12.00万元。"
        "变动的主要原因是今年新增12.00万元专项补助资金。",
        1,
    ),
    "科目": (
        "2025年支出总计130.00万元，其中基本支出30.00万元。\n"
        "事业运行30.00万元，其中：基本支出30.00万元，项目支出0万元。",
        3,
    ),
    "分别": (
        "2025年度收、支预算总计分别为130.00万元、130.00万元。与2024年相比，收、支总计各增加"
        "18.00，18.00万元，各增长16.07%、16.07%。基本支出、项目支出分别为30.00万元和100.00万元，"
        "分别占支出总计的23.08%和76.92%。",
        10,
    ),
    "三公": (
        "2025年“三公”经费预算总计2.00万元，其中：公务接待0.80万元，公务用车运行费用1.20万元。\n"
        "2024年“三公”经费执行情况：合计支出2.50万元，其中：公务接待1.10万元。",
        3,
    ),
    "折行": (
        "2025年部门预算支出总计 130.00 万元，其中：\n基本支出 30.00 万元，占支出总计的 23.08 \n"
        "%，同比增加 2.00 万元，增长 7.14 %；项目\n支出 100.00 万元，占支出总计的 76.92 %。"
        "一般公共服\n务支出类科目 130.00 万元，占支出总计 1\n00 %。",
        9,
    ),
    "以元": (
        "2025年支出总预算1300000.00元，其中：基本支出300000.00元，占支出总预算的23.08%，同比增加"
        "20000.00元，增长7.14%。",
        5,
    ),
    "路径": (
        "1.“一般公共服务支出-政府办公厅（室）及相关机构事务-事业运行”科目30.00万元，主要用于人员。\n"
        "2.一般公共服务支出（201类）政府办公厅（室）及相关机构事务（03款）其他政府办公厅（室）及"
        "相关机构事务支出（99项）100.00万元，单价100万元以上设备0台。",
        2,
    ),
    "括号": (
        "2025年“三公”经费预算2.00万元，其中：公务用车购置及运行费1.20万元（公务用车购置费0万元，"
        "公务用车运行费1.20万元），比上年减少0.20万元，下降14.29%；公务接待费0.80万元，比上年减少"
        "0.30万元，下降27.27%。",
        7,
    ),
    "分项": (
        "一、“三公”经费预算情况\n（一）公务接待费\n2025年预算安排0.80万元，比上年减少0.30万元，降低27.27%。\n"
        "（二）公务用车购置及运行费\n2025年预算安排1.20万元，比上年减少0.20万元。\n"
        "3.因公出国（境）费用。2025年预算数0万元，与2024年预算数一致。",
        4,
    ),
    "分口径": (
        "一、政府采购情况\n2025年政府采购预算总额100.00万元：货物20.00万元、工程0.00万元、服务80.00"
        "万元；其中一般公共预算拨款政府采购60.00万元：货物10.00万元、服务50.00万元。",
        4,
    ),
    "结构": (
        "一、一般公共预算支出情况\n2025年一般公共预算支出130.00万元。\n（二）财政拨款支出结构情况\n"
        "2025年财政拨款支出118.00万元，主要用于以下方面：一般公共服务支出118.00万元，占100%。",
        1,
    ),
    "句号": (
        "（一）收入预算情况。\n2025年度，本单位收入为130.00万元，其中：财政拨款收入130.00万元，占100%；"
        "事业收入0万元，占0%。\n（二）支出预算情况。\n2025年度，本单位支出为130.00万元。其中：基本支出"
        "30.00万元，占23.08%；项目支出100.00万元，占76.92%。",
        8,
    ),
    "总额": (
        "2025年支出预算总额为130.00万元，比上年增加18.00万元。其中：按支出项目类别划分：基本支出30.00"
        "万元，占支出预算总额的23.08%；项目支出100.00万元，占支出预算总额的76.92%。",
        5,
    ),
    "拟购": (
        "一、政府采购情况\n2025年我部门政府采购预算总金额为50.00万元。其中拟购买货物20.00万元；"
        "拟购买工程0万元；拟购买服务30.00万元。",
        4,
    ),
    "合同": (
        "一、政府采购情况\n甲县合同局2025年度政府采购金额（以合同签订为准）为50.00万元，其中：货物采购"
        "金额20.00万元、工程采购金额0万元、服务采购金额30.00万元。面向中小企业预留政府采购项目预算"
        "金额40.00万元。",
        4,
    ),
    "大小": (
        "一、“三公”经费预算情况\n2025年公务接待费预算支出0.80万元，本年数小于上年预算数0.20万元，"
        "下降20%。\n2025年公务用车运行维护费预算支出1.20万元。大于2024年预算数0.20万元，增长20%。",
        6,
    ),
    "年初": (
        "2025年支出总计130.00万元，比2024年预算数增加18.00万元，增长16.07%，比年初预算增加5.00万元，"
        "增长4%，与上年基本持平，编制口径与上年一致。",
        5,
    ),
    "逐项": (
        "一、支出预算情况\n2025年支出总计130.00万元。其中：\n1、一般公共服务支出（类）政府办公厅（室）及"
        "相关机构事务（款）事业运行（项）。\n主要用于：人员经费、公用经费。年初预算为30.00万元。\n"
        "2、一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）其他政府办公厅（室）及相关机构事务"
        "支出（项）。主要用于：道路、管网等。年初预算为100.00万元，与上年持平。",
        3,
    ),
    "下属": (
        "下属甲乙服务中心支出总计22.00万元，其中基本支出12.00万元，项目支出10.00万元。\n"
        "支出预算结构图 基本支出, 99.00 , 23%",
        0,
    ),
}

# prose that does not: the rule that says so, and what it holds against each other
WRONG = {
    "误额": ("2025年“三公”经费预算2.00万元，其中：公务接待费1.80万元。", "narrative_amount", "law"),
    "误占": (
        "2025年支出总计130.00万元，其中：项目支出100.00万元，占支出总计的67.92%。",
        "narrative_share",
        "law",
    ),
    "误增": (
        "2025年支出总计130.00万元，比上年增加18.00万元，增长61.07%。",
        "narrative_change",
        "law",
    ),
    "误小": (
        "一、“三公”经费预算情况\n2025年公务接待费预算支出0.80万元，本年数小于上年预算数0.20万元，下降30%。",
        "narrative_change",
        "law",
    ),
    "误元": ("2025年收入总计1300000.00万元。", "narrative_unit", "notice"),
    "持平": (
        "2025年公务接待费预算0.80万元，比上年减少0.50万元，与上年持平，属于“三公”经费。",
        "narrative_unchanged",
        "notice",
    ),
    "模板": ("2025年支出总计130.00万元，增加（减少）XX万元。", "narrative_template", "notice"),
    "缺号": (
        "2025年支出总计130.00万元，其中：基本支出30.00万元，占比23.08。",
        "narrative_percent_sign",
        "notice",
    ),
    "缺位": ("202年度支出总计130.00万元。", "narrative_year_digits", "notice"),
    "零基": (
        "2025年“三公”经费预算2.00万元，其中：公务接待费0.80万元，比上年增加0.80万元，增长100%。",
        "narrative_rate_of_nothing",
        "notice",
    ),
    "三公占比": (
        "2025年一般公共预算安排的“三公”经费中，公务接待费支出0.80万元，占“三公”经费的20%。",
        "narrative_share",
        "law",
    ),
    "旧名": (
        "2025年医疗卫生与计划生育支出0万元。",
        "narrative_former_name",
        "notice",
    ),
}


TEXTS = {name: text for name, (text, _) in AGREEING.items()} | {
    name: text for name, (text, _, _) in WRONG.items()
}

gathered.publish(
    "prose",
    {name: TABLES.format(unit=f"甲县{name}局", prose=text) for name, text in TEXTS.items()},
)


@pytest.mark.parametrize("name", AGREEING)
def test_prose_that_agrees_is_not_accused(made_up: duckdb.DuckDBPyConnection, name: str) -> None:
    assert (
        made_up.execute(
            """
            SELECT rule_id, description, lhs_yuan, rhs_yuan
            FROM quality.fct_identity_result JOIN raw.document USING (document_id)
            WHERE source_path = $1 AND verdict = 'violation'
            """,
            [f"prose/{name}.txt"],
        ).fetchall()
        == []
    )
    compared = made_up.execute(
        """
        SELECT count(*) FROM marts.fct_narrative_claim
        JOIN marts.dim_document USING (document_key)
        WHERE source_path = $1 AND verdict IN ('pass', 'rounding')
        """,
        [f"prose/{name}.txt"],
    ).fetchone()
    assert compared == (AGREEING[name][1],)


@pytest.mark.parametrize("name", WRONG)
def test_prose_that_is_wrong_is_named(made_up: duckdb.DuckDBPyConnection, name: str) -> None:
    _, rule, severity = WRONG[name]
    assert made_up.execute(
        """
        SELECT rule_id, severity
        FROM quality.fct_identity_result JOIN raw.document USING (document_id)
        WHERE source_path = $1 AND verdict = 'violation' AND rule_id != 'narrative_parts'
        """,
        [f"prose/{name}.txt"],
    ).fetchall() == [(rule, severity)]


def test_what_is_not_decided_is_counted(made_up: duckdb.DuckDBPyConnection) -> None:
    assert made_up.execute(
        """
        SELECT sum(occurrences) FROM quality.rpt_unmapped JOIN raw.document USING (document_id)
        WHERE source_path = 'prose/下属.txt' AND kind = 'narrative_figure_not_understood'
        """
    ).fetchone() == (5,)
