"""What does not add up, document by document: the rows of `quality` with the lines they speak of.

One query a section serves all documents together. Names and telephone numbers of those who signed
a form stay in `raw`: a line that may hold them is withheld as a whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeVar

import duckdb

from flows.read import lexis
from flows.read.grids import PATH_SEPARATOR

WITHHELD = "（含经办人信息，不予显示）"

Side = Literal["lhs", "rhs"]
#: Where a figure stands: line, and column of its table (number of the figure in a sentence, 0 for
#: what follows from a line without being printed).
Place = tuple[int, int]

# of the documents in `detailed`, the lines that a finding shows
_WANTED = """
    SELECT document_id, line_no
    FROM (
        SELECT document_id, unnest(line_nos) AS line_no
        FROM quality.fct_identity_result WHERE verdict = 'violation'
        UNION
        SELECT document_id, line_no FROM quality.fct_suspect_cell
        UNION
        SELECT document_id, line_no FROM quality.fct_label_repair
    ) AS shown
    SEMI JOIN detailed USING (document_id)
"""
# and the tables that they stand in
_CONCERNED = f"""
    SELECT cell.document_id, cell.grid_no
    FROM staging.stg_cell AS cell
    SEMI JOIN ({_WANTED}) AS wanted USING (document_id, line_no)
"""
# a form's number as budgets (表8) and final accounts (08表) print it
_FORM = """
    CASE form.phase_code
        WHEN 'final' THEN printf('%02d表', form.form_no)
        WHEN 'budget' THEN concat('表', form.form_no)
        ELSE ''
    END
"""
_DOCUMENTS = """
SELECT
    document.document_id, document.source_path, document.title, document.sha256,
    unit.name AS unit, year.name AS fiscal_year, phase.name AS phase, document.status,
    scorecard.identity_count, scorecard.pass_count, scorecard.rounding_count,
    scorecard.violation_count, scorecard.notice_count, scorecard.not_evaluable_count,
    scorecard.claim_count, scorecard.matched_claim_count, scorecard.suspect_cell_count,
    scorecard.repaired_label_count
FROM quality.rpt_document_scorecard AS scorecard
JOIN marts.dim_document AS document USING (document_id)
JOIN marts.dim_unit AS unit USING (unit_key)
JOIN marts.dim_fiscal_year AS year USING (fiscal_year_key)
JOIN marts.dim_phase AS phase USING (phase_key)
ORDER BY document.source_path, document.document_id
"""
_IDENTITIES = f"""
SELECT
    result.document_id, result.identity_code, result.rule_id, result.severity, result.verdict,
    coalesce(rule.name, result.description) AS sentence, result.description, {_FORM} AS form,
    coalesce(total.header_path, '') AS column_name,
    -- what a sentence repeats may be counted
    CASE claim.claim_kind WHEN 'count' THEN 'piece' ELSE coalesce(rule.measured_in, 'yuan') END
        AS measured_in,
    result.lhs_yuan, result.rhs_yuan, result.difference_yuan, result.tolerance_yuan,
    result.line_nos
FROM quality.fct_identity_result AS result
SEMI JOIN detailed USING (document_id)
LEFT JOIN staging.identity_rule AS rule USING (rule_id)
LEFT JOIN (
    FROM intermediate.int_identity_term WHERE identity_kind = 'structural' AND side = 'lhs'
) AS term USING (document_id, identity_code)
LEFT JOIN staging.form AS form USING (form_code)
LEFT JOIN intermediate.int_column AS total
    ON total.document_id = term.document_id AND total.grid_no = term.grid_no
    AND total.column_no = term.column_no
LEFT JOIN intermediate.int_narrative_claim AS claim
    ON rule.family = 'narrative' AND claim.document_id = result.document_id
    AND claim.figure_no = try_cast(split_part(result.identity_code, '|', 2) AS INTEGER)
WHERE result.verdict IN ('violation', 'rounding')
QUALIFY row_number() OVER (PARTITION BY result.identity_result_key ORDER BY term.column_no) = 1
ORDER BY result.severity, result.line_nos, result.identity_code
"""
_PLACES = """
SELECT DISTINCT
    term.document_id, term.identity_code, term.line_no, term.side,
    coalesce(term.column_no, 0) AS column_no
