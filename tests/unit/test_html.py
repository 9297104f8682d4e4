"""Web pages to blocks: what a reader of the page sees, in whatever charset it came."""

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from flows.read import Unreadable, grids, read

PATH = Path("page.html")
FORM = (
    "<h1>某县教育局</h1><p>2025年预算支出总表</p><p>单位：万元</p>"
    "<table><tr><th rowspan=2>科目名称</th><th colspan=2>2025年预算数</th></tr>"
    "<tr><th>合计</th><th>基本支出</th></tr>"
    "<tr><td>合计</td><td>130.00</td><td>30.00</td></tr></table>"
)
LINES = [
    "某县教育局",
    "2025年预算支出总表",
    "单位：万元",
    "科目名称\t2025年预算数\t",
    "\t合计\t基本支出",
    "合计\t130.00\t30.00",
]


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}<title>页</title></head><body>{body}</body></html>"


def lines(html: str | bytes, name: str = "page.html") -> list[str]:
    data = html if isinstance(html, bytes) else page(html).encode()
    return [line.text for line in read(Path(name), data).lines]


@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_is_read_in_any_charset_whatever_it_declares(encoding: str, declared: str) -> None:
    head = f'<meta charset="{declared}">' if declared else ""
    assert lines(page(FORM, head).encode(encoding)) == LINES


def test_one_broken_byte_is_no_reason_to_turn_a_page_away() -> None:
    data = page(FORM + "<p>附注</p>" * 20).encode().replace("附".encode(), b"\xe9\x99", 1)
    assert lines(data)[: len(LINES)] == LINES


def test_a_header_in_a_table_of_its_own_stands_over_the_table_below() -> None:
    top = "<table><tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr></table>"
    rows = "<tr><td>201</td><td>服务</td><td>130.00</td></tr>" * 2
    cells = grids.cells(read(PATH, page(f"<p>支出表</p>{top}<table>{rows}</table>").encode()).lines)
    assert {(c.grid_no, c.header_path) for c in cells if c.text == "130.00"} == {(1, "合计")}
    narrow = rows.replace("<td>201</td>", "")
    cells = grids.cells(read(PATH, page(f"{top}<table>{narrow}</table>").encode()).lines)
    assert {(c.grid_no, c.header_path) for c in cells if c.text == "130.00"} == {(2, "")}
    form = FORM.partition("<table>")[2]  # with a header of its own
    top = top.replace("科目编码", "项目名称")
    cells = grids.cells(read(PATH, page(f"{top}<table>{form}").encode()).lines)
    assert {c.grid_no for c in cells if c.text == "130.00"} == {2}


def test_the_mark_of_a_note_is_no_digit_of_its_figure() -> None:
    assert lines("<p>合计130.00<sup>1</sup>万元</p>") == ["合计130.00¹万元"]


def test_merged_headers_stand_over_their_columns() -> None:
    cells = grids.cells(read(PATH, page(FORM).encode()).lines)
    assert [cell.header_path for cell in cells if cell.role == "body"] == [
        "科目名称",
        "2025年预算数 / 合计",
        "2025年预算数 / 基本支出",
    ]


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("130.<br>00", "130.00"),
        ("<p>\n 130.00\n</p>", "130.00"),
        ("<del>999.00</del><ins>130.00</ins>", "130.00"),
        ("<table><tr><td>130.00</td></tr></table>", "130.00"),
        ("130.00<span style='display: none'>7</span><!-- 8 --><script>9</script>", "130.00"),
        ("130.00<br>30.00", "130.00 30.00"),
        ("<input value='130.00'><input type=hidden value=1>", "130.00"),
        ("&#49;30.00", "130.00"),
    ],
)
def test_a_cell_is_what_is_seen_of_it(printed: str, text: str) -> None:
    assert lines(FORM.replace("130.00", printed)) == [
        line.replace("130.00", text) for line in LINES
    ]


def test_layout_tables_give_what_they_hold() -> None:
    layout = (
        "<table><tr><td><ul><li>首页</li></ul></td><td><table><tr><td>"
        f"{FORM}</td></tr></table></td></tr><tr><td>版权</td><td>所有</td></tr></table>"
    )
    assert lines(layout) == ["首页", *LINES, "版权\t所有"]


def test_hidden_rows_and_columns_are_not_printed() -> None:
    hidden = "<tr class=gone><td>旧</td><td>1</td></tr><tr style='display:none'><td>旧</td></tr>"
    html = FORM.replace("<tr><td>合计", f"{hidden}<tr><td>合计")
    head = "<style>/* x */ p, tr.gone { display:none } </style>"
    assert (
        lines(page(html.replace("<p>", "<div>").replace("</p>", "</div>"), head).encode()) == LINES
    )


def test_a_title_merged_over_a_table_is_a_line_above_it() -> None:
    table = FORM[FORM.index("<table>") :]
    above = "<tr><td colspan=3><p>2025年预算支出总表</p><p>单位：万元</p></td></tr>"
    assert lines(table.replace("<table>", f"<table>{above}")) == LINES[1:]
    caption = "<caption>2025年预算支出总表<br>单位：万元</caption>"
    assert lines(table.replace("<table>", f"<table>{caption}")) == LINES[1:]


def test_a_page_under_the_name_of_a_workbook_is_a_page() -> None:
    assert lines(page(FORM).encode("gb18030"), "export.xls") == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_saved_page_holds_pages(encoding: str) -> None:
    letter = MIMEMultipart("related", type="text/html")
    letter.attach(MIMEText(page("<p>外框</p>"), "html", "utf-8"))
    inner = MIMEText("", "html")
    inner.set_payload(page(FORM).encode(encoding))
    letter.attach(inner)
    assert lines(letter.as_bytes(), "saved.mht") == ["外框", *LINES]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (FORM[: FORM.index("30.00")].encode(), "damaged"),
        (("<div>" * 100_000).encode(), "too_much_work"),
        (page("<table><tr>" + "<td colspan=1000>x" * 5).encode(), "too_many_cells"),
        (b" \n", "empty_file"),
    ],
)
def test_what_is_broken_or_built_to_harm_is_named(html: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as verdict:
        read(PATH, html)
    assert verdict.value.reason == reason


@pytest.mark.parametrize(
    "table",
    [
        "| 科目名称 | 合计 |\n|---|---:|\n| 合计 | **130.<br>00** |",
        "科目名称 | 合计\n--- | ---\n合计 | **130.<br>00**",
        "| 科目名称 | 合计 |\n| 合计 | **130.00** |",
        "<table><tr><th>科目名称<th>合计<tr><td>合计<td>**130.00**</table>",
    ],
)
def test_a_table_of_markdown_is_a_table(table: str) -> None:
    text = f"# 某县教育局\n\n{table}\n\n末行 a|b"
    found = [line for line in lines(text.encode(), "a.md") if line]
    assert found == ["# 某县教育局", "科目名称\t合计", "合计\t**130.00**", "末行 a|b"]
