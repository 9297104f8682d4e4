"""`budget check`: single documents, read and reconciled beside the warehouse."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import SOME_MISSING, err, out

if TYPE_CHECKING:
    from flows.report.findings.model import Findings, Identity, Line


def check(files: Annotated[list[Path], typer.Argument(help="Documents to look into.")]) -> None:
    """Read single documents and print what does not add up; nothing is published."""
    from flows.run import check as checking

    with err.status("checking ..."):
        rejected, documents = checking.check(files)
    for document in documents:
        out.print(
            f"{document.source_path}: {document.identity_count} identities: "
            f"{document.pass_count} hold, {document.rounding_count} within rounding, "
            f"{document.violation_count} violated, {document.notice_count} notices, "
            f"{document.reading_doubt_count} doubts about the reading",
            markup=False,
        )
    for document in documents:
        for identity in document.contradictions:
            _print_contradiction(document, identity)
    if any(document.suspects for document in documents):
        out.print("\n可疑数字 Suspects:")
    for document in documents:
        for suspect in document.suspects:
            out.print(
                f"  {document.source_path}:{suspect.line_no} 第{suspect.column_no}"
                f"{'个数字' if suspect.suspect_kind == 'sentence' else '列'} "
                f"{suspect.printed_amount or '（空）'} → {suspect.proposed_yuan} 元 "
                f"({suspect.confidence:.0%})  "
                f"{_page(document.lines[suspect.line_no])}"
                f"{_row(document.lines[suspect.line_no].text)}",
                markup=False,
            )
    for document in documents:
        for unmapped in document.unmapped:
            out.print(
                f"  not understood {document.source_path}:{unmapped.line_no or ''} "
                f"{unmapped.text} [{unmapped.kind}]",
                markup=False,
            )
    for name, reason, detail in rejected:
        err.print(f"rejected {name}: {detail} [{reason}]", markup=False)
    if rejected:
        raise typer.Exit(SOME_MISSING)


def _print_contradiction(document: "Findings", identity: "Identity") -> None:
    out.print(
        f"\n{document.source_path} [{identity.severity}] {identity.description}", markup=False
    )
    measure = {"yuan": " 元", "point": " 分", "percent": "%"}.get(identity.measured_in, "")
    out.print(
        f"  {identity.lhs_yuan} - {identity.rhs_yuan} = {identity.difference_yuan}{measure}",
        markup=False,
    )
    for line_no in identity.line_nos:
        line = document.lines[line_no]
        out.print(f"  {line_no:5}  {_page(line)}{_row(line.text)}", markup=False)


def _page(line: "Line") -> str:
    """Return the page of a line, where its document has pages."""
    return f"第{line.page_no}页  " if line.page_no else ""


def _row(text: str) -> str:
    """Return a line of a document as people read it: its filled cells."""
    return " | ".join(cell.strip() for cell in text.split("\t") if cell.strip())
