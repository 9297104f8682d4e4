"""The cookbook: every question has an answer, and the committed page shows it."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.report.cookbook import Recipe, cookbook, recipes
from flows.settings import ROOT, Settings

RECIPES = recipes(Settings().analyses)


def test_there_are_thirty_three_questions() -> None:
    assert len(RECIPES) == 33
    assert len({recipe.chinese for recipe in RECIPES}) == 33
    # the ten that people really ask say why theirs is the right form
    assert all(recipe.reason for recipe in RECIPES[20:])
    # and are answered from one view each
    assert all(len(set(re.findall(r"\b(?:bi|marts)\.\w+", r.query))) == 1 for r in RECIPES[20:])
    for recipe in RECIPES:
        assert re.search(r"[\u4e00-\u9fff].*？$", recipe.chinese), recipe.name
        assert recipe.english.endswith("?"), recipe.name
        assert re.search(r"\b(?:bi|marts)\.", recipe.query), recipe.name
        assert not re.search(r"\b(?:raw|staging|intermediate)\.", recipe.query), recipe.name


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_question_has_an_answer_with_named_columns(
    warehouse: duckdb.DuckDBPyConnection, recipe: Recipe
) -> None:
    answer = warehouse.execute(recipe.query)
    columns = [column[0] for column in answer.description or ()]
    assert len(columns) == len(set(columns)) > 2
    for column in columns:
        assert re.fullmatch(r"[\u4e00-\u9fff_]+", column)
    rows = answer.fetchall()
    evaluations = warehouse.execute("SELECT count(*) FROM marts.fct_self_evaluation").fetchone()
    assert bool(rows) == (evaluations != (0,) or recipe.attachment is None)


def test_a_file_that_begins_without_its_question_is_named(tmp_path: Path) -> None:
    (tmp_path / "21_nameless.sql").write_text("select 1 as 一", encoding="utf-8")
    with pytest.raises(ValueError, match="21_nameless"):
        recipes(tmp_path)


def test_the_committed_page_shows_the_answers(sample: duckdb.DuckDBPyConnection) -> None:
    page = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
    hint = "run `make docs` after `make refresh`"
    assert page == cookbook(sample, Settings().analyses), hint


def ask(warehouse: duckdb.DuckDBPyConnection, number: int) -> list[dict[str, object]]:
    answer = warehouse.execute(RECIPES[number - 1].query)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def test_answers_that_were_worked_out_by_hand(warehouse: duckdb.DuckDBPyConnection) -> None:
    """From the printed figures, with a pocket calculator."""
    personnel = {row["地区"]: row["人员经费_万元"] for row in ask(warehouse, 6)}
    assert personnel["屯留区"] == Decimal("344.08")  # printed: 人员经费 344.08
    assert personnel["孝义市"] == Decimal("1086.80")
    assert personnel["岚县"] == Decimal("425.89")
    assert personnel["山西省"] == 0  # 潇河 prints 公用经费 only
    procurement = {row["地区"]: row["合计_万元"] for row in ask(warehouse, 10)}
    assert procurement == {
        "山西省": Decimal("8840.10"),
        "孝义市": Decimal("1317.51"),
        "岚县": Decimal("491.13"),
        "屯留区": Decimal("151.40"),
        "兴县": Decimal("20.39"),
    }
    before = {row["地区"]: row["推算上年_万元"] for row in ask(warehouse, 13)}
    assert before["山西省"] == Decimal("129589.59") + Decimal("111066.86")
    assert before["岚县"] == Decimal("24557.16") - Decimal("5577.85")
    [budget] = [row for row in ask(warehouse, 14) if row["事项"] == "一般公共服务支出"]
    assert (budget["年初预算_万元"], budget["决算_万元"], budget["所述完成率_百分比"]) == (
        Decimal("3626.55"),
        Decimal("9661.63"),
        Decimal("266.41"),
    )
    # 4764.04 stated, 3626.55 + 52.84 + 20.60 + 6.00 + 58.04 below it
    assert ask(warehouse, 15)[0]["差额_万元"] == Decimal("1000.01")
    again = {row["地区"]: row["支出合计列示次数"] for row in ask(warehouse, 19)}
    assert again == {"兴县": 7, "孝义市": 7, "屯留区": 7, "山西省": 5, "岚县": 4}
    funds = {(row["地区"], row["资金来源"]): row["支出_万元"] for row in ask(warehouse, 21)}
    assert funds["岚县", "政府性基金预算"] == Decimal("14765.47")  # printed: 公开04, 公开07
    assert funds["山西省", "政府性基金预算"] == Decimal("29823.00")  # 21050 + 8773 of 2022
    totals = {row["地区"]: row["公布支出合计_万元"] for row in ask(warehouse, 22)}
    assert totals["兴县"] == Decimal("24481.58") and totals["岚县"] == Decimal("24556.69")
    assert ask(warehouse, 23)[0]["层级"] == "省级开发区"
    states = {row["地区"]: row["情况"] for row in ask(warehouse, 24)}
    assert states == {"孝义市": "公布为零", **dict.fromkeys(set(states) - {"孝义市"}, "有金额")}
    three = {(row["地区"], row["事项"]): row["上年_万元"] for row in ask(warehouse, 25)}
    assert Decimal(6) in three.values() and Decimal("9.60") in three.values()
