"""The command itself, on good and bad folders."""

import json
import re
import resource
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small
from grown import marts

from flows.cli.refresh import run_as_prefect_flow
from flows.run.pipeline import run_plainly, run_refresh
from flows.run.quarantine import ValidationFailed
from flows.settings import ROOT
from flows.warehouse.files import Unusable

SAMPLE = ROOT / "data" / "documents"
GOOD = "tunliu-2025-budget.txt"
OTHER = "xiaoyi-2024-budget.txt"


def budget(
    *arguments: object, root: Path = ROOT, limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        cwd=root,
        env=small.environment(root),
        capture_output=True,
        text=True,
        timeout=300,
        preexec_fn=restrict,
        check=False,
    )


def refresh(documents: Path, warehouse: Path, root: Path = ROOT, limit: int | None = None):
    arguments = ("--documents", documents, "--warehouse", warehouse, "--no-orchestrator")
    return budget("refresh", *arguments, root=root, limit=limit)


def ask(warehouse: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as connection:
        return connection.execute(query).fetchall()


def bad_files(folder: Path) -> dict[str, str]:
    """Write one file of each bad kind; return the reason each must be rejected for."""
    text = (SAMPLE / OTHER).read_text(encoding="utf-8")
    files = {
        "empty.txt": (b"", "empty_file"),
        "binary.txt": (bytes(range(256)) * 40, "binary_file"),
        "encoding.txt": (
            "政府預算公開說明書，總計金額".encode("big5") * 40,
            "unknown_encoding",
        ),
        "novel.txt": ("从前有座山，山里有座庙。\n" * 40).encode(),
        "cut.txt": (text[: text.rindex("2120803\t城市建设支出")].encode(), "cut_off"),
        "unit.txt": (re.sub("单位：万元\n", "\n", text, count=1).encode(), "no_unit_of_money"),
        "sheet.xlsx": (b"PK\x03\x04", "damaged"),
        "letter.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported_format"),
    }
    files["novel.txt"] = (files["novel.txt"], "not_a_disclosure")
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    return {name: reason for name, (_, reason) in files.items()}


def killed_in_its_middle(documents: Path, warehouse: Path, root: Path) -> int:
    """Kill a refresh when dbt is about to build the marts; return its status."""
    command = [sys.executable, "-m", "flows.cli", "refresh", "--no-orchestrator", "--json"]
    places = ["--documents", documents, "--warehouse", warehouse]
    with subprocess.Popen(
        [*command, *map(str, places)],
        cwd=root,
        env=small.environment(root),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("step") == "validate raw":
                process.kill()
    return process.returncode


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory):
    """One good document among bad files, refreshed by the real command after one was killed."""
    home = tmp_path_factory.mktemp("mixed")
    documents = home / "documents"
    documents.mkdir()
    shutil.copy(SAMPLE / GOOD, documents)
    reasons = bad_files(documents)
    small.clone(home)
    assert killed_in_its_middle(documents, home / "warehouse.duckdb", home) == -9
    assert not (home / "warehouse.duckdb").exists()
    assert (home / "build" / "next" / "warehouse.duckdb").exists()
    assert (
        "killed in its middle" in budget("status", "--warehouse", home / "warehouse.duckdb").stdout
    )
    return refresh(documents, home / "warehouse.duckdb", home), home / "warehouse.duckdb", reasons


def test_bad_files_are_named_and_the_good_one_is_published(mixed) -> None:
    done, warehouse, reasons = mixed
    assert done.returncode == 3, done.stderr
    for name, reason in reasons.items():
        assert f"rejected {name}: " in done.stderr
        assert f"[{reason}]" in done.stderr
    found = ask(warehouse, "SELECT source_path, reason FROM raw.rejection")
    assert dict(found) == reasons
    assert ask(warehouse, "SELECT source_path FROM raw.document") == [(GOOD,)]
    assert ask(warehouse, "SELECT count(*) > 50 FROM marts.fct_budget_line") == [(True,)]


def test_an_unchanged_folder_publishes_nothing_new_and_still_names_the_bad(mixed) -> None:
    _, warehouse, reasons = mixed
    before = warehouse.resolve()
    again = refresh(warehouse.parent / "documents", warehouse, warehouse.parent)
    assert again.returncode == 3
    assert "Nothing has changed" in again.stdout
    assert all(name in again.stderr for name in reasons)
    assert warehouse.resolve() == before


