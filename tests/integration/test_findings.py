"""The findings and their pages, from real documents."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from typer.testing import CliRunner, Result

from flows.cli.app import app
from flows.report.findings import pages as findings_pages
from flows.report.findings.model import WITHHELD, Findings
from flows.run import check
from flows.settings import ROOT, Limits

SAMPLE = ROOT / "data" / "documents"
XIAOYI = "xiaoyi-2024-budget.txt"
XIAOHE = "xiaohe-2023-budget.txt"
NAME = "王" + "某某"
TELEPHONE = "139" + "0000" * 2  # never written out: the tests hold no such number


@pytest.fixture
def folder(sample_file: Path) -> Path:
    """The pages that the refresh of the sample wrote."""
    return sample_file.parent / "docs" / "findings"


@pytest.fixture
def names(sample: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The page of each document, by source path."""
    query = "SELECT source_path, document_id || '.html' FROM raw.document"
    return dict(sample.execute(query).fetchall())


def rows(page: str, line_no: int) -> list[list[str]]:
    """Return each print of a line: its cells with their markup."""
    found = re.findall(rf'<th scope="row">{line_no}</th>(.*?)</tr>', page, flags=re.DOTALL)
    return [re.findall(r"<td.*?</td>", row, flags=re.DOTALL) for row in found]


def test_every_document_has_its_page_and_the_index_lists_it(folder: Path, names) -> None:
    assert len(names) == len(list(SAMPLE.glob("*.txt")))
    indices = {path.name for path in folder.iterdir()} - set(names.values())
    assert {"index.html", "by-title.html"} <= indices
    for index in indices:
        text = (folder / index).read_text(encoding="utf-8")
        for source_path, page in names.items():
            assert f'href="{page}"' in text
            assert source_path in text


def test_the_pages_are_linked_with_the_data_docs(folder: Path, names) -> None:
    assert 'href="findings/index.html"' in (folder.parent / "index.html").read_text("utf-8")
    assert 'href="../index.html"' in (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="index.html"' in (folder / names[XIAOYI]).read_text(encoding="utf-8")


def test_the_pages_run_nothing_and_fetch_nothing(folder: Path) -> None:
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert not re.search(r"<script|https?:|url\(|@import|\bsrc=(?!\"data:)", text), path.name


def test_where_every_figure_is_confirmed_the_page_says_what_else_may_be_wrong(
    folder: Path, names
) -> None:
    for source_path, cause in (
        ("lanxian-2024-final-accounts.txt", "的各项中似漏述一项，其数为"),
        ("tunliu-2025-budget.txt", "各有别的关系佐证，所述百分比本身也可能有误"),
    ):
        assert cause in (folder / names[source_path]).read_text(encoding="utf-8")


def test_the_index_shows_most_violations_first(folder: Path, names) -> None:
    index = (folder / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r'<th scope="row"><a href="([^"]+)"', index)
    assert listed[0] == names[XIAOYI]
    assert sorted(listed) == sorted(names.values())
    assert 'aria-sort="descending"' in index


def test_both_blank_cells_of_form_8_are_marked_with_the_amount(folder: Path, names) -> None:
    page = (folder / names[XIAOYI]).read_text(encoding="utf-8")
    lines = (SAMPLE / XIAOYI).read_text(encoding="utf-8").split("\n")
    title = next(i for i, line in enumerate(lines) if re.match(r"2024年政府性基金预算支出表", line))
    line_no = next(i for i in range(title, len(lines)) if lines[i].startswith("合计\t")) + 1
    shown = rows(page, line_no)
    assert len(shown) == 2  # one in each of the two identities that fail
    for cells in shown:
        marked = [cell for cell in cells if "（空白）" in cell and "应为 275.58 万元" in cell]
        assert [cells.index(cell) for cell in marked] == [2, 4]  # 合计 and 项目支出
        assert sum("elsewhere" not in cell for cell in marked) == 1
    assert "政府性基金支出表合计等于政府性基金收入表合计" in page
    assert "−2,755,800.00" in page
    assert "注：本表无数据" in page


def test_the_rows_that_contradict_are_shown_as_printed(folder: Path, names) -> None:
    page = (folder / names[XIAOYI]).read_text(encoding="utf-8")
    lines = (SAMPLE / XIAOYI).read_text(encoding="utf-8").split("\n")
    line_no = next(i for i, line in enumerate(lines, 1) if line.startswith("合计\t\t275.58"))
    (cells,) = rows(page, line_no)
    assert [re.sub("<[^>]+>", "", cell) for cell in cells] == ["合计", "", "右275.58"]


def test_repaired_labels_stand_beside_the_printed_ones(folder: Path, names) -> None:
    page = (folder / names[XIAOHE]).read_text(encoding="utf-8")
    assert len(re.findall("读作", page)) == 11
    assert re.search(r"办公费</span> <ins>读作 商品和服务支出</ins>", page)
    assert '<th scope="colgroup" colspan="3" rowspan="1">2023年预算数</th>' in page
    assert "没有不符的勾稽关系" in page


class Checked(NamedTuple):
    """What `budget check` prints, and the findings and pages behind it."""

    printed: Result
    documents: list[Findings]
    folder: Path


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A document with a wrong amount, markup in a label and a handler in a row of a table."""
    folder = tmp_path_factory.mktemp("changed")
    text = (SAMPLE / "tunliu-2025-budget.txt").read_text(encoding="utf-8")
    for old, new in (
        ("2025年招商经费\t110.00", '2025年<script>alert(1)</script>招商"经费\t111.00'),
        ("2024年办公经费\t20.00", f"办公经费 项目负责人：{NAME} {TELEPHONE}\t20.00"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = folder / "changed.txt"
    path.write_text(text, encoding="utf-8")
    documents: list[Findings] = []

    def overheard(files: Sequence[Path]) -> tuple[list[check.Rejection], list[Findings]]:
        rejected, found = look(files)
        documents.extend(found)
        return rejected, found

    look = check.check
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "check", overheard)
        printed = CliRunner().invoke(app, ["check", str(path)])
    return Checked(printed, documents, findings_pages.render(documents, folder / "pages").parent)


def test_check_prints_the_findings_with_their_rows(changed: Checked) -> None:
    assert changed.printed.exit_code == 0, changed.printed.output
    assert ", 0 violated" not in changed.printed.stdout
    assert "→ 1100000.00 元 (100%)" in changed.printed.stdout


def test_printed_markup_is_escaped(changed: Checked) -> None:
    _, _, folder = changed
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
    assert not any("<script" in text for text in texts)
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;招商&#34;经费" in text for text in texts)


def test_the_changed_amount_is_marked(changed: Checked) -> None:
    _, (document,), folder = changed
    page = (folder / f"{document.document_id}.html").read_text(encoding="utf-8")
    (suspect,) = (suspect for suspect in document.suspects if suspect.suspect_kind == "cell")
    marked = [row[1] for row in rows(page, suspect.line_no)]
    assert len(marked) == suspect.explained_count == 3
    assert all("111.00" in cell and "应为 110.00 万元" in cell for cell in marked)


def test_handlers_are_on_no_page_and_in_no_finding(changed: Checked) -> None:
    _, documents, folder = changed
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir()] + [repr(documents)]
    assert not any(NAME in text or TELEPHONE in text for text in texts)
    assert any(WITHHELD in text for text in texts[:-1])


def test_what_a_refresh_would_not_read_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(Limits().largest_bytes + 1)
    ((name, reason, detail),), found = check.check([path])
    assert (name, reason, found) == ("large.txt", "too_large", [])
    assert "the limit is" in detail
