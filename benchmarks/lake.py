"""What a lake costs beside a file: one document more, bytes, queries, at any number of documents.

    python -m benchmarks.lake WAREHOUSE ADDRESS DATA COPIES [SHARDS [WORK]]

The documents of a warehouse are multiplied, with keys of their own and amounts that differ (so that
nothing compresses better than it would), in the whole file and in the copy for others. ADDRESS is
an empty lake (`ducklake:postgres:…`), DATA the folder of its files. With SHARDS the lake gets so
many others of the same size first.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import duckdb

from flows.settings import PUBLIC
from flows.warehouse import lake, public
from flows.warehouse.lake_commit import Shard, commit
from flows.warehouse.seals import is_whole, seal

#: Dimensions whose members documents have in common.
_COMMON = (
    *("subject", "department_economic_class", "government_economic_class", "economic_class"),
    *("phase", "fund", "statement", "expenditure_kind", "fiscal_year", "line_item", "division"),
)
_QUESTIONS = {
    "spending by 类": "SELECT 类, sum(金额_元) FROM bi.支出_按科目 GROUP BY ALL",
    "one unit": "SELECT 类, sum(金额_元) FROM bi.支出_按科目 WHERE 单位 = $unit GROUP BY ALL",
    "sum over the fact": "SELECT fiscal_year_key, sum(amount_yuan) FROM marts.fct_budget_line "
    "WHERE is_spending_basis AND is_counted GROUP BY ALL",
}


def multiply(file: Path, copies: range, *, instead: bool = False) -> None:
    """Give every document of a file, and what it is of, further copies in all tables.

    Args:
        file: the one or the other of a version.
        copies: their numbers.
        instead: of the documents that were there.
    """
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET preserve_insertion_order = false")
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
        for schema, table in tables:
            described = connection.execute(f'DESCRIBE {schema}."{table}"').fetchall()
            names = {name: kind for name, kind, *_ in described}
            keys = [
                name
                for name, kind in names.items()
                if name.endswith("_key")
                and kind == "BIGINT"
                and name.removesuffix("_key") not in _COMMON
            ]
            if not keys and "document_id" not in names and schema != "bi":
                continue
            changed = [f'if("{n}" > 0, hash("{n}", i) >> 4, "{n}")::BIGINT AS "{n}"' for n in keys]
            # bodies are known by name, too: of one name each they would be compared with all others
            told = {
                "document_id",
                "source_path",
                "unit_name",
                "单位",
                "文件",
                "sha256",
            } & names.keys()
            told |= {"name"} & names.keys() if table in ("dim_unit", "dim_project") else set()
            changed += [f'concat("{name}", \'_\', i) AS "{name}"' for name in sorted(told)]
            changed += [
                f'("{n}" * (1000 + hash("{n}", i) % 1000) / 1000)::{names[n]} AS "{n}"'
                for n in ("amount_yuan", "金额_元")
                if n in names
            ]
            own = f"{table.partition('_')[2]}_key"
            real = f'WHERE "{own}" > 0' if own in keys else ""
            connection.execute(f'CREATE TEMP TABLE one AS FROM {schema}."{table}" {real}')
            if instead:
                gone = real or "WHERE true"
                connection.execute(f'DELETE FROM {schema}."{table}" {gone}')
            replaced = f"REPLACE ({', '.join(changed)})" if changed else ""
            connection.execute(
                f'INSERT INTO {schema}."{table}" SELECT * EXCLUDE i {replaced} '
                f"FROM one, range({copies.start}, {copies.stop}) AS r(i)"
            )
            connection.execute("DROP TABLE one")
        connection.execute("CHECKPOINT")


def timed(what: str, work: Callable[[], object]) -> object:
    """Do a work; print what it took, by the clock and of this process's processors."""
    started, before = perf_counter(), process_time()
    done = work()
    said = f"  {done}" if done is not None else ""
    seconds, cpu = perf_counter() - started, process_time() - before
    print(f"{what}: {seconds:.2f} s, {cpu:.2f} CPU s{said}", flush=True)
    return done


def stored(folder: Path) -> int:
    """Return the bytes of a lake's files."""
    return sum(file.stat().st_size for file in folder.rglob("*.parquet"))


