"""What the writers of the pages share: what is written, how much of it, and how it is named."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from flows.report.metrics import Metric
from flows.report.site.book import Body, Book, Column, Figure, Place, Row
from flows.report.site.writer import Writer

TEMPLATES = Path(__file__).parents[1] / "templates"
#: Rows of a table; a page says how many there are besides.
MOST_ROWS = 250
#: Publications side by side; what is older is on the pages of their documents.
MOST_COLUMNS = 6
#: What stands where no amount does, as `bi.公开情况` names it.
STATES = ("公布为零", "空表", "无此表", "仅见于文字")


@dataclass(frozen=True, slots=True)
class About:
    """What the pages say of themselves.

    Attributes:
        metrics: what they mean is listed.
        version: id of the warehouse version.
        rendered_at: shown with its time zone.
        report_to: an address (https://, mailto:) for errors; '' where there is none.
    """

    metrics: Sequence[Metric] = ()
    version: str = ""
    rendered_at: datetime | None = None
    report_to: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What is shown, and where it is written."""

    book: Book
    writer: Writer
    subjects: dict[str, "Subject"] = field(default_factory=dict)


@dataclass(slots=True)
class Subject:
    """A functional class, and who spends on it."""

    code: str
    name: str
    path: tuple[tuple[str, str], ...]
    uses: list[tuple[Column, Body, Figure, Decimal | None]] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)


def width(part: Decimal | None, widest: Decimal | None) -> str:
    """Return the length of a bar, in percent of the longest."""
    if not part or not widest or part < 0:
        return "0"
    return f"{min(part / widest * 100, Decimal(100)):.1f}"


def crumbs_of(place: Place, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from the province to a page: names and addresses, '' where there is none."""
    above = [(place.province, "")] if place.province and place.province != place.name else []
    if place.prefecture and place.prefecture != place.name:
        above.append((place.prefecture, ""))
    return [*above, (place.name, f"place/{place.key}.html"), *further]


def brief(document: Row) -> Row:
    """Return a document as a line of a list."""
    names = (
        *("document_id", "title", "source_path", "status", "fiscal_year", "phase", "scope"),
        *("held_out_reason", "check_count", "violation_count", "notice_count", "suspect_count"),
    )
    return {name: document[name] for name in names}


def glossary() -> list[Row]:
    """Return the words that pages explain: term, english, meaning."""
    with (TEMPLATES / "site" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def script(name: str, value: object) -> str:
    """Return a script that hands data over: unlike JSON, it can be read from a file, too."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"(window.budget??={{}})[{json.dumps(name)}]={text};\n"
