"""The page to look at: one file that carries its figures, its style and its script.

The figures are those of `bi`, aggregated here and handed over as text, so that no amount ever is a
binary fraction; what is drawn and what is rounded is up to `templates/site.js`.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup

from flows.report import static_pages
from flows.report.metrics import Metric
from flows.sql import statement
from flows.warehouse import catalog

__all__ = ["Limits", "render"]

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one page carries; it says what it leaves out, and where that is.

    Attributes:
        detail_rows: of subjects and economic classes. The units with the greatest spending are
            named, all others are added up as one, so that every total stays complete.
        projects: listed, the greatest first.
        documents: scored, those with the most contradictions first.
    """

    detail_rows: int = 20_000
    projects: int = 4_000
    documents: int = 1_500


#: Tables of the page that ask a view of `bi`, unit by unit as shown.
_BY_UNIT = ("totals", "revenue", "subjects", "economic", "three", "published", "compared")
_GRAIN = re.compile(r"One row per .*?\. *")


@dataclass(slots=True)
class _Data:
    """The tables of a page; a text stands once, in `texts`, and is named by its number."""

    texts: dict[str, int] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, answer: duckdb.DuckDBPyConnection, most: int | None = None) -> int:
        """Add a table of what was answered, `most` of its rows; return how many are left out."""
        columns = [(column[0], _kind(str(column[1]))) for column in answer.description or ()]
        rows = answer.fetchall()
        kinds = [kind for _, kind in columns]
        self.tables[name] = {
            "columns": columns,
            "rows": [list(map(self._value, kinds, row)) for row in rows[:most]],
        }
        return max(0, len(rows) - most) if most is not None else 0

    def _value(self, kind: str, value: Any) -> int | str | None:
        if value is None:
            return None
        if kind == "text":
            return self.texts.setdefault(value, len(self.texts))
        return f"{value:.2f}" if kind == "amount" else int(value)


def _kind(data_type: str) -> str:
    """Return how a column is written: `text`, `amount` (two decimals, as text) or `count`."""
    if data_type.startswith("DECIMAL"):
        return "amount"
    return "text" if data_type in {"VARCHAR", "STRING"} else "count"


def render(  # noqa: PLR0913 - each is on the page
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    metrics: Sequence[Metric],
    *,
    version: str,
    rendered_at: datetime,
    limits: Limits = Limits(),
) -> Path:
    """Replace `folder` with the page of a warehouse.

    Args:
        connection: to the warehouse; it may be read-only.
        folder: beside the folder `docs` with the findings, which the page leads to.
        metrics: what they mean is listed.
        version: id of the warehouse version.
        rendered_at: shown with its time zone.
        limits: how much the page carries.

    Returns:
        The page, `folder/index.html`.
    """
    data, left_out = _collect(connection, limits)
    script = (_TEMPLATES / "site.js").read_text(encoding="utf-8")
    page = static_pages.templates().get_template("site.html.j2")
    text = page.render(
        # the template is ours; the data are not, and cannot close the element they stand in
        script=Markup(script),
        script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=Markup(_json({"texts": list(data.texts), "left_out": left_out, **data.tables})),
        left_out=left_out,
        views=_views(connection),
        metrics=metrics,
        version=version,
        rendered_at=f"{rendered_at:%Y-%m-%d %H:%M %Z}".strip(),
    )
    static_pages.replace(folder, {"index.html": text})
    return folder / "index.html"


def _collect(connection: duckdb.DuckDBPyConnection, limits: Limits) -> tuple[_Data, dict[str, int]]:
    """Return the tables of the page, and how much of what it does not name."""
    data = _Data()
    connection.execute(_query("shown"), [limits.detail_rows])
    for name in _BY_UNIT:
        data.add(name, connection.execute(_query(name)))
    unnamed = connection.execute("SELECT count(*) FROM shown WHERE NOT is_named").fetchone()
    return data, {
        "units": unnamed[0] if unnamed else 0,
        "projects": data.add("projects", connection.execute(_query("projects")), limits.projects),
        "documents": data.add("scores", connection.execute(_query("scores")), limits.documents),
    }


def _query(name: str) -> str:
    return statement(__package__, f"site/{name}")


def _views(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return [
        {
            "name": view.name,
            "comment": _GRAIN.sub("", view.comment, count=1),
            "columns": [(column.name, column.type, column.comment) for column in view.columns],
        }
        for view in catalog.tables(connection, ["bi"])
    ]


def _json(value: Mapping[str, Any]) -> str:
    """Return JSON that can stand in a page: no text in it begins or ends an element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
