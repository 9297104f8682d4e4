"""What a column means: facets for our oracle, a measure in the words of checked truths."""

import re
from collections.abc import Mapping

KINDS = {
    "basic": "基本支出",
    "personnel": "人员经费",
    "operating": "公用经费",
    "project": "项目支出",
    "reserve": "单位预留机动经费",
}
FUNDS = {
    "general_public": "一般公共预算",
    "government_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
    "special_account": "财政专户管理资金",
    "fiscal_appropriation": "财政拨款收入",
    "unit_own": "单位资金",
    "superior_subsidy": "上级补助收入",
    "undertaking": "事业收入",
    "business": "经营收入",
    "affiliated": "附属单位上缴收入",
    "other": "其他收入",
}
ITEMS = {
    "overseas_travel": "因公出国（境）费",
    "reception": "公务接待费",
    "vehicle": "公务用车购置及运行维护费/小计",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行维护费",
}
# columns of final accounts: the phase, and what they are called
PHASES = {"adjusted": ("adjusted_budget", "预算数"), "spent": ("final", "决算数")}
# in the form of 三公, but none of them
BESIDE = ("会议费", "培训费")
# where the total of a line may be filed with its only fund
UNSPLIT = ("project_current", "project_carryover", "agency_operating")


def facets(meaning: str, terms: str, statement: str) -> dict[str, str]:
    """Say what a column adds to its line: kind and fund, or item and phase.

    Args:
        meaning: The selectors of the column.
        terms: Those of the line and the form, too: an item may stand in either.
        statement: The statement of the form.
    """
    if statement != "three_public":
        return _first(meaning, kind=KINDS, fund=FUNDS)
    named = _first(terms, item=ITEMS, phase=PHASES)
    return named | ({"phase": PHASES[named["phase"]][0]} if "phase" in named else {})


def _first(selectors: str, **words: Mapping[str, object]) -> dict[str, str]:
    parts = selectors.split("&")
    found = {name: [part for part in parts if part in known] for name, known in words.items()}
    return {name: parts[0] for name, parts in found.items() if parts}


def measure(named: Mapping[str, str], printed: str, columns: int, statement: str) -> str:
    """Name a column with these facets as checked truths do; a lone column keeps its own name."""
    if statement == "three_public":
        total = printed if printed in BESIDE else "合计"
        name = ITEMS.get(named.get("item", ""), total)
        phase = dict(PHASES.values()).get(named.get("phase", ""))
        return f"{name.replace('/', '')}/{phase}" if phase else name
    if statement.startswith("other:"):
        return "金额"
    if columns == 1:
        return printed
    word = KINDS.get(named.get("kind", "")) or FUNDS.get(named.get("fund", ""))
    if word:
        return word
    if statement in UNSPLIT:
        return "金额"
    return "合计" if re.search("[合小总]计", printed) else printed
