"""Expectations against one layer of a warehouse file, pushed down into DuckDB as SQL.

The only module that imports great_expectations, and only inside functions: the import costs
seconds, and `budget sql` should not pay them.

A suite is one YAML file per table, `<suites>/<layer>/<name>.yaml`:

    table: raw.line                          # schema.table; the schema is the layer
    identify_by: [document_id, line_no]      # optional: the columns that name an offending row
    expectations:
      - type: expect_column_values_to_not_be_null    # a type of Great Expectations, snake case
        kwargs: {column: text}
        severity: critical                   # critical stops the publication, warning does not
        description: 每行都有文本。Every line has a text.
      - name: line_of_no_document            # optional: what a query is called in reports
        type: unexpected_rows_expectation    # any row that the query returns is a failure
        kwargs:
          unexpected_rows_query: |
            SELECT line.document_id, line.line_no
            FROM {batch} AS line
            WHERE NOT EXISTS (
              SELECT 1 FROM raw.document AS document WHERE document.document_id = line.document_id
            )
        severity: critical
        description: 每行属于一份文件。Every line belongs to a document.

`{batch}` stands for the suite's table and can be followed by an alias; every other table is
named in full. `{personal_data}` stands for the tables of the suite's schema, whichever it has,
that show what only `raw` may hold (flows/privacy.py). All other braces, colons and percent signs
are plain SQL (`[0-9]{64}`, `'10:30'`): nothing needs doubling, as it would in Great Expectations
itself.
"""

import logging
import re
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import yaml

from flows.validate.privacy import exposures

__all__ = ["EmptySuite", "Outcome", "Severity", "SuiteError", "validate"]

Severity = Literal["critical", "warning"]

logger = logging.getLogger(__name__)

_MOST_ROWS = 20
_LONGEST_VALUE = 200
_LONGEST_MESSAGE = 500
_QUERY_TYPE = "unexpected_rows_expectation"
_QUERY_KWARG = "unexpected_rows_query"
_PERSONAL_DATA = "{personal_data}"
_TABLE_NAME = re.compile(r"(?P<schema>\w+)\.(?P<table>\S+)")
_PLAIN_IDENTIFIER = re.compile(r"[^\W\d]\w*")
# What SQLAlchemy's text() takes for a bind parameter: `:name`, but not `::type`.
_BIND_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w+(?!:))")


class SuiteError(ValueError):
    """A suite file that cannot be used as it is written; the message names the file."""


