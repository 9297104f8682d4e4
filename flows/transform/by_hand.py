"""What dbt called by hand builds on, as a plugin of dbt-duckdb (profiles.yml names this module)."""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from flows.settings import Settings
from flows.transform.dev import copy_served


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt has no types
    """Puts a copy of the served file where dbt is about to open one and none lies yet.

    A refresh has made its file before it calls dbt, and notices nothing.
    """

    def initialize(self, _config: dict[str, Any]) -> None:  # noqa: D102 - dbt's name
        file = Path(self.creds.path)
        if self.creds.path == ":memory:" or file.exists():
            return
        try:
            copy_served(Settings(), file)
        except FileNotFoundError as fault:
            raise DbtRuntimeError(str(fault)) from None
