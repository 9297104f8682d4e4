"""Runs suites with Great Expectations, pushed down into DuckDB as SQL.

The only module that imports great_expectations, and imported only when something is validated: the
import costs seconds, and `budget sql` should not pay them.
"""

import itertools
import json
import logging
import re
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from flows.settings import memory_limit
from flows.validate.checks import Check, EmptySuite, Failure, Outcome, Suite, SuiteError
from flows.validate.later import imported_later
from flows.validate.sql import MOST_ROWS, failing
from flows.warehouse.files import plain

# two fifths of the import, for charts and distributions that no suite here asks for
with imported_later("altair", "scipy.stats"):
    import great_expectations as gx
    from great_expectations import ExpectationSuite
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.datasource.fluent.interfaces import TestConnectionError
    from great_expectations.expectations import UnexpectedRowsExpectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

__all__ = ["run"]

logger = logging.getLogger(__name__)

_LONGEST_VALUE = 200
_LONGEST_MESSAGE = 500
# What SQLAlchemy's text() takes for a bind parameter: `:name`, but not `::type`.
_BIND_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w+(?!:))")

# What surrounds a message of DuckDB's: a class, the query, an address.
_ADDITIONS = re.compile(r"^\(\S+Exception\) |\s*(?:LINE \d+:|\[SQL:).*\Z", re.DOTALL)

# GX logs each failing metric a second time, without saying whose; the outcomes say it all.
_noisy = logging.getLogger("great_expectations")
_noisy.propagate = False
_noisy.addHandler(logging.NullHandler())


class ExpectChecksToHold(UnexpectedRowsExpectation):  # type: ignore[misc]
    """All checks of a table in one query, run once: GX's own would run it again to count."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(self, metrics: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        return {"success": not rows, "result": {"details": {"unexpected_rows": rows}}}


def run(warehouse: Path, suites: Sequence[Suite]) -> list[Outcome]:
    """Run suites on a file; return an outcome a check, in their order.

    Raises:
        EmptySuite: an expectation that was not evaluated.
        SuiteError: an expectation that Great Expectations does not know, or not so.
    """
    started = time.perf_counter()
    # All expectations are built before the first query: a typing error should not cost a full run.
    native = [(suite, _native(suite)) for suite in suites if any(c.type for c in suite.checks)]
    with _source(warehouse) as source:
        documents = _Documents(source.get_engine())
        found = _queried(source, suites, documents)
        for suite, expectations in native:
            found |= _evaluated(source, suite, expectations, documents)
    outcomes = [found[suite.name, check.name] for suite in suites for check in suite.checks]
    logger.info("%d checks in %.2f s", len(outcomes), time.perf_counter() - started)
    return outcomes


Found = dict[tuple[str, str], Outcome]

_numbers = itertools.count(1)


class _Documents:
    """Which document a failing row leads to; asked for only where rows fail."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._by: dict[str, dict[Any, str]] = {}

    def of(self, row: Mapping[str, Any]) -> str | None:
        if row.get("document_id") is not None:
            return str(row["document_id"])
        if row.get("document_key") is not None:
            return self._known("marts.dim_document", "document_key").get(int(row["document_key"]))
        path = row.get("source_path") or row.get("文件路径")
        return self._known("raw.document", "source_path").get(path) if path else None

    def _known(self, table: str, column: str) -> dict[Any, str]:
        if column not in self._by:
            newest_last = "ORDER BY landed_at" if column == "source_path" else ""
            query = f"SELECT {column}, document_id FROM {table} {newest_last}"
            with self._engine.connect() as connection:
                try:
                    rows = connection.execute(text(query)).fetchall()
                except SQLAlchemyError:  # the table is what is missing
                    rows = []
            self._by[column] = dict(map(tuple, rows))
        return self._by[column]


# ---- conditions and queries: one expectation a table


def _queried(source: Any, suites: Sequence[Suite], documents: _Documents) -> Found:
    asset = source.add_query_asset("checks", query="SELECT 1 AS one")
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    parts = [(suite, [c for c in suite.checks if not c.type]) for suite in suites]
    answered = _asked(batch, [(suite, checks) for suite, checks in parts if checks])
    # of a table of which one check raises, each alone
    alone = [
        (suite, [check])
        for suite, checks, answer in answered
        if isinstance(answer, str) and len(checks) > 1
        for check in checks
    ]
    outcomes = {}
    for suite, checks, answer in [*answered, *_asked(batch, alone)]:
        for number, check in enumerate(checks):
            outcomes[suite.name, check.name] = (
                _broken(suite, check, answer)
                if isinstance(answer, str)
                else _judged(suite, check, answer.get(number, []), documents)
            )
    return outcomes


