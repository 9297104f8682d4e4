"""The suites that a project declares, kept: what is the same every night is made once.

Reading them out of dbt's YAML takes dbt itself, which takes longer than to hold them.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from flows.transform.compiled import write
from flows.validate.checks import Check, Suite

__all__ = ["Declared", "KeptSuites"]

#: What a process has kept, by key and layer.
_suites: dict[str, list[Suite]] = {}


class Declared(Protocol):
    """What gives the suites of a layer."""

    def suites(self, layer: str) -> list[Suite]:
        """Return the suites of a layer, one a table."""


@dataclass(slots=True)
class KeptSuites:
    """The suites of something that is expensive to ask, asked once.

    Attributes:
        key: of the project and of how it is asked; other rules, another key.
        folder: where they are kept for other processes.
        origin: gives what is asked if nothing is kept.
    """

    key: str
    folder: Path
    origin: Callable[[], Declared]
    _asked: Declared | None = None

    def suites(self, layer: str) -> list[Suite]:
        """Return the suites of a layer, one a table.

        Raises:
            SuiteError: a rule that cannot be read; the message names it.
        """
        name = f"{self.key}-{layer}"
        if name not in _suites:
            with suppress(OSError, ValueError, KeyError, TypeError):  # what is damaged is made anew
                told = json.loads((self.folder / f"{name}.json").read_bytes())
                _suites[name] = [_suite(suite) for suite in told]
        if name not in _suites:
            if self._asked is None:
                self._asked = self.origin()
            _suites[name] = self._asked.suites(layer)
            write(name, [asdict(suite) for suite in _suites[name]], self.folder)
        return _suites[name]


def _suite(told: dict[str, Any]) -> Suite:
    checks = tuple(
        Check(**check | {"columns": _tuple(check["columns"])}) for check in told["checks"]
    )
    return Suite(**told | {"identify_by": _tuple(told["identify_by"]) or (), "checks": checks})


def _tuple(told: list[str] | None) -> tuple[str, ...] | None:
    return None if told is None else tuple(told)
