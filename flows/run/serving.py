"""`budget serve`: a Prefect server, the pages of the served version, and the nightly refresh.

Everything is a child or a thread of this process and ends with it. Where `PREFECT_API_URL` names a
server, that one is used and none is started.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx

from flows.run.guard import is_welcome, own_names
from flows.run.processes import end_with_parent
from flows.run.served import SERVED, settings_as_text
from flows.settings import NOTIFY, Serving, Settings, disable_telemetry
from flows.warehouse.files import set_aside_damaged_sqlite
from flows.warehouse.locks import hold
from flows.warehouse.seals import require_own_folder

if TYPE_CHECKING:
    from prefect.schedules import Schedule

Say = Callable[[str], None]

_START_SECONDS = 120.0
_STOP_SECONDS = 15.0
_MOST_UNFINISHED = 200  # the API's limit; there is one, or few

#: Of the server that we start: leases of the concurrency limit survive it, old runs do not.
_SERVER = {
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}


class BadSchedule(ValueError):  # noqa: N818 - a verdict on what the keeper asked for
    """No cron expression, or no time zone."""


class NotServing(Exception):  # noqa: N818 - the message is for the keeper of the warehouse
    """The Prefect server is not there, or did not start."""


def serve(settings: Settings, serving: Serving, say: Say) -> None:
    """Serve the scheduled refresh until this process is told to stop.

    Raises:
        BadSchedule: nothing was started.
        Busy: another process serves this warehouse.
        NotServing: a port is taken, or the server did not start.
    """
    disable_telemetry()
    theirs = os.environ.get("PREFECT_API_URL")
    url = theirs or f"http://{serving.host}:{serving.port}/api"
    os.environ["PREFECT_API_URL"] = url
    os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"  # the lines of the steps belong on the page
    os.environ.setdefault("PREFECT_HOME", str(settings.prefect_home.resolve()))
    os.environ[NOTIFY] = settings.notify
    schedule = _schedule(serving)  # imports Prefect, which reads its environment once
    require_own_folder(settings)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell can have it ignored
    signal.signal(signal.SIGTERM, _interrupt)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        stack.enter_context(hold(settings.build / "serve.lock", "serve", "budget serve"))
        for port in [serving.docs_port, *([] if theirs else [serving.port])]:
            _require_free(serving.host, port)  # before a minute is spent on waiting
        if remark := set_aside_damaged_sqlite(Path(os.environ["PREFECT_HOME"], "prefect.db")):
            say(remark)
        if theirs is None:
            stack.enter_context(_server(settings, serving))
        say(f"waiting for the Prefect server at {url} (at most {_START_SECONDS:.0f} s)")
        _wait_for(url)
        docs_url = stack.enter_context(_pages(settings, serving))
        say(f"Prefect: {url.removesuffix('/api')}  Data Docs: {docs_url}")
        _serve_flow(settings, serving, schedule, docs_url, say)


def _schedule(serving: Serving) -> "Schedule":
    from prefect.schedules import Cron

    try:
        ZoneInfo(serving.timezone)
        return Cron(serving.cron, timezone=serving.timezone)
    except (ValueError, KeyError) as error:
        raise BadSchedule(f"{serving.cron!r} in {serving.timezone!r}: {error}") from None


@contextmanager
def _server(settings: Settings, serving: Serving) -> Iterator[None]:
    """Run a Prefect server with its embedded database as a child process."""
    log = settings.prefect_home / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    address = (serving.host, str(serving.port), *serving.allowed_hosts)
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "flows.run.server", *address],
            env={**os.environ, **_SERVER, **_own_origins(serving)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us: the server must outlive the last run
            preexec_fn=end_with_parent,  # noqa: PLW1509 - no thread has been started yet
        )
    is_expected = Event()
    Thread(target=_follow, args=(child, is_expected), daemon=True).start()
    try:
        yield
    finally:
        has_ended = child.poll() is not None
        is_expected.set()
        child.terminate()
        try:
            child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if has_ended:
            raise NotServing(f"the Prefect server has ended: see {log}")


def _own_origins(serving: Serving) -> dict[str, str]:
    """Return what tells Prefect that only its own page may read what it answers."""
    origins = [f"http://{name}:{serving.port}" for name in own_names(serving.host) - {"::1"}]
    return {"PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(sorted(origins))}


def _follow(child: subprocess.Popen[bytes], is_expected: Event) -> None:
    """End when the server ends by itself: whoever watches over us can start both again."""
    child.wait()
    if not is_expected.is_set():
        os.kill(os.getpid(), signal.SIGTERM)


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotServing(
                f"{host}:{port} cannot be used: {error.strerror}; name another one "
                "(--host, --port, --docs-port)"
            ) from error


def _wait_for(url: str) -> None:
    until = monotonic() + _START_SECONDS
    while True:
        try:
            if httpx.get(f"{url}/health", timeout=5).is_success:
                return
        except httpx.TransportError:
            pass
        if monotonic() > until:
            raise NotServing(f"no Prefect server answers at {url}")
        sleep(0.2)


@contextmanager
def _pages(settings: Settings, serving: Serving) -> Iterator[str]:
    """Serve the pages of whichever version is published, from a thread."""
    names = own_names(serving.host, serving.allowed_hosts)

    class Pages(SimpleHTTPRequestHandler):
        def parse_request(self) -> bool:
            """Refuse what another site has sent here."""
            if not super().parse_request():
                return False
            host, origin = self.headers.get("Host", ""), self.headers.get("Origin")
            if not is_welcome(names, host, origin):
                self.send_error(HTTPStatus.FORBIDDEN, "under this name, nothing is served")
                return False
            return True

        def __init__(self, *arguments: Any) -> None:
            # Not the link beside the warehouse: a folder of the keeper's can bear its name.
            pages = settings.warehouse.resolve().parent / "docs"
            super().__init__(*arguments, directory=str(pages))

        def translate_path(self, path: str) -> str:
            """Answer `/site/…` and `/docs/…` from beside the pages, and nothing else there."""
            asked = Path(super().translate_path(path))
            inside = asked.relative_to(self.directory)
            if inside.parts[:1] in {("docs",), ("site",)}:
                return str(Path(self.directory).parent / inside)
            return str(asked)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer((serving.host, serving.docs_port), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{serving.host}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _serve_flow(
    settings: Settings, serving: Serving, schedule: "Schedule", docs_url: str, say: Say
) -> None:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.runner import Runner
    from prefect.types.entrypoint import EntrypointType

    from flows.run.flow import scheduled_refresh

    class Stoppable(Runner):
        """Stops what runs and then itself; Prefect's own way forgets to await that."""

        def handle_sigterm(self, *_: object) -> None:
            loop = asyncio.get_running_loop()
            loop.call_soon_threadsafe(lambda: stopping.append(loop.create_task(self.astop())))

    stopping: list[asyncio.Task[None]] = []
    # Without `pause_on_shutdown=False` a restart can leave the schedule paused for good.
    runner = Stoppable(name=serving.name, pause_on_shutdown=False)
    runner.add_flow(
        scheduled_refresh,
        name=serving.name,
        schedule=schedule,
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
        tags=[_tag(settings)],
        parameters={},
    )
    os.environ[SERVED] = settings_as_text(replace(settings, docs_url=docs_url))
    _close_killed_runs(serving.name, _tag(settings))
    if not settings.warehouse.exists():
        _refresh_now(serving.name)
        say("nothing is published yet: a first refresh begins")
    say(f"every refresh: {serving.cron} in {serving.timezone}; Ctrl-C ends it")
    signal.signal(signal.SIGINT, runner.handle_sigterm)
    try:
        asyncio.run(runner.start())
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_IGN)  # the end has begun, and will not take long


