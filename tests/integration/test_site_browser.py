"""A reader clicks through the site, with a mouse, with a keyboard, on a phone."""

import base64
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import browser
import duckdb
import openpyxl
import pytest

from flows.report.findings.wording import wan
from flows.report.site import pages
from tests import pdf_original

#: A page of every kind.
KINDS = (
    *("index.html", "places.html", "subjects.html", "findings.html", "method.html", "data.html"),
    *("search.html#q=公路", "compare.html", "place/*.html", "unit/*.html", "subject/212.html"),
    *("project/*.html", "document/*-1.html", "document/????????????????.html"),
)


@pytest.fixture(scope="module")
def tab() -> Iterator[browser.Page]:
    if browser.program() is None:
        pytest.skip("no Chromium on this machine (CHROMIUM names one)")
    with browser.browser() as page:
        yield page


@pytest.fixture
def site(sample_file: Path) -> Path:
    return sample_file.parent / "site"


@pytest.fixture
def opened(tab: browser.Page, site: Path) -> Iterator[browser.Page]:
    """The front page, by its link; whatever happens, nothing fails and nobody else is asked."""
    tab.asked.clear()
    tab.faults.clear()
    tab.open((site / "index.html").as_uri())
    yield tab
    assert tab.faults == []
    assert [it for it in tab.asked if not it.startswith(("file:", "about:", "data:,"))] == []


def text(page: browser.Page, selector: str) -> str:
    found: str = page.run(f"document.querySelector({json.dumps(selector)}).innerText")
    return found


def texts(page: browser.Page, selector: str) -> list[str]:
    found: list[str] = page.run(
        f"[...document.querySelectorAll({json.dumps(selector)})].map((it) => it.innerText)"
    )
    return found


def follow(page: browser.Page, selector: str) -> None:
    """Open what a link leads to, as a click does, and wait for it."""
    page.open(page.run(f"document.querySelector({json.dumps(selector)}).href"))


def until(page: browser.Page, condition: str) -> None:
    """Wait until an expression holds in the page: it loads its data by itself."""
    page.run(
        f"new Promise((done) => {{ const look = () => ({condition}) ? done()"
        " : requestAnimationFrame(look); look(); })"
    )


def find(page: browser.Page, words: str) -> None:
    page.click("#find")
    page.call("Input.insertText", text=words)
    until(page, "document.querySelector('.results p')")


def unit_key(site: Path, name: str) -> str:
    units = json.loads((site / "data/units.js").read_text(encoding="utf-8").split("=", 2)[2][:-2])
    found: str = next(key for key, unit, _ in units if unit.startswith(name))
    return found


