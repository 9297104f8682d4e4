"""Expectations against one layer of a warehouse file, declared in dbt's YAML or written by hand.

By hand is what no column says of itself: conservation, provenance, presence, privacy. A suite is
one YAML file per table, `<suites>/<layer>/<name>.yaml`:

    table: raw.line                          # schema.table; the schema is the layer
    identify_by: [document_id, line_no]      # optional: the columns that name an offending row
    expectations:
      - type: expect_column_values_to_be_between     # a type of Great Expectations, snake case
        kwargs: {column: line_no, min_value: 1}
        scope: document                      # of what stands on one document's rows
        severity: critical                   # critical is not published, warning is
        description: 行号从 1 开始。Lines are counted from 1.
      - name: newline_inside_a_line          # of a query: its name in reports and rejections
        type: unexpected_rows_expectation    # any row that the query returns is a failure
        kwargs:
          unexpected_rows_query: |
            SELECT document_id, line_no, text
            FROM {batch}
            WHERE position(chr(10) IN text) > 0
        scope: document
        severity: critical
        description: 一行之内没有换行符。No line holds a newline.

A row that fails speaks against the document that its columns name (`document_id`, `document_key`
or `source_path`) and names a line (`line_no`, `first_line_no` or the first of `line_nos`). What is
of scope `structure` speaks against the warehouse as a whole, whatever its rows name.

`{batch}` stands for the suite's table and can be followed by an alias; every other table is
named in full. `{personal_data}` stands for the tables of the suite's schema, whichever it has,
that show what only `raw` may hold (privacy.py). All other braces, colons and percent signs
are plain SQL (`[0-9]{64}`, `'10:30'`): nothing needs doubling, as it would in Great Expectations
itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import yaml

from flows.validate.checks import (
    Check,
    EmptySuite,
    Failure,
    Outcome,
    Scope,
    Severity,
    Suite,
    SuiteError,
)
from flows.validate.kept import Declared
from flows.validate.privacy import exposures
from flows.validate.sql import quoted
from flows.warehouse.connection import opened

__all__ = ["EmptySuite", "Failure", "Outcome", "Scope", "Severity", "SuiteError", "validate"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast
_QUERY_TYPE = "unexpected_rows_expectation"
_QUERY_KWARG = "unexpected_rows_query"
_PERSONAL_DATA = "{personal_data}"
_TABLE_NAME = re.compile(r"(?P<schema>\w+)\.(?P<table>\S+)")


def validate(
    warehouse: Path, layer: str, suites: Path, structure: Declared | None = None
) -> list[Outcome]:
    """Run every suite of a layer on a DuckDB file that nobody has open for writing.

    The file is opened read-only and released before the function returns or raises, so that
    the same process can open it for writing at once.

    Args:
        warehouse: the DuckDB file.
        layer: a folder below `suites` and the schema that its suites check.
        suites: the folder of the layers' folders.
        structure: the rules that dbt's YAML declares, if they are to be checked, too.

    Returns:
        One outcome per check, by suite and in the order of their declaration.

    Raises:
        FileNotFoundError: no such warehouse file.
        EmptySuite: a suite that evaluates nothing, or a layer without any by hand.
        SuiteError: a suite that is not well-formed, with the name of its file.
    """
    if not warehouse.is_file():
        raise FileNotFoundError(f"no warehouse file {warehouse}")
    written = _load(suites / layer, layer)
    declared = structure.suites(layer) if structure is not None else []
    from flows.validate import gx

    return gx.run(warehouse, _filled_in(warehouse, layer, _merged(declared, written)))


def _merged(declared: Sequence[Suite], written: Sequence[Suite]) -> list[Suite]:
    """Return the suites by name; what is declared and what is written of a table are one."""
    found = {suite.name: suite for suite in declared}
    for suite in written:
        same = found.get(suite.name)
        if same is None or same.table != suite.table:
            found[suite.name] = suite
        else:
            names = dict.fromkeys([*suite.identify_by, *same.identify_by])
            found[suite.name] = replace(
                same, identify_by=tuple(names), checks=same.checks + suite.checks, path=suite.path
            )
    return [found[name] for name in sorted(found)]


def _filled_in(warehouse: Path, layer: str, suites: Sequence[Suite]) -> list[Suite]:
    """Return the suites with the tables in place of `{personal_data}`."""
    if not any(_PERSONAL_DATA in check.query for suite in suites for check in suite.checks):
        return list(suites)
    with opened(warehouse, is_read_only=True) as connection:
        personal_data = exposures(connection, layer)
    return [
        replace(
            suite,
            checks=tuple(
                replace(check, query=check.query.replace(_PERSONAL_DATA, personal_data))
                for check in suite.checks
            ),
        )
        for suite in suites
    ]


# ---- from YAML


def _load(folder: Path, layer: str) -> list[Suite]:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    paths = [path for path in files if path.suffix in {".yaml", ".yml"}]
    if not paths:
        raise EmptySuite(f"{folder}: no suite")
    return [_loaded(path, layer) for path in paths]


def _loaded(path: Path, layer: str) -> Suite:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SuiteError(f"{path}: not YAML: {error}") from error
    if document is None:
        raise EmptySuite(f"{path}: the file is empty")
    _check_keys(document, {"table"}, {"expectations", "identify_by"}, str(path))
    match = _TABLE_NAME.fullmatch(str(document["table"]))
    if match is None or match["schema"] != layer:
        raise SuiteError(f"{path}: table {document['table']!r} is not {layer}.<table>")
    listed = document.get("expectations") or []
    if not isinstance(listed, list):
        raise SuiteError(f"{path}: expectations is not a list")
    if not listed:
        raise EmptySuite(f"{path}: no expectations")
    identify_by = document.get("identify_by") or []
    if not isinstance(identify_by, list) or not all(isinstance(name, str) for name in identify_by):
        raise SuiteError(f"{path}: identify_by is not a list of columns")
    return Suite(
        layer=layer,
        name=path.stem,
        table=match.group(),
        relation=f"{quoted(match['schema'])}.{quoted(match['table'])}",
        rows="",
        identify_by=tuple(identify_by),
        checks=tuple(_check(entry, number, path) for number, entry in enumerate(listed, 1)),
        path=path,
    )


def _check(entry: Any, number: int, path: Path) -> Check:
    where = f"{path}: expectation {number}"
    _check_keys(entry, {"type", "severity", "description", "scope"}, {"kwargs", "name"}, where)
    for key, allowed in (("severity", get_args(Severity)), ("scope", get_args(Scope))):
        if entry[key] not in allowed:
            raise SuiteError(f"{where}: {key} {entry[key]!r} is not {' or '.join(allowed)}")
    kwargs = entry.get("kwargs") or {}
    if not isinstance(kwargs, dict):
        raise SuiteError(f"{where}: kwargs is not a mapping")
    kind, query = str(entry["type"]), kwargs.get(_QUERY_KWARG)
    is_query = kind == _QUERY_TYPE
    if is_query and (not isinstance(query, str) or kwargs.keys() != {_QUERY_KWARG}):
        raise SuiteError(f"{where}: {kind} has one query as {_QUERY_KWARG}, no other kwargs")
    label = _label(kind, kwargs, entry.get("name"), number)
    return Check(
        name=str(entry.get("name") or label),
        label=label,
        description=" ".join(str(entry["description"]).split()),
        severity=entry["severity"],
        scope=entry["scope"],
        query=str(query).strip().rstrip(";") if is_query else "",
        type="" if is_query else kind,
        kwargs={} if is_query else kwargs,
    )


def _check_keys(entry: Any, needed: set[str], optional: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise SuiteError(f"{where}: not a mapping with {', '.join(sorted(needed))}")
    keys = {str(key) for key in entry}
    missing, unknown = needed - keys, keys - needed - optional
    if missing or unknown:
        raise SuiteError(
            f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}"
            f" (allowed {sorted(needed | optional)})"
        )


def _label(kind: str, kwargs: Mapping[str, Any], name: object, number: int) -> str:
    if name:
        return f"{kind}({name})"
    columns = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    listed = kwargs.get("column_list")
    columns.extend(listed if isinstance(listed, list) else [])
    if not columns and kind == _QUERY_TYPE:
        columns = [number]
    return f"{kind}({', '.join(map(str, columns))})" if columns else kind
