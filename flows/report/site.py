"""The page to look at: one file that carries its figures, its style and its script.

The figures are those of `bi`, aggregated here and handed over as text, so that no amount ever is a
binary fraction; what is drawn and what is rounded is up to `templates/site.js`.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup

from flows.report import static_pages
from flows.report.metrics import Metric

__all__ = ["Limits", "render"]

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one page carries; it says what it leaves out, and where that is.

    Attributes:
        detail_rows: of subjects and economic classes. The units with the greatest spending are
            named, all others are added up as one, so that every total stays complete.
        projects: listed, the greatest first.
        documents: scored, those with the most contradictions first.
    """

    detail_rows: int = 20_000
    projects: int = 4_000
    documents: int = 1_500


#: Under which name a unit stands on the page.
_SHOWN = """
CREATE OR REPLACE TEMP TABLE shown AS
WITH detail AS (
    SELECT 地区, 单位, 0::DECIMAL(18, 2) AS amount, 1 AS row_count FROM bi.支出_按科目
    UNION ALL
    SELECT 地区, 单位, 0, 1 FROM bi.支出_按经济分类
    UNION ALL
    SELECT 地区, 单位, 0, 0 FROM bi.收入_按来源
    UNION ALL
    SELECT 地区, 单位, 0, 0 FROM bi.三公经费
    UNION ALL
    SELECT 地区, 单位, 0, 0 FROM bi.预算与决算对照
    UNION ALL
    SELECT 地区, 单位, coalesce(支出_元, 0), 0 FROM bi.各单位收支
),
unit AS (
    SELECT 地区, 单位, sum(amount) AS amount, sum(row_count) AS row_count
    FROM detail GROUP BY ALL
),
ordered AS (
    SELECT 地区, 单位, sum(row_count) OVER (ORDER BY amount DESC, 地区, 单位) <= ? AS is_named
    FROM unit
)
SELECT
    地区 AS county, 单位 AS unit, is_named,
    if(is_named, 地区, '其余地区') AS 地区,
    if(is_named, 单位, '其余单位') AS 单位
FROM ordered
"""

#: Table of the page -> what it asks of a view of `bi`, unit by unit as shown.
_BY_UNIT = {
    "totals": (
        "各单位收支",
        "年度, 阶段, count(*) AS 单位数, sum(支出_元) AS 支出_元, sum(基本支出_元) AS 基本支出_元, "
        "sum(项目支出_元) AS 项目支出_元, sum(本年收入_元) AS 本年收入_元, "
        "sum(上年结转_元) AS 上年结转_元",
    ),
    "revenue": ("收入_按来源", "年度, 阶段, 资金来源, sum(金额_元) AS 金额_元"),
    "subjects": (
        "支出_按科目",
        "年度, 阶段, 类编码, 类, 款编码, 款, 项编码, 项, sum(金额_元) AS 金额_元",
    ),
    "economic": (
        "支出_按经济分类",
        "年度, 阶段, 部门经济分类类编码, 部门经济分类类, 部门经济分类款编码, 部门经济分类款, "
        "政府经济分类款编码, 政府经济分类款, sum(金额_元) AS 金额_元",
    ),
    "three": (
        "三公经费",
        "年度, 项目, sum(年初预算_元) AS 年初预算_元, sum(全年预算_元) AS 全年预算_元, "
        "sum(决算_元) AS 决算_元",
    ),
    "compared": (
        "预算与决算对照",
        "年度, 公开情况, 类编码, 类, sum(年初预算_元) AS 年初预算_元, sum(决算_元) AS 决算_元",
    ),
}

_PROJECTS = """
SELECT
    地区, 单位, 年度, 项目, 资金来源, 是否上年结转::INTEGER AS 是否上年结转, 金额_元,
    绩效目标金额_元, 目标与预算, 全年预算_元, 执行_元, 执行率_百分比, 自评得分, 自评等级
FROM bi.项目支出
ORDER BY greatest(coalesce(金额_元, 0), coalesce(全年预算_元, 0)) DESC, 地区, 单位, 年度, 项目,
    资金来源, 是否上年结转
"""
_SCORES = """
SELECT
    score.document_id AS 文件号, 地区, 单位, 年度, 阶段, 文件, 勾稽关系数, 相符数, 舍入差数, 矛盾数,
    提示数, 无法判定数, 可疑数字数, 修复标签数, 文字数字数, 已核对文字数字数, 未识别数
FROM bi.文件评分 AS graded
JOIN quality.rpt_document_scorecard AS score ON graded.文件路径 = score.source_path
ORDER BY 矛盾数 DESC, 提示数 DESC, 地区, 单位, 年度, 阶段, 文件号
"""
_VIEWS = """
SELECT view_name, regexp_replace(coalesce(comment, ''), '^One row per .*?\\. *', '')
FROM duckdb_views() WHERE schema_name = 'bi' AND NOT internal ORDER BY view_name
"""
_COLUMNS = """
SELECT table_name, column_name, data_type, coalesce(comment, '')
FROM duckdb_columns() WHERE schema_name = 'bi' AND NOT internal
ORDER BY table_name, column_index
"""


