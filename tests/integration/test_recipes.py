"""What docs/contributing.md promises: recipes that hold as they stand, a loop that is short."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small

from flows.run.pipeline import run_refresh
from flows.settings import ROOT, Settings, fingerprints
from flows.transform import dev
from flows.transform.scaffold import NotAName, new_view
from flows.validate.suites import validate

OLD = "tunliu-2025-budget.txt"


@pytest.fixture(scope="module")
def copied(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A project of one's own beside a served warehouse of the sample."""
    home = tmp_path_factory.mktemp("recipes")
    shutil.copytree(ROOT / "dbt_project", home / "dbt_project")
    (home / "expectations" / "bi").mkdir(parents=True)
    (home / "warehouse.duckdb").symlink_to(sample_file.resolve())
    return Settings(
        warehouse=home / "warehouse.duckdb",
        dbt_project=home / "dbt_project",
        expectations=home / "expectations",
    )


def test_a_new_view_holds_as_it_is_scaffolded(copied: Settings) -> None:
    before = fingerprints(copied)
    files = new_view(copied, "spending_by_unit", "支出_按单位")
    assert len(files) == 4
    after = fingerprints(copied)
    assert after.models == before.models  # no document is built again for it
    assert after.project != before.project

    assert dev.test(copied, ["spending_by_unit"]) == 3  # the view, its grain, its unit test
    (line,) = dev.build(copied, ["spending_by_unit"])
    assert re.fullmatch(r'bi\."支出_按单位": 5 rows, not served so far, or with .+', line)
    outcomes = validate(copied.dev, "bi", copied.expectations)
    assert [outcome.is_success for outcome in outcomes] == [True] * 3


def test_the_loop_says_what_differs(copied: Settings) -> None:
    model = copied.dbt_project / "models" / "bi" / "expenditure_by_subject.sql"
    text = model.read_text(encoding="utf-8")
    assert dev.build(copied, ["expenditure_by_subject"])[0].endswith(", as served")
    model.write_text(text.replace("is_spending_basis", "is_revenue_basis"), "utf-8")
    (line, *_) = dev.build(copied, ["expenditure_by_subject"])
    assert re.search(r" rows, [1-9][\d,]* new or changed, [1-9][\d,]* gone or changed$", line)
    model.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("支出", "支出_按单位"),
        ("spending_by_unit", "by_unit"),
        ("expenditure_by_subject", "支出"),
        ("", ""),
    ],
)
def test_a_name_against_the_conventions_writes_nothing(
    copied: Settings, name: str, alias: str
) -> None:
    before = sorted(copied.home.rglob("*"))
    with pytest.raises(NotAName):
        new_view(copied, name, alias)
    assert sorted(copied.home.rglob("*")) == before


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    def do(project: Path) -> None:
        file = project / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return do


SAID = {
    "description": edit("models/marts/_marts.yml", "One row per", "A row per"),
    "doc block": edit("models/_columns.md", "{% docs", "{% docs more %}more{% enddocs %}\n{% docs"),
    "data test": edit("models/marts/_marts.yml", "data_tests:", "data_tests:\n      - unique"),
    "unit test": edit("tests/unit/forms/int_row.yml", "description: ", "description: Truly. "),
    "analysis": edit("analyses/01_spending_of_each_unit.sql", "select\n", "select  -- so\n"),
    "view": edit("models/bi/expenditure_by_subject.sql", "select", "select 1 as 一,"),
    "what is said of a seed": edit("seeds/_seeds.yml", "One row per", "A row per"),
    "where dbt builds": edit("profiles.yml", "threads: 2", "threads: 3"),
}
DONE = {
    "model": edit("models/marts/dim_document.sql", "select", "select 1 as one,"),
    "macro": edit("macros/yuan.sql", "{%- macro", "{#- -#}{%- macro"),
    "seed": edit("seeds/dictionary/fund.csv", "\n", "\nnew,,,\n"),
    "contract": edit("models/marts/_marts.yml", "data_type: varchar", "data_type: text"),
    "variable": edit("dbt_project.yml", "repair_labels: true", "repair_labels: false"),
    "column of a source": edit("models/staging/_sources.yml", "- name: document_id", "- name: id"),
}


@pytest.mark.parametrize("what", [*SAID, *DONE])
def test_only_what_makes_figures_builds_all_documents_anew(what: str, tmp_path: Path) -> None:
    project = tmp_path / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    settings = Settings(dbt_project=project)
    before = fingerprints(settings)
    (SAID | DONE)[what](project)
    after = fingerprints(settings)
    assert after.project != before.project
    assert (after.models != before.models) == (what in DONE)


SEEN = """
{{ config(materialized='incremental', persist_docs={'relation': true}) }}
select document_id, now() as built_at from raw.document
{% if is_incremental() %} where document_id not in (select document_id from {{ this }}) {% endif %}
"""
SAYS = "models: [{name: seen, description: %s}]\n"


def test_what_is_said_is_published_and_nothing_built(tmp_path: Path) -> None:
    settings = small.lay_out(tmp_path / "home", OLD)
    project = tmp_path / "dbt_project"
    shutil.copytree(settings.dbt_project, project)
    settings = replace(settings, dbt_project=project)
    model, words = (project / "models" / "staging" / f"seen.{kind}" for kind in ("sql", "yml"))
    seed = project / "seeds" / "words.csv"

    def refresh() -> tuple[str, object]:
        assert run_refresh(settings, print).is_published
        with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
            said = connection.execute(
                "SELECT comment FROM duckdb_tables() WHERE table_name = 'seen'"
            ).fetchone()
            built = connection.execute("SELECT built_at FROM staging.seen").fetchone()
        assert said is not None
        assert built is not None
        return said[0], built[0]

    model.write_text(SEEN, encoding="utf-8")
    words.write_text(SAYS % "first", encoding="utf-8")
    seed.write_text("code\nfirst\n", encoding="utf-8")
    said, built = refresh()
    assert said == "first"
    words.write_text(SAYS % "second", encoding="utf-8")
    assert refresh() == ("second", built)
    model.write_text(SEEN + "-- other\n", encoding="utf-8")
    said, built_again = refresh()
    assert (said, built_again > built) == ("second", True)
    seed.write_text("code\nsecond\n", encoding="utf-8")
    assert refresh()[1] > built_again
