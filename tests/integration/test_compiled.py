"""What dbt has built is built again by DuckDB alone: the same, or else by dbt."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.settings import ROOT
from flows.transform import compiled
from flows.transform.runner import Transformer, TransformFailed

#: A node of every kind: replaces rows by documents and by a key, a table, one with a contract, a
#: view, and what the rows of a document are compared with.
MODELS = (
    *("int_touched_document", "int_row", "int_name_match", "int_unit"),
    *("dim_unit", "fct_label_repair", "document_scorecard"),
)
KINDS = {
    *(("intermediate", "incremental"), ("intermediate", "table"), ("marts", "table")),
    *(("quality", "incremental"), ("bi", "view")),
}
_EVERYTHING = """
SELECT schema_name, table_name, column_name, data_type, comment, is_nullable
FROM duckdb_columns() WHERE NOT internal AND schema_name != 'main'
UNION ALL
SELECT schema_name, table_name, sql, NULL, comment, temporary FROM duckdb_tables()
UNION ALL
SELECT schema_name, view_name, sql, NULL, comment, temporary FROM duckdb_views() WHERE NOT internal
ORDER BY ALL
"""


class Copy:
    """A copy of the sample's warehouse, without what dbt built of one document."""

    def __init__(self, sample_file: Path, home: Path) -> None:
        self.file = home / "next" / "warehouse.duckdb"
        self.file.parent.mkdir(parents=True)
        shutil.copyfile(sample_file, self.file)
        self.transformer = Transformer(ROOT / "dbt_project", self.file)

    def execute(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.file)) as connection:
            return connection.execute(query).fetchall()

    def contents(self) -> list[tuple]:
        """Return names, types, comments and statements of all that there is, and all rows.

        A view shows the rows that its statement makes of those of the tables.
        """
        with duckdb.connect(str(self.file)) as connection:
            rows = connection.execute(_EVERYTHING).fetchall()
            names = connection.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL"
            ).fetchall()
            for schema, name in names:
                query = f'SELECT count(*), bit_xor(hash(shown)) FROM "{schema}"."{name}" AS shown'
                rows += connection.execute(query).fetchall()
        return rows


@pytest.fixture
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the empty folder of what is kept here."""
    folder = tmp_path / "kept"
    monkeypatch.setattr(Transformer, "kept", folder)
    monkeypatch.setattr(compiled, "_calls", {})
    yield folder


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.usefixtures("nothing_kept")
def test_every_kind_of_node_is_built_as_dbt_builds_it(
    sample_file: Path, tmp_path: Path, full: bool
) -> None:
    by_dbt, alone = (Copy(sample_file, tmp_path / name) for name in ("dbt", "alone"))
    for copy in (by_dbt, alone):
        copy.execute("DELETE FROM intermediate.int_row; DELETE FROM quality.fct_label_repair")
        copy.execute("COMMENT ON COLUMN intermediate.int_row.row_no IS 'older'")
    count = by_dbt.transformer.build(*MODELS, full=full)
    manifest = by_dbt.transformer.manifest
    assert manifest is not None
    nodes = [manifest.nodes[f"model.budget.{name}"] for name in MODELS]
    assert {(node.schema, node.config.materialized) for node in nodes} >= KINDS
    assert alone.transformer.knows(MODELS)
    assert alone.transformer.build(*MODELS, full=full) == count
    assert alone.transformer._runner is None
    assert alone.contents() == by_dbt.contents()
    assert sorted(alone.transformer.built) == sorted(by_dbt.transformer.built)
    assert alone.execute("SELECT count(*) > 0 FROM intermediate.int_row") == [(True,)]


def test_what_is_kept_is_for_other_processes_too(
    sample_file: Path, tmp_path: Path, nothing_kept: Path
) -> None:
    """And what is damaged of it is made anew."""
    first, second, third = (Copy(sample_file, tmp_path / name) for name in ("1", "2", "3"))
    first.transformer.build("dim_unit")
    compiled._calls.clear()
    assert second.transformer.knows(["dim_unit"])
    (file,) = nothing_kept.iterdir()
    told = json.loads(file.read_text(encoding="utf-8"))
    told["steps"][0]["main"] = told["steps"][0]["main"].replace("insert into", "insert int")
    file.write_text(json.dumps(told), encoding="utf-8")
    compiled._calls.clear()
    second.transformer.build("dim_unit")
    assert second.transformer._runner is not None
    assert second.contents() == first.contents()
    file.write_bytes(b"{")
    compiled._calls.clear()
    assert not third.transformer.knows(["dim_unit"])
    third.transformer.build("dim_unit")
    assert third.contents() == first.contents()


@pytest.mark.usefixtures("nothing_kept")
def test_another_table_than_dbt_found_is_left_to_dbt(sample_file: Path, tmp_path: Path) -> None:
    Copy(sample_file, tmp_path / "1").transformer.build("int_row")
    wider, missing = (Copy(sample_file, tmp_path / name) for name in ("wider", "missing"))
    wider.execute("ALTER TABLE intermediate.int_row ADD COLUMN other INTEGER")
    with pytest.raises(TransformFailed, match=r"(?s)int_row: .*out of sync"):
        wider.transformer.build("int_row")
    missing.execute("DROP TABLE intermediate.int_row")
    missing.transformer.build("int_row")
    assert missing.transformer._runner is not None
    assert missing.execute("SELECT count(*) > 0 FROM intermediate.int_row") == [(True,)]


@pytest.mark.usefixtures("nothing_kept")
def test_a_model_that_raises_is_told_by_dbt(sample_file: Path, tmp_path: Path) -> None:
    Copy(sample_file, tmp_path / "1").transformer.build("int_row")
    copy = Copy(sample_file, tmp_path / "2")
    copy.execute("DROP TABLE staging.stg_cell")
    with pytest.raises(TransformFailed, match=r"(?s)int_row: .*does not exist") as raised:
        copy.transformer.build("int_row")
    assert [model.name for model in raised.value.models] == ["int_row"]
