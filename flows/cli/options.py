"""Options that several commands share."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import typer

from flows.run import notify
from flows.settings import NOTIFY, Settings

DEFAULT = Settings()

Documents = Annotated[Path, typer.Option(help="The folder to read.")]
Sources = Annotated[Path, typer.Option(help="The list of sources.")]
WarehouseFile = Annotated[Path, typer.Option("--warehouse", help="The served warehouse file.")]


def _valid_networks(values: list[str]) -> list[str]:
    for value in values:
        try:
            ip_network(value)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    return values


Networks = Annotated[
    list[str],
    typer.Option(
        "--allow-network",
        envvar="BUDGET_ALLOW_NETWORKS",
        help="A private network that may be fetched from all the same, such as 10.1.0.0/16.",
        callback=_valid_networks,
    ),
]


def _valid_hook(value: str) -> str:
    try:
        return notify.check(value)
    except notify.BadHook as error:
        raise typer.BadParameter(str(error)) from None


Hook = Annotated[
    str,
    typer.Option(
        "--notify",
        envvar=NOTIFY,
        help="Told how it went: a command (JSON on stdin), an http(s) address (JSON by POST) or a "
        "service of Apprise (mailto://, slack://, dingtalk://, …).",
        callback=_valid_hook,
    ),
]
