"""A PDF written by hand: what a producer does stands in the test that reads it.

Text is drawn in a Chinese font that is not embedded, its codes are UCS-2; coordinates are points
from the top left, as everywhere in this project.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

A4 = (842.0, 595.0)
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 "
    b"/W [1 95 500 814 939 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light "
    b"/Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
    b"/CapHeight 880 /StemV 93 >> >>] >>"
)


@dataclass
class Page:
    """The content of one page."""

    size: tuple[float, float] = A4
    rotate: int = 0
    content: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        """Draw a text with its baseline at y."""
        code = text.encode("utf-16-be").hex()
        self.raw(f"BT /F1 {size} Tf {x:.2f} {self.size[1] - y:.2f} Td <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line of half a point."""
        height = self.size[1]
        self.raw(f"0.5 w {x0:.2f} {height - y0:.2f} m {x1:.2f} {height - y1:.2f} l S")

    def area(self, x0: float, y0: float, x1: float, y1: float, gray: float = 0) -> None:
        """Fill a rectangle."""
        width, height = x1 - x0, y1 - y0
        bottom = self.size[1] - y1
        self.raw(f"{gray} g {x0:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f 0 g")

    def picture(self) -> None:
        """Cover the page with a picture of one grey pixel."""
        width, height = self.size
        self.raw(f"q {width} 0 0 {height} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID A EI Q")

    def raw(self, operators: str) -> None:
        """Add operators as they are."""
        self.content.append(operators)

    def table(
        self, xs: Sequence[float], top: float, rows: Sequence[Sequence[str]], step: float = 18
    ) -> None:
        """Draw a ruled table: figures at the right of their cells, other texts at the left."""
        bottom = top + step * len(rows)
        for x in xs:
            self.line(x, top, x, bottom)
        for number in range(len(rows) + 1):
            self.line(xs[0], top + step * number, xs[-1], top + step * number)
        self.texts(xs, top, rows, step)

    def texts(
        self, xs: Sequence[float], top: float, rows: Sequence[Sequence[str]], step: float = 18
    ) -> None:
        """Draw the texts of a table without its rulings."""
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                is_figure = text[:1].isdigit() and "." in text
                x = xs[column + 1] - 3 - 4.5 * len(text) if is_figure else xs[column] + 3
                if text:
                    self.text(x, top + step * number + 12, text)


def pdf(*pages: Page) -> bytes:
    """Return the file."""
    objects = [b"", _FONT]
    kids = []
    for page in pages:
        content = "\n".join(page.content).encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        width, height = page.size
        objects.append(
            f"<< /Type /Page /Parent {len(pages) * 2 + 3} 0 R /MediaBox [0 0 {width} {height}] "
            f"/Rotate {page.rotate} /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 2 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects.append(f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode())
    objects[0] = f"<< /Type /Catalog /Pages {len(objects)} 0 R >>".encode()
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + (
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
