"""The copy for others: what the warehouse concludes, all of it, and nothing of what was printed."""

from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from flows.settings import PUBLIC
from flows.warehouse.connection import attached

CHECKSUMS = """
    SELECT schema_name || '.' || table_name
    FROM (
        SELECT schema_name, table_name, database_name FROM duckdb_tables()
        UNION ALL
        SELECT schema_name, view_name, database_name FROM duckdb_views() WHERE NOT internal
    )
    WHERE schema_name IN ('marts', 'quality', 'bi') AND database_name = ?
    ORDER BY ALL
"""
SAID = """
    SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns()
    WHERE schema_name IN ('marts', 'quality', 'bi') AND NOT internal ORDER BY ALL
"""


@pytest.fixture
def public_file(warehouse_file: Path) -> Path:
    assert (warehouse_file.parent / PUBLIC).resolve() == warehouse_file.resolve().with_name(PUBLIC)
    return warehouse_file.parent / PUBLIC


def test_it_holds_the_rows_and_words_of_three_schemas_and_no_other(
    warehouse_file: Path, public_file: Path
) -> None:
    with duckdb.connect(str(public_file.resolve()), read_only=True) as copy:
        kinds = copy.execute("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall()
        assert {schema for (schema,) in kinds} == {"marts", "quality", "bi"}
        said = copy.execute(SAID).fetchall()
        with attached(copy, warehouse_file, "warehouse"):
            names = [copy.execute(CHECKSUMS, [it]).fetchall() for it in ("public", "warehouse")]
            assert names[0] == names[1]
            for (name,) in names[0]:
                schema, _, table = name.partition(".")
                rows = [
                    copy.execute(
                        f"SELECT count(*), sum(hash(row)::HUGEINT) "
                        f'FROM "{it}"."{schema}"."{table}" AS row'
                    ).fetchone()
                    for it in ("public", "warehouse")
                ]
                assert rows[0] == rows[1], name
    with duckdb.connect(str(warehouse_file.resolve()), read_only=True) as whole:
        assert whole.execute(SAID).fetchall() == said


def test_no_person_is_in_its_bytes(warehouse_file: Path, public_file: Path) -> None:
    with duckdb.connect(str(warehouse_file.resolve()), read_only=True) as whole:
        texts = whole.execute(
            "SELECT DISTINCT text FROM raw.personal_data WHERE length(text) > 2"
        ).fetchall()
    content = public_file.read_bytes()
    assert not [text for (text,) in texts if text.encode() in content]


def test_clients_see_its_keys_and_its_views(public_file: Path, warehouse_file: Path) -> None:
    options = "access_mode=READ_ONLY&enable_external_access=false&lock_configuration=true"
    engine = sa.create_engine(f"duckdb:///{public_file}?{options}", poolclass=sa.NullPool)
    found = sa.inspect(engine)
    key = found.get_pk_constraint("fct_budget_line", schema="marts")
    assert key["constrained_columns"] == ["budget_line_key"]
    for file in (public_file, warehouse_file):
        with duckdb.connect(str(file.resolve()), read_only=True) as connection:
            shown = connection.execute("SHOW TABLES").fetchall()
            of_bi = connection.execute(
                "SELECT DISTINCT table_name FROM duckdb_columns() WHERE schema_name = 'bi'"
            ).fetchall()
            assert sorted(shown) == sorted(of_bi)
            assert all(connection.execute(f'FROM "{name}" LIMIT 1') for (name,) in shown)
