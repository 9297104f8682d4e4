"""The command `budget`.

Exit status: 0 all well, 1 a fault, 2 usage, 3 done but some documents were rejected or not had.
"""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import duckdb
import typer
from rich.console import Console

from flows.fetch.manifest import standing
from flows.load.landing import NoDocuments
from flows.run import history, notify
from flows.run.changes import Changes
from flows.run.events import Event
from flows.settings import NOTIFY, FetchPolicy, Serving, Settings
from flows.transform.runner import TransformFailed
from flows.validate.privacy import PersonalDataExposed
from flows.warehouse import versions as warehouse
from flows.warehouse.files import Busy, Unusable

if TYPE_CHECKING:
    from flows.report.findings import Findings, Identity
    from flows.run import steps as pipeline

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A warehouse of Chinese local-government budget disclosures: build it, look into it.",
)
_SOME_MISSING = 3
_TRY = (
    'budget sql "SELECT 单位, 年度, 阶段, sum(金额_元) AS 支出_元 FROM bi.支出_按科目 '
    'GROUP BY ALL ORDER BY ALL"'
)


def _networks(values: list[str]) -> list[str]:
    for value in values:
        try:
            ip_network(value)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    return values


Networks = Annotated[
    list[str],
    typer.Option(
        "--allow-network",
        envvar="BUDGET_ALLOW_NETWORKS",
        help="A private network that may be fetched from all the same, such as 10.1.0.0/16.",
        callback=_networks,
    ),
]


def _hook(value: str) -> str:
    try:
        return notify.check(value)
    except notify.BadHook as error:
        raise typer.BadParameter(str(error)) from None