class EmptySuite(SuiteError):  # noqa: N818 - a finding, and the name others rely on
    """A suite that evaluates nothing: no file, no expectation, or one without a result.

    A check that checks nothing looks like a check that passes, hence an error.
    """


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one expectation found.

    Attributes:
        layer: the schema that was checked, such as `raw`.
        suite: the stem of the suite's file.
        table_name: `schema.table`.
        expectation: readable and stable, `expect_column_values_to_be_unique(document_id)`.
        description: the sentence of the suite, for people.
        severity: `critical` stops the publication; an expectation that raised is always critical.
        is_success: whether the table meets the expectation.
        observed: what was seen, in words and counts; the message if the expectation raised.
        unexpected: up to 20 offending rows, each as `column=value, column=value`.
    """

    layer: str
    suite: str
    table_name: str
    expectation: str
    description: str
    severity: Severity
    is_success: bool
    observed: str
    unexpected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Expectation:
    type: str
    kwargs: dict[str, Any]
    severity: Severity
    description: str
    label: str


@dataclass(frozen=True, slots=True)
class _Suite:
    path: Path
    layer: str
    schema: str
    table: str
    identify_by: tuple[str, ...]
    expectations: tuple[_Expectation, ...]

    @property
    def table_name(self) -> str:
        return f"{self.schema}.{self.table}"


def validate(warehouse: Path, layer: str, suites: Path) -> list[Outcome]:
    """Run every suite of `suites/<layer>/` on a DuckDB file that nobody has open for writing.

    The file is opened read-only and released before the function returns or raises, so that
    the same process can open it for writing at once.

    Args:
        warehouse: the DuckDB file.
        layer: a folder below `suites` and the schema that its suites check.
        suites: the folder of the layers' folders.

    Returns:
        One outcome per expectation, suites by file name, expectations in the order of the file.

    Raises:
        FileNotFoundError: no such warehouse file.
        EmptySuite: a suite that evaluates nothing.
        SuiteError: a suite that is not well-formed, with the name of its file.
    """
    if not warehouse.is_file():
        raise FileNotFoundError(f"no warehouse file {warehouse}")
    started = time.perf_counter()
    loaded = _load(suites / layer, layer)
    _silence()
    personal_data = _personal_data(warehouse, loaded)
    # All suites are built before the first query: a typing error should not cost a full run.
    built = [_built(suite, personal_data) for suite in loaded]
    outcomes: list[Outcome] = []
    with _source(warehouse) as source:
        for suite, gx_suite in zip(loaded, built, strict=True):
            outcomes.extend(_run(source, suite, gx_suite))
    logger.info(
        "layer %s: %d expectations of %d suites in %.2f s",
        layer,
        len(outcomes),
        len(loaded),
        time.perf_counter() - started,
    )
    return outcomes


# ---- suites: YAML to dataclasses, without great_expectations


def _load(folder: Path, layer: str) -> list[_Suite]:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    paths = [path for path in files if path.suffix in {".yaml", ".yml"}]
    if not paths:
        raise EmptySuite(f"{folder}: no suite")
    return [_loaded(path, layer) for path in paths]


def _loaded(path: Path, layer: str) -> _Suite:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
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
    return _Suite(
        path=path,
        layer=layer,
        schema=match["schema"],
        table=match["table"],
        identify_by=tuple(identify_by),
        expectations=tuple(
            _expectation(entry, number, path) for number, entry in enumerate(listed, start=1)
        ),
    )


def _expectation(entry: Any, number: int, path: Path) -> _Expectation:
    where = f"{path}: expectation {number}"
    _check_keys(entry, {"type", "severity", "description"}, {"kwargs", "name"}, where)
    if entry["severity"] not in get_args(Severity):
        raise SuiteError(f"{where}: severity {entry['severity']!r} is not critical or warning")
    kwargs = entry.get("kwargs") or {}
    if not isinstance(kwargs, dict):
        raise SuiteError(f"{where}: kwargs is not a mapping")
    return _Expectation(
        type=str(entry["type"]),
        kwargs=kwargs,
        severity=entry["severity"],
        description=" ".join(str(entry["description"]).split()),
        label=_label(str(entry["type"]), kwargs, entry.get("name"), number),
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


# ---- great_expectations


def _silence() -> None:
    # GX logs each failing metric a second time, without saying whose; the outcomes say it all.
    noisy = logging.getLogger("great_expectations")
    noisy.propagate = False
    if not noisy.handlers:
        noisy.addHandler(logging.NullHandler())


def _personal_data(warehouse: Path, suites: list[_Suite]) -> str:
    """Return the subquery for `{personal_data}`, '' where no suite asks for it."""
    asking = {
        suite.schema
        for suite in suites
        for expectation in suite.expectations
        if _PERSONAL_DATA in str(expectation.kwargs.get(_QUERY_KWARG))
    }
    if not asking:
        return ""
    (schema,) = asking  # all suites of a layer speak of its schema
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return exposures(connection, schema)


def _built(suite: _Suite, personal_data: str) -> Any:
    """Return the GX suite; each expectation carries its position, for results come unordered."""
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    built = []
    for position, expectation in enumerate(suite.expectations):
        kwargs = dict(expectation.kwargs)
        if expectation.type == _QUERY_TYPE and isinstance(kwargs.get(_QUERY_KWARG), str):
            kwargs[_QUERY_KWARG] = _plain_query(kwargs[_QUERY_KWARG], suite, personal_data)
        try:
            built.append(
                ExpectationConfiguration(
                    type=expectation.type,
                    kwargs=kwargs,
                    meta={"position": position},
                    severity=expectation.severity,
                ).to_domain_obj()
            )
        except Exception as error:  # GX's and pydantic's errors share no base
            raise SuiteError(
                f"{suite.path}: expectation {position + 1}, {expectation.label}: {error}"
            ) from error
    # Not add_expectation_configuration: it lets a second query replace the first silently.
    return ExpectationSuite(name=f"{suite.layer}.{suite.path.stem}", expectations=built)


def _plain_query(query: str, suite: _Suite, personal_data: str) -> str:
    """Return the query with `{batch}` filled in and everything else safe from GX's formatting.

    GX would put `(SELECT * FROM t WHERE true) AS subselect` for `{batch}`, or the same without
    a name where the query says JOIN, so that neither takes an alias of one's own. It prints a
    warning for a query without `{batch}`: hence the comment in front.
    """
    name = ".".join(
        part if _PLAIN_IDENTIFIER.fullmatch(part) else '"' + part.replace('"', '""') + '"'
        for part in (suite.schema, suite.table)
    )
    filled = query.strip().replace("{batch}", name).replace(_PERSONAL_DATA, personal_data)
    filled = filled.replace("{", "{{").replace("}", "}}")
    return "/* {batch} */ " + _BIND_PARAMETER.sub(r"\\:", filled)


@contextmanager
def _source(warehouse: Path) -> Iterator[Any]:
    """Yield a GX data source over the file, without telemetry, files or progress bars."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from sqlalchemy import URL

    path = str(warehouse.resolve())
    if "$" in path or "?" in path:
        # GX fills in environment variables in connection strings, and offers no way to quote.
        raise ValueError(f"a warehouse cannot be validated under a path with $ or ?: {path}")
    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        ),
    )
    url = URL.create("duckdb", database=path, query={"access_mode": "read_only"})
    # With GX's defaults every expectation fails: DuckDB has no transaction to roll back and a
    # read-only file takes no temporary table.
    source = context.data_sources.add_sql(
        "warehouse",
        connection_string=url.render_as_string(hide_password=False),
        create_temp_table=False,
        kwargs={
            "isolation_level": "AUTOCOMMIT",
            "pool_reset_on_return": None,
            "skip_autocommit_rollback": True,
        },
    )
    try:
        yield source
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _run(source: Any, suite: _Suite, gx_suite: Any) -> list[Outcome]:
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    try:
        with warnings.catch_warnings():
            # "Pass the schema in the connection": DuckDB's connections have none.
            warnings.simplefilter("ignore", DeprecationWarning)
            asset = source.add_table_asset(
                gx_suite.name, table_name=suite.table, schema_name=suite.schema
            )
    except TestConnectionError:
        # GX's own message blames the schema whichever of the two is absent.
        message = f"error: there is no table {suite.table_name}"
        return [
            _outcome(suite, expectation, "critical", is_success=False, observed=message)
            for expectation in suite.expectations
        ]
    result_format: dict[str, Any] = {
        "result_format": "COMPLETE",  # the only one with a query's rows; GX stops at 200
        "partial_unexpected_count": _MOST_ROWS,
        "return_unexpected_index_query": False,
    }
    if suite.identify_by:
        result_format["unexpected_index_column_names"] = list(suite.identify_by)
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    results = batch.validate(gx_suite, result_format=result_format).results
    by_position = {result.expectation_config.meta["position"]: result for result in results}
    outcomes = []
    for position, expectation in enumerate(suite.expectations):
        result = by_position.get(position)
        if result is None:
            raise EmptySuite(f"{suite.path}: {expectation.label} was not evaluated")
        outcomes.append(_judged(suite, expectation, result))
    return outcomes


