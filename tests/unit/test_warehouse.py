"""Publishing: one atomic step, old readers undisturbed, the way back open."""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.settings import MEMORY_LIMIT, MEMORY_WITHOUT_SAYING, PAGE_PICTURES, Settings
from flows.validate import gx
from flows.warehouse import versions
from flows.warehouse.connection import connect, opened, reader
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


_ALLOWED = "SELECT current_setting('memory_limit')"


def test_every_connection_of_a_refresh_keeps_within_the_memory(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, 1)
    monkeypatch.setenv(MEMORY_LIMIT, "256MiB")
    allowed = []
    file = settings.warehouse.resolve()
    for connection in (connect(file), opened(file), opened(None)):
        with connection:
            allowed.append(connection.execute(_ALLOWED).fetchone())
    with opened(file, is_read_only=True) as connection:
        allowed.append(connection.execute(_ALLOWED).fetchone())
    with reader(file) as connection:
        allowed.append(connection.execute(_ALLOWED).fetchone())
    with gx._source(file) as source, source.get_engine().connect() as connection:
        allowed.append(tuple(connection.exec_driver_sql(_ALLOWED).one()))
    assert allowed == [("256.0 MiB",)] * 6


def test_dbt_knows_the_same_limit(settings: Settings) -> None:
    profile = (settings.dbt_project / "profiles.yml").read_text(encoding="utf-8")
    assert f"env_var('{MEMORY_LIMIT}', '{MEMORY_WITHOUT_SAYING}')" in profile


def test_what_does_not_fit_is_spilled_beside_the_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, 1)
    monkeypatch.setenv(MEMORY_LIMIT, "100MiB")
    numbered = "SELECT sum(place), max(text) > '' FROM (SELECT repeat(hash(i)::VARCHAR, 10) "
    numbered += (
        "AS text, row_number() OVER (ORDER BY hash(i)) AS place FROM range(1_000_000) AS r (i))"
    )
    with reader(settings.warehouse) as connection:
        assert connection.execute(numbered).fetchone() == (1_000_000 * 1_000_001 // 2, True)
    assert not list(settings.warehouse.resolve().parent.glob("*.tmp"))


def test_a_limit_that_is_no_amount_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, 1)
    monkeypatch.setenv(MEMORY_LIMIT, "plenty")
    with pytest.raises(ValueError, match=MEMORY_LIMIT):
        opened(settings.warehouse.resolve())


@pytest.mark.parametrize("name", [MEMORY_LIMIT, PAGE_PICTURES])
def test_the_command_says_which_variable_says_nothing(name: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "flows.cli", "versions"],
        env={**os.environ, name: "plenty"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert re.fullmatch(f"budget: {name} is 'plenty', .*\n", said.stderr)
