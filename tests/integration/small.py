"""A warehouse of few models for tests that refresh many times: tests/small."""

import shutil
from pathlib import Path

from flows.settings import ROOT, Settings

SAMPLE = ROOT / "data" / "documents"
_SMALL = ROOT / "tests" / "small"


def lay_out(home: Path, *documents: str) -> Settings:
    """Make a home with some documents of the sample to be read, and nothing published."""
    shutil.copytree(_SMALL / "dbt_project", home / "dbt_project")
    forms = home / "dbt_project" / "seeds" / "dictionary"
    forms.mkdir(parents=True)
    shutil.copy(ROOT / "dbt_project" / "seeds" / "dictionary" / "form.csv", forms)
    (home / "documents").mkdir()
    for name in documents:
        shutil.copy(SAMPLE / name, home / "documents")
    return settings_of(home)


def settings_of(home: Path, versions_kept: int = 2) -> Settings:
    """Return the settings of a home, or of a copy of one."""
    return Settings(
        documents=home / "documents",
        warehouse=home / "warehouse.duckdb",
        dbt_project=home / "dbt_project",
        expectations=_SMALL / "expectations",
        versions_kept=versions_kept,
    )
