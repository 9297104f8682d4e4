"""Findings as static Chinese pages: one per current document, and an index of all.

The pages depend on nothing but the documents and the rules: the same input gives the same bytes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.report import static_pages
from flows.report.findings.document_page import Page
from flows.report.findings.model import Findings
from flows.report.findings.originals import Pieces
from flows.report.findings.wording import (
    MEASURES,
    in_unit,
    ranges,
    unit,
    wan,
    yuan,
)

__all__ = ["page_name", "render"]


@dataclass(frozen=True, slots=True)
class _Order:
    """A column of the index and the order that it gives; each has a page, so no script sorts."""

    name: str
    file_name: str
    count: Callable[[Findings], int] | None = None  # None: by title
    style: str = ""

    def sorted(self, documents: Iterable[Findings]) -> list[Findings]:
        """Return the documents, most first; then by title, the same on every machine."""

        def rank(document: Findings) -> tuple[int, int, str, str, str]:
            counts = (self.count(document), document.violation_count) if self.count else (0, 0)
            name = (document.title, document.source_path, document.document_id)
            return -counts[0], -counts[1], *name

        return sorted(documents, key=rank)


_ORDERS = (
    _Order("文件", "by-title.html"),
    _Order("不符", "index.html", lambda document: document.violation_count, "violation"),
    _Order("提示", "by-notices.html", lambda document: document.notice_count, "notice"),
    _Order("读取存疑", "by-doubts.html", lambda document: document.reading_doubt_count),
    _Order("存疑", "by-suspects.html", lambda document: document.suspect_cell_count),
    _Order("订正", "by-repairs.html", lambda document: document.repaired_label_count),
    _Order("舍入", "by-roundings.html", lambda document: document.rounding_count),
    _Order("相符", "by-passes.html", lambda document: document.pass_count),
    _Order("核对", "by-identities.html", lambda document: document.identity_count),
)


def page_name(document_id: str) -> str:
    """Return the file name of a document's page."""
    return f"{document_id}.html"


def render(
    documents: Sequence[Findings],
    folder: Path,
    earlier: Path | None = None,
    pieces: Mapping[str, Pieces] | None = None,
) -> Path:
    """Replace `folder` with a page per current document and an index in several orders.

    Args:
        documents: all that there are.
        folder: to write.
        earlier: a folder with the pages of those that are not detailed.
        pieces: what is shown of the originals, by document.

    Returns:
        The index, `folder/index.html`.
    """
    templates = static_pages.templates()
    templates.filters |= {
        "yuan": yuan,
        "wan": wan,
        "in_unit": in_unit,
        "unit": unit,
        "percent": lambda share: f"{share:.0%}",
        "ranges": ranges,
        "measure": lambda measured_in: MEASURES.get(measured_in, ""),
    }
    current = [document for document in documents if document.status == "current"]
    former = [document for document in documents if document.status != "current"]
    index = templates.get_template("findings_index.html.j2")
    files = {
        order.file_name: index.render(
            documents=order.sorted(current),
            former=former,
            orders=_ORDERS,
            current=order,
        )
        for order in _ORDERS
    }
    template = templates.get_template("findings_document.html.j2")
    for document in current:
        name = page_name(document.document_id)
        if document.is_detailed or earlier is None:
            shown = (pieces or {}).get(document.document_id, Pieces())
            files[name] = template.render(document=document, page=Page(document), pieces=shown)
        else:
            files[name] = (earlier / name).read_text(encoding="utf-8")
    static_pages.replace(folder, files)
    return folder / "index.html"
