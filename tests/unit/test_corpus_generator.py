"""The generated corpus is consistent to the 分, printed as its truth says, and the same twice."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from benchmarks.corpus import errors
from benchmarks.corpus.corpus import Plan
from benchmarks.corpus.documents import Document, form_sets
from benchmarks.corpus.layouts import yuan
from benchmarks.corpus.tables import Amount, Table
from benchmarks.corpus.writers import WRITERS
from flows.read import grids, read

SETS = sorted(form_sets())
DOCUMENTS = list(Plan(seed="laws", units=3 * len(SETS)).draw())
NAMES = [document.key for document in DOCUMENTS]


def columns(table: Table) -> Iterator[list[Amount]]:
    """The amounts of each column, blank ones too."""
    for column in zip(*table.rows, strict=True):
        if amounts := [cell for cell in column if isinstance(cell, Amount)]:
            yield amounts


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_the_lines_of_a_table_add_up(document: Document) -> None:
    for table in document.tables:
        for amounts in columns(table):
            coded = {amount.code: amount.fen for amount in amounts if amount.code}
            levels = [set(codes) for _, codes in groupby(sorted(coded, key=len), key=len)]
            for parents, children in pairwise(levels):
                for parent in parents:
                    below = [coded[code] for code in children if code.startswith(parent)]
                    assert sum(below) == coded[parent], (table.title, parent)
            for total in amounts:
                if coded and total.label == document.layout.total_label:
                    assert total.fen == sum(coded[code] for code in levels[0]), table.title


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_both_sides_of_a_summary_end_in_the_same_total(document: Document) -> None:
    words = ("收支总", "收支预算总", "收入支出决算总")
    summaries = [t for t in document.tables if any(word in t.title for word in words)]
    for table in {t.number: t for t in (document.tables[0], *summaries)}.values():
        ends = [cell.fen for cell in table.rows[-1] if isinstance(cell, Amount) and cell.text]
        assert len(ends) > 1, table.title
        assert ends[0] in ends[1:], table.title


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_parts_that_are_drawn_apart_agree(document: Document) -> None:
    budget = document.budget
    assert budget.basic("") == budget.amount("basic&general_public")
    assert sum(project.fact.fen for project in budget.projects) == budget.amount("project")
    assert budget.amount("income") + budget.amount("carryover") == budget.amount("resources")
    assert budget.items["three_public"] == sum(
        budget.items[item] for item in ("overseas_travel", "reception", "vehicle")
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_what_is_printed_is_rounded_to_its_last_digit(document: Document) -> None:
    for table in document.tables:
        for amount in table.amounts():
            shown = yuan(amount.text, table.money) * 100
            digits = 2 if table.money == "万元" else len(amount.text.partition(".")[2])
            unit = Decimal(10) ** ((6 if table.money == "万元" else 2) - digits)
            assert abs(shown - amount.fen) <= unit / 2, (table.title, amount)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("name", SETS)
def test_every_amount_can_be_read(name: str, form: str) -> None:
    (document,) = Plan(seed=form, units=1, sets=[name], formats=[form]).draw()
    reading = read(Path(f"{document.key}.{form}"), WRITERS[form](document))
    seen = Counter(
        cell.text.replace(",", "").replace(" ", "") for cell in grids.cells(reading.lines)
    )
    wanted = Counter(a.text.replace(",", "") for t in document.tables for a in t.amounts())
    assert wanted
    assert not wanted - seen


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = Plan(seed="7", units=4, years=(2023, 2024), formats=tuple(WRITERS), errors=0.5)
    for folder in ("one", "two"):
        plan.write(tmp_path / folder)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) == 16
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    (other,) = Plan(seed="8", units=1).draw()
    assert other.budget != next(plan.draw()).budget


def test_an_error_changes_one_amount_and_is_labelled() -> None:
    clean = list(Plan(seed="errors", units=2 * len(SETS)).draw())
    wrong = list(Plan(seed="errors", units=2 * len(SETS), errors=1).draw())
    kinds = set()
    for before, after in zip(clean, wrong, strict=True):
        notes = [
            new.note
            for old, new in zip(before.tables, after.tables, strict=True)
            if old.note != new.note
        ]
        pairs = [
            (one.text, two.text)
            for old, new in zip(before.tables, after.tables, strict=True)
            for one, two in zip(old.amounts(), new.amounts(), strict=True)
            if one.text != two.text
        ]
        (label,) = after.errors
        if label["kind"] == "note contradicts table":
            assert (pairs, notes) == ([], [label["printed"]])
        else:
            assert (pairs, notes) == ([(label["expected"], label["printed"])], [])
        kinds.add(label["kind"])
    assert kinds == set(errors.KINDS)
