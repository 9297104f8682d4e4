"""What the validation is made of: checks, suites of them, and what each of them found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

__all__ = [
    "Check",
    "EmptySuite",
    "Failure",
    "Outcome",
    "Scope",
    "Severity",
    "Suite",
    "SuiteError",
]

Severity = Literal["critical", "warning"]
#: `document`: a row that fails speaks against its document; `structure`: against the warehouse.
Scope = Literal["document", "structure"]


class SuiteError(ValueError):
    """A suite that cannot be used as it is written; the message names its file."""


class EmptySuite(SuiteError):  # noqa: N818 - a finding, and the name others rely on
    """A suite that evaluates nothing: no file, no expectation, or one without a result.

    A check that checks nothing looks like a check that passes, hence an error.
    """


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: a condition, a query or both, or an expectation that Great Expectations knows.

    Attributes:
        name: short and stable, such as `accepted_values(verdict)`: the reason of a rejection.
        label: what reports call it.
        description: a sentence for people.
        severity: `critical` keeps what fails from being published, `warning` does not.
        scope: against whom a failing row speaks.
        is_failing: a condition on a row; all conditions of a table share one scan of it.
        columns: shown with a failing row, beside those that name it; None: all that there are.
        query: its rows are failing ones; `{batch}` in it stands for the table.
        type: of Great Expectations, snake case, with its `kwargs`; without condition and query.
    """

    name: str
    label: str
    description: str
    severity: Severity
    scope: Scope
    is_failing: str = ""
    columns: tuple[str, ...] | None = None
    query: str = ""
    type: str = ""
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks of one table.

    Attributes:
        layer: with which layer it is run.
        name: of its page; that of the table, or what else the checks have in common.
        table: `schema.table`.
        relation: the same, as SQL.
        rows: a query in brackets for what conditions are about, where that is not all rows.
        is_computed: whether these are a view's, to be computed once for all checks.
        identify_by: the columns that name a failing row.
        checks: in the order of the reports.
        path: the file that holds checks written by hand, if there are any.
    """

    layer: str
    name: str
    table: str
    relation: str
    rows: str
    identify_by: tuple[str, ...]
    checks: tuple[Check, ...]
    is_computed: bool = False
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """How much of one document fails a check.

    Attributes:
        document_id: None where the rows lead to no document.
        row_count: the rows that fail.
        line_nos: up to 20 lines of the document that they stand on, ascending.
    """

    document_id: str | None
    row_count: int
    line_nos: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found.

    Attributes:
        layer: with which layer it was run, such as `raw`.
        suite: the name of its suite.
        table_name: `schema.table`.
        expectation: readable and stable, `accepted_values(verdict)`.
        description: the sentence for people.
        severity: `critical` or `warning`; a check that raised is always critical.
        is_success: whether the table meets the expectation.
        observed: what was seen, in words and counts; the message if the check raised.
        unexpected: up to 20 failing rows, each as `column=value, column=value`.
        name: the short name of the check.
        scope: against whom a failing row speaks; a check that raised speaks of the structure.
        failures: the failing rows by document, for as far as they are known.
        query: gives rows where the check fails, or raises; '' if it holds or has no query.
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
    name: str = ""
    scope: Scope = "structure"
    failures: tuple[Failure, ...] = ()
    query: str = field(default="", compare=False, repr=False)

    @property
    def has_raised(self) -> bool:
        """Whether there is an error instead of a finding."""
        return self.observed.startswith("error: ")
