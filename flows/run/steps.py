"""One refresh, step by step: land, validate, transform, validate, publish.

Plain functions over one state; the Prefect flow wraps the same steps as tasks. Either all steps
succeed and the new version is published, or the served warehouse stays as it was.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING

import duckdb

from flows.fetch.manifest import fetched_documents
from flows.load import landing
from flows.load.landing import Landing, Source
from flows.run import attempts, changes
from flows.run.journal import Event, Report, unheard
from flows.settings import Fingerprints, Settings, fingerprints, silence
from flows.transform.runner import Transformer
from flows.warehouse import versions as warehouse
from flows.warehouse.files import Busy

if TYPE_CHECKING:
    from flows.validate.suites import Outcome

#: What dbt builds between two validations, and the layers that are validated after it.
STAGES = (
    (("staging", "intermediate", "marts"), ("staging", "intermediate", "marts")),
    (("quality", "bi"), ("quality", "bi")),
)

_COUNTS = """
SELECT
    (SELECT count(*) FROM raw.document),
    (SELECT count(*) FROM raw.line),
    (SELECT count(*) FROM raw.cell),
    (SELECT count(*) FROM marts.fct_budget_line),
    (SELECT count(*) FROM marts.fct_reported_total),
    (SELECT coalesce(sum(occurrences), 0) FROM quality.rpt_unmapped)
