"""Whole disclosures come in; halves and strangers are told why not."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import jinja2
import pytest
import yaml

from flows.load import extraction
from flows.read import admission, grids
from flows.read.discovery import discover
from flows.settings import ROOT, Limits, Settings
from tests.pdf_file import Page, pdf

FORMS, MONEY_UNITS = Settings().forms, Settings().money_units
CLUES = FORMS.with_name("form_clue.csv")
SAMPLE = sorted((ROOT / "data" / "documents").glob("*.txt"))
#: Made after real check lists: they hold the words, and no budget.
STRANGERS = ROOT.parent / "shared" / "originals" / "not"


def admit(text: str) -> None:
    lines = text.split("\n")
    admission.admit(lines, grids.cells(lines), FORMS)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_whole_documents_come_in(path: Path) -> None:
    admit(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
@pytest.mark.parametrize("share", [0.2, 0.4, 0.6])
def test_documents_cut_off_in_mid_table_are_turned_away(path: Path, share: float) -> None:
    text = path.read_text(encoding="utf-8")
    body = text.rindex("第三部分")
    start = text.index("单位：万元")
    cut = start + int((body - start) * share)
    cut = text.index("\t", cut)  # inside a row
    with pytest.raises(admission.Rejected) as verdict:
        admit(text[:cut])
    assert verdict.value.reason == "cut_off"
    assert "line" in verdict.value.detail


def test_a_table_without_unit_of_money_is_named_with_its_line() -> None:
    text = SAMPLE[-1].read_text(encoding="utf-8")
    first = re.sub(r"单位：万元\n", "\n", text, count=1)
    with pytest.raises(admission.Rejected) as verdict:
        admit(first)
    assert verdict.value.reason == "no_unit_of_money"
    assert "预算收支总表" in verdict.value.detail


#: How a table states its unit of money, or does not: role, text, unit.
STATED = [
    ("attribute", "单位：万元", "万元"),
    ("attribute", "单位：（万元）", "万元"),
    ("attribute", "（万元）", "万元"),
    ("attribute", "（单位：人民币万元）", "万元"),
    ("attribute", "单位：人民币（万元）", "万元"),
    ("attribute", "币种：人民币 单位：万元", "万元"),
    ("attribute", "单位：万元人民币", "万元"),
    ("attribute", "单 位 : 千 元，", "千元"),
    ("attribute", "单位；【元】", "元"),
    ("attribute", "<b>金额单位</b>：百万元", "百万元"),
    ("attribute", "单位：万元 编制部门：元氏县财政局", "万元"),
    ("attribute", "编制单位：元氏县财政局", None),
    ("attribute", "编制单位：万元店镇政府", None),
    ("attribute", "部门名称：广元市状元小学", None),
    ("attribute", "编制单位：元谋县水务局（元）", "元"),
    ("title", "元氏县2025年收支总表（单位：万元）", "万元"),
    ("title", "元氏县2025年收支总表", None),
    ("header", "预算数（亿元）", "亿元"),
    ("header", "金额万元", "万元"),
    ("header", "元素", None),
]


@pytest.mark.parametrize(("role", "text", "unit"), STATED)
def test_units_of_money_are_found_alike_in_python_and_sql(
    role: str, text: str, unit: str | None
) -> None:
    cell = grids.Cell(1, 0, 1, 1, 1, role, "", "", text)
    assert admission.money_unit([cell], MONEY_UNITS) == unit
    macros = (ROOT / "dbt_project" / "macros" / "normalise.sql").read_text(encoding="utf-8")
    sql = jinja2.Template(macros + "{{ normalise_text('$1') }}").render()
    (found,) = duckdb.execute(
        f"""
        SELECT arg_min(regexp_extract({sql}, pattern, 1), precedence)
        FROM read_csv('{MONEY_UNITS}', all_varchar = true)
        WHERE role = $2 AND regexp_matches({sql}, pattern)
        """,
        [text, role],
    ).fetchone() or ("",)
    assert found == unit


@pytest.mark.parametrize("unit", ["（万元）", "单位：人民币（万元）", "金额单位：人民币万元"])
def test_what_admission_lets_in_by_its_unit_of_money(unit: str) -> None:
    admit(SAMPLE[-1].read_text(encoding="utf-8").replace("单位：万元", unit))


def test_a_last_table_of_labels_alone_is_no_fault() -> None:
    table = "\n\n2025年支出预算明细表\n\n单位：万元\n\n科目编码\t科目名称\n201\t支出\n20103\t事务\n"
    admit(SAMPLE[-1].read_text(encoding="utf-8") + table + "2010350\t事业运行\n")


def test_compatibility_forms_and_unseen_characters_hide_no_table() -> None:
    text = SAMPLE[-1].read_text(encoding="utf-8")
    hidden = text.replace("一", "⼀").replace("表", "\u200b表").replace("合计", "合\u00ad计")
    lines, other = text.split("\n"), hidden.split("\n")
    admit(hidden)
    assert [cell[:8] for cell in grids.cells(other)] == [cell[:8] for cell in grids.cells(lines)]
    assert all(cell.text in other[cell.line_no - 1] for cell in grids.cells(other))


def test_prose_is_no_disclosure() -> None:
    with pytest.raises(admission.Rejected) as verdict:
        admit("从前有座山，山里有座庙。\n庙里有个老和尚。\n甲\t乙\n1\t2\n")
    assert verdict.value.reason == "not_a_disclosure"


#: The explanations of a budget, apart from its tables: cover, sections, sums, and the last section.
EXPLAINED = """某区林业局2024年度部门决算情况说明

