"""`budget status`: how the last refresh went, and what the served version holds."""

from flows.cli.options import DEFAULT, WarehouseFile
from flows.cli.output import out, when
from flows.fetch.manifest import standing
from flows.run import history
from flows.settings import Settings
from flows.sql import statement
from flows.warehouse.connection import reader
from flows.warehouse.locks import refreshed_by


def status(warehouse_file: WarehouseFile = DEFAULT.warehouse) -> None:
    """Say how the last refresh went, how the sources stand, and what the served version holds."""
    settings = Settings(warehouse=warehouse_file.absolute())
    out.print(_last_refresh(settings), markup=False)
    out.print(_sources(settings), markup=False)
    with reader(settings.warehouse) as connection:
        version, published, folder = connection.execute(
            "SELECT version_id, epoch(refreshed_at), documents_path FROM raw.refresh "
            "ORDER BY version_id DESC LIMIT 1"
        ).fetchone() or ("none", 0, "")
        out.print(f"Version {version}, published {when(published)}, from {folder}", markup=False)
        connection.sql(statement(__package__, "documents")).show(max_width=200)
        rejected = connection.sql("SELECT source_path, reason, detail FROM raw.rejection")
        if len(rejected):
            out.print("Rejected:")
            rejected.show(max_width=200)


def _last_refresh(settings: Settings) -> str:
    """Say how the last refresh went; one that is neither at work nor has ended was killed."""
    if (holder := refreshed_by(settings)) is not None:
        return f"Last refresh: at work ({holder})"
    found = history.last(settings)
    if found is None:
        return "Last refresh: not known"
    started = f"started {found.get('started_at')} by {found.get('holder')}"
    if found.get("status") == "running":
        return f"Last refresh: killed in its middle ({started}); nothing was published"
    return f"Last refresh: {found.get('status')}: {found.get('message')} ({started})"


def _sources(settings: Settings) -> str:
    found = standing(settings.archive)
    if found is None:
        return "Sources: never fetched"
    asked = found.last_asked
    last = f"last asked {when(asked.timestamp())}" if asked else "never asked"
    reasons = ", ".join(f"{count} {reason}" for reason, count in found.reasons.items())
    return (
        f"Sources: {found.listed} listed, {found.originals} fetched, {found.failed} failed"
        f"{f' ({reasons})' if reasons else ''}, {found.not_asked} not asked yet; {last}"
    )
