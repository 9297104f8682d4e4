"""PDFs to cells: what producers do to a table, and what a reader of the page sees."""

import json
import zlib
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path
from struct import unpack

import polars as pl
import pytest

from flows.load import extraction
from flows.read import Reading, Unreadable, grids, patterns, read
from flows.read.blocks import Box, Paragraph
from flows.read.discovery import discover
from flows.read.pdf import picture
from flows.settings import ROOT, Limits, Settings
from tests.pdf_file import Page, pdf

XS = (50, 120, 300, 380, 460, 540)
HEADER = [
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("201", "一般公共服务支出", "130.00", "30.00", "100.00"),
    ("20103", "政府办公厅及相关机构事务", "130.00", "30.00", "100.00"),
]
ORIGINALS = ROOT.parent / "shared" / "originals"


def reading(*pages: Page) -> Reading:
    return read(Path("budget.pdf"), pdf(*pages))


def texts(*pages: Page) -> list[str]:
    return [line.text for line in reading(*pages).lines]


def rows(*pages: Page) -> list[list[str]]:
    return [line.text.split("\t") for line in reading(*pages).lines if line.row]


def page(*, rotate: int = 0) -> Page:
    found = Page(rotate=rotate)
    found.text(360, 50, "2025年预算支出总表", 14)
    found.text(50, 80, "编制单位：山丹县科技局")
    found.text(700, 80, "单位：万元")
    return found


def test_a_ruled_table_is_read_under_its_title() -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    assert texts(ruled) == [
        "2025年预算支出总表",
        "编制单位：山丹县科技局\t单位：万元",
        *("\t".join(row) for row in HEADER),
    ]


def test_a_cell_knows_its_page_and_box() -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    cell = next(c for c in grids.cells(reading(Page(), ruled).lines) if c.text == "130.00")
    assert (cell.page_no, cell.row_no, cell.column_no, cell.header_path) == (2, 2, 3, "合计")
    assert (cell.x0, cell.y0, cell.x1, cell.y1) == pytest.approx((300, 108, 380, 126), abs=1)


def test_thin_rectangles_are_rulings_and_white_ones_are_none() -> None:
    ruled = page()
    for x in XS:
        ruled.area(x, 90, x + 0.7, 90 + 54)
    for y in (90, 108, 126, 144):
        ruled.area(50, y, 540, y + 0.7)
    for x in XS[:-1]:
        ruled.area(x + 5, 91, x + 6, 143, gray=1)  # the padding of Word
        ruled.area(x + 2, 91, x + 40, 107, gray=1)
    ruled.texts(XS, 90, HEADER)
    assert rows(ruled) == [list(row) for row in HEADER]


def test_the_rulings_of_one_path_count_each() -> None:
    ruled = page()
    down = " ".join(f"{x} {595 - 144} 0.6 54 re" for x in XS)
    across = " ".join(f"50 {595 - y} 490 0.6 re" for y in (90, 108, 126, 144))
    ruled.raw(f"{down} {across} f")
    ruled.texts(XS, 90, HEADER)
    assert rows(ruled) == [list(row) for row in HEADER]


def test_figures_that_touch_their_neighbours_come_apart() -> None:
    ruled = page()
    ruled.table((50, 113, 176, 300), 90, [("收入", "支出", "项目")])
    ruled.table((50, 113, 176, 300), 108, [("", "", "")])
    ruled.text(113 - 4.5 * 13, 120, "82,096,797.42")
    ruled.text(176 - 4.5 * 14, 120, "182,096,797.42")
    ruled.text(176, 120, "一、一般公共服务支出")
    assert rows(ruled)[1] == ["82,096,797.42", "182,096,797.42", "一、一般公共服务支出"]


def test_a_text_wider_than_its_cell_stays_in_it() -> None:
    ruled = page()
    xs = (50, 110, 170, 300)
    ruled.table(xs, 90, [("国有资本经营预算", "合计", "备注"), ("", "", "甲")])
    ruled.text(170 - 3 - 4.5 * 14, 120, "123,456,789.01")  # at the right of its cell, too wide
    assert rows(ruled) == [["国有资本经营预算", "合计", "备注"], ["", "123,456,789.01", "甲"]]


