"""`budget trace`: the way of one printed figure, from its page to the views that use it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import duckdb
import typer

from flows.cli.options import DEFAULT, WarehouseFile
from flows.cli.output import out
from flows.sql import statement
from flows.warehouse.connection import reader

#: What a total is, by its `total_kind`.
_TOTALS = {
    "total": "合计行 total of the table",
    "subtotal": "上级科目 subtotal of the lines below",
    "row_total": "行内合计 sum of the columns beside it",
    "comparative": "对比数 figure of another year beside it",
    "repetition": "重复公开 printed again",
    "memorandum": "其中数 part that is in another line",
    "unlabelled": "行名缺失 line without a label",
}
_SIDES = {
    "revenue": "本年收入",
    "opening": "上年结转",
    "expenditure": "支出",
    "closing": "年末结转",
}


def trace(
    key: Annotated[
        int,
        typer.Argument(
            help="数字编号, 文字编号, 指标编号, 表格编号 of a view; budget_line_key or "
            "reported_total_key of a fact."
        ),
    ],
    warehouse_file: WarehouseFile = DEFAULT.warehouse,
) -> None:
    """Say where a figure is printed, what it means, whether it is a leaf, and who uses it."""
    with reader(warehouse_file.absolute()) as connection:
        for name, value in way(connection, key):
            out.print(f"{name:　<6}{value}", markup=False)


def way(connection: duckdb.DuckDBPyConnection, key: int) -> Iterator[tuple[str, str]]:
    """Return the stations of a figure's way, each with its name.

    Args:
        connection: to a warehouse; without the schema `staging` the line itself is not shown.
        key: `budget_line_key` or `reported_total_key`; of what stands in a sentence or an
            attachment the key that its view shows.

    Raises:
        LookupError: no printed figure has this key.
    """
    answer = connection.execute(statement(__package__, "trace"), [key])
    names = [column[0] for column in answer.description or ()]
    row = answer.fetchone()
    if row is None:
        yield from _beside(connection, key)
        return
    figure: dict[str, Any] = dict(zip(names, row, strict=True))
    yield "文件", figure["source_path"]
    yield "位置", _place(figure)
    if (line := _line(connection, figure)) is not None:
        yield "原文", line
    yield "单元格", f"{figure['printed_label']} ｜ {figure['header_path']}"
    yield "印刷", f"{figure['printed_amount']} {figure['printed_unit'] or ''}".rstrip()
    yield "金额", f"{figure['amount_yuan']:,.2f} 元"
    yield "含义", _meaning(figure)
    yield "性质", _role(figure)
    if figure["side"] is not None:
        yield "资金", f"{_SIDES[figure['side']]} · {figure['money_fund']} ({figure['fund_basis']})"
    yield "核对", _checks(connection, figure)
    yield "用于", "、".join(_views(connection, key)) or "无 no view"


def _beside(connection: duckdb.DuckDBPyConnection, key: int) -> Iterator[tuple[str, str]]:
    """Return the way of a figure that no form prints: a sentence's, an attachment's."""
    keyed = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'bi' "
        "AND data_type = 'BIGINT' AND column_name LIKE '%编号' ORDER BY ALL"
    ).fetchall()
    found = False
    for view, column in keyed:
        answer = connection.execute(f'SELECT * FROM bi."{view}" WHERE "{column}" = $1', [key])
        names = [each[0] for each in answer.description or ()]
        for row in answer.fetchall():
            figure: dict[str, Any] = dict(zip(names, row, strict=True))
            if not found:
                yield "文件", figure["文件路径"]
                page = f"第 {figure['页']} 页 " if figure["页"] else ""
                yield "位置", f"{page}第 {figure['行']} 行 (line {figure['行']})"
                if (line := _text(connection, figure["文件路径"], figure["行"])) is not None:
                    yield "原文", line
            found = True
            told = {**figure, "文件": None, "文件路径": None, "页": None, "行": None, column: None}
            meaning = " · ".join(
                f"{name} {value}" for name, value in told.items() if value is not None
            )
            yield "用于", f"bi.{view}: {meaning}"
    if not found:
        raise LookupError(f"no printed figure has the key {key}")


def _place(figure: Mapping[str, Any]) -> str:
    page = f"第 {figure['page_no']} 页 " if figure["page_no"] else ""
    return (
        f"{page}第 {figure['line_no']} 行，第 {figure['grid_no']} 张表第 {figure['column_no']} 栏 "
        f"(line {figure['line_no']}, table {figure['grid_no']}, column {figure['column_no']})"
    )


def _line(connection: duckdb.DuckDBPyConnection, figure: Mapping[str, Any]) -> str | None:
    return _text(connection, figure["source_path"], figure["line_no"])


def _text(connection: duckdb.DuckDBPyConnection, path: str, line_no: int) -> str | None:
    known = connection.execute(
        "SELECT count(*) FROM duckdb_columns() "
        "WHERE schema_name = 'staging' AND table_name = 'stg_line' AND column_name = 'text'"
    ).fetchone()
    if known != (1,):
        return None
    found = connection.execute(
        "SELECT text FROM staging.stg_line INNER JOIN marts.dim_document USING (document_id) "
        "WHERE source_path = $1 AND line_no = $2",
        [path, line_no],
    ).fetchone()
    return str(found[0]).replace("\t", " ¦ ").strip() if found else None


def _meaning(figure: Mapping[str, Any]) -> str:
    said = (
        *("unit", "fiscal_year", "phase", "statement"),
        *("subject", "economic_class", "fund", "kind", "item", "project"),
    )
    parts = [str(figure[name]) for name in said if figure[name] not in (None, "未知")]
    return " · ".join(parts + (["上年结转"] if figure["is_carryover"] else []))


def _role(figure: Mapping[str, Any]) -> str:
    if not figure["is_current"]:
        return "旧版文件 superseded edition"
    if figure["role"] == "total":
        kind = str(figure["total_kind"])
        return f"{_TOTALS.get(kind, kind)}，不计入任何求和"
    if not figure["is_counted"]:
        return "明细，不计入 leaf, not counted"
    answers = [
        name
        for flag, name in (("is_spending_basis", "支出"), ("is_revenue_basis", "收入"))
        if figure[flag]
    ]
    return "明细 leaf" + (f"，计入{'、'.join(answers)}总数" if answers else "")


def _checks(connection: duckdb.DuckDBPyConnection, figure: Mapping[str, Any]) -> str:
    verdicts = connection.execute(
        """
        SELECT verdict, count(*) FROM quality.fct_identity_result
        WHERE document_id = $1 AND list_contains(line_nos, $2)
        GROUP BY ALL ORDER BY ALL
        """,
        [figure["document_id"], figure["line_no"]],
    ).fetchall()
    said = "，".join(f"{verdict} {number}" for verdict, number in verdicts) or "无 none"
    return f"本行参与的勾稽关系 identities of this line: {said}"


def _views(connection: duckdb.DuckDBPyConnection, key: int) -> list[str]:
    """Return the views whose details hold the figure, and those that sum them."""
    details = [
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_columns() "
            "WHERE schema_name = 'bi' AND column_name = '数字编号' ORDER BY 1"
        ).fetchall()
    ]
    found = []
    for name in details:
        held = connection.execute(
            f'SELECT count(*) FROM bi."{name}" WHERE 数字编号 = $1', [key]
        ).fetchone()
        if held and held[0]:
            found.append(f"bi.{name.removesuffix('_明细')}")
    return found
