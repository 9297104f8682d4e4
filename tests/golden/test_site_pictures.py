"""Beside the printed lines stands the page of the original: its tables, nobody's name."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.read.document_file import DocumentFile
from flows.report.site import pages
from tests import pdf_file, pdf_original
from tests.pdf_original import STEP


@pytest.fixture
def copy(sample_file: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the sample that can be changed."""
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(sample_file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        yield connection


@pytest.fixture
def original(copy: duckdb.DuckDBPyConnection, tmp_path: Path) -> dict[str, DocumentFile]:
    return pdf_original.as_pdf(copy, tmp_path)


def render(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    files: dict[str, DocumentFile],
    wanted: str,
    **others: object,
) -> Path:
    originals = pages.Originals(files, wanted)
    pages.render(connection, folder / "site", originals=originals, **others)
    return folder / "site"


def test_the_cell_of_a_figure_is_outlined_on_its_page(
    copy: duckdb.DuckDBPyConnection, original: dict[str, DocumentFile], tmp_path: Path
) -> None:
    site = render(copy, tmp_path, original, "all")
    (document_id,) = original
    picture = site / f"picture/{document_id}-1.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 100_000
    (first, row_no) = copy.execute(
        "SELECT min(row_no), max(row_no) FILTER (line_no = 154) FROM raw.cell "
        "WHERE document_id = $1 AND page_no = 1",
        [document_id],
    ).fetchone() or (0, 0)
    page = (site / f"document/{document_id}-1.html").read_text(encoding="utf-8")
    assert f'src="../picture/{document_id}-1.png"' in page
    (rows,) = re.findall(r'data-rows="([^"]*)"', page)
    (columns,) = re.findall(r'data-columns="([^"]*)"', page)
    top = 2 + STEP * (row_no - first)  # two points of room above the first row
    assert f"154:{top:.0f}:{top + STEP:.0f}" in rows.split()
    assert "3:202:302" in columns.split()
    # and a figure of the pages of the body leads to that very cell
    assert any(
        f"../document/{document_id}-1.html#L154C3" in unit.read_text(encoding="utf-8")
        for unit in site.glob("unit/*.html")
    )
    assert "id=L154C3" in page


@pytest.mark.parametrize(("wanted", "drawn"), [("none", 0), ("findings", 0), ("all", 1)])
def test_only_pages_that_are_wanted_are_drawn(
    copy: duckdb.DuckDBPyConnection,
    original: dict[str, DocumentFile],
    tmp_path: Path,
    wanted: str,
    drawn: int,
) -> None:
    """Everything on this page adds up: it is none of those with findings."""
    copy.execute("DELETE FROM quality.fct_suspect_cell")
    copy.execute("UPDATE quality.fct_identity_result SET verdict = 'pass'")
    site = render(copy, tmp_path, original, wanted)
    assert len([*site.glob("picture/*")]) == drawn


def test_a_page_where_something_fails_is_one_with_findings(
    copy: duckdb.DuckDBPyConnection, original: dict[str, DocumentFile], tmp_path: Path
) -> None:
    (document_id,) = original
    copy.execute(
        "UPDATE quality.fct_identity_result SET verdict = 'violation' "
        "WHERE document_id = $1 AND 154 IN line_nos",
        [document_id],
    )
    site = render(copy, tmp_path, original, "findings")
    assert [path.name for path in site.glob("picture/*")] == [f"{document_id}-1.png"]


def test_another_file_in_the_place_of_the_original_is_not_shown(
    copy: duckdb.DuckDBPyConnection, original: dict[str, DocumentFile], tmp_path: Path
) -> None:
    (file,) = original.values()
    file.path.write_bytes(pdf_file.pdf(pdf_file.Page()))
    site = render(copy, tmp_path, original, "all")
    assert not [*site.glob("picture/*")]


def test_pictures_are_drawn_anew_only_where_something_changed(
    copy: duckdb.DuckDBPyConnection, original: dict[str, DocumentFile], tmp_path: Path
) -> None:
    """A line that names somebody is another picture: his name is covered on it."""
    (document_id,) = original
    first = render(copy, tmp_path / "a", original, "all")
    name = f"picture/{document_id}-1.png"
    again = render(copy, tmp_path / "b", original, "all", earlier=first, touched=())
    assert (again / name).stat().st_nlink == 2
    copy.execute(
        "CREATE OR REPLACE TABLE raw.personal_data AS "
        "SELECT $1 AS document_id, 154 AS line_no, '某甲乙' AS text, 'name' AS kind, "
        "true AS is_certain",
        [document_id],
    )
    third = render(copy, tmp_path / "c", original, "all", earlier=again, touched=[document_id])
    assert (third / name).read_bytes() != (first / name).read_bytes()
    none = render(copy, tmp_path / "d", original, "none", earlier=third, touched=())
    assert not (none / name).exists()
    assert "<img" not in (none / f"document/{document_id}-1.html").read_text(encoding="utf-8")
