"""A warehouse of few models for tests that refresh many times: tests/small."""

import os
import shutil
from pathlib import Path

from flows.settings import ROOT, Settings

SAMPLE = ROOT / "data" / "documents"
_SMALL = ROOT / "tests" / "small"


def lay_out(home: Path, *documents: str) -> Settings:
    """Make a home with some documents of the sample to be read, and nothing published."""
    (home / "documents").mkdir(parents=True)
    for name in documents:
        shutil.copy(SAMPLE / name, home / "documents")
    return settings_of(home)


def settings_of(home: Path, versions_kept: int = 2) -> Settings:
    """Return the settings of a home, or of a copy of one; all share the project, to parse once."""
    return Settings(
        documents=home / "documents",
        warehouse=home / "warehouse.duckdb",
        dbt_project=_SMALL / "dbt_project",
        expectations=_SMALL / "expectations",
        versions_kept=versions_kept,
    )


def clone(root: Path) -> None:
    """Make a clone of the repository with the small project in place of the large one.

    The command of the clone refreshes in a fifth of the time; what dbt has compiled of the small
    project comes along.
    """
    shutil.copytree(ROOT / "flows", root / "flows")
    for name in ("dbt_project", "expectations"):
        shutil.copytree(_SMALL / name, root / name)


def environment(root: Path) -> dict[str, str]:
    """Return the environment in which `python -m flows.cli` is the command of a clone."""
    return os.environ | {"PYTHONPATH": str(root)}
