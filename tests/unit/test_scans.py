"""Pages that are pictures: what is seen of them, and what is said where nothing recognises it."""

import math
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from flows.read import Unreadable, formats, patterns, read
from flows.read.blocks import Box, Paragraph, Table, TableCell, lines
from flows.read.blocks import Page as ReadPage
from flows.read.scan import amounts
from flows.read.scan.skew import skew
from flows.read.work import Work
from flows.settings import ROOT, Limits, recognises_text
from tests.pdf_file import Page, pdf

ORIGINALS = ROOT.parent / "shared" / "originals"
needs_the_extra = pytest.mark.skipif(
    not recognises_text(), reason="what recognises text is not installed (make ocr)"
)
needs_originals = pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the open originals are not beside the project (../shared)"
)
SCALE = 200 / 72


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "recognises_text", lambda: False)
    monkeypatch.setattr("flows.read.scan.image.recognises_text", lambda: False)


def scanned() -> Page:
    page = Page()
    page.picture()
    return page


def texts(page: ReadPage) -> list[str]:
    """The printed lines around the tables, without blanks."""
    return [patterns.plain(block.text) for block in page.blocks if isinstance(block, Paragraph)]


def typed() -> Page:
    page = Page()
    page.text(
        60,
        40,
        "2025年部门收支预算总表，单位：万元，本页有文字层，共三十字以上，不是图片，读得出来。",
    )
    page.table((60, 300, 500), 90, [("项目", "预算数"), ("合计", "1,234.56")])
    return page


# --- without the extra ----------------------------------------------------------------------------


@pytest.mark.usefixtures("without_the_extra")
def test_a_scan_is_refused_with_its_pages_and_what_to_install() -> None:
    with pytest.raises(Unreadable, match=r"2 of 3 pages .* \(make ocr\)") as verdict:
        read(Path("a.pdf"), pdf(typed(), scanned(), scanned()))
    assert verdict.value.reason == "scanned"


@pytest.mark.usefixtures("without_the_extra")
@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00"])
def test_a_picture_of_a_page_is_refused_likewise(head: bytes) -> None:
    with pytest.raises(Unreadable, match="make ocr") as verdict:
        read(Path("page.jpg"), head + bytes(100))
    assert verdict.value.reason == "scanned"


@pytest.mark.usefixtures("without_the_extra")
def test_single_pictures_among_pages_of_text_are_named() -> None:
    reading = read(Path("a.pdf"), pdf(*(typed() for _ in range(9)), scanned()))
    assert (reading.unread_pages, reading.recognised_pages) == ([10], 0)
    assert {line.confidence for line in reading.lines} == {None}


# --- the grammar of figures -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recognised", "printed"),
    [
        ("1, 234. 56", "1,234.56"),
        ("1，234．56", "1,234.56"),
        ("1.234.567.89", "1,234,567.89"),
        ("9,364.732", "9,364,732"),
        ("20;153:75", "20,153.75"),
        ("05", "05"),
        ("－12.30", "-12.30"),
        ("o", "0"),
        ("1O5.00", "105.00"),
    ],
)
def test_what_stands_between_digits_is_set_right(recognised: str, printed: str) -> None:
    assert amounts.is_figure(recognised)
    assert amounts.printed(recognised) == printed
    assert amounts.follows_grammar(printed)


@pytest.mark.parametrize(
    "broken", ["1,23.45", "12,34", "1,234.5678901", "1.234", "1,234,5", "--1", "015.16"]
)
def test_what_breaks_the_grammar_is_no_figure(broken: str) -> None:
    assert not amounts.follows_grammar(amounts.printed(broken))


@pytest.mark.parametrize("text", ["合计", "1.", "其中：2 人", "2025年", ""])
def test_other_texts_are_none(text: str) -> None:
    assert not amounts.is_figure(text)


@pytest.mark.parametrize(
    ("column", "odd"),
    [
        (["1,234.56", "0.30", "12.00", "123456"], ["123456"]),  # its point is lost
        (["1,234.56", "0.30", "0", "12.00", "7.5"], ["7.5"]),
        (["1,234", "56,789", "2,000", "12,000", "2345"], ["2345"]),  # a comma, or a digit
        (["201", "20101", "2010101"], []),
        (["12.5", "7", "3.25"], []),  # a spreadsheet's own way
    ],
)
def test_a_figure_unlike_its_column_is_not_trusted(column: list[str], odd: list[str]) -> None:
    told = amounts.odd_ones(column)
    assert [figure for figure, is_odd in zip(column, told, strict=True) if is_odd] == odd


# --- the geometry ---------------------------------------------------------------------------------


def ruled(angle: float) -> np.ndarray:
    """A page of ten lines across and three down, falling by an angle."""
    ink = np.zeros((1200, 900), np.uint8)
    slope = math.tan(math.radians(angle))
    along = np.arange(100, 800)
    for y in range(200, 1000, 80):
        ink[np.round(y + slope * along).astype(int), along] = 255
    down = np.arange(200, 920)
    for x in (100, 450, 799):
        ink[down, np.round(x - slope * down).astype(int) + 15] = 255
    return ink