def test_wrapped_texts_are_joined_and_two_figures_are_not() -> None:
    ruled = page()
    ruled.table((50, 120, 200), 90, [("", ""), ("", "")], step=30)
    ruled.text(53, 102, "事业单位")
    ruled.text(53, 114, "经营收入")
    ruled.text(153, 102, "82,096,")
    ruled.text(153, 114, "797.42")
    ruled.text(53, 132, "合计")
    ruled.text(53, 144, "其中")
    ruled.text(153, 132, "12.00")
    ruled.text(153, 144, "13.00")
    assert rows(ruled) == [
        ["事业单位经营收入", "82,096,797.42"],
        ["合计", "12.00"],
        ["其中", "13.00"],
    ]


def test_merged_headers_span_their_columns() -> None:
    ruled = page()
    ruled.table(XS[:3], 90, [("科目编码", "科目名称")], step=36)
    ruled.table((300, 540), 90, [("2025年预算数",)])
    ruled.table(XS[2:], 108, [("合计", "基本支出", "项目支出")])
    ruled.table(XS, 126, HEADER[1:])
    paths = {cell.text: cell.header_path for cell in grids.cells(reading(ruled).lines)}
    assert paths["30.00"] == "2025年预算数 / 基本支出"
    assert paths["一般公共服务支出"] == "科目名称"


def test_a_parent_whose_cells_are_ruled_apart_spans_them_all_the_same() -> None:
    ruled = page()
    upper = ("项目", "", "2025年预算数", "", "")
    ruled.table(XS, 90, [upper, *HEADER])
    paths = {cell.text: cell.header_path for cell in grids.cells(reading(ruled).lines)}
    assert paths["30.00"] == "2025年预算数 / 基本支出"
    assert paths["一般公共服务支出"] == "项目 / 科目名称"


def test_open_ends_are_closed() -> None:
    ruled = page()
    for x in XS:  # the first row lacks its upper line, the last its lower one
        ruled.line(x, 90, x, 144)
    for y in (108, 126):
        ruled.line(50, y, 540, y)
    ruled.texts(XS, 90, HEADER)
    assert rows(ruled) == [list(row) for row in HEADER]


def test_rows_without_rulings_between_them_come_apart() -> None:
    ruled = page()
    for x in XS:
        ruled.line(x, 90, x, 144)
    for y in (90, 108, 144):
        ruled.line(50, y, 540, y)
    ruled.texts(XS, 90, HEADER)
    assert rows(ruled) == [list(row) for row in HEADER]


@pytest.mark.parametrize("aligned", [True, False])
def test_a_table_without_rulings_is_read_by_alignment(aligned: bool) -> None:
    plain = page()
    table = [*HEADER, ("208", "社会保障和就业支出", "4.58", "", "4.58")]
    plain.texts(XS if aligned else (50, 90, 300, 380, 460, 540), 90, table)
    assert rows(plain) == [list(row) for row in table]


def test_sentences_with_figures_are_no_table() -> None:
    prose = page()
    for number in range(4):
        prose.text(
            50, 100 + 14 * number, f"单位预留机动经费预算数为 1685.7{number} 万元，与上年相比增"
        )
    assert not rows(prose)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_is_read_upright(rotate: int) -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    width, height = ruled.size
    matrix = {
        90: f"0 1 -1 0 {height} 0",
        180: f"-1 0 0 -1 {width} {height}",
        270: f"0 -1 1 0 0 {width}",
    }[rotate]
    size = (height, width) if rotate != 180 else (width, height)
    turned = Page(size, rotate, [f"q {matrix} cm", *ruled.content, "Q"])
    assert texts(turned) == texts(ruled)
    assert reading(turned).lines[0].box == pytest.approx(reading(ruled).lines[0].box, abs=1)
    unmarked = Page(size, 0, turned.content)  # turned by its content alone
    assert texts(unmarked) == texts(ruled)


def test_what_nobody_sees_is_not_read() -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    expected = texts(ruled)
    ruled.text(50, 620, "页外的文字")
    ruled.text(900, 90, "页外的文字")
    ruled.raw("q 50 100 100 100 re W n")
    ruled.text(300, 300, "剪掉的文字")
    ruled.raw("Q 3 Tr")
    ruled.text(50, 300, "不可见的文字")
    ruled.raw("0 Tr 1 g")
    ruled.text(50, 320, "白纸上的白字")
    ruled.raw("0 g")
    ruled.text(50, 340, "旧数 999.00")
    ruled.area(40, 325, 200, 350, gray=1)
    assert texts(ruled) == expected


