"""Runs dbt in this process, layer by layer, and says what failed in rows."""

import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.settings import fingerprint
from flows.sql import statement
from flows.transform import compiled
from flows.transform.culprits import FailedModel
from flows.warehouse.connection import connect
from flows.warehouse.files import plain

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest


_SLOW_SECONDS = 0.2
#: What dbt made of a project, which takes it five seconds, by its files and variables: a process
#: that builds several warehouses has it made once.
_parsed: dict[tuple[str, ...], "Manifest"] = {}


class TransformFailed(Exception):  # noqa: N818 - the message is for the keeper of the warehouse
    """A model, seed or test of the dbt project failed.

    Attributes:
        models: those that raised while they were built.
    """

    def __init__(self, message: str, models: Sequence[FailedModel] = ()) -> None:
        super().__init__(message)
        self.models = tuple(models)


@dataclass(slots=True)
class Transformer:
    """One dbt process for all layers: an invocation costs 0.2 s instead of 3 s each.

    dbt opens the file once a call, not once a node (20 ms each), and closes it at the end, so that
    Great Expectations can open it read-only in between.
    """

    project: Path
    build_file: Path
    variables: Mapping[str, bool] = field(default_factory=dict)
    """Variables of dbt_project.yml to set otherwise, such as `repair_labels`."""
    is_tested: bool = False
    """Whether the data tests run with the models, as `dbt build` by hand does; a refresh holds the
    same rules with Great Expectations, all of a table in one scan (flows/validate/structure.py)."""
    scratch: Path | None = None
    """Where dbt keeps what it parsed and compiled; None: beside the folder of the file."""
    built: list[str] = field(default_factory=list)
    """The tables that the last call has built, `schema."name"`."""
    _runner: "dbtRunner | None" = None
    _seconds: dict[str, float] = field(default_factory=dict)
    _compiled: dict[str, str] = field(default_factory=dict)
    _results: Sequence[Any] = ()
    _fingerprint: str = ""

    def build(self, *select: str, seeds: bool = False, full: bool = False) -> int:
        """Build the selected models; return how many nodes were run.

        Args:
            select: layers or models, in dbt's syntax.
            seeds: the dictionaries instead.
            full: for all documents; else for those that the landing touched.

        Raises:
            TransformFailed: naming each failed node with dbt's message.
        """
        if self.is_tested:
            return self._build(*select, seeds=seeds, full=full)
        key = self.key_of(select, seeds, full)
        call = compiled.kept(key, self.kept)
        if call is not None:
            seconds = compiled.run(call, self.build_file, self.project)
            if seconds is not None:
                self._seconds |= seconds
                self.built = [f'{step.schema}."{step.alias}"' for step in call.steps]
                return call.count
        count = self._build(*select, seeds=seeds, full=full)
        # dbt has read what is there now: of an edit in between, nobody knows which it was
        if key == self.key_of(select, seeds, full, anew=True):
            after = compiled.catalog(self.build_file)
            call = compiled.record(self._results, self.project, after, full=full or seeds)
            if call is not None:
                compiled.keep(key, call, self.kept)
        return count

    def build_of(self, call: Sequence[str], model: str, *, full: bool = False) -> None:
        """Build one of the models that a call of `build` has built: as it did, if that is kept.

        Raises:
            TransformFailed: with dbt's message.
        """
        known = compiled.kept(self.key_of(tuple(call), False, full), self.kept)
        steps = tuple(step for step in known.steps if step.name == model) if known else ()
        if known and steps:
            again = compiled.run(replace(known, steps=steps), self.build_file, self.project)
            if again is not None:
                return
        self.build(model, full=full)

    def knows(self, *calls: Sequence[str], full: bool | None = None) -> bool:
        """Whether these calls of `build` go without dbt: for all documents, or for those touched.

        Args:
            calls: layers or models, each as `build` takes them.
            full: for all documents, or for those touched; None: either.
        """
        return any(
            all(compiled.kept(self.key_of(tuple(call), False, of_all), self.kept) for call in calls)
            for of_all in ((False, True) if full is None else (full,))
        )

    def _build(self, *select: str, seeds: bool, full: bool) -> int:
        selected = ["resource_type:seed"] if seeds else select
        return self._invoke(
            [
                "build",
                *("--select", *selected),
                # a dictionary that gained a column would not fit the table of the last refresh
                *(["--full-refresh"] if seeds or full else []),
                # of a part of the project also the tests that read other tables, which are there;
                # unit tests belong to `make test`
                *("--indirect-selection", "eager"),
                *("--exclude-resource-type", "unit_test"),
                *(() if self.is_tested else ("--exclude-resource-type", "test")),
            ]
        )

    @property
    def kept(self) -> Path:
        """The folder of what dbt has compiled and built: the project's, for all its warehouses."""
        return self.project / "target" / "kept"

    @property
    def _scratch(self) -> Path:
        return self.scratch or self.build_file.parent.parent / "dbt"

    def key_of(self, *parameters: object, anew: bool = False) -> str:
        """Return the name under which something is kept that depends on the project and these.

        Args:
            parameters: all else that it depends on.
            anew: whether to look whether the project has changed since this was last asked.
        """
        if anew or not self._fingerprint:
            self._fingerprint = fingerprint(self.project)
        return compiled.key_of(
            self._fingerprint, self.build_file.stem, sorted(self.variables.items()), *parameters
        )

    def slow(self) -> list[tuple[str, float]]:
        """Return the nodes that took long since this was last asked, slowest first."""
        found = sorted(self._seconds.items(), key=lambda item: -item[1])
        self._seconds.clear()
        return [(name, seconds) for name, seconds in found if seconds >= _SLOW_SECONDS]

    def test(self) -> int:
        """Run the dbt data tests; the models must have been built.

        Raises:
            TransformFailed: naming each failed test.
        """
        return self._invoke(["test", "--select", "test_type:data"])

    def compiled(self, tests: Sequence[str], *, full: bool = False) -> dict[str, str]:
        """Return the SQL of data tests by their ids, for all documents or those that were built.

        Raises:
            TransformFailed: dbt cannot compile them.
        """
        names = [test.split(".")[2] for test in tests]
        scope = ["--full-refresh"] if full else []
        self._invoke(["compile", "--select", *names, "--indirect-selection", "empty", *scope])
        return {test: self._compiled[test] for test in tests}

    @property
    def manifest(self) -> "Manifest | None":
        """What dbt made of the project; None if it cannot be parsed, which the next build tells."""
        if self._runner is None:
            self.prepare()
        assert self._runner is not None
        return self._runner.manifest

    def unit_test(self, *models: str) -> int:
        """Run the dbt unit tests, of some models or all, on inline rows; return their number.

        Raises:
            TransformFailed: naming each failed test with the rows that differ. What the models
                read must have been built, for its columns.
        """
        selected = [f"{model},test_type:unit" for model in models] or ["test_type:unit"]
        return self._invoke(["test", "--select", *selected])

    def drop_unmade(self) -> list[str]:
        """Drop what an older project has left behind: relations that no node of this one makes.

        Returns:
            The relations, `schema."name"`.
        """
        dropped: list[str] = []
        with connect(self.build_file) as connection:
            relations = connection.execute(statement(__package__, "relation")).fetchall()
            if not relations or self.manifest is None:
                return []
            made = {
                (node.schema, node.alias)
                for node in self.manifest.nodes.values()
                if node.is_relational and not node.is_ephemeral
            }
            for schema, name, kind in relations:
                if (schema, name) not in made:
                    dropped.append(f'{schema}."{name}"')
                    connection.execute(f"drop {kind} {dropped[-1]}")
        return dropped

    def prepare(self) -> None:
        """Import dbt and parse the project, so that the first `build` finds it done."""
        from dbt.cli.main import dbtRunner

        logging.raiseExceptions = False  # a full disk is told once, not by every line of dbt's log
        variables = json.dumps(dict(self.variables), sort_keys=True)
        key = (str(self.project.resolve()), fingerprint(self.project), variables)
        if key not in _parsed:
            # of another file dbt would parse all anew; it opens none
            os.environ["BUDGET_BUILD_FILE"] = self.build_file.name
            parsed = dbtRunner().invoke(["parse", *self._options(self._parsing)])
            if not parsed.success:
                self._runner = dbtRunner()  # the first build tells why
                return
            _parsed[key] = parsed.result
        self._runner = dbtRunner(manifest=_parsed[key].deepcopy())

    @property
    def _parsing(self) -> Path:
        """Where dbt finds what it parsed of the project before: for all its warehouses, if it may.

        It then parses what has changed; all of it takes fifteen seconds. A file that another
        process is writing is as good as none.
        """
        shared = self.project / "target"
        may_write = os.access(shared if shared.is_dir() else self.project, os.W_OK)
        return shared / "parsed" if may_write else self._scratch / "target"

    def _options(self, target: Path | None = None) -> list[str]:
        scratch = self._scratch
        return [
            *("--project-dir", str(self.project)),
            *("--profiles-dir", str(self.project)),
            *("--target-path", str(target or scratch / "target")),
            *("--log-path", str(scratch / "logs")),
            *("--vars", json.dumps(dict(self.variables))),
            *("--log-level", "none"),
            *("--log-level-file", "info"),
            "--no-use-colors",
            # half a second a call, for a page of dbt's that nobody opens
            "--no-write-json",
        ]

    def _invoke(self, arguments: Sequence[str]) -> int:
        if self._runner is None:
            self.prepare()
        assert self._runner is not None
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        os.environ["BUDGET_BUILD_FILE"] = str(plain(self.build_file))
        if self._runner.manifest is not None:
            _forget_what_was_compiled(self._runner.manifest)
        outcome = self._runner.invoke([*arguments, *self._options()])
        DuckDBConnectionManager.close_all_connections()
        results = self._results = getattr(outcome.result, "results", [])
        self._seconds |= {result.node.name: result.execution_time for result in results}
        self._compiled |= {
            result.node.unique_id: getattr(result.node, "compiled_code", None) or ""
            for result in results
        }
        self.built = [
            f'{result.node.schema}."{result.node.alias}"'
            for result in results
            if result.node.resource_type in ("model", "seed")
        ]
        failed = [
            f"{result.node.name}: {(result.message or '').strip()}"
            for result in results
            if result.status in ("error", "fail", "runtime error")
        ]
        if outcome.exception is not None:
            failed.append(str(outcome.exception))
        if failed or not outcome.success:
            raise TransformFailed(
                "dbt: " + "; ".join(failed or ["the invocation failed"]),
                [
                    _failed_model(result.node, result.message or "")
                    for result in results
                    if result.status == "error" and result.node.resource_type == "model"
                ],
            )
        return len(results)


def _forget_what_was_compiled(manifest: "Manifest") -> None:
    """Let every call compile anew what it asks for.

    dbt keeps what it made of the pieces of a model (`ephemeral`), which differs by the documents
    that a call is for, and takes a model that it meets again to hold them already.
    """
    from dbt.contracts.graph.nodes import CompiledNode

    for node in manifest.nodes.values():
        if isinstance(node, CompiledNode):
            node.compiled = node.extra_ctes_injected = False
            node.extra_ctes = []


def _failed_model(node: Any, message: str) -> FailedModel:
    columns = tuple(
        (column.name, column.data_type, all(c.type != "not_null" for c in column.constraints))
        for column in (node.columns.values() if node.config.contract.enforced else ())
    )
    return FailedModel(node.name, message.strip(), node.compiled_code or "", columns)
