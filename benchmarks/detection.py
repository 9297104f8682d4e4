"""How many changed figures do the identities notice, and do they name the cell?

Takes a folder of consistent documents, changes one printed amount at a time, lands every changed
copy as a document of a made-up unit in one build, and prints for each kind of change: detected,
cell named first, value proposed right, false alarms on the unchanged copies.

    python benchmarks/detection.py [--documents DIR] [--kinds 1.00,0.1,...] [--every N]
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb

from flows.load import landing
from flows.read.discovery import discover
from flows.settings import Settings, disable_telemetry
from flows.transform.runner import Transformer
from flows.warehouse import versions
from flows.warehouse.connection import connect

Change = Callable[[str, random.Random], str | None]


def _add(step: str) -> Change:
    def change(text: str, _: random.Random) -> str | None:
        value = Decimal(text.replace(",", "").replace(" ", "")) + Decimal(step)
        return f"{value:.2f}"

    return change


def _swap_digits(text: str, chance: random.Random) -> str | None:
    places = [
        i for i in range(len(text) - 1) if text[i : i + 2].isdigit() and text[i] != text[i + 1]
    ]
    if not places:
        return None
    i = chance.choice(places)
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def _lose_digit(text: str, chance: random.Random) -> str | None:
    places = [i for i, sign in enumerate(text) if sign.isdigit() and sign != "0"]
    if not places:
        return None
    i = chance.choice(places)
    changed = text[:i] + text[i + 1 :]
    return changed if changed.strip(".,") else None


def _lose_point(text: str, _: random.Random) -> str | None:
    return text.replace(".", "", 1) if "." in text else None


KINDS: dict[str, Change] = {
    "+0.01": _add("0.01"),
    "+0.02": _add("0.02"),
    "+0.1": _add("0.1"),
    "+1.00": _add("1.00"),
    "swapped digit": _swap_digits,
    "lost digit": _lose_digit,
    "lost point": _lose_point,
}

SWAPPED_ROWS = "swapped rows"
"""Two amounts, one below the other, in each other's place."""

_CELLS = """
SELECT document.source_path, unit.name, fact.line_no, fact.column_no, fact.printed_amount,
    fact.amount_yuan
FROM (
    SELECT document_key, line_no, column_no, printed_amount, amount_yuan FROM marts.fct_budget_line
    UNION ALL
    SELECT document_key, line_no, column_no, printed_amount, amount_yuan
    FROM marts.fct_reported_total
) AS fact
JOIN marts.dim_document AS document USING (document_key)
JOIN marts.dim_unit AS unit USING (unit_key)
ORDER BY ALL
"""


def build(documents: Path, home: Path) -> Path:
    """Land a folder and build all models, without validation; return the file."""
    settings = Settings(documents=documents, warehouse=home / "warehouse.duckdb")
    settings.build.mkdir(parents=True)
    file = versions.begin(settings)
    with connect(file) as connection:
        landing.land(connection, discover(documents), settings)
    transformer = Transformer(settings.dbt_project, file, is_tested=False)
    transformer.build(seeds=True)
    transformer.build("staging", "intermediate", "marts", "quality")
    return file


Mutant = tuple[str, str, dict[tuple[int, int], Decimal]]


def _place(parts: list[str], cell: tuple, cells: list[tuple]) -> int | None:
    """Where a cell's text stands among the parts of its line; None if that is ambiguous."""
    path, _, line_no, column_no, printed, _ = cell
    same = [c[3] for c in cells if c[0] == path and c[2] == line_no and c[4] == printed]
    places = [i for i, part in enumerate(parts) if part.strip() == printed]
    return places[same.index(column_no)] if len(places) == len(same) else None


def _altered(
    text: list[str], changes: list[tuple[tuple, str]], cells: list[tuple]
) -> list[str] | None:
    """The lines of a document with some cells changed, each to another text."""
    lines = list(text)
    for cell, changed in changes:
        parts = lines[cell[2] - 1].split("\t")
        place = _place(text[cell[2] - 1].split("\t"), cell, cells)
        if place is None:
            return None
        parts[place] = changed
        lines[cell[2] - 1] = "\t".join(parts)
    return lines


