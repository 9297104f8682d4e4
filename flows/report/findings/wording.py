"""Words and figures of the pages of findings, in Chinese."""

from collections.abc import Sequence
from decimal import Decimal

from flows.report.findings.model import Side, Table

_MOST_SPANS = 8  # of line numbers that are listed one by one
_YUAN_PER_WAN = 10_000
SIDE_NAMES: dict[Side, str] = {"lhs": "左", "rhs": "右"}
MEASURES = {"point": "分", "piece": "数量", "percent": "%"}
#: What a rule cannot point at: no amount of its sentence, but a percentage, or one left out.
OTHER_CAUSES = {
    "narrative_share": "所述百分比本身也可能有误",
    "narrative_completion": "所述百分比本身也可能有误",
    "narrative_parts": "也可能漏列了一项",
}


def ranges(line_nos: Sequence[int]) -> str:
    """Return line numbers in words: 第 3–5、9 行; many scattered ones by their range."""
    spans: list[list[int]] = []
    for line_no in line_nos:
        if spans and line_no == spans[-1][1] + 1:
            spans[-1][1] = line_no
        else:
            spans.append([line_no, line_no])
    if len(spans) > _MOST_SPANS:
        return f"第 {line_nos[0]}–{line_nos[-1]} 行中的 {len(line_nos)} 行"
    words = (f"{first}" if first == last else f"{first}–{last}" for first, last in spans)
    return f"第 {'、'.join(words)} 行"


def yuan(amount: Decimal) -> str:
    """Return an amount of yuan in 元."""
    return f"{amount:,.2f}".replace("-", "−")


def wan(amount: Decimal) -> str:
    """Return an amount of yuan in 万元: all its digits, and at least two decimals."""
    whole, _, decimals = f"{amount / _YUAN_PER_WAN:,.6f}".partition(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}".replace("-", "−")


def unit(table: Table) -> str:
    """Return the unit of money of a table."""
    return {1: "元", 1_000: "千元", _YUAN_PER_WAN: "万元", 100_000_000: "亿元"}.get(
        table.yuan_per_unit or 0, "元"
    )


def in_unit(amount: Decimal, table: Table | None) -> str:
    """Return an amount in the unit of money of its table, 万元 in a sentence."""
    if table is not None and table.yuan_per_unit == 1:
        return f"{yuan(amount)} 元"
    return f"{wan(amount)} 万元"