FROM intermediate.int_identity_term AS term
SEMI JOIN (
    FROM quality.fct_identity_result SEMI JOIN detailed USING (document_id)
    WHERE verdict = 'violation'
) AS result USING (document_id, identity_code)
WHERE term.line_no IS NOT NULL
ORDER BY ALL
"""
_SUSPECTS = """
SELECT
    suspect.document_id, suspect.suspect_kind, suspect.line_no, suspect.column_no,
    suspect.printed_amount, suspect.proposed_amount_yuan AS proposed_yuan, suspect.confidence,
    suspect.explained_count, suspect.broken_count, suspect.tie_count, suspect.rule_ids,
    count(claim.figure_no) AS prints_before
FROM quality.fct_suspect_cell AS suspect
SEMI JOIN detailed USING (document_id)
LEFT JOIN intermediate.int_narrative_claim AS claim
    ON suspect.suspect_kind = 'sentence' AND claim.document_id = suspect.document_id
    AND claim.line_no = suspect.line_no AND claim.printed_amount = suspect.printed_amount
    AND claim.figure_no < suspect.column_no
GROUP BY ALL
ORDER BY confidence DESC, line_no, column_no, suspect_kind
"""
_REPAIRS = """
SELECT document_id, line_no, coalesce(printed_label, '') AS printed_label, repaired_label, reason
FROM quality.fct_label_repair
SEMI JOIN detailed USING (document_id)
ORDER BY line_no
"""
_UNMAPPED = """
SELECT document_id, kind, coalesce(text, '') AS text, occurrences, first_line_no AS line_no
FROM quality.rpt_unmapped
SEMI JOIN detailed USING (document_id)
ORDER BY kind, text
"""
_RULES = """
SELECT
    result.document_id, result.rule_id, coalesce(rule.name, result.rule_id) AS sentence,
    result.severity,
    count(*) FILTER (result.verdict = 'pass') AS pass_count,
    count(*) FILTER (result.verdict = 'rounding') AS rounding_count,
    count(*) FILTER (result.verdict = 'violation') AS violation_count,
    count(*) FILTER (result.verdict = 'not_evaluable') AS not_evaluable_count
FROM quality.fct_identity_result AS result
SEMI JOIN detailed USING (document_id)
LEFT JOIN staging.identity_rule AS rule USING (rule_id)
GROUP BY ALL
ORDER BY result.severity, sentence
"""
_LINES = f"""
SELECT line.document_id, line.line_no, line.text
FROM staging.stg_line AS line
SEMI JOIN ({_WANTED}) AS wanted USING (document_id, line_no)
ORDER BY line.line_no
"""
_CELLS = f"""
SELECT cell.document_id, cell.line_no, cell.grid_no, cell.column_no, cell.text
FROM staging.stg_cell AS cell
SEMI JOIN ({_WANTED}) AS wanted USING (document_id, line_no)
WHERE cell.role = 'body'
ORDER BY cell.line_no, cell.column_no
"""
_NOTES = f"""
SELECT note.document_id, note.grid_no, note.text
FROM staging.stg_cell AS note
SEMI JOIN ({_CONCERNED}) AS concerned USING (document_id, grid_no)
WHERE note.role = 'note'
ORDER BY note.line_no
"""
_TABLES = f"""
SELECT
    cell.document_id, cell.grid_no, cell.column_no, any_value(cell.header_path) AS header_path,
    any_value(grid.title) AS title, any_value(grid.yuan_per_unit) AS yuan_per_unit,
    any_value({_FORM}) AS form
