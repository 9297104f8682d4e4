"""A refresh from its lock to its summary; who runs its steps is up to the caller."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import perf_counter

from flows.run import history
from flows.run.events import Event, Report
from flows.run.steps import Refresh
from flows.run.summary import Summary
from flows.settings import Settings
from flows.warehouse import versions
from flows.warehouse.locks import Busy, refresh_lock

#: Runs the steps of a refresh, one after the other, and reports each.
Runner = Callable[[Refresh, Report], None]


def run_plainly(refresh: Refresh, report: Report) -> None:
    """Run the steps of a refresh in this process, without an orchestrator."""
    refresh.warm_up()
    for name, step in refresh.steps():
        timed(name, step, report)


def timed(name: str, step: Callable[[], str], report: Report) -> str:
    """Run a step and report its line with the seconds it took."""
    started = perf_counter()
    report(Event("begin", name))
    line = step()
    report(Event("step", f"{name}: {line}", perf_counter() - started, {"step": name}))
    return line


def run_refresh(
    settings: Settings, report: Report, runner: Runner = run_plainly, *, is_full: bool = False
) -> Summary:
    """Refresh a warehouse and, where it is a shard of a lake, bring it there.

    What is published and is not in the lake yet, because that was not to be had or the refresh was
    killed, the next one brings, changed or not.

    Args:
        settings: what to read and where to publish.
        report: told every step, and its details before.
        runner: runs the steps, such as `run_as_flow` of `flows.run.flow`.
        is_full: build everything anew from `raw`, changed or not.

    Raises:
        NoDocuments, Busy, TransformFailed, ValidationFailed, PersonalDataExposed, OSError: nothing
            was published.
        Unusable, duckdb.Error: nothing was brought into the lake.
    """
    summary = _refresh(settings, report, runner, is_full=is_full)
    if settings.lake:
        summary.committed = timed("commit", partial(_commit, settings), report)
    return summary


def _commit(settings: Settings) -> str:
    from flows.warehouse.lake_commit import Shard, commit

    shard = Shard(settings.shard, settings.warehouse)
    return str(commit(settings.lake, shard, settings.lake_data))


def _refresh(settings: Settings, report: Report, runner: Runner, *, is_full: bool) -> Summary:
    """Refresh a warehouse; return at once when nothing has changed."""
    refresh = Refresh(settings, report, is_full=is_full)
    unchanged = refresh.unchanged()
    if unchanged is not None:
        with suppress(Busy, OSError), refresh_lock(settings):
            versions.set_right(settings)  # a refresh killed at its end, or a restore
        return unchanged
    with refresh_lock(settings):
        history.record_start(settings)
        try:
            runner(refresh, report)
        except BaseException:
            versions.discard(refresh.file)
            raise
        return refresh.finish()
