"""What all static pages share: one skeleton, one style, and folders that change as a whole.

Every page carries its own style and fetches nothing (its content security policy forbids it), so
it can be mailed, archived beside a version, or opened from a disk without a network.
"""

import shutil
import tempfile
from collections.abc import Mapping
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
    """Replace a folder with the given pages, by name.

    The pages are written into a sibling folder that takes the place of `folder` when it is
    complete: a reader finds the old pages, for an instant between two renames none, or the new
    ones, but never a part or a mixture. The parent must be on the same file system.
    """
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