def _asked(
    batch: Any, parts: Sequence[tuple[Suite, list[Check]]]
) -> list[tuple[Suite, list[Check], str | dict[int, list[dict[str, Any]]]]]:
    """Return of each part what fails by the number of the check, or the message of what raised."""
    if not parts:
        return []
    expectations = [
        ExpectChecksToHold(
            unexpected_rows_query=_safe(failing(suite, checks)),
            meta={"position": position},
        )
        for position, (suite, checks) in enumerate(parts)
    ]
    results = _validated(batch, "checks", expectations, {"result_format": "COMPLETE"})
    answered = []
    for position, (suite, checks) in enumerate(parts):
        result = results[position]
        answered.append((suite, checks, _raised(result.exception_info) or _found(result.result)))
    return answered


def _found(result: Mapping[str, Any]) -> dict[int, list[dict[str, Any]]]:
    return {
        row["check_no"]: json.loads(row["found"], parse_float=Decimal)
        for row in result["details"]["unexpected_rows"]
    }


def _judged(
    suite: Suite, check: Check, found: Sequence[Mapping[str, Any]], documents: _Documents
) -> Outcome:
    count = sum(item["row_count"] for item in found)
    rows = [json.loads(row, parse_float=Decimal) for item in found for row in item["shown"]]
    return _outcome(
        suite,
        check,
        is_success=not count,
        observed=f"{count} unexpected rows",
        unexpected=tuple(map(_shown, rows[:MOST_ROWS])),
        failures=tuple(
            Failure(
                documents.of(item),
                item["row_count"],
                tuple(line for line in item["line_nos"] if line is not None),
            )
            for item in found
        ),
        query=failing(suite, [check]) if count else "",
    )


# ---- expectations of Great Expectations' own


def _native(suite: Suite) -> list[Any]:
    built = []
    for position, check in enumerate(suite.checks):
        if not check.type:
            continue
        try:
            built.append(
                ExpectationConfiguration(
                    type=check.type,
                    kwargs=dict(check.kwargs),
                    meta={"position": position},
                    severity=check.severity,
                ).to_domain_obj()
            )
        except Exception as error:  # GX's and pydantic's errors share no base
            raise SuiteError(
                f"{suite.path}: expectation {position + 1}, {check.label}: {error}"
            ) from error
    return built


def _evaluated(
    source: Any, suite: Suite, expectations: Sequence[Any], documents: _Documents
) -> Found:
    checks = [(number, check) for number, check in enumerate(suite.checks) if check.type]
    schema, _, table = suite.table.partition(".")
    try:
        with warnings.catch_warnings():
            # "Pass the schema in the connection": DuckDB's connections have none.
            warnings.simplefilter("ignore", DeprecationWarning)
            asset = source.add_table_asset(suite.name, table_name=table, schema_name=schema)
    except TestConnectionError:
        # GX's own message blames the schema whichever of the two is absent.
        message = f"there is no table {suite.table}"
        return {(suite.name, check.name): _broken(suite, check, message) for _, check in checks}
    result_format: dict[str, Any] = {
        "result_format": "COMPLETE",  # all rows, for the documents that they lead to
        "partial_unexpected_count": MOST_ROWS,
        "return_unexpected_index_query": False,
    }
    if suite.identify_by:
        result_format["unexpected_index_column_names"] = list(suite.identify_by)
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    results = _validated(batch, suite.name, expectations, result_format)
    outcomes = {}
    for number, check in checks:
        if number not in results:
            raise EmptySuite(f"{suite.path}: {check.label} was not evaluated")
        result = results[number]
        raised = _raised(result.exception_info)
        outcomes[suite.name, check.name] = (
            _broken(suite, check, raised) if raised else _told(suite, check, result, documents)
        )
    return outcomes