def mutants(
    cells: list[tuple], texts: dict[str, list[str]], kind: str, every: int
) -> Iterator[Mutant]:
    """Yield (name, changed text, true yuan by line and column) for each cell that can change so."""
    chance = random.Random(7)
    below = {(cell[0], cell[2], cell[3]): cell for cell in cells}
    for number, cell in enumerate(cells):
        path, unit, line_no, column_no, printed, _ = cell
        if kind == SWAPPED_ROWS:
            other = below.get((path, line_no + 1, column_no))
            if other is None or other[5] == cell[5]:
                continue
            changes = [(cell, other[4]), (other, printed)]
        else:
            changed = KINDS[kind](printed, chance)
            if changed is None or changed == printed:
                continue
            changes = [(cell, changed)]
        lines = _altered(texts[path], changes, cells) if number % every == 0 else None
        if lines is None:
            continue
        name = f"{number:05d}"
        truth = {(c[2], c[3]): c[5] for c, _ in changes}
        yield name, "\n".join(lines).replace(unit, f"试验单位{name}"), truth


def measure(
    kind: str, cells: list[tuple], texts: dict[str, list[str]], baseline: dict, every: int
) -> str:
    """Build all mutants of one kind and return a row of the result table."""
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder, "documents")
        documents.mkdir()
        made = list(mutants(cells, texts, kind, every))
        for name, text, *_ in made:
            Path(documents, f"{name}.txt").write_text(text, encoding="utf-8")
        started = time.perf_counter()
        file = build(documents, Path(folder, "home"))
        seconds = time.perf_counter() - started
        with duckdb.connect(str(file), read_only=True) as connection:
            found = dict(
                connection.execute(
                    """
                    SELECT source_path, list(identity_code) FROM quality.fct_identity_result
                    JOIN raw.document USING (document_id)
                    WHERE verdict = 'violation' AND severity = 'law' GROUP BY ALL
                    """
                ).fetchall()
            )
            suspects: dict[str, list[tuple]] = {}
            for path, *suspect in connection.execute(
                """
                SELECT source_path, line_no, column_no, proposed_amount_yuan
                FROM quality.fct_suspect_cell JOIN raw.document USING (document_id)
                ORDER BY source_path, confidence DESC, explained_count DESC
                """
            ).fetchall():
                suspects.setdefault(path, []).append(tuple(suspect))
    detected = named = proposed = 0
    missed = []
    for name, _, truth in made:
        path = f"{name}.txt"
        own = baseline[cells[int(name)][0]]
        detected += bool(set(found.get(path, [])) - own["identities"])
        candidates = [s for s in suspects.get(path, []) if s[:2] not in own["suspects"]]
        first = {candidate[:2]: candidate[2] for candidate in candidates[: len(truth)]}
        hit = set(first) == set(truth)
        named += hit
        proposed += first == truth
        if not set(found.get(path, [])) - own["identities"] or not hit:
            missed.append((cells[int(name)][:5], candidates[:2]))
    for cell in missed[:: max(1, len(missed) // 12)]:
        print("      missed:", cell)
    total = len(made)
    return (
        f"{kind:14} {total:6} cells  detected {detected / total:6.1%}  "
        f"named first {named / total:6.1%}  proposed right {proposed / total:6.1%}  "
        f"{seconds:5.1f} s"
    )


def main() -> None:
    """Print one row per kind of change."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=Path, default=Settings().documents)
    parser.add_argument("--kinds", default=",".join([*KINDS, SWAPPED_ROWS]))
    parser.add_argument("--every", type=int, default=1, help="change every Nth cell only")
    arguments = parser.parse_args()
    disable_telemetry()
    with tempfile.TemporaryDirectory() as folder:
        file = build(arguments.documents, Path(folder))
        with duckdb.connect(str(file), read_only=True) as connection:
            cells = connection.execute(_CELLS).fetchall()
            baseline: dict[str, dict[str, set]] = {
                path: {"identities": set(), "suspects": set()} for path, *_ in cells
            }
            for path, code in connection.execute(
                "SELECT source_path, identity_code FROM quality.fct_identity_result "
                "JOIN raw.document USING (document_id) "
                "WHERE verdict = 'violation' AND severity = 'law'"
            ).fetchall():
                baseline[path]["identities"].add(code)
            for path, line_no, column_no in connection.execute(
                "SELECT source_path, line_no, column_no FROM quality.fct_suspect_cell "
                "JOIN raw.document USING (document_id)"
            ).fetchall():
                baseline[path]["suspects"].add((line_no, column_no))
    texts = {
        path: (arguments.documents / path).read_text(encoding="utf-8").split("\n")
        for path in baseline
    }
    alarms = sum(len(own["identities"]) for own in baseline.values())
    print(f"{len(cells)} amounts in {len(texts)} documents; {alarms} violations unchanged")
    for kind in arguments.kinds.split(","):
        print(measure(kind, cells, texts, baseline, arguments.every))


if __name__ == "__main__":
    main()
