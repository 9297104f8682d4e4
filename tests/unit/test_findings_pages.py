"""Pages from findings made by hand: what the sample does not hold."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.report.findings import pages as findings_pages
from flows.report.findings.model import (
    WITHHELD,
    Findings,
    Identity,
    Line,
    Repair,
    Suspect,
    Table,
    Unmapped,
)


def document(**changes) -> Findings:
    """A document with one contradiction between line 3 of a table and the sentence on line 9."""
    given = {
        "document_id": "d1",
        "source_path": "d1.txt",
        "title": "某单位2024年度部门预算公开",
        "sha256": "0" * 64,
        "unit": "某单位",
        "fiscal_year": "2024年",
        "phase": "年初预算",
        "status": "current",
        "identity_count": 1,
        "pass_count": 0,
        "rounding_count": 0,
        "violation_count": 1,
        "notice_count": 0,
        "not_evaluable_count": 0,
        "claim_count": 3,
        "matched_claim_count": 2,
        "suspect_cell_count": 0,
        "repaired_label_count": 0,
        "identities": [identity()],
        "tables": {1: Table("表1", "收支总表", 10_000, {1: ("项目",), 2: ("收入", "合计")})},
        "lines": {
            3: Line(3, "合计\t12.00", is_withheld=False, grid_no=1, cells={1: "合计", 2: "12.00"}),
            9: Line(9, "收入112.00万元，其中拨款12.00万元。", is_withheld=False),
        },
    }
    return Findings(**(given | changes))


def identity(**changes) -> Identity:
    given = {
        "identity_code": "narrative_amount|1",
        "rule_id": "narrative_amount",
        "severity": "law",
        "verdict": "violation",
        "sentence": "情况说明所述金额等于报表金额",
        "description": "情况说明所述金额等于报表金额：拨款",
        "form": "",
        "column_name": "",
        "measured_in": "yuan",
        "lhs_yuan": Decimal("120000.00"),
        "rhs_yuan": Decimal("130000.00"),
        "difference_yuan": Decimal("-10000.00"),
        "tolerance_yuan": Decimal("50.00"),
        "line_nos": [3, 9],
    }
    return Identity(**(given | changes))


def suspect(line_no: int, column_no: int, printed_amount: str, **changes) -> Suspect:
    given = {
        "suspect_kind": "cell",
        "line_no": line_no,
        "column_no": column_no,
        "printed_amount": printed_amount,
        "proposed_yuan": Decimal("130000.00"),
        "confidence": Decimal(1),
        "explained_count": 1,
        "broken_count": 0,
        "tie_count": 1,
        "rule_ids": ["narrative_amount"],
    }
    return Suspect(**(given | changes))


def page(folder: Path, *documents: Findings, name: str = "d1.html") -> str:
    findings_pages.render(documents, folder / "pages")
    return (folder / "pages" / name).read_text(encoding="utf-8")


def test_a_doubted_figure_of_a_sentence_is_marked_where_it_stands(tmp_path: Path) -> None:
    text = page(tmp_path, document(suspects=[suspect(9, 4, "12.00")]))
    assert "收入112.00万元，其中拨款<mark>12.00</mark>〔" in text
    assert re.search("〔[^〕]*应为 13.00 万元[^〕]*〕万元。", text)


def test_of_a_figure_printed_twice_in_a_sentence_the_doubted_one_is_marked(tmp_path: Path) -> None:
    lines = document().lines | {9: Line(9, "甲5.00万元，乙5.00万元。", is_withheld=False)}
    second = suspect(9, 4, "5.00", suspect_kind="sentence", prints_before=1)
    text = page(tmp_path, document(lines=lines, suspects=[second]))
    assert "甲5.00万元，乙<mark>5.00</mark>" in text


def test_a_missing_row_is_named_below_its_parent(tmp_path: Path) -> None:
    text = page(tmp_path, document(suspects=[suspect(3, 2, "", suspect_kind="missing_row")]))
    assert re.search("本行存疑：[^。]*其下漏一行 13.00 万元", text)
    assert "之下似漏印一行" in text
    assert "12.00</td>" in text


def test_a_wrong_unit_of_money_explains_whatever_touches_its_table(tmp_path: Path) -> None:
    wrong = suspect(2, 2, "1200.00", suspect_kind="unit_of_money")
    lines = document().lines | {2: Line(2, "甲", is_withheld=False, grid_no=1)}
    text = page(tmp_path, document(suspects=[wrong], lines=lines))
    assert "整张表的金额单位似乎有误：第 2 行" in text


def test_a_doubted_cell_is_found_by_its_text_where_its_column_moved(tmp_path: Path) -> None:
    text = page(tmp_path, document(suspects=[suspect(3, 5, "12.00")]))
    (cell,) = re.findall(r'<td class="[^"]*suspect[^"]*">.*?</td>', text, re.DOTALL)
    assert "12.00" in cell
    assert "应为 13.00 万元" in cell


def test_a_doubted_figure_without_a_cell_marks_its_row(tmp_path: Path) -> None:
    text = page(tmp_path, document(suspects=[suspect(3, 5, "")]))
    (row,) = re.findall(r"<td[^>]*>本行存疑.*?</td>", text, re.DOTALL)
    assert "应为 13.00 万元" in row


def test_ties_are_reported_as_ties(tmp_path: Path) -> None:
    tied = [suspect(3, 2, "12.00", tie_count=2), suspect(9, 4, "112.00", tie_count=2)]
    text = page(tmp_path, document(suspects=tied))
    assert text.count("或应为 13.00 万元") == 2
    assert "单凭算术不能取舍" in text
    assert "2 处并列" in text


def test_a_withheld_row_shows_none_of_its_cells(tmp_path: Path) -> None:
    lines = document().lines | {3: Line(3, WITHHELD, is_withheld=True, grid_no=1)}
    text = page(tmp_path, document(lines=lines, suspects=[suspect(3, 2, "12.00")]))
    assert f'<td class="soft" colspan="2">{WITHHELD}</td>' in text


def test_counts_are_not_shown_as_money(tmp_path: Path) -> None:
    counted = identity(measured_in="piece", lhs_yuan=Decimal(3), rhs_yuan=Decimal(4))
    text = page(tmp_path, document(identities=[counted]))
    equation = re.findall('<table class="equation">(.*?)</table>', text, re.DOTALL)[0]
    assert "数量" in equation
    assert "元" not in equation


def test_notices_stand_behind_violations_and_alone(tmp_path: Path) -> None:
    notice = identity(severity="notice", sentence="通常成立的关系", description="通常成立的关系")
    both = page(tmp_path, document(identities=[identity(), notice], notice_count=1))
    assert 0 < both.index('id="violations"') < both.index('id="notices"')
    alone = page(tmp_path, document(identities=[notice], violation_count=0, notice_count=1))
    assert "没有不符的勾稽关系" in alone
    assert "通常成立的关系" in alone


def test_long_tables_show_totals_first_and_fold_the_rest(tmp_path: Path) -> None:
    line_nos = [*range(10, 30), 31]
    lines = {
        line_no: Line(
            line_no, "", is_withheld=False, grid_no=1, cells={1: f"项{line_no}", 2: "1.00"}
        )
        for line_no in line_nos
    }
    summed = identity(
        line_nos=line_nos, places={"lhs": [(10, 2)], "rhs": [(n, 2) for n in line_nos[1:]]}
    )
    text = page(tmp_path, document(identities=[summed], lines=lines))
    assert "表1 第 11–29、31 行" in text
    before, folded = text.split("<summary>其余 20 行（第 11–29、31 行）</summary>")
    assert "项10" in before
    assert "项11" not in before
    assert "项31" in folded


@pytest.mark.parametrize(("status", "word"), [("superseded", "已被取代"), ("withdrawn", "已撤下")])
def test_former_documents_are_listed_without_a_page(tmp_path: Path, status: str, word: str) -> None:
    old = document(document_id="d0", title="旧版", source_path="old.txt", status=status)
    index = page(tmp_path, document(), old, name="index.html")
    assert "旧版" in index
    assert f"old.txt：{word}，" in index
    assert 'href="d0.html"' not in index
    assert not (tmp_path / "pages" / "d0.html").exists()


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("index.html", ["d2", "d1", "d3"]),
        ("by-repairs.html", ["d3", "d2", "d1"]),
        ("by-title.html", ["d3", "d1", "d2"]),
    ],
)
def test_each_index_has_its_order(tmp_path: Path, name: str, order: list[str]) -> None:
    documents = [
        document(document_id="d1", title="丙", violation_count=1),
        document(document_id="d2", title="乙", violation_count=3),
        document(
            document_id="d3",
            title="一",
            violation_count=0,
            repaired_label_count=1,
        ),
    ]
    index = page(tmp_path, *documents, name=name)
    assert re.findall(r'<th scope="row"><a href="(\w+)\.html"', index) == order


class _Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag}.{name}" for name, _ in attrs)}


def hostile_document(text: str) -> Findings:
    return document(
        source_path=text,
        title=text,
        unit=text,
        identities=[
            identity(sentence=text, description=f"{text}：{text}", form=text, column_name=text),
            identity(verdict="rounding", sentence=text),
        ],
        suspects=[suspect(3, 2, text), suspect(9, 1, text)],
        repairs=[Repair(3, text, text, text)],
        unmapped=[Unmapped(text, text, 1, 3)],
        tables={1: Table(text, text, 1, {1: (text,), 2: (text, text)}, [text])},
        lines={
            3: Line(3, text, is_withheld=False, grid_no=1, cells={1: text, 2: text}),
            9: Line(9, f"a{text}b", is_withheld=False),
        },
    )


def tags(folder: Path, text: str) -> list[set[str]]:
    """Return the tags of the two pages about a document that prints a text wherever it can."""
    page(folder, hostile_document(text))
    written = [folder / "pages" / name for name in ("d1.html", "index.html")]
    return [_Tags(path.read_text(encoding="utf-8")).found for path in written]


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    return tags(tmp_path_factory.mktemp("harmless"), "汉字")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="<>&\"'/= {}%#!-abp汉", min_size=1, max_size=12))
def test_no_printed_text_becomes_markup(
    tmp_path: Path, harmless: list[set[str]], text: str
) -> None:
    for found, allowed in zip(tags(tmp_path, text), harmless, strict=True):
        assert found <= allowed
