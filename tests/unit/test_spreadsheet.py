"""Workbooks to cells: the figure that a sheet shows, and the value behind it."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from flows.read import Unreadable, grids, read
from flows.read.discovery import document_files
from flows.read.grids import Cell
from flows.read.judging import Refused, judge
from flows.read.office.number_format import shown
from flows.settings import Limits, Settings
from tests import office_file as office

XLSX = Path("book.xlsx")
FORM: list[list[object]] = [
    ["2025年预算支出总表"],
    ["编制单位：某县教育局", None, None, None, "单位：万元"],
    ["项目", None, "2025年预算数"],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["合计", None, 1300000, 300000, 1000000],
    [201, "一般公共服务支出", 1300000, 300000, 1000000],
]
BODY = [
    ("合计", "合计"),
    ("合计", "1,300,000.00"),
    ("基本支出", "300,000.00"),
    ("项目支出", "1,000,000.00"),
    ("科目编码", "201"),
    ("科目名称", "一般公共服务支出"),
    ("合计", "1,300,000.00"),
    ("基本支出", "300,000.00"),
    ("项目支出", "1,000,000.00"),
]


def form(rows: Sequence[Sequence[object]] = FORM, name: str = "表") -> tuple[Any, Any]:
    book, sheet = office.one_sheet(rows, name)
    sheet.merge_cells("A1:E1")
    for row in sheet.iter_rows(min_row=5, min_col=3):
        for cell in row:
            cell.number_format = "#,##0.00"
    return book, sheet


def cells(book: openpyxl.Workbook) -> list[Cell]:
    return grids.cells(read(XLSX, office.saved(book)).lines)


def body(found: Sequence[Cell]) -> list[tuple[str, str]]:
    return [
        (cell.header_path.split(" / ")[-1] if number else "合计", cell.text)
        for number, cell in enumerate(c for c in found if c.role == "body")
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1300000, "#,##0.00", "1,300,000.00"),
        (0.1 + 0.2, "General", "0.3"),
        (-5.5, "#,##0.00_);(#,##0.00)", "(5.50)"),
        (-1234.5, "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (0, "0.00;-0.00;;@", ""),
        (0.125, "0.00%", "12.50%"),
        (1.005, "0.00", "1.01"),
        (-0.001, "0.00", "0.00"),
        (1300000, "0!.0000", "130.0000"),
        (1300000, '#,##0.00,"千元"', "1,300.00千元"),
        (5, "000", "005"),
        (12, "[>=100]0;[<0]-0.0;0.00", "12.00"),
        (1234567, "0.00E+00", "1.23E+06"),
        (45000, 'yyyy"年"m"月"d"日"', "2023年3月15日"),
        (datetime(2025, 3, 1, 8, 5), "yyyy/m/d h:mm", "2025/3/1 8:05"),
        ("合计", "@", "合计"),
        (1300000, "[$¥-804]#,##0.00", "¥1,300,000.00"),
    ],
)
def test_a_figure_is_shown_in_its_format(value: Any, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_a_cell_has_its_sheet_its_address_and_the_value_behind_it() -> None:
    found = cells(form()[0])
    assert body(found) == BODY
    total = next(cell for cell in found if cell.text == "1,300,000.00")
    assert (total.stored, total.sheet, total.address) == ("1300000", "表", "C5")
    assert [(c.role, c.text, c.address) for c in found[:3]] == [
        ("title", "2025年预算支出总表", "A1"),
        ("attribute", "编制单位：某县教育局", "A2"),
        ("attribute", "单位：万元", "E2"),
    ]


def test_what_is_hidden_is_not_printed() -> None:
    book, sheet = form()
    sheet.insert_rows(5)
    sheet["A5"], sheet["C5"] = "合计", 999
    sheet.row_dimensions[5].hidden = True
    sheet["F4"], sheet["F6"] = "旧", 888
    sheet.column_dimensions["F"].hidden = True
    hidden = book.create_sheet("旧表")
    hidden.append(["2024年预算支出总表"])
    hidden.sheet_state = "hidden"
    assert body(cells(book)) == BODY


def test_zeros_that_a_sheet_does_not_show_are_blank() -> None:
    book, sheet = form()
    sheet["D6"] = 0
    sheet.sheet_view.showZeros = False
    assert ("基本支出", "0.00") not in body(cells(book))


def test_merged_cells_keep_the_text_of_a_hidden_first_column() -> None:
    book, sheet = form()
    sheet.merge_cells("C3:E3")
    sheet.column_dimensions["C"].hidden = True
    assert "2025年预算数 / 基本支出" in {cell.header_path for cell in cells(book)}


def test_a_formula_shows_the_value_last_computed() -> None:
    book, sheet = form()
    sheet["C5"] = "=SUM(C6)"
    parts = office.unpacked(office.saved(book))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = (
        parts[name].replace(b"<v></v>", b"<v>1300000</v>").replace(b"<v />", b"<v>1300000</v>")
    )
    assert body(grids.cells(read(XLSX, office.packed(parts)).lines)) == BODY


def test_a_formula_that_nobody_computed_is_blank_and_said() -> None:
    book, sheet = form(name="支出总表")
    sheet["C5"] = "=SUM(C6)"
    sheet["D6"], sheet["E6"] = '=IF(C6,"","")', "=C6-D6"
    sheet["F9"] = "=C5-C6"
    sheet.column_dimensions["F"].hidden = True
    parts = office.unpacked(office.saved(book))
    name = "xl/worksheets/sheet1.xml"
    at = parts[name].index(b'r="D6"')
    parts[name] = parts[name][:at] + b't="str" ' + parts[name][at:]  # computed: an empty text
    reading = read(XLSX, office.packed(parts))
    assert reading.uncomputed_cells == ["支出总表!C5", "支出总表!E6"]
    assert body(grids.cells(reading.lines))[:2] == [("合计", "合计"), ("基本支出", "300,000.00")]


def test_a_form_with_an_amount_that_nobody_computed_is_turned_away(tmp_path: Path) -> None:
    book, sheet = form(name="支出总表")
    sheet["G4"], sheet["G5"] = "校验", "=C5-D5-E5"  # beside the form
    path = tmp_path / "book.xlsx"
    path.write_bytes(office.saved(book))
    (file,) = document_files(path, tmp_path)
    assert judge(file, Settings().forms, Limits()).reading.uncomputed_cells == ["支出总表!G5"]
    sheet["C5"] = "=SUM(C6)"
    path.write_bytes(office.saved(book))
    (file,) = document_files(path, tmp_path)
    with pytest.raises(Refused) as verdict:
        judge(file, Settings().forms, Limits())
    assert verdict.value.rejection[:2] == ("structure", "not_computed")
    assert "支出总表!C5" in verdict.value.rejection[2]


def test_lines_in_one_cell_are_lines_above_a_table_and_one_text_in_it() -> None:
    rows = [["2025年预算支出总表\n编制单位：某县教育局\n单位：万元"], *FORM[2:]]
    rows[2] = ["科目\n编码", "科目\n名称", "合计", "基本\n支出", "项目\t支出"]
    book, sheet = office.one_sheet(rows)
    sheet.merge_cells("A1:E1")
    lines = [line.text for line in read(XLSX, office.saved(book)).lines]
    assert lines[:3] == ["2025年预算支出总表", "编制单位：某县教育局", "单位：万元"]
    assert lines[4] == "科目编码\t科目名称\t合计\t基本支出\t项目 支出"


def test_an_amount_may_bring_its_unit_with_it() -> None:
    book, sheet = form()
    for row in sheet.iter_rows(min_row=5, min_col=3):
        for cell in row:
            cell.number_format = '#,##0.00"元"'
    assert ("合计", "1,300,000.00元") in body(cells(book))


def test_what_stands_beside_a_form_is_no_column_of_it() -> None:
    book, sheet = form()
    sheet["G4"], sheet["G5"] = "校验", 0
    assert body(cells(book)) == BODY


def test_a_sheet_without_a_title_is_called_by_its_name() -> None:
    found = cells(office.one_sheet(FORM[1:], "2025年预算支出总表（不含上年")[0])
    assert (found[0].role, found[0].text) == ("title", "2025年预算支出总表")


def test_a_book_of_before_2007_shows_the_same() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row_no, row in enumerate(FORM):
        for column, value in enumerate(row):
            style = xlwt.easyxf(num_format_str="#,##0.00" if column > 1 else "General")
            if value is not None:
                sheet.write(row_no, column, value, style)
    sheet.write(len(FORM), 0, "合计")
    sheet.row(len(FORM)).hidden = True
    file = io.BytesIO()
    book.save(file)
    found = grids.cells(read(Path("book.xls"), file.getvalue()).lines)
    assert body(found) == BODY
    assert next(c.stored for c in found if c.text == "1,300,000.00") == "1300000"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xlsx", b"PK\x03\x04", "damaged"),
        ("a.xlsx", b"anything", "damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unsupported_format"),
        ("a.et", b"anything", "unsupported_format"),
        ("a.ofd", office.packed({"OFD.xml": "<OFD/>"}), "unsupported_format"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"),
            "encrypted",
        ),
    ],
)
def test_what_cannot_be_read_is_named(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as verdict:
        read(Path(name), data)
    assert verdict.value.reason == reason
    assert any(remedy in verdict.value.detail for remedy in ("fetch", "convert", "ask"))


def test_a_merged_range_of_billions_is_turned_away() -> None:
    parts = office.unpacked(office.saved(form()[0]))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"A1:E1", b"A1:XFD1048576")
    with pytest.raises(Unreadable, match="too_many_cells"):
        read(XLSX, office.packed(parts))


def test_entities_and_bombs_are_turned_away() -> None:
    parts = office.unpacked(office.saved(form()[0]))
    name = "xl/workbook.xml"
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(Unreadable, match="entities"):
        read(XLSX, office.packed({**parts, name: entity + parts[name]}))
    with pytest.raises(Unreadable, match="too_large"):
        read(XLSX, office.saved(form()[0]), Limits(unpacked_bytes=1_000))
