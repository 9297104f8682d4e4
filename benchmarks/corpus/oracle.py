"""What a warehouse makes of documents whose truth is known."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import duckdb

from benchmarks.corpus.layouts import plain_label

# each of some dozens of leaves is printed to 0.01 万元
TOLERANCE = 2000
_MARTS = """
SELECT
    '$table' = 'fct_budget_line' AS is_leaf,
    statement.code AS statement,
    list_filter([subject.code, class.code], lambda code: code NOT LIKE '-%') AS codes,
    coalesce(printed_label, '') AS label,
    amount_yuan,
    {'kind': kind.code, 'fund': fund.code, 'item': item.code, 'phase': phase.code} AS facets
FROM marts.$table AS figure
JOIN marts.dim_document AS document USING (document_key)
JOIN marts.dim_statement AS statement USING (statement_key)
JOIN marts.dim_subject AS subject USING (subject_key)
JOIN marts.dim_economic_class AS class
    ON figure.department_economic_class_key = class.economic_class_key
JOIN marts.dim_expenditure_kind AS kind USING (expenditure_kind_key)
JOIN marts.dim_fund AS fund USING (fund_key)
JOIN marts.dim_line_item AS item USING (line_item_key)
JOIN marts.dim_phase AS phase ON figure.phase_key = phase.phase_key
WHERE document.document_id = ?
"""
_SPENDING = """
SELECT sum(amount_yuan) FROM marts.fct_budget_line JOIN marts.dim_document USING (document_key)
WHERE is_spending_basis AND document_id = ?
"""
_ACCUSED = """
SELECT rule_id, description, lhs_yuan, rhs_yuan FROM quality.fct_identity_result
WHERE verdict = 'violation' AND severity = 'law' AND document_id = ? ORDER BY ALL
"""


def faults(
    connection: duckdb.DuckDBPyConnection, truths: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Compare published figures with truths: misread, too many, wrong sums, false accusations.

    A document with a labelled error may be accused, and its spending may be off.
    """
    for truth in truths:
        document_id = _document(connection, truth)
        found = []
        for table in ("fct_budget_line", "fct_reported_total"):
            cursor = connection.execute(_MARTS.replace("$table", table), [document_id])
            columns = [column[0] for column in cursor.description or []]
            found += [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        for fault in _figures(truth["cells"], found):
            yield f"{truth['key']}: {fault}"
        if truth["labelled_errors"]:
            continue
        (spending,) = connection.execute(_SPENDING, [document_id]).fetchone() or [None]
        expected = Decimal(truth["totals"]["expenditure"])
        if abs((spending or 0) - expected) > TOLERANCE:
            yield f"{truth['key']}: spending {spending} instead of {expected}"
        for accusation in accusations(connection, truth):
            yield f"{truth['key']}: accused {accusation}"


def accusations(connection: duckdb.DuckDBPyConnection, truth: Mapping[str, Any]) -> list[str]:
    """Return the violations of a law that a document is accused of."""
    cursor = connection.execute(_ACCUSED, [_document(connection, truth)])
    return [" ".join(map(str, row)) for row in cursor.fetchall()]


def _document(connection: duckdb.DuckDBPyConnection, truth: Mapping[str, Any]) -> str | None:
    wanted = "SELECT document_id FROM raw.document WHERE sha256 = ?"
    (document_id,) = connection.execute(wanted, [truth["sha256"]]).fetchone() or [None]
    return document_id


def _figures(
    cells: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Match each amount of the truth with one published figure, the most exacting first."""
    free: dict[Decimal, list[Mapping[str, Any]]] = defaultdict(list)
    for figure in found:
        free[figure["amount_yuan"]].append(figure)
    named = [cell for cell in cells if not cell["statement"].startswith("other:")]
    unnamed = [cell for cell in cells if cell["statement"].startswith("other:")]
    for cell in sorted(named, key=lambda cell: (-len(cell["facets"]), -cell["is_total"])):
        same = free[Decimal(cell["amount_yuan"])]
        # of 政府性基金/小计 and 政府性基金/政府性基金 each takes its own line
        same.sort(key=partial(_is_elsewhere, cell["label"].split("/")[-1]))
        match = next((figure for figure in same if _is(cell, figure)), None)
        if match is None:
            yield f"not so: {_shown(cell)}"
        else:
            same.remove(match)
    # a form without a name may be left out, or be filed where nothing is summed
    for cell in unnamed:
        same = free[Decimal(cell["amount_yuan"])]
        same.sort(key=partial(_is_elsewhere, cell["label"]))
        del same[:1]
    for figure in (figure for rest in free.values() for figure in rest):
        yield f"not in the document: {_shown(figure)}"


def _is_elsewhere(label: str, figure: Mapping[str, Any]) -> bool:
    return plain_label(figure["label"]) != plain_label(label)


def _is(cell: Mapping[str, Any], figure: Mapping[str, Any]) -> bool:
    if cell["statement"] != figure["statement"] or (cell["is_total"] and figure["is_leaf"]):
        return False
    if cell["code"]:
        if cell["code"] not in figure["codes"]:
            return False
    elif cell["label"]:
        labels = {plain_label(part) for part in (cell["label"], *cell["label"].split("/"))}
        if plain_label(figure["label"]) not in labels:
            return False
    return all(figure["facets"][name] == value for name, value in cell["facets"].items())


def _shown(row: Mapping[str, Any]) -> str:
    return " ".join(
        str(row.get(name) or "")
        for name in ("statement", "code", "codes", "label", "measure", "facets", "amount_yuan")
    )
