"""Land and reconcile single documents beside the warehouse, and say what does not add up.

A refusal is said in less than a second: nothing that only figures need is imported before it.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.read.discovery import DocumentFile, document_files
from flows.read.judging import Refused, judge
from flows.settings import Settings, disable_telemetry

if TYPE_CHECKING:
    from flows.report.findings.model import Findings

Rejection = tuple[str, str, str]  # file, reason, detail


def check(files: Sequence[Path]) -> tuple[list[Rejection], list["Findings"]]:
    """Return what was turned away and the findings on the rest; nothing is published.

    Raises:
        FileNotFoundError: one of the files does not exist.
        TransformFailed: a model or test failed.
    """
    disable_telemetry()
    for file in files:
        file.stat()  # a name mistyped is no document with a fault
    settings = Settings()
    limits = settings.limits
    sources = [
        found
        for file in files
        for found in document_files(file, file.parent, limits.largest_bytes, limits)
    ]
    rejected: list[Rejection] = []
    for source in sources:
        try:
            judge(source, settings.forms, settings.limits)
        except Refused as verdict:
            rejected.append((source.name, *verdict.rejection[1:]))
        else:
            return _reconciled(sources)
    return rejected, []


def _reconciled(sources: Sequence[DocumentFile]) -> tuple[list[Rejection], list["Findings"]]:
    from flows.load import landing
    from flows.report.findings.collection import collect
    from flows.run.steps import STAGES
    from flows.transform.runner import Transformer
    from flows.warehouse import versions
    from flows.warehouse.connection import connect, opened

    with tempfile.TemporaryDirectory() as home:
        settings = Settings(warehouse=Path(home, "warehouse.duckdb"))
        settings.build.mkdir()
        build = versions.begin(settings)
        with connect(build) as connection:
            landed = landing.land(connection, sources, settings)
        transformer = Transformer(settings.dbt_project, build)
        transformer.build(seeds=True)
        for models, _ in STAGES:  # as a refresh does: what dbt compiled for it is kept
            transformer.build(*models, full=True)
        with opened(build, is_read_only=True) as connection:
            return landed.rejected, collect(connection)