def test_a_watermark_is_no_part_of_the_cells_below_it() -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    expected = rows(ruled)
    ruled.raw("q 0.7 0.7 -0.7 0.7 300 300 cm BT /F1 30 Tf 0 100 Td <51854EC55BA1> Tj ET Q")
    ruled.text(120, 140, "仅供审核", 60)
    assert rows(ruled) == expected


def test_bold_drawn_twice_counts_once() -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    expected = texts(ruled)
    bold = page()
    bold.table(XS, 90, HEADER)
    for number, row in enumerate(HEADER):
        for x, text in zip(XS, row, strict=False):
            if not text[0].isdigit():
                bold.text(x + 3.3, 90 + 18 * number + 12, text)
    assert texts(bold) == expected


def test_a_table_goes_on_over_the_page_by_its_columns() -> None:
    first, second = page(), Page()
    first.table(XS, 90, HEADER)
    first.text(400, 580, "- 1 -")
    # only the total is left over, its label merged over code and name
    second.table((50, 300, 380, 460, 540), 60, [("合计", "260.00", "60.00", "200.00")])
    second.text(400, 580, "- 2 -")
    cells = grids.cells(reading(first, second).lines)
    assert {cell.grid_no for cell in cells if cell.role == "body"} == {1}
    total = next(cell for cell in cells if cell.text == "200.00")
    assert (total.page_no, total.column_no, total.header_path) == (2, 5, "项目支出")


def test_a_header_printed_again_is_no_rest_of_a_row() -> None:
    first, second = page(), Page()
    narrow = (50, 95, 262, 307, 352, 397)
    tall = [("项目", "", "预算"), *HEADER]
    first.table(narrow, 90, tall)
    second.table(narrow, 60, tall)
    assert rows(first, second) == [[*row, "", ""][:5] for row in tall] * 2


def test_a_header_broken_by_the_page_goes_on_below_it() -> None:
    first, second = page(), Page()
    first.table((50, 300, 540), 540, [("收入", "支出")])
    second.table((50, 200, 300, 450, 540), 60, [("项目", "预算数", "项目", "预算数")])
    second.table((50, 200, 300, 450, 540), 78, [("一、拨款", "130.00", "一、服务", "130.00")])
    paths = [c.header_path for c in grids.cells(reading(first, second).lines) if c.text == "130.00"]
    assert paths == ["收入 / 预算数", "支出 / 预算数"]


def test_a_label_broken_by_the_page_is_one() -> None:
    first, second = page(), Page()
    xs = (50, 122, 200)
    first.table(xs, 500, [("项目", "预算数"), ("八、社会保障和", "1,608.51")])
    second.table(xs, 60, [("就业支出", ""), ("九、卫生健康支出", "12.00")])
    assert rows(first, second)[1:] == [
        ["八、社会保障和就业支出", "1,608.51"],
        ["九、卫生健康支出", "12.00"],
    ]
    # a label with room to spare has come to its end
    third = Page()
    third.table(xs, 60, [("就业支出", ""), ("九、卫生健康支出", "12.00")])
    fourth = page()
    fourth.table(xs, 500, [("项目", "预算数"), ("合计", "1,608.51")])
    assert rows(fourth, third)[1] == ["合计", "1,608.51"]


def test_other_columns_are_another_table() -> None:
    first, second = page(), Page()
    first.table(XS, 90, HEADER)
    second.table((50, 200, 540), 60, [("项目", "预算数"), ("公务接待费", "2.00")])
    cells = grids.cells(reading(first, second).lines)
    assert next(c.header_path for c in cells if c.text == "2.00") == "预算数"


