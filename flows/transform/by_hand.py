"""What dbt called by hand builds on, as a plugin of dbt-duckdb (profiles.yml names this module)."""

import os
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from flows.settings import Settings
from flows.transform.dev import copy_served


class Plugin(BasePlugin):  # type: ignore[misc]  # dbt has no types
    """Puts a copy of the served file where dbt is about to open one and none lies yet.

    A refresh says what it builds (`BUDGET_BUILD_FILE`), and whoever does knows why none is there.
    """

    def initialize(self, plugin_config: dict[str, Any]) -> None:  # noqa: ARG002 - dbt's signature
        """Copy, once a connection is wanted.

        Raises:
            DbtRuntimeError: nothing is published yet; dbt prints it as one sentence.
        """
        file = Path(self.creds.path)
        if self.creds.path == ":memory:" or file.exists() or "BUDGET_BUILD_FILE" in os.environ:
            return
        try:
            copy_served(Settings(warehouse=file.parent.parent / file.name))
        except FileNotFoundError as fault:
            raise DbtRuntimeError(str(fault)) from None
