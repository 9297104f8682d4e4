"""What all static pages share: one skeleton, one style, and folders that change as a whole.

A page of `docs/` carries its own style and fetches nothing (its content security policy forbids
it), so it can be mailed; those of `site/` share a style and a script beside them. Either can be
archived with a version, or opened from a disk without a network.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> Environment:
    """Return the templates, compiled once a process; whatever they are given is escaped."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def replace(folder: Path, files: Mapping[str, str]) -> None:
    """Replace a folder with the given pages, by name."""
    with replacing(folder) as fresh:
        for name, text in files.items():
            (fresh / name).write_text(text, encoding="utf-8")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which then takes the place of another.

    A reader finds the old pages, for an instant between two renames none, or the new ones, but
    never a part or a mixture. The parent must be on the same file system.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # One scratch folder for the new pages and then for the old ones: whatever happens, it goes.
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    fresh, stale = scratch / "fresh", scratch / "stale"
    try:
        fresh.mkdir()
        yield fresh
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
