"""A refresh builds what it touched; the rows are those of a build of everything."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from flows.run.events import Event, Report
from flows.run.pipeline import run_refresh
from flows.settings import ROOT, Settings

SAMPLE = ROOT / "data" / "documents"
KEPT, GONE, CORRECTED, NEW = (
    "tunliu-2025-budget.txt",
    "xiaoyi-2024-budget.txt",
    "xiaohe-2023-budget.txt",
    "lanxian-2024-final-accounts.txt",
)
#: What says how a version was made, not what it holds.
OF_THE_BUILD = {
    "raw.refresh",
    "raw.touched",
    "intermediate.int_touched_document",
    "quality.fct_version_change",
}


@dataclass(frozen=True)
class Editions:
    """Three published versions of one folder, in the order of their making."""

    first: Path
    grown: Path  # from the first, by what was touched
    full: Path  # from the same documents, by --full
    lines: list[str]  # of the log of the second refresh


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """Documents join, leave, move and are corrected."""
    home = tmp_path_factory.mktemp("incremental")
    folder = home / "docs"  # as the link to the pages would be called
    folder.mkdir()
    settings = Settings(documents=folder, warehouse=home / "warehouse.duckdb")

    def refresh(report: Report = print, *, is_full: bool = False) -> Path:
        run_refresh(settings, report, is_full=is_full)
        return settings.warehouse.resolve()

    for name in (KEPT, GONE, CORRECTED):
        shutil.copy(SAMPLE / name, folder)
    first = refresh()

    text = (SAMPLE / KEPT).read_text(encoding="utf-8")
    (folder / KEPT).rename(folder / "moved.txt")
    for year in (2023, 2024):  # what it says of the year before can now be held against it
        text = text.replace(f"{year + 1}年", f"{year}年")
    (folder / "year-before.txt").write_text(text, encoding="utf-8")
    (folder / GONE).unlink()
    text = (SAMPLE / CORRECTED).read_text(encoding="utf-8")
    (folder / CORRECTED).write_text(text.replace("24,573.62", "24,573.63"), encoding="utf-8")
    shutil.copy(SAMPLE / NEW, folder)
    shutil.copy(SAMPLE / NEW, folder / "twin.txt")
    events: list[Event] = []
    grown = refresh(events.append)
    lines = [event.text for event in events if event.kind == "step"]
    return Editions(first, grown, refresh(is_full=True), lines)


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
    grown, full = contents(editions.grown), contents(editions.full)
    assert grown.keys() == full.keys()
    compared = grown.keys() - OF_THE_BUILD
    assert len(compared) > 100
    assert [name for name in sorted(compared) if grown[name] != full[name]] == []


def test_only_what_is_new_is_read_and_built(editions: Editions) -> None:
    assert editions.lines[0] == "land: 3 new, 1 known, 0 rejected, 2 withdrawn"
    assert "of the touched documents" in editions.lines[2]
    assert ask(editions.grown, "SELECT count(*) FROM raw.touched") == [(6,)]
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
        (NEW, "current", True, False, False),
        ("moved.txt", "current", True, False, False),
        (CORRECTED, "current", True, False, False),
        (CORRECTED, "superseded", False, True, True),
        (GONE, "withdrawn", False, True, False),
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
    assert ask(editions.first, units) == ask(editions.grown, units) == [(3,)]


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
        ["moved.txt", CORRECTED, NEW, "twin.txt", "year-before.txt"]
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
    assert ask(editions.grown, landed) == [(6, 6)]


def test_a_new_document_is_held_against_the_old_ones_of_its_unit(editions: Editions) -> None:
    of_the_year_before = """
        SELECT count(*) > 0 FROM quality.fct_identity_result JOIN raw.document USING (document_id)
        WHERE source_path IN ('moved.txt', 'tunliu-2025-budget.txt')
            AND rule_id = 'narrative_prior_year'
    """
    assert ask(editions.first, of_the_year_before) == [(False,)]
    assert ask(editions.grown, of_the_year_before) == [(True,)]