def test_from_a_name_to_the_printed_line_and_its_citation(
    opened: browser.Page, sample: duckdb.DuckDBPyConnection
) -> None:
    find(opened, "屯留 管理")
    follow(opened, ".results a")
    assert "屯留经济技术开发区管理委员会" in text(opened, "h1")
    (printed,) = sample.execute(
        "SELECT 公布支出合计_元 FROM bi.各单位收支 WHERE 单位 LIKE '屯留%'"
    ).fetchone() or (0,)
    cell = "td:nth-of-type(3) a"
    assert text(opened, cell) == wan(printed)
    follow(opened, cell)
    line = opened.run("document.querySelector(':target').innerText")
    assert wan(printed).replace(",", "") in line
    sentence = text(opened, "#cited .sentence")
    assert sentence.startswith("《屯留经济技术开发区管理委员会2025年度部门预算公开》第 ")
    assert wan(printed).replace(",", "") in sentence
    assert opened.run("location.href") in sentence
    opened.run("location.hash = ''")
    opened.settle()
    assert opened.run("document.getElementById('cited').hidden")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_cited_cell_is_outlined_on_the_page_of_the_original(
    opened: browser.Page, sample_file: Path, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        original = pdf_original.as_pdf(connection, tmp_path)
        pages.render(connection, tmp_path / "site", originals=pages.Originals(original, "all"))
    (document_id,) = original
    lines = (tmp_path / "site" / "document" / f"{document_id}-1.html").as_uri()
    opened.open(f"{lines}#L154C5", width=width)
    until(opened, "document.querySelector('#cited img').complete")
    picture, cell, view = (
        opened.run(
            f"(() => {{ const it = document.querySelector('#cited {part}').getBoundingClientRect();"
            " return [it.left, it.top, it.right, it.bottom]; })()"
        )
        for part in ("img", ".cell", ".scroll")
    )
    # the fifth of five columns of 100 points, two of room on either side
    share = (picture[2] - picture[0]) / 504
    assert abs(cell[0] - picture[0] - 402 * share) < 5
    assert abs(cell[2] - picture[0] - 502 * share) < 5
    assert view[1] <= cell[1] < cell[3] <= view[3]  # scrolled to
    assert text(opened, "#cited .sentence").count("其中 2209.02")
    opened.click("#cited .close")
    assert opened.run("document.getElementById('cited').hidden")


def test_search_finds_projects_terms_and_subjects_but_only_what_is_asked(
    opened: browser.Page, site: Path, sample: duckdb.DuckDBPyConnection
) -> None:
    opened.open((site / "search.html").as_uri())
    find(opened, "公路")
    expected = sample.execute(
        "SELECT DISTINCT 项目 FROM bi.项目支出 WHERE 项目 LIKE '%公路%'"
    ).fetchall()
    opened.click("#kind-subject")
    opened.settle()
    assert sorted(texts(opened, ".results a")) == sorted(name for (name,) in expected)
    assert len(expected) > 2
    assert (
        opened.run("decodeURIComponent(location.hash)") == "#q=公路&k=unit,place,project,term,line"
    )
    opened.open(f"{(site / 'search.html').as_uri()}#q=预留机动经费")
    until(opened, "document.querySelector('.results a')")
    follow(opened, ".results a")
    assert "没有指定用途" in opened.run("document.querySelector(':target').innerText")


def test_search_looks_into_sentences_by_year_and_kind(
    opened: browser.Page, site: Path, sample: duckdb.DuckDBPyConnection
) -> None:
    """The address says what is asked; a sentence leads to its line."""
    (document_id, line_no, year) = sample.execute(
        "SELECT document_id, 行, 年度 FROM bi.文字所述预算 "
        "JOIN raw.document ON 文件路径 = source_path "
        "WHERE starts_with(单位, '岚县') AND 事项 = '农林水支出'"
    ).fetchone() or ("", 0, 0)
    opened.open(f"{(site / 'search.html').as_uri()}#q=农林水 决算&k=line&y={year}")
    until(opened, "document.querySelector('.results p')")
    links = opened.run("[...document.querySelectorAll('.results a')].map((it) => it.href)")
    assert any(it.endswith(f"{document_id}-{line_no // 200 + 1}.html#L{line_no}") for it in links)
    assert {"农林水", "决算"} <= set(texts(opened, ".results mark"))
    follow(opened, f".results a[href$='#L{line_no}']")
    assert "农林水" in opened.run("document.querySelector(':target').innerText")
    opened.open(f"{(site / 'search.html').as_uri()}#q=农林水 决算&k=line&y={year - 1}")
    until(opened, "document.querySelector('.results p')")
    assert f"#L{line_no}" not in opened.run("document.querySelector('.results').innerHTML")
    # a figure without its commas
    opened.open(f"{(site / 'search.html').as_uri()}#q=24556.69")
    until(opened, "document.querySelector('.results p')")
    assert any("24,556.69" in it for it in texts(opened, ".results a"))


def test_units_are_compared_under_an_address_that_says_what(
    opened: browser.Page, site: Path, sample: duckdb.DuckDBPyConnection
) -> None:
    keys = [unit_key(site, name) for name in ("兴县", "山西转型")]
    opened.open(f"{(site / 'compare.html').as_uri()}#u={','.join(keys)}&k=subjects")
    until(opened, "document.querySelector('#compared td')")
    opened.run(
        "(() => { const it = document.getElementById('item'); it.value = '212 城乡社区支出';"
        " it.dispatchEvent(new Event('change')); })()"
    )
    until(opened, "document.title.includes('212')")
    assert "i=212" in opened.run("decodeURIComponent(location.hash)")
    spent = dict(
        sample.execute(
            "SELECT left(单位, 2), sum(金额_元) FROM bi.支出_按科目 "
            "WHERE 类编码 = '212' AND 年度 = 2023 GROUP BY ALL"
        ).fetchall()
    )
    shown = [it.split("\n")[0] for it in texts(opened, "#compared tbody td")]
    assert shown == [wan(spent[unit]) if unit in spent else "—" for unit in ("兴县", "山西")]
    assert "占 " in text(opened, "#compared")
    opened.click("#chosen button")
    opened.settle()
    assert opened.run("new URLSearchParams(location.hash.slice(1)).get('u')") == keys[1]


def test_a_table_is_taken_along_as_csv_and_xlsx(opened: browser.Page, site: Path) -> None:
    opened.open((site / f"unit/{unit_key(site, '孝义')}.html").as_uri())
    # what would be stored is looked at instead
    opened.run(
        "window.taken = []; URL.createObjectURL = (blob) => { taken.push(blob); return '#'; };"
        " HTMLAnchorElement.prototype.click = function () { taken.push(this.download); }"
    )
    for button in (1, 2):
        opened.click(f"#subjects ~ figure .take button:nth-child({button})")
    taken = opened.run(
        "Promise.all(taken.map(async (it) => (typeof it === 'string' ? it"
        " : btoa(String.fromCharCode(...new Uint8Array(await it.arrayBuffer()))))))"
    )
    assert taken[1::2] == [
        f"孝义经济开发区管理委员会 支出，按科目.{kind}" for kind in ("csv", "xlsx")
    ]
    table = base64.b64decode(taken[0]).decode("utf-8-sig").splitlines()
    assert table[0] == "编码,名称,2024 年初预算,出处"
    assert any(re.match(r"212,城乡社区支出,11852\.48,file:", row) for row in table)
    assert "单位：万元" in table[-1]
    book = io.BytesIO(base64.b64decode(taken[2]))
    assert zipfile.ZipFile(book).testzip() is None
    rows = list(openpyxl.load_workbook(book).active.values)
    assert rows[0][:3] == ("编码", "名称", "2024 年初预算")
    amounts = {row[0]: row[2] for row in rows}
    assert Decimal(str(amounts["212"])) == Decimal("11852.48")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_cut_off(opened: browser.Page, site: Path, kind: str, width: int) -> None:
    name, _, fragment = kind.partition("#")
    page = next(iter(sorted(site.glob(name))))
    opened.open(f"{page.as_uri()}{'#' if fragment else ''}{fragment}", width=width, height=844)
    assert opened.run("document.documentElement.scrollWidth") <= width
    assert len(text(opened, "main")) > 40
    assert text(opened, "h1")
    # whatever is wider than the page scrolls by itself, and can be reached to do so
    assert opened.run(
        "[...document.querySelectorAll('.scroll')].every((it) => it.tabIndex === 0"
        " && it.getAttribute('aria-label'))"
    )


def test_everything_can_be_reached_with_the_tab_key(opened: browser.Page) -> None:
    reached = set()
    for _ in range(50):
        opened.press("Tab")
        reached.add(
            opened.run("document.activeElement.id || document.activeElement.innerText.trim()")
        )
    assert {"跳到内容", "地区", "科目", "对比", "核对", "方法", "数据", "搜索", "find"} <= reached
    assert {"山西省", "兴县", "CSV", "XLSX"} <= reached


def test_a_page_without_a_script_says_the_same(opened: browser.Page, site: Path) -> None:
    page = (site / f"unit/{unit_key(site, '兴县')}.html").as_uri()
    opened.open(page)
    shown = [it for it in texts(opened, "main table") if it]
    opened.call("Network.setBlockedURLs", urls=["*.js"])
    try:
        opened.open(page)
        assert opened.run("window.site") is None
        assert [it for it in texts(opened, "main table") if it] == shown
    finally:
        opened.call("Network.setBlockedURLs", urls=[])
        opened.faults.clear()  # that they were blocked


def test_served_it_works_as_from_a_file(opened: browser.Page, site: Path) -> None:
    class Pages(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay silent."""

    handler = partial(Pages, directory=str(site.resolve()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    own = f"http://127.0.0.1:{server.server_port}/"
    try:
        opened.open(f"{own}index.html")
        find(opened, "兴县")
        assert texts(opened, ".results a")[:1] == ["兴县"]
    finally:
        server.shutdown()
        server.server_close()
    opened.asked[:] = [it for it in opened.asked if not it.startswith(own)]


@pytest.mark.parametrize(
    ("state", "spoken", "shown"),
    [
        ("公布为零", "0", "公布为零"),
        ("仅见于文字", "35000", "3.50仅见于文字"),
        ("空表", "NULL", "空表"),
        ("无此表", "NULL", "无此表"),
    ],
)
def test_no_amount_of_three_public_says_why(
    tab: browser.Page, sample_file: Path, tmp_path: Path, state: str, spoken: str, shown: str
) -> None:
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            f"CREATE TABLE bi.held AS SELECT * REPLACE ('{state}' AS 情况, "
            f"{spoken}::DECIMAL(18, 2) AS 文字金额_元) FROM bi.公开情况 "
            "WHERE starts_with(单位, '孝义')"
        )
        connection.execute("DROP VIEW bi.公开情况; ALTER TABLE bi.held RENAME TO 公开情况")
        pages.render(connection, tmp_path / "site")
    tab.open((tmp_path / "site" / f"unit/{unit_key(tmp_path / 'site', '孝义')}.html").as_uri())
    assert text(tab, "#three ~ figure tbody td").replace("\n", "") == shown


def test_a_target_whose_unit_slipped_says_so(
    tab: browser.Page, sample_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "CREATE TABLE bi.held AS SELECT * REPLACE (NULL::DECIMAL(18, 2) AS 绩效目标金额_元, "
            "if(金额_元 = max(金额_元) OVER (), '单位疑误', NULL) AS 目标与预算) FROM bi.项目支出"
        )
        connection.execute("DROP VIEW bi.项目支出; ALTER TABLE bi.held RENAME TO 项目支出")
        (unit,) = connection.execute(
            "SELECT 单位 FROM bi.项目支出 WHERE 目标与预算 IS NOT NULL"
        ).fetchone() or ("",)
        pages.render(connection, tmp_path / "site")
    tab.open((tmp_path / "site" / f"unit/{unit_key(tmp_path / 'site', unit)}.html").as_uri())
    targets = texts(tab, "#projects ~ figure tbody tr > td:nth-of-type(4)")
    assert targets.count("单位疑误") == 1
