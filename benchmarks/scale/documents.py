"""Full-size documents, as many as wanted: the sample under other names, with other money.

Each copy is of a body of its own, every amount with two decimals is multiplied by a whole number,
so that sums still hold, and long texts in tables get a number of their own. So, as in the world,
two documents share labels, headers and phrases, but few whole lines.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

_AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)\.(\d\d)(?![\d.%％])")
_FACTORS = 97  # the amounts stay within what a body may spend
_LONG_CELL = re.compile(
    r"(?<=\t)([^\t\n\d]{12})(?=[^\t\n\d]{12})|^([^\t\n\d]{12})(?=[^\t\n\d]{12,}\t)", re.M
)
_DIGITS = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")

Original = tuple[str, str]
"""The text of a document and the name of its body."""


def originals(folder: Path, warehouse: Path) -> list[Original]:
    """Return the documents of a folder, with the names that a warehouse of them knows."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "SELECT document.source_path, unit.name FROM marts.dim_document AS document "
            "JOIN marts.dim_unit AS unit USING (unit_key) WHERE document_key > 0 ORDER BY ALL"
        ).fetchall()
    return [((folder / path).read_text(encoding="utf-8"), unit) for path, unit in rows]


def write(folder: Path, numbers: Iterable[int], given: Sequence[Original]) -> int:
    """Write copies of the documents, in turn; return their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    for number in numbers:
        text, unit = given[number % len(given)]
        factor = number // len(given) % _FACTORS + 1
        copy = _AMOUNT.sub(lambda match, by=factor: _times(match, by), text)
        mark = f"{number:05d}".translate(_DIGITS)
        copy = _LONG_CELL.sub(lambda match, own=mark: match[0] + own, copy)
        data = copy.replace(unit, f"试验单位{number:05d}").encode()
        (folder / f"{number:05d}.txt").write_bytes(data)
        size += len(data)
    return size


def _times(match: re.Match[str], factor: int) -> str:
    amount = Decimal(f"{match[1].replace(',', '')}.{match[2]}") * factor
    return f"{amount:,.2f}" if "," in match[1] else f"{amount:.2f}"
