"""`budget refresh`: read, build, validate and publish."""

import os
import signal
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import (
    DEFAULT,
    Documents,
    Hook,
    Warehouse,
    Workers,
    is_lake,
    readers,
    shard_file,
)
from flows.cli.output import SOME_MISSING, err, fail, interrupted, invoked, out, print_json
from flows.run import history
from flows.run.events import Event, Report
from flows.run.summary import Summary
from flows.settings import Settings
from flows.warehouse import versions as version_store
from flows.warehouse.files import set_aside_damaged_sqlite

if TYPE_CHECKING:
    from flows.run.steps import Refresh

_TRY = (
    'sql "SELECT 单位, 年度, 阶段, sum(金额_元) AS 支出_元 FROM bi.支出_按科目 '
    'GROUP BY ALL ORDER BY ALL"'
)


def refresh(  # noqa: PLR0913, PLR0917 - one option each
    documents: Documents = DEFAULT.documents,
    warehouse: Warehouse = str(DEFAULT.warehouse),
    no_orchestrator: Annotated[
        bool, typer.Option("--no-orchestrator", help="Run the steps plainly, without Prefect.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Build everything anew from what has landed.")
    ] = False,
    allow_withdrawals: Annotated[
        bool,
        typer.Option("--allow-withdrawals", help="Many documents were taken away on purpose."),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Also each document, suite and slow model.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON objects, one a line; the last is the summary.")
    ] = False,
    workers: Workers = str(DEFAULT.workers),
    shard: Annotated[
        str,
        typer.Option(
            help="Which part of a lake this is: built in data/shards/NAME, then brought there as a "
            "whole. Default: the name of the folder of documents."
        ),
    ] = "",
    lake_data: Annotated[
        str,
        typer.Option(
            envvar="BUDGET_LAKE_DATA",
            help="Where a new lake keeps its Parquet files: a folder that all who use it see.",
        ),
    ] = "",
    hook: Hook = "",
) -> None:
    """Read new documents, build, validate and publish the warehouse."""
    from flows.run.pipeline import run_plainly, run_refresh
    from flows.run.quarantine import ValidationFailed

    processes, cluster = readers(workers)
    lake = warehouse if is_lake(warehouse) else ""
    if shard and not lake:
        raise typer.BadParameter("only a lake has shards (--warehouse)", param_hint="--shard")
    file = shard_file(shard or documents.resolve().name) if lake else Path(warehouse)
    settings = Settings(
        documents=documents,
        warehouse=file.absolute(),
        lake=lake,
        lake_data=str(Path(lake_data).absolute()) if _is_folder(lake_data) else lake_data,
        workers=processes,
        cluster=cluster,
        allow_withdrawals=allow_withdrawals,
        holder="budget refresh",
        notify=hook,
    )
    say = _say_json if as_json else _say
    served = version_store.served_folder(settings)
    doing = err.status("working ...")

    def report(event: Event) -> None:
        if event.kind == "begin":
            doing.update(f"{event.text} ...")
        elif verbose or not event.is_detail:
            say(event)

    def stop(*_: object) -> None:
        if err.is_terminal:  # else there is nothing to take away, and a line on its way comes twice
            doing.stop()
        history.interrupt(settings)
        interrupted(_kept(served, version_store.served_folder(settings)))

    signal.signal(signal.SIGINT, stop)
    try:
        with doing:
            runner = run_plainly if no_orchestrator else run_as_prefect_flow
            work = partial(run_refresh, settings, report, runner, is_full=full)
            conclude = print_json if as_json else _keep_to_oneself
            summary = history.run_and_record(settings, work, report, conclude=conclude)
    except ValidationFailed as fault:
        fail(fault)
    if not as_json:
        _print_summary(summary, settings)
    if summary.landing.rejected:
        raise typer.Exit(SOME_MISSING)


def _is_folder(place: str) -> bool:
    return bool(place) and "://" not in place


def run_as_prefect_flow(refresh: "Refresh", report: Report) -> None:
    """Run the steps as a Prefect flow; Prefect is imported when there is something to run."""
    home = refresh.settings.build / "prefect"
    os.environ.setdefault("PREFECT_HOME", str(home.resolve()))
    if remark := set_aside_damaged_sqlite(Path(os.environ["PREFECT_HOME"], "prefect.db")):
        report(Event("remark", remark))
    from flows.run.flow import run_as_flow

    run_as_flow(refresh, report)


def _kept(before: Path | None, now: Path | None) -> str:
    if now is None:
        return "nothing has been published yet"
    return f"version {now.name} " + ("stays served" if now == before else "was published")


def _say(event: Event) -> None:
    err.print(str(event), markup=False)


def _say_json(event: Event) -> None:
    print_json({**event.record(), "at": datetime.now(UTC).isoformat(timespec="milliseconds")})


def _keep_to_oneself(_: history.Record) -> None:
    """For people the summary is laid out otherwise."""


def _print_summary(summary: Summary, settings: Settings) -> None:
    did = summary.landing
    if summary.is_published:
        out.print(f"Published version {summary.version} in {summary.seconds:.1f} s.")
    else:
        out.print(f"Nothing has changed since version {summary.version} ({summary.seconds:.1f} s).")
    out.print(
        f"Documents: {did.found} in the folder: {did.landed} new, {did.unchanged} known, "
        f"{len(did.rejected)} rejected; {summary.documents} in the warehouse."
    )
    for name, other in did.copies:
        out.print(f"  {name} holds the same as {other}", markup=False)
    for name, reason, detail in did.rejected:
        err.print(f"  rejected {name}: {detail} [{reason}]", markup=False)
    out.print(
        f"Rows: {summary.lines:,} lines, {summary.cells:,} cells, {summary.budget_lines:,} budget "
        f"lines, {summary.reported_totals:,} reported totals, {summary.unmapped:,} not understood "
        "(quality.rpt_unmapped)."
    )
    if summary.is_published:
        pages, site = (
            link if link.is_symlink() else settings.versions / summary.version / link.name
            for link in (settings.docs, settings.site)
        )
        out.print(
            f"Checks: {summary.checks} expectations, {len(summary.warnings)} warnings; "
            f"pages in {pages}, findings on the documents in findings/, "
            f"the figures to look at: {site}/index.html"
        )
        for warning in summary.warnings:
            err.print(f"  warning {warning}", markup=False)
    out.print(f"Warehouse: {settings.warehouse}")
    if summary.committed:
        out.print(f"Lake: shard {settings.shard}, {summary.committed}", markup=False)
    elsewhere = settings.warehouse != DEFAULT.warehouse
    out.print(
        f"Try: {invoked()} {_TRY}"
        + (f" --warehouse {quote(str(settings.warehouse))}" if elsewhere else ""),
        markup=False,
    )