def test_a_title_inside_the_rulings_begins_a_table_of_its_own() -> None:
    first, second = page(), Page()
    first.table(XS, 90, HEADER)
    title = ("2025年项目支出预算表", "", "", "", "")
    unit = ("编制单位：山丹县科技局", "", "", "", "单位：万元")
    second.table((50, 540), 60, [title[:1]])
    second.table(XS, 78, [unit, ("", "", "", "", ""), *HEADER])
    cells = grids.cells(reading(first, second).lines)
    assert [c.text for c in cells if c.grid_no == 2 and c.role in ("title", "attribute")] == [
        title[0],
        unit[0],
        unit[-1],
    ]
    assert len({c.grid_no for c in cells}) == 2


def test_a_title_beside_the_unit_of_money_is_a_title() -> None:
    ruled = Page()
    ruled.text(50, 80, "公开03表")
    ruled.text(360, 80, "2025年预算支出总表")
    ruled.text(700, 80, "单位：万元")
    ruled.table(XS, 90, HEADER)
    roles = [(c.role, c.text) for c in grids.cells(reading(ruled).lines) if not c.row_no]
    assert roles == [
        ("caption", "公开03表"),
        ("title", "2025年预算支出总表"),
        ("attribute", "单位：万元"),
    ]


def test_a_title_and_a_unit_on_two_lines_are_whole() -> None:
    wrapped = Page()
    wrapped.text(300, 40, "“三公”经费、会议费、培训费支出预算", 14)
    wrapped.text(400, 58, "表", 14)
    wrapped.text(50, 76, "部门名称：江苏省人大")
    wrapped.text(700, 72, "单位：万")
    wrapped.text(54, 86, "常委会办公厅")
    wrapped.text(700, 83, "元")
    wrapped.table(XS, 90, HEADER)
    printed = "\n".join(texts(wrapped))
    for whole in ("支出预算表", "部门名称：江苏省人大常委会办公厅", "单位：万元"):
        assert whole in printed


