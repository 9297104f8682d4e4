"""Word files to blocks: the last edition of the text, as it is printed."""

from pathlib import Path

import pytest

from flows.read import Unreadable, grids, read
from tests.office_file import cell, letter, paragraph, run, table, texts

PATH = Path("letter.docx")


def lines(body: str, **parts: str) -> list[str]:
    named = {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
    return [line.text for line in read(PATH, letter(body, named)).lines]


def test_tracked_changes_are_accepted() -> None:
    changed = (
        f"<w:del>{run('999.00').replace('w:t', 'w:delText')}</w:del><w:ins>{run('130.00')}</w:ins>"
        f"<w:moveFrom>{run('1')}</w:moveFrom>{run('2', '<w:vanish/>')}{run('3', '<w:strike/>')}"
    )
    kept = [*texts("合计"), cell(paragraph(changed))]
    deleted = "<w:tr><w:trPr><w:del/></w:trPr>" + "".join(texts("合计", "888.00")) + "</w:tr>"
    body = table(kept).replace("</w:tbl>", f"{deleted}</w:tbl>")
    assert lines(body) == ["合计\t130.00"]


def test_the_mark_of_a_note_is_no_digit_of_its_figure() -> None:
    mark = run("1", '<w:vertAlign w:val="superscript"/>')
    assert lines(paragraph(run("130.00"), mark)) == ["130.00¹"]


def test_merged_cells_stand_over_their_columns() -> None:
    upper = [
        cell(paragraph(run("科目名称")), '<w:vMerge w:val="restart"/>'),
        cell(paragraph(run("2025年预算数")), '<w:gridSpan w:val="2"/>'),
    ]
    lower = [cell(paragraph(), "<w:vMerge/>"), *texts("合计", "基本支出")]
    body = table(upper, lower, texts("合计", "130.00", "30.00"))
    found = grids.cells(read(PATH, letter(body)).lines)
    assert [c.header_path for c in found if c.role == "body"] == [
        "科目名称",
        "2025年预算数 / 合计",
        "2025年预算数 / 基本支出",
    ]


def test_runs_breaks_and_paragraphs_of_a_cell_are_one_text() -> None:
    broken = paragraph(run("130."), "<w:r><w:br/></w:r>", run("00"))
    label = paragraph(run("一般公共")) + paragraph(run("服务支出"))
    assert lines(table([cell(label), cell(broken)])) == ["一般公共服务支出\t130.00"]


def test_tables_in_tables_content_controls_and_text_boxes_are_read_in_order() -> None:
    inner = paragraph(run("2025年预算支出总表")) + table(texts("合计", "130.00")) + paragraph()
    frame = table([cell(inner)])
    box = (
        '<mc:AlternateContent xmlns:mc="mc"><mc:Choice><w:txbxContent>'
        f"{paragraph(run('单位：万元'))}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        f"{paragraph(run('单位：万元'))}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
    )
    controlled = f"<w:sdt><w:sdtContent>{frame}</w:sdtContent></w:sdt>"
    assert lines(paragraph(f"<w:r>{box}</w:r>") + controlled) == [
        "单位：万元",
        "2025年预算支出总表",
        "合计\t130.00",
    ]


def test_a_footnote_stands_at_the_end_and_is_no_part_of_the_figure() -> None:
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = f'<w:footnotes {namespace}><w:footnote w:id="1">{paragraph(run("含上年结转"))}'
    body = table([*texts("合计"), cell(paragraph(run("130.00"), mark))])
    found = lines(body, word__footnotes=f"{notes}</w:footnote></w:footnotes>")
    assert found == ["合计\t130.00", "含上年结转"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (letter(table(texts("a", "b")))[:-40], "damaged"),
        (letter("", prolog='<!DOCTYPE x [<!ENTITY a "b">]>'), "damaged"),
        (
            letter(
                table([*texts("a"), cell(paragraph(run("b")), '<w:gridSpan w:val="999999999"/>')])
            ),
            "too_many_cells",
        ),
        (letter("<w:p>"), "damaged"),
    ],
)
def test_what_is_broken_or_built_to_harm_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as verdict:
        read(PATH, data)
    assert verdict.value.reason == reason
