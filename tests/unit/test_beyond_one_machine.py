"""What is said where an extra is not installed; a pool of which a document kills the readers."""

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import options
from flows.cli.app import app
from flows.load.extraction import extract_all
from flows.read.discovery import DocumentFile, discover
from flows.settings import Settings

LAKE = "ducklake:postgres:dbname=lake"


@pytest.fixture
def without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "opens_lakes", lambda: False)
    monkeypatch.setattr(options, "reads_on_cluster", lambda: False)


@pytest.mark.usefixtures("without_extras")
@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["refresh", "--workers", "dask://127.0.0.1:8786"], "cluster"),
        (["refresh", "--warehouse", LAKE], "lake"),
        (["sql", "SELECT 1", "--warehouse", LAKE], "lake"),
        (["versions", "--warehouse", LAKE], "lake"),
        (["rollback", "--warehouse", LAKE], "lake"),
        (["export", "--warehouse", LAKE], "lake"),
    ],
)
def test_without_an_extra_its_option_says_so(arguments: list[str], extra: str) -> None:
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 2
    assert f"needs the extra [{extra}]: `make lake` installs it" in told.output


def test_options_that_mean_nothing_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "opens_lakes", lambda: True)
    for arguments, sentence in (
        (["refresh", "--workers", "many"], "a number of processes, or dask://host:port"),
        (["refresh", "--shard", "140000"], "only a lake has shards"),
        (["refresh", "--warehouse", LAKE, "--shard", "山西"], "a name of ASCII letters"),
        (["trace", "1", "--warehouse", LAKE], "works on the file of a shard, not on a lake"),
    ):
        told = CliRunner().invoke(app, arguments)
        assert told.exit_code == 2
        assert sentence in told.output


class Deadly(DocumentFile):
    """A document that kills the process that it is handed to."""

    def __reduce__(self) -> Any:
        return _kill_reader, ()


def _kill_reader() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_document_that_kills_its_reader_costs_the_others_nothing() -> None:
    settings = replace(Settings(), workers=2)
    good = discover(settings.documents)[0]
    deadly = Deadly(Path("deadly.txt"), "deadly.txt", 9 * 2**20, "0" * 64, "")
    ((first, second),) = extract_all([deadly, good], settings)
    assert first.rejection is not None
    assert first.rejection[1] == "kills_its_reader"
    assert second.rejection is None
    assert second.frames["cell"].height > 0
