"""A refresh builds what it touched; the rows are those of a build of everything."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from flows.report.documentation import data_dictionary
from flows.run.events import Event
from flows.run.pipeline import run_refresh
from flows.settings import ROOT, Settings, fingerprints

SAMPLE = ROOT / "data" / "documents"
KEPT, GONE, CORRECTED = "tunliu-2025-budget.txt", "xiaoyi-2024-budget.txt", "xiaohe-2023-budget.txt"
UNTOUCHED = ("lanxian-2024-final-accounts.txt", "xingxian-2023-budget.txt")
NEW, UNWANTED = "new.txt", "unwanted.txt"
#: What says how a version was made, not what it holds.
OF_THE_BUILD = {
    "raw.refresh",
    "raw.rejection",
    "raw.touched",
    "staging.stg_rejection",
    "intermediate.int_touched_document",
    "quality.fct_version_change",
}
#: A view and a table of an older project.
LEFT_BEHIND = {"bi.某视图", "intermediate.int_of_old", "main.某视图"}
LATE = """
table: quality.fct_identity_result
expectations:
  - name: of_a_document_that_is_not_wanted
    type: unexpected_rows_expectation
    kwargs:
      unexpected_rows_query: |
        SELECT document_id, line_nos FROM {batch}
        INNER JOIN raw.document USING (document_id)
        WHERE source_path = 'unwanted.txt'
    scope: document
    severity: critical
    description: 不要这份文件。Nobody wants this document.
"""


@dataclass(frozen=True)
class Editions:
    """Three published versions of one folder, in the order of their making."""

    first: Path
    grown: Path  # from the first, by what was touched
    full: Path  # from the same documents but the unwanted one, by --full
    lines: list[str]  # of the log of the second refresh
    rejected: list[tuple[str, str, str]]  # by it


@pytest.fixture(scope="module")
def editions(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """Documents join, leave, move and are corrected; one is set aside when all is built."""
    home = tmp_path_factory.mktemp("incremental")
    folder = home / "docs"  # as the link to the pages would be called
    shutil.copytree(SAMPLE, folder)
    settings = Settings(
        documents=folder,
        warehouse=home / "warehouse.duckdb",
        expectations=home / "expectations",
    )
    shutil.copytree(Settings().expectations, settings.expectations)
    (settings.expectations / "quality" / "unwanted.yaml").write_text(LATE, encoding="utf-8")
    first = Path(shutil.copy(sample_file.resolve(), home / "first.duckdb"))
    with duckdb.connect(str(first)) as connection:  # as if it had been made of this folder
        connection.execute("UPDATE raw.document SET collection = $1", [str(folder)])
        project = fingerprints(settings).project
        connection.execute("UPDATE raw.refresh SET project_fingerprint = $1", [project])
        connection.execute("CREATE TABLE intermediate.int_of_old AS SELECT 1 AS one")
        connection.execute("CREATE VIEW bi.某视图 AS FROM intermediate.int_of_old")
    shutil.copy(first, settings.warehouse)

    text = (SAMPLE / KEPT).read_text(encoding="utf-8")
    (folder / UNWANTED).write_text(text.replace("2607.82", "2607.83", 1), encoding="utf-8")
    (folder / KEPT).rename(folder / "moved.txt")
    for year in (2023, 2024):  # what it says of the year before can now be held against it
        text = text.replace(f"{year + 1}年", f"{year}年")
    (folder / "year-before.txt").write_text(text, encoding="utf-8")
    (folder / GONE).unlink()
    text = (SAMPLE / CORRECTED).read_text(encoding="utf-8")
    (folder / CORRECTED).write_text(text.replace("24,573.62", "24,573.63"), encoding="utf-8")
    text = (SAMPLE / UNTOUCHED[0]).read_text(encoding="utf-8")
    for name in (NEW, "twin.txt"):
        new = text.replace("岚县经济技术开发区管理委员会", "岚县试验局")
        (folder / name).write_text(new, encoding="utf-8")
    events: list[Event] = []
    rejected = run_refresh(settings, events.append).landing.rejected
    grown = settings.warehouse.resolve()
    (folder / UNWANTED).unlink()
    run_refresh(settings, print, is_full=True)
    lines = [event.text for event in events if event.kind == "step"]
    return Editions(first, grown, settings.warehouse.resolve(), lines, rejected)


def contents(file: Path) -> dict[str, list[tuple]]:
    """Return the rows of every table and view of a version, sorted."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "SELECT concat_ws('.', table_schema, format('\"{}\"', table_name)), table_schema, "
            "table_name FROM information_schema.tables ORDER BY ALL"
        ).fetchall()
        return {
            f"{schema}.{name}": connection.execute(f"FROM {quoted} ORDER BY ALL").fetchall()
            for quoted, schema, name in names
        }


