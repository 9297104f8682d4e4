"""A reader clicks through the page to look at, with a mouse, with a keyboard, on a phone."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import browser
import duckdb
import pytest

from flows.report import site

VIEWS = {
    "overview": "总览",
    "subjects": "支出科目",
    "economic": "经济分类",
    "three": "三公经费",
    "compared": "预算与决算",
    "projects": "项目",
    "scores": "文件评分",
    "dictionary": "数据字典",
}


@pytest.fixture(scope="module")
def tab() -> Iterator[browser.Page]:
    if browser.program() is None:
        pytest.skip("no Chromium on this machine (CHROMIUM names one)")
    with browser.browser() as page:
        yield page


@pytest.fixture
def opened(tab: browser.Page, sample_file: Path) -> Iterator[browser.Page]:
    """The published page, by its link; whatever happens on it, it neither fails nor asks."""
    tab.asked.clear()
    tab.faults.clear()
    tab.open(url(sample_file))
    yield tab
    assert tab.faults == []
    assert [asked for asked in tab.asked if not asked.startswith(("file:", "about:"))] == []


def url(warehouse: Path, fragment: str = "") -> str:
    return f"{(warehouse.parent / 'site' / 'index.html').as_uri()}{fragment}"


def text(page: browser.Page, selector: str) -> str:
    found: str = page.run(f"document.querySelector({json.dumps(selector)}).innerText")
    return found


def texts(page: browser.Page, selector: str) -> list[str]:
    found: list[str] = page.run(
        f"[...document.querySelectorAll({json.dumps(selector)})].map((it) => it.innerText)"
    )
    return found


def choose(page: browser.Page, name: str, value: str) -> None:
    page.run(
        f"(() => {{ const it = document.getElementById('choose-{name}');"
        f" it.value = {json.dumps(value)}; it.dispatchEvent(new Event('change')); }})()"
    )
    page.settle()


def wan(amount: Any) -> str:
    """An amount of yuan as the page labels it, in 万元."""
    return f"{amount / 10000:,.2f} 万元"


def test_the_page_opens_with_the_totals_of_the_year_that_most_have_published(
    opened: browser.Page, sample: duckdb.DuckDBPyConnection
) -> None:
    assert opened.run("document.title") == "总览 · 部门预决算公开数据"
    spending, units = sample.execute(
        "SELECT sum(公布支出合计_元), count(*) FROM bi.各单位收支 "
        "WHERE 年度 = 2023 AND 阶段 = '年初预算'"
    ).fetchone() or (0, 0)
    tiles = texts(opened, "#view-overview .tile")
    title, amount, below = tiles[0].split("\n")
    assert (title, amount) == ("支出合计", f"{spending / 10**8:,.2f} 亿元")
    assert below.startswith(f"{units} 个单位 · 明细之和 ")
    bars = texts(opened, "#view-overview .bars[aria-label^=支出] .name")
    assert bars == ["山西省（省级开发区）", "兴县"]


def test_every_view_opens_by_its_link_and_says_something(opened: browser.Page) -> None:
    for view, title in VIEWS.items():
        opened.click(f"#views a[href^='#{view}']")
        assert opened.run("location.hash").startswith(f"#{view}")
        assert text(opened, f"#view-{view} h2").startswith(title)
        assert len(text(opened, f"#view-{view} .content")) > 40
        hidden = f"#view-{view} ~ section:not([hidden]), section:not([hidden]):has(~ #view-{view})"
        assert (
            opened.run(f'document.querySelector("{hidden.replace("section", "main > section")}")')
            is None
        )
        assert texts(opened, "#views [aria-current]") == [title]


def test_year_and_phase_fix_one_publication(
    opened: browser.Page, sample: duckdb.DuckDBPyConnection
) -> None:
    choose(opened, "year", "2024")
    shown = {}
    for phase in texts(opened, "#choose-phase option"):
        choose(opened, "phase", phase)
        shown[phase] = text(opened, "#view-overview .tile .value")
    spending = sample.execute(
        "SELECT 阶段, sum(支出_元) FROM bi.各单位收支 WHERE 年度 = 2024 GROUP BY ALL"
    ).fetchall()
    assert shown == {phase: f"{amount / 10**8:,.2f} 亿元" for phase, amount in spending}
    assert set(shown) == {"年初预算", "决算"}


def test_the_unit_of_money_can_be_chosen_down_to_the_last_digit(
    opened: browser.Page, sample: duckdb.DuckDBPyConnection
) -> None:
    (spending,) = sample.execute(
        "SELECT sum(公布支出合计_元) FROM bi.各单位收支 WHERE 年度 = 2023 AND 阶段 = '年初预算'"
    ).fetchone() or (0,)
    labels = {}
    for unit in ("元", "万元", "亿元"):
        choose(opened, "unit", unit)
        labels[unit] = text(opened, "#view-overview .tile .value")
    assert labels == {
        "元": f"{spending:,.2f} 元",
        "万元": wan(spending),
        "亿元": f"{spending / 10**8:,.2f} 亿元",
    }
    exact = opened.run("document.querySelector('#view-overview .tile .amount').title")
    assert exact == f"{spending:,.2f} 元"


def test_subjects_open_from_class_to_item_with_the_keyboard_alone(
    opened: browser.Page, sample: duckdb.DuckDBPyConnection
) -> None:
    opened.click("#views a[href^='#subjects']")
    for depth in (1, 2):
        for _ in range(60):
            opened.press("Tab")
            if opened.run("document.activeElement.matches('a.box')"):
                break
        outline = opened.run("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        opened.press("Enter")
        assert len(texts(opened, ".crumbs li")) == depth + 1
    path = opened.run("new URLSearchParams(location.hash.split('?')[1]).get('path')")
    (amount,) = sample.execute(
        "SELECT sum(金额_元) FROM bi.支出_按科目 "
        "WHERE 年度 = 2023 AND 阶段 = '年初预算' AND 款编码 = $1",
        [path.split("/")[1]],
    ).fetchone() or (0,)
    choose(opened, "unit", "万元")
    assert text(opened, "#view-subjects .sum .amount") == wan(amount)
    boxes = "#view-subjects .box"
    assert opened.run(f"document.querySelectorAll('{boxes}').length") >= 1
    assert opened.run(f"document.querySelectorAll('a{boxes[14:]}').length") == 0  # items end it
    opened.click(".crumbs a")
    assert len(texts(opened, ".crumbs li")) == 1
    opened.run("history.back()")
    opened.settle()
    assert len(texts(opened, ".crumbs li")) == 3


def test_the_area_of_a_tile_is_its_amount(opened: browser.Page) -> None:
    opened.click("#views a[href^='#subjects']")
    tiles = opened.run(
        "[...document.querySelectorAll('.treemap .box')].map((it) =>"
        " [parseFloat(it.style.width) * parseFloat(it.style.height),"
        "  Number(it.title.match(/([\\d,]+\\.\\d\\d) 元$/)[1].replaceAll(',', ''))])"
    )
    area, amount = sum(tile[0] for tile in tiles), sum(tile[1] for tile in tiles)
    assert len(tiles) > 4
    for tile in tiles:
        assert tile[0] / area == pytest.approx(tile[1] / amount, rel=1e-4)


def test_projects_are_found_and_sorted(
    opened: browser.Page, sample: duckdb.DuckDBPyConnection
) -> None:
    opened.click("#views a[href^='#projects']")
    opened.click("#find")
    opened.call("Input.insertText", text="公路")
    opened.settle()
    opened.click("#all-years")
    names = [row.split("\n")[0] for row in texts(opened, "#view-projects tbody th")]
    expected = sample.execute("SELECT 项目 FROM bi.项目支出 WHERE 项目 LIKE '%公路%'").fetchall()
    assert sorted(names) == sorted(name for (name,) in expected)
    assert len(names) > 2
    order = (
        "[...document.querySelectorAll('#view-projects td[data-label=预算] .amount')]"
        ".map((it) => it.title)"
    )
    amounts = [float(re.sub(r"[^\d.]", "", title)) for title in opened.run(order)]
    assert amounts == sorted(amounts, reverse=True)
    opened.click("#view-projects th [data-sort='金额_元']")
    turned = [float(re.sub(r"[^\d.]", "", title)) for title in opened.run(order)]
    assert turned == sorted(amounts)
    assert (
        opened.run("document.querySelector('#view-projects [aria-sort]').ariaSort") == "ascending"
    )


def test_a_long_list_is_shown_in_parts(opened: browser.Page) -> None:
    opened.click("#views a[href^='#projects']")
    assert len(texts(opened, "#view-projects tbody tr")) == 50
    opened.click("#view-projects .more")
    assert 50 < len(texts(opened, "#view-projects tbody tr")) <= 100


def test_a_scorecard_leads_to_the_findings_and_back(opened: browser.Page) -> None:
    opened.click("#views a[href^='#scores']")
    title = text(opened, "#view-scores .scores a")
    href = opened.run("document.querySelector('#view-scores .scores a').href")
    opened.open(href)
    assert title in text(opened, "body")


def test_a_unit_can_be_chosen_and_sent_on_as_a_link(
    opened: browser.Page, sample_file: Path
) -> None:
    choose(opened, "county", "兴县")
    address = opened.run("location.hash")
    opened.open(url(sample_file, address))
    assert texts(opened, "#view-overview .bars[aria-label^=支出] .name") == [
        "兴县经济技术开发区管理委员会"
    ]
    assert opened.run("document.getElementById('choose-county').value") == "兴县"


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_cut_off_on_a_phone(opened: browser.Page, sample_file: Path, view: str) -> None:
    opened.open(url(sample_file, f"#{view}"), width=390, height=844)
    assert opened.run("document.documentElement.scrollWidth") <= 390
    tab = opened.run(
        "(() => { const link = document.querySelector('#views [aria-current]');"
        " const box = link.getBoundingClientRect(); return [box.left, box.right]; })()"
    )
    assert tab[0] >= 0
    assert tab[1] <= 391


def test_everything_can_be_reached_with_the_tab_key(opened: browser.Page) -> None:
    reached = set()
    for _ in range(40):
        opened.press("Tab")
        reached.add(
            opened.run("document.activeElement.id || document.activeElement.innerText.trim()")
        )
    assert {"choose-year", "choose-phase", "choose-county", "choose-body", "choose-unit"} <= reached
    assert set(VIEWS.values()) <= reached
    assert {"跳到内容", "山西省（省级开发区）", "按单位"} <= reached


def test_budget_and_final_accounts_of_one_unit_are_compared(
    tab: browser.Page, sample_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "CREATE TABLE bi.held AS SELECT * REPLACE ('预算与决算' AS 公开情况, "
            "(年初预算_元 * 3 / 4)::DECIMAL(18, 2) AS 决算_元) FROM bi.预算与决算对照 "
            "WHERE 年初预算_元 IS NOT NULL"
        )
        connection.execute(
            "DROP VIEW bi.预算与决算对照; ALTER TABLE bi.held RENAME TO 预算与决算对照"
        )
        page = site.render(
            connection, tmp_path / "site", (), version="v", rendered_at=datetime.now(UTC)
        )
    tab.open(f"{page.as_uri()}#compared")
    assert texts(tab, "#view-compared .tile .value")[3] == "75.00%"
    assert "预算 · 决算" in texts(tab, "#view-compared td.chosen")


@pytest.mark.parametrize(
    ("state", "spoken", "value", "below"),
    [
        ("公布为零", "0", "0.00 元", "公布为零 1 个单位"),
        ("仅见于文字", "35000", "3.50 万元", "仅见于文字 1 个单位"),
        ("空表", "NULL", "空表", "空表 1 个单位"),
        ("无此表", "NULL", "无此表", "无此表 1 个单位"),
    ],
)
def test_no_amount_of_three_public_says_why(
    tab: browser.Page,
    sample_file: Path,
    tmp_path: Path,
    state: str,
    spoken: str,
    value: str,
    below: str,
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
        page = site.render(
            connection, tmp_path / "site", (), version="v", rendered_at=datetime.now(UTC)
        )
    chosen = "year=2024&phase=年初预算"
    tab.open(f"{page.as_uri()}#overview?{chosen}")
    tile = next(it for it in texts(tab, "#view-overview .tile") if it.startswith("三公经费"))
    assert tile.split("\n")[1:] == [value, f"财政拨款 · {below}"]
    tab.open(f"{page.as_uri()}#three?{chosen}")
    assert f"年初预算\t{state}" in text(tab, "#view-three table")


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
        page = site.render(
            connection, tmp_path / "site", (), version="v", rendered_at=datetime.now(UTC)
        )
    tab.open(f"{page.as_uri()}#projects")
    tab.click("#all-years")
    targets = texts(tab, "#view-projects td[data-label=绩效目标]")
    assert targets[0] == "单位疑误"
    assert set(targets[1:]) == {"—"}
