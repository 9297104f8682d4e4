"""Refreshes in child processes that do to themselves, at a named point, what a fault would do.

The children are forked from one server that has imported dbt and Great Expectations and has had the
small project parsed: a refresh of it then costs a second instead of six. The product is not
patched; its own events tell where it is, the interpreter's hooks (audit, profile) where it is
within a step.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from flows.run import history
from flows.run.events import Event
from flows.run.pipeline import run_refresh
from flows.run.summary import Summary
from flows.settings import Settings

SECONDS = 120
NAMES = {"os.rename", "os.symlink", "shutil.rmtree"}


class Point(NamedTuple):
    """Where a refresh is hit: within a step, before the n-th query or call of the system.

    Attributes:
        step: its name, as the events tell it.
        what: `end` of the step, `query`, `name` (a call that gives or takes a name in a folder),
            or an audit event such as `shutil.copyfile`.
        count: the n-th of them within the step, from 1.
    """

    step: str
    what: str = "end"
    count: int = 1

    def __str__(self) -> str:
        return f"{self.step}: {self.what}" + (f" {self.count}" if self.what != "end" else "")


class Ending(NamedTuple):
    """How a child ended: its exit status (-9 if killed), or what its refresh returned or raised."""

    status: int | None
    summary: Summary | None = None
    fault: str | None = None


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Trap:
    """Does something at a point of a refresh; the refresh reports to it."""

    def __init__(self, point: Point | None, strike: Callable[[], object]) -> None:
        self.point = point
        self.strike = strike
        self.step = 0
        self.seen = 0
        if point is not None and point.what not in ("end", "query"):
            sys.addaudithook(self._audited)
        self._look_out()

    def __call__(self, event: Event) -> None:
        if event.kind == "step":
            self.step += 1
            if self.point is not None and self.point == Point(str(event.facts["step"])):
                self.strike()
            self._look_out()

    def _look_out(self) -> None:
        """Follow every call from the begin of the step on; before that it would cost seconds."""
        if self.is_near and self.point is not None and self.point.what == "query":
            threading.setprofile(self._called)
            sys.setprofile(self._called)

    @property
    def is_near(self) -> bool:
        return self.point is not None and STEPS[self.step] == self.point.step

    def _audited(self, name: str, _: tuple[Any, ...]) -> None:
        if self.point is None:
            return
        wanted = NAMES if self.point.what == "name" else {self.point.what}
        if name in wanted and self.is_near:
            self._count()

    def _called(self, _: Any, event: str, function: Any) -> None:
        if event == "c_call" and self.is_near and function.__name__ == "execute":
            self._count()

    def _count(self) -> None:
        assert self.point is not None
        self.seen += 1
        if self.seen == self.point.count:
            self.strike()


#: The steps of a refresh in their order; after the last one the summary is made.
STEPS = (
    "land",
    "validate raw",
    "transform staging intermediate marts",
    "validate staging",
    "validate intermediate",
    "validate marts",
    "transform quality bi",
    "validate quality",
    "validate bi",
    "pages",
    "publish",
    "",
)


def _child(
    answer: Connection,
    settings: Settings,
    point: Point | None,
    strike: Callable[[], object],
    before: Callable[[], object] | None,
) -> None:
    if before is not None:
        before()
    trap = Trap(point, strike)
    work = partial(run_refresh, settings, trap)
    try:
        summary = history.run_and_record(settings, work, trap)
    except Exception as fault:
        answer.send(Ending(None, fault=f"{type(fault).__name__}: {fault}"))
    else:
        answer.send(Ending(None, summary))


_context = get_context("forkserver")
_context.set_forkserver_preload(
    [
        *("great_expectations", "duckdb_sqlalchemy", "sqlalchemy.ext.compiler", "pyarrow"),
        *("dbt.cli.main", "dbt.task.build", "dbt.parser.sql", "dbt.adapters.duckdb", "agate"),
        *(
            "flows.report.version_pages",
            "flows.transform.runner",
            "flows.validate.gx",
        ),
        "tests.small.parsed",
        __name__,
    ]
)


class Child:
    """A refresh in a process of its own."""

    def __init__(
        self,
        settings: Settings,
        point: Point | None = None,
        strike: Callable[[], object] = kill,
        before: Callable[[], object] | None = None,
    ) -> None:
        self._answer, theirs = _context.Pipe(duplex=False)
        self.process = _context.Process(
            target=_child, args=(theirs, settings, point, strike, before)
        )
        self.process.start()
        theirs.close()

    def ending(self) -> Ending:
        """Wait for the end."""
        try:
            assert self._answer.poll(SECONDS), "the refresh does not end"
            told = self._answer.recv()
        except EOFError:
            told = Ending(None)
        self.process.join(SECONDS)
        assert self.process.exitcode is not None
        return Ending(self.process.exitcode, told.summary, told.fault)


def refresh(
    settings: Settings,
    point: Point | None = None,
    strike: Callable[[], object] = kill,
    before: Callable[[], object] | None = None,
) -> Ending:
    """Refresh in a child, struck at a point if there is one."""
    return Child(settings, point, strike, before).ending()