Hook = Annotated[
    str,
    typer.Option(
        "--notify",
        envvar=NOTIFY,
        help="Told how it went: a command (JSON on stdin) or an http(s) address (JSON by POST).",
        callback=_hook,
    ),
]
_DEFAULT = Settings()
_SERVING = Serving()
_error = Console(stderr=True, highlight=False, soft_wrap=True)
_out = Console(highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command; every foreseeable fault is one sentence and exit status 1."""
    try:
        app()
    except (
        NoDocuments,
        TransformFailed,
        PersonalDataExposed,
        Busy,
        Unusable,
        LookupError,
        OSError,
    ) as fault:
        _fail(fault)
    except duckdb.Error as fault:
        _fail(fault)


def _fail(fault: Exception) -> NoReturn:
    if isinstance(fault, OSError) and fault.filename is not None:
        message = f"{fault.strerror}: {fault.filename}"
    else:
        message = str(fault)
    _error.print(f"budget: {message}", markup=False)
    sys.exit(1)


@app.command()
def refresh(  # noqa: PLR0913, PLR0917 - one option each
    documents: Annotated[Path, typer.Option(help="The folder to read.")] = _DEFAULT.documents,
    warehouse_file: Annotated[
        Path, typer.Option("--warehouse", help="The served warehouse file.")
    ] = _DEFAULT.warehouse,
    no_orchestrator: Annotated[
        bool, typer.Option("--no-orchestrator", help="Run the steps plainly, without Prefect.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Build everything anew from what has landed.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Also each document, suite and slow model.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON objects, one a line; the last is the summary.")
    ] = False,
    hook: Hook = "",
) -> None:
    """Read new documents, build, validate and publish the warehouse."""
    from flows.run import steps as pipeline

    settings = Settings(
        documents=documents,
        warehouse=warehouse_file.absolute(),
        holder="budget refresh",
        notify=hook,
    )
    say = _say_json if as_json else _say

    def report(event: Event) -> None:
        if verbose or not event.is_detail:
            say(event)

    try:
        with _error.status("working ..."):
            work = partial(
                pipeline.run, settings, report, orchestrated=not no_orchestrator, is_full=full
            )
            conclude = _print_json if as_json else _keep_to_oneself
            summary = history.run_and_record(settings, work, report, conclude=conclude)
    except pipeline.ValidationFailed as fault:
        _fail(fault)
    if not as_json:
        _print_summary(summary, settings)
    if summary.landing.rejected:
        raise typer.Exit(_SOME_MISSING)


def _say(event: Event) -> None:
    _error.print(str(event), markup=False)


def _say_json(event: Event) -> None:
    _print_json({**event.record(), "at": datetime.now(UTC).isoformat(timespec="milliseconds")})


def _keep_to_oneself(_: history.Record) -> None:
    """For people the summary is laid out otherwise."""


def _print_json(record: history.Record) -> None:
    print(json.dumps(record, ensure_ascii=False), flush=True)  # noqa: T201 - not for a console


def _print_summary(summary: "pipeline.Summary", settings: Settings) -> None:
    did = summary.landing
    if summary.is_published:
        _out.print(f"Published version {summary.version} in {summary.seconds:.1f} s.")
    else:
        _out.print(
            f"Nothing has changed since version {summary.version} ({summary.seconds:.1f} s)."
        )
    _out.print(
        f"Documents: {did.found} in the folder: {did.landed} new, {did.unchanged} known, "
        f"{len(did.rejected)} rejected; {summary.documents} in the warehouse."
    )
    for name, reason, detail in did.rejected:
        _error.print(f"  rejected {name}: {detail} [{reason}]", markup=False)
    _out.print(
        f"Rows: {summary.lines:,} lines, {summary.cells:,} cells, {summary.budget_lines:,} budget "
        f"lines, {summary.reported_totals:,} reported totals, {summary.unmapped:,} not understood "
        "(quality.rpt_unmapped)."
    )
    if summary.is_published:
        _out.print(
            f"Checks: {summary.checks} expectations, {len(summary.warnings)} warnings; "
            f"pages in {settings.docs}, findings on the documents in findings/, "
            f"the figures to look at: {settings.site}/index.html"
        )
        for warning in summary.warnings:
            _error.print(f"  warning {warning}", markup=False)
    _out.print(f"Warehouse: {settings.warehouse}")
    elsewhere = settings.warehouse != _DEFAULT.warehouse
    _out.print(
        f"Try: {_TRY}" + (f" --warehouse {quote(str(settings.warehouse))}" if elsewhere else ""),
        markup=False,
    )


@app.command()
def fetch(
    sources: Annotated[Path, typer.Option(help="The list of sources.")] = _DEFAULT.sources,
    warehouse_file: Annotated[
        Path, typer.Option("--warehouse", help="The archive lies beside this file.")
    ] = _DEFAULT.warehouse,
    allow_network: Networks = [],  # noqa: B006 - typer copies it
) -> None:
    """Download new and changed originals into the archive; the next refresh reads them."""
    from flows.fetch.fetcher import fetch as bring

    settings = Settings(
        sources=sources,
        warehouse=warehouse_file.absolute(),
        fetch_policy=FetchPolicy(private_networks=tuple(allow_network)),
        holder="budget fetch",
    )
    with _error.status("fetching ..."):
        fetched = bring(settings, lambda line: _error.print(f"  {line}", markup=False))
    for row in fetched.bad_rows:
        _error.print(f"  {sources}:{row.line_no}: {row.problem}", markup=False)
    _out.print(str(fetched), markup=False)
    _out.print(f"Archive: {settings.archive}")
    if not fetched.is_complete:
        raise typer.Exit(_SOME_MISSING)


@app.command()
def serve(  # noqa: PLR0913, PLR0917 - one option each
    documents: Annotated[Path, typer.Option(help="The folder to read.")] = _DEFAULT.documents,
    warehouse_file: Annotated[Path, typer.Option("--warehouse")] = _DEFAULT.warehouse,
    sources: Annotated[Path, typer.Option(help="The list of sources.")] = _DEFAULT.sources,
    allow_network: Networks = [],  # noqa: B006 - typer copies it
    cron: Annotated[
        str, typer.Option(envvar="BUDGET_CRON", help="When to refresh.")
    ] = _SERVING.cron,
    timezone: Annotated[
        str, typer.Option(envvar="BUDGET_TIMEZONE", help="Of the schedule.")
    ] = _SERVING.timezone,
    host: Annotated[str, typer.Option(help="Where the pages are served.")] = _SERVING.host,
    port: Annotated[int, typer.Option(help="Of the Prefect page.")] = _SERVING.port,
    docs_port: Annotated[int, typer.Option(help="Of the Data Docs.")] = _SERVING.docs_port,
    name: Annotated[str, typer.Option(help="Of the Prefect deployment.")] = _SERVING.name,
    hook: Hook = "",
) -> None:
    """Fetch and refresh on a schedule, with Prefect's page, until it is stopped."""
    from flows.run import serving

    settings = Settings(
        documents=documents,
        warehouse=warehouse_file.absolute(),
        sources=sources,
        fetch_policy=FetchPolicy(private_networks=tuple(allow_network)),
        notify=hook,
    )
    plan = Serving(name, cron, timezone, host, port, docs_port)
    try:
        serving.serve(settings, plan, lambda line: _error.print(line, markup=False))
    except serving.BadSchedule as fault:
        raise typer.BadParameter(str(fault), param_hint="--cron") from None
    except serving.NotServing as fault:
        _fail(fault)


@app.command()
def status(
    warehouse_file: Annotated[Path, typer.Option("--warehouse")] = _DEFAULT.warehouse,
) -> None:
    """Say how the last refresh went, how the sources stand, and what the served version holds."""
    settings = Settings(warehouse=warehouse_file.absolute())
    _out.print(_last_refresh(settings), markup=False)
    _out.print(_sources(settings), markup=False)
    with warehouse.reader(settings.warehouse) as connection:
        version, published, folder = connection.execute(
            "SELECT version_id, epoch(refreshed_at), documents_path FROM raw.refresh "
            "ORDER BY version_id DESC LIMIT 1"
        ).fetchone() or ("none", 0, "")
        _out.print(f"Version {version}, published {_when(published)}, from {folder}", markup=False)
        connection.sql(
            """
            SELECT
                document.source_path,
                unit.name AS unit,
                year.code AS fiscal_year,
                phase.code AS phase,
                document.is_current,
                coverage.statutory_table_count AS tables,
                coverage.budget_line_count AS budget_lines,
                coverage.unmapped_count AS unmapped
            FROM marts.dim_document AS document
            JOIN marts.dim_unit AS unit USING (unit_key)
            JOIN marts.dim_fiscal_year AS year USING (fiscal_year_key)
            JOIN marts.dim_phase AS phase USING (phase_key)
            JOIN quality.rpt_document_coverage AS coverage USING (document_key)
            ORDER BY ALL
            """
        ).show(max_width=200)
        rejected = connection.sql("SELECT source_path, reason, detail FROM raw.rejection")
        if len(rejected):
            _out.print("Rejected:")
            rejected.show(max_width=200)


def _last_refresh(settings: Settings) -> str:
    """Say how the last refresh went; one that is neither at work nor has ended was killed."""
    if (holder := warehouse.refreshed_by(settings)) is not None:
        return f"Last refresh: at work ({holder})"
    found = history.last(settings)
    if found is None:
        return "Last refresh: not known"
    started = f"started {found.get('started_at')} by {found.get('holder')}"
    if found.get("status") == "running":
        return f"Last refresh: killed in its middle ({started}); nothing was published"
    return f"Last refresh: {found.get('status')}: {found.get('message')} ({started})"


def _sources(settings: Settings) -> str:
    found = standing(settings.archive)
    if found is None:
        return "Sources: never fetched"
    asked = found.last_asked
    when = f"last asked {_when(asked.timestamp())}" if asked else "never asked"
    reasons = ", ".join(f"{count} {reason}" for reason, count in found.reasons.items())
    return (
        f"Sources: {found.listed} listed, {found.originals} fetched, {found.failed} failed"
        f"{f' ({reasons})' if reasons else ''}, {found.not_asked} not asked yet; {when}"
    )


def _when(epoch: float) -> str:
    """Say a moment and how long ago it was."""
    moment = datetime.fromtimestamp(epoch, UTC)
    minutes = max(0, int((datetime.now(UTC) - moment).total_seconds()) // 60)
    hours, days = minutes // 60, minutes // (60 * 24)
    ago = f"{days} days" if days else f"{hours} hours" if hours else f"{minutes} minutes"
    return f"{moment:%Y-%m-%d %H:%M} UTC ({ago} ago)"


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SQL statement; the file is opened read-only.")],
    warehouse_file: Annotated[Path, typer.Option("--warehouse")] = _DEFAULT.warehouse,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the served warehouse a question."""
    with warehouse.reader(warehouse_file.absolute()) as connection:
        if len(connection.extract_statements(query)) != 1:
            raise typer.BadParameter("one SQL statement, please", param_hint="QUERY")
        answer = connection.sql(query)
        if answer is None:
            return
        if csv:
            sys.stdout.write(_flat(answer).pl().write_csv())
        else:
            answer.show(max_rows=200, max_width=10_000 if not sys.stdout.isatty() else None)


def _flat(answer: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return an answer with its lists as JSON, as the export writes them: CSV knows no lists."""
    lists = [
        name.replace('"', '""')
        for name, kind in zip(answer.columns, answer.types, strict=True)
        if str(kind).endswith("]") or str(kind).startswith(("STRUCT", "MAP"))
    ]
    as_text = ", ".join(f'to_json("{name}")::VARCHAR AS "{name}"' for name in lists)
    return answer.project(f"* REPLACE ({as_text})") if lists else answer


@app.command()
def export(
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder to write. Default: data/export.")
    ] = None,
    warehouse_file: Annotated[Path, typer.Option("--warehouse")] = _DEFAULT.warehouse,
) -> None:
    """Write the served warehouse as Parquet, CSV and Excel, with a data package."""
    from flows.export import export as exporting

    settings = Settings(warehouse=warehouse_file.absolute(), holder="budget export")
    with _error.status("exporting ..."):
        done = exporting.export(settings, (to or settings.export).absolute())
    _out.print(
        f"Exported version {done.version}: {done.tables} tables, {done.rows:,} rows, "
        f"{done.bytes / 2**20:.1f} MiB"
    )
    _out.print(f"Folder: {done.folder}")


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="Documents to look into.")]) -> None:
    """Read single documents and print what does not add up; nothing is published."""
    from flows.run import check as checking

    with _error.status("checking ..."):
        landed, documents = checking.check(files)
    for document in documents:
        _out.print(
            f"{document.source_path}: {document.identity_count} identities: "
            f"{document.pass_count} hold, {document.rounding_count} within rounding, "
            f"{document.violation_count} violated, {document.notice_count} notices",
            markup=False,
        )
    for document in documents:
        for identity in document.contradictions:
            _print_contradiction(document, identity)
    if any(document.suspects for document in documents):
        _out.print("\n可疑数字 Suspects:")
    for document in documents:
        for suspect in document.suspects:
            _out.print(
                f"  {document.source_path}:{suspect.line_no} 第{suspect.column_no}"
                f"{'个数字' if suspect.suspect_kind == 'sentence' else '列'} "
                f"{suspect.printed_amount or '（空）'} → {suspect.proposed_yuan} 元 "
                f"({suspect.confidence:.0%})  {_row(document.lines[suspect.line_no].text)}",
                markup=False,
            )
    for document in documents:
        for unmapped in document.unmapped:
            _out.print(
                f"  not understood {document.source_path}:{unmapped.line_no or ''} "
                f"{unmapped.text} [{unmapped.kind}]",
                markup=False,
            )
    for name, reason, detail in landed.rejected:
        _error.print(f"rejected {name}: {detail} [{reason}]", markup=False)
    if landed.rejected:
        raise typer.Exit(_SOME_MISSING)