def test_a_machine_and_a_hook_are_told_the_same(mixed) -> None:
    _, warehouse, reasons = mixed
    hook = f"{sys.executable} -c 'import sys; sys.exit(sys.stdin.read())'"
    done = budget(
        *("refresh", "--documents", warehouse.parent / "documents", "--warehouse", warehouse),
        *("--no-orchestrator", "--json", "--notify", hook),
        root=warehouse.parent,
    )
    assert done.returncode == 3
    remark, summary = map(json.loads, done.stdout.splitlines())
    assert remark["event"] == "remark"
    assert remark["text"].startswith(f"notification failed: {sys.executable} ended with status 1")
    assert (summary["event"], summary["status"]) == ("summary", "partial")
    assert summary["exit_status"] == 3
    assert {row["source_path"] for row in summary["landing"]["rejected"]} == set(reasons)
    assert summary["budget_lines"] > 50


def test_a_fault_is_the_last_line_for_machines(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    done = budget("refresh", "--documents", nowhere, "--warehouse", tmp_path / "w.duckdb", "--json")
    (summary,) = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, summary["exit_status"], summary["status"]) == (1, 1, "failure")
    assert str(nowhere) in summary["message"]


def test_a_hook_that_cannot_be_called_is_a_wrong_usage() -> None:
    assert budget("refresh", "--notify", "ftp://a.example").returncode == 2


@pytest.mark.parametrize("folder", ["no such folder", "warehouse.duckdb", "versions"])
def test_a_folder_that_is_none_stops_before_anything_is_touched(mixed, folder: str) -> None:
    _, warehouse, _ = mixed
    before = warehouse.resolve(), warehouse.read_bytes()
    done = refresh(warehouse.parent / folder, warehouse, warehouse.parent)
    assert done.returncode == 1
    assert folder in done.stderr
    assert (warehouse.resolve(), warehouse.read_bytes()) == before


def test_a_full_disk_leaves_the_served_warehouse_alone(mixed) -> None:
    _, warehouse, _ = mixed
    before = warehouse.resolve(), warehouse.read_bytes()
    documents = warehouse.parent / "more"
    documents.mkdir()
    shutil.copy(SAMPLE / OTHER, documents)
    done = refresh(documents, warehouse, warehouse.parent, limit=300_000)
    assert done.returncode == 1, done.stdout
    assert done.stderr.strip().splitlines()[-1].startswith("budget: ")
    assert (warehouse.resolve(), warehouse.read_bytes()) == before
    assert not (warehouse.parent / "build" / "next").exists()


