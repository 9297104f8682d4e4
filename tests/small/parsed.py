"""Imported by the server that children are forked from: what dbt makes of the small project."""

import tempfile
from pathlib import Path

from flows.settings import disable_telemetry
from flows.transform.runner import Transformer

disable_telemetry()
with tempfile.TemporaryDirectory() as folder:
    build = Path(folder) / "next" / "warehouse.duckdb"
    Transformer(Path(__file__).parent / "dbt_project", build).prepare()
