"""The page to look at says what `bi` says, asks nobody for anything, and stays small."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.report import site
from flows.report.metrics import Metric, metrics
from flows.settings import ROOT
from flows.validate import privacy

HOSTILE = "</script><script>alert(1)</script><!-- &amp; \" ' 一"

#: Table of the page and the view that it adds up.
SUMS = {
    "totals": "各单位收支",
    "revenue": "收入_按来源",
    "subjects": "支出_按科目",
    "economic": "支出_按经济分类",
    "three": "三公经费",
    "compared": "预算与决算对照",
    "projects": "项目支出",
}


class Outline(HTMLParser):
    """Elements with their attributes, and the text of each script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._is_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._is_script = tag == "script"
        if self._is_script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._is_script = False

    def handle_data(self, data: str) -> None:
        if self._is_script:
            self.scripts[-1] += data


def embedded(page: Path) -> dict[str, Any]:
    data, _ = Outline(page.read_text(encoding="utf-8")).scripts
    found: dict[str, Any] = json.loads(data, parse_float=pytest.fail)
    return found


def rows(data: dict[str, Any], table: str) -> Iterator[dict[str, Any]]:
    columns = data[table]["columns"]
    for row in data[table]["rows"]:
        yield {
            name: data["texts"][value] if kind == "text" and value is not None else value
            for (name, kind), value in zip(columns, row, strict=True)
        }


@pytest.fixture
def page(warehouse_file: Path) -> Path:
    """The page that the refresh has published, by its link."""
    return warehouse_file.parent / "site" / "index.html"


