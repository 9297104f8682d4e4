"""The open data: valid by its own description, the same bytes every time, whole or not at all."""

import csv
import io
import json
import re
import resource
import shutil
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest
from frictionless import validate

from flows.cli.app import app
from flows.export.export import export
from flows.settings import Settings
from flows.warehouse.files import Unusable
from flows.warehouse.locks import Busy, hold


@pytest.fixture(scope="module")
def package(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the sample."""
    folder = tmp_path_factory.mktemp("export") / "open-data"
    export(Settings(warehouse=sample_file), folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def resources(package: Path) -> list[dict[str, object]]:
    description = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    found: list[dict[str, object]] = description["resources"]
    return found


def test_frictionless_finds_nothing_wrong(package: Path) -> None:
    report = validate(package / "datapackage.json")
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] == len(resources(package)) > 60


def test_frictionless_would_find_a_broken_key(package: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(package, broken)
    facts = broken / "csv" / "marts" / "fct_budget_line.csv"
    rows = facts.read_text(encoding="utf-8").splitlines()
    rows[1] = re.sub(r"^([^,]*),[^,]*,", r"\1,12345,", rows[1])
    facts.write_text("\n".join(rows) + "\n", encoding="utf-8")
    report = validate(broken / "datapackage.json")
    assert "foreign-key" in {error.type for task in report.tasks for error in task.errors}


def test_every_resource_is_described_under_a_name_of_the_specification(package: Path) -> None:
    names = [str(resource["name"]) for resource in resources(package)]
    assert len(names) == len(set(names))
    for name in names:
        assert re.fullmatch(r"[-a-z0-9._/]+", name), name
    listed = {str(resource["path"]) for resource in resources(package)}
    assert listed | {"datapackage.json"} == set(files(package))


def test_codes_and_keys_are_text_and_the_roles_of_a_budget_are_named(package: Path) -> None:
    [view] = [it for it in resources(package) if it.get("title") == "支出_按科目"]
    fields = {field["name"]: field for field in view["schema"]["fields"]}  # type: ignore[index]
    assert fields["项编码"]["type"] == "string"
    assert fields["项编码"]["columnType"] == "functional-classification:generic:level3:code"
    assert fields["年度"]["columnType"] == "date:fiscal-year"
    assert fields["金额_元"] == {
        "name": "金额_元",
        "type": "number",
        "title": "金额_元",
        "description": "金额，元。Amount in yuan.",
        "columnType": "value",
    }


def test_the_same_version_gives_the_same_bytes(
    package: Path, sample_file: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    export(Settings(warehouse=sample_file), again)
    assert files(again) == files(package)


def test_every_format_holds_the_rows_and_sums_of_the_warehouse(
    package: Path, sample: duckdb.DuckDBPyConnection
) -> None:
    tables = [it for it in resources(package) if "schema" in it]
    assert len(tables) > 35
    for table in tables:
        schema, _, name = str(table["path"]).removeprefix("csv/").partition("/")
        name = name.removesuffix(".csv")
        expected = sample.sql(f'SELECT * FROM {schema}."{name}"')
        text = (package / str(table["path"])).read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")  # Excel reads UTF-8 by this mark
        header, *rows = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
        assert header == expected.columns
        columnar = pl.read_parquet(package / "parquet" / schema / f"{name}.parquet")
        assert columnar.height == len(rows) == len(expected.fetchall())
        for column, kind in zip(expected.columns, expected.types, strict=True):
            if not str(kind).startswith("DECIMAL"):
                continue
            total = sample.sql(f'SELECT sum("{column}") FROM {schema}."{name}"').fetchone()
            [stored] = columnar.select(pl.col(column).sum())[column].to_list()
            assert stored == ((total and total[0]) or 0), (name, column)


def test_the_workbook_has_a_sheet_for_every_view_and_no_formula(package: Path) -> None:
    with zipfile.ZipFile(package / "budget.xlsx") as book:
        sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        content = {
            name: book.read(name).decode()
            for name in book.namelist()
            if name.startswith("xl/worksheets/sheet")
        }
    views = sorted(path.stem for path in (package / "csv" / "bi").iterdir())
    assert sorted(sheets[1:-1]) == views
    assert sheets[0].startswith("版本 2")
    assert sheets[-1] == "列说明"
    assert len(content) == len(sheets)
    assert not any("<f>" in sheet for sheet in content.values())


def test_the_workbook_keeps_every_digit_of_a_key_and_its_place(package: Path) -> None:
    """Excel rounds a number of more than 15 digits, and no way leads from a rounded key."""
    with (package / "csv" / "bi" / "各单位收支_明细.csv").open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    assert {"文件", "文件路径", "页", "行"} <= set(rows[0])
    with zipfile.ZipFile(package / "budget.xlsx") as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert all(f"<t>{row['数字编号']}</t>" in texts for row in rows)


def test_nothing_that_names_people_is_exported(package: Path) -> None:
    assert {path.name for path in (package / "csv").iterdir()} == {"bi", "marts", "quality"}
    assert not (package / "csv" / "quality" / "rpt_unmapped.csv").exists()
    phone = re.compile(r"(?<![0-9a-f.])1[3-9]\d{9}(?![0-9a-f.])")
    for table in (it for it in resources(package) if "schema" in it):
        texts = [
            field["name"]
            for field in table["schema"]["fields"]  # type: ignore[index]
            if field["type"] == "string" and not field["name"].endswith("_key")
        ]
        with (package / str(table["path"])).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                assert not any(phone.search(row[name]) for name in texts), table["name"]


def test_an_export_replaces_the_one_before_as_a_whole(sample_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "export"
    settings = Settings(warehouse=sample_file)
    export(settings, folder)
    (folder / "csv" / "bi" / "dropped.csv").write_text("一\n", encoding="utf-8")
    done = export(settings, folder)
    assert not (folder / "csv" / "bi" / "dropped.csv").exists()
    assert done.tables > 35
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


def test_a_folder_that_is_no_export_is_left_alone(sample_file: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Unusable, match="holds other files"):
        export(Settings(warehouse=sample_file), tmp_path)
    assert files(tmp_path) == {"letter.txt": b"mine"}


def test_a_full_disk_leaves_the_export_before(sample_file: Path, tmp_path: Path) -> None:
    settings = Settings(warehouse=sample_file)
    folder = tmp_path / "export"
    export(settings, folder)
    before = files(folder)
    (folder / "csv" / "bi" / "mark.csv").write_text("一\n", encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            export(settings, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(folder) == before | {"csv/bi/mark.csv": "一\n".encode()}
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_the_command_says_what_it_wrote(
    sample_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "export"
    app(["export", "--warehouse", str(sample_file), "--to", str(folder)], standalone_mode=False)
    said = capsys.readouterr().out
    assert re.search(r"^Exported version 2\S+: 6\d tables, [\d,]+ rows, \d\.\d MiB$", said, re.M)
    assert f"Folder: {folder}" in said
    assert (folder / "budget.xlsx").is_file()


def test_two_exports_do_not_run_into_each_other(sample_file: Path, tmp_path: Path) -> None:
    settings = Settings(warehouse=sample_file)
    with (
        hold(settings.build / "export.lock", "export", "another"),
        pytest.raises(Busy, match="another export is running"),
    ):
        export(settings, tmp_path / "export")
    assert files(tmp_path) == {}
