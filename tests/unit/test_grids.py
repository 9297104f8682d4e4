"""Lines to cells: nothing lost, everything where it belongs."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.read import Unreadable, columns, grids, patterns
from flows.read.work import Work
from flows.settings import Limits

FORM = [
    "## 2023年预算支出总表",
    "",
    "部门名称：某县教育局",
    "单位：万元",
    "",
    "项目\t\t2023年预算数\t\t",
    "科目编码\t科目名称\t合计\t基本支出\t项目支出",
    "合计\t\t24.58\t5.58\t19.00",
    "201\t一般公共服务支出\t20.00\t1.00\t19.00",
    "20101\t人大事务\t20.00\t1.00\t19.00",
    "208\t社会保障和就业支出\t4.58\t4.58\t",
]
NOISE = ["", "   ", "仅供内部审核", "- 12 -", "第 3 页", "<b>仅供内部审核</b>"]

amount = st.decimals(0, 10**7, places=2).map("{:,.2f}".format)
name = st.text(st.sampled_from("甲乙丙丁戊己庚辛壬癸"), min_size=2, max_size=8)
code = st.integers(201, 234).map(str)
body = st.lists(
    st.tuples(code, name, amount, amount, amount | st.just("")), min_size=1, max_size=12
)


def placed(lines: list[str]) -> list[tuple[int, int, str]]:
    return [(c.row_no, c.column_no, c.text) for c in grids.cells(lines) if c.row_no]


def document(rows: list[tuple[str, ...]]) -> list[str]:
    return [*FORM[:8], *("\t".join(row) for row in rows)]


@given(body)
def test_every_cell_is_kept_once_verbatim_with_its_line(rows: list[tuple[str, ...]]) -> None:
    lines = document(rows)
    found = Counter((c.line_no, c.text) for c in grids.cells(lines) if c.row_no)
    printed = Counter(
        (number, cell)
        for number, line in enumerate(lines, start=1)
        if "\t" in line
        for cell in line.split("\t")
        if cell
    )
    assert found == printed


@given(body)
def test_a_cell_has_a_place_of_its_own(rows: list[tuple[str, ...]]) -> None:
    cells = grids.cells(document(rows))
    assert len({(c.grid_no, c.row_no, c.column_no) for c in cells}) == len(cells)


@given(body, st.data())
def test_noise_between_rows_changes_nothing(
    rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    lines = document(rows)
    noisy = [*lines[:8]]
    for line in lines[8:]:
        noisy += [*data.draw(st.lists(st.sampled_from(NOISE), max_size=3)), line]
    assert placed(noisy) == placed(lines)


@given(body)
def test_a_total_row_that_lost_its_code_cell_is_put_right(rows: list[tuple[str, ...]]) -> None:
    lines = document(rows)
    shifted = [line.replace("合计\t\t24", "合计\t24") for line in lines]
    assert shifted != lines
    assert placed(shifted) == placed(lines)


@given(body)
def test_a_header_repeated_on_the_next_page_is_no_new_table(rows: list[tuple[str, ...]]) -> None:
    paged = [*document(rows), "", *FORM[5:7], "229\t其他支出\t1.00\t1.00\t"]
    assert {c.grid_no for c in grids.cells(paged)} == {1}
    assert (c := grids.cells(paged)[-1]).text == "1.00" and c.header_path.endswith("基本支出")


@pytest.mark.parametrize(
    ("header", "paths"),
    [
        (
            [["科目编码", "科目名称", "合计"]],
            [("科目编码",), ("科目名称",), ("合计",)],
        ),
        (
            [
                ["项目", "", "本年收入", "", "上年结转"],
                ["科目编码", "科目名称", "合计", "一般公共预算", ""],
            ],
            [
                ("项目", "科目编码"),
                ("项目", "科目名称"),
                ("本年收入", "合计"),
                ("本年收入", "一般公共预算"),
                ("上年结转",),
            ],
        ),
        (
            [
                ["收入", "", "支出", "", ""],
                ["项目", "金额", "项目", "金额", ""],
                ["", "", "", "小计", "一般公共预算"],
            ],
            [
                ("收入", "项目"),
                ("收入", "金额"),
                ("支出", "项目"),
                ("支出", "金额", "小计"),
                ("支出", "金额", "一般公共预算"),
            ],
        ),
        (  # the second parent lost a cell: it belongs over the second 合计
            [
                ["预算数", "", "决算数", "", "", ""],
                ["合计", "接待", "出国", "合计", "接待", "出国"],
            ],
            [("预算数", t) for t in ("合计", "接待", "出国")]
            + [("决算数", t) for t in ("合计", "接待", "出国")],
        ),
    ],
)
def test_header_paths(header: list[list[str]], paths: list[tuple[str, ...]]) -> None:
    assert columns.header_paths(header, len(paths)) == paths


@pytest.mark.parametrize(
    "row",
    [
        ["栏次", "", "1", "2", "3"],
        ["1", "2", "3", "4", "5"],
        ["类", "款", "项", "栏次", "1", "2"],
        ["栏次", "", "1=2+3", "2", "3"],
        ["甲", "乙", "(1)", "(2)"],
        ["**", "**", "①", "②"],
    ],
)
def test_lines_that_number_the_columns_are_no_amounts(row: list[str]) -> None:
    assert patterns.is_ordinal_row(row)


@pytest.mark.parametrize(
    "row", [["合计", "", "1", "2"], ["4.90", "", "4.90"], ["货物", "2", "3.92"]]
)
def test_amounts_are_no_ordinals(row: list[str]) -> None:
    assert not patterns.is_ordinal_row(row)


def test_bold_cells_are_judged_without_their_markup_and_kept_with_it() -> None:
    lines = [*FORM[:7], "**合计**\t\t**24.58**\t<b>5.58</b>\t19.00", *FORM[8:]]
    cells = {c.text: c for c in grids.cells(lines)}
    assert cells["**合计**"].role == "body"
    assert cells["**24.58**"].header_path == "2023年预算数 / 合计"
    assert cells["<b>5.58</b>"].column_no == 4


def test_side_by_side_blocks_are_kept_apart() -> None:
    lines = [
        "一般公共预算财政拨款基本支出决算明细表",
        "单位：万元",
        "人员经费\t\t\t公用经费\t\t\t\t\t",
        "科目代码\t科目名称\t决算数\t科目代码\t科目名称\t决算数\t科目代码\t科目名称\t决算数",
        "301\t工资福利支出\t424.48\t302\t商品和服务支出\t20.33\t307\t债务利息\t1. 41",
    ]
    blocks = {c.text: c.block_no for c in grids.cells(lines) if c.role == "body"}
    assert (blocks["424.48"], blocks["20.33"], blocks["1. 41"]) == (1, 2, 3)


def test_a_title_broken_inside_its_bracket_is_one_title() -> None:
    lines = ["2023年项目支出预算表（上年", "结转）", "单位：万元", "项目名称\t合计", "道路\t5.00"]
    (grid,) = grids.grids(lines)
    assert [text for _, role, text in grid.preamble if role == "title"] == lines[:2]


@pytest.mark.parametrize("title", ["支出表（一）（不含上年结转）", "支出表(不含上年结转)（二）"])
def test_a_title_may_end_with_several_remarks(title: str) -> None:
    (grid,) = grids.grids([title, *FORM[3:]])
    assert grid.title == title


@pytest.mark.parametrize(
    "figure", ["{}万元", "{}.00万元", "{}.00①", "{}.00*", "{}.00[1]", "{}.00注2"]
)
def test_figures_with_a_unit_or_the_mark_of_a_note_are_figures(figure: str) -> None:
    lines = ["支出表", "项目\t合计\t基本支出"]
    lines += [
        f"{name}\t{figure.format('1,130')}\t{figure.format(2024)}" for name in ("合计", "工资")
    ]
    cells = [cell for cell in grids.cells(lines) if cell.row_no > 1]
    assert {(cell.role, cell.column_kind) for cell in cells if cell.column_no > 1} == {
        ("body", "measure")
    }
    assert [cell.text for cell in cells if cell.row_no == 2] == lines[2].split("\t")


def test_words_with_a_unit_of_money_among_figures_are_words() -> None:
    lines = ["目标表", "指标\t指标值\t说明", "检查\t4\t每次", "经费\t5万元\t全年", "单价\t6万元\t"]
    cells = grids.cells(lines)
    assert {cell.text for cell in cells if patterns.cell_kind(cell.text) == "number"} == {"4"}


def test_the_next_title_ends_a_table_and_a_page_break_does_not() -> None:
    other = [line.replace("支出总表", "收入总表") for line in FORM]
    found = grids.grids([*FORM[:9], "", *FORM[9:], "", *other])
    assert [len(grid.rows) for grid in found] == [6, 6]


@pytest.mark.parametrize(
    "line",
    [
        "<u>部门名称：某县某局</u>\t\t单位：万元",
        "**2025年收支总表**\t\t",
        "<span style='font-size:12pt'>单位：</span>万元\t<b>2025年</b>",
        "\t注：<u>本表</u>不含上年结转",
        "部门名称：某县\u200b某局\t单位：\u00a0万元",
    ],
)
def test_markup_above_and_below_a_table_stays_in_its_cells(line: str) -> None:
    lines = [line, "项目\t金额", "甲\t1.00", "", line]
    found = [cell for cell in grids.cells(lines) if cell.row_no in (0, 3)]
    assert found
    assert all(cell.text in line for cell in found)


def misfits(row: list[str], fits: list[list[bool]], positions: tuple[int, ...]) -> int:
    return sum(
        not fits[sum(position <= at for position in positions)][at] for at in range(len(row))
    )


@given(st.integers(0, 7).flatmap(lambda size: st.lists(
    st.lists(st.booleans(), min_size=size, max_size=size), min_size=2, max_size=4
)))  # fmt: skip
def test_blanks_are_put_in_as_far_right_as_they_may(fits: list[list[bool]]) -> None:
    row = ["x"] * len(fits[0])
    ways = [
        positions
        for positions in combinations(range(len(row) - 1, -1, -1), len(fits) - 1)
        if misfits(row, fits, positions) == 0
    ]
    expected = list(ways[0]) if ways else None
    assert columns._blanks(fits) == expected


def test_a_row_that_takes_too_long_or_has_too_many_cells_is_named() -> None:
    lines = ["项目\t金额", *("甲\t1.00" for _ in range(10))]
    with pytest.raises(Unreadable, match="too_many_cells"):
        grids.cells(lines, Work(Limits(cells=20)))
    with pytest.raises(Unreadable, match="too_much_work"):
        grids.cells(lines, Work(Limits(seconds=-1)))
    for limits, reason in [
        (Limits(lines=10), "too_much_work: it has 11 lines; the limit is 10"),
        (Limits(characters=50), "it has 65 characters; the limit is 50"),
        (Limits(line_characters=5), "line 2 has 6 characters"),
        (Limits(columns=1), "too_many_cells: line 1 has 2 columns"),
    ]:
        with pytest.raises(Unreadable, match=reason):
            Work(limits).require_size(lines)


def test_codes_in_front_of_a_table_without_header_are_no_amounts() -> None:
    lines = ["支出总表", "", "201\t一般公共服务支出\t5.00", "20103\t政府办公厅\t5.00"]
    kinds = [(cell.text, cell.column_kind) for cell in grids.cells(lines) if cell.role == "body"]
    assert kinds[:3] == [("201", "label"), ("一般公共服务支出", "label"), ("5.00", "measure")]
