"""What the generator printed comes out of the marts: each amount, the spending, no accusation."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from benchmarks.corpus import oracle
from benchmarks.corpus.corpus import Plan
from flows.run.pipeline import run_refresh
from flows.settings import Settings

# The form sets that are read right; one joins them when its manner is understood.
SETS = ("shanxi_final", "shanghai_final")
PLAN = Plan(seed="1", units=4, sets=SETS, formats=("txt", "pdf", "xlsx", "html"))
WRONG = Plan(seed="2", units=2, sets=SETS, years=(2023,), errors=1)


@pytest.fixture(scope="module")
def truths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    home = tmp_path_factory.mktemp("corpus")
    truths = [*PLAN.write(home), *WRONG.write(home)]
    settings = Settings(documents=home / "documents", warehouse=home / "warehouse.duckdb")
    run_refresh(settings, print)
    with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
        yield connection, truths


def test_every_amount_comes_out_right(truths: tuple[Any, list[dict[str, Any]]]) -> None:
    connection, known = truths
    assert sum(len(truth["cells"]) for truth in known) > 1000
    assert list(oracle.faults(connection, known)) == []


def test_a_changed_amount_is_found(truths: tuple[Any, list[dict[str, Any]]]) -> None:
    connection, known = truths
    wrong = [truth for truth in known if truth["labelled_errors"]]
    assert len(wrong) == len(SETS)
    for truth in wrong:
        assert oracle.accusations(connection, truth), truth["labelled_errors"]
