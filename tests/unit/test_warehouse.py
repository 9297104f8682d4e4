"""Publishing: one atomic step, old readers undisturbed, the way back open."""

from pathlib import Path

import duckdb
import pytest

from flows.settings import Settings
from flows.warehouse import versions as warehouse
from flows.warehouse.files import Busy


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse=tmp_path / "warehouse.duckdb", versions_kept=3)


def publish(settings: Settings, number: int) -> str:
    settings.build.mkdir(exist_ok=True)
    file = warehouse.begin(settings)
    with warehouse.connect(file) as connection:
        connection.execute(f"CREATE OR REPLACE TABLE answer AS SELECT {number} AS n")
    version = warehouse.new_version(settings)
    warehouse.publish(settings, version, file)
    return version


def answer(path: Path) -> int:
    with warehouse.reader(path) as connection:
        row = connection.execute("SELECT n FROM answer").fetchone()
    assert row is not None
    return int(row[0])


def test_readers_keep_the_old_version_and_new_ones_see_the_new(settings: Settings) -> None:
    publish(settings, 1)
    with warehouse.reader(settings.warehouse) as old:
        publish(settings, 2)
        assert old.execute("SELECT n FROM answer").fetchone() == (1,)
        assert answer(settings.warehouse) == 2


def test_no_write_ahead_log_is_published(settings: Settings) -> None:
    publish(settings, 1)
    assert {path.name for path in settings.warehouse.resolve().parent.iterdir()} == {
        "warehouse.duckdb",
        "warehouse.duckdb.sha256",
    }


def test_rollback_serves_the_version_before_and_any_that_is_named(settings: Settings) -> None:
    versions = [publish(settings, number) for number in (1, 2, 3)]
    assert warehouse.rollback(settings) == versions[1]
    assert answer(settings.warehouse) == 2
    assert warehouse.rollback(settings, versions[2]) == versions[2]
    assert answer(settings.warehouse) == 3
    with pytest.raises(LookupError):
        warehouse.rollback(settings, "no such version")


def test_only_the_last_versions_are_kept(settings: Settings) -> None:
    versions = [publish(settings, number) for number in range(5)]
    assert [path.name for path in warehouse.versions(settings)] == versions[-3:]


def test_a_second_refresh_is_told_who_holds_the_lock(settings: Settings) -> None:
    with (
        warehouse.lock(settings),
        pytest.raises(Busy, match=r"budget, process \d+ since"),
        warehouse.lock(settings),
    ):
        pass


def test_an_interrupted_build_is_cleared_away(settings: Settings) -> None:
    settings.build.mkdir()
    left = warehouse.begin(settings)
    left.write_bytes(b"half a file")
    file = warehouse.begin(settings)
    assert not file.exists()


def test_a_readers_connection_cannot_touch_the_disk(settings: Settings, tmp_path: Path) -> None:
    publish(settings, 1)
    with warehouse.reader(settings.warehouse) as connection, pytest.raises(duckdb.Error):
        connection.execute(f"COPY answer TO '{tmp_path / 'out.csv'}'")
    assert not (tmp_path / "out.csv").exists()