def test_a_place_that_cannot_be_written_is_one_sentence() -> None:
    done = refresh(SAMPLE, Path("/proc/warehouse.duckdb"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "/proc" in done.stderr


def test_usage_is_status_2() -> None:
    assert budget("nothing").returncode == 2


def test_sql_answers_and_refuses_to_write(sample_file: Path) -> None:
    answer = budget(
        "sql", "SELECT count(*) AS n FROM raw.document", "--csv", "--warehouse", sample_file
    )
    assert (answer.returncode, answer.stdout) == (0, "n\n5\n")
    assert budget("sql", "DROP TABLE raw.line", "--warehouse", sample_file).returncode == 1
    pivot = "PIVOT (FROM (VALUES ('甲', 1), ('乙', 2)) AS v (n, a)) ON n USING sum(a)"
    answer = budget("sql", pivot, "--csv", "--warehouse", sample_file)
    assert (answer.returncode, answer.stdout) == (0, "乙,甲\n2,1\n")
    for question in (
        *("FROM bi.各单位收支", "SUMMARIZE bi.各单位收支", "DESCRIBE bi.各单位收支", "SHOW TABLES"),
        *(f"WITH p AS ({pivot}) FROM p;", "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b"),
    ):
        assert budget("sql", question, "--warehouse", sample_file).returncode == 0, question
    for several in (
        *("SELECT 1; SELECT 2", "", f"{pivot}; SELECT 1", f"CREATE TABLE x AS {pivot}"),
        *(f"{pivot}; DROP TABLE raw.line", "CREATE TEMP TABLE x AS SELECT 1; FROM x"),
    ):
        assert budget("sql", several, "--warehouse", sample_file).returncode == 2
    lists = "SELECT [1, 2] AS lines, '甲' AS name"
    answer = budget("sql", lists, "--csv", "--warehouse", sample_file)
    assert answer.stdout == 'lines,name\n"[1,2]",甲\n'


def test_status_names_every_document(sample_file: Path) -> None:
    done = budget("status", "--warehouse", sample_file)
    assert done.returncode == 0
    assert all(path.name in done.stdout for path in SAMPLE.glob("*.txt"))


def test_documents_can_be_put_together_again_byte_for_byte(sample_file: Path) -> None:
    for path, text in ask(
        sample_file,
        """
        SELECT document.source_path, string_agg(line.text, chr(10) ORDER BY line.line_no)
        FROM raw.line AS line JOIN raw.document AS document USING (document_id)
        GROUP BY document.source_path
        """,
    ):
        assert text.encode() == (SAMPLE / path).read_bytes()


def test_a_failing_critical_expectation_stops_the_publication(tmp_path: Path) -> None:
    settings = small.lay_out(tmp_path, GOOD)
    suites = tmp_path / "expectations"
    shutil.copytree(settings.expectations, suites)
    (suites / "marts" / "impossible.yaml").write_text(
        "table: marts.fct_budget_line\n"
        "expectations:\n"
        "  - type: expect_column_values_to_be_between\n"
        "    kwargs: {column: amount_yuan, max_value: 0}\n"
        "    scope: structure\n"
        "    severity: critical\n"
        "    description: nobody spends anything\n",
        encoding="utf-8",
    )
    run_refresh(settings, print)
    before = settings.warehouse.resolve()
    with pytest.raises(ValidationFailed, match="nobody spends anything"):
        run_refresh(replace(settings, expectations=suites), print)
    assert settings.warehouse.resolve() == before


def test_a_second_warehouse_needs_a_folder_of_its_own(tmp_path: Path) -> None:
    settings = small.lay_out(tmp_path, GOOD)
    run_refresh(settings, print)
    other = replace(settings, warehouse=settings.warehouse.with_name("other.duckdb"))
    with pytest.raises(Unusable, match=r"give other\.duckdb a folder of its own"):
        run_refresh(other, print)


def test_what_an_older_project_has_left_is_dropped(tmp_path: Path) -> None:
    settings = small.lay_out(tmp_path, GOOD)
    older = tmp_path / "dbt_project"
    shutil.copytree(settings.dbt_project, older)
    for folder in ("staging", "marts", "bi"):
        left = older / "models" / folder / f"{folder}_of_old.sql"
        left.write_text("select document_id from {{ ref('stg_cell') }}", encoding="utf-8")
    relations = "SELECT concat_ws('.', table_schema, table_name) FROM information_schema.tables"
    run_refresh(replace(settings, dbt_project=older), print)
    before = ask(settings.warehouse, relations)
    run_refresh(settings, print)
    left = {("staging.staging_of_old",), ("marts.marts_of_old",), ("bi.bi_of_old",)}
    left |= {("main.bi_of_old",)}  # by which SHOW TABLES lists it
    assert set(before) - set(ask(settings.warehouse, relations)) == left


def test_the_flow_gives_what_the_plain_steps_give(tmp_path: Path) -> None:
    homes = tmp_path / "plain", tmp_path / "flow"
    for home, runner in zip(homes, (run_plainly, run_as_prefect_flow), strict=True):
        settings = small.lay_out(home, GOOD, OTHER)
        run_refresh(settings, print, runner)
    assert marts(homes[0] / "warehouse.duckdb") == marts(homes[1] / "warehouse.duckdb")
    pages, others = (
        {path.name: path.read_bytes() for path in (home / "docs" / "findings").iterdir()}
        for home in homes
    )
    assert pages == others


def test_the_steps_run_without_a_prefect_that_does_not_answer(tmp_path: Path) -> None:
    """Behind a proxy that answers nobody, against an API that is not there."""
    settings = small.lay_out(tmp_path, GOOD)
    small.clone(tmp_path)
    nobody = "http://127.0.0.1:9"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "flows.cli", "refresh"),
            *("--documents", settings.documents, "--warehouse", settings.warehouse),
        ],
        cwd=tmp_path,
        env=small.environment(tmp_path)
        | {"HTTP_PROXY": nobody, "PREFECT_API_URL": f"{nobody}/api"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Prefect does not start" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert marts(settings.warehouse)