def ask(file: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_both_ways_give_the_same_rows(editions: Editions) -> None:
    """So a document that was set aside at the end has left no trace, either."""
    grown, full = contents(editions.grown), contents(editions.full)
    assert grown.keys() == full.keys() | LEFT_BEHIND
    compared = full.keys() - OF_THE_BUILD
    assert len(compared) > 100
    assert [name for name in sorted(compared) if grown[name] != full[name]] == []


def test_a_full_build_drops_what_no_model_makes(sample_file: Path, editions: Editions) -> None:
    with (
        duckdb.connect(str(editions.full), read_only=True) as built_anew,
        duckdb.connect(str(sample_file.resolve()), read_only=True) as fresh,
    ):
        assert data_dictionary(built_anew, []) == data_dictionary(fresh, [])


def test_one_document_is_set_aside_at_the_end(editions: Editions) -> None:
    assert [row[:2] for row in editions.rejected] == [
        (UNWANTED, "of_a_document_that_is_not_wanted")
    ]


def test_only_what_is_new_is_read_and_built(editions: Editions) -> None:
    assert editions.lines[0] == "land: 4 new, 3 known, 0 rejected, 2 withdrawn"
    assert "of the touched documents" in editions.lines[2]
    assert ask(editions.grown, "SELECT count(*) FROM raw.touched") == [(7,)]
    landed = "SELECT landed_at FROM raw.document WHERE source_path = 'moved.txt'"
    earlier = f"SELECT landed_at FROM raw.document WHERE source_path = '{KEPT}'"
    assert ask(editions.grown, landed) == ask(editions.first, earlier)


def test_what_left_the_folder_is_withdrawn_and_stays(editions: Editions) -> None:
    rows = ask(
        editions.grown,
        """
        SELECT source_path, status, is_current, withdrawn_at IS NOT NULL,
            superseded_by_document_key > 0
        FROM marts.dim_document WHERE document_key > 0 ORDER BY ALL
        """,
    )
    assert rows == [
        (UNTOUCHED[0], "current", True, False, False),
        ("moved.txt", "current", True, False, False),
        (NEW, "current", True, False, False),
        (CORRECTED, "current", True, False, False),
        (CORRECTED, "superseded", False, True, True),
        (GONE, "withdrawn", False, True, False),
        (UNTOUCHED[1], "current", True, False, False),
        ("year-before.txt", "current", True, False, False),
    ]
    lines = (
        "SELECT count(*) FROM marts.fct_budget_line JOIN marts.dim_document AS document "
        "USING (document_key) WHERE NOT document.is_current AND fct_budget_line.is_current"
    )
    assert ask(editions.grown, lines) == [(0,)]
    gone = f"""
        SELECT count(*) > 100 FROM marts.fct_budget_line
        JOIN marts.dim_document USING (document_key) WHERE source_path = '{GONE}'
    """
    assert ask(editions.grown, gone) == [(True,)]
    units = "SELECT count(DISTINCT 单位) FROM bi.各单位收支"
    assert ask(editions.first, units) == ask(editions.grown, units) == [(5,)]


def test_the_findings_show_the_current_edition_and_name_the_superseded(editions: Editions) -> None:
    current, old = (
        f"{document_id}.html"
        for (document_id,) in ask(
            editions.grown,
            f"SELECT document_id FROM marts.dim_document WHERE source_path = '{CORRECTED}' "
            "ORDER BY is_current DESC",
        )
    )
    pages = editions.grown.parent / "docs" / "findings"
    assert (pages / current).exists()
    assert not (pages / old).exists()
    index = (pages / "index.html").read_text(encoding="utf-8")
    assert f"{CORRECTED}：已被取代" in index
    assert f"{GONE}：已撤下" in index


def test_documents_beside_the_warehouse_are_never_touched(editions: Editions) -> None:
    folder = editions.grown.parents[2] / "docs"
    assert not folder.is_symlink()
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["moved.txt", CORRECTED, NEW, *UNTOUCHED, "twin.txt", "year-before.txt"]
    )


def test_the_corrected_figure_is_the_current_one(editions: Editions) -> None:
    rows = ask(
        editions.grown,
        f"""
        SELECT document.is_current, sum(line.printed_amount = '24,573.62')::INTEGER,
            sum(line.printed_amount = '24,573.63')::INTEGER
        FROM marts.fct_budget_line AS line JOIN marts.dim_document AS document USING (document_key)
        WHERE document.source_path = '{CORRECTED}'
        GROUP BY ALL ORDER BY ALL
        """,
    )
    ((_, old, none_of_new), (_, none_of_old, new)) = rows
    assert [is_current for is_current, *_ in rows] == [False, True]
    assert (none_of_new, none_of_old) == (0, 0)
    assert old == new > 0


def test_the_same_bytes_land_once(editions: Editions) -> None:
    landed = "SELECT count(*), count(DISTINCT sha256) FROM raw.document"
    assert ask(editions.grown, landed) == [(8, 8)]


def test_a_new_document_is_held_against_the_old_ones_of_its_unit(editions: Editions) -> None:
    of_the_year_before = """
        SELECT count(*) > 0 FROM quality.fct_identity_result JOIN raw.document USING (document_id)
        WHERE source_path IN ('moved.txt', 'tunliu-2025-budget.txt')
            AND rule_id = 'narrative_prior_year'
    """
    assert ask(editions.first, of_the_year_before) == [(False,)]
    assert ask(editions.grown, of_the_year_before) == [(True,)]
