"""A new view of `bi`: `make new-view NAME=spending_by_unit ALIAS=支出_按单位`.

Four files that pass every check from the first minute on: a question to be changed into the one at
hand.
"""

import re
import sys
from pathlib import Path
from string import Template

import typer

from flows.settings import Settings

_TEMPLATES = Path(__file__).parent / "templates"


class NotAName(ValueError):  # noqa: N818 - the message is for the one who types it
    """A name that the conventions of `bi` do not allow, or that is taken."""


def new_view(settings: Settings, name: str, alias: str) -> list[Path]:
    """Write the files of a new view; return their paths: the query first.

    Args:
        settings: into which project and which expectations.
        name: of the model and its files, ASCII: `spending_by_unit`.
        alias: of the view in `bi`, Chinese: `支出_按单位`.

    Raises:
        NotAName: nothing was written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise NotAName(f"NAME={name}: the files' name, ASCII, such as spending_by_unit")
    if not re.fullmatch(r"[\u4e00-\u9fff][\u4e00-\u9fff_]*", alias):
        raise NotAName(f"ALIAS={alias}: the view's name, Chinese, such as 支出_按单位")
    project = settings.dbt_project
    files = {
        project / "models" / "bi" / f"{name}.sql": "view.sql.template",
        project / "models" / "bi" / f"{name}.yml": "view.yml",
        project / "tests" / "unit" / "bi" / f"{name}.yml": "unit_test.yml",
        settings.expectations / "bi" / f"{name}.yaml": "suite.yaml",
    }
    for file in files:
        if file.exists():
            raise NotAName(f"{file} is there already")
    for file, template in files.items():
        text = Template((_TEMPLATES / template).read_text(encoding="utf-8"))
        file.write_text(text.substitute(name=name, alias=alias), encoding="utf-8")
    return list(files)


def main(name: str = "", alias: str = "") -> int:
    """Write a new view and say what is next; return the exit status."""
    try:
        files = new_view(Settings(), name, alias)
    except NotAName as fault:
        typer.echo(fault, err=True)
        return 2
    for file in files:
        typer.echo(file)
    typer.echo(f"next: write the query, `make dev SELECT={name}`, `make test-fast SELECT={name}`")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
