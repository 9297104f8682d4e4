"""The pages say what `bi` says, each figure leads to the line that prints it, nothing is asked."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest

from flows.report.findings.model import WITHHELD
from flows.report.findings.wording import wan
from flows.report.metrics import Metric, metrics
from flows.report.site import pages
from flows.settings import ROOT
from flows.validate import privacy

HOSTILE = "</script><script>alert(1)</script><!-- &amp; \" ' 一"
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
KINDS = ("unit", "place", "subject", "project", "document")


class Outline(HTMLParser):
    """Elements with their attributes; what is linked, what can be linked to, rows of tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.rows: dict[str, str] = {}
        self.cells: dict[str, str] = {}
        self.figures: list[tuple[str, list[str]]] = []  # text of a cell, where it leads
        self._row = self._cell = ""
        self._is_figure = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.elements.append((tag, names))
        self.ids |= {names["id"] or ""} if "id" in names else set()
        if tag == "tr":
            self._row = names.get("id") or ""
        if tag in ("td", "th"):
            self._cell = names.get("id") or ""
            self._is_figure = tag == "td" and names.get("class") == "n"
            if self._is_figure:
                self.figures.append(("", []))
        if tag == "a":
            self.links.append(names.get("href") or "")
            if self._is_figure:
                self.figures[-1][1].append(names.get("href") or "")

    def handle_data(self, data: str) -> None:
        if self._row:
            self.rows[self._row] = self.rows.get(self._row, "") + f" {data.strip()}"
        if self._cell:
            self.cells[self._cell] = self.cells.get(self._cell, "") + data
        if self._is_figure:
            self.figures[-1] = self.figures[-1][0] + data.strip(), self.figures[-1][1]


@cache
def outline(page: Path) -> Outline:
    return Outline(page.read_text(encoding="utf-8"))


@pytest.fixture
def site(warehouse_file: Path) -> Path:
    """The pages that the refresh has published, by their link."""
    return warehouse_file.parent / "site"


