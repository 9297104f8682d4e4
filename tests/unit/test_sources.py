"""The list of sources: a bad row is named with its line, and costs no other row."""

import csv
import io
import string
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fetch.sources import COLUMNS, Source, read_sources
from flows.settings import Settings
from flows.warehouse.files import Unusable

HEADER = ",".join(COLUMNS)


def read(tmp_path: Path, *lines: str):
    path = tmp_path / "sources.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return read_sources(path)


def test_the_committed_list_is_well_formed() -> None:
    assert read_sources(Settings().sources) == ([], [])


def test_rows_comments_blank_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    text = (
        f'\ufeff# "guidance, with a quotation mark\r\n{HEADER}\r\n\r\n,,,,,\r\n'
        'http://a.example/1.txt,"甲局, 乙局",兴县,2025,budget,,\r\n'
        "https://b.example/预算.pdf,,,,final,x"
    )
    path.write_text(text, encoding="utf-8", newline="")
    sources, bad = read_sources(path)
    assert bad == []
    assert sources == [
        Source("http://a.example/1.txt", "甲局, 乙局", "兴县", "2025", "budget", ""),
        Source("https://b.example/预算.pdf", phase="final", note="x"),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("ftp://a.example/1.txt,,,,,", "'ftp', not http or https"),
        ("file:///etc/hosts,,,,,", "'file', not http or https"),
        ("a.example/1.txt,,,,,", "not http or https"),
        ("http:///1.txt,,,,,", "no host"),
        ("http://a.example:99999/,,,,,", "port 99999"),
        ("http://[::1/,,,,,", "malformed"),
        ("http://a.example/a b,,,,,", "blanks"),
        ("http://me:secret@a.example/,,,,,", "user name"),
        (",unit,,,,", "no url"),
        ("http://a.example/,,,20x5,,", "'20x5' is no year"),
        ("http://a.example/,,,,spending,", "none of budget, final"),
        ("http://a.example/,,", "3 cells, but 6 columns"),
        ("http://a.example/,,,,,,more", "7 cells, but 6 columns"),
        ('"http://a.example/,,,,,', "unexpected end"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(tmp_path: Path, row: str, problem: str) -> None:
    good = "http://good.example/{},,,,,"
    sources, bad = read(tmp_path, good.format(1), row, good.format(2))
    assert [source.url for source in sources] == ["http://good.example/1", "http://good.example/2"]
    assert [item.line_no for item in bad] == [3]
    assert problem in bad[0].problem


def test_a_url_that_stands_twice_is_fetched_once(tmp_path: Path) -> None:
    sources, bad = read(tmp_path, "http://a.example/,,,,,", "http://a.example/,,,,,again")
    assert len(sources) == 1
    assert [(item.line_no, item.problem) for item in bad] == [
        (3, "the url stands in line 2 already")
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no header; it must be: url,unit"),
        (b"url,unit\nhttp://a.example/,x", "the header is url,unit, but must be url,unit,division"),
        ((HEADER + "\n单位").encode("gb18030"), "not UTF-8"),
        (b'"url', ":1: unexpected end"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "sources.csv"
    path.write_bytes(content)
    with pytest.raises(Unusable, match=r"sources\.csv") as refusal:
        read_sources(path)
    assert problem in str(refusal.value)


WORD = st.text(string.ascii_letters + string.digits + "局县,\"'#", max_size=8).map(str.strip)
ROWS = st.builds(
    Source,
    url=st.integers(0, 10**6).map("http://a.example/{}".format),
    unit=WORD,
    division=WORD,
    year=st.sampled_from(["", "1999", "2025"]),
    phase=st.sampled_from(["", "budget", "final"]),
    note=WORD,
)


@given(st.lists(ROWS, unique_by=lambda row: row.url))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Source]
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *map(astuple, rows)])
    path = tmp_path_factory.mktemp("list") / "sources.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert read_sources(path) == (rows, [])


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"))))
def test_every_line_is_a_source_or_a_bad_row_or_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("list") / "sources.csv"
    rows = ["http://a.example/first,,,,,", *lines, "http://a.example/last,,,,,"]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8", newline="")
    sources, bad = read_sources(path)
    silent = [line for line in rows if not line.strip(" \t,") or line.startswith("#")]
    assert len(sources) + len(bad) + len(silent) == len(rows)
    assert {source.url for source in sources} >= {"http://a.example/first", "http://a.example/last"}
