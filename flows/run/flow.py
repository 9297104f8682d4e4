"""The Prefect flow: thin, each step of the pipeline a task that says what it did.

Import it after `PREFECT_HOME` is set. A server is used where `PREFECT_API_URL` names one; else
Prefect starts its embedded server for the time of the refresh. No task is retried: every step but
fetching is deterministic and would fail again, and fetching has its own patience. Prefect is a
help, no condition: where it does not start, the steps run without it.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed

from flows.run import artifacts, history
from flows.run.events import Event, Report
from flows.run.pipeline import run_plainly, run_refresh, timed
from flows.run.processes import end_with_parent
from flows.run.served import served_settings
from flows.run.steps import Refresh
from flows.settings import Settings
from flows.warehouse.locks import Busy

FLOW = "budget-refresh"


def run_as_flow(refresh: Refresh, report: Report) -> None:
    """Run the steps of a refresh as task runs: of the flow that is running, or of one for them."""
    refresh.warm_up()  # from here on Prefect mostly waits for its server

    if FlowRunContext.get() is not None:
        _run_steps(refresh, report)
        return

    has_started = False

    @flow(name=FLOW, validate_parameters=False, persist_result=False)
    def budget_refresh() -> None:
        nonlocal has_started
        has_started = True
        _run_steps(refresh, report)

    try:
        budget_refresh()
    except Exception as fault:  # of a server that does not answer, an API that is not there
        if has_started:
            raise
        reason = str(fault).strip().split("\n")[0] or type(fault).__name__
        report(Event("remark", f"Prefect does not start: {reason}; the steps run without it"))
        run_plainly(refresh, report)


@flow(name=FLOW, persist_result=False)
def scheduled_refresh() -> State[Any]:
    """Fetch what the sources have published, then refresh the warehouse.

    It takes no parameters: whoever reaches the server could set them. A source that cannot be had,
    or the whole list of them, is a remark; the documents that are there are refreshed all the same.
    """
    end_with_parent()
    settings = served_settings(f"scheduled run {flow_run.name}")
    logger = get_run_logger()

    def report(event: Event) -> None:
        (logger.debug if event.is_detail else logger.info)(str(event))

    remarks: list[str] = []
    fetched = _run_task("fetch", partial(_fetch, settings, logger.info, remarks))
    if not fetched.is_completed():
        remarks.append(f"nothing was fetched: {fetched.message}")
    try:
        work = partial(run_refresh, settings, report, run_as_flow)
        summary = history.run_and_record(settings, work, report, remarks=remarks)
    except Busy as state:
        return Cancelled(message=str(state))
    if not summary.is_published:
        _run_task("report", partial(artifacts.record_refresh, summary, settings))
    # Not a state of its own name, which would say it louder: Prefect's page lists known names only.
    message = history.sentence(summary, remarks)
    logger.info(message)
    return Completed(message=message)


def _run_steps(refresh: Refresh, report: Report) -> None:
    for name, step in refresh.steps():
        _run_task(name, partial(timed, name, step, report)).result()
    # What is published stays so, whether the page can be told or not.
    _run_task("report", partial(artifacts.record_refresh, refresh.finish(), refresh.settings))


def _run_task(name: str, work: Callable[[], str]) -> State[Any]:
    """Run some work as a task run whose final state says in a line what was done."""

    @task(name=name, task_run_name=name, persist_result=False)
    def run() -> State[Any]:
        line = work()
        return Completed(message=line, data=line)

    return run(return_state=True)


def _fetch(settings: Settings, report: Callable[[str], None], remarks: list[str]) -> str:
    from flows.fetch.fetcher import fetch

    fetched = fetch(settings, report)
    artifacts.record_fetch(fetched)
    if not fetched.is_complete:
        missing = len(fetched.failures) + len(fetched.bad_rows)
        remarks.append(f"{missing} sources could not be fetched")
    return str(fetched)
