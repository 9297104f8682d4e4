"""What a refresh tells its keeper on the Prefect page: tables, in Chinese, and a link.

Each artifact has one key, so that the page shows its latest content and its history.
"""

from prefect.artifacts import create_link_artifact, create_table_artifact

from flows.fetch.fetcher import Fetched
from flows.run.summary import Summary
from flows.settings import Settings
from flows.sql import statement
from flows.warehouse.connection import reader

_MOST_ROWS = 100
_NOTHING = "（无）"


def record_refresh(summary: Summary, settings: Settings) -> str:
    """Show what a refresh did, what the served version finds, and where its pages are."""
    create_table_artifact(
        key="refresh-summary", table=_summary_rows(summary), description="刷新概况 Summary"
    )
    with reader(settings.warehouse) as connection:
        cards = connection.execute(statement(__package__, "scorecards")).fetchall()
        violations = connection.execute(statement(__package__, "violations")).fetchmany(_MOST_ROWS)
    worst = sorted(cards, key=lambda card: -card[4])[:_MOST_ROWS]
    create_table_artifact(
        key="refresh-scorecards",
        table=_rows(("文件", "勾稽关系", "成立", "舍入差异", "不成立", "提示", "读取存疑"), worst),
        description=f"各文件勾稽结果（不成立最多的 {len(worst)} 份）Identities per document",
    )
    create_table_artifact(
        key="refresh-findings",
        table=_rows(
            ("文件", "严重程度", "关系", "左边（元）", "右边（元）", "差额（元）", "行号"),
            violations,
        ),
        description=f"不成立的勾稽关系（最多 {_MOST_ROWS} 条）Violations",
    )
    create_table_artifact(
        key="refresh-rejections",
        table=_rows(("文件", "原因", "说明"), summary.landing.rejected[:_MOST_ROWS]),
        description="未收录的文件 Rejected documents",
    )
    create_link_artifact(
        key="data-docs",
        link=settings.docs_url or (settings.docs / "index.html").as_uri(),
        link_text=f"数据质量检查 Data Docs · {summary.version}",
        description="各层数据检查的页面 What was checked in each layer",
    )
    return f"{len(cards)} documents, {len(violations)} violations shown"


def record_fetch(fetched: Fetched) -> None:
    """Show which sources could not be had."""
    bad = [(f"sources.csv:{row.line_no}", "bad_row", row.problem) for row in fetched.bad_rows]
    create_table_artifact(
        key="fetch-failures",
        table=_rows(("来源", "原因", "说明"), [*bad, *fetched.failures][:_MOST_ROWS]),
        description=f"未能下载的来源 Sources not fetched ({fetched})",
    )


def _summary_rows(summary: Summary) -> list[dict[str, str]]:
    did = summary.landing
    rows = (
        ("版本 version", summary.version),
        ("是否发布新版本 published", "是" if summary.is_published else "否（无变化）"),
        ("用时（秒） seconds", f"{summary.seconds:.1f}"),
        ("新读入文件 new documents", f"{did.landed:,}"),
        ("已有文件 known documents", f"{did.unchanged:,}"),
        ("未收录文件 rejected documents", f"{len(did.rejected):,}"),
        ("库内文件 documents", f"{summary.documents:,}"),
        ("预算明细 budget lines", f"{summary.budget_lines:,}"),
        ("报告合计 reported totals", f"{summary.reported_totals:,}"),
        ("未识别 not understood", f"{summary.unmapped:,}"),
        ("检查项 expectations", f"{summary.checks:,}"),
        ("警告 warnings", f"{len(summary.warnings):,}"),
    )
    return _rows(("项目", "数值"), rows)


def _rows(columns: tuple[str, ...], rows: object) -> list[dict[str, str]]:
    """Return rows as the page wants them, all text: amounts stay exact."""
    table = [dict(zip(columns, map(str, row), strict=True)) for row in rows]  # type: ignore[attr-defined]
    return table or [dict.fromkeys(columns, _NOTHING)]