FROM staging.stg_cell AS cell
SEMI JOIN ({_CONCERNED}) AS concerned USING (document_id, grid_no)
JOIN intermediate.int_grid AS grid USING (document_id, grid_no)
LEFT JOIN staging.form AS form USING (form_code)
WHERE cell.role IN ('header', 'body')
GROUP BY cell.document_id, cell.grid_no, cell.column_no
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a finding speaks of: what it is called, and the texts above its columns."""

    form: str  # 表8, 08表; empty for a table that is no statutory form
    title: str
    yuan_per_unit: int | None
    headers: dict[int, tuple[str, ...]] = field(default_factory=dict)  # by column, outermost first
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(self.headers)


@dataclass(slots=True)
class Line:
    """A printed line: a row of a table with its cells by column, or a sentence (no cells)."""

    line_no: int
    text: str
    is_withheld: bool
    grid_no: int | None = None
    cells: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """An accounting identity that does not hold exactly; `_yuan` unless `measured_in` says else."""

    identity_code: str
    rule_id: str
    severity: Literal["law", "notice"]
    verdict: Literal["violation", "rounding"]
    sentence: str
    description: str
    form: str  # 表8, 08表: of an identity within one table
    column_name: str  # header of the column that the identity is about, outermost text first
    measured_in: Literal["yuan", "point", "piece", "percent"]
    lhs_yuan: Decimal
    rhs_yuan: Decimal
    difference_yuan: Decimal
    tolerance_yuan: Decimal
    line_nos: list[int]
    # of violations: where the figures of each side stand
    places: dict[Side, list[Place]] = field(default_factory=dict)

    @property
    def sides(self) -> dict[Place, Side]:
        """The side that each figure stands on."""
        return {place: side for side, places in self.places.items() for place in places}

    @property
    def detail(self) -> str:
        """What the description says beyond the rule's sentence: what the rule is applied to."""
        return self.description.removeprefix(self.sentence).lstrip("：")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A figure that failing identities point at, with the amount that would mend them.

    Of a missing row the place is the figure of its parent, of a wrong unit of money the largest
    figure of the table.
    """

    suspect_kind: Literal["cell", "sentence", "missing_row", "unit_of_money"]
    line_no: int
    column_no: int
    printed_amount: str
    proposed_yuan: Decimal
    confidence: Decimal
    explained_count: int
    broken_count: int
    tie_count: int
    rule_ids: list[str]
    prints_before: int = 0  # how often the sentence prints the same figure before

    @property
    def place(self) -> Place:
        """Line and column."""
        return self.line_no, self.column_no


@dataclass(frozen=True, slots=True)
class Repair:
    """A label that was read from the row beside it."""

    line_no: int
    printed_label: str
    repaired_label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A text that was not understood."""

    kind: str
    text: str
    occurrences: int
    line_no: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """How often a rule was evaluated in a document, by verdict."""

    rule_id: str
    sentence: str
    severity: Literal["law", "notice"]
    pass_count: int
    rounding_count: int
    violation_count: int
    not_evaluable_count: int


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found on one document."""

    document_id: str
    source_path: str
    title: str
    sha256: str
    unit: str
    fiscal_year: str
    phase: str
    status: str  # `current`, `superseded` by a later edition, `withdrawn` from the folder
    identity_count: int
    pass_count: int
    rounding_count: int
    violation_count: int
    notice_count: int
    not_evaluable_count: int
    claim_count: int
    matched_claim_count: int
    suspect_cell_count: int
    repaired_label_count: int
    is_detailed: bool = True  # else only the counts above are known
    identities: list[Identity] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    tables: dict[int, Table] = field(default_factory=dict)  # by grid_no
    lines: dict[int, Line] = field(default_factory=dict)  # by line_no

    @property
    def contradictions(self) -> list[Identity]:
        """The identities that fail: those of severity law first, then the notices."""
        return [identity for identity in self.identities if identity.verdict == "violation"]

    @property
    def violations(self) -> list[Identity]:
        """The contradictions of severity law."""
        return [identity for identity in self.contradictions if identity.severity == "law"]

    @property
    def notices(self) -> list[Identity]:
        """The contradictions that may have a reason."""
        return [identity for identity in self.contradictions if identity.severity == "notice"]

    @property
    def roundings(self) -> list[Identity]:
        """The identities that hold within rounding."""
        return [identity for identity in self.identities if identity.verdict == "rounding"]


def collect(
    connection: duckdb.DuckDBPyConnection, detailed: Collection[str] | None = None
) -> list[Findings]:
    """Return the findings on every document of a built warehouse, by source path.

    Args:
        connection: to the build; nothing is written into it.
        detailed: ids of the documents of which more is wanted than counts; None for all.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE detailed AS SELECT document_id FROM raw.document "
        "WHERE $1::VARCHAR[] IS NULL OR document_id IN (SELECT unnest($1::VARCHAR[]))",
        [None if detailed is None else list(detailed)],
    )
    identities = _grouped(Identity, _records(connection, _IDENTITIES, "description"))
    _add_places(identities, _records(connection, _PLACES))
    suspects = _grouped(Suspect, _records(connection, _SUSPECTS, "printed_amount"))
    repairs = _grouped(Repair, _records(connection, _REPAIRS, "printed_label", "repaired_label"))
    unmapped = _grouped(Unmapped, _records(connection, _UNMAPPED, "text"))
    rules = _grouped(Rule, _records(connection, _RULES))
    tables = _tables(_records(connection, _TABLES), _records(connection, _NOTES))
    lines = _lines(_records(connection, _LINES), _records(connection, _CELLS), tables)
    return [
        Findings(
            **record,
            is_detailed=detailed is None or record["document_id"] in detailed,
            identities=identities[record["document_id"]],
            suspects=suspects[record["document_id"]],
            repairs=repairs[record["document_id"]],
            unmapped=unmapped[record["document_id"]],
            rules=rules[record["document_id"]],
            tables=tables[record["document_id"]],
            lines=lines[record["document_id"]],
        )
        for record in _records(connection, _DOCUMENTS, "title", "unit")
    ]


