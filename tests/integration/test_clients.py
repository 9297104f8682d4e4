"""Real clients at the served file: what they see, what they may not, and while it is replaced."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path

import adbc_driver_duckdb
import duckdb
import pandas as pd
import polars as pl
import pytest
import sqlalchemy as sa
from adbc_driver_manager import dbapi
from grown import Home

from flows.settings import Settings
from flows.warehouse import connection as served
from flows.warehouse import versions

Rows = list[tuple[object, ...]]
Client = Callable[[Path, str], Rows]

SPENDING = """
    SELECT 地区, sum(金额_元) AS 元
    FROM bi.支出_按科目
    WHERE 年度 = 2023
    GROUP BY ALL
    ORDER BY 地区
"""
LOCKED_DOWN = {"access_mode": "READ_ONLY", **served.LOCKED_DOWN}
#: For clients that resolve the served link themselves: what they open is not what they may.
FIRST = [f"SET {name} = {value}" for name, value in served.LOCKED_DOWN.items()]


def engine(file: Path) -> sa.Engine:
    options = "&".join(f"{name}={value}" for name, value in LOCKED_DOWN.items())
    return sa.create_engine(f"duckdb:///{file}?{options}", poolclass=sa.NullPool)


def python(file: Path, query: str) -> Rows:
    with duckdb.connect(str(file), config=dict(LOCKED_DOWN)) as connection:
        return connection.execute(query).fetchall()


def sqlalchemy(file: Path, query: str) -> Rows:
    with engine(file).connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def adbc(file: Path, query: str) -> Rows:
    with (
        dbapi.connect(
            driver=adbc_driver_duckdb.driver_path(),
            entrypoint="duckdb_adbc_init",
            db_kwargs={"path": str(file), "access_mode": "READ_ONLY"},
        ) as connection,
        connection.cursor() as cursor,
    ):
        for statement in FIRST:
            cursor.execute(statement)
        cursor.execute(query)
        return [tuple(row.values()) for row in cursor.fetch_arrow_table().to_pylist()]


def polars(file: Path, query: str) -> Rows:
    return pl.read_database(query, engine(file)).rows()


def pandas(file: Path, query: str) -> Rows:
    frame = pd.read_sql(query, engine(file), coerce_float=False)
    return list(frame.itertuples(index=False, name=None))


def command_line(file: Path, query: str) -> Rows:
    program = shutil.which("duckdb", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}")
    if program is None:
        pytest.skip("the DuckDB command line is not installed")
    commands = [part for statement in FIRST for part in ("-cmd", statement)]
    done = subprocess.run(
        [program, "-readonly", "-json", *commands, str(file), query],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [tuple(row.values()) for row in json.loads(done.stdout)]


_NODE = """
const { DuckDBInstance } = require("@duckdb/node-api");
(async () => {
  const [file, query, ...first] = process.argv.slice(1);
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  for (const statement of first) await connection.run(statement);
  const reader = await connection.runAndReadAll(query);
  console.log(JSON.stringify(reader.getRowsJson()));
})();
"""


def node(file: Path, query: str) -> Rows:
    program = shutil.which("node")
    if (
        program is None
        or subprocess.run(
            [program, "-e", 'require("@duckdb/node-api")'], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("@duckdb/node-api is not installed (NODE_PATH)")
    done = subprocess.run(
        [program, "-e", _NODE, str(file), query, *FIRST],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [tuple(row) for row in json.loads(done.stdout)]


CLIENTS = [python, sqlalchemy, adbc, polars, pandas, command_line, node]
clients = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)


@clients
def test_a_client_reads_exact_amounts_under_chinese_names(
    sample_file: Path, client: Client
) -> None:
    rows = [(place, Decimal(str(amount))) for place, amount in client(sample_file, SPENDING)]
    assert rows == [
        ("兴县", Decimal("244815900.00")),
        ("山西省", Decimal("1295895900.00")),
    ]


@clients
@pytest.mark.parametrize(
    "query",
    [
        "CREATE TABLE marts.mine AS SELECT 1 AS one",
        "DELETE FROM marts.fct_budget_line",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1 AS one) TO '/tmp/leak.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
    ],
)
def test_a_locked_down_client_neither_writes_nor_looks_around(
    sample_file: Path, client: Client, query: str
) -> None:
    before = client(sample_file, SPENDING)
    with pytest.raises(Exception, match=r"(?i)read-only|disabled|cannot change|not valid 'read'"):
        client(sample_file, query)
    assert client(sample_file, SPENDING) == before


def test_sqlalchemy_reflects_schemas_columns_types_and_comments(sample_file: Path) -> None:
    inspector = sa.inspect(engine(sample_file))
    schemas = {name.rpartition(".")[2] for name in inspector.get_schema_names()}
    assert {"raw", "staging", "intermediate", "marts", "quality", "bi"} <= schemas
    assert "支出_按科目" in inspector.get_view_names("bi")
    assert "fct_budget_line" in inspector.get_table_names("marts")
    comment = inspector.get_table_comment("支出_按科目", schema="bi")["text"]
    assert comment is not None
    assert "支出功能分类" in comment
    columns = {column["name"]: column for column in inspector.get_columns("支出_按科目", "bi")}
    assert columns["金额_元"]["comment"] == "金额，元。Amount in yuan."
    assert str(columns["金额_元"]["type"]) == "NUMERIC(18, 2)"
    assert str(columns["类编码"]["type"]) == "VARCHAR"


def test_sqlalchemy_builds_a_query_from_what_it_reflects(sample_file: Path) -> None:
    its_engine = engine(sample_file)
    view = sa.Table("三公经费", sa.MetaData(), schema="bi", autoload_with=its_engine)
    query = sa.select(sa.func.sum(view.c["年初预算_元"])).where(view.c["年度"] == 2023)
    with its_engine.connect() as connection:
        assert connection.execute(query).scalar() == Decimal("366500.00")


def test_the_file_behind_the_link_opens_locked_down_at_once(sample_file: Path) -> None:
    with dbapi.connect(
        driver=adbc_driver_duckdb.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": str(sample_file.resolve()), **LOCKED_DOWN},
    ) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM bi.三公经费").fetchall() == [(True,)]


def test_frames_keep_decimals(sample_file: Path) -> None:
    frame = pl.read_database("SELECT 金额_元 FROM bi.支出_按科目", engine(sample_file))
    assert isinstance(frame.schema["金额_元"], pl.Decimal)
    exact = pd.read_sql(
        "SELECT 金额_元 FROM bi.支出_按科目", engine(sample_file), coerce_float=False
    )
    assert isinstance(exact["金额_元"].iloc[0], Decimal)


@contextmanager
def publishing(settings: Settings) -> Iterator[None]:
    """Publish one version after the other, each with one mark in two tables, until the end."""
    stop = threading.Event()
    faults: list[BaseException] = []

    def publish() -> None:
        number = 0
        try:
            while not stop.is_set():
                number += 1
                file = versions.begin(settings)
                with duckdb.connect(str(file)) as connection:
                    for table in ("first", "second"):
                        connection.execute(
                            f"CREATE OR REPLACE TABLE raw.{table} AS SELECT {number} AS mark"
                        )
                versions.publish(settings, versions.new_version(settings), file)
        except BaseException as fault:
            faults.append(fault)
            raise

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert not faults


@pytest.fixture
def marked(home: Home) -> Settings:
    """A small warehouse of its own, with one marked version published."""
    file = versions.begin(home.settings)
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE raw.first AS SELECT 0 AS mark")
        connection.execute("CREATE TABLE raw.second AS SELECT 0 AS mark")
    versions.publish(home.settings, versions.new_version(home.settings), file)
    return home.settings


MARKS = (
    "SELECT first.mark AS one, second.mark AS other, "
    "(SELECT count(*) FROM marts.fct_budget_line) AS line_count "
    "FROM raw.first AS first, raw.second AS second"
)


@pytest.fixture(scope="module")
def installed(sample_file: Path) -> list[Client]:
    """The clients that are here."""
    found = []
    for client in CLIENTS:
        with suppress(pytest.skip.Exception):
            client(sample_file, SPENDING)
            found.append(client)
    return found


def test_readers_see_whole_versions_while_a_loop_publishes(
    marked: Settings, installed: list[Client]
) -> None:
    seen: dict[Client, list[int]] = {client: [] for client in installed}
    with publishing(marked):
        while any(len(of) < 10 or len(set(of)) < 4 for of in seen.values()):
            for client, of in seen.items():
                [(one, other, line_count)] = client(marked.warehouse, MARKS)
                assert int(str(one)) == int(str(other)), client
                assert int(str(line_count)) > 0, client
                of.append(int(str(one)))
                assert len(of) < 500, client
    assert all(of == sorted(of) for of in seen.values())


def test_an_open_connection_keeps_its_version_and_a_new_one_sees_the_next(
    marked: Settings,
) -> None:
    old = duckdb.connect(str(marked.warehouse.resolve()), config=dict(LOCKED_DOWN))
    [before] = old.execute("SELECT mark FROM raw.first").fetchall()
    with publishing(marked):
        while python(marked.warehouse, "SELECT mark FROM raw.first") == [before]:
            pass
    assert old.execute("SELECT mark FROM raw.first").fetchall() == [before]
    old.close()
