"""Outcomes of the layer validation as static pages that people can read anywhere.

Every page carries its own style and fetches nothing (its content security policy forbids it), so
it can be mailed, archived beside a version, or opened from a disk without a network.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.validation import Outcome

__all__ = ["render"]

_TEMPLATES = Path(__file__).parent / "templates"
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


def render(
    outcomes: Sequence[Outcome], folder: Path, *, version: str, rendered_at: datetime
) -> Path:
    """Replace `folder` with an overview page and one page per suite.

    The pages are written into a sibling folder that takes the place of `folder` when it is
    complete: a reader finds the old pages, for an instant between two renames none, or the new
    ones, but never a part or a mixture.

    Args:
        outcomes: of all layers, in the order in which the pages show them.
        folder: replaced as a whole; its parent must be on the same file system.
        version: id of the warehouse version that was checked.
        rendered_at: shown with its time zone.

    Returns:
        The overview page, `folder/index.html`.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    stamp = {"version": version, "rendered_at": f"{rendered_at:%Y-%m-%d %H:%M %Z}".strip()}
    pages = _pages(outcomes)
    files = {
        "index.html": environment.get_template("index.html.j2").render(
            pages=pages,
            passed=sum(page.passed for page in pages),
            failed=sum(page.failed for page in pages),
            is_publishable=all(page.verdict != "critical" for page in pages),
            **stamp,
        )
    }
    suite_page = environment.get_template("suite.html.j2")
    for page in pages:
        files[page.file_name] = suite_page.render(page=page, **stamp)
    _replace(folder, files)
    return folder / "index.html"


def _pages(outcomes: Iterable[Outcome]) -> list[_SuitePage]:
    grouped: dict[tuple[str, str, str], list[Outcome]] = {}
    for outcome in outcomes:
        key = (outcome.layer, outcome.suite, outcome.table_name)
        grouped.setdefault(key, []).append(outcome)
    return [_SuitePage(*key, tuple(members)) for key, members in grouped.items()]


def _replace(folder: Path, files: dict[str, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    # One scratch folder for the new pages and then for the old ones: whatever happens, it goes.
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    fresh, stale = scratch / "fresh", scratch / "stale"
    try:
        fresh.mkdir()
        for name, text in files.items():
            (fresh / name).write_text(text, encoding="utf-8")
        if folder.exists():
            folder.rename(stale)
        try:
            fresh.rename(folder)
        except OSError:
            if stale.exists():
                stale.rename(folder)
            raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
