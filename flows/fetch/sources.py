"""The list of sources: a CSV file that people edit, read line by line.

A line is a row: a quotation mark that is never closed spoils its own row and no other. Lines that
begin with `#` are guidance for the reader.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import httpx

from flows.warehouse.files import Unusable

COLUMNS = ("url", "unit", "division", "year", "phase", "note")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PHASES = ("budget", "final")  # what a document states; `adjusted_budget` is of single figures
_LAST_PORT = 65_535
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Source:
    """One document to fetch, and what the keeper knows about it."""

    url: str
    unit: str = ""
    division: str = ""
    year: str = ""
    phase: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that is no source, and why."""

    line_no: int
    problem: str


def read_sources(path: Path) -> tuple[list[Source], list[BadRow]]:
    """Return the sources of a list and the lines that could not be used.

    Raises:
        Unusable: not UTF-8, or another header than `COLUMNS`.
        OSError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8") from None
    sources: list[Source] = []
    bad: list[BadRow] = []
    lines_of: dict[str, int] = {}
    header: tuple[str, ...] | None = None
    for line_no, line in enumerate(text.split("\n"), 1):
        if not line.strip(" \t,") or line.startswith("#"):
            continue
        try:
            cells = _cells(line)
            if header is None:
                header = tuple(cells)
                _require_header(header, path, line_no)
                continue
            source = _source(cells)
            first = lines_of.setdefault(source.url, line_no)
            if first != line_no:
                raise ValueError(f"the url stands in line {first} already")
        except (ValueError, csv.Error) as problem:
            if header is None:
                raise Unusable(f"{path}:{line_no}: {problem}") from None
            bad.append(BadRow(line_no, str(problem)))
        else:
            sources.append(source)
    if header is None:
        raise Unusable(f"{path} has no header; it must be: {','.join(COLUMNS)}")
    return sources, bad


def _cells(line: str) -> list[str]:
    row = next(csv.reader([line], strict=True))
    cells = [cell.strip() for cell in row]
    while len(cells) > len(COLUMNS) and not cells[-1]:
        cells.pop()  # spreadsheets pad rows
    return cells


def _require_header(header: tuple[str, ...], path: Path, line_no: int) -> None:
    if header != COLUMNS:
        raise Unusable(
            f"{path}:{line_no}: the header is {','.join(header)}, but must be {','.join(COLUMNS)}"
        )


def _source(cells: list[str]) -> Source:
    """Return the source of a row.

    Raises:
        ValueError: with the sentence for the keeper of the list.
    """
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} cells, but {len(COLUMNS)} columns")
    source = Source(*cells)
    require_address(source.url)
    if source.year and not _YEAR.fullmatch(source.year):
        raise ValueError(f"the year {source.year!r} is no year")
    if source.phase and source.phase not in _PHASES:
        raise ValueError(f"the phase {source.phase!r} is none of {', '.join(_PHASES)}")
    return source


def require_address(text: str) -> None:
    """Refuse what cannot be asked for.

    Raises:
        ValueError: with the sentence for people.
    """
    if not text:
        raise ValueError("there is no url")
    if not text.isprintable() or " " in text:
        raise ValueError("the url has blanks or control characters in it")
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"the url is malformed: {error}") from None
    if url.scheme not in _SCHEMES:
        raise ValueError(f"the url begins with {url.scheme or 'no scheme'!r}, not http or https")
    if not url.host:
        raise ValueError("the url names no host")
    if url.port is not None and not 0 < url.port <= _LAST_PORT:
        raise ValueError(f"the url names the port {url.port}, which does not exist")
    if url.userinfo:
        raise ValueError("the url carries a user name: secrets do not belong in this list")
