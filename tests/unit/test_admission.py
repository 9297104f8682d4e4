"""Whole disclosures come in; halves and strangers are told why not."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import jinja2
import pytest

from flows.read import admission, grids
from flows.settings import ROOT, Settings
from tests.pdf_file import Page, pdf

FORMS, MONEY_UNITS = Settings().forms, Settings().money_units
CLUES = FORMS.with_name("form_clue.csv")
SAMPLE = sorted((ROOT / "data" / "documents").glob("*.txt"))


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
