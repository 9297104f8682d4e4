"""How many of the amounts that a truth knows stand in cells of their own."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from benchmarks.reading.readers import Table

Amount = tuple[int, str]  # its page, from 1, and how it is printed

_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def truths(folder: Path) -> dict[str, list[Amount]]:
    """Return what is known of documents, by the SHA-256 of each."""
    known = (json.loads(path.read_text()) for path in sorted(folder.glob("*.json")))
    return {truth["sha256"]: list(_amounts(truth)) for truth in known}


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return sha256(path.read_bytes()).hexdigest()


def _amounts(truth: dict) -> Iterable[Amount]:
    if "cells" in truth:
        for cell in truth["cells"]:
            yield cell["page"], cell["text"]
        return
    for row in (row for table in truth["tables"] for row in table["rows"]):
        for text in row["cells"].values():
            if _FIGURE.fullmatch(text or ""):
                yield row["page"], text


def right(amounts: Iterable[Amount], tables: Iterable[tuple[int, Table]]) -> int:
    """Return how many amounts are the whole text of a cell on their page, each cell taken once."""
    found = Counter((page, _plain(text)) for page, table in tables for row in table for text in row)
    return (Counter(amounts) & found).total()


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text or "")