_Record = dict[str, Any]
_Row = TypeVar("_Row")


def _records(connection: duckdb.DuckDBPyConnection, query: str, *printed: str) -> Iterable[_Record]:
    """Yield the rows of a query by name, in the columns `printed` nothing that is personal."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        record = dict(zip(names, row, strict=True))
        yield record | {name: shown(record[name]) for name in printed}


def shown(text: str) -> str:
    """Return a text of a document as anybody may see it."""
    return WITHHELD if lexis.is_signature(text) else text


def _grouped(row_type: type[_Row], records: Iterable[_Record]) -> dict[str, list[_Row]]:
    rows: dict[str, list[_Row]] = defaultdict(list)
    for record in records:
        rows[record.pop("document_id")].append(row_type(**record))
    return rows


def _add_places(identities: Mapping[str, list[Identity]], records: Iterable[_Record]) -> None:
    known = {
        (document_id, identity.identity_code): identity
        for document_id, members in identities.items()
        for identity in members
    }
    for record in records:
        identity = known[record["document_id"], record["identity_code"]]
        place = record["line_no"], record["column_no"]
        identity.places.setdefault(record["side"], []).append(place)


def _tables(columns: Iterable[_Record], notes: Iterable[_Record]) -> dict[str, dict[int, Table]]:
    tables: dict[str, dict[int, Table]] = defaultdict(dict)
    for record in columns:
        members, grid_no = tables[record["document_id"]], record["grid_no"]
        if grid_no not in members:
            members[grid_no] = Table(
                record["form"],
                shown(record["title"] or ""),
                record["yuan_per_unit"],
            )
        path = record["header_path"].split(PATH_SEPARATOR) if record["header_path"] else []
        members[grid_no].headers[record["column_no"]] = tuple(map(shown, path))
    for record in notes:
        tables[record["document_id"]][record["grid_no"]].notes.append(shown(record["text"]))
    return tables


def _lines(
    lines: Iterable[_Record], cells: Iterable[_Record], tables: Mapping[str, Mapping[int, Table]]
) -> dict[str, dict[int, Line]]:
    found: dict[str, dict[int, Line]] = defaultdict(dict)
    for record in lines:
        is_withheld = lexis.is_signature(record["text"])
        text = WITHHELD if is_withheld else record["text"]
        found[record["document_id"]][record["line_no"]] = Line(record["line_no"], text, is_withheld)
    for record in cells:
        line = found[record["document_id"]][record["line_no"]]
        line.grid_no = record["grid_no"]
        headers = tables[record["document_id"]][record["grid_no"]].headers
        if not line.is_withheld:
            is_personal = WITHHELD in headers[record["column_no"]]
            line.cells[record["column_no"]] = WITHHELD if is_personal else record["text"]
    return found