@dataclass(slots=True)
class _Data:
    """The tables of a page; a text stands once, in `texts`, and is named by its number."""

    texts: dict[str, int] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, answer: duckdb.DuckDBPyConnection, most: int | None = None) -> int:
        """Add a table of what was answered, `most` of its rows; return how many are left out."""
        columns = [(column[0], _kind(str(column[1]))) for column in answer.description or ()]
        rows = answer.fetchall()
        kinds = [kind for _, kind in columns]
        self.tables[name] = {
            "columns": columns,
            "rows": [list(map(self._value, kinds, row)) for row in rows[:most]],
        }
        return max(0, len(rows) - most) if most is not None else 0

    def _value(self, kind: str, value: Any) -> int | str | None:
        if value is None:
            return None
        if kind == "text":
            return self.texts.setdefault(value, len(self.texts))
        return f"{value:.2f}" if kind == "amount" else int(value)


def _kind(data_type: str) -> str:
    """Return how a column is written: `text`, `amount` (two decimals, as text) or `count`."""
    if data_type.startswith("DECIMAL"):
        return "amount"
    return "text" if data_type in {"VARCHAR", "STRING"} else "count"


def render(  # noqa: PLR0913 - each is on the page
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    metrics: Sequence[Metric],
    *,
    version: str,
    rendered_at: datetime,
    limits: Limits = Limits(),
) -> Path:
    """Replace `folder` with the page of a warehouse.

    Args:
        connection: to the warehouse; it may be read-only.
        folder: beside the folder `docs` with the findings, which the page leads to.
        metrics: what they mean is listed.
        version: id of the warehouse version.
        rendered_at: shown with its time zone.
        limits: how much the page carries.

    Returns:
        The page, `folder/index.html`.
    """
    data, left_out = _collect(connection, limits)
    script = (_TEMPLATES / "site.js").read_text(encoding="utf-8")
    page = static_pages.templates().get_template("site.html.j2")
    text = page.render(
        # the template is ours; the data are not, and cannot close the element they stand in
        script=Markup(script),
        script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=Markup(_json({"texts": list(data.texts), "left_out": left_out, **data.tables})),
        left_out=left_out,
        views=_views(connection),
        metrics=metrics,
        version=version,
        rendered_at=f"{rendered_at:%Y-%m-%d %H:%M %Z}".strip(),
    )
    static_pages.replace(folder, {"index.html": text})
    return folder / "index.html"


def _collect(connection: duckdb.DuckDBPyConnection, limits: Limits) -> tuple[_Data, dict[str, int]]:
    """Return the tables of the page, and how much of what it does not name."""
    data = _Data()
    connection.execute(_SHOWN, [limits.detail_rows])
    for name, (view, columns) in _BY_UNIT.items():
        data.add(
            name,
            connection.execute(
                f"SELECT shown.地区, shown.单位, {columns} FROM bi.{view} AS source "
                "JOIN shown ON source.地区 IS NOT DISTINCT FROM shown.county "
                "AND source.单位 IS NOT DISTINCT FROM shown.unit GROUP BY ALL ORDER BY ALL"
            ),
        )
    unnamed = connection.execute("SELECT count(*) FROM shown WHERE NOT is_named").fetchone()
    return data, {
        "units": unnamed[0] if unnamed else 0,
        "projects": data.add("projects", connection.execute(_PROJECTS), limits.projects),
        "documents": data.add("scores", connection.execute(_SCORES), limits.documents),
    }


def _views(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    columns: dict[str, list[tuple[str, str, str]]] = {}
    for view, *column in connection.execute(_COLUMNS).fetchall():
        columns.setdefault(view, []).append(tuple(column))
    return [
        {"name": name, "comment": comment, "columns": columns[name]}
        for name, comment in connection.execute(_VIEWS).fetchall()
    ]


def _json(value: Mapping[str, Any]) -> str:
    """Return JSON that can stand in a page: no text in it begins or ends an element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
