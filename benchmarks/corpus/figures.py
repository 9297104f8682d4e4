"""The consistent money of one body, year and phase, in integer 分.

One cube of facts (subject × kind × fund × carried over) is the only source: every printed amount
is a sum over a part of it, named by a selector, so that all forms add up by construction.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml

T = TypeVar("T", str, bool)
HERE = Path(__file__).parent
_CLASSES = HERE.parents[1] / "dbt_project" / "seeds" / "classification"

FISCAL = frozenset({"general_public", "government_fund", "state_capital"})
OWN = frozenset({"undertaking", "business", "other", "superior_subsidy", "affiliated"})
BASIC = frozenset({"personnel", "operating"})
# what is earned and not spent by the end of the year: income and closing balance, no spending
SURPLUS = frozenset({"surplus"})
SPENDING = BASIC | {"project", "reserve"}


@dataclass(frozen=True)
class Select:
    """A part of the cube: None is no restriction, kinds without one are those of spending."""

    kinds: frozenset[str] | None = None
    funds: frozenset[str] | None = None
    carryover: frozenset[bool] | None = None

    def __and__(self, other: "Select") -> "Select":
        return Select(
            _both(self.kinds, other.kinds),
            _both(self.funds, other.funds),
            _both(self.carryover, other.carryover),
        )


def _both(one: frozenset[T] | None, two: frozenset[T] | None) -> frozenset[T] | None:
    return two if one is None else one if two is None else one & two


_CURRENT, _CARRIED = frozenset({False}), frozenset({True})
SELECTORS: dict[str, Select] = {
    "total": Select(),
    "none": Select(kinds=frozenset()),
    "basic": Select(kinds=BASIC),
    **{kind: Select(kinds=frozenset({kind})) for kind in SPENDING | SURPLUS},
    "fiscal_appropriation": Select(funds=FISCAL),
    "unit_own": Select(funds=OWN),
    "not_fiscal": Select(funds=OWN | {"special_account"}),
    **{fund: Select(funds=frozenset({fund})) for fund in FISCAL | OWN | {"special_account"}},
    "current": Select(carryover=_CURRENT),
    "carryover": Select(carryover=_CARRIED),
    "income": Select(kinds=SPENDING | SURPLUS, carryover=_CURRENT),
    "resources": Select(kinds=SPENDING | SURPLUS),
}


@dataclass(frozen=True)
class Fact:
    """An amount at the finest grain."""

    subject: str
    kind: str
    fund: str
    is_carryover: bool
    fen: int

    def within(self, select: Select) -> bool:
        """Whether a selector takes this fact."""
        kinds = SPENDING if select.kinds is None else select.kinds
        return (
            self.kind in kinds
            and (select.funds is None or self.fund in select.funds)
            and (select.carryover is None or self.is_carryover in select.carryover)
        )


@dataclass(frozen=True)
class Project:
    """A project of one subject and fund."""

    name: str
    fact: Fact


@dataclass(frozen=True)
class Budget:
    """All money of one publication; `items` are figures beside the cube (三公 and the like)."""

    facts: tuple[Fact, ...]
    economic: Mapping[str, int]
    projects: tuple[Project, ...]
    items: Mapping[str, int] = field(default_factory=dict)

    def amount(self, selectors: str, prefix: str = "") -> int:
        """Sum the facts of a subject that all selectors of an `a&b` take."""
        select = reduce(Select.__and__, (SELECTORS[name] for name in selectors.split("&")))
        return sum(f.fen for f in self.facts if f.subject.startswith(prefix) and f.within(select))

    def basic(self, prefix: str, kind: str = "total") -> int:
        """Sum the basic spending out of 一般公共预算 on an economic class."""
        return sum(
            fen
            for code, fen in self.economic.items()
            if code.startswith(prefix) and kind in ("total", economic_kind(code))
        )


def economic_kind(code: str) -> str:
    """Return the side of basic spending that an economic class belongs to."""
    return "personnel" if code[:3] in ("301", "303") else "operating"


@cache
def names(file: str) -> dict[str, str]:
    """Return code → name of a seed of classifications."""
    with (_CLASSES / f"{file}.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@cache
def catalogue() -> Mapping[str, Any]:
    """Return what the seeds do not name: subjects below 类, bodies, places, projects."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "catalogue.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def subjects() -> dict[str, str]:
    """Return code → name of the functional classification, as far as the catalogue goes."""
    below = {str(code): name for code, name in catalogue()["subjects"].items()}
    return names("functional_class") | below


def tree(codes: Iterable[str], steps: Sequence[int]) -> list[str]:
    """Return codes with their parents, in printed order."""
    return sorted({code[:length] for code in codes for length in steps if length <= len(code)})


