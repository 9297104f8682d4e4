"""Land and reconcile single documents beside the warehouse, and say what does not add up."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from flows.load import landing
from flows.load.landing import Landing
from flows.read.discovery import document_files
from flows.report.findings.collection import collect
from flows.report.findings.model import Findings
from flows.settings import Settings, disable_telemetry
from flows.transform.runner import Transformer
from flows.warehouse import versions
from flows.warehouse.connection import connect


def check(files: Sequence[Path]) -> tuple[Landing, list[Findings]]:
    """Return what was let in and the findings on it; the served warehouse is not touched.

    Raises:
        FileNotFoundError: one of the files does not exist.
        TransformFailed: a model or test failed.
    """
    disable_telemetry()
    for file in files:
        file.stat()  # a name mistyped is no document with a fault
    sources = [found for file in files for found in document_files(file, file.parent)]
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(warehouse=Path(home, "warehouse.duckdb"))
        settings.build.mkdir()
        build = versions.begin(settings)
        with connect(build) as connection:
            result = landing.land(connection, sources, settings)
        if not result.landed:
            return result, []  # dbt is not needed to say no
        transformer = Transformer(settings.dbt_project, build, is_tested=False)
        transformer.build(seeds=True)
        transformer.build("staging", "intermediate", "marts", "quality")
        with duckdb.connect(str(build), read_only=True) as connection:
            return result, collect(connection)
