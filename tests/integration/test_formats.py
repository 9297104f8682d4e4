"""The same document in every format gives the same facts; the page of a PDF shows its original."""

import base64
import re
import zlib
from pathlib import Path
from struct import unpack

import browser
import duckdb
import gathered
import pytest

from flows.read.discovery import document_file
from flows.report.findings import collection, originals
from flows.settings import ROOT
from tests import formats

TEXT = (ROOT / "data" / "documents" / "tunliu-2025-budget.txt").read_text(encoding="utf-8")
UNIT = "屯留经济技术开发区管理委员会"
NAME = "王" + "某某"
TELEPHONE = "139" + "0000" * 2  # never written out: the tests hold no such number
CHROMIUM = browser.program()
BODIES = {
    "text.txt": "丙县文本局",
    "page.html": "丙县网页局",
    "drawn.pdf": "丙县绘制局",
    "printed.pdf": "丙县打印局",
    "book.xlsx": "丙县表格局",
    "letter.docx": "丙县文书局",
}


def parts(name: str) -> list[formats.Part]:
    return formats.parts(TEXT.replace(UNIT, BODIES[name]))


def wrong() -> list[formats.Part]:
    """The document with one wrong figure, a handler and a telephone number in a row beside it."""
    text = TEXT.replace(UNIT, "丙县图片局")
    for old, new in (
        ("2025年招商经费\t110.00", "2025年招商经费\t111.00"),
        ("2024年办公经费\t20.00", f"2024年办公经费 负责人：{NAME} {TELEPHONE}\t20.00"),
    ):
        assert old in text
        text = text.replace(old, new)
    return formats.parts(text)


gathered.publish_files(
    "formats",
    {
        "text.txt": TEXT.replace(UNIT, BODIES["text.txt"]).encode,
        "page.html": lambda: formats.html(parts("page.html")),
        "drawn.pdf": lambda: formats.pdf(parts("drawn.pdf")),
        "book.xlsx": lambda: formats.xlsx(parts("book.xlsx")),
        "letter.docx": lambda: formats.docx(parts("letter.docx")),
        "wrong.pdf": lambda: formats.pdf(wrong()),
    }
    | (
        {"printed.pdf": lambda: formats.printed(parts("printed.pdf"), CHROMIUM)} if CHROMIUM else {}
    ),
)


PROVENANCE = (
    "budget_line_key", "reported_total_key", "document_key", "unit_key", "project_key",
    "grid_no", "page_no", "line_no", "column_no",
)  # fmt: skip


def facts(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> list[tuple]:
    columns = connection.execute(
        "SELECT list(column_name) FROM duckdb_columns() "
        "WHERE schema_name = 'marts' AND table_name = ?",
        [table],
    ).fetchone()
    assert columns is not None
    kept = ", ".join(f"fact.{column}" for column in columns[0] if column not in PROVENANCE)
    rows = connection.execute(
        f"SELECT project.name, {kept} FROM marts.{table} AS fact "
        "JOIN marts.dim_document AS document USING (document_key) "
        "LEFT JOIN marts.dim_project AS project ON fact.project_key = project.project_key "
        "WHERE document.source_path = ? ORDER BY ALL",
        [f"formats/{name}"],
    ).fetchall()
    return [
        tuple(v.replace(BODIES[name], UNIT) if isinstance(v, str) else v for v in row)
        for row in rows
    ]


@pytest.mark.parametrize("table", ["fct_budget_line", "fct_reported_total"])
@pytest.mark.parametrize("name", [name for name in BODIES if name != "text.txt"])
def test_every_format_gives_the_facts_of_the_text(
    made_up: duckdb.DuckDBPyConnection, name: str, table: str
) -> None:
    if name == "printed.pdf" and CHROMIUM is None:
        pytest.skip("there is no Chromium here (CHROMIUM names one)")
    expected = facts(made_up, table, "text.txt")
    assert len(expected) > 50
    assert facts(made_up, table, name) == expected


def page(file: Path, connection: duckdb.DuckDBPyConnection, name: str) -> str:
    row = connection.execute(
        "SELECT document_id FROM raw.document WHERE source_path = ?", [f"formats/{name}"]
    ).fetchone()
    assert row is not None
    return (file.parent / "docs" / "findings" / f"{row[0]}.html").read_text(encoding="utf-8")


def pixels(png: bytes) -> list[list[int]]:
    """The rows of a picture of 16 colours: 0 is black, 14 white, 15 the outline."""
    width, height = unpack(">II", png[16:24])
    at, data = 8, b""
    while at < len(png):
        (size,) = unpack(">I", png[at : at + 4])
        data += png[at + 8 : at + 8 + size] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    data, step = zlib.decompress(data), 1 + (width + 1) // 2
    lines = [data[start + 1 : start + step] for start in range(0, len(data), step)]
    assert len(lines) == height
    return [[half for byte in line for half in (byte >> 4, byte & 15)][:width] for line in lines]


def test_a_doubted_figure_is_shown_where_the_original_prints_it(
    gathered_file: Path, made_up: duckdb.DuckDBPyConnection
) -> None:
    text = page(gathered_file, made_up, "wrong.pdf")
    assert "img-src data:" in text
    pictures = re.findall(r'<img[^>]*alt="([^"]*)" src="data:image/png;base64,([^"]*)"', text)
    (shown,) = (base64.b64decode(code) for alt, code in pictures if "111.00" in alt)
    rows = pixels(shown)
    marked = [(x, y) for y, row in enumerate(rows) for x, level in enumerate(row) if level == 15]
    left, right = min(x for x, _ in marked), max(x for x, _ in marked)
    top, bottom = min(y for _, y in marked), max(y for _, y in marked)
    assert {rows[y][x] for x in (left, right) for y in range(top, bottom + 1)} == {15}
    assert 30 < right - left < 300 and 10 < bottom - top < 40
    inside = [level for row in rows[top + 3 : bottom - 2] for level in row[left + 3 : right - 2]]
    assert min(inside) < 7 and inside.count(14) > len(inside) / 2
    black = [y for y, row in enumerate(rows) if row[20:left].count(0) > 0.95 * (left - 20)]
    assert len(black) > 10
    assert len(shown) < 40_000
    assert NAME not in text and TELEPHONE not in text


def test_an_original_that_is_gone_or_another_is_not_shown(
    made_up: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    row = made_up.execute(
        "SELECT document_id FROM raw.document WHERE source_path = 'formats/wrong.pdf'"
    ).fetchone()
    assert row is not None
    documents = collection.collect(made_up, row)
    other = tmp_path / "wrong.pdf"
    other.write_bytes(formats.pdf(wrong()) + b"\n")
    for files, reason in (
        ({}, "已不在原处"),
        ({row[0]: document_file(other, tmp_path)}, "散列值不同"),
    ):
        found = originals.collect(made_up, documents, files)[row[0]]
        assert not found.shown
        assert reason in found.remarks[0]


def test_a_format_without_pages_shows_none(
    gathered_file: Path, made_up: duckdb.DuckDBPyConnection
) -> None:
    assert "<img" not in page(gathered_file, made_up, "text.txt")
