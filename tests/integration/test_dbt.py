"""The dbt unit tests: inline rows for every model in which meaning is decided."""

import shutil
from pathlib import Path

from flows.settings import Settings
from flows.transform.runner import Transformer


def test_unit_tests_of_the_models_hold(sample_file: Path, tmp_path: Path) -> None:
    build = tmp_path / "next" / "warehouse.duckdb"
    build.parent.mkdir()
    shutil.copyfile(sample_file, build)
    assert Transformer(Settings().dbt_project, build).unit_test() >= 15
