"""What dbt compiled and built once, built again by DuckDB alone.

The SQL that dbt makes of a project depends on nothing but the project: not on the documents. So a
call that dbt has answered is kept, statement by statement, and answered the next time without it:
a node then costs its SQL, where dbt takes as long again for each. What dbt did besides (contracts
asserted, columns compared, comments written) holds as long as the project is the same, to the
byte; whatever else is otherwise than it was, or fails, is left to dbt, which says what is wrong.
"""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from flows.settings import fingerprint
from flows.sql import statement
from flows.warehouse.connection import opened
from flows.warehouse.files import plain

__all__ = ["Call", "Catalog", "catalog", "keep", "kept", "key_of", "record", "run"]

_TEMPORARY = re.compile(r"\w+__dbt_tmp\d+")
_QUOTE = "$dbt_comment_literal_block$"

#: What a process has kept, by key: it builds several warehouses of one project.
_calls: dict[str, "Call"] = {}


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view as it lies in a file: its kind, its columns, and what is said of them."""

    kind: str
    columns: tuple[str, ...]
    comments: tuple[str | None, ...]  # of itself, then of each column
    ddl: str


Catalog = dict[tuple[str, str], Relation]


@dataclass(frozen=True, slots=True)
class Step:
    """A node as dbt built it.

    Attributes:
        name, schema, alias: the node's.
        unique_id: dbt's.
        after: what dbt made of it.
        is_first: whether there was no table yet whose rows it would have replaced.
        temporary: the name of the table that holds the new rows, if it has replaced some.
        query: makes the rows of `temporary`.
        file: of a seed, within the project.
        main: the statements that make the relation or replace rows in it.
    """

    name: str
    schema: str
    alias: str
    unique_id: str
    after: Relation
    is_first: bool = False
    temporary: str = ""
    query: str = ""
    file: str = ""
    main: str = ""

    @property
    def relation(self) -> str:
        """Its name as SQL."""
        return f'"{self.schema}"."{self.alias}"'


@dataclass(frozen=True, slots=True)
class Call:
    """What a call of dbt did.

    Attributes:
        steps: the nodes that it built, in their order.
        count: how many it says that it ran.
        first, last: statements of the project, before and after them.
    """

    steps: tuple[Step, ...]
    count: int
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


def key_of(project: str, *parameters: object) -> str:
    """Return the name under which something is kept: of a project's fingerprint, then all else."""
    digest = hashlib.sha256(repr((_tools(), *parameters)).encode()).hexdigest()
    return f"{project[:16]}-{digest[:16]}"


@cache
def _tools() -> tuple[str, ...]:
    """Return what else a kept call depends on: who made it, and who runs it."""
    versions = (version(name) for name in ("dbt-core", "dbt-duckdb", "duckdb"))
    return (fingerprint(Path(__file__).parent), *versions)


def catalog(file: Path) -> Catalog:
    """Return what lies in a file; nothing of one that cannot be opened."""
    try:
        with opened(plain(file)) as connection:
            return _catalog(connection)
    except duckdb.Error:
        return {}


def _catalog(connection: duckdb.DuckDBPyConnection) -> Catalog:
    rows = connection.execute(statement(__package__, "catalog")).fetchall()
    return {
        (schema, name): Relation(kind, tuple(columns), (comment, *comments), ddl or "")
        for schema, name, kind, comment, columns, comments, ddl in rows
    }


# ---- kept


def record(results: Sequence[Any], project: Path, after: Catalog, *, full: bool) -> Call | None:
    """Return what dbt did, from its results; None if it is nothing that can be done without it.

    Args:
        results: dbt's, of a call that succeeded.
        project: the folder that the paths of its nodes start from.
        after: what it has made.
        full: whether it was for all documents.
    """
    steps = []
    hooks: dict[str, list[str]] = {"on-run-start": [], "on-run-end": []}
    for result in results:
        node = result.node
        if node.resource_type == "operation":
            hooks[node.tags[0]].append(node.compiled_code)
            continue
        place = (node.schema, node.alias)
        if node.resource_type not in ("model", "seed") or place not in after:
            return None
        if node.config.pre_hook or node.config.post_hook:
            return None
        common = (node.name, *place, node.unique_id, after[place])
        if node.resource_type == "seed":
            if node.config.get("delimiter", ",") != "," or not node.config.get("fast", True):
                return None
            steps.append(Step(*common, file=node.original_file_path))
            continue
        try:
            main = (project / node.build_path).read_text(encoding="utf-8")
        except (OSError, TypeError):
            return None
        temporary = _TEMPORARY.search(main)
        if temporary is not None:
            step = Step(*common, temporary=temporary[0], query=node.compiled_code, main=main)
        else:
            main = main.replace(f'"{node.alias}__dbt_tmp"', f'"{node.alias}"')
            is_first = node.config.materialized == "incremental" and not full
            step = Step(*common, is_first=is_first, main=main)
        steps.append(step)
    return Call(tuple(steps), len(results), *map(tuple, hooks.values()))


