"""The structural rules, from where they are declared: the dbt tests in the YAML of the models.

`dbt build` by hand and `make test` run them as dbt tests, one node and one scan each; a refresh
runs them here, all rules of a table in one scan. A rule belongs to the layer in which the last of
the tables that it speaks of is built.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.validate.checks import Check, Scope, Suite, SuiteError
from flows.validate.sql import BATCH, literal, quoted

__all__ = ["LAYERS", "Structure"]

#: In the order in which they are built.
LAYERS = ("raw", "staging", "intermediate", "marts", "quality", "bi")
#: What leads from a row to its document, and to its place there.
_DOCUMENT = ("document_id", "document_key")
_LINE = ("line_no", "first_line_no")
_TOUCHED = "intermediate.int_touched_document"
_LAST_LITERAL = re.compile(r"'([^']+)'\s*\)+[\s}]*$")


@dataclass(frozen=True, slots=True)
class _Table:
    """What a rule can speak of: a model, a seed or a source, as dbt knows it."""

    node: Any

    @property
    def layer(self) -> str:
        if self.node.resource_type == "model":
            folder = self.node.fqn[1]
            return folder if folder in LAYERS else LAYERS[-1]
        return "raw" if self.node.resource_type == "source" else "staging"

    @property
    def name(self) -> str:
        is_source = self.node.resource_type == "source"
        return str(self.node.identifier if is_source else self.node.alias)

    @property
    def relation(self) -> str:
        return f"{quoted(self.node.schema)}.{quoted(self.name)}"

    @property
    def materialized(self) -> str:
        return "source" if self.node.resource_type == "source" else self.node.config.materialized

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.node.columns)

    @property
    def document(self) -> str | None:
        return next((name for name in _DOCUMENT if name in self.columns), None)

    def hides(self, column: str) -> bool:
        """Whether what stands in a column may name a person: that is not for reports."""
        return self.node.schema == "raw" and column == "text"

    @property
    def has_contract(self) -> bool:
        return bool(self.node.resource_type == "model" and self.node.config.contract.enforced)


@dataclass(frozen=True, slots=True)
class Structure:
    """The rules that a dbt project declares.

    Attributes:
        manifest: dbt's, parsed; None for a project that cannot be.
        compiled: gives the SQL of tests by their ids: of the kinds that only dbt can read.
        is_narrowed: whether of incremental models only the touched documents are looked at; the
            rows of the others were looked at when they were built.
    """

    manifest: Any
    compiled: Callable[[Sequence[str]], Mapping[str, str]]
    is_narrowed: bool = False

    def suites(self, layer: str) -> list[Suite]:
        """Return the suites of a layer, one a table.

        Raises:
            SuiteError: a rule that cannot be read; the message names it.
        """
        if self.manifest is None:
            return []
        tests = [
            node
            for node in self.manifest.nodes.values()
            if node.resource_type == "test" and self._layer(node) == layer
        ]
        of_dbt = [test.unique_id for test in tests if not self._is_known(test)]
        compiled = self.compiled(of_dbt) if of_dbt else {}
        declared: dict[str, dict[str, Check]] = defaultdict(dict)
        found = self._columns(layer)
        for test in tests:
            if not hasattr(test, "test_metadata"):  # of several tables: a suite of its own
                check = _of_dbt(test, "document", compiled[test.unique_id])
                found.append(Suite(layer, test.name, f"{layer}.*", "", "", (), (check,)))
                continue
            about = self._referred(test, str(test.test_metadata.kwargs["model"]))
            table = _Table(self._node(about))
            if test.unique_id in compiled:
                check = _of_dbt(test, _scope(table), compiled[test.unique_id])
            else:
                check = self._check(test, table)
            declared[about].setdefault(check.name, check)
        return found + [self._suite(layer, about, checks) for about, checks in declared.items()]

    def _suite(self, layer: str, about: str, checks: Mapping[str, Check]) -> Suite:
        table = _Table(self._node(about))
        grains = [check.columns for check in checks.values() if check.query and check.columns]
        place = [name for name in (table.document, *_LINE) if name in table.columns]
        return Suite(
            layer=layer,
            name=table.node.name,
            table=f"{table.node.schema}.{table.name}",
            relation=table.relation,
            rows=self._rows(table),
            is_computed=table.materialized == "view" and layer == LAYERS[-1],
            identify_by=tuple(dict.fromkeys([*place, *(grains[0] if grains else ())])),
            checks=tuple(checks.values()),
        )

    def _rows(self, table: _Table) -> str:
        if self.is_narrowed and table.materialized == "incremental" and table.document:
            return (
                f"(SELECT * FROM {table.relation} WHERE {table.document} IN "
                f"(SELECT {table.document} FROM {_TOUCHED}))"
            )
        return ""

    def _columns(self, layer: str) -> list[Suite]:
        """Every column that is described exists; dbt sees to those under a contract itself.

        The headers of a view for people are complete, too.
        """
        nodes = [*self.manifest.nodes.values(), *self.manifest.sources.values()]
        tables = [_Table(node) for node in nodes if node.resource_type in ("model", "source")]
        described = [
            (table.node.schema, table.name, column)
            for table in tables
            if table.layer == layer and table.materialized != "ephemeral" and not table.has_contract
            for column in table.columns
        ]
        if not described:
            return []
        values = ", ".join(f"({', '.join(map(literal, row))})" for row in described)
        query = f"""
            SELECT schema_name, table_name, column_name, 'missing' AS problem
            FROM (VALUES {values}) AS described (schema_name, table_name, column_name)
            ANTI JOIN duckdb_columns() AS existing
                USING (schema_name, table_name, column_name)
        """
        if layer == LAYERS[-1]:
            query += f"""
            UNION ALL
            SELECT schema_name, table_name, column_name, 'not described' AS problem
            FROM duckdb_columns() AS existing
            ANTI JOIN (VALUES {values}) AS described (schema_name, table_name, column_name)
                USING (schema_name, table_name, column_name)
            WHERE (schema_name, table_name) IN (
                SELECT (described.schema_name, described.table_name)
                FROM (VALUES {values}) AS described (schema_name, table_name, column_name)
            )
            """
        check = Check(
            name="columns_as_described",
            label="columns_as_described",
            description="说明过的列都在。The columns that are described exist.",
            severity="critical",
            scope="structure",
            query=query,
        )
        return [Suite(layer, "columns", f"{layer}.*", "", "", (), (check,))]

    # ---- from dbt's nodes

    def _node(self, unique_id: str) -> Any:
        found = self.manifest.nodes.get(unique_id) or self.manifest.sources.get(unique_id)
        if found is None:
            raise SuiteError(f"dbt: {unique_id} is not in the manifest")
        return found

    def _layer(self, test: Any) -> str:
        layers = [_Table(self._node(name)).layer for name in test.depends_on.nodes]
        return max(layers, key=LAYERS.index, default=LAYERS[-1])

    def _referred(self, test: Any, reference: str) -> str:
        """Return the id of what `ref('…')` or `source('…', '…')` means in a test."""
        match = _LAST_LITERAL.search(reference)
        for name in test.depends_on.nodes:
            if match is not None and self._node(name).name == match[1]:
                return str(name)
        raise SuiteError(f"{test.original_file_path}: {test.name}: cannot follow {reference}")

    def _is_known(self, test: Any) -> bool:
        """Whether a test can be read without dbt: a known kind, of tables that exist."""
        metadata = getattr(test, "test_metadata", None)
        tables = [_Table(self._node(name)) for name in test.depends_on.nodes]
        return (
            metadata is not None
            and metadata.namespace in (None, "dbt")
            and metadata.name in _KINDS
            and all(table.materialized != "ephemeral" for table in tables)
        )

    def _check(self, test: Any, table: _Table) -> Check:
        arguments = {
            name: value
            for name, value in test.test_metadata.kwargs.items()
            if name not in ("model", "column_name")
        }
        if "to" in arguments:
            arguments["to"] = _Table(self._node(self._referred(test, arguments["to"])))
        rows = self._rows(table) or BATCH
        if test.config.where:
            rows = f"(SELECT * FROM {rows} WHERE {test.config.where})"
        column = test.test_metadata.kwargs.get("column_name") or ""
        rule = _KINDS[test.test_metadata.name](rows, column, arguments)
        condition = rule.is_failing
        if test.config.where and condition:
            condition = f"({test.config.where}) AND ({condition})"
        name = rule.name if _is_named_by_dbt(test) else test.name
        return Check(
            name=name,
            label=name,
            description=_described(test) or rule.description,
            severity=_severity(test),
            scope=_scope(table),
            is_failing=condition,
            columns=tuple(name for name in rule.columns if not table.hides(name)),
            query=rule.query,
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    description: str
    columns: tuple[str, ...]
    is_failing: str = ""
    query: str = ""


def _not_null(_: str, column: str, __: Mapping[str, Any]) -> _Rule:
    return _Rule(
        f"not_null({column})",
        f"{column} 不为空。Every row has its {column}.",
        (column,),
        is_failing=f"{quoted(column)} IS NULL",
    )


def _accepted_values(_: str, column: str, arguments: Mapping[str, Any]) -> _Rule:
    values = arguments["values"]
    listed = map(str, values) if arguments.get("quote") is False else map(literal, map(str, values))
    return _Rule(
        f"accepted_values({column})",
        f"{column} 在词表之内。Every {column} is of the vocabulary.",
        (column,),
        is_failing=f"{quoted(column)} NOT IN ({', '.join(listed)})",
    )


def _relationships(_: str, column: str, arguments: Mapping[str, Any]) -> _Rule:
    parent, field = arguments["to"], arguments["field"]
    members = f"SELECT {quoted(field)} FROM {parent.relation} WHERE {quoted(field)} IS NOT NULL"
    return _Rule(
        f"relationships({column})",
        f"{column} 都在 {parent.name} 中。Every {column} is a {field} of {parent.name}.",
        (column,),
        is_failing=f"{quoted(column)} NOT IN ({members})",
    )


def _unique_combination(rows: str, _: str, arguments: Mapping[str, Any]) -> _Rule:
    columns, may_be_null = arguments["columns"], arguments.get("may_be_null", [])
    stated = [column for column in columns if column not in may_be_null]
    listed = ", ".join(columns)
    return _Rule(
        f"unique_combination({listed})",
        f"粒度：每个 {listed} 一行。The grain: one row per {listed}.",
        tuple(columns),
        is_failing=" OR ".join(f"{quoted(column)} IS NULL" for column in stated),
        query=_repeated(rows, columns),
    )


def _repeated(rows: str, columns: Sequence[str]) -> str:
    """Return a query for all rows that agree with another one in some columns."""
    listed = ", ".join(map(quoted, columns))
    same = " AND ".join(
        f"checked.{quoted(column)} IS NOT DISTINCT FROM repeated.{quoted(column)}"
        for column in columns
    )
    return (
        f"SELECT checked.* FROM {rows} AS checked SEMI JOIN (SELECT {listed} FROM {rows} "
        f"GROUP BY {listed} HAVING count(*) > 1) AS repeated ON {same}"
    )


_KINDS: Mapping[str, Callable[[str, str, Mapping[str, Any]], _Rule]] = {
    "not_null": _not_null,
    "accepted_values": _accepted_values,
    "relationships": _relationships,
    "unique_combination": _unique_combination,
}


def _of_dbt(test: Any, scope: Scope, query: str) -> Check:
    return Check(
        name=test.name,
        label=test.name,
        description=_described(test) or f"{test.name}（dbt 测试）。A test of dbt's.",
        severity=_severity(test),
        scope=scope,
        query=query,
    )


def _is_named_by_dbt(test: Any) -> bool:
    kind = test.test_metadata.name
    return bool(test.name.startswith((f"{kind}_", f"source_{kind}_")))


def _described(test: Any) -> str:
    return " ".join((getattr(test, "description", "") or "").split())


def _severity(test: Any) -> Any:
    return "warning" if test.config.severity.lower() == "warn" else "critical"


def _scope(table: _Table) -> Scope:
    # a view for people names no document, but is made of their rows
    is_of_documents = table.document is not None or table.layer == LAYERS[-1]
    return "document" if is_of_documents else "structure"
