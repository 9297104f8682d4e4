"""Write a corpus and its truth, or compare a warehouse with the truth.

python -m benchmarks.corpus --into DIR [--seed 1] [--units 5] [--years 2023-2024]
    [--sets hebei_budget,…] [--formats txt,pdf,xlsx,html,docx] [--errors 0.1]
python -m benchmarks.corpus --into DIR --check WAREHOUSE.duckdb
"""

import argparse
import json
from pathlib import Path

import duckdb

from benchmarks.corpus import oracle
from benchmarks.corpus.corpus import Plan
from benchmarks.corpus.documents import form_sets
from benchmarks.corpus.writers import WRITERS


def main() -> None:
    """Write the documents below DIR/documents and their truths below DIR/truth."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--units", type=int, default=len(form_sets()), help="how many bodies")
    parser.add_argument("--years", default="2024", help="a year, or first-last")
    parser.add_argument("--sets", default=",".join(form_sets()), help="names of form_sets/")
    parser.add_argument("--formats", default="txt", help=f"of {', '.join(WRITERS)}, in turn")
    parser.add_argument("--errors", type=float, default=0, help="share of documents with one error")
    parser.add_argument("--check", type=Path, help="compare this warehouse instead of writing")
    given = parser.parse_args()
    if given.check:
        truths = [json.loads(file.read_text()) for file in sorted(given.into.glob("truth/*.json"))]
        with duckdb.connect(str(given.check), read_only=True) as connection:
            found = list(oracle.faults(connection, truths))
        print(*found, f"{len(found)} faults in {len(truths)} documents", sep="\n")
        return
    first, _, last = given.years.partition("-")
    plan = Plan(
        seed=given.seed,
        units=given.units,
        years=range(int(first), int(last or first) + 1),
        sets=given.sets.split(","),
        formats=given.formats.split(","),
        errors=given.errors,
    )
    print(f"{len(plan.write(given.into))} documents in {given.into}")


if __name__ == "__main__":
    main()
