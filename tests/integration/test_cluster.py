"""A real scheduler and two workers that die over their work: the same rows as read here."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
import small

from flows.load import landing
from flows.load.outcome import Landing
from flows.read.discovery import discover
from flows.settings import ROOT, Settings, reads_on_cluster
from flows.warehouse.connection import connect

pytestmark = pytest.mark.skipif(
    not reads_on_cluster(), reason="what reads on a cluster is not installed (make lake)"
)

POISON, LAST_STRAW = "poison.txt", "xiaoyi-2024-budget.txt"

#: Loaded by each worker: one document kills whoever reads it, another one only the first reader.
PRELOAD = f"""
import os, signal
from pathlib import Path
from flows.load import cluster
from flows.load.extraction import extract

once = Path(os.environ["KILLED_ONCE"])


def deadly(file, *rest):
    if file.name == "{POISON}" or (file.name == "{LAST_STRAW}" and not once.exists()):
        if file.name != "{POISON}":
            once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return extract(file, *rest)


cluster.extract = deadly
"""


class Cluster(NamedTuple):
    address: str
    killed_once: Path  # exists when a worker has been killed over a good document


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two workers, which their nannies start again when they are killed."""
    home = tmp_path_factory.mktemp("cluster")
    (home / "preload.py").write_text(PRELOAD, encoding="utf-8")
    told = home / "scheduler.json"
    parts = [
        ["scheduler", "--no-dashboard", "--host", "127.0.0.1", "--port", "0"],
        *(
            ["worker", "--nthreads", "1", "--no-dashboard", "--preload", str(home / "preload.py")]
            for _ in range(2)
        ),
    ]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *part, "--scheduler-file", str(told)],
            env=small.environment(ROOT) | {"KILLED_ONCE": str(home / "killed-once")},
            cwd=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for part in parts
    ]
    from distributed import Client

    try:
        with Client(scheduler_file=str(told), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        yield Cluster(address, home / "killed-once")
    finally:
        for process in reversed(started):  # a worker without its scheduler waits for another one
            process.terminate()
            process.wait(60)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = small.lay_out(tmp_path, *(path.name for path in small.SAMPLE.glob("*.txt")))
    settings.documents.joinpath("cut-off.txt").write_text("2025年部门预算\n", encoding="utf-8")
    return settings


def landed(settings: Settings, file: str) -> tuple[Landing, dict[str, list[tuple[object, ...]]]]:
    """Land the documents; return what was done, and the rows of `raw` but for the time."""
    with connect(settings.home / file) as connection:
        done = landing.land(connection, discover(settings.documents), settings)
        return done, {table: rows(connection, table) for table in ("document", "line", "cell")}


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, ...]]:
    moment = "EXCLUDE landed_at" if table == "document" else ""
    return connection.execute(f"SELECT * {moment} FROM raw.{table} ORDER BY ALL").fetchall()


def test_a_cluster_whose_workers_die_reads_what_is_read_here(
    settings: Settings, cluster: Cluster
) -> None:
    here, expected = landed(settings, "here.duckdb")
    shutil.copy(settings.documents / LAST_STRAW, settings.documents / POISON)
    with (settings.documents / POISON).open("a", encoding="utf-8") as poison:
        poison.write("\n又一份\n")
    there, found = landed(replace(settings, cluster=cluster.address), "there.duckdb")
    assert found == expected
    assert there.landed == here.landed > 1
    reasons = {name: reason for name, reason, _ in there.rejected}
    told = {name: reason for name, reason, _ in here.rejected}
    assert reasons == told | {POISON: "kills_its_reader"}

    assert cluster.killed_once.exists()


def test_a_worker_that_would_read_otherwise_is_refused(
    settings: Settings, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.load.cluster.reading_fingerprint", lambda _: "of another release")
    with pytest.raises(RuntimeError, match="reads documents otherwise"):
        landed(replace(settings, cluster=cluster.address), "there.duckdb")


def test_a_scheduler_that_is_not_there_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.load.cluster._PATIENCE_SECONDS", 2.0)
    nowhere = replace(settings, cluster="tcp://127.0.0.1:1")
    with pytest.raises(ConnectionError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        landed(nowhere, "there.duckdb")