一、收入支出决算总体情况说明
2024年度收入总计102.00万元，支出总计102.00万元。
二、收入决算情况说明
本年收入合计98.00万元，其中：财政拨款收入97.00万元，其他收入1.00万元。
三、支出决算情况说明
本年支出合计100.00万元，其中：基本支出30.00万元，项目支出70.00万元。
四、“三公”经费支出决算情况说明
“三公”经费支出2.00万元，其中：公务接待费0.50万元，公务用车运行维护费1.50万元。
第四部分 名词解释
财政拨款收入：单位从同级财政部门取得的财政预算资金。
其他收入：上述收入以外的收入。
"""


def test_explanations_without_their_tables_are_a_disclosure() -> None:
    admit(EXPLAINED)
    admit(EXPLAINED.replace("2024年度部门决算情况说明", "2024年度决算公开说明"))


@pytest.mark.parametrize(
    "cut",
    [
        EXPLAINED[: EXPLAINED.index("第四部分")],
        EXPLAINED[: EXPLAINED.index("以外")],
        EXPLAINED.replace("2024年度部门决算", "2024年植树").replace("2024年度", ""),
    ],
    ids=["before the last section", "in a sentence", "of no budget"],
)
def test_explanations_that_may_go_on_are_none(cut: str) -> None:
    with pytest.raises(admission.Rejected) as verdict:
        admit(cut)
    assert verdict.value.reason == "not_a_disclosure"


#: A table that no title names, and what must be there for it to be known.
CODED = """某县教育局
2025年部门预算

资金安排一览