def _judged(suite: _Suite, expectation: _Expectation, result: Any) -> Outcome:
    message = _raised(result.exception_info)
    if message is not None:
        return _outcome(
            suite, expectation, "critical", is_success=False, observed=f"error: {message}"
        )
    is_success = bool(result.success)
    return _outcome(
        suite,
        expectation,
        expectation.severity,
        is_success=is_success,
        observed=_observed(result.result, is_success=is_success),
        unexpected=() if is_success else tuple(_offending(result.result, expectation.kwargs)),
    )


def _outcome(  # noqa: PLR0913 - one constructor for three ways to fail
    suite: _Suite,
    expectation: _Expectation,
    severity: Severity,
    *,
    is_success: bool,
    observed: str,
    unexpected: tuple[str, ...] = (),
) -> Outcome:
    return Outcome(
        layer=suite.layer,
        suite=suite.path.stem,
        table_name=suite.table_name,
        expectation=expectation.label,
        description=expectation.description,
        severity=severity,
        is_success=is_success,
        observed=observed,
        unexpected=unexpected,
    )


# ---- results to words


def _raised(exception_info: Mapping[str, Any] | None) -> str | None:
    """Return the messages of what an expectation raised, or None.

    GX gives either one record or one record per metric, under an opaque key.
    """
    if not exception_info:
        return None
    records = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    messages = [
        # SQLAlchemy appends the whole query and an address.
        str(record.get("exception_message") or "an exception without a message")
        .split("\n[SQL:")[0]
        .strip()
        for record in records
        if record.get("raised_exception")
    ]
    return _clipped("; ".join(dict.fromkeys(messages)), _LONGEST_MESSAGE) if messages else None


def _observed(result: Mapping[str, Any], *, is_success: bool) -> str:
    details = result.get("details") or {}
    if "unexpected_rows" in details:
        return f"{result['observed_value']} unexpected rows"
    if "element_count" in result:
        return f"{result.get('unexpected_count') or 0} of {result['element_count']} rows unexpected"
    if not is_success and details.get("mismatched"):
        return "; ".join(f"{kind}: {_text(names)}" for kind, names in details["mismatched"].items())
    return _text(result.get("observed_value"))


def _offending(result: Mapping[str, Any], kwargs: Mapping[str, Any]) -> Iterator[str]:
    rows: Iterable[Any] = (
        (result.get("details") or {}).get("unexpected_rows")
        or result.get("partial_unexpected_index_list")
        or result.get("partial_unexpected_list")
        or []
    )
    for row in list(rows)[:_MOST_ROWS]:
        if isinstance(row, Mapping):
            yield ", ".join(f"{column}={_text(value)}" for column, value in row.items())
        else:
            yield f"{kwargs.get('column', 'value')}={_text(row)}"


def _text(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return _clipped(", ".join(map(str, value)), _LONGEST_MESSAGE)
    # repr, so that tabs and odd blanks show and a row stays on its line
    return _clipped(repr(value) if isinstance(value, str) else str(value), _LONGEST_VALUE)


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