def _told(suite: Suite, check: Check, result: Any, documents: _Documents) -> Outcome:
    is_success = bool(result.success)
    failures: dict[str | None, list[int]] = {}
    for row in result.result.get("unexpected_index_list") or []:
        failures.setdefault(documents.of(row), []).append(row.get("line_no"))
    return _outcome(
        suite,
        check,
        is_success=is_success,
        observed=_observed(result.result, is_success=is_success),
        unexpected=() if is_success else tuple(_offending(result.result, check.kwargs)),
        failures=tuple(
            Failure(document, len(lines), tuple(sorted(filter(None, lines))[:MOST_ROWS]))
            for document, lines in failures.items()
        ),
    )


def _observed(result: Mapping[str, Any], *, is_success: bool) -> str:
    if "element_count" in result:
        return f"{result.get('unexpected_count') or 0} of {result['element_count']} rows unexpected"
    mismatched = (result.get("details") or {}).get("mismatched")
    if not is_success and mismatched:
        return "; ".join(f"{kind}: {_text(names)}" for kind, names in mismatched.items())
    return _text(result.get("observed_value"))


def _offending(result: Mapping[str, Any], kwargs: Mapping[str, Any]) -> Iterator[str]:
    rows: Iterable[Any] = (
        result.get("partial_unexpected_index_list") or result.get("partial_unexpected_list") or []
    )
    for row in list(rows)[:MOST_ROWS]:
        yield _shown(row if isinstance(row, Mapping) else {kwargs.get("column", "value"): row})


# ---- great_expectations


@cache
def _context() -> Any:
    """Return GX's context, without telemetry, files or progress bars: one for all layers."""
    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        ),
    )


@contextmanager
def _source(warehouse: Path) -> Iterator[Any]:
    """Yield a GX data source over the file; nothing of it is left afterwards."""
    context = _context()
    url = URL.create(
        "duckdb",
        database=str(plain(warehouse.resolve())),
        query={"access_mode": "read_only", "memory_limit": memory_limit()},
    )
    # With GX's defaults every expectation fails: DuckDB has no transaction to roll back and a
    # read-only file takes no temporary table.
    source = context.data_sources.add_sql(
        f"warehouse {next(_numbers)}",  # whatever has become of the one before
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
        context.data_sources.delete(source.name)
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _validated(
    batch: Any, name: str, expectations: Sequence[Any], result_format: Mapping[str, Any]
) -> dict[int, Any]:
    """Return the results by position: they come in another order than the suite's."""
    # Not add_expectation_configuration: it lets a second query replace the first silently.
    suite = ExpectationSuite(name=name, expectations=list(expectations))
    results = batch.validate(suite, result_format=dict(result_format)).results
    return {result.expectation_config.meta["position"]: result for result in results}


def _safe(query: str) -> str:
    """Return the query safe from GX's formatting, and from SQLAlchemy's.

    GX prints a warning for a query without `{batch}`: hence the comment in front.
    """
    escaped = query.replace("{", "{{").replace("}", "}}")
    return "/* {batch} */ " + _BIND_PARAMETER.sub(r"\\:", escaped)


def _raised(exception_info: Mapping[str, Any] | None) -> str | None:
    """Return the messages of what an expectation raised, or None.

    GX gives either one record or one record per metric, under an opaque key.
    """
    if not exception_info:
        return None
    records = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    messages = [
        _ADDITIONS.sub("", str(record.get("exception_message") or "an exception without a message"))
        for record in records
        if record.get("raised_exception")
    ]
    return _clipped("; ".join(dict.fromkeys(messages)), _LONGEST_MESSAGE) if messages else None


# ---- outcomes in words


def _broken(suite: Suite, check: Check, message: str) -> Outcome:
    """Return the outcome of a check that raised: of the structure, and always critical."""
    query = "" if check.type else failing(suite, [check])
    return replace(
        _outcome(suite, check, is_success=False, observed=f"error: {message}", query=query),
        severity="critical",
        scope="structure",
    )


def _outcome(suite: Suite, check: Check, **found: Any) -> Outcome:
    return Outcome(
        layer=suite.layer,
        suite=suite.name,
        table_name=suite.table,
        expectation=check.label,
        description=check.description,
        severity=check.severity,
        name=check.name,
        scope=check.scope,
        **found,
    )


def _shown(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column}={_text(value)}" for column, value in row.items())


def _text(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return _clipped(", ".join(map(str, value)), _LONGEST_MESSAGE)
    # repr, so that tabs and odd blanks show and a row stays on its line
    return _clipped(repr(value) if isinstance(value, str) else str(value), _LONGEST_VALUE)


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
