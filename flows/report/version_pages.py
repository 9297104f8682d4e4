"""All pages of one version: what was checked, what was found on the documents, the figures."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.read.document_file import DocumentFile
from flows.report import data_docs
from flows.report.findings import collection, originals
from flows.report.findings import pages as findings_pages
from flows.report.metrics import metrics
from flows.report.site import pages as site_pages
from flows.settings import Settings
from flows.validate import privacy
from flows.validate.suites import Outcome
from flows.warehouse.connection import reader

__all__ = ["render"]


def render(  # noqa: PLR0913 - what the pages show
    build: Path,
    settings: Settings,
    outcomes: Sequence[Outcome],
    *,
    version: str,
    is_new_project: bool,
    files: Mapping[str, DocumentFile],
    rejected: Sequence[tuple[str, str, str]] = (),
) -> str:
    """Write `docs/` and `site/` beside a finished build; return a line that says what was done.

    Args:
        build: the file of the version, closed.
        settings: whose served version keeps the pages of documents that nothing touched.
        outcomes: of all layers.
        version: its id.
        is_new_project: whether anything but the documents may make a difference.
        files: where the documents lie, by their ids.
        rejected: file, reason and detail of what was turned away or set aside.

    Raises:
        PersonalDataExposed: a page shows what only `raw` may hold.
    """
    home, now = build.parent, datetime.now(UTC)
    data_docs.render(
        outcomes,
        home / "docs",
        version=version,
        rendered_at=now,
        has_findings=True,
        rejected=rejected,
    )
    served = settings.warehouse.resolve().parent
    earlier = served / "docs" / "findings"
    with reader(build) as connection:
        known = _documents(connection)
        touched = {key for key, is_touched in known if is_touched or is_new_project}
        detailed = touched | {
            key for key, _ in known if not (earlier / findings_pages.page_name(key)).is_file()
        }
        documents = collection.collect(connection, detailed)
        pieces = originals.collect(connection, documents, files)
        findings_pages.render(documents, home / "docs" / "findings", earlier, pieces)
        about = site_pages.About(
            metrics(settings.dbt_project), version, now, settings.report_errors_to
        )
        changed = site_pages.render(
            connection,
            home / "site",
            about,
            earlier=served / "site",
            touched=touched,
            originals=site_pages.Originals(files, settings.page_pictures),
        )
        count = privacy.check_pages(connection, home / "docs", detailed)
        count += privacy.check_pages(connection, home / "site", names=changed)
    return (
        f"findings on {len(detailed)} of {len(documents)} documents; {count} pages name no handler"
    )


def _documents(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, bool]]:
    """Return every document, and whether this version has built it anew."""
    return connection.execute(
        "SELECT document_id, touched.document_id IS NOT NULL FROM raw.document "
        "LEFT JOIN intermediate.int_touched_document AS touched USING (document_id)"
    ).fetchall()
