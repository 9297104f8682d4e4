"""What a keeper learns of a refresh: events, the record, the hook, the versions."""

import json
import shlex
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
import small

from flows.run import changes, history
from flows.run.events import Event
from flows.run.pipeline import run_refresh
from flows.run.summary import Summary
from flows.settings import ROOT, Settings
from flows.warehouse import versions
from flows.warehouse.locks import Busy, refresh_lock

OLD = "tunliu-2025-budget.txt"
NEW = "xiaoyi-2024-budget.txt"


class Keeper:
    """Refreshes a small warehouse and keeps what it is told."""

    def __init__(self, home: Path) -> None:
        told = home / "told.jsonl"
        code = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '\\n')"
        hook = shlex.join([sys.executable, "-c", code, str(told)])
        self.settings = replace(small.lay_out(home, OLD), notify=hook, versions_kept=3)
        self.events: list[Event] = []
        self.concluded: list[history.Record] = []
        self.told = told

    def refresh(self, **changes: Any) -> Summary:
        settings = replace(self.settings, **changes)
        self.events.clear()
        work = partial(run_refresh, settings, self.events.append)
        return history.run_and_record(
            settings, work, self.events.append, conclude=self.concluded.append
        )

    def conclusion(self) -> dict[str, Any]:
        """Return how the last refresh ended: the same for the hook and for the caller."""
        last = json.loads(self.told.read_text(encoding="utf-8").splitlines()[-1])
        assert last == json.loads(json.dumps(self.concluded[-1]))
        return dict(last)

    def texts(self, kind: str) -> list[str]:
        return [event.text for event in self.events if event.kind == kind]

    @property
    def documents(self) -> Path:
        return self.settings.documents


