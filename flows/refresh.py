"""The Prefect flow: thin, each step of the pipeline a task.

An existing server is used where `PREFECT_API_URL` names one; else Prefect starts its embedded
server for the time of the refresh, with its database beside the build.
"""

import os

from flows.pipeline import Refresh, Report, timed


def run_as_flow(refresh: Refresh, report: Report) -> None:
    """Run the steps of a refresh as the task runs of one flow run.

    No task is retried: every step but fetching is deterministic, and would fail again.
    """
    home = refresh.settings.build / "prefect"
    os.environ.setdefault("PREFECT_HOME", str(home.resolve()))

    from prefect import flow, task

    refresh.warm_up()  # from here on Prefect mostly waits for its server

    @flow(name="budget-refresh", validate_parameters=False, persist_result=False)
    def budget_refresh() -> str:
        line = ""
        for name, step in refresh.steps():
            as_task = task(name=name, task_run_name=name, persist_result=False)(timed)
            line = as_task(name, step, report)
        return line

    budget_refresh()
