"""One document stops nobody: what fails on its rows takes it out, and the rest is published.

The faults are made up: a check that a figure breaks, a model that a figure makes raise.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small

from flows.run import history
from flows.run.events import Event
from flows.run.pipeline import run_refresh
from flows.run.quarantine import ValidationFailed
from flows.run.summary import Summary
from flows.transform.runner import TransformFailed

SAMPLE = (small.SAMPLE / "tunliu-2025-budget.txt").read_text(encoding="utf-8")
FIGURE = "2607.82"  # of its first table
UNLUCKY, TOO_LARGE = "131313.13", "24242424.24"
SUITE = """
table: marts.fct_budget_line
expectations:
  - name: unlucky_figure
    type: unexpected_rows_expectation
    kwargs:
      unexpected_rows_query: |
        SELECT document_key, line_no, amount_yuan FROM {batch} WHERE amount_yuan = 131313.13
    scope: document
    severity: critical
    description: 没有不祥的数。No figure is unlucky.
"""
MODEL = """
select document_id, line_no, cast(text as decimal(18, 2))::decimal(9, 2) as amount
from {{ ref('stg_cell') }}
where regexp_full_match(text, '[0-9]{5,}\\.[0-9]{2}')
"""


VIEW = """
table: bi.spending
expectations:
  - name: spending_too_large
    type: unexpected_rows_expectation
    kwargs:
      unexpected_rows_query: SELECT yuan FROM {batch} WHERE yuan > 1e9
    scope: document
    severity: critical
    description: 支出不会这么大。Nobody spends that much.
"""


class Office:
    """Publishes documents and refreshes a small warehouse that reads them."""

    def __init__(self, home: Path, project: Path) -> None:
        settings = small.lay_out(home)
        suites = home / "expectations"
        shutil.copytree(settings.expectations, suites)
        (suites / "marts" / "unlucky.yaml").write_text(SUITE, encoding="utf-8")
        self.settings = replace(settings, expectations=suites, dbt_project=project)
        self.said: list[str] = []

    def model(self, sql: str) -> None:
        """Write the model otherwise, in a project of one's own."""
        project = self.settings.home / "dbt_project"
        shutil.copytree(self.settings.dbt_project, project)
        (project / "models" / "marts" / "fct_cents.sql").write_text(sql, encoding="utf-8")
        self.settings = replace(self.settings, dbt_project=project)

    def publish(self, name: str, figure: str = FIGURE) -> Path:
        """Write a document in which one figure may be a fault."""
        path = self.settings.documents / f"{name}.txt"
        text = SAMPLE.replace(FIGURE, figure, 1)
        path.write_text(f"{text}\n{name}", encoding="utf-8")
        return path

    def refresh(self) -> tuple[Summary, int]:
        """Refresh; return the summary and the exit status."""
        self.said.clear()

        def report(event: Event) -> None:
            self.said.append(str(event))

        summary = history.run_and_record(
            self.settings, lambda: run_refresh(self.settings, report), report
        )
        record = history.last(self.settings)
        assert record is not None
        return summary, record["exit_status"]

    def ask(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.settings.warehouse.resolve()), read_only=True) as connection:
            return connection.execute(query).fetchall()

    @property
    def landed(self) -> set[str]:
        return {path for (path,) in self.ask("SELECT source_path FROM raw.document")}

    @property
    def current(self) -> list[tuple]:
        return self.ask(
            "SELECT source_path, landed_at FROM raw.document WHERE withdrawn_at IS NULL ORDER BY 1"
        )