"""


class ValidationFailed(Exception):  # noqa: N818 - the message is for the keeper of the warehouse
    """A critical expectation does not hold: nothing is published."""


@dataclass(slots=True)
class Summary:
    """What a refresh did, for people and machines."""

    is_published: bool
    version: str
    landing: Landing
    seconds: float
    documents: int = 0
    lines: int = 0
    cells: int = 0
    budget_lines: int = 0
    reported_totals: int = 0
    unmapped: int = 0
    checks: int = 0
    warnings: list[str] = field(default_factory=list)


class Refresh:
    """The state of one refresh and its steps, in order."""

    def __init__(
        self, settings: Settings, report: Report = unheard, *, is_full: bool = False
    ) -> None:
        silence()
        self.settings = settings
        self.is_full = is_full
        self._report = report
        self.started = perf_counter()
        self.sources = documents(settings)
        self.input_fingerprint = landing.fingerprint(self.sources)
        self.fingerprints = fingerprints(settings)
        self.last: Fingerprints | None = None  # of the version that this one grows from
        self.landing = Landing(found=len(self.sources))
        self.outcomes: list[Outcome] = []
        self.version = ""
        self.file = warehouse.build_file(settings)
        self._start = warehouse.Start(None)
        self._transformer = Transformer(settings.dbt_project, self.file)
        self._warming = Thread(target=self._warm, daemon=True)

    def unchanged(self) -> Summary | None:
        """Return the summary of a refresh with nothing to do, or None if there is work.

        Compares with the last published refresh: same documents, same code and dictionaries.
        """
        served = self.settings.warehouse
        if self.is_full or not served.exists() or not warehouse.is_whole(served.resolve()):
            return None
        try:
            with warehouse.reader(served) as connection:
                last = connection.execute(
                    "SELECT version_id, input_fingerprint, project_fingerprint FROM raw.refresh "
                    "ORDER BY version_id DESC LIMIT 1"
                ).fetchone()
                if last is None or last[1:] != (self.input_fingerprint, self.fingerprints.project):
                    return None
                rejected = connection.execute(
                    "SELECT source_path, sha256, reason, detail FROM raw.rejection"
                ).fetchall()
                counts = connection.execute(_COUNTS).fetchone()
        except duckdb.Error:
            return None  # a damaged warehouse is a reason to build a new one
        present = {(source.name, source.sha256) for source in self.sources}
        self.landing.rejected = [
            (name, reason, detail)
            for name, sha256, reason, detail in rejected
            if (name, sha256) in present
        ]
        self.landing.unchanged = len(self.sources) - len(self.landing.rejected)
        return self._summary(last[0], counts, is_published=False)

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield name and function of each step; each returns a line that says what it did."""
        yield "land", self.land
        yield "validate raw", partial(self.validate, "raw")
        for models, layers in STAGES:
            yield f"transform {' '.join(models)}", partial(self.transform, *models)
            for layer in layers:
                yield f"validate {layer}", partial(self.validate, layer)
        yield "pages", self.pages
        yield "publish", self.publish

    def land(self) -> str:
        """Land new documents into a copy of the served warehouse."""
        self._start = warehouse.start(self.settings)
        if self._start.remark:
            self._report(Event("remark", self._start.remark))
            self.is_full = True
        warehouse.begin(self.settings, self._start)
        with self._writer() as connection:
            last = connection.execute(
                "SELECT project_fingerprint, models_fingerprint, reading_fingerprint "
                "FROM raw.refresh ORDER BY version_id DESC LIMIT 1"
            ).fetchone()
            self.last = Fingerprints(*last) if last else None
            reread = self.last is not None and self.last.reading != self.fingerprints.reading
            known = _landed(connection).keys()
            self.landing = landing.land(connection, self.sources, self.settings, reread=reread)
            landed = _landed(connection)
        self._report_documents({landed[name] for name in landed.keys() - known})
        return str(self.landing)

    @property
    def is_new_project(self) -> bool:
        """Whether anything but the documents may make a difference."""
        return self.is_full or self.last is None or self.last != self.fingerprints

    def transform(self, *models: str) -> str:
        """Build the models of some layers with their tests; the dictionaries first."""
        if self._warming.is_alive():
            self._warming.join()
        full = self.is_full or self.last is None or self.last.models != self.fingerprints.models
        count = 0
        # what is said of a dictionary is published with it, though the figures stay
        if self.is_new_project and models[0] == STAGES[0][0][0]:
            count = self._transformer.build(seeds=True)
        count += self._transformer.build(*models, full=full)
        for name, seconds in self._transformer.slow():
            self._report(Event("model", name, seconds, {"model": name}))
        extent = "all documents" if full else "the touched documents"
        return f"{count} dictionaries, models and tests, of {extent}"

    def validate(self, layer: str) -> str:
        """Run the expectations of a layer.

        Raises:
            ValidationFailed: a critical expectation does not hold.
        """
        from flows.validate.suites import validate

        found = validate(self.file, layer, self.settings.expectations)
        self.outcomes += found
        self._report_suites(found)
        critical = [item for item in found if not item.is_success and item.severity == "critical"]
        if critical:
            pages = self._render(self.settings.build / "docs", version="not published")
            lines = "; ".join(
                f"{item.table_name}: {item.description or item.expectation} ({item.observed})"
                for item in critical
            )
            raise ValidationFailed(f"{lines}. Details: {pages}")
        return (
            f"{len(found)} expectations hold"
            if all(i.is_success for i in found)
            else (f"{sum(i.is_success for i in found)} of {len(found)} expectations hold")
        )

    def pages(self) -> str:
        """Write what was checked and found beside the build, for people.

        Raises:
            PersonalDataExposed: a page shows what only `raw` may hold.
        """
        from flows.report import findings, findings_pages, site
        from flows.report.metrics import metrics
        from flows.validate import privacy

        self.version = warehouse.new_version(self.settings)
        folder = self.file.parent / "docs"
        self._render(folder, version=self.version, has_findings=True)
        # of documents that nothing touched, the pages of the version before still hold
        earlier = self.settings.warehouse.resolve().parent / "docs" / "findings"
        with warehouse.reader(self.file) as connection:
            touched = connection.execute(
                "SELECT document_id, touched.document_id IS NOT NULL FROM raw.document "
                "LEFT JOIN intermediate.int_touched_document AS touched USING (document_id)"
            ).fetchall()
            detailed = {
                document_id
                for document_id, is_touched in touched
                if is_touched
                or self.is_new_project
                or not (earlier / findings_pages.page_name(document_id)).is_file()
            }
            documents = findings.collect(connection, detailed)
            findings_pages.render(documents, folder / "findings", earlier)
            site.render(
                connection,
                self.file.parent / "site",
                metrics(self.settings.dbt_project),
                version=self.version,
                rendered_at=datetime.now(UTC),
            )
            count = sum(
                privacy.check_pages(connection, self.file.parent / name, detailed)
                for name in ("docs", "site")
            )
        return (
            f"findings on {len(detailed)} of {len(documents)} documents; "
            f"{count} pages name no handler"
        )

    def publish(self) -> str:
        """Record what was done and make the build the served warehouse."""
        with self._writer() as connection:
            connection.execute(
                """
                CREATE OR REPLACE TABLE quality.fct_validation_result (
                    layer VARCHAR, suite VARCHAR, table_name VARCHAR, expectation VARCHAR,
                    description VARCHAR, severity VARCHAR, is_success BOOLEAN, observed VARCHAR
                );
                COMMENT ON TABLE quality.fct_validation_result IS
                    'One row per expectation evaluated for this version.';
                """
            )
            connection.executemany(
                "INSERT INTO quality.fct_validation_result VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [astuple(outcome)[:-1] for outcome in self.outcomes],
            )
            before = connection.execute("SELECT max(version_id) FROM raw.refresh").fetchone()
            previous = (before[0], self._start.served) if before and before[0] else None
            changed = changes.record(connection, self.version, previous)
            connection.execute(
                "INSERT INTO raw.refresh BY NAME SELECT "
                "$1 AS version_id, $2 AS input_fingerprint, $3 AS project_fingerprint, "
                "$4 AS models_fingerprint, $5 AS reading_fingerprint, $6 AS documents_path, "
                "$7 AS refreshed_at",
                [
                    self.version,
                    self.input_fingerprint,
                    *astuple(self.fingerprints),
                    str(self.settings.documents.resolve()),
                    datetime.now(UTC),
                ],
            )
        changed.write(self.file.parent)
        warehouse.publish(self.settings, self.version, self.file)
        return f"version {self.version}: {changed}"

    def finish(self) -> Summary:
        """Return the summary of a refresh that was published."""
        with warehouse.reader(self.settings.warehouse) as connection:
            counts = connection.execute(_COUNTS).fetchone()
        return self._summary(self.version, counts, is_published=True)

    def _report_documents(self, landed: set[tuple[str, int]]) -> None:
        for name, lines in sorted(landed):
            facts = {"source_path": name, "lines": lines}
            self._report(Event("document", f"landed {name}: {lines:,} lines", facts=facts))
        for name, reason, detail in self.landing.rejected:
            rejection = {"source_path": name, "reason": reason, "detail": detail}
            text = f"rejected {name}: {detail} [{reason}]"
            self._report(Event("document", text, facts=rejection))

    def _report_suites(self, outcomes: "list[Outcome]") -> None:
        for (layer, suite), members in groupby(outcomes, lambda item: (item.layer, item.suite)):
            held = [item.is_success for item in members]
            facts = {"suite": f"{layer}.{suite}", "hold": sum(held), "expectations": len(held)}
            text = f"{layer}.{suite}: {sum(held)} of {len(held)} hold"
            self._report(Event("suite", text, facts=facts))

    def warm_up(self) -> None:
        """Import the heavy libraries and parse the models while Prefect waits for its server."""
        self._warming.start()

    def _warm(self) -> None:
        import great_expectations  # noqa: F401

        self._transformer.prepare()

    @contextmanager
    def _writer(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = warehouse.connect(self.file)
        try:
            yield connection
        finally:
            connection.close()

    def _render(self, folder: Path, *, version: str, has_findings: bool = False) -> Path:
        from flows.report.data_docs import render

        return render(
            self.outcomes,
            folder,
            version=version,
            rendered_at=datetime.now(UTC),
            has_findings=has_findings,
        )

    def _summary(
        self, version: str, counts: tuple[int, ...] | None, *, is_published: bool
    ) -> Summary:
        failed = [f"{o.table_name}: {o.description}" for o in self.outcomes if not o.is_success]
        summary = Summary(is_published, version, self.landing, perf_counter() - self.started)
        names = ("documents", "lines", "cells", "budget_lines", "reported_totals", "unmapped")
        for name, count in zip(names, counts or (), strict=False):
            setattr(summary, name, count)
        summary.checks = len(self.outcomes)
        summary.warnings = failed
        return summary


def _landed(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, int]]:
    """Return name and number of lines of every document there is, by id."""
    rows = connection.execute("SELECT document_id, source_path, line_count FROM raw.document")
    return {document_id: (name, lines) for document_id, name, lines in rows.fetchall()}