@pytest.fixture
def copy(sample_file: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the sample that can be changed."""
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        yield connection


def render(connection: duckdb.DuckDBPyConnection, folder: Path, **others: Any) -> Path:
    known = {"metrics": (), "version": "v", "rendered_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return site.render(connection, folder / "site", **{**known, **others})


def as_table(
    connection: duckdb.DuckDBPyConnection, view: str, columns: str = "*", more: str = ""
) -> None:
    """Put a table of what is selected from a view in its place."""
    connection.execute(f"CREATE TABLE bi.held AS SELECT {columns} FROM bi.{view}{more}")
    connection.execute(f"DROP VIEW bi.{view}; ALTER TABLE bi.held RENAME TO {view}")


@pytest.mark.parametrize("table", SUMS)
def test_the_embedded_amounts_add_up_to_the_view(
    page: Path, warehouse: duckdb.DuckDBPyConnection, table: str
) -> None:
    data = embedded(page)
    amounts = [name for name, kind in data[table]["columns"] if kind == "amount"]
    for name in filter(lambda name: name.endswith("_元"), amounts):
        printed = [row[name] for row in rows(data, table) if row[name] is not None]
        assert all(re.fullmatch(r"-?\d+\.\d\d", amount) for amount in printed)
        found = sum(map(Decimal, printed), Decimal(0))
        expected = warehouse.execute(
            f"SELECT coalesce(sum({name}), 0) FROM bi.{SUMS[table]}"
        ).fetchone()
        assert (found,) == expected, name


def test_every_year_and_phase_is_there_by_itself(
    page: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = {
        (row["单位"], row["年度"], row["阶段"]): Decimal(row["支出_元"])
        for row in rows(embedded(page), "totals")
    }
    expected = warehouse.execute("SELECT 单位, 年度, 阶段, 支出_元 FROM bi.各单位收支").fetchall()
    assert found == {tuple(key): amount for *key, amount in expected}
    assert len(found) == 5


def test_every_document_leads_to_its_findings(
    page: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    scores = list(rows(embedded(page), "scores"))
    violations = warehouse.execute(
        "SELECT document_id, violation_count FROM quality.rpt_document_scorecard"
    ).fetchall()
    assert {(row["文件号"], row["矛盾数"]) for row in scores} == set(violations)
    for folder in (page.parent, page.resolve().parent):  # by the link, and in the version
        for row in scores:
            assert (folder / f"../docs/findings/{row['文件号']}.html").is_file()
        links = re.findall(r'href="(\.\./[^"]+)"', page.read_text(encoding="utf-8"))
        assert links
        assert all((folder / link).is_file() for link in links)


def test_the_page_asks_nobody_for_anything(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    outline = Outline(text)
    assert not re.search(r"(?:https?:)?//(?!#)[\w.-]+\.\w", text)
    assert "@import" not in text
    assert "url(" not in text
    assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & {
        tag for tag, _ in outline.elements
    }
    assert not [names for _, names in outline.elements if "src" in names or "style" in names]
    assert not [name for _, names in outline.elements for name in names if name.startswith("on")]


def test_only_the_script_of_the_page_may_run(page: Path) -> None:
    outline = Outline(page.read_text(encoding="utf-8"))
    policy = next(
        names["content"]
        for tag, names in outline.elements
        if tag == "meta" and names.get("http-equiv") == "Content-Security-Policy"
    )
    _, script = outline.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy is not None
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "fetch("):
        assert way not in script


def test_text_is_text_wherever_it_stands(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    quoted = HOSTILE.replace("'", "''")
    as_table(copy, "项目支出", f"* REPLACE ('{quoted}' AS 项目)")
    as_table(copy, "各单位收支", f"* REPLACE ('{quoted}' AS 地区)")
    copy.execute(f"COMMENT ON COLUMN bi.项目支出.项目 IS '{quoted}'")
    page = render(copy, tmp_path, metrics=[Metric(HOSTILE, HOSTILE, HOSTILE)], version=HOSTILE)
    outline = Outline(page.read_text(encoding="utf-8"))
    assert len(outline.scripts) == 2
    assert {row["项目"] for row in rows(embedded(page), "projects")} == {HOSTILE}
    places = {row["地区"] for row in rows(embedded(page), "totals")}
    assert places == {HOSTILE, f"{HOSTILE}（省级开发区）"}


def test_an_amount_beyond_binary_numbers_stays_as_it_is(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    as_table(copy, "支出_按科目", "* REPLACE (90071992547409.93::DECIMAL(18, 2) AS 金额_元)")
    found = {row["金额_元"] for row in rows(embedded(render(copy, tmp_path)), "subjects")}
    assert "90071992547409.93" in found


@pytest.mark.parametrize("amount", ["138001380.00", "138" + "00138000.00", "138" + "00138000.13"])
def test_no_amount_looks_like_a_telephone_number(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path, amount: str
) -> None:
    as_table(copy, "项目支出", f"* REPLACE ({amount}::DECIMAL(18, 2) AS 金额_元)")
    page = render(copy, tmp_path)
    assert amount in page.read_text(encoding="utf-8")
    assert privacy.check_pages(copy, page.parent) == 1


def test_a_handler_on_the_page_is_found(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    copy.execute(
        "CREATE OR REPLACE TABLE raw.personal_data AS "
        "SELECT document_id, '某甲乙' AS text, 'name' AS kind, true AS is_certain "
        "FROM raw.document LIMIT 1"
    )
    as_table(copy, "项目支出", "* REPLACE ('某甲乙' AS 项目)")
    page = render(copy, tmp_path)
    with pytest.raises(privacy.PersonalDataExposed, match=r"index\.html"):
        privacy.check_pages(copy, page.parent)


def test_the_sample_makes_a_small_page(page: Path) -> None:
    assert page.stat().st_size < 250_000


def test_several_hundred_documents_make_a_page_of_bounded_size(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for view in (*SUMS.values(), "文件评分"):
        named = "* EXCLUDE (i) REPLACE (单位 || '第' || i || '分局' AS 单位)"
        as_table(copy, view, named, ", range(200) AS copy (i)")
    limits = site.Limits(detail_rows=5_000, projects=1_000, documents=300)
    page = render(copy, tmp_path, limits=limits)
    data = embedded(page)
    assert page.stat().st_size < 1_500_000
    assert len(data["subjects"]["rows"]) + len(data["economic"]["rows"]) < 6_000
    assert len(data["projects"]["rows"]) == 1_000
    assert data["left_out"]["documents"] == 1_000 - 300
    assert "个单位合并为“其余单位”" in page.read_text(encoding="utf-8")
    # whoever is not named is still counted
    for table in ("totals", "subjects", "economic", "three", "compared", "revenue"):
        for name, kind in data[table]["columns"]:
            if kind == "amount":
                amounts = [row[name] for row in rows(data, table) if row[name] is not None]
                whole = copy.execute(
                    f"SELECT coalesce(sum({name}), 0) FROM bi.{SUMS[table]}"
                ).fetchone()
                assert (sum(map(Decimal, amounts), Decimal(0)),) == whole, (table, name)
    units = {row["单位"] for row in rows(data, "totals")}
    assert "其余单位" in units
    assert len(units) > 50


def test_an_empty_warehouse_has_a_page(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for view in (*SUMS.values(), "文件评分"):
        as_table(copy, view, more=" LIMIT 0")
    data = embedded(render(copy, tmp_path))
    assert all(data[table]["rows"] == [] for table in SUMS)


def test_the_dictionary_lists_every_view_column_and_metric(
    page: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    text = page.read_text(encoding="utf-8")
    for view, column in warehouse.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'bi'"
    ).fetchall():
        assert f"<code>bi.{view}</code>" in text
        assert f"<td>{column}</td>" in text
    labels = [metric.label for metric in metrics(ROOT / "dbt_project")]
    assert labels == [
        *("支出合计", "基本支出", "项目支出", "三公经费", "结转率", "执行率", "人员经费占比"),
    ]
    assert all(f"<dt>{label} <code>" in text for label in labels)


def test_no_amount_of_three_public_is_one_of_four_answers(
    copy: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """孝义 publishes an empty form and says zero, 9.60 the year before."""
    found = {
        (row["单位"][:2], row["年度"]): (row["情况"], row["单位数"], row["文字上年金额_元"])
        for row in rows(embedded(render(copy, tmp_path)), "published")
    }
    assert found["孝义", 2024] == ("公布为零", 1, "96000.00")
    assert {state for state, *_ in found.values()} == {"公布为零", "有金额"}
    assert len(found) == 5
