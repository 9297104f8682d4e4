"""Outcomes of the layer validation as static pages that people can read anywhere."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.report import static_pages
from flows.validate.suites import Outcome

__all__ = ["render"]

_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class _SuitePage:
    """All outcomes of one suite, with the counts that the pages show."""

    layer: str
    suite: str
    table_name: str
    outcomes: tuple[Outcome, ...]

    @property
    def file_name(self) -> str:
        return _UNSAFE.sub("-", f"{self.layer}.{self.suite}") + ".html"

    @property
    def passed(self) -> int:
        return sum(outcome.is_success for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        return len(self.outcomes) - self.passed

    @property
    def verdict(self) -> str:
        """`pass`, or the gravest severity among the failures."""
        failures = {outcome.severity for outcome in self.outcomes if not outcome.is_success}
        return "critical" if "critical" in failures else "warning" if failures else "pass"


def render(  # noqa: PLR0913 - what a page shows
    outcomes: Sequence[Outcome],
    folder: Path,
    *,
    version: str,
    rendered_at: datetime,
    has_findings: bool = False,
    rejected: Sequence[tuple[str, str, str]] = (),
) -> Path:
    """Replace `folder` with an overview page and one page per suite.

    Args:
        outcomes: of all layers, in the order in which the pages show them.
        folder: replaced as a whole; its parent must be on the same file system.
        version: id of the warehouse version that was checked.
        rendered_at: shown with its time zone.
        has_findings: the overview leads to the findings on the documents, in `findings/`.
        rejected: file, reason and detail of what was turned away or set aside.

    Returns:
        The overview page, `folder/index.html`.
    """
    templates = static_pages.templates()
    stamp = {"version": version, "rendered_at": f"{rendered_at:%Y-%m-%d %H:%M %Z}".strip()}
    suites = _suite_pages(outcomes)
    files = {
        "index.html": templates.get_template("index.html.j2").render(
            pages=suites,
            passed=sum(suite.passed for suite in suites),
            failed=sum(suite.failed for suite in suites),
            is_publishable=all(suite.verdict != "critical" for suite in suites),
            has_findings=has_findings,
            rejected=rejected,
            **stamp,
        )
    }
    template = templates.get_template("suite.html.j2")
    for suite in suites:
        files[suite.file_name] = template.render(page=suite, **stamp)
    static_pages.replace(folder, files)
    return folder / "index.html"


def _suite_pages(outcomes: Iterable[Outcome]) -> list[_SuitePage]:
    grouped: dict[tuple[str, str, str], list[Outcome]] = {}
    for outcome in outcomes:
        key = (outcome.layer, outcome.suite, outcome.table_name)
        grouped.setdefault(key, []).append(outcome)
    return [_SuitePage(*key, tuple(members)) for key, members in grouped.items()]
