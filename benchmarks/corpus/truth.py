"""The truth of a document: each printed amount once, in yuan, as originals with checked truth."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from benchmarks.corpus.documents import Document
from benchmarks.corpus.layouts import yuan


def truth(document: Document, file_name: str, data: bytes) -> dict[str, Any]:
    """Return the truth of a written document."""
    cells = list(_cells(document))
    totals = {
        name: f"{document.budget.amount(selector) / 100:.2f}"
        for name, selector in (("income", "income"), ("expenditure", "total"))
    }
    return {
        "key": document.key,
        "file": file_name,
        "sha256": sha256(data).hexdigest(),
        "form_set": document.form_set,
        "layout": vars(document.layout),
        "title": document.title,
        "unit": document.body,
        "year": document.year,
        "phase": document.phase,
        "tables": len(document.tables),
        "totals": totals,
        "labelled_errors": document.errors,
        "cells": cells,
    }


def _cells(document: Document) -> Iterator[dict[str, Any]]:
    for table in document.tables:
        for row_no, row in enumerate(table.rows, start=1):
            for amount in row:
                if not isinstance(amount, str) and amount.is_figure:
                    yield {
                        "statement": amount.statement,
                        "form": table.number,
                        "row_no": row_no,
                        "code": amount.code,
                        "label": amount.label,
                        "measure": amount.measure,
                        "facets": amount.facets,
                        "is_total": amount.is_total,
                        "text": amount.text,
                        "amount_yuan": str(yuan(amount.text, table.money)),
                    }