def split(random: Random, fen: int, parts: int) -> list[int]:
    """Divide an amount into parts that add up to it, each above zero."""
    cuts = sorted(random.sample(range(1, fen), parts - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, fen], strict=True)]


@dataclass(frozen=True)
class Manner:
    """What the forms of a publisher can show; nothing else is drawn."""

    grain: int = 100
    is_final: bool = False
    has_carryover: bool = True
    has_reserve: bool = False
    has_state_capital: bool = True
    has_own_basic: bool = True
    other_funds: Sequence[str] = ("undertaking", "other", "special_account")

    def shows(self, kind: str, fund: str, *, is_carryover: bool) -> bool:
        """Whether the forms have a place for such a fact."""
        return (
            (self.has_carryover or not is_carryover)
            and (fund in FISCAL or fund in self.other_funds)
            and (self.has_own_basic or fund in FISCAL or kind not in BASIC)
            and (self.has_reserve or kind != "reserve")
            and (self.has_state_capital or fund != "state_capital")
            and (self.is_final or kind not in SURPLUS)
        )


def draw(random: Random, body: str, manner: Manner) -> Budget:
    """Draw the money of a kind of body in the catalogue, in multiples of a grain in 分."""
    own, *others = map(str, catalogue()["bodies"][body])
    places = {"own": [own], "others": others, "first": others[:1], "last": others[-1:]}
    facts = [
        Fact(subject, drawn["kind"], fund, is_carryover, _money(random, manner, *drawn["money"]))
        for drawn in catalogue()["spending"]
        for subject in places.get(drawn["subject"], [str(drawn["subject"])])
        for fund in [drawn.get("fund", "general_public")]
        for is_carryover in [drawn.get("carryover", False)]
        if random.random() < drawn.get("chance", 1)
        and manner.shows(drawn["kind"], fund, is_carryover=is_carryover)
    ]
    economic = _economic(random, facts, manner)
    items = _items(random, economic, manner)
    return Budget(tuple(facts), economic, tuple(_projects(random, facts, manner)), items)


def _money(random: Random, manner: Manner, least: int, most: int) -> int:
    """Draw an amount between so many 万元."""
    return random.randrange(least * 1_000_000, most * 1_000_000) // manner.grain * manner.grain


def _economic(random: Random, facts: Sequence[Fact], manner: Manner) -> dict[str, int]:
    """Divide the basic spending out of 一般公共预算 over economic classes."""
    economic: dict[str, int] = {}
    for kind, classes in catalogue()["economic"].items():
        fen = sum(f.fen for f in facts if (f.kind, f.fund) == (kind, "general_public"))
        chosen = sorted(map(str, random.sample(classes, random.randint(5, len(classes)))))
        parts = split(random, fen // manner.grain, len(chosen))
        economic |= {code: part * manner.grain for code, part in zip(chosen, parts, strict=True)}
    return economic


def _items(random: Random, economic: Mapping[str, int], manner: Manner) -> dict[str, int]:
    """Draw 三公 around what basic spending holds of it, and procurement; leaves and their sums."""

    def maybe(least: int, most: int) -> int:
        return random.choice([0, _money(random, manner, least, most)])

    leaves = {
        "overseas_travel": maybe(1, 9),
        "vehicle_purchase": maybe(10, 30),
        "vehicle_operation": economic.get("30231", 0) + maybe(1, 5),
        "reception": economic.get("30217", 0),
    }
    items = _three_public(leaves)
    if manner.is_final:
        allowed = {name: fen + maybe(1, 3) for name, fen in leaves.items()}
        items |= {f"adjusted:{name}": fen for name, fen in _three_public(allowed).items()}
    items |= {"meeting": economic.get("30215", 0), "training": economic.get("30216", 0)}
    items["conferences"] = items["three_public"] + items["meeting"] + items["training"]
    bought = {"goods": maybe(1, 60), "works": maybe(1, 60), "services": maybe(1, 60)}
    items |= bought | {"procurement": sum(bought.values())}
    return items | {"agency": sum(f for code, f in economic.items() if code.startswith("302"))}


def _three_public(leaves: Mapping[str, int]) -> dict[str, int]:
    vehicle = leaves["vehicle_purchase"] + leaves["vehicle_operation"]
    total = leaves["overseas_travel"] + leaves["reception"] + vehicle
    return {**leaves, "vehicle": vehicle, "three_public": total}


def _projects(random: Random, facts: Sequence[Fact], manner: Manner) -> Iterator[Project]:
    """Divide project spending into named projects."""
    words = catalogue()["projects"]
    fresh = iter(random.sample(words, len(words)))
    for fact in facts:
        if fact.kind == "project":
            for fen in split(random, fact.fen // manner.grain, random.randint(1, 2)):
                yield Project(next(fresh), replace(fact, fen=fen * manner.grain))
