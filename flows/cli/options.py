"""Options that several commands share."""

import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import typer

from flows.run import notify
from flows.settings import (
    LAKE_SCHEME,
    NOTIFY,
    Settings,
    memory_limit,
    opens_lakes,
    reads_on_cluster,
)
from flows.warehouse.lake_rows import SHARD_NAME

try:
    DEFAULT = Settings()
    memory_limit()
except ValueError as fault:  # an environment variable that says what none can
    sys.exit(f"budget: {fault}")

Documents = Annotated[Path, typer.Option(help="The folder to read.")]
Sources = Annotated[Path, typer.Option(help="The list of sources.")]


def _file(value: str | Path) -> Path:
    if is_lake(str(value)):
        raise typer.BadParameter("this command works on the file of a shard, not on a lake")
    return Path(value)


WarehouseFile = Annotated[
    Path, typer.Option("--warehouse", help="The served warehouse file.", parser=_file)
]
#: A file, or a lake: for commands that work on both.
Warehouse = Annotated[
    str,
    typer.Option("--warehouse", help="The served warehouse file, or a lake: ducklake:postgres:…"),
]


def is_lake(value: str) -> bool:
    """Tell whether a warehouse is named that is a lake.

    Raises:
        BadParameter: it is one, and nothing is installed that opens it.
    """
    if not value.startswith(LAKE_SCHEME):
        return False
    if not opens_lakes():
        raise typer.BadParameter(
            "a lake needs the extra [lake]: `make lake` installs it", param_hint="--warehouse"
        )
    return True


def shard_file(name: str) -> Path:
    """Return where a shard of a lake is built and validated.

    Raises:
        BadParameter: its name is no name of a folder.
    """
    if not SHARD_NAME.fullmatch(name):
        raise typer.BadParameter(
            f"{name}: a name of ASCII letters, digits, -, _ and . (140000, 3101-2024)",
            param_hint="--shard",
        )
    return DEFAULT.home / "shards" / name / DEFAULT.warehouse.name


_CLUSTER = "dask://"


def readers(value: str) -> tuple[int, str]:
    """Return how many processes read, and the scheduler of the cluster that reads instead.

    Raises:
        BadParameter: it is neither, or nothing is installed that asks a cluster.
    """
    if value.startswith(_CLUSTER):
        if not reads_on_cluster():
            raise typer.BadParameter(
                "reading on a cluster needs the extra [cluster]: `make lake` installs it",
                param_hint="--workers",
            )
        return DEFAULT.workers, f"tcp://{value.removeprefix(_CLUSTER)}"
    if not value.isdecimal() or not int(value):
        raise typer.BadParameter(
            f"{value}: a number of processes, or dask://host:port", param_hint="--workers"
        )
    return int(value), ""


Workers = Annotated[
    str,
    typer.Option(
        envvar="BUDGET_WORKERS",
        help="Who reads documents: so many processes of this machine, or the workers of a Dask "
        "cluster, dask://host:port.",
    ),
]


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
