"""One warehouse of the sample and one of the full documents for the whole session."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import duckdb
import hypothesis
import pytest

from flows.run.pipeline import run_refresh
from flows.settings import ROOT, Settings

# a slow machine is no failing property
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

SHARED = ROOT.parent / "shared" / "documents"


DOCUMENTS = {"sample": ROOT / "data" / "documents", "full": SHARED}


def build(wanted: str, folder: Path) -> Path:
    """Refresh a warehouse plainly, once for all test processes; return its file.

    A process that finds it being built by another one builds the other warehouse meanwhile.
    """
    for name in sorted(DOCUMENTS, key=lambda name: name != wanted):
        try:
            _build(name, folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        if name == wanted:
            break
    return _build(wanted, folder, fcntl.LOCK_EX)


def _build(name: str, folder: Path, lock_kind: int) -> Path:
    home = folder / name
    home.mkdir(exist_ok=True)
    settings = Settings(documents=DOCUMENTS[name], warehouse=home / "warehouse.duckdb")
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, lock_kind)
        if not settings.warehouse.exists() and settings.documents.is_dir():
            run_refresh(settings, print)
    return settings.warehouse


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this session see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen") else base


@pytest.fixture(scope="session")
def sample_file(shared_folder: Path) -> Path:
    """The warehouse of the committed sample."""
    return build("sample", shared_folder)


@pytest.fixture(scope="session")
def full_file(shared_folder: Path) -> Path:
    """The warehouse of the five full documents, their attachments included."""
    if not SHARED.is_dir():
        pytest.skip("the full documents (../shared/documents) are not here")
    return build("full", shared_folder)


@pytest.fixture(scope="session", params=["sample", "full"])
def warehouse_file(request: pytest.FixtureRequest) -> Path:
    """The warehouse of the sample, then the one of the five full documents."""
    file: Path = request.getfixturevalue(f"{request.param}_file")
    return file


@pytest.fixture
def warehouse(warehouse_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to either warehouse."""
    with duckdb.connect(str(warehouse_file.resolve()), read_only=True) as connection:
        yield connection


@pytest.fixture
def sample(sample_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the warehouse of the sample."""
    with duckdb.connect(str(sample_file.resolve()), read_only=True) as connection:
        yield connection


@pytest.fixture
def full(full_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the warehouse of the full documents."""
    with duckdb.connect(str(full_file.resolve()), read_only=True) as connection:
        yield connection