@pytest.fixture
def copy(sample_file: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the sample that can be changed."""
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        yield connection


def render(connection: duckdb.DuckDBPyConnection, folder: Path, **others: object) -> Path:
    about = pages.About((), "v", datetime(2026, 1, 1, tzinfo=UTC), "https://errors.test/")
    pages.render(connection, folder / "site", about, **others)
    return folder / "site"


def as_table(
    connection: duckdb.DuckDBPyConnection, view: str, columns: str = "*", more: str = ""
) -> None:
    """Put a table of what is selected from a view in its place."""
    connection.execute(f"CREATE TABLE bi.held AS SELECT {columns} FROM bi.{view}{more}")
    connection.execute(f"DROP VIEW bi.{view}; ALTER TABLE bi.held RENAME TO {view}")


def unit_page(site: Path, name: str) -> Path:
    """Return the page of the unit whose name begins so."""
    units = json.loads((site / "data/units.js").read_text(encoding="utf-8").split("=", 2)[2][:-2])
    (key,) = (key for key, unit, _ in units if unit.startswith(name))
    return site / f"unit/{key}.html"


def test_a_unit_shows_its_totals_as_printed_and_the_sum_where_it_differs(
    site: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = warehouse.execute(
        "SELECT 单位, 支出_元, 公布支出合计_元, 基本支出_元, 公布基本支出合计_元 FROM bi.各单位收支"
    ).fetchall()
    assert len(found) == 5
    for unit, spent, printed, basic, printed_basic in found:
        texts = [text for text, _ in outline(unit_page(site, unit)).figures[:7]]
        for text, amount, whole in (
            (texts[2], spent, printed),
            (texts[3], basic, printed_basic),
        ):
            beside = "" if amount == whole else f"明细之和{wan(amount)}"
            assert text == f"{wan(whole)}{beside}", unit


@pytest.mark.parametrize(
    ("unit", "table", "figure", "label"),
    [
        ("岚县", "subjects", "51.06明细之和51.05", "社会保障和就业支出"),
        ("岚县", "economic", "20.33明细之和20.34", "商品和服务支出"),
        ("岚县", "funds", "9,791.22明细之和9,791.21", "一般公共预算财政拨款收入"),
        ("岚县", "funds", "0.47", "年初结转"),
        ("岚县", "totals", "0.47", "年初结转"),
        ("山西", "totals", "10,773.00", "合计"),
        ("兴县", "funds", "24,481.58明细之和24,481.59", "本年支出合计"),
        ("山西", "funds", "99,766.59", "本年支出合计"),
        ("山西", "three", "26.65", "合计"),
    ],
)
def test_a_part_is_shown_as_printed_and_leads_to_its_own_line(
    site: Path, unit: str, table: str, figure: str, label: str
) -> None:
    """A class, a fund and all of 三公, not to the lines that they hold."""
    page = unit_page(site, unit)
    after = page.read_text(encoding="utf-8").partition(f'<h2 id="{table}"')[2]
    links = [
        [link for link in found if "/document/" in link]
        for text, found in Outline(after.partition("<h2")[0]).figures
        if text == figure
    ]
    assert links and all(len(found) == 1 for found in links)
    target, _, line = links[0][0].partition("#")
    assert label in outline((page.parent / target).resolve()).rows[line.partition("C")[0]]


def test_final_accounts_are_compared_as_they_are_printed(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """No unit of the sample publishes both: 岚县 with a budget of 50 for its class 208."""
    as_table(
        copy,
        "预算与决算对照",
        "* REPLACE ('预算与决算' AS 公开情况, 500000.00::DECIMAL(18, 2) AS 年初预算_元)",
        " WHERE starts_with(单位, '岚县') AND 类编码 = '208'",
    )
    page = unit_page(render(copy, tmp_path), "岚县")
    after = page.read_text(encoding="utf-8").partition('<h2 id="compared"')[2]
    figures = Outline(after.partition("<h2")[0]).figures
    assert [text for text, _ in figures[:3]] == ["50.00", "51.06明细之和51.05", "1.06"]
    target, _, place = figures[1][1][0].partition("#")
    line = place.partition("C")[0]
    assert "社会保障和就业支出" in outline((page.parent / target).resolve()).rows[line]


def test_every_figure_leads_to_the_line_that_prints_it(site: Path) -> None:
    """To its cell; the parts of a sum, if it is printed nowhere, add up to it on their lines."""
    seen = in_cells = 0
    for page in (*site.glob("unit/*.html"), *site.glob("subject/*.html")):
        for text, links in outline(page).figures:
            found = [link for link in links if "/document/" in link]
            if len(found) != 1 or not re.fullmatch(r"[\d,.−]+", text.partition("明细")[0]):
                continue
            target = (page.parent / found[0].partition("#")[0]).resolve()
            fragment, _, column = found[0].partition("#")[2].partition("C")
            line = outline(target).rows[fragment]
            if column:
                line = outline(target).cells[f"{fragment}C{column}"]
                in_cells += 1
            amount = Decimal(text.partition("明细")[0].replace(",", "").replace("−", ""))
            printed = [
                Decimal(number.replace(",", ""))
                for number in re.findall(r"\d[\d,]*(?:\.\d+)?", line.replace(". ", "."))
            ]
            parts = [a + b for i, a in enumerate(printed) for b in printed[i + 1 :]]
            if amount == 0 and re.search("相同|持平|一致", line):
                continue  # a zero that no digit prints
            assert {amount, amount * 10_000} & {*printed, *parts}, (page.name, text, line)
            seen += 1
    assert seen > 200
    assert in_cells > 0.6 * seen  # a form of targets leads to its line


def test_no_link_is_dead(site: Path) -> None:
    home = site.resolve()
    seen = 0
    for page in home.rglob("*.html"):
        for link in outline(page).links:
            address, _, fragment = link.partition("#")
            target = (page.parent / unquote(address)).resolve() if address else page
            assert target.is_file(), (page.name, link)
            if fragment and target.is_relative_to(home) and target.name != "compare.html":
                assert unquote(fragment) in outline(target).ids, (page.name, link)
            seen += 1
    assert seen > 3_000


def test_every_document_leads_to_its_findings(
    site: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    for document_id, violations in warehouse.execute(
        "SELECT document_id, violation_count FROM quality.rpt_document_scorecard"
    ).fetchall():
        page = site / f"document/{document_id}.html"
        assert f"../../docs/findings/{document_id}.html" in outline(page).links
        assert f"不符</a> {violations} 项" in page.read_text(encoding="utf-8")
        assert (site / f"../docs/findings/{document_id}.html").is_file()


def test_a_line_names_the_checks_that_it_took_part_in(
    site: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """孝义 prints a revenue of government funds in line 267 and no spending in line 279."""
    (document_id,) = warehouse.execute(
        "SELECT document_id FROM raw.document WHERE source_path = 'xiaoyi-2024-budget.txt'"
    ).fetchone() or ("",)
    rule = "政府性基金支出表合计等于政府性基金收入表合计"
    (lines,) = warehouse.execute(
        "SELECT 行号 FROM bi.勾稽问题 WHERE 规则 = $1 AND 严重程度 = '矛盾'", [rule]
    ).fetchone() or ([],)
    for line in lines:
        page = site / f"document/{document_id}-{line // 200 + 1}.html"
        found = outline(page)
        assert "✕" in found.rows[f"L{line}"]
        (check,) = (text for name, text in found.rows.items() if name[0] == "K" and rule in text)
        assert "✕ 不符" in check
        assert all(str(other) in check for other in lines)
    assert "？" in found.rows[f"L{lines[-1]}"]  # and is in doubt


def test_the_pages_ask_nobody_for_anything(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "@import" not in text
        assert "url(" not in text
        found = Outline(text).elements
        assert not {"iframe", "object", "embed", "base", "form", "style", "img"} & {
            tag for tag, _ in found
        }
        for tag, names in found:
            assert not [name for name in names if name.startswith("on")]
            for asked in (names.get("src"), names.get("href") if tag == "link" else None):
                assert asked is None or asked == "data:," or not re.match(r"\w+:|/", asked)
            if tag == "a":
                assert not re.match(r"\w+:|/", names.get("href") or "")
        (policy,) = (names["content"] for _, names in found if "http-equiv" in names)
        assert policy == POLICY
        assert not [1 for tag, names in found if tag == "script" and "src" not in names]
    for script in site.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for way in ("outerHTML", "insertAdjacent", "document.write", "eval(", "fetch("):
            assert way not in text
        assert not re.search(r"innerHTML\s*=", text)


def test_pages_are_small(site: Path) -> None:
    sizes = {page.name: page.stat().st_size for page in site.rglob("*.html")}
    assert max(sizes.values()) <= pages.LARGEST, max(sizes, key=lambda name: sizes[name])
    assert {page.parent.name for page in site.rglob("*.html")} >= set(KINDS)


def test_text_is_text_wherever_it_stands(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    quoted = HOSTILE.replace("'", "''")
    copy.execute(f"UPDATE marts.dim_project SET name = '{quoted}' WHERE project_key > 0")
    copy.execute(f"UPDATE marts.dim_document SET title = '{quoted}' WHERE document_key > 0")
    copy.execute(f"UPDATE marts.dim_unit SET name = '{quoted}' WHERE unit_key > 0")
    as_table(copy, "项目支出", f"* REPLACE ('{quoted}' AS 项目)")
    copy.execute(f"COMMENT ON COLUMN bi.项目支出.项目 IS '{quoted}'")
    about = pages.About([Metric(HOSTILE, HOSTILE, HOSTILE)], HOSTILE)
    pages.render(copy, tmp_path / "site", about)
    for page in (tmp_path / "site").rglob("*.html"):
        assert not [1 for tag, names in outline(page).elements if tag == "script" and not names]
    hostile = [
        page for page in (tmp_path / "site").rglob("*.html") if "alert(1)" in page.read_text()
    ]
    assert len(hostile) > 20


@pytest.mark.parametrize("amount", ["138001380.00", "138" + "00138000.00", "138" + "00138000.13"])
def test_no_amount_looks_like_a_telephone_number(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path, amount: str
) -> None:
    as_table(copy, "项目支出", f"* REPLACE ({amount}::DECIMAL(18, 2) AS 金额_元)")
    site = render(copy, tmp_path)
    names = [page.relative_to(site).as_posix() for page in site.rglob("*.*") if page.is_file()]
    assert privacy.check_pages(copy, site, names=names) > 100


def test_a_handler_on_a_page_is_found(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    copy.execute(
        "CREATE OR REPLACE TABLE raw.personal_data AS "
        "SELECT document_id, 1 AS line_no, '某甲乙' AS text, 'name' AS kind, true AS is_certain "
        "FROM raw.document LIMIT 1"
    )
    as_table(copy, "文字所述增减", "* REPLACE ('某甲乙' AS 事项)")
    as_table(copy, "三公经费_明细", "* REPLACE ('某甲乙' AS 项目)")
    site = render(copy, tmp_path)
    with pytest.raises(privacy.PersonalDataExposed, match=r"unit/.*\.html"):
        privacy.check_pages(copy, site)
    with pytest.raises(privacy.PersonalDataExposed, match=r"data/three\.js"):
        privacy.check_pages(copy, site, names=["data/three.js"])


def test_a_line_that_names_a_person_is_withheld(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Also where it is not the line that was found to name one, and where it prints a number."""
    (document_id, line_no) = copy.execute(
        "SELECT document_id, line_no FROM raw.cell JOIN raw.document USING (document_id) "
        "WHERE source_path = 'tunliu-2025-budget.txt' AND role = 'body' AND text = '事业运行'"
    ).fetchone() or ("", 0)
    copy.execute(
        "UPDATE raw.cell SET text = CASE line_no WHEN $2 THEN '某甲乙' ELSE '138' || '00138000' END"
        " WHERE document_id = $1 AND line_no IN ($2, $2 + 1) AND column_kind = 'label'",
        [document_id, line_no],
    )
    copy.execute(
        "CREATE OR REPLACE TABLE raw.personal_data AS "
        "SELECT $1 AS document_id, 1 AS line_no, '某甲乙' AS text, 'name' AS kind, "
        "true AS is_certain",
        [document_id],
    )
    site = render(copy, tmp_path)
    rows = outline(site / f"document/{document_id}-{line_no // 200 + 1}.html").rows
    assert WITHHELD in rows[f"L{line_no}"]
    assert "2010350" not in rows[f"L{line_no}"]
    assert privacy.check_pages(copy, site) > 100


def test_only_what_has_changed_is_written(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = render(copy, tmp_path / "a")
    again = tmp_path / "b" / "site"
    about = pages.About((), "w", datetime(2026, 1, 2, tzinfo=UTC), "https://errors.test/")
    assert pages.render(copy, again, about, earlier=first, touched=()) == ["data/about.js"]
    files = {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert files == {path.relative_to(first) for path in first.rglob("*") if path.is_file()}
    assert all((again / name).stat().st_nlink == 2 for name in files if name.suffix == ".html")

    as_table(
        copy,
        "公布小计对照",
        "* REPLACE (if(starts_with(单位, '兴县') AND 分类 = '“三公”经费', 公布_元 + 1, 公布_元) "
        "AS 公布_元)",
    )
    written = pages.render(copy, tmp_path / "c" / "site", about, earlier=again, touched=())
    page = unit_page(first, "兴县").relative_to(first).as_posix()
    assert {*written} - {"data.html"} == {"data/three.js", page}  # a table has no comments
    document_id = first.glob("document/*-1.html").__next__().stem[:16]
    written = pages.render(copy, again, about, earlier=tmp_path / "c/site", touched=[document_id])
    assert not written  # read anew, and the same


def test_a_unit_of_many_projects_has_a_page_of_bounded_size(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    named = "* EXCLUDE (i) REPLACE (concat(项目, i) AS 项目)"
    as_table(copy, "项目支出", named, ", range(40) AS copy (i)")
    page = unit_page(render(copy, tmp_path), "孝义")
    assert page.stat().st_size <= pages.LARGEST
    assert "只列金额最大的 250 行" in page.read_text(encoding="utf-8")


def test_an_empty_warehouse_has_pages(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for view in ("各单位收支", "支出_按科目_明细", "三公经费_明细", "文件评分", "项目支出"):
        as_table(copy, view, more=" LIMIT 0")
    copy.execute("DELETE FROM marts.dim_document WHERE document_key > 0")
    site = render(copy, tmp_path)
    assert {page.stem for page in site.glob("*.html")} >= {"index", "places", "data", "compare"}
    assert not [*site.glob("unit/*")]


def test_the_data_page_lists_every_view_column_and_metric(
    site: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    text = (site / "data.html").read_text(encoding="utf-8")
    for view, column in warehouse.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'bi'"
    ).fetchall():
        assert f"<code>bi.{view}</code>" in text
        assert f"<dt>{column}</dt>" in text
    method = (site / "method.html").read_text(encoding="utf-8")
    labels = [metric.label for metric in metrics(ROOT / "dbt_project")]
    assert labels == [
        *("支出合计", "基本支出", "项目支出", "三公经费", "结转率", "执行率", "人员经费占比"),
    ]
    assert all(f"<dt>{label} <code>" in method for label in labels)


def test_no_amount_of_three_public_is_one_of_four_answers(site: Path) -> None:
    """孝义 publishes an empty form and says zero."""
    page = unit_page(site, "孝义").read_text(encoding="utf-8")
    three = page[page.index('id="three"') : page.index('id="projects"')]
    assert '<span class="state s0">公布为零</span>' in three


def test_every_query_on_a_page_can_be_asked(
    site: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    queries = {
        query.replace("&#39;", "'")
        for page in (*site.glob("*.html"), *(next(site.glob(f"{kind}/*.html")) for kind in KINDS))
        for query in re.findall(
            r"<code>budget sql &#34;(.*?)&#34;</code>|<code>budget sql \"(.*?)\"</code>",
            page.read_text(encoding="utf-8"),
        )
        for query in query
        if query
    }
    assert len(queries) > 10
    for query in queries:
        warehouse.execute(query).fetchall()
