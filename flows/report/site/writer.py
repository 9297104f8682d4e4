"""Writes the pages of a site of which something has changed; links the others to what they were."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flows.report import static_pages

__all__ = ["MANIFEST", "Writer"]

#: Which page was made of what: its name and a hash.
MANIFEST = "pages.json"
_MADE_BY = "#"
_HERE = Path(__file__).parent
_TEMPLATES = _HERE.parent / "templates" / "site"


@cache
def _making() -> str:
    """Return a hash over everything that makes a page of rows."""
    digest = hashlib.blake2b(digest_size=16)
    read = _HERE.parents[1] / "read"
    findings = _HERE.parent / "findings"
    shared = (
        *(findings / "wording.py", findings / "boxes.py"),
        *(read / "patterns.py", read / "pdf" / "picture.py"),
    )
    for folder in (_HERE, _TEMPLATES):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.suffix != ".pyc":
                digest.update(path.read_bytes())
    for path in shared:
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Writer:
    """The pages of one version, beside those of the version before.

    Attributes:
        written: names of the pages that are new or changed.
    """

    def __init__(self, folder: Path, earlier: Path | None) -> None:
        self._folder = folder
        self._earlier = earlier
        self._known = _manifest(earlier) if earlier else {}
        self._made: dict[str, str] = {}
        self._folders: set[Path] = set()
        self.written: list[str] = []

    def page(self, name: str, template: str, /, **shown: Any) -> None:
        """Write a page unless it was made of the same before."""
        stamp = _hash(_making(), template, repr(sorted(shown.items())))
        if not self._kept(name, stamp):
            root = "../" * name.count("/")
            text = (
                static_pages.templates()
                .get_template(f"site/{template}")
                .render(root=root, address=name, **shown)
            )
            self._put(name, stamp, text)

    def file(self, name: str, text: str) -> None:
        """Write a file that pages share."""
        stamp = _hash(text)
        if not self._kept(name, stamp):
            self._put(name, stamp, text)

    def picture(self, name: str, made_of: str, draw: Callable[[], bytes]) -> None:
        """Write a picture unless it was made of the same before."""
        stamp = _hash(_making(), made_of)
        if not self._kept(name, stamp):
            self._put(name, stamp, draw())

    def remember(self, name: str, value: str) -> bool:
        """Keep a setting with the pages; tell whether those before were made with another."""
        self._made[f"{_MADE_BY}{name}"] = value
        return self._earlier is not None and self._known.get(f"{_MADE_BY}{name}") != value

    def keep(self, prefixes: set[str]) -> set[str]:
        """Keep the earlier pages whose names begin so up to `-`; return the prefixes with none."""
        if self._known.get(_MADE_BY) != _making():
            return prefixes
        found = set()
        for name in self._known:
            prefix, dash, _ = name.rpartition("-")
            if dash and prefix in prefixes and name not in self._made:
                if not self._kept(name, self._known[name]):
                    return prefixes
                found.add(prefix)
        return prefixes - found

    def finish(self) -> int:
        """Write the list of pages; return how many there are."""
        made = self._made | {_MADE_BY: _making()}
        text = json.dumps(made, ensure_ascii=False, indent=0, sort_keys=True)
        (self._folder / MANIFEST).write_text(text, encoding="utf-8")
        return len(self._made)

    def _kept(self, name: str, stamp: str) -> bool:
        if self._earlier is None or self._known.get(name) != stamp:
            return False
        if self._made.get(name) == stamp:
            return True
        old, new = self._earlier / name, self._target(name)
        try:
            os.link(old, new)
        except FileNotFoundError:
            return False
        except OSError:  # another file system, or one without links
            shutil.copyfile(old, new)
        self._made[name] = stamp
        return True

    def _put(self, name: str, stamp: str, content: str | bytes) -> None:
        target = self._target(name)
        target.unlink(missing_ok=True)  # it may be linked to what is served
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        self._made[name] = stamp
        self.written.append(name)

    def _target(self, name: str) -> Path:
        target = self._folder / name
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        return target


def _manifest(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash(*parts: str) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()
