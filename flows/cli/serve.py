"""`budget serve`: fetch and refresh on a schedule."""

from typing import Annotated

import typer

from flows.cli.options import DEFAULT, Documents, Hook, Networks, Sources, WarehouseFile
from flows.cli.output import err, fail
from flows.settings import FetchPolicy, Serving, Settings

_SERVING = Serving()
_LAST_PORT = 65_535


def serve(  # noqa: PLR0913, PLR0917 - one option each
    documents: Documents = DEFAULT.documents,
    warehouse_file: WarehouseFile = DEFAULT.warehouse,
    sources: Sources = DEFAULT.sources,
    allow_network: Networks = [],  # noqa: B006 - typer copies it
    cron: Annotated[
        str, typer.Option(envvar="BUDGET_CRON", help="When to refresh.")
    ] = _SERVING.cron,
    timezone: Annotated[
        str, typer.Option(envvar="BUDGET_TIMEZONE", help="Of the schedule.")
    ] = _SERVING.timezone,
    host: Annotated[str, typer.Option(help="Where the pages are served.")] = _SERVING.host,
    port: Annotated[
        int, typer.Option(help="Of the Prefect page.", min=1, max=_LAST_PORT)
    ] = _SERVING.port,
    docs_port: Annotated[
        int, typer.Option(help="Of the Data Docs.", min=1, max=_LAST_PORT)
    ] = _SERVING.docs_port,
    allow_host: Annotated[
        list[str],
        typer.Option(
            envvar="BUDGET_ALLOW_HOSTS",
            help="Another name by which the pages may be asked for, such as that of a proxy.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    name: Annotated[str, typer.Option(help="Of the Prefect deployment.")] = _SERVING.name,
    hook: Hook = "",
) -> None:
    """Fetch and refresh on a schedule, with Prefect's page, until it is stopped."""
    from flows.run import serving

    settings = Settings(
        documents=documents,
        warehouse=warehouse_file.absolute(),
        sources=sources,
        fetch_policy=FetchPolicy(private_networks=tuple(allow_network)),
        notify=hook,
    )
    plan = Serving(name, cron, timezone, host, port, docs_port, tuple(allow_host))
    try:
        serving.serve(settings, plan, lambda line: err.print(line, markup=False))
    except serving.BadSchedule as fault:
        raise typer.BadParameter(str(fault), param_hint="--cron") from None
    except serving.NotServing as fault:
        fail(fault)
