"""What does not add up in a document, as values: rows of `quality` with the lines they speak of."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

WITHHELD = "（含经办人信息，不予显示）"

Side = Literal["lhs", "rhs"]
#: Where a figure stands: line, and column of its table (number of the figure in a sentence, 0 for
#: what follows from a line without being printed).
Place = tuple[int, int]

_AS_SURE_AS_NOT = Decimal("0.5")


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
    page_no: int | None = None
    grid_no: int | None = None
    cells: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """An accounting identity that does not hold exactly; `_yuan` unless `measured_in` says else."""

    identity_code: str
    rule_id: str
    severity: Literal["law", "notice"]
    verdict: Literal["violation", "reading_doubt", "rounding"]
    sentence: str
    description: str
    form: str  # 表8, 08表: of an identity within one table
    column_name: str  # header of the column that the identity is about, outermost text first
    measured_in: Literal["yuan", "point", "piece", "percent", "year"]
    lhs_yuan: Decimal
    rhs_yuan: Decimal
    difference_yuan: Decimal
    tolerance_yuan: Decimal
    line_nos: list[int]
    # of what fails: where the figures of each side stand
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

    Of a missing row or part the place is the figure of its parent, of a wrong unit of money the
    largest figure of the table.
    """

    suspect_kind: Literal["cell", "sentence", "missing_row", "missing_part", "unit_of_money"]
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

    @property
    def is_missing(self) -> bool:
        """Whether nothing is printed that could be wrong."""
        return self.suspect_kind in ("missing_row", "missing_part")

    @property
    def is_likely(self) -> bool:
        """Whether the amount may be proposed: it is at least as sure as not."""
        return self.confidence >= _AS_SURE_AS_NOT


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
    reading_doubt_count: int = 0
    recognised_figure_count: int = 0  # read from pictures of pages
    unconfirmed_figure_count: int = 0  # of them, by no identity
    unread_page_count: int = 0
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
    def doubts(self) -> list[Identity]:
        """The identities that fail because of how a table was read, as far as can be told."""
        return [identity for identity in self.identities if identity.verdict == "reading_doubt"]

    @property
    def roundings(self) -> list[Identity]:
        """The identities that hold within rounding."""
        return [identity for identity in self.identities if identity.verdict == "rounding"]
