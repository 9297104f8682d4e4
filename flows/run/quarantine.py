"""One document stops nobody: what fails on its rows takes it out of the build.

A document is set aside for a check of *form* that fails on its rows, or for a model that it makes
raise. Its rows leave the build, and `raw.rejection` says why, with stage `validation`; it is tried
again when the project has changed. What fails across documents is ours: nothing is published.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.sql import statement
from flows.transform import culprits
from flows.transform.runner import TransformFailed
from flows.validate.privacy import PersonalDataExposed
from flows.validate.suites import Outcome
from flows.warehouse.connection import connect

__all__ = ["Fault", "Quarantine", "SetAside", "ValidationFailed"]

#: A check that fails in more than a tenth of the documents of a build and in at least so many says
#: something about the build, not about them.
FEWEST, ONE_IN = 5, 10
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"")  # of a message: could be anybody's name
_LONGEST = 200
_MOST_NAMED = 10


class ValidationFailed(Exception):  # noqa: N818 - the message is for the keeper of the warehouse
    """A critical expectation does not hold, and it is not some documents' own: not published."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What one document does not hold.

    Attributes:
        reason: the short name of the check.
        sentence: what does not hold, for people.
        line_nos: the lines that are meant, as far as they are known.
    """

    document_id: str
    reason: str
    sentence: str
    line_nos: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that was set aside.

    Attributes:
        detail: file and line, and what does not hold there.
        is_new: whether it had landed in this refresh only.
        earlier: which edition of the same file stays the current one, if there is one.
    """

    source_path: str
    reason: str
    detail: str
    is_new: bool
    earlier: str | None


