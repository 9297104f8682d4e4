"""Publishing: one atomic step, old readers undisturbed, the way back open."""

from pathlib import Path

import duckdb
import pytest

from flows.settings import Settings
from flows.warehouse import versions
from flows.warehouse.connection import connect, reader
from flows.warehouse.locks import Busy, refresh_lock


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse=tmp_path / "warehouse.duckdb", versions_kept=3)


def publish(settings: Settings, number: int) -> str:
    settings.build.mkdir(exist_ok=True)
    file = versions.begin(settings)
    with connect(file) as connection:
        connection.execute(f"CREATE OR REPLACE TABLE answer AS SELECT {number} AS n")
    version = versions.new_version(settings)
    versions.publish(settings, version, file)
    return version


def answer(path: Path) -> int:
    with reader(path) as connection:
        row = connection.execute("SELECT n FROM answer").fetchone()
    assert row is not None
    return int(row[0])


def test_readers_keep_the_old_version_and_new_ones_see_the_new(settings: Settings) -> None:
    publish(settings, 1)
    with reader(settings.warehouse) as old:
        publish(settings, 2)
        assert old.execute("SELECT n FROM answer").fetchone() == (1,)
        assert answer(settings.warehouse) == 2


def test_no_write_ahead_log_is_published(settings: Settings) -> None:
    publish(settings, 1)
    assert {path.name for path in settings.warehouse.resolve().parent.iterdir()} == {
        "warehouse.duckdb",
        "warehouse.duckdb.sha256",
        "public.duckdb",
        "public.duckdb.sha256",
    }


def test_rollback_serves_the_version_before_and_any_that_is_named(settings: Settings) -> None:
    made = [publish(settings, number) for number in (1, 2, 3)]
    assert versions.rollback(settings) == made[1]
    assert answer(settings.warehouse) == 2
    assert versions.rollback(settings, made[2]) == made[2]
    assert answer(settings.warehouse) == 3
    with pytest.raises(LookupError):
        versions.rollback(settings, "no such version")


def test_only_the_last_versions_are_kept(settings: Settings) -> None:
    made = [publish(settings, number) for number in range(5)]
    assert [path.name for path in versions.published(settings)] == made[-3:]


def test_a_second_refresh_is_told_who_holds_the_lock(settings: Settings) -> None:
    with (
        refresh_lock(settings),
        pytest.raises(Busy, match=r"budget, process \d+ since"),
        refresh_lock(settings),
    ):
        pass


def test_an_interrupted_build_is_cleared_away(settings: Settings) -> None:
    settings.build.mkdir()
    left = versions.begin(settings)
    left.write_bytes(b"half a file")
    file = versions.begin(settings)
    assert not file.exists()


def test_a_readers_connection_cannot_touch_the_disk(settings: Settings, tmp_path: Path) -> None:
    publish(settings, 1)
    with reader(settings.warehouse) as connection, pytest.raises(duckdb.Error):
        connection.execute(f"COPY answer TO '{tmp_path / 'out.csv'}'")
    assert not (tmp_path / "out.csv").exists()
