"""What a scheduled run works on: told by the process that serves, never by a request.

The parameters of a run can be set by whoever reaches the server, so it has none: its settings are
in the environment that the serving process hands down.
"""

import json
import os
from pathlib import Path

from flows.settings import NOTIFY, FetchPolicy, Settings

SERVED = "BUDGET_SERVED"


def settings_as_text(settings: Settings) -> str:
    """Return what `served_settings` needs of the settings, as JSON."""
    return json.dumps(
        {
            "documents": str(settings.documents.resolve()),
            "warehouse": str(settings.warehouse.absolute()),
            "sources": str(settings.sources.resolve()),
            "private_networks": list(settings.fetch_policy.private_networks),
            "docs_url": settings.docs_url,
        }
    )


def served_settings(holder: str) -> Settings:
    """Return the settings of the process that serves.

    Raises:
        LookupError: nobody serves; a run that was started otherwise has nothing to work on.
    """
    if SERVED not in os.environ:
        raise LookupError("only `budget serve` runs this flow")
    found = json.loads(os.environ[SERVED])
    return Settings(
        documents=Path(found["documents"]),
        warehouse=Path(found["warehouse"]),
        sources=Path(found["sources"]),
        fetch_policy=FetchPolicy(private_networks=tuple(found["private_networks"])),
        docs_url=found["docs_url"],
        holder=holder,
        notify=os.environ.get(NOTIFY, ""),
    )