def _print_contradiction(document: "Findings", identity: "Identity") -> None:
    _out.print(
        f"\n{document.source_path} [{identity.severity}] {identity.description}", markup=False
    )
    measure = {"yuan": " 元", "point": " 分", "percent": "%"}.get(identity.measured_in, "")
    _out.print(
        f"  {identity.lhs_yuan} - {identity.rhs_yuan} = {identity.difference_yuan}{measure}",
        markup=False,
    )
    for line_no in identity.line_nos:
        _out.print(f"  {line_no:5}  {_row(document.lines[line_no].text)}", markup=False)


def _row(text: str) -> str:
    """Return a line of a document as people read it: its filled cells."""
    return " | ".join(cell.strip() for cell in text.split("\t") if cell.strip())


@app.command()
def versions(
    of_version: Annotated[
        str | None,
        typer.Option(
            "--changes", help="The totals, counts and violations that differ in this version."
        ),
    ] = None,
    warehouse_file: Annotated[Path, typer.Option("--warehouse")] = _DEFAULT.warehouse,
) -> None:
    """List the published versions: what each holds, and how it differs from the one before."""
    settings = Settings(warehouse=warehouse_file.absolute())
    served = settings.warehouse.resolve().parent
    known = warehouse.versions(settings)
    if of_version is not None:
        if settings.versions / of_version not in known:
            raise LookupError(f"no version {of_version!r}; `budget versions` lists them")
        known = [settings.versions / of_version]
    for path in known:
        size = (path / settings.warehouse.name).stat().st_size / 2**20
        line = f"{'*' if path == served else ' '} {path.name}  {size:7.1f} MiB"
        found = Changes.read(path)
        if found is None:
            _out.print(f"{line}  (what it holds and what changed is not known)")
            continue
        _out.print(
            f"{line}  published {found.published_at:%Y-%m-%d %H:%M} UTC  "
            f"{found.documents:,} documents  {found.lines:,} lines  "
            f"{found.spending_yuan:,} yuan in all budgets and accounts  {found}",
            markup=False,
        )
        if of_version is not None:
            for row in found.rows:
                _out.print(f"    {_change(row)}", markup=False)


def _change(row: Mapping[str, Any]) -> str:
    """Lay out one figure that differs: what it is about, before, after, difference."""
    names = ("change_kind", "code", "source_path", "unit", "fiscal_year", "phase", "statement")
    about = " ".join(row[name] for name in names if row[name])
    is_count = row["measured_in"] == "piece"

    def text(value: Decimal | None) -> str:
        return "-" if value is None else f"{value:,.0f}" if is_count else f"{value:,}"

    sign = "+" if row["difference"] > 0 else ""
    return (
        f"{about}: {text(row['value_before'])} -> {text(row['value_after'])} "
        f"({sign}{text(row['difference'])}{'' if is_count else ' yuan'})"
    )


@app.command()
def rollback(
    version: Annotated[str | None, typer.Argument(help="Default: the one before.")] = None,
    warehouse_file: Annotated[Path, typer.Option("--warehouse")] = _DEFAULT.warehouse,
) -> None:
    """Serve an earlier version."""
    settings = Settings(warehouse=warehouse_file.absolute())
    with warehouse.lock(settings):
        _out.print(f"Serving version {warehouse.rollback(settings, version)}.")
