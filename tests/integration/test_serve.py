"""`budget serve` for real: a Prefect server, ticks of its schedule, and every way to end.

Slow (about a minute): the processes of the product are started, killed and started again. All
waiting is polling with a deadline.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import small

from flows.settings import ROOT, Settings
from flows.warehouse import versions
from flows.warehouse.locks import refresh_lock

pytestmark = pytest.mark.slow

DOCUMENT = ROOT / "data" / "documents" / "tunliu-2025-budget.txt"
HEADER = "url,unit,division,year,phase,note\n"
_TELL = 'import sys; open(sys.argv[1], "a").write(sys.stdin.read() + chr(10))'
FINAL = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


def eventually(what: Callable[[], Any], seconds: float = 180) -> Any:
    """Ask again and again until there is something."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, f"nothing within {seconds} s"
        time.sleep(0.2)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def descendants(pid: int) -> set[int]:
    """Return the living processes below one, from /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


class Keeper:
    """The product as its keeper runs it, and what its API says."""

    def __init__(self, home: Path, *, server: "Keeper | None" = None) -> None:
        self.home = home
        self.server = server
        self.documents = home / "documents"
        self.documents.mkdir()
        shutil.copy(DOCUMENT, self.documents)
        small.clone(home)
        self.sources = home / "sources.csv"
        self.sources.write_text(HEADER, encoding="utf-8")
        self.settings = Settings(warehouse=home / "warehouse.duckdb")
        self.log = home / "serve.log"
        self.port = server.port if server else free_port()
        self.docs_port = free_port()
        self.name = "joined" if server else "nightly"
        self.told = home / "told.jsonl"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *more: str) -> list[str]:
        return [
            *(sys.executable, "-m", "flows.cli", "serve"),
            *("--documents", str(self.documents), "--sources", str(self.sources)),
            *("--warehouse", str(self.settings.warehouse)),
            *("--port", str(self.port), "--docs-port", str(self.docs_port)),
            *("--allow-network", "127.0.0.1/32", "--name", self.name),
            *("--notify", f"{sys.executable} -c '{_TELL}' {self.told}"),
            *more,
        ]

    def environment(self) -> dict[str, str]:
        clone = small.environment(self.home)
        kept = {name: value for name, value in clone.items() if "PREFECT" not in name}
        if self.server is not None:
            kept["PREFECT_API_URL"] = self.api
        return kept | {
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        }

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(),
            cwd=self.home,
            env=self.environment(),
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        eventually(lambda: "Prefect: " in self.log.read_text() or self.has_ended())
        eventually(lambda: self.deployment().get("last_polled"))

    def has_ended(self) -> None:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()

    def end(self, how: signal.Signals, *, group: bool = False) -> int:
        """Send a signal; return the exit status when nothing is left of the process tree."""
        assert self.process is not None
        family = descendants(self.process.pid)
        (os.killpg if group else os.kill)(self.process.pid, how)
        status = self.process.wait(60)
        eventually(lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()])
        return status

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def ask(self, path: str, body: dict[str, Any] | list[dict[str, Any]] | None = None) -> Any:
        def answer() -> httpx.Response | None:
            got = httpx.post(f"{self.api}/{path}", json=body or {}, timeout=20)
            return got if got.status_code != 503 else None  # busy; Prefect's client asks again

        return eventually(answer).raise_for_status().json()

    def deployment(self) -> dict[str, Any]:
        named = {"deployments": {"name": {"any_": [self.name]}}}
        found = self.ask("deployments/filter", named)
        return found[0] if found else {}

    def run_now(self) -> str:
        return str(self.ask(f"deployments/{self.deployment()['id']}/create_flow_run")["id"])

    def runs(self, **states: list[str]) -> list[dict[str, Any]]:
        return list(
            self.ask("flow_runs/filter", {"flow_runs": {"state": {"type": states}}, "limit": 200})
        )

    def final_state(self, run: str) -> dict[str, Any]:
        """Wait until a flow run has ended."""

        def state() -> dict[str, Any] | None:
            self.has_ended()
            found = self.ask("flow_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
            return found[0]["state"] if found[0]["state"]["type"] in FINAL else None

        return dict(eventually(state))


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    keeper = Keeper(tmp_path_factory.mktemp("serve"))
    keeper.start()
    yield keeper
    if keeper.process is not None and keeper.process.poll() is None:
        keeper.end(signal.SIGKILL)


@pytest.fixture
def stuck(keeper: Keeper) -> Iterator[threading.Event]:
    """A source that never answers: whoever fetches it is in the middle of a run."""
    reached, closing = threading.Event(), threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.set()
            closing.wait()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    row = f"http://127.0.0.1:{server.server_port}/a.txt,,,,,\n"
    keeper.sources.write_text(HEADER + row, encoding="utf-8")
    yield reached
    keeper.sources.write_text(HEADER, encoding="utf-8")
    closing.set()
    server.shutdown()
    server.server_close()


def test_every_night_in_china_and_never_two_at_once(keeper: Keeper) -> None:
    deployment = keeper.deployment()
    (schedule,) = deployment["schedules"]
    assert schedule["active"]
    assert schedule["schedule"]["cron"] == "30 2 * * *"
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    nights = eventually(lambda: keeper.runs(any_=["SCHEDULED"]))
    assert {night["expected_start_time"][11:16] for night in nights} == {"18:30"}  # UTC


def test_a_first_start_refreshes_and_the_page_tells_it(keeper: Keeper) -> None:
    (run,) = eventually(lambda: keeper.runs(any_=["COMPLETED"]))
    assert "a first refresh begins" in keeper.log.read_text()
    assert not run["auto_scheduled"]
    assert run["parameters"] == {}
    assert run["state"]["message"].startswith("published version ")
    tasks = keeper.ask(
        "task_runs/filter",
        {"flow_runs": {"id": {"any_": [run["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"},
    )
    said = {task["name"]: task["state"]["message"] for task in tasks}
    assert list(said)[:3] == ["fetch", "land", "validate raw"]
    assert list(said)[-2:] == ["publish", "report"]
    assert said["land"] == "1 new, 0 known, 0 rejected"
    logs = keeper.ask("logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}})
    assert any("land: 1 new, 0 known, 0 rejected" in line["message"] for line in logs)

    artifacts = {item["key"]: item["data"] for item in keeper.ask("artifacts/latest/filter")}
    assert set(artifacts) == {
        *("fetch-failures", "refresh-summary", "refresh-scorecards", "refresh-findings"),
        *("refresh-rejections", "data-docs"),
    }
    assert DOCUMENT.name in artifacts["refresh-scorecards"]
    docs = f"http://127.0.0.1:{keeper.docs_port}/"
    assert f"({docs})" in artifacts["data-docs"]
    assert "数据质量检查" in httpx.get(docs).text
    assert len(versions.published(keeper.settings)) == 1
    told = json.loads(keeper.told.read_text(encoding="utf-8").splitlines()[0])
    assert told["status"] == "success"
    assert told["message"] == run["state"]["message"]
    assert told["holder"] == f"scheduled run {run['name']}"


def test_a_tick_of_the_schedule_refreshes(keeper: Keeper) -> None:
    schedules = f"deployments/{keeper.deployment()['id']}/schedules"
    every = {"interval": 10, "anchor_date": "2026-01-01T00:00:00Z"}
    (schedule,) = keeper.ask(schedules, [{"active": True, "schedule": every}])

    def ticked() -> list[dict[str, Any]]:
        return [run for run in keeper.runs(any_=["COMPLETED"]) if run["auto_scheduled"]]

    (run, *_) = eventually(ticked)
    # 503 is busy; 404 is gone, where the answer to an earlier try was lost
    its_url = f"{keeper.api}/{schedules}/{schedule['id']}"
    eventually(lambda: httpx.delete(its_url).status_code in (204, 404))
    eventually(lambda: not keeper.runs(any_=["PENDING", "RUNNING"]))
    assert run["state"]["message"].startswith("nothing has changed since version ")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:4200"},
    ],
)
def test_no_other_site_reaches_the_server(keeper: Keeper, headers: dict[str, str]) -> None:
    asked = f"{keeper.api}/deployments/filter"
    assert httpx.post(asked, json={}, headers=headers).status_code == 403
    preflight = {**headers, "Access-Control-Request-Method": "POST"}
    assert httpx.options(asked, headers=preflight).status_code == 403
    pages = f"http://127.0.0.1:{keeper.docs_port}/"
    assert httpx.get(pages, headers=headers).status_code == 403


def test_its_own_page_does(keeper: Keeper) -> None:
    for name in ("127.0.0.1", "localhost"):
        headers = {"Origin": f"http://{name}:{keeper.port}"}
        asked = f"{keeper.api}/deployments/filter"
        answer = eventually(
            lambda asked=asked, headers=headers: (
                got if (got := httpx.post(asked, json={}, headers=headers)).is_success else None
            )
        )
        assert answer.headers["access-control-allow-origin"] in (headers["Origin"], "*")
    assert "<title>" in httpx.get(f"http://127.0.0.1:{keeper.port}/", follow_redirects=True).text


def test_a_run_takes_no_parameters(keeper: Keeper, tmp_path: Path) -> None:
    target = tmp_path / "written.duckdb"
    answer = httpx.post(
        f"{keeper.api}/deployments/{keeper.deployment()['id']}/create_flow_run",
        json={"parameters": {"warehouse": str(target)}},
    )
    if answer.is_success:
        assert keeper.final_state(answer.json()["id"])["type"] in ("FAILED", "CRASHED")
    assert not target.exists()


@pytest.mark.parametrize("option", ["--port", "--docs-port"])
def test_a_taken_port_is_told_at_once(keeper: Keeper, tmp_path: Path, option: str) -> None:
    ports = {"--port": str(free_port()), "--docs-port": str(free_port())}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports[option] = str(taken.getsockname()[1])
        pairs = [word for pair in ports.items() for word in pair]
        done = subprocess.run(
            keeper.command(*pairs, "--warehouse", str(tmp_path / "warehouse.duckdb")),
            env=keeper.environment(),
            cwd=keeper.home,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 1
    told = done.stderr.decode()
    assert f"127.0.0.1:{ports[option]} cannot be used: Address already in use" in told
    assert "waiting for" not in told


def test_an_impossible_port_is_a_wrong_usage(keeper: Keeper) -> None:
    done = subprocess.run(
        keeper.command("--port", "99999"),
        env=keeper.environment(),
        cwd=keeper.home,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"65535" in done.stderr


def test_a_run_while_somebody_refreshes_says_who_it_is(keeper: Keeper) -> None:
    (keeper.documents / "more.txt").write_bytes(DOCUMENT.read_bytes() + b"\n")
    with refresh_lock(keeper.settings):
        state = keeper.final_state(keeper.run_now())
    (keeper.documents / "more.txt").unlink()
    assert state["type"] == "CANCELLED"
    assert f"another refresh is running (budget, process {os.getpid()} since" in state["message"]


@pytest.mark.parametrize(
    ("listed", "remark"),
    [
        (HEADER + "spoilt\n", "; but 1 sources could not be fetched"),
        ("spoilt\n", "; but nothing was fetched: "),
    ],
)
def test_sources_that_cannot_be_had_are_a_remark(keeper: Keeper, listed: str, remark: str) -> None:
    keeper.sources.write_text(listed, encoding="utf-8")
    state = keeper.final_state(keeper.run_now())
    keeper.sources.write_text(HEADER, encoding="utf-8")
    assert (state["type"], state["name"]) == ("COMPLETED", "Completed")
    assert state["message"].startswith("nothing has changed since version ")
    assert remark in state["message"]
    told = json.loads(keeper.told.read_text(encoding="utf-8").splitlines()[-1])
    assert (told["status"], told["exit_status"]) == ("partial", 3)
    assert told["message"] == state["message"]


def test_a_second_serve_is_refused(keeper: Keeper) -> None:
    second = subprocess.run(
        keeper.command(),
        env=keeper.environment(),
        cwd=keeper.home,
        capture_output=True,
        check=False,
    )
    assert second.returncode == 1
    assert b"another serve is running (budget serve, process" in second.stderr


def test_an_impossible_schedule_is_a_wrong_usage(keeper: Keeper) -> None:
    for option in (("--cron", "61 2 * * *"), ("--timezone", "Nowhere/Nothing")):
        done = subprocess.run(
            keeper.command(*option),
            env=keeper.environment(),
            cwd=keeper.home,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 2
        assert option[1].encode() in done.stderr


def test_a_server_that_is_named_is_joined_and_ctrl_c_leaves_the_schedule(
    keeper: Keeper, tmp_path: Path
) -> None:
    joined = Keeper(tmp_path, server=keeper)
    joined.start()
    assert joined.process is not None
    assert not (tmp_path / "prefect" / "server.log").exists()
    eventually(lambda: joined.told.exists() and not joined.runs(any_=["PENDING", "RUNNING"]))
    assert joined.end(signal.SIGINT, group=True) == 0
    assert "Traceback" not in joined.log.read_text()
    deployment = joined.deployment()
    assert not deployment["paused"]
    assert [schedule["active"] for schedule in deployment["schedules"]] == [True]


def test_one_run_at_a_time_and_a_killed_one_does_not_count(
    keeper: Keeper, stuck: threading.Event
) -> None:
    run = keeper.run_now()
    assert stuck.wait(120)
    state = keeper.final_state(keeper.run_now())
    assert (state["type"], state["message"]) == (
        "CANCELLED",
        "Deployment concurrency limit reached.",
    )
    keeper.end(signal.SIGKILL)
    keeper.start()
    state = keeper.final_state(run)
    assert (state["type"], state["message"]) == (
        "CRASHED",
        "budget serve was killed in the middle of this run",
    )
    keeper.sources.write_text(HEADER, encoding="utf-8")
    state = keeper.final_state(keeper.run_now())
    assert state["type"] == "COMPLETED"
    assert state["message"].startswith("nothing has changed since version ")


def test_told_to_end_in_mid_run_it_leaves_nothing_behind(
    keeper: Keeper, stuck: threading.Event
) -> None:
    keeper.run_now()
    assert stuck.wait(120)
    assert keeper.end(signal.SIGTERM) == 0
    log = keeper.log.read_text()
    assert "Traceback" not in log
    assert "Warning" not in log