def line_of(path: Path, figure: str) -> int:
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if figure in line)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with a model that some figures make raise."""
    folder = tmp_path_factory.mktemp("quarantine") / "dbt_project"
    shutil.copytree(small.settings_of(folder).dbt_project, folder)
    (folder / "models" / "marts" / "fct_cents.sql").write_text(MODEL, encoding="utf-8")
    return folder


@pytest.fixture
def office(tmp_path: Path, project: Path) -> Office:
    return Office(tmp_path, project)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [(UNLUCKY, "unlucky_figure"), (TOO_LARGE, "model_raises(fct_cents)")],
)
def test_one_bad_document_among_good_ones(office: Office, figure: str, reason: str) -> None:
    for name in ("a", "b", "d"):
        office.publish(name)
    bad = office.publish("c", figure)
    summary, status = office.refresh()
    assert (summary.is_published, status) == (True, 3)
    assert office.landed == {"a.txt", "b.txt", "d.txt"}
    assert summary.landing.landed == 3
    ((name, told, detail),) = summary.landing.rejected
    assert (name, told) == ("c.txt", reason)
    assert detail.startswith(f"c.txt:{line_of(bad, figure)}: ")
    assert office.ask("SELECT source_path, stage, reason, detail FROM raw.rejection") == [
        ("c.txt", "validation", reason, detail)
    ]
    for table in ("raw.line", "raw.cell", "staging.stg_cell", "marts.fct_cents"):
        ((count,),) = office.ask(f"SELECT count(DISTINCT document_id) FROM {table}")
        assert count == 3 or (table, count) == ("marts.fct_cents", 0)
    assert office.ask("SELECT count(*) FROM marts.dim_document") == [(3,)]
    page = (office.settings.docs / "index.html").read_text(encoding="utf-8")
    assert f"c.txt:{line_of(bad, figure)}: " in page
    assert any(f"rejected c.txt: {detail} [{reason}]" in line for line in office.said)
    assert all(ok for (ok,) in office.ask("SELECT is_success FROM quality.fct_validation_result"))


@pytest.mark.parametrize("condition", ["yuan > 1e9", "concat(yuan::DECIMAL(11, 2)) = ''"])
def test_a_check_of_a_view_finds_the_document_by_halving(office: Office, condition: str) -> None:
    suite = office.settings.expectations / "bi" / "spending.yaml"
    suite.write_text(VIEW.replace("yuan > 1e9", condition), encoding="utf-8")
    for name in ("a", "b", "d", "e"):
        office.publish(name)
    office.publish("c", "9999999999.99")
    no_model_raises = small.settings_of(office.settings.home).dbt_project
    office.settings = replace(office.settings, dbt_project=no_model_raises)
    summary, status = office.refresh()
    assert status == 3
    assert [row[:2] for row in summary.landing.rejected] == [("c.txt", "spending_too_large")]
    assert office.landed == {"a.txt", "b.txt", "d.txt", "e.txt"}


def test_a_check_that_many_break_stops_the_publication(office: Office) -> None:
    office.publish("a")
    office.refresh()
    before = office.settings.warehouse.resolve()
    for number in range(20):
        office.publish(f"n{number:02}", UNLUCKY if number % 4 == 0 else FIGURE)
    with pytest.raises(ValidationFailed, match=r"No figure is unlucky.*n00\.txt:\d+, .*n16"):
        office.refresh()
    assert office.settings.warehouse.resolve() == before
    assert office.ask("SELECT count(*) FROM raw.rejection") == [(0,)]
    office.publish("n00")  # four of twenty are some documents' own
    summary, status = office.refresh()
    assert (len(summary.landing.rejected), status) == (4, 3)
    assert len(office.landed) == 17


def test_a_model_that_raises_for_all_stops_the_publication(office: Office) -> None:
    for name in ("a", "b"):
        office.publish(name)
    office.model("select error('nobody is to blame') as message")
    with pytest.raises(TransformFailed, match="nobody is to blame"):
        office.refresh()


def test_what_fails_of_the_structure_stops_the_publication(office: Office) -> None:
    suite = office.settings.expectations / "marts" / "unlucky.yaml"
    suite.write_text(SUITE.replace("scope: document", "scope: structure"), encoding="utf-8")
    office.publish("a")
    office.publish("b", UNLUCKY)
    with pytest.raises(ValidationFailed, match="No figure is unlucky"):
        office.refresh()


def test_the_edition_before_stays_the_current_one(office: Office) -> None:
    for name in ("a", "b"):
        office.publish(name)
    office.refresh()
    before = office.current
    office.publish("b", UNLUCKY)
    _, status = office.refresh()
    assert status == 3
    assert office.current == before
    ((detail,),) = office.ask("SELECT detail FROM raw.rejection")
    assert "stays the current one" in detail
    assert any("b.txt: the edition that landed" in line for line in office.said)
    office.publish("c")
    _, status = office.refresh()  # nor does another night withdraw it
    assert status == 3
    assert [row for row in office.current if row[0] != "c.txt"] == before
    office.publish("b", "2607.83")  # mended
    _, status = office.refresh()
    assert status == 0
    assert [path for path, _ in office.current] == ["a.txt", "b.txt", "c.txt"]
    assert office.current[1] != before[1]


def test_it_is_tried_again_only_when_the_project_has_changed(office: Office) -> None:
    office.publish("a")
    office.publish("b", UNLUCKY)
    summary, _ = office.refresh()
    rejected = summary.landing.rejected
    summary, status = office.refresh()
    assert (summary.is_published, status, summary.landing.rejected) == (False, 3, rejected)
    office.publish("c")
    summary, status = office.refresh()
    assert (summary.landing.landed, status, summary.landing.rejected) == (1, 3, rejected)
    assert not any("fct_budget_line: 7 of 8" in line for line in office.said)
    (office.settings.expectations / "marts" / "unlucky.yaml").unlink()
    summary, status = office.refresh()
    assert (summary.landing.landed, status, summary.landing.rejected) == (1, 0, [])
    assert office.landed == {"a.txt", "b.txt", "c.txt"}
    assert office.ask("SELECT count(*) FROM raw.rejection") == [(0,)]