@dataclass(slots=True)
class Quarantine:
    """The documents that one refresh sets aside.

    Attributes:
        file: the build, which nobody else has open while a method runs.
        project: its fingerprint: while it stays the same, a document is not tried again.
        known: the documents that had landed before.
        began: what was withdrawn since then comes back if what replaced it is set aside.
    """

    file: Path
    project: str
    known: frozenset[str] = frozenset()
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    _failing: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of_outcomes(
        self, failed: Sequence[Outcome], touched: Collection[str], landed: Collection[str]
    ) -> list[Fault]:
        """Return whom to set aside for checks that fail.

        Args:
            failed: critical outcomes.
            touched: the documents that this build is about.
            landed: all that there are.

        Raises:
            ValidationFailed: the checks are not some documents' own.
        """
        found = []
        for outcome in failed:
            faults = _faults(outcome, touched, landed)
            if not faults and outcome.query and (outcome.scope == "document" or outcome.has_raised):
                faults = self._by_halving(outcome, touched)
            check = f"{outcome.table_name} {outcome.name}"
            if self._is_general(check, [fault.document_id for fault in faults], touched):
                raise ValidationFailed(self._told([outcome]))
            found += faults
        if not found:
            raise ValidationFailed(self._told(failed))
        return found

    def of_models(self, failed: TransformFailed, touched: Collection[str]) -> list[Fault]:
        """Return whom to set aside for models that raise.

        Raises:
            TransformFailed: the same, where it is not some documents' own.
        """
        found = []
        for model in failed.models:
            faults = [
                Fault(
                    culprit.document_id,
                    f"model_raises({model.name})",
                    f"{model.name}: {_message(model.message)}",
                    () if culprit.line_no is None else (culprit.line_no,),
                )
                for culprit in self._culprits(culprits.raises(model), touched)
            ]
            if not faults or self._is_general(
                model.name, [fault.document_id for fault in faults], touched
            ):
                raise failed
            found += faults
        if not found:
            raise failed
        return found

    def of_pages(self, exposed: PersonalDataExposed, touched: Collection[str]) -> list[Fault]:
        """Return whom to set aside for pages of documents that show who signed them.

        Raises:
            PersonalDataExposed: the same, where other pages do, too, or many.
        """
        ids = exposed.document_ids
        if not ids or self._is_general("pages", ids, touched):
            raise exposed
        return [
            Fault(document_id, "personal_data_on_its_page", "its page names who signed a form")
            for document_id in ids
        ]

    def set_aside(self, faults: Sequence[Fault]) -> tuple[list[SetAside], list[str]]:
        """Take documents out of `raw`; only they and what depends on them is touched now.

        Returns:
            What to say of each, and all documents that were touched before or are now.
        """
        by_document: dict[str, list[Fault]] = defaultdict(list)
        for fault in faults:
            by_document[fault.document_id].append(fault)
        ids = list(by_document)
        with connect(self.file) as connection:
            before = _touched(connection)
            mates = _mates(connection, ids)
            done = [
                self._set_aside(connection, document_id, found)
                for document_id, found in by_document.items()
            ]
            for table in ("cell", "line", "document"):
                connection.execute(
                    f"DELETE FROM raw.{table} WHERE document_id IN (SELECT unnest($1))", [ids]
                )
            back = connection.execute(
                statement(__package__, "restore_edition"),
                [[item.source_path for item in done], self.began],
            ).fetchall()
            now = {*ids, *mates, *(document_id for (document_id,) in back)}
            touch(connection, now)
        return done, sorted({*before, *now})

    def _set_aside(
        self, connection: duckdb.DuckDBPyConnection, document_id: str, faults: Sequence[Fault]
    ) -> SetAside:
        source_path, sha256, earlier = connection.execute(
            statement(__package__, "document_to_set_aside"), [document_id, self.began]
        ).fetchone() or ("", "", None)
        detail = _detail(source_path, faults)
        if earlier:
            detail += f" The edition that landed {earlier} stays the current one."
        connection.execute(
            "DELETE FROM raw.rejection WHERE sha256 = $1 AND stage = 'validation'", [sha256]
        )
        connection.execute(
            statement(__package__, "insert_quarantine"),
            [source_path, sha256, faults[0].reason, detail, datetime.now(UTC), self.project],
        )
        return SetAside(
            source_path, faults[0].reason, detail, document_id not in self.known, earlier
        )

    def _by_halving(self, outcome: Outcome, touched: Collection[str]) -> list[Fault]:
        """Return whose rows make a check fail that leads to no document, or make it raise."""
        if outcome.has_raised:
            fails = culprits.raises(culprits.FailedModel(outcome.name, "", outcome.query))
        else:
            fails = culprits.gives_rows(outcome.query)
        return [
            _fault(outcome, culprit.document_id, () if (no := culprit.line_no) is None else (no,))
            for culprit in self._culprits(fails, touched)
        ]

    def _culprits(
        self, fails: Callable[[duckdb.DuckDBPyConnection], bool], touched: Collection[str]
    ) -> list[culprits.Culprit]:
        most = max(FEWEST, len(touched) // ONE_IN + 1)
        return culprits.find(self.file, fails, sorted(touched), most)

    def _is_general(
        self, check: str, document_ids: Sequence[str], touched: Collection[str]
    ) -> bool:
        failing = self._failing[check]
        failing.update(document_ids)
        # those that were set aside before are of this build, too
        return len(failing) >= FEWEST and len(failing) * ONE_IN > len(failing | set(touched))

    def _told(self, failed: Sequence[Outcome]) -> str:
        names = {}
        with connect(self.file) as connection:
            names = dict(
                connection.execute("SELECT document_id, source_path FROM raw.document").fetchall()
            )
        return "; ".join(_sentence(outcome, names) for outcome in failed)


def touch(connection: duckdb.DuckDBPyConnection, document_ids: Collection[str]) -> None:
    """Make these the documents that the models are built for."""
    connection.execute("DELETE FROM raw.touched")
    connection.execute("INSERT INTO raw.touched SELECT unnest($1)", [sorted(document_ids)])


def _touched(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT DISTINCT document_id FROM raw.touched").fetchall()
    return [document_id for (document_id,) in rows]


def _mates(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> list[str]:
    """Return the documents of the same units: which of them are current may change."""
    try:
        rows = connection.execute(statement(__package__, "unit_mates"), [document_ids]).fetchall()
    except duckdb.CatalogException:  # nothing has been built yet
        return []
    return [document_id for (document_id,) in rows]


def _faults(outcome: Outcome, touched: Collection[str], landed: Collection[str]) -> list[Fault]:
    if outcome.scope != "document":
        return []
    failures = [failure for failure in outcome.failures if failure.document_id in landed]
    # where a new document and an old one collide, the new one brought it about
    failures = [f for f in failures if f.document_id in touched] or failures
    return [
        _fault(outcome, failure.document_id or "", failure.line_nos, failure.row_count)
        for failure in failures
    ]


def _fault(
    outcome: Outcome, document_id: str, line_nos: tuple[int, ...], row_count: int | None = None
) -> Fault:
    rows = "" if row_count is None else f", {row_count} rows"
    sentence = f"{outcome.description} ({outcome.table_name}{rows})"
    return Fault(document_id, outcome.name, sentence, line_nos)


def _detail(source_path: str, faults: Sequence[Fault]) -> str:
    first = faults[0]
    place = f"{source_path}:{first.line_nos[0]}" if first.line_nos else source_path
    others = [str(line) for line in first.line_nos[1:_MOST_NAMED]]
    detail = f"{place}: {first.sentence}"
    if others:
        detail += f", also line {', '.join(others)}"
    names = list(dict.fromkeys(fault.reason for fault in faults[1:]))[:_MOST_NAMED]
    return detail + (f"; also {', '.join(names)}" if names else "") + "."


def _sentence(outcome: Outcome, names: dict[str, str]) -> str:
    what = f"{outcome.table_name}: {outcome.description or outcome.expectation}"
    places = [
        f"{names.get(failure.document_id or '', failure.document_id)}"
        + (f":{failure.line_nos[0]}" if failure.line_nos else "")
        for failure in outcome.failures
        if failure.document_id
    ]
    shown = places[:_MOST_NAMED] + (["…"] if len(places) > _MOST_NAMED else [])
    return f"{what} ({'; '.join([outcome.observed, *([', '.join(shown)] if shown else [])])})"


def _message(message: str) -> str:
    """Return what DuckDB said, without the values that it quotes and the query."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    told = next((line for line in lines if " Error: " in line), lines[0] if lines else "")
    return _VALUE.sub("…", told)[:_LONGEST]
