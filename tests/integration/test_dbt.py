"""dbt: the unit tests of the models, on inline rows, and models that are made of pieces."""

import shutil
from pathlib import Path

import duckdb

from flows.settings import Settings
from flows.transform.runner import Transformer


def test_unit_tests_of_the_models_hold(sample_file: Path, tmp_path: Path) -> None:
    build = tmp_path / "next" / "warehouse.duckdb"
    build.parent.mkdir()
    shutil.copyfile(sample_file, build)
    assert Transformer(Settings().dbt_project, build).unit_test() >= 15


def test_a_model_in_pieces_is_built_anew_by_every_call(sample_file: Path, tmp_path: Path) -> None:
    build = tmp_path / "next" / "warehouse.duckdb"
    build.parent.mkdir()
    shutil.copyfile(sample_file, build)
    transformer = Transformer(Settings().dbt_project, build, is_tested=False)
    transformer.build("int_row", full=True)
    with duckdb.connect(build) as connection:
        documents = connection.execute(
            "SELECT DISTINCT document_id FROM intermediate.int_row ORDER BY 1"
        ).fetchall()
        connection.execute(
            "DELETE FROM intermediate.int_touched_document WHERE document_id != ?", documents[0]
        )
        connection.execute("DELETE FROM intermediate.int_row")
    transformer.build("int_row")
    with duckdb.connect(build) as connection:
        built = connection.execute("SELECT DISTINCT document_id FROM intermediate.int_row")
        assert [documents[0]] == built.fetchall() != documents