def documents(settings: Settings) -> list[Source]:
    """Return what a refresh reads: the documents folder, and what `budget fetch` has brought.

    Raises:
        NoDocuments: there is no such folder, or neither of the two holds a document.
    """
    fetched = fetched_documents(settings.archive)
    folder = settings.documents
    if fetched and folder.is_dir() and not any(folder.iterdir()):
        return fetched
    own = (
        settings.build,
        settings.versions,
        settings.archive,
        settings.prefect_home,
        settings.warehouse,
    )
    return landing.discover(folder, own) + fetched


def run(
    settings: Settings, report: Report, *, orchestrated: bool, is_full: bool = False
) -> Summary:
    """Refresh a warehouse; return at once when nothing has changed.

    Args:
        settings: what to read and where to publish.
        report: told every step, and its details before.
        orchestrated: as a Prefect flow, one task run a step; else plainly.
        is_full: build everything anew from `raw`, changed or not.

    Raises:
        NoDocuments, Busy, TransformFailed, ValidationFailed, PersonalDataExposed, OSError: nothing
            was published.
    """
    refresh = Refresh(settings, report, is_full=is_full)
    unchanged = refresh.unchanged()
    if unchanged is not None:
        with suppress(Busy, OSError), warehouse.lock(settings):
            warehouse.link_pages(settings)  # a refresh killed at its end may have left the old link
        return unchanged
    with warehouse.lock(settings):
        attempts.begin(settings)
        try:
            if orchestrated:
                os.environ.setdefault("PREFECT_HOME", str((settings.build / "prefect").resolve()))
                from flows.run.flow import run_as_flow

                run_as_flow(refresh, report)
            else:
                refresh.warm_up()
                for name, step in refresh.steps():
                    timed(name, step, report)
        except BaseException:
            warehouse.discard(refresh.file)
            raise
        return refresh.finish()


def timed(name: str, step: Callable[[], str], report: Report) -> str:
    """Run a step and report its line with the seconds it took."""
    started = perf_counter()
    line = step()
    report(Event("step", f"{name}: {line}", perf_counter() - started, {"step": name}))
    return line