def kept(key: str, folder: Path) -> Call | None:
    """Return the call that is kept under a key, in this process or a folder; None if none is."""
    if key not in _calls:
        try:
            told = json.loads((folder / f"{key}.json").read_bytes())
            hooks = (tuple(told[name]) for name in ("first", "last"))
            _calls[key] = Call(tuple(map(_step, told["steps"])), told["count"], *hooks)
        except (OSError, ValueError, KeyError, TypeError):  # what is damaged is made anew
            return None
    return _calls[key]


def _step(told: dict[str, Any]) -> Step:
    after = told["after"]
    after |= {name: tuple(after[name]) for name in ("columns", "comments")}
    return Step(**told | {"after": Relation(**after)})


def keep(key: str, call: Call, folder: Path) -> None:
    """Keep a call for this process and, if the disk allows, for others."""
    _calls[key] = call
    write(key, asdict(call), folder)


def write(key: str, told: object, folder: Path) -> None:
    """Write what can be told as JSON into a folder, if the disk allows."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.name.split("-")[0] != key.split("-", maxsplit=1)[0]:
                path.unlink(missing_ok=True)  # of another edition of the project
        written = folder / f"{key}.{os.getpid()}"
        written.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        written.rename(folder / f"{key}.json")


# ---- run


def run(call: Call, file: Path, project: Path) -> dict[str, float] | None:
    """Build what a call built, in a file; return the seconds of each node by name.

    Returns:
        None if the file is not as it was for dbt, or a statement fails: the file may then have
        been built in part, each node wholly or not at all, as it is when dbt fails.
    """
    try:
        with opened(plain(file)) as connection:
            return _run(connection, call, project)
    except duckdb.Error:
        return None
    except RuntimeError as fault:  # what DuckDB makes of an exception in a handler of signals
        if "interrupted" in str(fault):
            raise KeyboardInterrupt from fault
        raise


def _run(
    connection: duckdb.DuckDBPyConnection, call: Call, project: Path
) -> dict[str, float] | None:
    existing = _catalog(connection)
    if not all(_fits(step, existing.get((step.schema, step.alias))) for step in call.steps):
        return None
    for schema in sorted({step.schema for step in call.steps}):
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    for hook in call.first:
        connection.execute(hook)
    seconds = {}
    for step in call.steps:
        started = perf_counter()
        connection.begin()
        _build(connection, step, existing.get((step.schema, step.alias)), project)
        connection.commit()
        seconds[step.name] = perf_counter() - started
    for hook in call.last:
        connection.execute(hook)
    return seconds


def _fits(step: Step, existing: Relation | None) -> bool:
    """Whether what dbt did there can be done again: rows are replaced in the same table only."""
    if step.temporary:
        same = (step.after.kind, step.after.columns)
        return existing is not None and (existing.kind, existing.columns) == same
    return not (step.is_first and existing)


def _build(
    connection: duckdb.DuckDBPyConnection, step: Step, existing: Relation | None, project: Path
) -> None:
    if step.temporary:
        connection.execute(f"CREATE TEMPORARY TABLE {step.temporary} AS ({step.query}\n)")
        connection.execute(step.main)
        connection.execute(f"DROP TABLE {step.temporary}")
        said = existing.comments if existing else ()
    else:
        if existing:
            connection.execute(f"DROP {existing.kind} {step.relation}")
        if step.file:
            connection.execute(step.after.ddl)
            path = str(plain(project / step.file)).replace("'", "''")
            connection.execute(f"COPY {step.relation} FROM '{path}' (FORMAT CSV, HEADER TRUE)")
        else:
            connection.execute(step.main)
        said = (None,) * len(step.after.comments)
    if said != step.after.comments:
        connection.execute(_comments(step, is_new=not any(said)))


def _comments(step: Step, *, is_new: bool) -> str:
    about = [
        f"{step.after.kind} {step.relation}",
        *(f'COLUMN {step.relation}."{column}"' for column in step.after.columns),
    ]
    return "".join(
        f"COMMENT ON {thing} IS {'NULL' if said is None else f'{_QUOTE}{said}{_QUOTE}'};\n"
        for thing, said in zip(about, step.after.comments, strict=True)
        if said is not None or not is_new
    )