def grow(warehouse: Path, home: Path, copies: range, *, instead: bool = False) -> Shard:
    """Make a shard of copies of the documents of a warehouse."""
    home.mkdir(parents=True)
    for name in ("warehouse.duckdb", PUBLIC):
        shutil.copyfile(warehouse.resolve().with_name(name), home / name)
        multiply(home / name, copies, instead=instead)
    return Shard(home.name, home / "warehouse.duckdb")


def main(  # noqa: PLR0913, PLR0917 - one argument each
    warehouse: Path, address: str, data: Path, copies: int, shards: int, home: Path
) -> None:
    """Measure and print."""
    shutil.rmtree(home, ignore_errors=True)
    started = perf_counter()
    for number in range(1, shards):
        numbers = range(number * copies, (number + 1) * copies)
        other = grow(warehouse, home / f"other-{number}", numbers, instead=True)
        commit(address, other, str(data))
        shutil.rmtree(other.file.parent)
    print(f"{max(0, shards - 1)} other shards: {perf_counter() - started:.0f} s", flush=True)
    shard = grow(warehouse, home / "grown", range(1, copies))
    file, work = shard.file, shard.file.parent
    sizes = {name: (work / name).stat().st_size for name in (file.name, PUBLIC)}
    print(", ".join(f"{name} {size / 2**20:,.0f} MiB" for name, size in sizes.items()))
    timed("first commit of the shard", lambda: commit(address, shard, str(data)))
    with lake.opened(address) as connection:
        (documents,) = connection.execute("SELECT sum(documents) FROM lake.shard").fetchone() or (
            0,
        )
    print(
        f"  {documents:,} documents, {stored(data) / 2**20:,.0f} MiB in the lake, "
        f"{stored(data) / max(1, documents) / 1024:.1f} KiB a document"
    )

    # one document more: the same change in both, without what building it costs
    with duckdb.connect(str(file)) as connection:
        connection.execute("UPDATE raw.refresh SET version_id = concat(version_id, '+')")
    with duckdb.connect(str(work / PUBLIC)) as connection:
        for table in ("fct_budget_line", "fct_reported_total"):
            connection.execute(
                f"UPDATE marts.{table} SET printed_label = concat(printed_label, '+') "
                "WHERE document_key = "
                "(SELECT min(document_key) FROM marts.dim_document WHERE document_key > 0)"
            )
        connection.execute("CHECKPOINT")
    before = stored(data)
    timed("lake: one document's rows anew", lambda: commit(address, shard))
    print(f"  {(stored(data) - before) / 1024:,.0f} KiB written")
    target = work / "next" / file.name
    target.parent.mkdir()
    timed("file: found whole", lambda: (seal(file), is_whole(file))[1])
    timed("file: copied to build on", lambda: shutil.copyfile(file, target) and None)
    timed("file: sealed", lambda: seal(target) and None)
    timed("file: copy for others", lambda: public.write(target) and None)
    written = sum(path.stat().st_size for path in target.parent.iterdir())
    print(f"  {written / 2**20:,.0f} MiB written")
    with duckdb.connect(str(work / PUBLIC), read_only=True) as connection:
        unit = connection.execute("SELECT 单位 FROM bi.支出_按科目 LIMIT 1").fetchone()
    opened = {
        "whole file": lambda: duckdb.connect(str(file), read_only=True),
        "copy for others": lambda: duckdb.connect(str(work / PUBLIC), read_only=True),
        "lake": lambda: lake.opened(address),
    }
    for place, open_it in opened.items():
        started = perf_counter()
        with open_it() as connection:
            print(f"{place}: opened in {perf_counter() - started:.2f} s")
            for name, question in _QUESTIONS.items():
                asked = {"unit": unit[0]} if "$unit" in question else {}
                times = []
                for _ in range(3):
                    before = process_time()
                    connection.execute(question, asked).fetchall()
                    times.append(process_time() - before)
                print(f"  {name}: first {times[0]:.2f} CPU s, then {min(times):.2f}")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2],
        Path(sys.argv[3]),
        int(sys.argv[4]),
        int(sys.argv[5]) if len(sys.argv) > 5 else 1,  # noqa: PLR2004
        Path(sys.argv[6] if len(sys.argv) > 6 else "lake-benchmark"),  # noqa: PLR2004
    )
