"""The state that the tests of faults start from; the warehouse of made-up documents."""

import fcntl
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import gathered
import pytest
import small
from crashing import refresh
from grown import NEW, OLD, Home, marts

from flows.run.pipeline import run_refresh
from flows.settings import Settings


@pytest.fixture(scope="session")
def gathered_file(shared_folder: Path) -> Path:
    """The warehouse of what several modules have made up, published by one refresh."""
    home = shared_folder / "gathered"
    home.mkdir(exist_ok=True)
    settings = Settings(documents=home / "documents", warehouse=home / "warehouse.duckdb")
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not settings.warehouse.exists():
            gathered.write(settings.documents)
            rejected = run_refresh(settings, print).landing.rejected
            assert all(name.startswith("fuzz/") for name, *_ in rejected), rejected
    return settings.warehouse


@pytest.fixture
def made_up(gathered_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to it."""
    with duckdb.connect(str(gathered_file.resolve()), read_only=True) as connection:
        yield connection


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
