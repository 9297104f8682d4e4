"""The consistent money of one body, year and phase, in integer 分.

One cube of facts (subject × kind × fund × carried over) is the only source: every printed amount
is a sum over a part of it, named by a selector, so that all forms add up by construction.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from pathlib import Path
from random import Random
from typing import TypeVar

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
def catalogue() -> dict[str, dict[str, object]]:
    """Return bodies and the subjects below 类 that the seeds do not name."""
    loaded: dict[str, dict[str, object]] = yaml.safe_load(
        (HERE / "catalogue.yaml").read_text(encoding="utf-8")
    )
    return loaded


@cache
def subjects() -> dict[str, str]:
    """Return code → name of the functional classification, as far as the catalogue goes."""
    below = {str(code): str(name) for code, name in catalogue()["subjects"].items()}
    return names("functional_class") | below


def tree(codes: Iterator[str] | list[str], steps: tuple[int, ...]) -> list[str]:
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
    has_own_basic: bool = True
    other_funds: tuple[str, ...] = ("undertaking", "other", "special_account")


def draw(random: Random, body: str, manner: Manner) -> Budget:
    """Draw the money of a kind of body in the catalogue, in multiples of a grain in 分."""
    grain = manner.grain

    def money(low: int, high: int) -> int:
        return random.randrange(low * 10_000, high * 10_000) * 100 // grain * grain

    bodies: dict[str, list[str]] = catalogue()["bodies"]  # type: ignore[assignment]
    codes = [str(code) for code in bodies[body]]
    facts = []

    def add(
        subject: str, kind: str, fen: int, fund: str = "general_public", carry: int = 0
    ) -> None:
        if (carry and not manner.has_carryover) or fund not in {*FISCAL, *manner.other_funds}:
            return
        facts.append(Fact(subject, kind, fund, bool(carry), fen))

    own, *others = codes
    add(own, "personnel", money(80, 900))
    add(own, "operating", money(10, 120))
    for code in others:
        add(code, "project", money(5, 700))
        if random.random() < 0.3:
            add(code, "project", money(1, 60), carry=1)
    for code in ("2080505", "2080506", "2101101", "2101102", "2210201", "2210202"):
        if code[:3] != "221" and random.random() < 0.25:
            continue
        add(code, "personnel", money(3, 90))
    optional: list[tuple[float, Callable[[], None]]] = [
        (0.4, lambda: add("2120899", "project", money(20, 3000), "government_fund")),
        (0.2, lambda: add("2290402", "project", money(20, 900), "government_fund", carry=1)),
        (0.1, lambda: add("2239999", "project", money(5, 90), "state_capital")),
        (0.3, lambda: add(others[0], "project", money(5, 90), "undertaking")),
        (0.15, lambda: add(others[-1], "project", money(5, 90), "other")),
        (0.15 * manner.has_own_basic, lambda: add(own, "operating", money(1, 20), "undertaking")),
        (0.2, lambda: add(others[0], "project", money(5, 90), "special_account")),
    ]
    for chance, draw_it in optional:
        if random.random() < chance:
            draw_it()
    if manner.has_reserve:
        add(own, "reserve", money(5, 80))
    if manner.is_final and random.random() < 0.5:
        add(others[0], "surplus", money(1, 40))

    economic = _economic(random, facts, grain)
    items = _items(random, economic, money, is_final=manner.is_final)
    return Budget(tuple(facts), economic, tuple(_projects(random, facts, grain)), items)


def _economic(random: Random, facts: list[Fact], grain: int) -> dict[str, int]:
    """Divide the basic spending out of 一般公共预算 over economic classes."""
    shares = {
        "personnel": ["30101", "30102", "30103", "30107", "30112", "30113", "30302", "30305"],
        "operating": ["30201", "30202", "30207", "30211", "30213", "30215", "30216", "30217"]
        + ["30228", "30231", "30239", "30299", "31002"],
    }
    economic = {}
    for kind, classes in shares.items():
        fen = sum(f.fen for f in facts if (f.kind, f.fund) == (kind, "general_public"))
        chosen = sorted(random.sample(classes, random.randint(5, len(classes))))
        parts = split(random, fen // grain, len(chosen))
        economic |= {code: part * grain for code, part in zip(chosen, parts, strict=True)}
    return economic


def _items(
    random: Random, economic: dict[str, int], money: Callable[[int, int], int], *, is_final: bool
) -> dict[str, int]:
    """Draw 三公 around what basic spending holds of it, and procurement; leaves and their sums."""
    spent = {
        "overseas_travel": random.choice([0, money(1, 9)]),
        "vehicle_purchase": random.choice([0, 0, money(10, 30)]),
        "vehicle_operation": economic.get("30231", 0) + random.choice([0, money(1, 5)]),
        "reception": economic.get("30217", 0),
    }
    items = {}
    phases = {"": 1.0, "adjusted:": 1 + random.random()} if is_final else {"": 1.0}
    for phase, factor in phases.items():
        leaf = {
            name: int(fen * factor) // 100 * 100 if phase else fen for name, fen in spent.items()
        }
        leaf["vehicle"] = leaf["vehicle_purchase"] + leaf["vehicle_operation"]
        leaf["three_public"] = leaf["overseas_travel"] + leaf["reception"] + leaf["vehicle"]
        items |= {phase + name: fen for name, fen in leaf.items()}
    items["meeting"] = economic.get("30215", 0)
    items["training"] = economic.get("30216", 0)
    items["conferences"] = items["three_public"] + items["meeting"] + items["training"]
    goods, works, services = (random.choice([0, money(1, 60)]) for _ in range(3))
    items |= {"goods": goods, "works": works, "services": services}
    items["procurement"] = goods + works + services
    items["agency"] = sum(fen for code, fen in economic.items() if code.startswith("302"))
    return items


def _projects(random: Random, facts: list[Fact], grain: int) -> Iterator[Project]:
    """Divide project spending into named projects."""
    words: list[str] = catalogue()["projects"]  # type: ignore[assignment]
    fresh = iter(random.sample(words, len(words)))
    for fact in facts:
        if fact.kind == "project":
            for fen in split(random, fact.fen // grain, random.randint(1, 2)):
                yield Project(next(fresh), replace(fact, fen=fen * grain))
