"""Folders that lose files, close, or hold what is no file: each is named, nothing else suffers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small

from flows.load.landing import TooManyWithdrawals
from flows.run.pipeline import run_plainly, run_refresh
from flows.run.steps import Refresh
from flows.settings import Settings

KEPT, CLOSED, GONE = (
    "xiaohe-2023-budget.txt",
    "xiaoyi-2024-budget.txt",
    ("tunliu-2025-budget.txt", "xingxian-2023-budget.txt"),
)


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """A published warehouse of four documents, one of them in a subfolder."""
    home = Path(tempfile.mkdtemp())
    home.chmod(0o755)
    settings = small.lay_out(home, KEPT, *GONE)
    (settings.documents / "closed").mkdir()
    shutil.copy(small.SAMPLE / CLOSED, settings.documents / "closed")
    run_refresh(settings, print)
    yield settings
    shutil.rmtree(home)


def documents(settings: Settings) -> dict[str, bool]:
    """Return which documents there are, and whether they were withdrawn."""
    with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
        rows = connection.execute("SELECT source_path, withdrawn_at IS NOT NULL FROM raw.document")
        return dict(rows.fetchall())


def refresh_as_another_user(settings: Settings) -> Refresh:
    """Look into the folder as somebody whom modes bind (root they do not), and go on as before."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        refresh = Refresh(settings)
    finally:
        if user == 0:
            os.seteuid(0)
    run_plainly(refresh, print)
    return refresh


def test_what_cannot_be_listed_or_read_is_not_gone(settings: Settings) -> None:
    closed = settings.documents / "closed"
    (settings.documents / KEPT).chmod(0)
    (settings.documents / "dead.txt").symlink_to("nowhere")
    closed.chmod(0)
    refresh = refresh_as_another_user(settings)
    closed.chmod(0o755)
    (settings.documents / KEPT).chmod(0o644)
    (settings.documents / "dead.txt").unlink()
    assert {(name, reason) for name, reason, _ in refresh.landing.rejected} == {
        ("closed", "unreadable_folder"),
        (KEPT, "unreadable_file"),
        ("dead.txt", "broken_link"),
    }
    assert documents(settings) == dict.fromkeys([KEPT, f"closed/{CLOSED}", *GONE], False)


def test_many_documents_do_not_leave_unasked(settings: Settings) -> None:
    for name in GONE:
        (settings.documents / name).unlink()
    served = settings.warehouse.resolve()
    with pytest.raises(TooManyWithdrawals, match=f"2 of 4 documents .*{GONE[0]}"):
        run_refresh(settings, print)
    assert settings.warehouse.resolve() == served
    summary = run_refresh(replace(settings, allow_withdrawals=True), print)
    assert summary.landing.withdrawn == 2
    assert documents(settings) == {KEPT: False, f"closed/{CLOSED}": False} | dict.fromkeys(
        GONE, True
    )