def budget(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def recorded(settings: Settings, version: str) -> changes.Changes:
    """Return what lies beside the file of a version."""
    found = changes.Changes.read(settings.versions / version)
    assert found is not None
    return found


def ask(settings: Settings, version: str, query: str) -> list[tuple[Any, ...]]:
    file = settings.versions / version / settings.warehouse.name
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def spent(settings: Settings, version: str) -> Decimal:
    query = "SELECT sum(amount_yuan) FROM marts.fct_budget_line WHERE is_current"
    ((amount,),) = ask(settings, version, query)
    return Decimal(amount)


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    home = tmp_path / "home"
    home.mkdir()
    return Keeper(home)


def test_the_life_of_a_warehouse(keeper: Keeper) -> None:
    settings = keeper.settings
    first = keeper.refresh().version
    assert keeper.texts("document") == [f"landed {OLD}: 525 lines"]
    assert keeper.texts("suite")[0] == "raw.line: 1 of 1 hold"
    assert [event.facts["step"] for event in keeper.events if event.kind == "step"] == [
        *("land", "validate raw", "transform staging intermediate marts", "validate staging"),
        *("validate intermediate", "validate marts", "transform quality bi", "validate quality"),
        *("validate bi", "pages", "publish"),
    ]
    assert keeper.texts("step")[-1] == f"publish: version {first}: the first version"
    told = keeper.conclusion()
    assert (told["status"], told["exit_status"], told["version"]) == ("success", 0, first)
    assert told["landing"].items() >= {"found": 1, "landed": 1, "rejected": []}.items()
    assert told == history.last(settings)

    assert not keeper.refresh().is_published
    told = keeper.conclusion()
    assert (told["status"], told["is_published"]) == ("success", False)
    assert told["message"] == f"nothing has changed since version {first}"

    (keeper.documents / NEW).write_bytes((small.SAMPLE / NEW).read_bytes())
    (keeper.documents / "empty.txt").touch()
    second = keeper.refresh().version
    assert keeper.texts("document")[0] == f"landed {NEW}: 550 lines"
    assert keeper.texts("document")[1].endswith("[empty_file]")
    told = keeper.conclusion()
    assert (told["status"], told["exit_status"]) == ("partial", 3)
    assert told["message"] == f"published version {second}; but 1 documents rejected"
    assert [row["source_path"] for row in told["landing"]["rejected"]] == ["empty.txt"]

    versions.rollback(settings, first)
    text = (small.SAMPLE / OLD).read_text(encoding="utf-8")
    (keeper.documents / OLD).write_text(text.replace("110.00", "111.00"), encoding="utf-8")
    (keeper.documents / NEW).unlink()
    (keeper.documents / "empty.txt").unlink()
    third = keeper.refresh().version
    found = recorded(settings, third)
    assert found.previous == first  # the one that was served, not the newest
    assert {row["change_kind"] for row in found.rows} == {"document_changed", "total"}

    known = budget("versions", "--warehouse", settings.warehouse).stdout.splitlines()
    assert [line.split("  published ")[0].split()[:-2] for line in known] == [
        [first],
        [second],
        ["*", third],
    ]
    assert known[0].endswith("  the first version")
    assert known[1].endswith("  1 documents added, 3 counts differ, 1 totals")
    assert known[2].endswith("  1 changed, 1 totals")
    shown = budget("versions", "--warehouse", settings.warehouse, "--changes", second).stdout
    assert f"    document_added {NEW}: - -> 550 (+550)\n" in shown
    assert "    count documents: 1 -> 2 (+1)\n" in shown
    before, after = (spent(settings, version) for version in (first, second))
    total = f"{before:,} -> {after:,} (+{after - before:,} yuan)"
    assert f"    total 某单位 2025 budget expenditure_by_subject: {total}\n" in shown
    assert ask(
        settings,
        second,
        "SELECT * EXCLUDE (version_id, previous_version_id) FROM quality.fct_version_change",
    ) == [tuple(row.values()) for row in recorded(settings, second).rows]
    assert budget("versions", "--warehouse", settings.warehouse, "--changes", "x").returncode == 1


def test_a_failure_is_told_and_remembered_and_leaves_what_is_served(keeper: Keeper) -> None:
    version = keeper.refresh().version
    (keeper.documents / NEW).write_bytes((small.SAMPLE / NEW).read_bytes())
    with pytest.raises(ValueError, match="no suite"):
        keeper.refresh(expectations=keeper.settings.home)
    told = keeper.conclusion()
    assert (told["status"], told["exit_status"]) == ("failure", 1)
    assert told["message"].endswith("raw: no suite")
    assert history.last(keeper.settings) == told
    said = budget("status", "--warehouse", keeper.settings.warehouse).stdout
    assert f"Last refresh: failure: {told['message']} (started {told['started_at']}" in said
    assert f"Version {version}, published " in said
    assert "UTC (0 minutes ago), from " in said


def test_a_refresh_that_meets_another_one_is_told_but_not_remembered(keeper: Keeper) -> None:
    with refresh_lock(keeper.settings):
        history.record_start(keeper.settings)
        with pytest.raises(Busy, match="another refresh is running"):
            keeper.refresh()
        assert keeper.conclusion()["status"] == "failure"
        remembered = history.last(keeper.settings)
        assert remembered is not None
        assert remembered["status"] == "running"
        said = budget("status", "--warehouse", keeper.settings.warehouse)
        assert "Last refresh: at work (budget, process " in said.stdout
        assert said.returncode == 1  # nothing is served yet
    said = budget("status", "--warehouse", keeper.settings.warehouse)
    assert "Last refresh: killed in its middle (started " in said.stdout


def test_a_hook_and_a_record_that_fail_are_remarks(keeper: Keeper) -> None:
    record = keeper.settings.build / "last-refresh.json"
    record.mkdir(parents=True)
    assert keeper.refresh(notify="no-such-command").is_published
    cannot, failed = keeper.texts("remark")
    assert cannot.startswith("how this refresh went cannot be remembered: ")
    assert failed == "notification failed: no-such-command: No such file or directory"
    assert keeper.concluded[-1]["status"] == "success"
    assert history.last(keeper.settings) is None
