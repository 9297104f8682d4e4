"""One refresh, step by step: land, validate, transform, validate, publish.

Plain functions over one state; the Prefect flow wraps the same steps as tasks. Either all steps
succeed and the new version is published, or the served warehouse stays as it was.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING

import duckdb

from flows.fetch.manifest import fetched_documents
from flows.load import landing
from flows.load.landing import Landing
from flows.read import discovery
from flows.read.archive import expanded
from flows.read.discovery import DocumentFile, discover
from flows.run import changes
from flows.run.events import Event, Report, unheard
from flows.run.quarantine import Fault, Quarantine, ValidationFailed, touch
from flows.run.summary import Summary, row_counts
from flows.settings import Fingerprints, Settings, disable_telemetry, fingerprint, fingerprints
from flows.sql import statement
from flows.transform.runner import Transformer, TransformFailed
from flows.validate.privacy import PersonalDataExposed
from flows.warehouse import versions
from flows.warehouse.connection import connect, reader
from flows.warehouse.files import Unusable
from flows.warehouse.seals import is_whole

if TYPE_CHECKING:
    from flows.validate.structure import Structure
    from flows.validate.suites import Outcome

#: What dbt builds between two validations, and the layers that are validated after it.
STAGES = (
    (("staging", "intermediate", "marts"), ("staging", "intermediate", "marts")),
    (("quality", "bi"), ("quality", "bi")),
)


#: How often documents are set aside and what is left is built and validated again.
_ROUNDS = 8
_MOST_NAMED = 20
_VALIDATING = Path(__file__).parents[1] / "validate"
#: So many documents are built in the time in which dbt compiles the models.
_SOON_BUILT = 100
_LOOK_SECONDS = 0.2


class Refresh:
    """The state of one refresh and its steps, in order."""

    def __init__(
        self, settings: Settings, report: Report = unheard, *, is_full: bool = False
    ) -> None:
        disable_telemetry()
        self.settings = settings
        self.is_full = is_full
        self._report = report
        self.started = perf_counter()
        self.documents = find_documents(settings, report)
        self.input_fingerprint = discovery.fingerprint(self.documents)
        self.fingerprints = fingerprints(settings)
        self.last: Fingerprints | None = None  # of the version that this one grows from
        self.landing = Landing(found=len(self.documents))
        self.outcomes: list[Outcome] = []
        self.version = ""
        self.file = versions.build_file(settings)
        self._origin = versions.Origin(None)
        self._transformer = Transformer(settings.dbt_project, self.file)
        self._quarantine = Quarantine(self.file, self.fingerprints.project)
        self._stages: list[tuple[str, ...]] = []  # built so far
        self._layers: dict[str, list[Outcome]] = {}  # validated so far
        self._warming = Thread(target=self._warm, daemon=True)
        self._is_warm = Flag()

    def unchanged(self) -> Summary | None:
        """Return the summary of a refresh with nothing to do, or None if there is work.

        Compares with the last published refresh: same documents, same code and dictionaries.
        """
        served = self.settings.warehouse
        if self.is_full or not served.exists() or not is_whole(served.resolve()):
            return None
        try:
            with reader(served) as connection:
                last = connection.execute(
                    "SELECT version_id, input_fingerprint, project_fingerprint FROM raw.refresh "
                    "ORDER BY version_id DESC LIMIT 1"
                ).fetchone()
                if last is None or last[1:] != (self.input_fingerprint, self.fingerprints.project):
                    return None
                rejected = connection.execute(
                    "SELECT source_path, sha256, reason, detail FROM raw.rejection"
                ).fetchall()
                counts = row_counts(connection)
        except duckdb.Error:
            return None  # a damaged warehouse is a reason to build a new one
        present = {(document.name, document.sha256) for document in self.documents}
        self.landing.rejected = [
            (name, reason, detail)
            for name, sha256, reason, detail in rejected
            if (name, sha256) in present
        ]
        self.landing.copies = landing.copies(self.documents)
        self.landing.unchanged = len(self.documents) - len(self.landing.rejected)
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
        """Land new documents into a copy of the served warehouse.

        Raises:
            NothingLanded: there is no document to build anything from.
        """
        self._origin = versions.find_origin(self.settings)
        if self._origin.remark:
            self._report(Event("remark", self._origin.remark))
            self.is_full = True
        versions.begin(self.settings, self._origin)
        with self._writer() as connection:
            last = connection.execute(
                "SELECT project_fingerprint, models_fingerprint, reading_fingerprint "
                "FROM raw.refresh ORDER BY version_id DESC LIMIT 1"
            ).fetchone()
            self.last = Fingerprints(*last) if last else None
            reread = self.last is not None and self.last.reading != self.fingerprints.reading
            known = _landed(connection).keys()
            self._quarantine.known = frozenset(known)
            self.landing = landing.land(
                connection,
                self.documents,
                self.settings,
                reread=reread,
                project=self.fingerprints.project,
            )
            landed = _landed(connection)
        if not landed:
            raise landing.NothingLanded(_nothing_landed(self.landing))
        self._report_documents({landed[name] for name in landed.keys() - known})
        return str(self.landing)

    @property
    def is_new_project(self) -> bool:
        """Whether anything but the documents may make a difference."""
        return self.is_full or self.last is None or self.last != self.fingerprints

    @property
    def is_of_all(self) -> bool:
        """Whether the models are built for all documents, not for the touched ones only."""
        return self.is_full or self.last is None or self.last.models != self.fingerprints.models

    def transform(self, *models: str) -> str:
        """Build the models of some layers; the dictionaries first.

        Raises:
            TransformFailed: what raises is not some documents' own.
        """
        self._wait_until_warm()
        full = self.is_of_all
        count = 0
        # what is said of a dictionary is published with it, though the figures stay
        if self.is_new_project and models[0] == STAGES[0][0][0]:
            self._transformer.drop_unmade()
            count = self._transformer.build(seeds=True)
        for attempt in range(_ROUNDS + 1):
            try:
                count += self._transformer.build(*models, full=full)
            except TransformFailed as fault:
                if attempt == _ROUNDS:
                    raise
                self._set_aside(self._quarantine.of_models(fault, self._touched()[0]))
            else:
                break
        self._stages.append(models)
        for name, seconds in self._transformer.slow():
            self._report(Event("model", name, seconds, {"model": name}))
        extent = "all documents" if full else "the touched documents"
        return f"{count} dictionaries and models, of {extent}"

    def validate(self, layer: str) -> str:
        """Run the expectations of a layer; set aside the documents on whose rows one fails.

        Raises:
            ValidationFailed: a critical expectation does not hold across documents.
        """
        self._evaluate(layer)
        self._settle()
        found = self._layers[layer]
        self._report_suites(found)
        return (
            f"{len(found)} expectations hold"
            if all(i.is_success for i in found)
            else (f"{sum(i.is_success for i in found)} of {len(found)} expectations hold")
        )

    def _evaluate(self, *layers: str) -> None:
        from flows.validate.kept import KeptSuites
        from flows.validate.suites import validate

        self._wait_until_warm()
        structure = KeptSuites(
            # they come of dbt's YAML and of what reads it, not of the rules written by hand
            self._transformer.key_of(fingerprint(_VALIDATING), self.is_new_project),
            self._transformer.kept,
            self._structure,
        )
        for layer in layers:
            self._layers[layer] = validate(self.file, layer, self.settings.expectations, structure)
        self.outcomes = [outcome for found in self._layers.values() for outcome in found]

    def _structure(self) -> "Structure":
        from flows.validate.structure import Structure

        # a rule that is new has not seen the rows of any document
        return Structure(
            self._transformer.manifest,
            partial(self._transformer.compiled, full=self.is_new_project),
            is_narrowed=not self.is_new_project,
        )

    def _settle(self) -> None:
        """Set documents aside until every critical expectation of the layers so far holds."""
        for attempt in range(_ROUNDS + 1):
            failed = [o for o in self.outcomes if not o.is_success and o.severity == "critical"]
            if not failed:
                return
            try:
                faults = self._quarantine.of_outcomes(failed, *self._touched())
                if attempt == _ROUNDS:
                    raise ValidationFailed(f"other documents fail after {_ROUNDS} rounds")
            except ValidationFailed as fault:
                raise ValidationFailed(f"{fault}. Details: {self._unpublished()}") from None
            self._set_aside(faults)
            self._evaluate(*self._layers)

    def _set_aside(self, faults: Sequence[Fault]) -> None:
        """Take documents out of the build, and build again what depends on them."""
        done, touched = self._quarantine.set_aside(faults)
        for item in done:
            rejection = (item.source_path, item.reason, item.detail)
            self.landing.rejected.append(rejection)
            self.landing.landed -= item.is_new
            self._report_rejection(*rejection)
            if item.earlier:
                text = f"{item.source_path}: the edition that landed {item.earlier} stays"
                self._report(Event("remark", f"{text}, the new one was set aside"))
        for models in self._stages:
            self._transformer.build(*models, full=self._is_soon_built(models))
        with self._writer() as connection:
            touch(connection, touched)
        if self._stages:
            first = self._stages[0]
            self._transformer.build_of(first, "int_touched_document", full=self.is_of_all)

    def _is_soon_built(self, models: Sequence[str]) -> bool:
        """Whether all of what is left is built sooner than what depends on a few documents.

        In a first refresh dbt has not compiled yet how models are built for a few: that takes it as
        long as a hundred documents take DuckDB, and gives the same rows.
        """
        return (
            self.is_of_all
            and len(self._touched()[1]) <= _SOON_BUILT
            and self._transformer.knows(models, full=True)
            and not self._transformer.knows(models, full=False)
        )

    def _touched(self) -> tuple[set[str], set[str]]:
        """Return the documents that this build is about, and all that there are."""
        with self._writer() as connection:
            landed = set(_landed(connection))
            rows = connection.execute("SELECT document_id FROM raw.touched").fetchall()
        touched = landed if self.is_of_all else landed & {document_id for (document_id,) in rows}
        return touched, landed

    def _unpublished(self) -> Path:
        """Write the pages of a build that is not published, for its keeper."""
        from flows.report.data_docs import render

        return render(
            self.outcomes,
            self.settings.build / "docs",
            version="not published",
            rendered_at=datetime.now(UTC),
            rejected=self.landing.rejected,
        )

    def pages(self) -> str:
        """Write what was checked and found beside the build, for people.

        Raises:
            PersonalDataExposed: a page shows what only `raw` may hold.
        """
        self.version = versions.new_version(self.settings)
        for _ in range(_ROUNDS):
            try:
                return self._render()
            except PersonalDataExposed as fault:
                faults = self._quarantine.of_pages(fault, self._touched()[0])
            self._set_aside(faults)
            self._evaluate(*self._layers)
            self._settle()
        return self._render()

    def _render(self) -> str:
        from flows.report import version_pages

        return version_pages.render(
            self.file,
            self.settings,
            self.outcomes,
            version=self.version,
            is_new_project=self.is_new_project,
            files={file.document_id: file for file in self.documents if file.sha256},
            rejected=self.landing.rejected,
        )

    def publish(self) -> str:
        """Record what was done and make the build the served warehouse."""
        with self._writer() as connection:
            connection.execute(statement(__package__, "validation_result"))
            connection.executemany(
                "INSERT INTO quality.fct_validation_result VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(item.layer, item.suite, item.table_name, item.expectation),
                        *(item.description, item.severity, item.is_success, item.observed),
                    )
                    for item in self.outcomes
                ],
            )
            before = connection.execute("SELECT max(version_id) FROM raw.refresh").fetchone()
            previous = (before[0], self._origin.served) if before and before[0] else None
            changed = changes.record(connection, self.version, previous)
            connection.execute(
                statement(__package__, "insert_refresh"),
                [
                    self.version,
                    self.input_fingerprint,
                    *astuple(self.fingerprints),
                    discovery.readable(self.settings.documents.resolve()),
                    datetime.now(UTC),
                ],
            )
        changed.write(self.file.parent)
        versions.publish(self.settings, self.version, self.file)
        return f"version {self.version}: {changed}"

    def finish(self) -> Summary:
        """Return the summary of a refresh that was published."""
        with reader(self.settings.warehouse) as connection:
            counts = row_counts(connection)
        return self._summary(self.version, counts, is_published=True)

    def _report_documents(self, landed: set[tuple[str, int]]) -> None:
        for name, lines in sorted(landed):
            facts = {"source_path": name, "lines": lines}
            self._report(Event("document", f"landed {name}: {lines:,} lines", facts=facts))
        for rejection in self.landing.rejected:
            self._report_rejection(*rejection)

    def _report_rejection(self, name: str, reason: str, detail: str) -> None:
        facts = {"source_path": name, "reason": reason, "detail": detail}
        self._report(Event("document", f"rejected {name}: {detail} [{reason}]", facts=facts))

    def _report_suites(self, outcomes: "list[Outcome]") -> None:
        for (layer, suite), members in groupby(outcomes, lambda item: (item.layer, item.suite)):
            held = [item.is_success for item in members]
            facts = {"suite": f"{layer}.{suite}", "hold": sum(held), "expectations": len(held)}
            text = f"{layer}.{suite}: {sum(held)} of {len(held)} hold"
            self._report(Event("suite", text, facts=facts))

    def warm_up(self) -> None:
        """Import the heavy libraries while Prefect waits for its server, and have dbt parse.

        Where all that it would build is kept, it is not asked.
        """
        if self._warming.ident is None:
            self._warming.start()

    def _warm(self) -> None:
        try:
            import flows.validate.gx  # noqa: F401

            if not self._transformer.knows(*(models for models, _ in STAGES)):
                self._transformer.prepare()
        finally:
            self._is_warm.set()

    def _wait_until_warm(self) -> None:
        """Wait for the thread; in steps, because Ctrl-C breaks a join for good."""
        while self._warming.is_alive() and not self._is_warm.wait(_LOOK_SECONDS):
            pass

    @contextmanager
    def _writer(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = connect(self.file)
        try:
            yield connection
        finally:
            connection.close()

    def _summary(self, version: str, counts: dict[str, int], *, is_published: bool) -> Summary:
        return Summary(
            is_published,
            version,
            self.landing,
            perf_counter() - self.started,
            **counts,
            checks=len(self.outcomes),
            warnings=[
                f"{o.table_name}: {o.description}" for o in self.outcomes if not o.is_success
            ],
        )


def find_documents(settings: Settings, report: Report = unheard) -> list[DocumentFile]:
    """Return what a refresh reads: the documents folder, and what `budget fetch` has brought.

    What has landed of a list that cannot be read stays: what cannot be listed is not gone.

    Raises:
        NoDocuments: there is no such folder, or neither of the two holds a document.
    """
    try:
        originals = fetched_documents(settings.archive)
    except Unusable as fault:
        report(Event("remark", str(fault)))
        originals = []
    fetched = [
        document for original in originals for document in expanded(original, settings.limits)
    ]
    folder = settings.documents
    if fetched and folder.is_dir() and not any(folder.iterdir()):
        return fetched
    own = (
        settings.build,
        settings.versions,
        settings.public,
        settings.archive,
        settings.prefect_home,
        settings.warehouse,
    )
    return discover(folder, own, settings.limits.largest_bytes, settings.limits) + fetched


def _nothing_landed(landing: Landing) -> str:
    reasons = Counter(reason for _, reason, _ in landing.rejected)
    told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    first, rest = landing.rejected[:_MOST_NAMED], landing.rejected[_MOST_NAMED:]
    names = [f"  rejected {name}: {detail} [{reason}]" for name, reason, detail in first]
    names += [f"  and {len(rest):,} more"] if rest else []
    head = f"nothing is published: all {len(landing.rejected):,} files were turned away ({told})"
    return "\n".join([head, *names])


def _landed(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, int]]:
    """Return name and number of lines of every document there is, by id."""
    rows = connection.execute("SELECT document_id, source_path, line_count FROM raw.document")
    return {document_id: (name, lines) for document_id, name, lines in rows.fetchall()}