@pytest.mark.parametrize("angle", [-2.0, -0.5, 0.0, 0.3, 1.7])
def test_how_far_a_page_lies_askew(angle: float) -> None:
    assert skew(ruled(angle)) == pytest.approx(angle, abs=0.06)


@needs_the_extra
def test_rulings_are_found_and_strokes_of_signs_are_none() -> None:
    from flows.read.pdf.rulings import lattices
    from flows.read.scan.rulings import drawn

    rng = np.random.default_rng(3)
    ink = (rng.random((1000, 1200)) < 0.01).astype(np.uint8) * 200  # dirt
    for y in (200, 260, 320, 500):
        ink[y : y + 2, 100:1100] = 120
        ink[y : y + 2, 400:404] = 0  # a gap
    ink[505:507, 100:1100] = 120  # a double line
    for x in (100, 500, 1098):
        ink[200:507, x : x + 2] = 110
    ink[80:85, 300:400] = 255  # 一, of a title
    ink[380:440, 700:704] = 255  # 1, large
    (table,) = lattices(drawn(ink, SCALE).rects)
    assert [round(x * SCALE) for x in table.xs] == pytest.approx([101, 501, 1099], abs=2)
    assert [round(y * SCALE) for y in table.ys[:3]] == pytest.approx([201, 261, 321], abs=2)
    assert (len(table.ys), len(table.slots)) == (4, 6)


@needs_the_extra
def test_lines_of_a_cell_come_apart_and_a_point_stays_with_its_figure() -> None:
    from flows.read.pdf.rulings import lattices
    from flows.read.scan import printed

    ink = np.zeros((400, 600), np.uint8)
    for y0, y1 in ((110, 134), (150, 174)):  # two lines of three signs
        for x in (120, 150, 180):
            ink[y0:y1, x : x + 22] = 255
    ink[170:174, 206:210] = 255  # a point
    ink[300:302, 50:52] = 255  # dirt
    ink[320:344, 420:560] = 255  # outside
    ink[350:353, 420:540] = 255  # underlined
    (table,) = lattices(
        [
            *((36, y, 144, y + 0.5) for y in (36, 80)),
            *((x, 36, x + 0.5, 80) for x in (36, 90, 144)),
        ]
    )
    found = printed.places(printed.shapes(ink, SCALE), [table], SCALE)
    assert [(place.x0, place.y0, place.x1, place.y1, place.table) for place in found] == [
        (420, 320, 560, 344, -1),
        (120, 110, 202, 134, 0),
        (120, 150, 210, 174, 0),
    ]


# --- what comes of it -----------------------------------------------------------------------------


def test_how_sure_a_row_is_is_how_sure_its_least_sure_cell_is() -> None:
    row = [TableCell(0, 0, "合计", confidence=0.99), TableCell(0, 1, "1,23.45", confidence=0.2)]
    page = ReadPage([Paragraph("单位：元", Box(0, 0, 9, 9), confidence=0.9), Table(row, 2)], 1)
    assert [line.confidence for line in lines([page])] == [0.9, 0.2]


def test_recognised_pages_are_allowed_their_time() -> None:
    work = Work(Limits(seconds=-1, seconds_a_picture=60))
    with pytest.raises(Unreadable, match="seconds"):
        work.require_time()
    work.grant(1)
    work.require_time()


@needs_the_extra
@needs_originals
@pytest.mark.parametrize(
    ("name", "number", "scanner"),
    [
        ("上海市普陀区人民政府办公室25年预算", 9, {}),
        ("中共上海市普陀区委社会工作部2024年度部门决算", 12, {"dpi": 150, "askew": -1.3}),
        ("江苏省人大办公厅2017年度预算公开", 20, {"quarters": 1, "salt": 0.002, "shade": 0.3}),
    ],
)
def test_a_scanned_page_is_read(name: str, number: int, scanner: dict[str, float]) -> None:
    from benchmarks.scans.__main__ import Tally, compare
    from benchmarks.scans.__main__ import amounts as figures
    from benchmarks.scans.making import Scanner, picture, scan

    data = (ORIGINALS / f"{name}.pdf").read_bytes()
    given = Scanner(**scanner)
    truth = read(Path("a.pdf"), data).pages[number - 1]
    name = "page.png" if given == Scanner() else "a.pdf"
    made = picture if name == "page.png" else scan
    reading = read(Path(name), made(data, given, [number]))
    (page,) = reading.pages
    tally = Tally()
    size = pypdfium2.PdfDocument(data)[number - 1].get_size()
    compare(truth, page, given, size, tally)
    assert len(list(figures(truth))) >= 10
    assert tally.wrong == []
    assert tally.right >= 0.98 * len(list(figures(truth))), tally.unread
    assert [text for text in texts(page) if "表" in text] == [t for t in texts(truth) if "表" in t]
    assert all(line.confidence is not None for line in reading.lines)
    assert reading.recognised_pages == 1
