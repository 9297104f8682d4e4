"""The state that the tests of faults start from."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import small
from crashing import refresh
from grown import NEW, OLD, Home, marts


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The state that every test starts from a copy of."""
    home = tmp_path_factory.mktemp("faults")
    settings = small.lay_out(home, OLD)
    assert refresh(settings).fault is None
    old = marts(settings.warehouse)
    later = tmp_path_factory.mktemp("faults") / "later"
    shutil.copytree(home, later, symlinks=True)
    for documents in (home, later):
        shutil.copy(small.SAMPLE / NEW, documents / "documents")
    assert refresh(small.settings_of(later)).fault is None
    return Home(settings, old, marts(later / "warehouse.duckdb"), later)


@pytest.fixture
def home(published: Home, tmp_path: Path) -> Home:
    copy = tmp_path / "home"
    shutil.copytree(published.settings.home, copy, symlinks=True)
    return replace(published, settings=small.settings_of(copy))