def _tag(settings: Settings) -> str:
    """Return what the runs of a warehouse bear on a server that others may use, too."""
    return f"warehouse {settings.warehouse.absolute()}"


def _refresh_now(name: str) -> None:
    from prefect.client.orchestration import get_client

    from flows.run.flow import FLOW

    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name(f"{FLOW}/{name}")
        client.create_flow_run_from_deployment(deployment.id)


def _close_killed_runs(name: str, tag: str) -> None:
    """Tell Prefect which runs ended with an earlier, killed `budget serve`.

    Whoever holds the lock of serving is alone, so none of them can still be at work. Left alone
    they would count as running, and every later run would be one too many.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas import filters
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort
    from prefect.states import Crashed

    from flows.run.flow import FLOW

    unfinished = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name(f"{FLOW}/{name}")
        runs = client.read_flow_runs(
            flow_run_filter=filters.FlowRunFilter(
                deployment_id=filters.FlowRunFilterDeploymentId(any_=[deployment.id]),
                state=filters.FlowRunFilterState(
                    type=filters.FlowRunFilterStateType(any_=unfinished)
                ),
            ),
            sort=FlowRunSort.START_TIME_DESC,
            limit=_MOST_UNFINISHED,
        )
        for run in runs:
            if tag in run.tags:
                message = "budget serve was killed in the middle of this run"
                client.set_flow_run_state(run.id, Crashed(message=message), force=True)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