def test_a_frame_and_a_contents_page_are_no_tables() -> None:
    contents = Page()
    for number, title in enumerate(("一、主要职能", "二、机构设置", "三、名词解释")):
        contents.line(50, 60 + 20 * number, 500, 60 + 20 * number)
        contents.text(60, 74 + 20 * number, title + "…………" * 8)
    contents.line(50, 120, 500, 120)
    contents.line(50, 60, 50, 120)
    contents.line(500, 60, 500, 120)
    assert all(isinstance(block, Paragraph) for block in reading(contents).pages[0].blocks)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(page())[:600], "damaged"),
        (b"%PDF-1.7\n" + b"x" * 500 + b"%%EOF", "damaged"),
        (pdf(Page(), Page()), "scanned"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as verdict:
        read(Path("budget.pdf"), data)
    assert verdict.value.reason == reason


def test_a_scan_says_how_many_pages_it_has() -> None:
    scans = [Page(), Page()]
    for number, scan in enumerate(scans, start=1):
        scan.picture()
        scan.raw("3 Tr")  # what was recognised once, below the picture
        scan.table(XS, 90, HEADER)
        scan.raw("0 Tr")
        scan.text(400, 580, f"- {number} -")
    cover = page()
    cover.table(XS, 90, HEADER)
    with pytest.raises(Unreadable, match="2 of 3 pages") as verdict:
        reading(cover, *scans)
    assert verdict.value.reason == "scanned"
    cover.picture()
    assert reading(cover).pages[0].number == 1  # a background


def test_the_bytes_count_for_more_than_the_name() -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    assert read(Path("budget.txt"), pdf(ruled)).media_type == "application/pdf"


def test_pages_and_boxes_land(tmp_path: Path) -> None:
    ruled = page()
    ruled.table(XS, 90, [*HEADER, ("合计", "", "13⼀.00", "", "")])  # a Kangxi radical
    (tmp_path / "budget.pdf").write_bytes(pdf(Page(), ruled))
    (file,) = discover(tmp_path)
    extract = extraction.extract(file, Settings().forms, Limits())
    assert extract.frames["document"]["page_count"].to_list() == [2]
    assert set(extract.frames["line"]["page_no"]) == {2}
    radical = extract.frames["cell"].filter(pl.col("text") == "13⼀.00")
    assert radical["folded"].to_list() == ["13一.00"]
    assert radical.select("page_no", "x0", "stored", "sheet").rows() == [
        (2, pytest.approx(300, abs=1), None, None)
    ]


def test_prose_of_a_disclosure_is_let_in_and_other_prose_is_not(tmp_path: Path) -> None:
    parts = ["一、主要职能", "二、机构设置", "收支预算总体情况说明", "四、名词解释"]
    sums = [f"（{n}）2025年安排项目支出{n}12.50万元。" for n in range(1, 12)]
    verdicts = []
    for name, title in (("cover", "某县教育局2025年度部门预算公开"), ("news", "预算公开工作通知")):
        prose = Page((595, 842))
        for number, text in enumerate([title, *parts, *sums]):
            prose.text(80, 80 + 30 * number, text)
        (tmp_path / f"{name}.pdf").write_bytes(pdf(prose))
    for file in discover(tmp_path):
        verdicts.append(extraction.extract(file, Settings().forms, Limits()).rejection)
    assert verdicts[0] is None
    assert verdicts[1] is not None
    assert verdicts[1][:2] == ("structure", "not_a_disclosure")


def test_a_page_is_drawn_with_its_cells_outlined() -> None:
    ruled = page()
    ruled.table(XS, 90, HEADER)
    drawn = picture.draw(pdf(ruled), 1, [(Box(300, 108, 380, 126), 0xC0392B)])
    width, height = unpack(">II", drawn[16:24])
    assert (width, height) == (1684, 1190)
    pixels = zlib.decompress(drawn[drawn.index(b"IDAT") + 4 :])
    row = pixels[(2 * 109) * (3 * width + 1) + 1 :]
    assert row[3 * 2 * 340 : 3 * 2 * 340 + 3] == b"\xc0\x39\x2b"
    with pytest.raises(LookupError):
        picture.draw(pdf(ruled), 2, [])


def test_a_sheet_shows_the_rows_and_no_person() -> None:
    """What stands between two tables is left blank, what may name somebody is ink."""
    ruled = page()
    ruled.table(XS, 90, HEADER)
    ruled.area(100, 160, 400, 200)  # whatever it is: it was not read as a row
    ruled.table(XS, 220, HEADER)
    person = Box(120, 238, 300, 256)
    shown = picture.Sheet(48, 542, [(88, 146), (218, 276)], [person])
    drawn = picture.sheet(pdf(ruled), 1, shown)
    width, height = unpack(">II", drawn[16:24])
    assert (width, height) == (813 - 72, 414 - 132)
    pixels = zlib.decompress(drawn[drawn.index(b"IDAT") + 4 :])
    line = 1 + (width + 1) // 2

    def level(x: float, y: float) -> int:
        byte = pixels[round((y - 88) * 1.5) * line + 1 + round((x - 48) * 1.5) // 2]
        return byte >> 4

    assert level(250, 180) == level(250, 210) == 14  # blank: the area is not shown
    assert level(200, 247) == level(290, 250) == 0  # the person
    assert level(200, 117) > 0  # the same cell of the table above
    assert b"IEND" in drawn


@cache
def originals() -> dict[str, tuple[Path, list[dict[str, str]]]]:
    """The open originals whose amounts are known, by the name of their truth."""
    if not ORIGINALS.is_dir():
        return {}
    files = {sha256(path.read_bytes()).hexdigest(): path for path in ORIGINALS.glob("*.pdf")}
    truths = {path.stem: json.loads(path.read_text()) for path in ORIGINALS.glob("truth/*.json")}
    return {
        name: (files[truth["sha256"]], truth["cells"])
        for name, truth in sorted(truths.items())
        if truth.get("cells") and truth["sha256"] in files
    }


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the originals lie beside the project only")
@pytest.mark.parametrize("name", originals())
def test_every_amount_of_the_originals_is_found_under_its_header(name: str) -> None:
    path, known = originals()[name]
    cells = grids.cells(read(path, path.read_bytes()).lines)
    found = Counter((c.page_no, c.text) for c in cells if c.role == "body" and c.x0 is not None)
    asked = Counter((amount["page"], amount["text"]) for amount in known)
    assert not asked - found
    headers = {(c.page_no, c.text, patterns.plain(c.header_path).split("/")[-1]) for c in cells}
    leaves = {(a["page"], a["text"], patterns.plain(a["measure"]).split("/")[-1]) for a in known}
    assert not leaves - headers