单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
205\t教育支出\t10.00\t6.00\t4.00
20502\t普通教育\t10.00\t6.00\t4.00
2050201\t学前教育\t10.00\t6.00\t4.00
"""


def test_codes_amounts_and_a_unit_of_money_stand_for_a_title() -> None:
    admit(CODED)
    split = "类\t款\t项\t名称\t金额\n205\t\t\t教育支出\t10.00\n205\t02\t\t普通教育\t10.00\n"
    head = CODED[: CODED.index("科目编码")]
    admit(f"{head}{split}205\t02\t01\t学前教育\t10.00\n")


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("2025年部门预算", "2025年部门简介"),
        ("2025年部门预算", "部门预算"),
        ("单位：万元", "单位：个"),
        (".00", "万元以内"),
        ("学前教育", "20.25"),
        ("20502", "40502"),
        ("2050201", "2060201"),
    ],
    ids=[
        "no budget",
        "no year",
        "no money",
        "no amounts",
        "no name",
        "other codes",
        "no hierarchy",
    ],
)
def test_a_table_without_title_that_may_be_anything(printed: str, other: str) -> None:
    text = CODED.replace(printed, other)
    if printed == "2050201":
        text = text.replace("20502\t", "20702\t")
    with pytest.raises(admission.Rejected) as verdict:
        admit(text)
    assert verdict.value.reason == "not_a_disclosure"


@pytest.mark.skipif(not STRANGERS.is_dir(), reason="the originals (../shared) are not here")
def test_check_lists_of_an_inspector_are_no_disclosures() -> None:
    verdicts = [extraction.extract(file, FORMS, Limits()).rejection for file in discover(STRANGERS)]
    assert {verdict and verdict[:2] for verdict in verdicts} == {("structure", "not_a_disclosure")}


def test_titles_are_normalised_alike_in_python_and_sql() -> None:
    titles = {
        cell.text
        for path in SAMPLE
        for cell in grids.cells(path.read_text(encoding="utf-8").split("\n"))
        if cell.role == "title"
    }
    titles |= {"## <b>2023年度</b> “三公” 经费　表", "**附件1**：收入 总表", "2024 年支出总表"}
    macros = (ROOT / "dbt_project" / "macros" / "normalise.sql").read_text(encoding="utf-8")
    sql = jinja2.Template(macros + "{{ normalise_title('$1') }}").render()
    for title in titles:
        (in_sql,) = duckdb.execute(f"SELECT {sql}", [title]).fetchone() or ("",)
        assert in_sql == admission.normalise_title(title)


FORMS_OF_BOTH = {
    "summary",
    "income_by_subject",
    "expenditure_by_subject",
    "appropriation_summary",
    "general_public_by_subject",
    "basic_by_economic_class",
    "government_fund_by_subject",
    "state_capital",
    "three_public",
}
FORMS_OF = {
    "budget": FORMS_OF_BOTH
    | {"government_fund_income", "agency_operating", "project_current", "project_carryover"},
    "final": FORMS_OF_BOTH | {"supplementary_statistics"},
}


def test_every_title_of_the_sample_finds_its_form() -> None:
    for path in SAMPLE:
        found = {
            admission.form_of_title(admission.normalise_title(grid.title), CLUES)
            for grid in grids.grids(path.read_text(encoding="utf-8").split("\n"))
        }
        assert found - {None} == FORMS_OF["final" if "final" in path.stem else "budget"]


#: Titles of budgets and final accounts of many provinces by the form that they name. Without one:
#: classes that no form of ours has, attachments, whole governments.
TITLES = {
    "summary": [
        "预算收支总表",
        "2025年部门收支总体情况表",
        "部门预算收支总表",
        "2024年部门收支预算总表",
        "部门收支总表（一）",
        "财务收支预算总表",
        "部门财务收支总体情况表",
        "收支总体情况表",
        "2023年部门综合预算收支总表",
        "2025年单位收入支出预算总表",
        "部门收入与支出总表",
        "收入支出决算总表",
        "2024年度收入支出决算总表",
        "收入支出决算表",
        "部门收支决算总表",
        "收支预算总表",
        "2025年市直部门收支预算总表",
    ],
    "income_by_subject": [
        "部门收入总体情况表",
        "部门收入总表",
        "部门预算收入总表",
        "2024年部门综合预算收入总表",
        "单位收入预算表",
        "收入决算表",
    ],
    "expenditure_by_subject": [
        "部门支出总体情况表",
        "部门支出总表",
        "2025年部门预算支出总表（按功能科目）",
        "部门综合预算支出总表",
        "支出决算表",
    ],
    "appropriation_summary": [
        "部门财政拨款收支总体情况表",
        "财政拨款收支总表",
        "2025年财政拨款收支预算总表",
        "部门综合预算财政拨款收支总表",
        "财政拨款收入支出总表",
        "部门预算财政拨款收支总表",
        "财政拨款预算收支总表",
        "财政拨款收入支出决算总表",
        "财政拨款收入支出决算表",
    ],
    "appropriation_by_subject": [
        "财政拨款支出预算表（功能科目）",
        "财政拨款支出预算表",
    ],
    "general_public_by_subject": [
        "一般公共预算支出表",
        "一般公共预算支出预算表（不含上年结转）",
        "一般公共预算支出情况表",
        "部门预算一般公共预算财政拨款支出表",
        "一般公共预算当年拨款支出表",
        "一般公共预算支出功能分类预算表",
        "部门综合预算一般公共预算支出明细表（按支出功能分类科目）",
        "一般公共预算支出表（含省对下转移支付）",
        "一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款收入支出决算表",
    ],
    "basic_by_economic_class": [
        "部门综合预算一般公共预算基本支出明细表（按支出经济分类科目）",
        "一般公共预算基本支出表",
        "一般公共预算基本支出情况表（按经济分类）",
        "部门一般公共预算财政拨款基本支出经济分类表",
        "一般公共预算基本支出部门预算经济分类预算表",
        "一般公共预算基本支出预算表（经济科目）",
        "一般公共预算基本支出表-人员经费（工资福利支出）（按政府预算经济分类）",
        "基本支出预算表（人员类、运转类公用经费项目）",
        "一般公共预算财政拨款基本支出决算表",
        "一般公共预算财政拨款基本支出决算明细表",
    ],
    "appropriation_basic_by_economic_class": [
        "财政拨款基本支出预算表（经济科目）",
    ],
    "government_fund_income": [
        "政府性基金预算收入表",
    ],
    "government_fund_by_subject": [
        "政府性基金预算支出表",
        "政府基金预算支出表",
        "政府性基金预算支出情况表",
        "部门综合预算政府性基金收支表",
        "部门预算政府性基金预算财政拨款支出表",
        "财政拨款政府性基金预算支出预算表",
        "政府性基金预算财政拨款收入支出决算表",
    ],
    "state_capital": [
        "国有资本经营预算支出表",
        "国有资本经营预算财政拨款支出表",
        "部门预算国有资本经营预算财政拨款支出表",
        "国有资本经营预算收支预算表",
        "国有资本经营支出预算表",
        "国有资本经营预算财政拨款收入支出决算表",
        "国有资本经营预算财政拨款支出决算表",
    ],
    "three_public": [
        "一般公共预算“三公”经费支出表",
        "部门“三公”经费预算表",
        "一般公共预算“三公”经费支出情况表",
        "“三公”经费、会议费、培训费支出预算表",
        "部门综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表",
        "部门“三公”经费和机关运行经费预算表",
        "财政拨款“三公”经费支出预算表",
        "一般公共预算安排的行政经费及“三公”经费预算表",
        "财政拨款“三公”经费支出决算表",
        "“三公”经费、行政参公单位机关运行经费情况表",
        "一般公共预算财政拨款“三公”经费支出决算表",
    ],
    "agency_operating": [
        "机关运行经费预算表",
        "一般公共预算机关运行经费支出预算表",
    ],
    "project_current": [
        "部门项目支出表",
        "专项业务经费支出表",
        "项目支出预算表（本年预算）",
        "部门预算项目支出明细表",
        "项目支出预算表（其他运转类、特定目标类项目）",
    ],
    "project_carryover": [
        "项目支出预算表（上年结转）",
    ],
    "procurement": [
        "政府采购预算表",
        "部门综合预算政府采购（资产配置、购买服务）预算表",
        "部门政府采购支出表",
        "政府采购预算明细表",
    ],
    "supplementary_statistics": [
        "部门决算相关信息统计表",
    ],
    None: [
        "支出总表（按部门预算经济分类）",
        "支出预算分类汇总表（按政府预算经济分类）",
        "部门支出总体情况表（经济分类）",
        "部门综合预算一般公共预算支出明细表（按支出经济分类科目）",
        "一般公共预算支出预算表（按部门预算经济分类科目）",
        "部门综合预算一般公共预算基本支出明细表（按支出功能分类科目）",
        "一般公共预算项目支出表",
        "一般公共预算项目支出预算表",
        "政府购买服务预算表",
        "政府购买服务支出表",
        "项目支出绩效目标表",
        "部门整体支出绩效目标表",
        "部门预算项目绩效目标表",
        "新增资产配置表",
        "新增资产配置预算表",
        "部门人员基本情况表",
        "对下转移支付预算表",
        "对下转移支付绩效目标表",
        "上级转移支付补助项目支出预算表",
        "部门项目中期规划预算表",
        "财政专户管理资金支出预算表",
        "上年结转结余情况表",
        "财政拨款支出预算表（部门经济分类科目）",
        "一般公共预算支出情况表（按经济分类）",
        "专项资金预算汇总表",
        "上级补助项目支出预算表",
        "政府购买服务预算财政拨款明细表",
        "支出决算明细表",
        "一般公共预算财政拨款支出决算明细表",
        "一般公共预算财政拨款项目支出决算表",
        "一般公共预算财政拨款项目支出决算明细表",
        "国有资产使用情况表",
        "部门整体支出绩效自评情况",
        "项目支出绩效自评表",
        "一般公共预算转移支付表",
        "地方政府债务限额表",
        "部门人员名单",
        "市级部门预算公开表",
        "一般公共预算收支决算平衡表",
    ],
}


@pytest.mark.parametrize(
    ("title", "form"), [(title, form) for form, titles in TITLES.items() for title in titles]
)
def test_the_form_that_a_title_names(title: str, form: str | None) -> None:
    assert admission.form_of_title(admission.normalise_title(title), CLUES) == form


def weighed_in_sql(titles: list[str]) -> dict[str, str | None]:
    """Return the form that the models choose for a table that shows a title and nothing else."""
    folder = ROOT / "dbt_project" / "models" / "intermediate" / "forms"
    variables = yaml.safe_load((ROOT / "dbt_project" / "dbt_project.yml").read_text("utf-8"))[
        "vars"
    ]
    macros = "".join(
        (ROOT / "dbt_project" / "macros" / f"{name}.sql").read_text(encoding="utf-8")
        for name in ("normalise", "matches", "amount")
    )
    connection = duckdb.connect()
    for name, file in {"form": FORMS, "form_clue": CLUES}.items():
        connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{file}')")
    connection.execute(
        """
        CREATE TABLE stg_cell AS
        SELECT
            'd' AS document_id, unnest(range(len($1))) AS grid_no, 0 AS row_no, 1 AS column_no,
            'title' AS role, '' AS column_kind, unnest($1) AS text
        """,
        [titles],
    )
    for model in ("int_form_shown", "int_form_clue", "int_form_evidence"):
        text = (folder / f"{model}.sql").read_text(encoding="utf-8")
        sql = jinja2.Template(macros + text).render(
            ref=str, var=variables.get, config=lambda **_: ""
        )
        connection.execute(f"CREATE VIEW {model} AS {sql}")
    chosen = connection.execute(
        "SELECT grid_no, form_code FROM int_form_evidence WHERE is_chosen"
    ).fetchall()
    return dict.fromkeys(titles) | {titles[number]: form for number, form in chosen}


def test_titles_are_weighed_alike_in_python_and_sql() -> None:
    titles = [title for several in TITLES.values() for title in several]
    assert weighed_in_sql(titles) == {
        title: admission.form_of_title(admission.normalise_title(title), CLUES) for title in titles
    }


REFUSED = """
import sys
from pathlib import Path
from flows.cli.app import app
from flows.run.check import check
rejected, documents = check([Path(name) for name in sys.argv[1:]])
print(*(reason for _, reason, _ in rejected), len(documents))
print(*sorted({"dbt", "polars", "great_expectations", "prefect"} & sys.modules.keys()))
"""


def test_a_refusal_waits_for_nothing_that_figures_need(tmp_path: Path) -> None:
    """Half a second, where the models take half a minute."""
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    files = {
        "encrypted.xlsx": signature + "EncryptedPackage\0".encode("utf-16-le"),
        "scanned.pdf": pdf(Page(), Page()),
        "damaged.pdf": pdf(Page())[:300],
        "old.doc": signature,
        "news.txt": "关于公开2025年部门预算的通知".encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    paths = [tmp_path / name for name in files]
    answer = subprocess.run(
        [sys.executable, "-c", REFUSED, *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.splitlines() == [
        "encrypted scanned damaged unsupported_format not_a_disclosure 0",
        "",
    ]
