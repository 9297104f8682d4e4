"""What the generator printed comes out of the marts: each amount, the spending, no accusation."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from benchmarks.corpus import oracle
from benchmarks.corpus.corpus import Plan
from flows.run.pipeline import run_refresh
from flows.settings import Settings

# The form sets that are read right; another joins them when its manner is understood.
SETS = ("shanxi_budget", "shanxi_final", "shanghai_final")
PLANS = (
    Plan(seed="32", units=6, sets=SETS, formats=("txt", "pdf", "xlsx", "html")),
    Plan(seed="7", units=2, sets=("jiangsu_budget",), formats=("txt", "pdf")),
    Plan(seed="2", units=9, sets=SETS, years=(2023,), errors=1),
)
Built = tuple[duckdb.DuckDBPyConnection, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """A warehouse of generated documents, and their truths."""
    home = tmp_path_factory.mktemp("corpus")
    truths = [truth for plan in PLANS for truth in plan.write(home)]
    settings = Settings(documents=home / "documents", warehouse=home / "warehouse.duckdb")
    run_refresh(settings, print)
    with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
        yield connection, truths


def test_every_amount_comes_out_right(built: Built) -> None:
    connection, truths = built
    assert sum(len(truth["cells"]) for truth in truths) > 1000
    assert list(oracle.faults(connection, truths)) == []


def test_a_changed_amount_is_found(built: Built) -> None:
    connection, truths = built
    labels = {truth["key"]: truth["labelled_errors"] for truth in truths}
    accused = {truth["key"] for truth in truths if oracle.accusations(connection, truth)}
    changed = {key for key, found in labels.items() if any("expected" in one for one in found)}
    assert len(changed) > 4
    assert changed <= accused, [labels[key] for key in changed - accused]
